//! What people do: how long a service really takes, how fast clerks are, who walks slowly and who does not come.

use std::collections::BTreeMap;

use hall_core::catalogue::Catalogue;
use hall_core::ids::{ItemCode, WindowId};
use hall_core::time::SECOND_MS;

use crate::rng::Rng;

/// The truth about a hall's items and clerks, which its log only hints at.
pub struct People {
    /// True mean of each item, milliseconds.
    mean_ms: BTreeMap<ItemCode, f64>,
    /// How long a clerk takes in comparison with the others.
    clerk: BTreeMap<WindowId, f64>,
}

impl People {
    pub fn new(catalogue: &Catalogue, rng: &mut Rng) -> Self {
        let items = catalogue.items.values();
        let mean_ms =
            items.map(|item| (item.code.clone(), item.service_ms as f64 * spread(rng, 0.3))).collect();
        let clerk = catalogue.windows.keys().map(|window| (*window, spread(rng, 0.15))).collect();
        Self { mean_ms, clerk }
    }

    /// A service of some items at a window, milliseconds: usually about the mean, now and then much longer.
    pub fn service_ms(&self, window: WindowId, items: &[ItemCode], rng: &mut Rng) -> i64 {
        let alone: f64 = items.iter().map(|item| self.mean_ms[item] * spread(rng, 0.5)).sum();
        (alone * self.clerk[&window]) as i64
    }
}

/// From the call to the visitor at the window, milliseconds.
pub fn walk_ms(rng: &mut Rng) -> i64 {
    rng.between(8 * SECOND_MS, 40 * SECOND_MS)
}

/// From the end of a visit to the next call, milliseconds.
pub fn breath_ms(rng: &mut Rng) -> i64 {
    rng.between(2 * SECOND_MS, 20 * SECOND_MS)
}

/// A factor around 1, lognormal with the mean 1: sigma is the width of its logarithm.
fn spread(rng: &mut Rng, sigma: f64) -> f64 {
    // Twelve equal chances make nearly a normal one, and the same on every machine.
    let sum: i64 = (0..12).map(|_| rng.between(0, 1_000_000)).sum();
    let normal = sum as f64 / 1_000_000.0 - 6.0;
    exp(sigma * normal - sigma * sigma / 2.0)
}

/// `(1 + x / 1024)^1024`: near enough, and the same to the last bit on every machine.
fn exp(x: f64) -> f64 {
    (0..10).fold(1.0 + x / 1_024.0, |power, _| power * power)
}
