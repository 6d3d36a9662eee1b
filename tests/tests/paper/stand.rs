//! A kiosk without a window beside its simulated printer, in a hall: started, killed, asked for numbers.

use std::path::PathBuf;

use anyhow::Context;
use hall_tests::receipt_sim::{Options, Simulator};
use hall_tests::stage::{HeadlessKiosk, ITEM, Stage, repository};
use serde_json::Value;

/// A kiosk and its printer.
pub struct Stand {
    pub simulator: Simulator,
    config: PathBuf,
    code: String,
    log: PathBuf,
    running: Option<HeadlessKiosk>,
    /// The printer as the screen heard last.
    printer: Value,
}

impl Stand {
    pub async fn new(stage: &Stage, name: &str, options: Options) -> anyhow::Result<Self> {
        let folder = stage.folder().join(name);
        std::fs::create_dir_all(&folder)?;
        let simulator = Simulator::start(&Options { link: Some(folder.join("printer")), ..options })?;
        let code = stage.enrolment_code(name, "kiosk").await?;
        let config = folder.join("kiosk.toml");
        let (assets, server) = (repository().join("assets"), stage.addresses().hall);
        let (assets, folder_name) = (assets.display(), folder.display());
        std::fs::write(
            &config,
            format!(
                "assets = \"{assets}\"\n[server]\naddress = \"http://{server}\"\ntoken_file = \"{folder_name}/token\"\n\
                 [printer]\nport = \"{folder_name}/printer\"\nprofile = \"receipt-80mm\"\n\
                 journal = \"{folder_name}/journal\"\n"
            ),
        )?;
        Ok(Self { simulator, config, code, log: folder.join("log"), running: None, printer: Value::Null })
    }

    /// Starts it, unless it runs, and waits until it has settled its past with the server.
    pub async fn run(&mut self) -> anyhow::Result<()> {
        if self.running.is_none() {
            self.running = Some(HeadlessKiosk::start(&self.config, &self.code, &self.log)?);
            self.printer = Value::Null;
            self.wait_for("connected", |news| news["news"] == "connected").await?;
        }
        Ok(())
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(running) = self.running.take() {
            running.kill().await?;
        }
        Ok(())
    }

    /// A visitor asks for a number.
    pub async fn take(&mut self) -> anyhow::Result<()> {
        let running = self.running.as_mut().context("the kiosk runs")?;
        running.ask(&format!("take {ITEM}")).await
    }

    /// Waits for the visitor's number, then for the end of its paper. None: no number was given.
    pub async fn wait_for_paper(&mut self) -> anyhow::Result<Option<(String, String)>> {
        let taken =
            self.wait_for("a number", |news| news["news"] == "taken" || news["news"] == "refused").await?;
        let (Some(number), Some(job)) = (taken["number"].as_str(), taken["job"].as_i64()) else {
            return Ok(None);
        };
        let end = self.wait_for("its paper", |news| news["news"] == "paper" && news["job"] == job).await?;
        Ok(Some((number.to_owned(), end["paper"].to_string())))
    }

    /// Waits until the screen has heard that the printer is in a state.
    pub async fn wait_for_printer(&mut self, state: &str) -> anyhow::Result<()> {
        if self.printer != state {
            self.wait_for(state, |news| news["news"] == "printer" && news["state"] == state).await?;
        }
        Ok(())
    }

    /// The next news that is wanted.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let running = self.running.as_mut().context("the kiosk runs")?;
        let hear = |news: &Value| {
            if news["news"] == "printer" {
                self.printer = news["state"].clone();
            }
            wanted(news)
        };
        running.wait_for(what, hear).await
    }
}
