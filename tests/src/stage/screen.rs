//! A monitor without a monitor: Xvfb with a picture of what it shows and a finger on it.

use std::path::Path;
use std::time::Duration;

use anyhow::ensure;
use tokio::process::Command;

use super::Process;

/// How long a finger stays down; a touch counts when it goes up.
pub const HELD: Duration = Duration::from_millis(80);
/// What a finger that stays down brings up is drawn by then.
const HELD_DRAWN: Duration = Duration::from_millis(800);

/// A display of its own, at a free number.
pub struct Screen {
    name: String,
    _server: Process,
}

impl Screen {
    /// Starts a display of a size in pixels.
    pub async fn start(width: u32, height: u32, log: &Path) -> anyhow::Result<Self> {
        let mut command = Command::new("Xvfb");
        let size = format!("{width}x{height}x24");
        command.args(["-displayfd", "1", "-screen", "0", &size, "-noreset", "-nolisten", "tcp"]);
        let (server, number) = Process::start_and_read_line(command, log).await?;
        Ok(Self { name: format!(":{}", number.trim()), _server: server })
    }

    /// Its name for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Saves what it shows.
    pub async fn save_picture(&self, file: &Path) -> anyhow::Result<()> {
        self.run(Command::new("import").args(["-window", "root"]).arg(file)).await
    }

    /// Touches a point as a finger does: down, a moment, up.
    pub async fn touch(&self, (x, y): (u32, u32)) -> anyhow::Result<()> {
        let (x, y) = (x.to_string(), y.to_string());
        let held = HELD.as_secs_f64().to_string();
        let steps = ["mousemove", &x, &y, "mousedown", "1", "sleep", &held, "mouseup", "1"];
        self.run(Command::new("xdotool").args(steps)).await
    }

    /// Saves what it shows while a finger lies on a point.
    pub async fn save_picture_held(&self, (x, y): (u32, u32), file: &Path) -> anyhow::Result<()> {
        let (x, y) = (x.to_string(), y.to_string());
        let drawn = HELD_DRAWN.as_secs_f64().to_string();
        self.run(Command::new("xdotool").args(["mousemove", &x, &y, "mousedown", "1", "sleep", &drawn]))
            .await?;
        self.save_picture(file).await?;
        self.run(Command::new("xdotool").args(["mouseup", "1"])).await
    }

    async fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        let output = command.env("DISPLAY", &self.name).output().await?;
        ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }
}
