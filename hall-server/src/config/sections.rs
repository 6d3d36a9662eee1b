//! The sections of the configuration, with their defaults and what is allowed in each.

use std::net::SocketAddr;
use std::path::PathBuf;

use hall_core::time::MINUTE_MS;
use serde::Deserialize;

use super::Mistake;

/// Which site this is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Short name of the site, in the log and never changed later: a-z, 0-9 and `-`, 1 to 32 characters.
    pub id: String,
    /// How phones reach the public listener, such as `https://hall.example.edu`; no slash at the end.
    pub public_url: String,
}

impl Site {
    pub(super) fn check(&self, found: &mut Vec<Mistake>) {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=32).contains(&self.id.len()) || !self.id.bytes().all(plain) {
            found.push(mistake("site.id", "1 to 32 characters a-z, 0-9 or `-` are allowed"));
        }
        let host = self.public_url.strip_prefix("https://").or(self.public_url.strip_prefix("http://"));
        let sound = host.is_some_and(|host| !host.is_empty() && host.len() <= 128)
            && !self.public_url.ends_with('/')
            && self.public_url.bytes().all(|b| b.is_ascii_graphic());
        if !sound {
            let allowed = "an address beginning http:// or https://, without a slash at the end, is allowed";
            found.push(mistake("site.public_url", allowed));
        }
    }
}

/// The two listeners.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// The hall's own network: devices, staff, API.
    pub hall: Listener,
    /// Everybody's phones: ticket pages and nothing else.
    pub public: Listener,
}

impl Listen {
    pub(super) fn check(&self, has_tls: bool, found: &mut Vec<Mistake>) {
        for (key, listener) in [("listen.hall.tls", &self.hall), ("listen.public.tls", &self.public)] {
            if listener.tls && !has_tls {
                found.push(mistake(key, "true needs a section [tls] with certificate and key"));
            }
        }
        let (hall, public) = (self.hall.address, self.public.address);
        if hall == public && hall.port() != 0 {
            let allowed = "must differ from listen.hall.address; port 0 takes any free port";
            found.push(mistake("listen.public.address", allowed));
        }
    }
}

/// One listener.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// Address and port; port 0 takes any free port.
    pub address: SocketAddr,
    /// Speak TLS with the certificate of `[tls]`.
    #[serde(default)]
    pub tls: bool,
}

/// Where the log and the records are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The SQLite file; made at the first start. Put it on a disk of this machine, never on a network share.
    pub path: PathBuf,
    /// Folder of the signed day heads of the log; beside the database if none is named.
    #[serde(default)]
    pub heads: Option<PathBuf>,
}

impl Database {
    /// The folder of the day heads.
    pub fn heads(&self) -> PathBuf {
        self.heads.clone().unwrap_or_else(|| self.path.with_extension("heads"))
    }
}

/// Where the catalogue's files are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueSource {
    /// Folder with the files a person edits.
    pub folder: PathBuf,
}

/// Where texts and receipt templates are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assets {
    /// Folder with `i18n/` and `receipts/`.
    pub folder: PathBuf,
}

