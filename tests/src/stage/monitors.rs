//! Two monitors without a monitor: an X server with a dummy card of several outputs, which are switched off and on, and a
//! window manager.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use tokio::process::Command;

use super::{Process, wait_until};

/// Until the window manager manages.
const MANAGED_WITHIN: Duration = Duration::from_secs(20);

/// Size of the monitor on the left, pixels.
pub const LEFT: (u32, u32) = (1280, 1024);
/// Size of the one on its right.
pub const RIGHT: (u32, u32) = (1080, 1920);

/// The X server's configuration; the first mode is the one of the output that is on at the start.
const CONFIGURATION: &str = r#"Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
  Option "DontVTSwitch" "true"
EndSection
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 64000
EndSection
Section "Monitor"
  Identifier "monitor"
  HorizSync 5.0-1000.0
  VertRefresh 5.0-200.0
  Modeline "left" 108.00 1280 1328 1440 1688 1024 1025 1028 1066
  Modeline "right" 176.50 1080 1168 1280 1480 1920 1923 1933 1989
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "left" "right"
    Virtual 2360 1920
  EndSubSection
EndSection
"#;

/// A display of its own with two monitors side by side and a window manager.
pub struct Monitors {
    name: String,
    // The window manager ends before its server.
    _manager: Process,
    _server: Process,
}

impl Monitors {
    /// Starts the display, both monitors on; its files are left in a folder.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let config = folder.join("monitors.conf");
        std::fs::write(&config, CONFIGURATION)?;
        let mut command = Command::new("Xorg");
        command.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts"]);
        command.arg("-config").arg(&config).arg("-logfile").arg(folder.join("monitors.log"));
        let (server, number) = Process::start_and_read_line(command, &folder.join("monitors.out")).await?;
        let name = format!(":{}", number.trim());
        let mut command = Command::new("openbox");
        command.arg("--sm-disable").env("DISPLAY", &name);
        let manager = Process::start(command, &folder.join("openbox.log"))?;
        let monitors = Self { name, _manager: manager, _server: server };
        monitors.run("xrandr", &["--addmode", "DUMMY1", "right"]).await?;
        monitors.switch(true, true).await?;
        let asked = ["-root", "_NET_SUPPORTING_WM_CHECK"];
        wait_until("the window manager is there", MANAGED_WITHIN, async || {
            monitors.run("xprop", &asked).await.is_ok_and(|said| said.contains("window id"))
        })
        .await?;
        Ok(monitors)
    }

    /// Its name for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Switches the left and the right monitor on or off.
    pub async fn switch(&self, left: bool, right: bool) -> anyhow::Result<()> {
        let on = |mode, place| vec!["--mode", mode, "--pos", place];
        let mut args = vec!["--output", "DUMMY0"];
        args.extend(if left { on("left", "0x0") } else { vec!["--off"] });
        args.extend(["--output", "DUMMY1"]);
        let place = if left { "1280x0" } else { "0x0" };
        args.extend(if right { on("right", place) } else { vec!["--off"] });
        self.run("xrandr", &args).await?;
        Ok(())
    }

    /// Where a window with this title is, pixels: x, y, width, height.
    pub async fn window(&self, title: &str) -> anyhow::Result<[i32; 4]> {
        let args = ["search", "--onlyvisible", "--name", title, "getwindowgeometry", "--shell"];
        let said = self.run("xdotool", &args).await?;
        let number = |key: &str| {
            let line = said.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.and_then(|number| number.parse().ok()).with_context(|| format!("no {key} in {said}"))
        };
        Ok([number("X")?, number("Y")?, number("WIDTH")?, number("HEIGHT")?])
    }

    async fn run(&self, program: &str, args: &[&str]) -> anyhow::Result<String> {
        let output = Command::new(program).args(args).env("DISPLAY", &self.name).output().await?;
        ensure!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
