//! How the simulated printer is: paper, cover, switches, and the status bytes that say so.

/// What can be done to the printer from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// A full roll is put in.
    PaperOk,
    /// The roll gets thin.
    PaperNearEnd,
    /// The roll ends.
    PaperOut,
    /// The cover is opened.
    OpenCover,
    /// The cover is closed.
    CloseCover,
    /// It is switched offline with its button.
    Offline,
    /// It is switched online again.
    Online,
    /// It loses its power and with it what it has received.
    PowerOff,
    /// The power comes back.
    PowerOn,
    /// The cable is pulled: the port vanishes.
    Unplug,
    /// The cable is put back: a port of the same name appears.
    Plug,
    /// Somebody tears the paper off.
    Tear,
}

impl Control {
    /// Reads one line as typed.
    ///
    /// # Errors
    /// The words that are understood.
    pub fn parse(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        Ok(match words[..] {
            ["paper", "ok"] => Self::PaperOk,
            ["paper", "near-end"] => Self::PaperNearEnd,
            ["paper", "out"] => Self::PaperOut,
            ["cover", "open"] => Self::OpenCover,
            ["cover", "close"] => Self::CloseCover,
            ["offline"] => Self::Offline,
            ["online"] => Self::Online,
            ["power", "off"] => Self::PowerOff,
            ["power", "on"] => Self::PowerOn,
            ["unplug"] => Self::Unplug,
            ["plug"] => Self::Plug,
            ["tear"] => Self::Tear,
            _ => {
                return Err(format!(
                    "`{line}` is none of: paper ok|near-end|out, cover open|close, offline, online, power off|on, unplug, plug, tear"
                ));
            }
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Enough,
    NearEnd,
    Out,
}

/// Sensors and switches.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    paper: Paper,
    is_cover_open: bool,
    is_switched_offline: bool,
    is_powered: bool,
}

/// The bits that are always set in an answer to `DLE EOT`.
const FIXED: u8 = 0b0001_0010;

impl Condition {
    /// All is well.
    pub fn new() -> Self {
        Self { paper: Paper::Enough, is_cover_open: false, is_switched_offline: false, is_powered: true }
    }

    /// Takes a control in; those of the cable and of the paper's end change nothing here.
    pub fn apply(&mut self, control: Control) {
        match control {
            Control::PaperOk => self.paper = Paper::Enough,
            Control::PaperNearEnd => self.paper = Paper::NearEnd,
            Control::PaperOut => self.paper = Paper::Out,
            Control::OpenCover => self.is_cover_open = true,
            Control::CloseCover => self.is_cover_open = false,
            Control::Offline => self.is_switched_offline = true,
            Control::Online => self.is_switched_offline = false,
            Control::PowerOff => self.is_powered = false,
            Control::PowerOn => self.is_powered = true,
            Control::Unplug | Control::Plug | Control::Tear => {}
        }
    }

    /// Whether it has power: otherwise it hears nothing.
    pub fn is_powered(self) -> bool {
        self.is_powered
    }

    /// Whether it works off its buffer.
    pub fn is_printing(self) -> bool {
        self.is_powered && !self.is_offline()
    }

    fn is_offline(self) -> bool {
        self.is_cover_open || self.is_switched_offline || self.paper == Paper::Out
    }

    /// The answer to `DLE EOT n`, if there is such an `n`.
    pub fn answer(self, n: u8) -> Option<u8> {
        let bit = |bit: u8, set: bool| if set { bit } else { 0 };
        let is_out = self.paper == Paper::Out;
        let bits = match n {
            1 => bit(0b1000, self.is_offline()),
            2 => bit(0b100, self.is_cover_open) | bit(0b10_0000, is_out),
            3 => 0,
            4 => bit(0b1100, self.paper != Paper::Enough) | bit(0b110_0000, is_out),
            _ => return None,
        };
        Some(FIXED | bits)
    }

    /// The answer to `GS r 1`.
    pub fn paper_answer(self) -> u8 {
        match self.paper {
            Paper::Enough => 0,
            Paper::NearEnd => 0b11,
            Paper::Out => 0b1100,
        }
    }
}

impl Default for Condition {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Control};

    #[test]
    fn every_trouble_shows_in_the_answers() {
        let cases: [(&[&str], [u8; 3], bool); 8] = [
            (&[], [0x12, 0x12, 0x12], true),
            (&["paper near-end"], [0x12, 0x12, 0x1E], true),
            (&["paper out"], [0x1A, 0x32, 0x7E], false),
            (&["paper out", "paper ok"], [0x12, 0x12, 0x12], true),
            (&["cover open"], [0x1A, 0x16, 0x12], false),
            (&["cover open", "cover close"], [0x12, 0x12, 0x12], true),
            (&["offline"], [0x1A, 0x12, 0x12], false),
            (&["offline", "online"], [0x12, 0x12, 0x12], true),
        ];
        for (controls, answers, prints) in cases {
            let mut condition = Condition::new();
            for line in controls {
                condition.apply(Control::parse(line).unwrap());
            }
            let told = [1, 2, 4].map(|n| condition.answer(n).unwrap());
            assert_eq!((told, condition.is_printing()), (answers, prints), "{controls:?}");
        }
        assert_eq!(Condition::new().answer(9), None);
        assert!(Control::parse("paper full").is_err());
    }
}
