//! What estimates are worth: what was told to visitors against what they lived through.

use hall_core::hall::Wait;
use hall_core::time::MINUTE_MS;

/// What one visitor was told, and what came of it.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub wait: Wait,
    /// From the ticket to the first call, milliseconds.
    pub true_ms: i64,
}

impl Told {
    fn middle_ms(self) -> i64 {
        i64::midpoint(self.wait.from_ms, self.wait.to_ms)
    }

    fn error_ms(self) -> i64 {
        (self.middle_ms() - self.true_ms).abs()
    }

    fn is_long(self) -> bool {
        self.true_ms >= 10 * MINUTE_MS
    }

    fn is_inside(self) -> bool {
        (self.wait.from_ms..=self.wait.to_ms).contains(&self.true_ms)
    }
}

/// Head of the table.
pub const HEAD: &str = "\
| | visitors | of them waited ≥ 10 min | median error of those | mean error of the others | inside the range |
| --- | --- | --- | --- | --- | --- |
";

/// Gathers what visitors were told.
#[derive(Default)]
pub struct Judge {
    told: Vec<Told>,
}

impl Judge {
    pub fn take(&mut self, told: &[Told]) {
        self.told.extend(told);
    }

    /// Median of the absolute error of waits of 10 minutes and more, in tenths of a per cent of the wait.
    fn long_error_per_mille(&self) -> i64 {
        let long = self.told.iter().filter(|told| told.is_long());
        let mut errors: Vec<i64> = long.map(|told| 1_000 * told.error_ms() / told.true_ms).collect();
        errors.sort_unstable();
        errors.get(errors.len() / 2).copied().unwrap_or(0)
    }

    /// Mean of the absolute error of shorter waits, seconds.
    fn short_error_s(&self) -> i64 {
        let short: Vec<i64> =
            self.told.iter().filter(|told| !told.is_long()).map(|told| told.error_ms()).collect();
        short.iter().sum::<i64>() / (short.len().max(1) as i64) / 1_000
    }

    fn inside_per_mille(&self) -> usize {
        1_000 * self.told.iter().filter(|told| told.is_inside()).count() / self.told.len().max(1)
    }

    /// Its row in the table.
    pub fn row(&self, name: &str) -> String {
        let long = self.told.iter().filter(|told| told.is_long()).count();
        let (error, inside) = (self.long_error_per_mille(), self.inside_per_mille());
        let short_s = self.short_error_s();
        format!(
            "| {name} | {} | {long} | {}.{} % | {} min {:02} s | {}.{} % |\n",
            self.told.len(),
            error / 10,
            error % 10,
            short_s / 60,
            short_s % 60,
            inside / 10,
            inside % 10,
        )
    }

    /// The bounds that were promised.
    pub fn keeps_its_bounds(&self) {
        assert!(self.long_error_per_mille() <= 250, "waits of 10 min and more: median error of 25 % at most");
        assert!(self.short_error_s() <= 3 * 60, "shorter ones: mean error of 3 min at most");
        assert!(self.inside_per_mille() >= 800, "the truth is inside the range in 80 % at least");
        for told in &self.told {
            let width_ms = told.wait.to_ms - told.wait.from_ms;
            assert!(width_ms <= (5 * MINUTE_MS).max(told.middle_ms() / 2), "{told:?} is too wide");
        }
    }
}
