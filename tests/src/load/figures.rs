//! Figures from samples.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What a run of the load tool found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Connections at once.
    pub clients: usize,
    /// Requests answered well.
    pub answered: usize,
    /// Requests a second.
    pub per_second: f64,
    /// Median, microseconds.
    pub p50_us: u64,
    /// 99th percentile, microseconds.
    pub p99_us: u64,
}

impl Figures {
    /// Sums up latencies in microseconds over a time.
    pub fn of(clients: usize, mut latencies_us: Vec<u64>, took: Duration) -> Self {
        latencies_us.sort_unstable();
        Self {
            clients,
            answered: latencies_us.len(),
            per_second: latencies_us.len() as f64 / took.as_secs_f64(),
            p50_us: percentile_us(&latencies_us, 50),
            p99_us: percentile_us(&latencies_us, 99),
        }
    }
}

/// A percentile of sorted samples (nearest rank); 0 of none.
pub fn percentile_us(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::percentile_us;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let samples: Vec<u64> = (1..=200).collect();
        assert_eq!([50, 99, 100].map(|percent| percentile_us(&samples, percent)), [100, 198, 200]);
        assert_eq!(percentile_us(&[], 99), 0);
    }
}
