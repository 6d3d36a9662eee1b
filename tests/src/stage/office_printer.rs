//! A real office printer on loopback: `ippeveprinter` (Debian `cups-ipp-utils`) with an engine of ours behind it, whose sheets are files
//! and whose troubles are ordered by tests.
//!
//! `ippeveprinter` wants a system bus to announce itself on, also if it is told not to (`-r off`). It gets a private one: a `dbus-daemon`
//! for each printer, with its socket in the printer's folder. That needs neither root nor an `avahi-daemon`, leaves the machine's own bus
//! alone, keeps tests that run at the same time apart, and ends with the printer.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use printing::ipp::{OfficePrinter, OfficeState, OfficeTiming, PrinterAddress};
use rustix::process::{Pid, Signal, kill_process_group};

use super::program;

mod cable;
mod engine;
mod paper;
mod program;

pub use cable::{Cable, Fate, Operation};
pub use engine::{Engine, Sheet, Trouble};
pub use paper::pdf;
pub use program::{End, HeadlessPrinter, Said, timing};

/// A printer that does not answer in this time has failed to start.
const READY_WITHIN: Duration = Duration::from_secs(20);
/// A web form of the printer is answered in this time.
const FORM_WITHIN: Duration = Duration::from_secs(5);
/// A port found free may be taken by another test before the printer has it.
const PORTS_TRIED: u32 = 5;
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// A full tray.
const TRAY_SHEETS: u32 = 250;

/// A private bus that lets everybody do everything.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
  </policy>
</busconfig>
"#;

/// The printer; off and gone when dropped.
pub struct OfficePrinterStage {
    folder: tempfile::TempDir,
    engine: PathBuf,
    formats: &'static str,
    port: u16,
    bus: Child,
    printer: Option<Child>,
}

impl OfficePrinterStage {
    /// A printer with A4 paper and toner, switched on.
    pub fn start() -> anyhow::Result<Self> {
        Self::start_with("application/pdf")
    }

    /// One that prints other formats.
    pub fn start_with(formats: &'static str) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let engine = folder.path().join("engine");
        Self::start_in(folder, engine, formats)
    }

    /// One whose sheets stay, in `sheets` below a folder.
    pub fn start_with_sheets_in(engine: &Path) -> anyhow::Result<Self> {
        Self::start_in(tempfile::tempdir()?, engine.to_owned(), "application/pdf")
    }

    fn start_in(folder: tempfile::TempDir, engine: PathBuf, formats: &'static str) -> anyhow::Result<Self> {
        std::fs::create_dir(folder.path().join("spool"))?;
        std::fs::create_dir_all(engine.join("sheets"))?;
        let bus = start_bus(folder.path())?;
        let mut stage = Self { folder, engine, formats, port: 0, bus, printer: None };
        let mut tries = 0;
        loop {
            stage.port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
            match stage.power_on() {
                Err(error) if tries < PORTS_TRIED => tracing::warn!(%error, "another port"),
                started => return started.map(|()| stage),
            }
            tries += 1;
        }
    }

    /// Where it is.
    pub fn address(&self) -> PrinterAddress {
        let address = format!("ipp://127.0.0.1:{}/ipp/print", self.port);
        address.parse().expect("invariant: loopback and a port are an address")
    }

