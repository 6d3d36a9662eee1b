//! `./hall bench`: the figures of `docs/benchmarks.md`, as Markdown. Name parts to measure only those.

use clap::Parser;
use hall_tests::measure::{Part, measure};

#[derive(Parser)]
struct Options {
    /// Which parts; all of them if none is named.
    parts: Vec<Part>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Options { parts } = Options::parse();
    measure(if parts.is_empty() { &Part::ALL } else { &parts }).await
}
