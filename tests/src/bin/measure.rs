//! Prints the figures of `docs/benchmarks.md`: `./hall bench`.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    hall_tests::measure::everything().await
}
