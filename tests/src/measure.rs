//! The figures of `docs/benchmarks.md`, measured on the real programs.
//!
//! Each part starts its own hall, measures, and gives rows for one table: what, figure, bound, kept or not.

mod calls;
mod kiosk;
mod machine;
mod start;
mod tickets;

use std::fmt::Write;

pub use machine::Machine;

/// One figure against its bound.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The figure with its unit.
    pub figure: String,
    /// The bound with its unit; empty if it is only told.
    pub bound: String,
    /// The bound is kept.
    pub kept: bool,
}

impl Row {
    /// A figure with a bound.
    pub fn bounded(
        what: impl Into<String>,
        figure: impl Into<String>,
        bound: impl Into<String>,
        kept: bool,
    ) -> Self {
        Self { what: what.into(), figure: figure.into(), bound: bound.into(), kept }
    }

    /// A figure that is only told.
    pub fn told(what: impl Into<String>, figure: impl Into<String>) -> Self {
        Self::bounded(what, figure, "", true)
    }
}

/// Measures everything and gives the report.
pub async fn everything() -> anyhow::Result<String> {
    let machine = Machine::measure()?;
    let mut report = format!("{machine}\n\n");
    for (title, rows) in [
        ("Taking tickets", tickets::measure(&machine).await?),
        ("Calling", calls::measure(&machine).await?),
        ("Starting", start::measure().await?),
        ("Kiosk", kiosk::measure(&machine).await?),
    ] {
        write_table(&mut report, title, &rows);
    }
    Ok(report)
}

fn write_table(report: &mut String, title: &str, rows: &[Row]) {
    let mut line = |text: String| writeln!(report, "{text}").expect("invariant: a string takes any text");
    line(format!("### {title}\n\n| what | figure | bound | |\n| --- | --- | --- | --- |"));
    for row in rows {
        let verdict = match (row.bound.is_empty(), row.kept) {
            (true, _) => "",
            (false, true) => "kept",
            (false, false) => "**missed**",
        };
        line(format!("| {} | {} | {} | {verdict} |", row.what, row.figure, row.bound));
    }
    line(String::new());
}

/// Milliseconds with two digits, from microseconds.
fn ms(us: u64) -> String {
    format!("{:.2} ms", us as f64 / 1000.0)
}
