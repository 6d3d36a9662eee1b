//! The figures of `docs/benchmarks.md`, measured on the real programs.
//!
//! Each part starts its own hall, measures, and gives rows for one table: what, figure, bound, kept or not.

mod calls;
mod kiosk;
mod machine;
mod start;
mod statistics;
mod tickets;

use std::fmt::Write as _;
use std::io::Write as _;

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

/// What can be measured by itself.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Part {
    /// Durable tickets a second.
    Tickets,
    /// From a call to the screens.
    Calls,
    /// Starting with a long log.
    Start,
    /// The kiosk and its paper.
    Kiosk,
    /// Figures of a year.
    Statistics,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Tickets, Self::Calls, Self::Start, Self::Kiosk, Self::Statistics];
}

/// Measures these parts and prints each table when it is there.
pub async fn measure(parts: &[Part]) -> anyhow::Result<()> {
    let machine = Machine::measure()?;
    print(&format!("{machine}\n\n"))?;
    for part in parts {
        let (title, rows) = match part {
            Part::Tickets => ("Taking tickets", tickets::measure(&machine).await?),
            Part::Calls => ("Calling", calls::measure(&machine).await?),
            Part::Start => ("Starting", start::measure().await?),
            Part::Kiosk => ("Kiosk", kiosk::measure(&machine).await?),
            Part::Statistics => ("Statistics", statistics::measure().await?),
        };
        print(&table(title, &rows))?;
    }
    Ok(())
}

fn print(text: &str) -> anyhow::Result<()> {
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(())
}

fn table(title: &str, rows: &[Row]) -> String {
    let mut table = format!("### {title}\n\n| what | figure | bound | |\n| --- | --- | --- | --- |\n");
    for row in rows {
        let verdict = match (row.bound.is_empty(), row.kept) {
            (true, _) => "",
            (false, true) => "kept",
            (false, false) => "**missed**",
        };
        writeln!(table, "| {} | {} | {} | {verdict} |", row.what, row.figure, row.bound)
            .expect("invariant: a string takes any text");
    }
    table + "\n"
}

/// Milliseconds with two digits, from microseconds.
fn ms(us: u64) -> String {
    format!("{:.2} ms", us as f64 / 1000.0)
}
