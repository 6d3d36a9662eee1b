//! Starts a display: reads its configuration, opens the window, and stays until it is closed.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, anyhow};
use clap::Parser;
use counter_display::config::Config;
use counter_display::state::pad::PadState;
use counter_display::state::{Place, State};
use counter_display::voice::{Voice, VoiceOptions, check};
use counter_display::{enrol, pad_worker, screens, worker};
use hall_api::client::{Client, ClientOptions};
use hall_api::core::ids::WindowId;
use hall_api::texts::Texts;
use hall_ui::canvas::Design;
use hall_ui::shell::{self, ShellError, WindowOptions};
use hall_ui::theme::Theme;
use hall_ui::worker::Worker;
use tracing_subscriber::EnvFilter;

/// The screen over a window, the pad at it, or the hall's board with its voice.
#[derive(Debug, Parser)]
#[command(version, about, subcommand_negates_reqs = true)]
struct Arguments {
    /// The configuration; see counter-display.example.toml.
    #[arg(long, value_name = "FILE", env = "COUNTER_DISPLAY_CONFIG", required = true)]
    config: Option<PathBuf>,
    #[command(flatten)]
    task: Task,
    /// With --board: show these lines only, such as A,B; in place of `board.lines`.
    #[arg(long, value_name = "LETTERS", value_delimiter = ',', value_parser = letter,
        conflicts_with_all = ["window", "pad", "enrol"])]
    lines: Vec<char>,
    #[command(subcommand)]
    aside: Option<Aside>,
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

#[derive(Debug, clap::Subcommand)]
enum Aside {
    /// The voice's recorded clips.
    Voice {
        #[command(subcommand)]
        what: VoiceAside,
    },
}

#[derive(Debug, clap::Subcommand)]
enum VoiceAside {
    /// Look a pack of clips through; ends with 1 if something is wrong with it. See docs/voice.md.
    Check {
        /// The folder with the clips.
        folder: PathBuf,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    let begun = Instant::now();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    if let Some(Aside::Voice { what: VoiceAside::Check { folder } }) = &arguments.aside {
        return check_voice(folder);
    }
    let path = arguments.config.context("--config FILE is needed")?;
    let mut config = Config::load(&path)?;
    if !arguments.lines.is_empty() {
        config.board.lines = arguments.lines;
    }
    let client = client(&config)?;
    if let Some(code) = &arguments.task.enrol {
        enrol::enrol(&client, code, &config.server.token_file)?;
        return Ok(ExitCode::SUCCESS);
    }
    let token = enrol::read_token(&config.server.token_file)?;
    let client = client.as_device(&token)?;
    if let Some(window) = arguments.task.pad {
        show_pad(&config, client, WindowId(window), begun)?;
        return Ok(ExitCode::SUCCESS);
    }
    let place = arguments.task.window.map_or(Place::Board, |window| Place::Window(WindowId(window)));
    show(&config, client, place, begun)?;
    Ok(ExitCode::SUCCESS)
}

/// The letter of a line.
fn letter(text: &str) -> Result<char, String> {
    let mut characters = text.trim().chars().map(|letter| letter.to_ascii_uppercase());
    match (characters.next(), characters.next()) {
        (Some(letter @ 'A'..='Z'), None) => Ok(letter),
        _ => Err("the letter of a line is needed, A to Z".to_owned()),
    }
}

/// Tells what is wrong with a pack of clips.
fn check_voice(folder: &Path) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(folder.is_dir(), "{} is no folder", folder.display());
    let report = check::check(folder);
    let mut out = std::io::stdout().lock();
    for (file, fault) in &report.faults {
        writeln!(out, "{}: {fault}", folder.join(file).display())?;
    }
    let [mandarin, english] = report.good;
    writeln!(out, "{mandarin} Mandarin and {english} English clips are good")?;
    if english == 0 && report.faults.is_empty() {
        writeln!(out, "English is left to the synthesised voice")?;
    }
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn client(config: &Config) -> anyhow::Result<Client> {
    let authority_pem = match &config.server.authority_file {
        Some(path) => Some(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?),
        None => None,
    };
    Ok(Client::new(&ClientOptions { server: config.server.address.clone(), authority_pem })?)
}

fn show(config: &Config, client: Client, place: Place, begun: Instant) -> anyhow::Result<()> {
    let state = State::new(place, zone(config), config.voice.enabled && !config.voice.muted)
        .with_loudness(config.voice.loudness())
        .with_scope(config.board.scope());
    let voice = Voice::new(VoiceOptions {
        sound: hall_ui::voice::VoiceOptions {
            words_per_minute: config.voice.words_per_minute,
            device: config.voice.device.clone(),
        },
        pack: config.voice.pack.clone(),
        record_dir: config.voice.record_dir.clone(),
    });
    let (title, designs): (_, &'static [Design]) = match place {
        Place::Window(window) => (format!("counter-display-window-{window}"), &screens::window::DESIGNS),
        Place::Board => ("counter-display-board".to_owned(), &screens::board::DESIGNS),
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
