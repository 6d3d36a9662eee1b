//! The screen over a window, or the hall's board, with its voice.

mod config;
mod enrol;
mod program;
mod screens;
mod state;
mod voice;
mod worker;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Parser;
use hall_api::client::{Client, ClientOptions};
use hall_api::core::ids::WindowId;
use hall_api::texts::Texts;
use hall_ui::canvas::Design;
use hall_ui::shell::{self, WindowOptions};
use hall_ui::theme::Theme;
use hall_ui::worker::Worker;
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::state::{Place, State};
use crate::voice::{Voice, VoiceOptions};

/// The screen over a window, or the hall's board, with its voice.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// The configuration; see counter-display.example.toml.
    #[arg(long, value_name = "FILE", env = "COUNTER_DISPLAY_CONFIG")]
    config: PathBuf,
    #[command(flatten)]
    task: Task,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct Task {
    /// Show the screen over this window.
    #[arg(long, value_name = "N")]
    window: Option<u16>,
    /// Show the hall's board.
    #[arg(long)]
    board: bool,
    /// Turn a one-time code into this display's token, write it to `server.token_file`, and end.
    #[arg(long, value_name = "CODE")]
    enrol: Option<String>,
}

fn main() -> anyhow::Result<()> {
    let begun = Instant::now();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let config = Config::load(&arguments.config)?;
    let client = client(&config)?;
    if let Some(code) = &arguments.task.enrol {
        return enrol::enrol(&client, code, &config.server.token_file);
    }
    let place = arguments.task.window.map_or(Place::Board, |window| Place::Window(WindowId(window)));
    let token = enrol::read_token(&config.server.token_file)?;
    let client = client.as_device(&token)?;
    show(&config, client, place, begun)
}

fn client(config: &Config) -> anyhow::Result<Client> {
    let authority_pem = match &config.server.authority_file {
        Some(path) => Some(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?),
        None => None,
    };
    Ok(Client::new(&ClientOptions { server: config.server.address.clone(), authority_pem })?)
}

fn show(config: &Config, client: Client, place: Place, begun: Instant) -> anyhow::Result<()> {
    let assets = config.screen.assets.as_deref();
    let (theme, texts) = (Theme::load(assets)?, Texts::load(assets)?);
    let zone = config.zone().expect("invariant: the configuration was checked");
    let state = State::new(place, zone, config.voice.enabled);
    let voice = Voice::new(VoiceOptions {
        sound: hall_ui::voice::VoiceOptions {
            words_per_minute: config.voice.words_per_minute,
            device: config.voice.device.clone(),
        },
        record_dir: config.voice.record_dir.clone(),
    });
    let (title, designs): (_, &'static [Design]) = match place {
        Place::Window(window) => {
            (format!("counter-display-window-{window}"), &[Design::LANDSCAPE, Design::STRIP])
        }
        Place::Board => ("counter-display-board".to_owned(), &[Design::LANDSCAPE]),
    };
    let options = WindowOptions {
        title,
        place: config.screen.place,
        monitor: config.screen.monitor,
        hide_cursor: true,
        designs,
    };
    shell::run(&options, (Arc::new(theme), Arc::new(texts)), state, begun, |ctx| {
        Worker::spawn(ctx, move |inbox, outbox| worker::work(client, place, voice, inbox, outbox))
    })
    .map_err(|error| {
        // The window system's error cannot travel between threads; its words can.
        let source = std::error::Error::source(&error).map(ToString::to_string);
        source.map_or_else(|| anyhow!("{error}"), |source| anyhow!("{source}").context(error.to_string()))
    })
}
