//! The wire between the port and the printer: cut, noisy, slow, or the printer does not speak.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::condition::Control;

/// What passes between computer and printer.
#[derive(Debug)]
pub(super) struct Line {
    random: StdRng,
    is_cut: bool,
    is_hushed: bool,
    delay: Duration,
    noise_left: u32,
    /// Answers on their way, with the time they arrive.
    answers: VecDeque<(Instant, Vec<u8>)>,
}

/// A byte as it arrives at the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    pub byte: u8,
    /// It was another one when it left.
    pub is_garbled: bool,
}

impl Line {
    pub fn new(seed: u64) -> Self {
        Self {
            random: StdRng::seed_from_u64(seed),
            is_cut: false,
            is_hushed: false,
            delay: Duration::ZERO,
            noise_left: 0,
            answers: VecDeque::new(),
        }
    }

    /// Takes a control in.
    pub fn apply(&mut self, control: Control) {
        match control {
            Control::CutWire => self.is_cut = true,
            Control::MendWire => self.is_cut = false,
            Control::Hush => self.is_hushed = true,
            Control::Speak => self.is_hushed = false,
            Control::Slow(millis) => self.delay = Duration::from_millis(millis.into()),
            Control::Noise(bytes) => self.noise_left = bytes,
            _ => {}
        }
    }

    /// A byte leaves the computer.
    pub fn send(&mut self, byte: u8) -> Option<Arrival> {
        if self.is_cut {
            return None;
        }
        if self.noise_left == 0 {
            return Some(Arrival { byte, is_garbled: false });
        }
        self.noise_left -= 1;
        let back: u8 = self.random.random();
        self.answers.push_back((Instant::now(), vec![back]));
        Some(Arrival { byte: byte ^ self.random.random_range(1..=u8::MAX), is_garbled: true })
    }

    /// An answer leaves the printer.
    pub fn answer(&mut self, bytes: Vec<u8>) {
        if !(bytes.is_empty() || self.is_cut || self.is_hushed) {
            self.answers.push_back((Instant::now() + self.delay, bytes));
        }
    }

    /// What arrives at the computer now.
    pub fn arrived(&mut self) -> Vec<u8> {
        let mut arrived = Vec::new();
        let now = Instant::now();
        while self.answers.front().is_some_and(|(at, _)| *at <= now) {
            arrived.extend(self.answers.pop_front().into_iter().flat_map(|(_, bytes)| bytes));
        }
        arrived
    }

    /// The port has gone, and what was on its way with it.
    pub fn forget(&mut self) {
        self.answers.clear();
    }
}
