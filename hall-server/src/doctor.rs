//! Looks whether everything is in order on this machine, and says what to do where it is not.
//!
//! Changes nothing: it may run beside a server, before the first start, and from a timer.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use hall_core::time::{HOUR_MS, MINUTE_MS, Timestamp};
use printing::signature::EXPIRY_WARNED_DAYS;

use crate::base_data::RecordSource;
use crate::certificates::office;
use crate::cli::summary;
use crate::clock::Clock;
use crate::config::Config;
use crate::problem::chain;
use crate::serve;
use crate::store::{ServerLock, Store, StoreError};
use crate::vault;

/// Less free space than this is a warning, bytes.
const FREE_BYTES_WARN: u64 = 2 << 30;
/// Less free space than this is a failure, bytes.
const FREE_BYTES_FAIL: u64 = 200 << 20;
/// No clock shows less: this program did not exist (2026-01-01).
const CLOCK_MIN: Timestamp = Timestamp(1_767_225_600_000);

/// How a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In order.
    Ok,
    /// Works, yet somebody should look.
    Warn,
    /// Does not work.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct Finding {
    /// How it is.
    pub state: State,
    /// What was looked at.
    pub about: &'static str,
    /// What was found, and what to do.
    pub told: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        };
        write!(f, "{state:<5} {:<10} {}", self.about, self.told)
    }
}

fn finding(state: State, about: &'static str, told: impl Into<String>) -> Finding {
    Finding { state, about, told: told.into() }
}

/// Looks at everything, in the order in which one would mend it.
pub async fn examine(config: &Config, clock: &dyn Clock) -> Vec<Finding> {
    let path = &config.database.path;
    let running = path.exists() && matches!(ServerLock::take(path), Err(StoreError::InUse { .. }));
    let mut findings = vec![finding(State::Ok, "config", "every value is allowed"), files(config)];
    findings.push(fonts(&config.assets.folder));
    let (database, last_at) = database(config).await;
    findings.push(database);
    findings.push(keys(config).await);
    findings.push(space(&config.database.path));
    findings.push(time(clock.now(), last_at));
    for (about, address) in [("hall", config.listen.hall.address), ("public", config.listen.public.address)] {
        findings.push(port(about, address, running));
    }
    findings.push(tls(config));
    findings.push(base_data(config).await);
    findings.push(certificates(config, clock.now()));
    findings.push(finding(State::Ok, "printers", "each kiosk looks after its own; nothing to check here"));
    findings
}

fn files(config: &Config) -> Finding {
    match serve::load(config) {
        Ok(loaded) => finding(State::Ok, "catalogue", summary(&loaded.catalogue)),
        Err(error) => finding(State::Fail, "catalogue", format!("{}; correct the file named", chain(&error))),
    }
}

fn fonts(assets: &Path) -> Finding {
    let folder = assets.join("fonts");
    let fonts = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let count = fonts
        .filter(|file| file.path().extension().is_some_and(|kind| kind == "otf" || kind == "ttf"))
        .count();
    match count {
        0 => finding(
            State::Warn,
            "fonts",
            format!("none in {}; the screens need them there", folder.display()),
        ),
        count => finding(State::Ok, "fonts", format!("{count} in {}", folder.display())),
    }
}

async fn database(config: &Config) -> (Finding, Option<Timestamp>) {
    let path = &config.database.path;
    if !path.exists() {
        return (new_database(path), None);
    }
    match Store::look(path, &config.site.id).await {
        Ok(head) => {
            let told = format!("{}: {} events", path.display(), head.events);
            (finding(State::Ok, "database", told), head.last_at)
        }
        Err(error) => {
            (finding(State::Fail, "database", format!("{}; {}", chain(&error), remedy(&error))), None)
        }
    }
}

fn new_database(path: &Path) -> Finding {
    let folder = folder_of(path);
    if folder.is_dir() {
        let told = format!("{} will be made at the first start", path.display());
        finding(State::Ok, "database", told)
    } else {
        let told = format!("the folder {} is missing; make it, for the user of the server", folder.display());
        finding(State::Fail, "database", told)
    }
}

fn remedy(error: &StoreError) -> &'static str {
    match error {
        StoreError::Newer { .. } => "install the newer hall-server again, or restore the backup of before",
        StoreError::OtherSite { .. } => "correct database.path or site.id",
        StoreError::Damaged(_) => "restore the latest backup",
        _ => "see that the user of the server may read and write it",
    }
}

