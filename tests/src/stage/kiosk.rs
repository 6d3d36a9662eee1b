//! The real kiosk program on a stage, and a visitor's finger on its portrait screen.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use printing::ipp::PrinterAddress;
use tokio::process::Command;

use super::{Process, Screen, Stage, program, repository};

/// Points to touch on the screen of 1080×1920.
pub mod point {
    /// *Take a number* on the first screen.
    pub const TAKE_NUMBER: (u32, u32) = (540, 1130);
    /// The same in large mode.
    pub const TAKE_NUMBER_LARGE: (u32, u32) = (540, 800);
    /// *By theme* among the ways to choose.
    pub const THEMES: (u32, u32) = (540, 472);
    /// The first item of those often asked for.
    pub const POPULAR: (u32, u32) = (400, 604);
    /// The first theme.
    pub const FIRST_THEME: (u32, u32) = (250, 604);
    /// The first row of a theme: its bundle.
    pub const BUNDLE: (u32, u32) = (400, 460);
    /// The large button that leads on, and on the ticket's screen the one that leads home.
    pub const NEXT: (u32, u32) = (790, 1685);
    /// *Print a certificate* on the first screen.
    pub const CERTIFICATE: (u32, u32) = (540, 1503);
    /// *By phone* among the ways to sign in.
    pub const BY_PHONE: (u32, u32) = (540, 648);
    /// The first certificate.
    pub const FIRST_CERTIFICATE: (u32, u32) = (540, 468);
    /// The first of the large choices: the language Chinese, no purpose in particular.
    pub const FIRST_CHOICE: (u32, u32) = (288, 528);
    /// What uncovers the preview while a finger lies on it.
    pub const UNCOVER: (u32, u32) = (540, 1530);
    /// The language switch.
    pub const LANGUAGE: (u32, u32) = (666, 1838);
    /// The large-mode switch.
    pub const LARGE: (u32, u32) = (918, 1838);
}

/// Until a touched screen has drawn what comes next.
const DRAWN: Duration = Duration::from_millis(700);

/// A kiosk of a stage with its configuration.
pub struct Kiosk {
    config: PathBuf,
    code: String,
    log: PathBuf,
}

impl Kiosk {
    /// Writes the configuration of a kiosk in a place (x, y, width, height), its printer at `printer` in the stage's folder.
    pub async fn prepare(stage: &Stage, name: &str, place: [u32; 4]) -> anyhow::Result<Self> {
        Self::prepare_with(stage, name, &format!("place = {place:?}")).await
    }

    /// The same for a kiosk that fills a monitor, from 0.
    pub async fn prepare_on_monitor(stage: &Stage, name: &str, monitor: usize) -> anyhow::Result<Self> {
        Self::prepare_with(stage, name, &format!("monitor = {monitor}")).await
    }

    async fn prepare_with(stage: &Stage, name: &str, screen: &str) -> anyhow::Result<Self> {
        let code = stage.enrolment_code(name, "kiosk").await?;
        let (config, log) = (stage.folder().join("kiosk.toml"), stage.folder().join("kiosk.log"));
        let folder = stage.folder().display();
        std::fs::write(
            &config,
            format!(
                "assets = \"{}\"\n[server]\naddress = \"{}\"\n{}token_file = \"{folder}/kiosk.token\"\n\
                 [printer]\nport = \"{folder}/printer\"\nprofile = \"receipt-80mm\"\njournal = \"{folder}/kiosk.journal\"\n\
                 [readers]\nscanner = true\ncards = true\n[screen]\n{screen}\n",
                repository().join("assets").display(),
                stage.server(),
                stage.trusts(),
            ),
        )?;
        Ok(Self { config, code, log })
    }

    /// Prints certificates at a printer.
    pub fn with_office_printer(self, printer: &PrinterAddress) -> anyhow::Result<Self> {
        let mut config = std::fs::read_to_string(&self.config)?;
        let journal = self.config.with_file_name("office.journal");
        write!(config, "[office_printer]\nuri = \"{printer}\"\njournal = \"{}\"\n", journal.display())?;
        std::fs::write(&self.config, config)?;
        Ok(self)
    }

    /// Starts it, on a display of its own or on the one there is.
    pub fn start(&self, display: Option<&str>) -> anyhow::Result<Process> {
        let mut command = Command::new(program("kiosk"));
        command.arg("--config").arg(&self.config).env("HALL_ENROLMENT_CODE", &self.code);
        if let Some(display) = display {
            command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
        }
        Process::start(command, &self.log)
    }

    /// Starts it on a display, its names told on an accessibility bus.
    pub fn start_read(&self, display: &str, bus: &str) -> anyhow::Result<Process> {
        let mut command = Command::new(program("kiosk"));
        command.arg("--config").arg(&self.config).env("HALL_ENROLMENT_CODE", &self.code);
        command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY").env("DBUS_SESSION_BUS_ADDRESS", bus);
        Process::start(command, &self.log)
    }

    /// Its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// It has said something.
    pub fn has_said(&self, words: &str) -> bool {
        self.log().contains(words)
    }

    /// It has drawn itself, knows the catalogue and has found its printer.
    pub fn is_ready(&self) -> bool {
        let log = self.log();
        ["first frame", "catalogue", "Ready"].iter().all(|words| log.contains(words))
    }

    /// Touches one point after another, waiting for each screen to be drawn.
    pub async fn touch_all(screen: &Screen, points: &[(u32, u32)]) -> anyhow::Result<()> {
        for point in points {
            screen.touch(*point).await?;
            tokio::time::sleep(DRAWN).await;
        }
        Ok(())
    }
}
