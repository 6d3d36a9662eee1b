//! A whole hall on loopback: the real server with its own database, people and devices, on ports of its own.
//!
//! Every test has its own stage. What a stage starts it ends, by process id, and nothing else.

mod browser;
mod catalogue;
mod database;
mod glass;
mod headless_kiosk;
mod kiosk;
mod monitors;
pub mod office_printer;
mod postgres;
mod process;
mod reader;
mod school;
mod screen;
mod tls;

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use hall_api::client::{Client, ClientOptions};
use hall_api::core::ids::WindowId;
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::Command;

pub use browser::Browser;
pub use catalogue::write_open;
pub use glass::{Finger, Glass};
pub use headless_kiosk::{HEARD_WITHIN, HeadlessKiosk};
pub use kiosk::{Kiosk, point};
pub use monitors::{LEFT, Monitors, RIGHT};
pub use postgres::Cluster;
pub use process::{Process, program, repository, wait_until};
pub use reader::{Reader, Thing};
pub use school::{PIN, card};
pub use screen::{HELD, Screen};
pub use tls::{Authority, Good};

/// Password of every staff member on a stage.
pub const PASSWORD: &str = "correct horse battery";

/// An item of the demo's catalogue that many come for.
pub const ITEM: &str = "campus-card";
/// Windows that serve its line as their own.
pub const WINDOWS: [WindowId; 4] = [WindowId(3), WindowId(4), WindowId(5), WindowId(6)];

/// Addresses the server is bound to, as it prints them.
#[derive(Clone, Debug, Deserialize)]
pub struct Addresses {
    /// The hall's own network.
    pub hall: std::net::SocketAddr,
    /// The public's.
    pub public: std::net::SocketAddr,
}

/// A hall at work.
pub struct Stage {
    folder: PathBuf,
    addresses: Addresses,
    server: Option<Process>,
    /// Sections of the configuration beside the usual ones.
    sections: String,
    /// Signs for the hall's listener, if that speaks TLS.
    authority: Option<Authority>,
    // Last, so that it is removed after the processes are gone.
    _temporary: Option<tempfile::TempDir>,
}

impl Stage {
    /// A hall in a temporary folder: the demo's catalogue, open round the clock, without day or rate limits.
    pub async fn start() -> anyhow::Result<Self> {
        let mut stage = Self::prepare_temporary()?;
        stage.start_server().await?;
        Ok(stage)
    }

    /// The same with TLS on the hall's own network, under an authority of its own.
    pub async fn start_with_tls() -> anyhow::Result<Self> {
        let mut stage = Self::prepare_temporary()?;
        let authority = Authority::new()?;
        std::fs::write(stage.authority_file(), authority.pem())?;
        authority.sign(Good::Yes, &stage.folder)?;
        stage.authority = Some(authority);
        stage.start_server().await?;
        Ok(stage)
    }

    /// Restarts the server with another certificate of the same authority.
    pub async fn present(&mut self, certificate: Good) -> anyhow::Result<()> {
        self.authority.as_ref().context("the stage speaks TLS")?.sign(certificate, &self.folder)?;
        self.stop_server().await?;
        self.start_server().await
    }

    /// The same before its server is started.
    pub fn prepare_temporary() -> anyhow::Result<Self> {
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().to_owned();
        Self::prepare(&folder, Some(temporary))
    }

    /// The same in a folder that stays.
    pub fn prepare_in(folder: &Path) -> anyhow::Result<Self> {
        Self::prepare(folder, None)
    }

    fn prepare(folder: &Path, temporary: Option<tempfile::TempDir>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        catalogue::write_open(&repository().join("assets/catalogue"), &folder.join("catalogue"))?;
        Ok(Self {
            folder: folder.to_owned(),
            addresses: Addresses { hall: free_address()?, public: free_address()? },
            server: None,
            sections: String::new(),
            authority: None,
            _temporary: temporary,
        })
    }