async fn keys(config: &Config) -> Finding {
    let (path, folder) = (&config.database.path, config.vault_keys());
    let mut db = if path.exists() { Store::open_read_only(path).await.ok() } else { None };
    let shown = folder.display();
    match vault::look(db.as_mut(), &folder).await {
        Ok(Some(count)) => {
            let told = format!("{count} in {shown}; see that a backup has them, and not the database's");
            finding(State::Ok, "keys", told)
        }
        Ok(None) => finding(State::Ok, "keys", format!("{shown} will be made at the first start")),
        Err(error) => finding(State::Fail, "keys", chain(&error)),
    }
}

fn certificates(config: &Config, now: Timestamp) -> Finding {
    let about = "certificates";
    let Some(section) = &config.certificates else {
        return finding(State::Ok, about, "there is no section [certificates]: none are to be had here");
    };
    match office::look(config, section, now) {
        Ok((told, ends)) => {
            let days = ends.since(now) / (24 * HOUR_MS);
            if days > EXPIRY_WARNED_DAYS {
                return finding(State::Ok, about, told);
            }
            let told = format!("{told}; its certificate ends in {days} days: have a new one issued");
            finding(State::Warn, about, told)
        }
        Err(mistakes) => finding(State::Fail, about, mistakes.join("; ")),
    }
}

fn space(database: &Path) -> Finding {
    let folder = folder_of(database);
    let free = match rustix::fs::statvfs(&folder) {
        Ok(disk) => disk.f_bavail * disk.f_frsize,
        Err(error) => return finding(State::Fail, "disk", format!("{}: {error}", folder.display())),
    };
    let told = format!("{} MB free in {}", free >> 20, folder.display());
    if free < FREE_BYTES_FAIL {
        finding(State::Fail, "disk", format!("{told}; free some, or no ticket can be kept"))
    } else if free < FREE_BYTES_WARN {
        finding(State::Warn, "disk", format!("{told}; free some before it runs out"))
    } else {
        finding(State::Ok, "disk", told)
    }
}

fn time(now: Timestamp, last_event: Option<Timestamp>) -> Finding {
    let shown = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    if now < CLOCK_MIN {
        return finding(
            State::Fail,
            "clock",
            format!("it shows {shown}; set it, and let it follow a time server"),
        );
    }
    let ahead_ms = last_event.map_or(0, |at| at.since(now));
    if ahead_ms > MINUTE_MS {
        let minutes = ahead_ms / MINUTE_MS;
        let told = format!("it is {minutes} min behind the last event of the log; set it, or wait that long");
        return finding(State::Warn, "clock", told);
    }
    finding(State::Ok, "clock", format!("{shown}"))
}

fn port(about: &'static str, address: SocketAddr, running: bool) -> Finding {
    match TcpListener::bind(address) {
        Ok(_) => finding(State::Ok, about, format!("{address} is free")),
        Err(error) if running && error.kind() == std::io::ErrorKind::AddrInUse => {
            finding(State::Ok, about, format!("{address} is in use; a hall-server runs on this database"))
        }
        Err(error) => {
            let told =
                format!("{address}: {error}; stop the program that uses it, or configure another address");
            finding(State::Fail, about, told)
        }
    }
}

fn tls(config: &Config) -> Finding {
    let Some(tls) = &config.tls else {
        let told = "no listener uses it; do so unless the hall's network is separate";
        return finding(State::Warn, "tls", told);
    };
    for file in [&tls.certificate, &tls.key] {
        if let Err(error) = std::fs::File::open(file) {
            return finding(State::Fail, "tls", format!("cannot read {}: {error}", file.display()));
        }
    }
    finding(State::Ok, "tls", format!("certificate {}", tls.certificate.display()))
}

async fn base_data(config: &Config) -> Finding {
    let Some(source) = config.base_data.as_ref().and_then(RecordSource::new) else {
        return finding(State::Ok, "base data", "none; no certificates are printed here");
    };
    match source.check().await {
        Ok(mistakes) => match &*mistakes {
            [] => finding(State::Ok, "base data", "can be read"),
            [only] => finding(State::Fail, "base data", only.to_string()),
            [first, ..] => {
                finding(State::Fail, "base data", format!("{first}; `check-config` tells more of them"))
            }
        },
        Err(error) => {
            finding(State::Fail, "base data", format!("{}; see that it runs and lets us in", chain(&error)))
        }
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}
