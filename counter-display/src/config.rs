//! The display's configuration: one TOML file, one struct a section, every mistake named with its key.
//!
//! Relative paths are relative to the folder of the file. The token is a file of its own, so that this one holds no secret.

mod board;
mod voice;

use std::fmt;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Deserialize;

pub use self::board::{Board, Directions};
pub use self::voice::{Voice, Volume};

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
    /// What a board shows of the hall.
    #[serde(default)]
    pub board: Board,
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
        ];
        let broken = rules.into_iter().filter(|(.., kept)| !kept);
        let own = broken.map(|(key, allowed, _)| Mistake { key, allowed });
        own.chain(self.board.mistakes()).chain(self.voice.mistakes()).collect()
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
        for path in paths.into_iter().flatten().chain(&mut self.voice.record_dir).chain(&mut self.voice.pack)
        {
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
                Some(setting) if setting.contains(" = ") || setting.starts_with('[') => {
                    format!("{setting}\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        let all = load(&uncommented).unwrap_or_else(|error| panic!("{error:?}\n{uncommented}"));
        assert!(all.screen.place.is_some() && all.voice.device.is_some(), "every setting is in the example");
        assert!(all.voice.pack.is_some_and(|pack| pack.is_absolute()) && all.voice.volume.len() == 2);
        assert_eq!((all.board.lines, all.board.windows.len()), (vec!['A', 'B'], 3));
        assert!(!all.board.directions.right.is_empty());
        assert_eq!(all.voice.words_per_minute, Voice::default().words_per_minute);
        assert_eq!(all.screen.time_zone, Screen::default().time_zone);
    }

    fn volumes(good: &str, spans: &[(&str, &str, u8)]) -> String {
        let span = |(from, to, percent): &(&str, &str, u8)| {
            format!("[[voice.volume]]\nfrom = \"{from}\"\nto = \"{to}\"\npercent = {percent}\n")
        };
        format!("{good}{}", spans.iter().map(span).collect::<String>())
    }

    #[test]
    fn spans_that_meet_are_allowed_in_any_order() {
        let good = "[server]\naddress = \"http://hall\"\ntoken_file = \"t\"\n";
        let text = volumes(good, &[("12:00", "24:00", 60), ("00:00", "07:30", 0), ("07:30", "12:00", 80)]);
        let loudness = load(&text).unwrap().voice.loudness();
        let at = |hour: i64, minute: i64| loudness.at((hour * 60 + minute) * 60_000);
        assert_eq!(
            [at(0, 0), at(7, 29), at(7, 30), at(11, 59), at(12, 0), at(23, 59)],
            [0, 0, 80, 80, 60, 60]
        );
        assert_eq!(load(good).unwrap().voice.loudness().at(0), 100);
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
            (format!("{good}[board]\nlines = [\"a\"]\n"), "`board.lines`"),
            (format!("{good}[board]\nlines = [\"A\", \"A\"]\n"), "`board.lines`"),
            (format!("{good}[board]\nwindows = [0]\n"), "`board.windows`"),
            (format!("{good}[board.directions]\nleft = [1, 2]\nright = [2]\n"), "`board.directions`"),
            (volumes(good, &[("07:30", "07:30", 50)]), "`voice.volume.from`"),
            (volumes(good, &[("22:00", "06:00", 0)]), "`voice.volume.from`"),
            (volumes(good, &[("12:00", "14:00", 50), ("08:00", "12:01", 80)]), "`voice.volume.to`"),
            (volumes(good, &[("07:30", "24:00", 101)]), "`voice.volume.percent`"),
        ] {
            match load(&text) {
                Err(error @ ConfigError::Invalid { .. }) => {
                    assert!(error.to_string().contains(key), "{error}");
                }
                other => panic!("{key}: {other:?}"),
            }
        }
        for text in [
            "",
            "[server]\n",
            &format!("{good}[voice]\nloud = true\n"),
            &format!("{good}[sound]\n"),
            &format!("{good}[board]\nlines = [\"AB\"]\n"),
            &volumes(good, &[("7:30", "12:00", 50)]),
            &volumes(good, &[("07:30", "24:01", 50)]),
            &volumes(good, &[("07:60", "12:00", 50)]),
        ] {
            assert!(matches!(load(text), Err(ConfigError::Parse { .. })), "{text}");
        }
        assert!(matches!(Config::load(Path::new("/nonexistent")), Err(ConfigError::Read { .. })));
    }
}