    /// The stage's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.join("hall-server.toml")
    }

    /// Where the server is; the same after a restart.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Where devices and staff find the server.
    pub fn server(&self) -> String {
        let scheme = if self.authority.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.addresses.hall)
    }

    /// Whom devices are to trust, if the stage speaks TLS.
    pub fn authority_file(&self) -> PathBuf {
        self.folder.join("authority.pem")
    }

    /// The line of a device's configuration that says whom to trust; empty without TLS.
    pub fn trusts(&self) -> String {
        let file = self.authority_file();
        let line = format!("authority_file = \"{}\"\n", file.display());
        if self.authority.is_some() { line } else { String::new() }
    }

    /// Process id of the server.
    pub fn server_id(&self) -> Option<u32> {
        self.server.as_ref().map(Process::id)
    }

    /// Starts the server, on the same ports every time.
    pub async fn start_server(&mut self) -> anyhow::Result<()> {
        self.write_config()?;
        let mut command = Command::new(program("hall-server"));
        command.arg("serve").arg("--config").arg(self.config());
        let (server, line) = Process::start_and_read_line(command, &self.folder.join("server.log")).await?;
        self.addresses = serde_json::from_str(&line).with_context(|| format!("the server said `{line}`"))?;
        self.server = Some(server);
        Ok(())
    }

    /// Ends the server as a power cut would.
    pub async fn kill_server(&mut self) -> anyhow::Result<()> {
        self.server.take().context("the server runs")?.kill().await
    }

    /// Asks the server to stop and waits for it.
    pub async fn stop_server(&mut self) -> anyhow::Result<()> {
        self.server.take().context("the server runs")?.terminate(Duration::from_secs(10)).await
    }

    fn write_config(&self) -> anyhow::Result<()> {
        let Addresses { hall, public } = &self.addresses;
        let assets = repository().join("assets");
        let assets = assets.display();
        let (listens, tls) = match self.authority {
            Some(_) => ("tls = true\n", "[tls]\ncertificate = \"server.crt\"\nkey = \"server.key\"\n"),
            None => ("", ""),
        };
        let text = format!(
            "[site]\nid = \"stage\"\npublic_url = \"http://{public}\"\n\
             [listen.hall]\naddress = \"{hall}\"\n{listens}[listen.public]\naddress = \"{public}\"\n\
             [database]\npath = \"hall.db\"\n[catalogue]\nfolder = \"catalogue\"\n\
             [assets]\nfolder = \"{assets}\"\n[limits]\npublic_requests_per_minute = 60000\n{tls}{}",
            self.sections
        );
        std::fs::write(self.config(), text)?;
        Ok(())
    }

    /// Runs an administrator's command and gives what it printed.
    pub async fn administer(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new(program("hall-server"))
            .args(arguments)
            .arg("--config")
            .arg(self.config())
            .stdin(Stdio::null())
            .output()
            .await?;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "hall-server {arguments:?}: {out}{err}");
        Ok(out.into_owned())
    }

    /// A client of the hall's listener that speaks for nobody.
    pub fn client(&self) -> anyhow::Result<Client> {
        let authority_pem = self.authority.as_ref().map(|authority| authority.pem().into_bytes());
        Ok(Client::new(&ClientOptions { server: self.server(), authority_pem })?)
    }

    /// A page of the public listener, as a phone gets it.
    pub async fn public_page(&self, path: &str) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(self.addresses.public).await?;
        let request = format!("GET {path} HTTP/1.0\r\nhost: {}\r\n\r\n", self.addresses.public);
        stream.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        let (head, body) = answer.split_once("\r\n\r\n").context("a page has a head")?;
        ensure!(head.contains(" 200 "), "{path}: {head}");
        Ok(body.to_owned())
    }

    /// The one-time code of a new device of a kind: `kiosk` or `display`.
    pub async fn enrolment_code(&self, name: &str, kind: &str) -> anyhow::Result<String> {
        let printed = self.administer(&["device", "add", name, "--kind", kind]).await?;
        Ok(printed.split_whitespace().last().context("a code is printed")?.to_owned())
    }

    /// The token of a new device.
    pub async fn device_token(&self, name: &str, kind: &str) -> anyhow::Result<String> {
        let code = self.enrolment_code(name, kind).await?;
        Ok(self.client()?.enrol(&code).await?.token)
    }

    /// A new staff member with a role and [`PASSWORD`].
    pub async fn add_staff(&self, user: &str, name: &str, role: &str) -> anyhow::Result<()> {
        let password_file = self.folder.join("password");
        std::fs::write(&password_file, PASSWORD)?;
        let file = password_file.to_str().context("the folder has a plain name")?;
        self.administer(&["staff", "add", user, "--name", name, "--role", role, "--password-file", file])
            .await?;
        Ok(())
    }

    /// A clerk, signed in.
    pub async fn clerk(&self, user: &str) -> anyhow::Result<Client> {
        self.add_staff(user, user, "clerk").await?;
        Ok(self.client()?.sign_in(user, PASSWORD).await?.0)
    }
}

/// An address nobody listens on. It is chosen before the server starts, since tickets carry the public one.
fn free_address() -> std::io::Result<std::net::SocketAddr> {
    std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?.local_addr()
}
