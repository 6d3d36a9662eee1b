//! A whole hall at work: `./hall demo`. With a display it opens on it; without one it plays a short day into `out/demo/`.

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    hall_tests::demo::run().await
}
