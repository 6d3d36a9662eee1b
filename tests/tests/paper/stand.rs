//! A kiosk without a window beside its simulated printer, in a hall: started, killed, asked for numbers.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use hall_tests::receipt_sim::{Options, Simulator};
use hall_tests::stage::{ITEM, Stage, program, repository};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::mpsc;

/// Nothing a kiosk is asked for takes longer, whatever is killed meanwhile.
pub const SOON: Duration = Duration::from_secs(90);

/// A kiosk and its printer.
pub struct Stand {
    pub simulator: Simulator,
    config: PathBuf,
    code: String,
    log: PathBuf,
    running: Option<Running>,
}

struct Running {
    child: Child,
    commands: ChildStdin,
    news: mpsc::Receiver<Value>,
    /// As the screen heard last.
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
        Ok(Self { simulator, config, code, log: folder.join("log"), running: None })
    }

    /// Starts it, unless it runs, and waits until it has settled its past with the server.
    pub async fn run(&mut self) -> anyhow::Result<()> {
        if self.running.is_none() {
            let log = std::fs::File::options().create(true).append(true).open(&self.log)?;
            let mut child = Command::new(program("headless-kiosk"))
                .arg("--config")
                .arg(&self.config)
                .env("HALL_ENROLMENT_CODE", &self.code)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(log)
                .kill_on_drop(true)
                .spawn()?;
            let commands = child.stdin.take().context("standard input is piped")?;
            let mut lines = BufReader::new(child.stdout.take().context("standard output is piped")?).lines();
            let (tell, news) = mpsc::channel(1000);
            tokio::spawn(async move {
                while let Ok(Some(line)) = lines.next_line().await {
                    let Ok(news) = serde_json::from_str(&line) else { continue };
                    if tell.send(news).await.is_err() {
                        return;
                    }
                }
            });
            self.running = Some(Running { child, commands, news, printer: Value::Null });
            self.wait_for("connected", |news| news["news"] == "connected").await?;
        }
        Ok(())
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut running) = self.running.take() {
            running.child.kill().await?;
        }
        Ok(())
    }

    /// A visitor asks for a number.
    pub async fn take(&mut self) -> anyhow::Result<()> {
        let running = self.running.as_mut().context("the kiosk runs")?;
        Ok(running.commands.write_all(format!("take {ITEM}\n").as_bytes()).await?)
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
        if self.running.as_ref().is_none_or(|running| running.printer != state) {
            self.wait_for(state, |news| news["news"] == "printer" && news["state"] == state).await?;
        }
        Ok(())
    }

    /// The next news that is wanted.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let log = self.log.display().to_string();
        let running = self.running.as_mut().context("the kiosk runs")?;
        let search = async {
            loop {
                let news = running.news.recv().await.context("the kiosk has ended")?;
                if news["news"] == "printer" {
                    running.printer = news["state"].clone();
                }
                if wanted(&news) {
                    return Ok(news);
                }
            }
        };
        let found = tokio::time::timeout(SOON, search).await;
        found.with_context(|| format!("the kiosk never told of {what}; see {log}"))?
    }
}

/// Rows of the server's database; Debian's `sqlite3`.
pub async fn query(stage: &Stage, sql: &str) -> anyhow::Result<Vec<Value>> {
    let output = Command::new("sqlite3")
        .args(["-readonly", "-json", "-cmd", ".timeout 5000"])
        .arg(database(stage.folder()))
        .arg(sql)
        .output()
        .await?;
    ensure!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    if output.stdout.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn database(folder: &Path) -> PathBuf {
    folder.join("hall.db")
}
