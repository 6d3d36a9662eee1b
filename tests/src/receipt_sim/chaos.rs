//! Troubles that come by chance, at any byte, and are mended after a while: the same ones in the same order for a seed.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::condition::Control;

/// How much of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chaos {
    /// Which troubles come.
    pub seed: u64,
    /// From the end of one to the beginning of the next: so many bytes at most, half of it in the mean.
    pub bytes_max: u64,
    /// A trouble is mended after at most this long.
    pub trouble_max: Duration,
}

/// A trouble, and how it is mended step by step: each after a pause.
#[derive(Debug)]
pub(super) struct Trouble {
    /// After so many more bytes.
    pub after_bytes: u64,
    /// It begins with this.
    pub begins: Control,
    /// Pauses counted from the step before.
    pub mends: Vec<(Duration, Control)>,
}

/// What comes next.
#[derive(Debug)]
pub(super) struct Fate {
    chaos: Chaos,
    random: StdRng,
    /// A printer takes this long to start, and whoever mends its wire is no faster.
    boot: Duration,
}

/// Most bytes garbled at once, and least: a disturbance lasts some milliseconds.
const NOISE_BYTES: std::ops::RangeInclusive<u32> = 8..=60;

impl Fate {
    pub fn new(chaos: Chaos, boot: Duration) -> Self {
        Self { chaos, random: StdRng::seed_from_u64(chaos.seed), boot }
    }

    pub fn next(&mut self) -> Trouble {
        let after_bytes = self.random.random_range(0..=self.chaos.bytes_max);
        let pause = self.chaos.trouble_max.mul_f64(self.random.random_range(0.1..=1.0));
        let one = |begins, mend| (begins, vec![(pause, mend)]);
        let (begins, mends) = match self.random.random_range(0..12) {
            0 | 1 => one(Control::PaperOut, Control::PaperOk),
            2 => one(Control::PaperNearEnd, Control::PaperOk),
            3 => one(Control::OpenCover, Control::CloseCover),
            4 => {
                let mends = [(pause, Control::OpenCover), (pause / 4, Control::FreeCutter)];
                (Control::JamCutter, [&mends[..], &[(pause / 4, Control::CloseCover)]].concat())
            }
            5 => (Control::PowerOff, vec![(self.boot + pause, Control::PowerOn)]),
            6 => one(Control::Unplug, Control::Plug),
            7 => (Control::CutWire, vec![(self.boot + pause, Control::MendWire)]),
            8 => (Control::Noise(self.random.random_range(NOISE_BYTES)), vec![]),
            9 => one(Control::Hush, Control::Speak),
            10 => {
                let millis = self.chaos.trouble_max.as_millis() as u32;
                one(Control::Slow(self.random.random_range(1..=millis.max(1))), Control::Slow(0))
            }
            _ => one(Control::Offline, Control::Online),
        };
        Trouble { after_bytes, begins, mends }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_brings_the_same_troubles_and_in_time_all_kinds() {
        let chaos = Chaos { seed: 7, bytes_max: 1000, trouble_max: Duration::from_millis(100) };
        let boot = Duration::from_millis(50);
        let (mut one, mut other) = (Fate::new(chaos, boot), Fate::new(chaos, boot));
        let mut kinds = BTreeSet::new();
        for _ in 0..500 {
            let (trouble, same) = (one.next(), other.next());
            assert_eq!(format!("{trouble:?}"), format!("{same:?}"));
            assert!(trouble.after_bytes <= chaos.bytes_max);
            let is_noise = matches!(trouble.begins, Control::Noise(_));
            assert_eq!(trouble.mends.is_empty(), is_noise, "{trouble:?}");
            kinds.insert(format!("{:?}", trouble.begins).split('(').next().unwrap_or_default().to_owned());
        }
        assert_eq!(kinds.len(), 11, "{kinds:?}");
    }
}