    /// Where it is, for a cable of ours.
    pub fn socket(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// What comes out of it, and what is ordered to go wrong.
    pub fn engine(&self) -> Engine {
        Engine::new(&self.engine)
    }

    /// Switches it on and puts paper in.
    pub fn power_on(&mut self) -> anyhow::Result<()> {
        self.power_off()?;
        let log = std::fs::File::options().create(true).append(true).open(self.folder.path().join("log"))?;
        let mut command = Command::new("ippeveprinter");
        command
            .args(["-r", "off", "-n", "localhost", "-vv"])
            .args(["-f", self.formats])
            .args(["-p", &self.port.to_string()])
            .arg("-d")
            .arg(self.folder.path().join("spool"))
            .arg("-c")
            .arg(program("office-printer-engine"))
            .arg("Hall test printer")
            .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", socket(self.folder.path()).display()))
            .env("HALL_ENGINE_FOLDER", &self.engine)
            .env("HALL_ENGINE_PRINTER", self.address().to_string())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        self.printer = Some(command.spawn().context("ippeveprinter, of the package cups-ipp-utils")?);
        let asked = OfficePrinter::new(self.address(), "stage", OfficeTiming::default());
        let begun = Instant::now();
        while matches!(asked.status().state, OfficeState::Away { .. }) {
            let is_running = self.is_on()?;
            ensure!(
                is_running && begun.elapsed() < READY_WITHIN,
                "ippeveprinter does not start: {}",
                self.log()
            );
            std::thread::park_timeout(LOOK_EVERY);
        }
        self.load(TRAY_SHEETS)
    }

    /// Takes its power: printer and engine end at once, and with them all they knew.
    pub fn power_off(&mut self) -> anyhow::Result<()> {
        if let Some(mut printer) = self.printer.take() {
            let group = Pid::from_child(&printer);
            if let Err(error) = kill_process_group(group, Signal::KILL) {
                tracing::debug!(%error, "it has lost its power by itself");
            }
            printer.wait()?;
        }
        Ok(())
    }

    /// Whether it has power.
    pub fn is_on(&mut self) -> anyhow::Result<bool> {
        Ok(match &mut self.printer {
            Some(printer) => printer.try_wait()?.is_none(),
            None => false,
        })
    }

    /// Puts so many sheets of A4 in its tray; it knows the levels 250, 125, 50, 25, 5 and 0.
    pub fn load(&self, sheets: u32) -> anyhow::Result<()> {
        self.load_paper("iso_a4_210x297mm", sheets)
    }

    /// Puts other paper in its tray.
    pub fn load_paper(&self, size: &str, sheets: u32) -> anyhow::Result<()> {
        // The second tray is one for single sheets, whose level nobody knows: -2. Else it counts as empty.
        let form = format!("/media?size1={size}&type1=stationery&level1={sheets}&size3=&type3=&level3=-2");
        self.submit(&form)
    }

    /// Fills toner, and the waste tank, percent.
    pub fn fill(&self, toner: u8, waste: u8) -> anyhow::Result<()> {
        self.submit(&format!("/supplies?supply0={waste}&supply1={toner}"))
    }

    /// What it and its engine said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Every sheet that ever came out, by job.
    pub fn sheets(&self) -> anyhow::Result<BTreeMap<String, Vec<Sheet>>> {
        self.engine().sheets()
    }

    fn submit(&self, form: &str) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.socket())?;
        stream.set_read_timeout(Some(FORM_WITHIN))?;
        write!(stream, "GET {form} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        // The form has been seen to when its page is written; the printer keeps the connection open behind it.
        let (mut page, mut buffer) = (Vec::new(), [0; 4096]);
        while !page.ends_with(b"\r\n0\r\n\r\n") {
            let read = stream.read(&mut buffer)?;
            ensure!(read > 0, "{form} is not answered");
            page.extend_from_slice(&buffer[..read]);
        }
        let page = String::from_utf8_lossy(&page);
        ensure!(
            page.starts_with("HTTP/1.1 200") && page.contains("updated."),
            "{form} changed nothing: {page}"
        );
        Ok(())
    }
}

impl Drop for OfficePrinterStage {
    fn drop(&mut self) {
        if let Err(error) = self.power_off() {
            tracing::error!(%error, "the printer does not end");
        }
        drop((self.bus.kill(), self.bus.wait()));
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("bus")
}

fn start_bus(folder: &Path) -> anyhow::Result<Child> {
    let config = folder.join("bus.conf");
    std::fs::write(&config, BUS.replace("{socket}", &socket(folder).display().to_string()))?;
    let log = std::fs::File::create(folder.join("bus.log"))?;
    let mut command = Command::new("dbus-daemon");
    command.arg("--config-file").arg(config).arg("--nofork").stdin(Stdio::null()).stderr(log);
    let mut bus = command.spawn().context("dbus-daemon, of the package dbus")?;
    let begun = Instant::now();
    while !socket(folder).exists() {
        let is_running = bus.try_wait()?.is_none();
        ensure!(is_running && begun.elapsed() < READY_WITHIN, "dbus-daemon does not start");
        std::thread::park_timeout(LOOK_EVERY);
    }
    Ok(bus)
}
