//! Prints the figures of `docs/benchmarks.md`: `./hall bench`.

use std::io::Write;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let report = hall_tests::measure::everything().await?;
    std::io::stdout().write_all(report.as_bytes())?;
    Ok(())
}