/// A limit on everything.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Largest body of a request, bytes.
    pub body_bytes: usize,
    /// Connections open at once on one listener.
    pub connections: usize,
    /// Requests worked on at once on one listener.
    pub requests: usize,
    /// Feeds open at once, screens and phones together.
    pub feeds: usize,
    /// Longest time to answer a request, milliseconds; a feed is answered when it begins.
    pub request_timeout_ms: u64,
    /// A reader that takes nothing for this long is dropped, milliseconds.
    pub send_timeout_ms: u64,
    /// Requests of one address within a minute on the public listener; phones behind one router share it.
    pub public_requests_per_minute: u32,
    /// Failed sign-ins of one user from one address, or wrong enrolment codes from one address, within five minutes.
    pub sign_in_tries: u32,
    /// Failed sign-ins from one address within five minutes, whoever the users are.
    pub sign_in_tries_per_address: u32,
    /// Wrong return codes, unreadable ticket codes, and failed sign-ins by card of one kiosk within five minutes; each is
    /// counted for itself.
    pub code_tries: u32,
    /// Failed sign-ins of people by phone from one address within five minutes; phones behind one router share it.
    pub person_tries_per_address: u32,
    /// Wrong codes of certificates from one address within five minutes.
    pub verify_tries_per_address: u32,
    /// Wrong codes of certificates of everybody within five minutes.
    pub verify_tries: u32,
    /// Files checked for one address within five minutes.
    pub verify_files_per_address: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 64 * 1024,
            connections: 4096,
            requests: 2048,
            feeds: 3000,
            request_timeout_ms: 10_000,
            send_timeout_ms: 10_000,
            public_requests_per_minute: 240,
            sign_in_tries: 5,
            sign_in_tries_per_address: 30,
            code_tries: 20,
            person_tries_per_address: 60,
            verify_tries_per_address: 30,
            verify_tries: 3000,
            verify_files_per_address: 30,
        }
    }
}

impl Limits {
    pub(super) fn check(&self, found: &mut Vec<Mistake>) {
        let mut range = |key: &'static str, value: u64, low: u64, high: u64| {
            if !(low..=high).contains(&value) {
                found.push(mistake(key, &format!("{low} to {high} is allowed, not {value}")));
            }
        };
        range("limits.body_bytes", self.body_bytes as u64, 4 * 1024, 1024 * 1024);
        range("limits.connections", self.connections as u64, 16, 65_536);
        range("limits.requests", self.requests as u64, 16, 65_536);
        range("limits.feeds", self.feeds as u64, 1, 65_536);
        range("limits.request_timeout_ms", self.request_timeout_ms, 1_000, 60_000);
        range("limits.send_timeout_ms", self.send_timeout_ms, 1_000, 60_000);
        range("limits.public_requests_per_minute", self.public_requests_per_minute.into(), 1, 60_000);
        range("limits.sign_in_tries", self.sign_in_tries.into(), 1, 100);
        range("limits.sign_in_tries_per_address", self.sign_in_tries_per_address.into(), 1, 1_000);
        range("limits.code_tries", self.code_tries.into(), 1, 1_000);
        range("limits.person_tries_per_address", self.person_tries_per_address.into(), 1, 10_000);
        range("limits.verify_tries_per_address", self.verify_tries_per_address.into(), 1, 10_000);
        range("limits.verify_tries", self.verify_tries.into(), 1, 1_000_000);
        range("limits.verify_files_per_address", self.verify_files_per_address.into(), 1, 10_000);
    }
}

/// Certificate and key.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the certificate and its chain.
    pub certificate: PathBuf,
    /// PEM file with the private key, readable by the server alone.
    pub key: PathBuf,
}

/// Where the keys are that seal what is personal in the database.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultKeys {
    /// Folder of the key files, made at the first start; beside the database if none is named.
    #[serde(default)]
    pub keys: Option<PathBuf>,
}

/// Whose signatures of files the verification pages take for the school's.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Trusted {
    /// PEM file with the certificates that sign, the present one and those of before, or an authority that issues to the
    /// school alone. Without it files are known by the ledger alone.
    pub certificates: Option<PathBuf>,
}

/// How long staff stay signed in.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// A session ends after this long without a request, minutes.
    pub idle_minutes: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self { idle_minutes: 12 * 60 }
    }
}

impl Sessions {
    /// `idle_minutes` in milliseconds.
    pub fn idle_ms(&self) -> i64 {
        i64::from(self.idle_minutes) * MINUTE_MS
    }

    pub(super) fn check(&self, found: &mut Vec<Mistake>) {
        if !(5..=24 * 60).contains(&self.idle_minutes) {
            found.push(mistake("sessions.idle_minutes", "5 to 1440 is allowed"));
        }
    }
}

pub(super) fn mistake(key: &'static str, reason: &str) -> Mistake {
    Mistake { key, reason: reason.to_owned() }
}
