//! The programs of the demo, each with its configuration in the hall's folder.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::stage::office_printer::OfficePrinterStage;
use crate::stage::{Kiosk, PASSWORD, Process, Stage, program, repository};
use crate::university;

/// Who signs in at the desk.
pub(super) const CLERK: &str = "chen";
/// The window the clerk works at.
pub(super) const WINDOW: u16 = 3;
/// The first people of the university have an account: a student of each level and a member of staff.
const ACCOUNTS: usize = 8;

/// The server with its people, and the receipt printer.
pub(super) struct Hall {
    pub(super) stage: Stage,
    /// The printer of certificates.
    pub(super) office: OfficePrinterStage,
    out: PathBuf,
    _printer: Process,
}

impl Hall {
    /// Starts the server and the printers; paper comes out in `receipts/` and in `certificates/`.
    pub(super) async fn start(out: &Path) -> anyhow::Result<Self> {
        let mut stage = Stage::prepare_in(&out.join("hall"))?;
        stage.open_school(university::PEOPLE, ACCOUNTS).await?;
        stage.start_server().await?;
        stage.add_staff(CLERK, "陈老师", "clerk").await?;
        let mut command = Command::new(program("receipt-printer-sim"));
        command.arg("--link").arg(out.join("hall/printer")).arg("--out").arg(out.join("receipts"));
        let log = out.join("hall/printer.log");
        let (printer, _port) = Process::start_and_read_line(command, &log).await?;
        let office = OfficePrinterStage::start_with_sheets_in(&out.join("certificates"))?;
        Ok(Self { stage, office, out: out.to_owned(), _printer: printer })
    }

    /// The kiosk in a place (x, y, width, height) on a display.
    pub(super) async fn kiosk(
        &self,
        display: Option<&str>,
        place: [u32; 4],
    ) -> anyhow::Result<(Process, Kiosk)> {
        let kiosk = Kiosk::prepare(&self.stage, "kiosk-1", place).await?;
        let kiosk = kiosk.with_office_printer(&self.office.address())?;
        Ok((kiosk.start(display)?, kiosk))
    }

    /// A display that shows what its arguments say; the board speaks, and keeps what it said in `calls/`.
    pub(super) async fn display(
        &self,
        display: Option<&str>,
        place: [u32; 4],
        shows: &[&str],
        speaks: bool,
    ) -> anyhow::Result<Process> {
        let name = shows.join("").replace("--", "");
        let code = self.stage.enrolment_code(&name, "display").await?;
        let config = self.stage.folder().join(format!("{name}.toml"));
        let folder = self.stage.folder().display();
        std::fs::write(
            &config,
            format!(
                "[server]\naddress = \"http://{}\"\ntoken_file = \"{folder}/{name}.token\"\n\
                 [screen]\nassets = \"{}\"\nplace = {place:?}\n\
                 [voice]\nenabled = {speaks}\nrecord_dir = \"{}\"\n",
                self.stage.addresses().hall,
                repository().join("assets").display(),
                self.out.join("calls").display(),
            ),
        )?;
        let started = |arguments: &[&str]| {
            let mut command = Command::new(program("counter-display"));
            command.arg("--config").arg(&config).args(arguments);
            command
        };
        let enrolled = started(&["--enrol", &code]).output().await?;
        anyhow::ensure!(enrolled.status.success(), "{}", String::from_utf8_lossy(&enrolled.stderr));
        self.start_on(started(shows), display, &name)
    }

    /// Address of the sign-in page, with who signs in and how.
    pub(super) fn sign_in(&self) -> (String, &'static str, &'static str) {
        (format!("http://{}/sign-in", self.stage.addresses().hall), CLERK, PASSWORD)
    }

    /// Address of the clerk's desk.
    pub(super) fn desk(&self) -> String {
        format!("http://{}/desk/{WINDOW}", self.stage.addresses().hall)
    }

    fn start_on(&self, mut command: Command, display: Option<&str>, name: &str) -> anyhow::Result<Process> {
        if let Some(display) = display {
            command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
        }
        Process::start(command, &self.out.join(format!("hall/{name}.log")))
    }
}
