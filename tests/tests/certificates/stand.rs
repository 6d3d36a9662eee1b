//! A kiosk without a window beside a real office printer, in a hall with a school.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context;
use hall_api::client::{Change, Client, Key};
use hall_api::core::ids::DeviceId;
use hall_api::requests::ReprintCertificateRequest;
use hall_tests::stage::office_printer::{OfficePrinterStage, Sheet};
use hall_tests::stage::{HEARD_WITHIN, HeadlessKiosk, PIN, Stage, card, wait_until};
use serde_json::Value;

/// The kiosk's name at the server.
const NAME: &str = "kiosk-night";

/// Hall, kiosk and printer.
pub struct Stand {
    pub stage: Stage,
    pub printer: OfficePrinterStage,
    kiosk: Option<HeadlessKiosk>,
    config: PathBuf,
    code: String,
    log: PathBuf,
}

impl Stand {
    /// A hall whose university has so many people, each with an account.
    pub async fn new(people: usize) -> anyhow::Result<Self> {
        let mut stage = Stage::prepare_temporary()?;
        stage.open_school(people, people).await?;
        stage.start_server().await?;
        let printer = OfficePrinterStage::start()?;
        let code = stage.enrolment_code(NAME, "kiosk").await?;
        let folder = stage.folder().display();
        let (config, log) = (stage.folder().join("kiosk.toml"), stage.folder().join("kiosk.log"));
        std::fs::write(
            &config,
            format!(
                "[server]\naddress = \"{}\"\ntoken_file = \"{folder}/kiosk.token\"\n\
                 [office_printer]\nuri = \"{}\"\njournal = \"{folder}/office.journal\"\n\
                 [readers]\ncards = true\n",
                stage.server(),
                printer.address(),
            ),
        )?;
        let mut stand = Self { stage, printer, kiosk: None, config, code, log };
        stand.start_kiosk().await?;
        Ok(stand)
    }

    /// Starts the kiosk and waits until it has settled its past and found its printer.
    pub async fn start_kiosk(&mut self) -> anyhow::Result<()> {
        let mut kiosk = HeadlessKiosk::start(&self.config, &self.code, &self.log)?;
        kiosk.wait_for("a printer", |news| news["news"] == "office" && prints(&news["state"])).await?;
        self.kiosk = Some(kiosk);
        Ok(())
    }

    /// Takes the kiosk's power.
    pub async fn kill_kiosk(&mut self) -> anyhow::Result<()> {
        self.kiosk.take().context("the kiosk runs")?.kill().await
    }

    /// The kiosk.
    pub fn kiosk(&mut self) -> &mut HeadlessKiosk {
        self.kiosk.as_mut().unwrap()
    }

    /// Somebody wants copies of a kind, and does not wait here for them.
    pub async fn order(&mut self, person: &str, kind: &str, copies: u32) -> anyhow::Result<()> {
        let line = format!("certificate {} {PIN} {kind} {copies}", card(person));
        self.kiosk().ask(&line).await
    }

    /// Staff want a certificate printed again, as soon as the server knows of the kiosk's printer.
    pub async fn reprint(&self, staff: &Client, certificate: i64) -> anyhow::Result<()> {
        let (key, request) = (Key::fresh(), ReprintCertificateRequest { device: DeviceId::new(NAME) });
        let order = Change::reprint_certificate(key, certificate, &request);
        wait_until("the order is taken", HEARD_WITHIN, async || staff.send(&order).await.is_ok()).await
    }

    /// Somebody prints and goes: what was said last.
    pub async fn print(&mut self, person: &str, kind: &str, copies: u32) -> anyhow::Result<Value> {
        self.order(person, kind, copies).await?;
        self.kiosk().wait_for("the end of it", |news| news["news"] == "gone").await
    }

    /// Every sheet that came out, by the number of its job at the server.
    pub fn sheets(&self) -> anyhow::Result<BTreeMap<i64, Vec<Sheet>>> {
        let mut sheets = BTreeMap::new();
        for (name, of_job) in self.printer.sheets()? {
            let number = name.rsplit('-').nth(1).and_then(|number| number.parse().ok());
            sheets.insert(number.with_context(|| format!("{name}: no number"))?, of_job);
        }
        Ok(sheets)
    }
}

fn prints(state: &Value) -> bool {
    state == "Ready" || state == "Low"
}
