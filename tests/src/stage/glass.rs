//! A touch screen without a touch screen: an X server with a dummy card and an input driver made for tests, so that real touches
//! go the whole way through the window system.

use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use std::io::{Read, Write};
use tokio::process::Command;

use super::{Process, wait_until};

/// The range of the driver's coordinates.
const RANGE: f64 = 65_535.0;
/// Numbers for which an event has room.
const VALUATORS: usize = 64;
/// Kinds of messages of the driver's protocol.
const CLIENT_VERSION: u32 = 0;
const WAIT_FOR_SYNC: u32 = 1;
const TOUCH: u32 = 6;
/// Longest wait for the server.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// What a finger does, as `XInput` numbers it.
#[derive(Clone, Copy, Debug)]
pub enum Finger {
    /// Down.
    Down = 18,
    /// It moves.
    Moves = 19,
    /// Up.
    Up = 20,
}

/// A display of its own with a touch screen.
pub struct Glass {
    name: String,
    width: u32,
    height: u32,
    driver: BlockingStream,
    _server: Process,
}

impl Glass {
    /// Starts a display of a size in pixels; its files are left in a folder.
    pub async fn start(width: u32, height: u32, folder: &Path) -> anyhow::Result<Self> {
        let socket = folder.join("glass.socket");
        let config = folder.join("glass.conf");
        std::fs::write(&config, configuration(width, height, &socket))?;
        let mut command = Command::new("Xorg");
        command.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-novtswitch", "-sharevts"]);
        command.arg("-config").arg(&config).arg("-logfile").arg(folder.join("glass.log"));
        let (server, number) = Process::start_and_read_line(command, &folder.join("glass.out")).await?;
        wait_until("the touch screen is there", READY_WITHIN, async || socket.exists()).await?;
        let mut driver = BlockingStream::connect(&socket).context("the touch screen's driver")?;
        driver.set_read_timeout(Some(READY_WITHIN))?;
        let version = [12_u32.to_ne_bytes(), CLIENT_VERSION.to_ne_bytes(), [1, 0, 1, 0]].concat();
        driver.write_all(&version)?;
        let mut answer = [0; 12];
        driver.read_exact(&mut answer)?;
        ensure!(answer[4..8] == [0; 4], "the driver answers {answer:?}");
        Ok(Self { name: format!(":{}", number.trim()), width, height, driver, _server: server })
    }

    /// Its name for `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One finger does something at a point, pixels.
    pub fn touch(&mut self, id: u32, finger: Finger, (x, y): (f64, f64)) -> anyhow::Result<()> {
        let mut message = Vec::with_capacity(1056);
        let mut put = |bytes: &[u8]| message.extend_from_slice(bytes);
        put(&1056_u32.to_ne_bytes());
        put(&TOUCH.to_ne_bytes());
        put(&id.to_ne_bytes());
        put(&(finger as u32).to_ne_bytes());
        put(&0_u32.to_ne_bytes());
        // Of all numbers the first two are told.
        put(&[0b11, 0, 0, 0, 0, 0, 0, 0]);
        put(&[0; 4]);
        let place = [x / f64::from(self.width) * RANGE, y / f64::from(self.height) * RANGE];
        for index in 0..VALUATORS * 2 {
            put(&place.get(index).copied().unwrap_or_default().to_ne_bytes());
        }
        self.driver.write_all(&message)?;
        // Until the server has taken it.
        self.driver.write_all(&[8_u32.to_ne_bytes(), WAIT_FOR_SYNC.to_ne_bytes()].concat())?;
        let mut answer = [0; 8];
        self.driver.read_exact(&mut answer)?;
        Ok(())
    }

    /// A tap that lasts and slides.
    pub async fn tap(&mut self, at: (f64, f64), lasts: Duration, slide: f64) -> anyhow::Result<()> {
        self.touch(1, Finger::Down, at)?;
        tokio::time::sleep(lasts).await;
        self.touch(1, Finger::Moves, (at.0 + slide, at.1))?;
        self.touch(1, Finger::Up, (at.0 + slide, at.1))
    }

    /// Saves what it shows.
    pub async fn save_picture(&self, file: &PathBuf) -> anyhow::Result<()> {
        let mut command = Command::new("import");
        command.args(["-window", "root"]).arg(file).env("DISPLAY", &self.name);
        ensure!(command.status().await?.success(), "no picture of {}", self.name);
        Ok(())
    }
}

fn configuration(width: u32, height: u32, socket: &Path) -> String {
    let socket = socket.display();
    let (right, bottom) = (width + 400, height + 69);
    format!(
        r#"Section "ServerFlags"
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
  Modeline "kiosk" 176.50 {width} {} {} {right} {height} {} {} {bottom}
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  Monitor "monitor"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Modes "kiosk"
    Virtual {width} {height}
  EndSubSection
EndSection
Section "InputDevice"
  Identifier "glass"
  Driver "inputtest"
  Option "SocketPath" "{socket}"
  Option "DeviceType" "Touch"
  Option "TouchCount" "10"
EndSection
Section "ServerLayout"
  Identifier "layout"
  Screen "screen"
  InputDevice "glass" "SendCoreEvents"
EndSection
"#,
        width + 88,
        width + 200,
        height + 3,
        height + 13,
    )
}
