//! How the simulated printer is: paper, cover, knife, switches, and the status bytes that say so.

/// What can be done to the printer and its line from outside.
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
    /// Something gets under the knife: the next cut fails, and the printer stops with an error.
    JamCutter,
    /// It is taken out. The printer goes on once it is told so (`DLE ENQ`), or switched off and on.
    FreeCutter,
    /// The print head gets too hot.
    Overheat,
    /// It has cooled down.
    CoolDown,
    /// It is switched offline with its button.
    Offline,
    /// It is switched online again.
    Online,
    /// It loses its power and with it what it has received.
    PowerOff,
    /// The power comes back; the printer needs its time to start.
    PowerOn,
    /// The cable is pulled: the port vanishes.
    Unplug,
    /// The cable is put back: a port of the same name appears.
    Plug,
    /// The wire behind the adapter is cut: the port stays, and nothing arrives on either side.
    CutWire,
    /// The wire is whole again.
    MendWire,
    /// So many of the next bytes are garbled, and as many come back that nobody sent.
    Noise(u32),
    /// It answers nothing, and prints.
    Hush,
    /// It answers again.
    Speak,
    /// Its answers take so many milliseconds.
    Slow(u32),
    /// Somebody tears the paper off.
    Tear,
}

/// What [`Control::parse`] understands.
pub const CONTROLS: &str = "paper ok|near-end|out, cover open|close, cutter jam|free, head hot|cool, offline, online, \
     power off|on, unplug, plug, wire cut|mend, noise BYTES, silent on|off, slow MILLISECONDS, tear";

