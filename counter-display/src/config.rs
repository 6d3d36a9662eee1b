//! The display's configuration: one TOML file, one struct a section, every mistake named with its key.
//!
//! Relative paths are relative to the folder of the file. The token is a file of its own, so that this one holds no secret.

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;

/// Largest file read, bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// The whole configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the hall's server is.
    pub server: Server,
    /// The screen.
    #[serde(default)]
    pub screen: Screen,
    /// Does this display speak, and how?
    #[serde(default)]
    pub voice: Voice,
}

/// Where the hall's server is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// `http://host:port` or `https://host:port`.
    pub address: String,
    /// Holds this display's token; `--enrol CODE` writes it.
    pub token_file: PathBuf,
    /// Certificates of the site's own authority (PEM), for `https`; none = those of the system.
    #[serde(default)]
    pub authority_file: Option<PathBuf>,
}

/// The screen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Screen {
    /// Time zone of the site, an IANA name.
    pub time_zone: String,
    /// Place and size in pixels instead of a whole monitor: x, y, width, height.
    pub place: Option<[u32; 4]>,
    /// The monitor to fill, from 0; the one the window manager chooses if none.
    pub monitor: Option<usize>,
    /// Holds `theme.toml` and `i18n/`; what is compiled in if none.
    pub assets: Option<PathBuf>,
}

impl Default for Screen {
    fn default() -> Self {
        Self { time_zone: "Asia/Shanghai".to_owned(), place: None, monitor: None, assets: None }
    }
}

/// Does this display speak, and how?
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Voice {
    /// Exactly one display within earshot should.
    pub enabled: bool,
    /// Speed, 80 to 260.
    pub words_per_minute: u16,
    /// ALSA device; the default one if none.
    pub device: Option<String>,
    /// Keeps every call spoken as a WAV file in this folder.
    pub record_dir: Option<PathBuf>,
}

impl Default for Voice {
    fn default() -> Self {
        Self { enabled: false, words_per_minute: 150, device: None, record_dir: None }
    }
}

/// One value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Such as `voice.words_per_minute`.
    pub key: &'static str,
    /// What is allowed.
    pub allowed: &'static str,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` must be {}", self.key, self.allowed)
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no configuration; says the line and the key.
    #[error("{path} is not a configuration")]
    Parse {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Values out of range, all at once.
    #[error("{path}: {}", .mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid {
        /// Which.
        path: PathBuf,
        /// Each of them.
        mistakes: Vec<Mistake>,
    },
}

impl Config {
    /// Reads and checks a file.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let read = |source| ConfigError::Read { path: path.to_owned(), source };
        if std::fs::metadata(path).map_err(read)?.len() > FILE_BYTES_MAX {
            return Err(read(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes"))));
        }
        let text = std::fs::read_to_string(path).map_err(read)?;
        let mut config: Self = toml::from_str(&text)
            .map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        let mistakes = config.validate();
        if !mistakes.is_empty() {
            return Err(ConfigError::Invalid { path: path.to_owned(), mistakes });
        }
        config.resolve(path.parent().unwrap_or(Path::new(".")));
        Ok(config)
    }

    /// Every value that is not allowed.
    pub fn validate(&self) -> Vec<Mistake> {
        let address = &self.server.address;
        let place_fits = |[_, _, width, height]: [u32; 4]| {
            (320..=16_384).contains(&width) && (180..=16_384).contains(&height)
        };
        let rules = [
            (
                "server.address",
                "http://host:port or https://host:port",
                address.starts_with("http://") || address.starts_with("https://"),
            ),
            (
                "screen.time_zone",
                "the IANA name of a time zone, such as Asia/Shanghai",
                self.zone().is_some(),
            ),
            (
                "screen.place",
                "[x, y, width, height] in pixels, at least 320 wide and 180 high",
                self.screen.place.is_none_or(place_fits),
            ),
            ("screen.monitor", "0 to 15", self.screen.monitor.is_none_or(|monitor| monitor < 16)),
            ("voice.words_per_minute", "80 to 260", (80..=260).contains(&self.voice.words_per_minute)),
            (
                "voice.device",
                "the name of an ALSA device, at most 200 characters",
                self.voice.device.as_ref().is_none_or(|device| (1..=200).contains(&device.len())),
            ),
        ];
        let broken = rules.into_iter().filter(|(.., kept)| !kept);
        broken.map(|(key, allowed, _)| Mistake { key, allowed }).collect()
    }

    /// The site's time zone; none if its name is unknown.
    pub fn zone(&self) -> Option<TimeZone> {
        TimeZone::get(&self.screen.time_zone).ok()
    }

    fn resolve(&mut self, folder: &Path) {
        let paths = [
            Some(&mut self.server.token_file),
            self.server.authority_file.as_mut(),
            self.screen.assets.as_mut(),
        ];
        for path in paths.into_iter().flatten().chain(&mut self.voice.record_dir) {
            *path = folder.join(&*path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../counter-display.example.toml");

    fn load(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("display.toml");
        std::fs::write(&path, text).unwrap();
        Config::load(&path)
    }

    #[test]
    fn the_example_is_read_and_shows_every_default() {
        let config = load(EXAMPLE).unwrap();
        assert!(config.server.token_file.is_absolute());
        let uncommented: String = EXAMPLE
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(setting) if setting.contains(" = ") => format!("{setting}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let all = load(&uncommented).unwrap_or_else(|error| panic!("{error:?}\n{uncommented}"));
        assert!(all.screen.place.is_some() && all.voice.device.is_some(), "every setting is in the example");
        assert_eq!(all.voice.words_per_minute, Voice::default().words_per_minute);
        assert_eq!(all.screen.time_zone, Screen::default().time_zone);
    }

    #[test]
    fn what_is_not_allowed_is_named() {
        let good = "[server]\naddress = \"http://hall\"\ntoken_file = \"t\"\n";
        assert!(load(good).is_ok());
        for (text, key) in [
            ("[server]\naddress = \"hall\"\ntoken_file = \"t\"\n".to_owned(), "`server.address`"),
            (format!("{good}[screen]\ntime_zone = \"Mars\"\n"), "`screen.time_zone`"),
            (format!("{good}[screen]\nplace = [0, 0, 10, 10]\n"), "`screen.place`"),
            (format!("{good}[screen]\nmonitor = 99\n"), "`screen.monitor`"),
            (format!("{good}[voice]\nwords_per_minute = 20\n"), "`voice.words_per_minute`"),
            (format!("{good}[voice]\ndevice = \"\"\n"), "`voice.device`"),
        ] {
            match load(&text) {
                Err(error @ ConfigError::Invalid { .. }) => {
                    assert!(error.to_string().contains(key), "{error}");
                }
                other => panic!("{key}: {other:?}"),
            }
        }
        for text in ["", "[server]\n", &format!("{good}[voice]\nloud = true\n"), &format!("{good}[sound]\n")]
        {
            assert!(matches!(load(text), Err(ConfigError::Parse { .. })), "{text}");
        }
        assert!(matches!(Config::load(Path::new("/nonexistent")), Err(ConfigError::Read { .. })));
    }
}
