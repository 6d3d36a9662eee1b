//! The server's configuration: one TOML file, one struct a section, every mistake named with its key.
//!
//! Flags and environment replace only addresses and paths (`Overrides`). Relative paths are relative to the
//! folder of the file, so the server may be started from anywhere. Holds no secrets.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

mod base_data;
mod certificates;
mod sections;
#[cfg(test)]
mod tests;

pub use base_data::{BaseData, CsvSource, PostgresSource, Queries, SqliteSource};
pub use certificates::{Certificates, Font, SigningKey, Words};
pub use sections::{
    Assets, CatalogueSource, Database, Limits, Listen, Listener, Sessions, Site, Tls, Trusted, VaultKeys,
};

/// Largest configuration file, bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which site this is.
    pub site: Site,
    /// Where the two listeners are.
    pub listen: Listen,
    /// Where the log and the records are.
    pub database: Database,
    /// Where the catalogue's files are.
    pub catalogue: CatalogueSource,
    /// Where texts and receipt templates are.
    pub assets: Assets,
    /// A limit on everything.
    #[serde(default)]
    pub limits: Limits,
    /// Certificate and key, when a listener uses TLS.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// Whose signatures are the school's, where files are checked.
    #[serde(default)]
    pub trusted: Trusted,
    /// How long staff stay signed in.
    #[serde(default)]
    pub sessions: Sessions,
    /// Where the keys are that seal what is personal.
    #[serde(default)]
    pub vault: VaultKeys,
    /// What certificates are signed and sealed with; none are to be had without it.
    #[serde(default)]
    pub certificates: Option<Certificates>,
    /// Where people's records are; without them no certificates can be had.
    #[serde(default)]
    pub base_data: Option<BaseData>,
}

/// What flags and environment may replace.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Address of the hall listener.
    pub hall: Option<SocketAddr>,
    /// Address of the public listener.
    pub public: Option<SocketAddr>,
    /// Path of the database; relative to the working directory.
    pub database: Option<PathBuf>,
}

/// One value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The key, as `section.key`.
    pub key: &'static str,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.reason)
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is not TOML, lacks a key or has an unknown one.
    #[error("{path} is not a configuration of hall-server")]
    Parse {
        /// Which file.
        path: PathBuf,
        /// Line, column and reason.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Values that are not allowed; all of them at once.
    #[error("{path} has values that are not allowed:\n{}", lines(mistakes))]
    Invalid {
        /// Which file.
        path: PathBuf,
        /// Each of them.
        mistakes: Vec<Mistake>,
    },
}

fn lines(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|m| format!("  {m}")).collect::<Vec<_>>().join("\n")
}

impl Config {
    /// Reads, overrides and checks a configuration file.
    ///
    /// # Errors
    /// A file that cannot be read or parsed, and every value that is not allowed.
    pub fn load(path: &Path, overrides: &Overrides) -> Result<Self, ConfigError> {
        let text =
            read_limited(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let mut config = Self::parse(&text)
            .map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        config.resolve(path.parent().unwrap_or(Path::new("")));
        config.replace(overrides);
        let mistakes = config.validate();
        if mistakes.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::Invalid { path: path.to_owned(), mistakes })
        }
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    fn resolve(&mut self, folder: &Path) {
        let under = |path: &mut PathBuf| *path = folder.join(&*path);
        under(&mut self.database.path);
        self.database.heads.iter_mut().for_each(under);
        self.vault.keys.iter_mut().for_each(under);
        self.trusted.certificates.iter_mut().for_each(under);
        under(&mut self.catalogue.folder);
        under(&mut self.assets.folder);
        if let Some(certificates) = &mut self.certificates {
            certificates.resolve(folder);
        }
        self.base_data.iter_mut().flat_map(BaseData::paths).for_each(under);
        if let Some(tls) = &mut self.tls {
            under(&mut tls.certificate);
            under(&mut tls.key);
        }
    }

    fn replace(&mut self, overrides: &Overrides) {
        if let Some(address) = overrides.hall {
            self.listen.hall.address = address;
        }
        if let Some(address) = overrides.public {
            self.listen.public.address = address;
        }
        if let Some(path) = &overrides.database {
            self.database.path.clone_from(path);
        }
    }

    /// The folder of the vault's keys.
    pub fn vault_keys(&self) -> PathBuf {
        self.vault.keys.clone().unwrap_or_else(|| self.database.path.with_extension("keys"))
    }

    /// Every value that is not allowed, with its key and what is.
    pub fn validate(&self) -> Vec<Mistake> {
        let mut found = Vec::new();
        self.site.check(&mut found);
        self.listen.check(self.tls.is_some(), &mut found);
        self.limits.check(&mut found);
        self.sessions.check(&mut found);
        if let Some(certificates) = &self.certificates {
            certificates.check(&mut found);
        }
        self.base_data.iter().for_each(|base_data| base_data.check(&mut found));
        found
    }
}

fn read_limited(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.len() > FILE_BYTES_MAX {
        return Err(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes")));
    }
    std::fs::read_to_string(path)
}
