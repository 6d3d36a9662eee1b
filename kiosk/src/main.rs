//! Starts the kiosk: reads its configuration, opens the window, and stays until it is closed.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use clap::Parser;
use hall_api::client::Key;
use hall_api::texts::Texts;
use hall_ui::canvas::Design;
use hall_ui::shell::{self, WindowOptions};
use hall_ui::theme::Theme;
use hall_ui::worker::Worker;
use kiosk::config::Config;
use kiosk::program::Program;
use kiosk::state::{Readers, State};
use kiosk::worker::{self, Setup};

/// The touch kiosk of the hall: takes numbers, prints tickets.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file; see kiosk.example.toml.
    #[arg(long, default_value = "kiosk.toml")]
    config: PathBuf,
    /// One-time code to enrol with when there is no token yet.
    #[arg(long, env = "HALL_ENROLMENT_CODE", hide_env_values = true)]
    enrolment_code: Option<String>,
    /// Checks the configuration and everything it names, then ends.
    #[arg(long)]
    check: bool,
}

fn main() -> anyhow::Result<()> {
    let begun = Instant::now();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_unset| tracing_subscriber::EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let config = Config::read(&arguments.config).context("the kiosk's configuration")?;
    let assets = config.assets.as_deref();
    let theme = Theme::load(assets).context("the theme")?;
    let texts = Texts::load(assets).context("the texts")?;
    let setup = Setup::new(&config, arguments.enrolment_code).context("the kiosk's surroundings")?;
    if arguments.check {
        tracing::info!("the configuration is good");
        return Ok(());
    }
    let options = WindowOptions {
        title: "hall-kiosk".to_owned(),
        place: config.screen.place,
        monitor: config.screen.monitor,
        hide_cursor: config.screen.hide_cursor,
        designs: &[Design::PORTRAIT, Design::LANDSCAPE, Design::COMPACT],
    };
    let readers = Readers { scanner: config.readers.scanner, cards: config.readers.cards };
    let state = State::new(config.screen.language, readers, Key::fresh);
    let program = Program::new(state);
    shell::run(&options, (Arc::new(theme), Arc::new(texts)), program, begun, |ctx| {
        Worker::spawn(ctx, |inbox, outbox| worker::run(setup, inbox, outbox))
    })?;
    Ok(())
}
