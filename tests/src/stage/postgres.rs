//! A PostgreSQL of its own: made by `initdb` in a temporary folder, reached by a socket in it, ended with its owner.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, ensure};
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use tokio::process::Command;

use super::process::{Process, wait_until};

/// Where Debian puts its versions.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Nobody: PostgreSQL does not run as root.
const NOBODY: u32 = 65_534;
/// Made, started or stopped within this.
const WITHIN: Duration = Duration::from_mins(1);

/// A cluster with one superuser, `hall`, and a database of that name.
pub struct Cluster {
    programs: PathBuf,
    process: Option<Process>,
    // Last, so that it is removed after the process is gone.
    folder: tempfile::TempDir,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("hall-pg-").tempdir()?;
        let mut cluster = Self { programs: programs()?, process: None, folder };
        if is_root() {
            chown(cluster.folder.path(), Some(NOBODY), Some(NOBODY))?;
        }
        let mut initdb = cluster.command("initdb");
        initdb.args(["--username=hall", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
        initdb.arg(cluster.data()).stdout(Stdio::null());
        let made = tokio::time::timeout(WITHIN, initdb.output()).await.context("initdb does not end")??;
        ensure!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        cluster.resume().await?;
        let mut db = PgConnection::connect(&cluster.url_of("postgres")).await?;
        sqlx::query("CREATE DATABASE hall").execute(&mut db).await?;
        Ok(cluster)
    }

    /// Starts it again after [`Self::stop`].
    pub async fn resume(&mut self) -> anyhow::Result<()> {
        let mut postgres = self.command("postgres");
        postgres.arg("-D").arg(self.data()).arg("-k").arg(self.folder.path());
        postgres.args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB"]);
        postgres.stdout(Stdio::null());
        let log = self.folder.path().join("log");
        self.process = Some(Process::start(postgres, &log)?);
        let url = self.url_of("postgres");
        let up = async || PgConnection::connect(&url).await.is_ok();
        let waited = wait_until("PostgreSQL answers", WITHIN, up).await;
        waited.with_context(|| std::fs::read_to_string(&log).unwrap_or_default())
    }

    /// Ends it at once, as a power cut does.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        self.process.take().context("it runs")?.kill().await
    }

    /// For the superuser.
    pub fn url(&self) -> String {
        self.url_of("hall")
    }

    fn url_of(&self, database: &str) -> String {
        format!("postgres://hall@localhost/{database}?host={}", self.folder.path().display())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }
}

/// The folder of the newest version that is installed.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = std::fs::read_dir(VERSIONS).context("no PostgreSQL: ./hall setup installs it")?;
    let newest =
        versions.flatten().map(|entry| entry.path().join("bin")).filter(|bin| has_programs(bin)).max();
    newest.context("no PostgreSQL: ./hall setup installs it")
}

fn has_programs(bin: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| bin.join(program).is_file())
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
