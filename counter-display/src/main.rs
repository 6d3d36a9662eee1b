//! The screen over a window, the pad at it, or the hall's board with its voice.

mod config;
mod enrol;
mod pad_worker;
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
use hall_ui::shell::{self, ShellError, WindowOptions};
use hall_ui::theme::Theme;
use hall_ui::worker::Worker;
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::state::pad::PadState;
use crate::state::{Place, State};
use crate::voice::{Voice, VoiceOptions};

/// The screen over a window, the pad at it, or the hall's board with its voice.
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
    /// Show the pad at this window: what is in hand, then the rating.
    #[arg(long, value_name = "N")]
    pad: Option<u16>,
    /// Show the hall's board.
    #[arg(long)]
    board: bool,
    /// Turn a one-time code into this display's token, write it to `server.token_file`, and end.
    #[arg(long, value_name = "CODE")]
    enrol: Option<String>,
}

/// Shapes the pad is laid out for.
const PAD_DESIGNS: &[Design] = &[Design::PAD, Design::LANDSCAPE, Design::PORTRAIT];

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
    let token = enrol::read_token(&config.server.token_file)?;
    let client = client.as_device(&token)?;
    if let Some(window) = arguments.task.pad {
        return show_pad(&config, client, WindowId(window), begun);
    }
    let place = arguments.task.window.map_or(Place::Board, |window| Place::Window(WindowId(window)));
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
    let state = State::new(place, zone(config), config.voice.enabled);
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
    shell::run(&window(config, title, designs), assets(config)?, state, begun, |ctx| {
        Worker::spawn(ctx, move |inbox, outbox| worker::work(client, place, voice, inbox, outbox))
    })
    .map_err(|error| told(&error))
}

fn show_pad(config: &Config, client: Client, at: WindowId, begun: Instant) -> anyhow::Result<()> {
    let state = PadState::new(at, zone(config));
    let options = window(config, format!("counter-display-pad-{at}"), PAD_DESIGNS);
    shell::run(&options, assets(config)?, state, begun, |ctx| {
        Worker::spawn(ctx, move |inbox, outbox| pad_worker::work(client, at, inbox, outbox))
    })
    .map_err(|error| told(&error))
}

fn zone(config: &Config) -> jiff::tz::TimeZone {
    config.zone().expect("invariant: the configuration was checked")
}

fn assets(config: &Config) -> anyhow::Result<(Arc<Theme>, Arc<Texts>)> {
    let folder = config.screen.assets.as_deref();
    Ok((Arc::new(Theme::load(folder)?), Arc::new(Texts::load(folder)?)))
}

fn window(config: &Config, title: String, designs: &'static [Design]) -> WindowOptions {
    let screen = &config.screen;
    WindowOptions { title, place: screen.place, monitor: screen.monitor, hide_cursor: true, designs }
}

/// The window system's error cannot travel between threads; its words can.
fn told(error: &ShellError) -> anyhow::Error {
    let source = std::error::Error::source(error).map(ToString::to_string);
    source.map_or_else(|| anyhow!("{error}"), |source| anyhow!("{source}").context(error.to_string()))
}