impl Control {
    /// Reads one line as typed.
    ///
    /// # Errors
    /// The words that are understood.
    pub fn parse(line: &str) -> Result<Self, String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |word: &str| word.parse::<u32>().ok().filter(|number| *number <= 100_000);
        Ok(match words[..] {
            ["paper", "ok"] => Self::PaperOk,
            ["paper", "near-end"] => Self::PaperNearEnd,
            ["paper", "out"] => Self::PaperOut,
            ["cover", "open"] => Self::OpenCover,
            ["cover", "close"] => Self::CloseCover,
            ["cutter", "jam"] => Self::JamCutter,
            ["cutter", "free"] => Self::FreeCutter,
            ["head", "hot"] => Self::Overheat,
            ["head", "cool"] => Self::CoolDown,
            ["offline"] => Self::Offline,
            ["online"] => Self::Online,
            ["power", "off"] => Self::PowerOff,
            ["power", "on"] => Self::PowerOn,
            ["unplug"] => Self::Unplug,
            ["plug"] => Self::Plug,
            ["wire", "cut"] => Self::CutWire,
            ["wire", "mend"] => Self::MendWire,
            ["noise", bytes] if number(bytes).is_some() => Self::Noise(number(bytes).unwrap_or_default()),
            ["silent", "on"] => Self::Hush,
            ["silent", "off"] => Self::Speak,
            ["slow", millis] if number(millis).is_some() => Self::Slow(number(millis).unwrap_or_default()),
            ["tear"] => Self::Tear,
            _ => return Err(format!("`{line}` is none of: {CONTROLS}")),
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
#[expect(clippy::struct_excessive_bools, reason = "each is a sensor or a switch of its own")]
pub struct Condition {
    paper: Paper,
    is_cover_open: bool,
    is_cutter_jammed: bool,
    /// A cut failed, and nobody has told the printer to go on.
    has_cutter_error: bool,
    is_hot: bool,
    is_switched_offline: bool,
    is_powered: bool,
}

/// The bits that are always set in an answer to `DLE EOT`.
const FIXED: u8 = 0b0001_0010;

impl Condition {
    /// All is well.
    pub fn new() -> Self {
        Self {
            paper: Paper::Enough,
            is_cover_open: false,
            is_cutter_jammed: false,
            has_cutter_error: false,
            is_hot: false,
            is_switched_offline: false,
            is_powered: true,
        }
    }

    /// Takes a control in; those of the line and of the paper's end change nothing here.
    pub fn apply(&mut self, control: Control) {
        match control {
            Control::PaperOk => self.paper = Paper::Enough,
            Control::PaperNearEnd => self.paper = Paper::NearEnd,
            Control::PaperOut => self.paper = Paper::Out,
            Control::OpenCover => self.is_cover_open = true,
            Control::CloseCover => self.is_cover_open = false,
            Control::JamCutter => self.is_cutter_jammed = true,
            Control::FreeCutter => self.is_cutter_jammed = false,
            Control::Overheat => self.is_hot = true,
            Control::CoolDown => self.is_hot = false,
            Control::Offline => self.is_switched_offline = true,
            Control::Online => self.is_switched_offline = false,
            Control::PowerOff => (self.is_powered, self.has_cutter_error) = (false, false),
            Control::PowerOn => self.is_powered = true,
            Control::Unplug
            | Control::Plug
            | Control::CutWire
            | Control::MendWire
            | Control::Noise(_)
            | Control::Hush
            | Control::Speak
            | Control::Slow(_)
            | Control::Tear => {}
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

    /// Tries the knife; false if it is stuck.
    pub fn cut(&mut self) -> bool {
        self.has_cutter_error = self.is_cutter_jammed;
        !self.has_cutter_error
    }

    /// It is told to go on after an error (`DLE ENQ`).
    pub fn recover(&mut self) {
        self.has_cutter_error &= self.is_cutter_jammed;
    }

    fn is_offline(self) -> bool {
        self.is_cover_open
            || self.is_switched_offline
            || self.has_cutter_error
            || self.is_hot
            || self.paper == Paper::Out
    }

    /// The answer to `DLE EOT n`, if there is such an `n`.
    pub fn answer(self, n: u8) -> Option<u8> {
        let bit = |bit: u8, set: bool| if set { bit } else { 0 };
        let is_out = self.paper == Paper::Out;
        let bits = match n {
            1 => bit(0b1000, self.is_offline()),
            2 => {
                bit(0b100, self.is_cover_open)
                    | bit(0b10_0000, is_out)
                    | bit(0b100_0000, self.has_cutter_error || self.is_hot)
            }
            3 => bit(0b1000, self.has_cutter_error) | bit(0b100_0000, self.is_hot),
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
        let cases: [(&[&str], [u8; 4], bool); 11] = [
            (&[], [0x12, 0x12, 0x12, 0x12], true),
            (&["paper near-end"], [0x12, 0x12, 0x12, 0x1E], true),
            (&["paper out"], [0x1A, 0x32, 0x12, 0x7E], false),
            (&["paper out", "paper ok"], [0x12, 0x12, 0x12, 0x12], true),
            (&["cover open"], [0x1A, 0x16, 0x12, 0x12], false),
            (&["cover open", "cover close"], [0x12, 0x12, 0x12, 0x12], true),
            (&["offline"], [0x1A, 0x12, 0x12, 0x12], false),
            (&["offline", "online"], [0x12, 0x12, 0x12, 0x12], true),
            (&["cutter jam"], [0x12, 0x12, 0x12, 0x12], true),
            (&["head hot"], [0x1A, 0x52, 0x52, 0x12], false),
            (&["head hot", "head cool"], [0x12, 0x12, 0x12, 0x12], true),
        ];
        for (controls, answers, prints) in cases {
            let mut condition = Condition::new();
            for line in controls {
                condition.apply(Control::parse(line).unwrap());
            }
            let told = [1, 2, 3, 4].map(|n| condition.answer(n).unwrap());
            assert_eq!((told, condition.is_printing()), (answers, prints), "{controls:?}");
        }
        assert_eq!(Condition::new().answer(9), None);
        for wrong in ["paper full", "noise", "noise x", "slow -1", "noise 100001", ""] {
            assert!(Control::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_jammed_knife_stops_it_until_it_is_free_and_told_so() {
        let mut condition = Condition::new();
        condition.apply(Control::JamCutter);
        assert!(condition.is_printing() && !condition.cut() && !condition.is_printing());
        assert_eq!((condition.answer(2), condition.answer(3)), (Some(0x52), Some(0x1A)));
        condition.recover();
        assert!(!condition.is_printing(), "something is still under the knife");
        condition.apply(Control::FreeCutter);
        assert!(!condition.is_printing(), "nobody has told it");
        condition.recover();
        assert!(condition.is_printing() && condition.cut());
    }
}
