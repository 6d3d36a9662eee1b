//! Where the kiosk finds its server, printer and screen: one TOML file, checked as a whole before anything starts.

use std::path::{Path, PathBuf};

use hall_api::texts::Language;
use printing::ipp::PrinterAddress;
use printing::profile::Profile;
use serde::Deserialize;

/// Largest configuration or profile read, bytes.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Printer profiles compiled in, by the name of their file.
const PROFILES: &[(&str, &str)] = &[
    ("receipt-80mm", include_str!("../../assets/printers/receipt-80mm.toml")),
    ("receipt-58mm", include_str!("../../assets/printers/receipt-58mm.toml")),
    ("receipt-58mm-basic", include_str!("../../assets/printers/receipt-58mm-basic.toml")),
];

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file could not be read.
    #[error("cannot read {path}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file is no configuration of a kiosk.
    #[error("{path} does not parse")]
    Parse {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// Keys are out of range; all of them at once.
    #[error("the configuration cannot be used:\n{}", .0.join("\n"))]
    Invalid(Vec<String>),
    /// The printer's profile cannot be used.
    #[error("the printer's profile cannot be used")]
    Profile(#[source] printing::FileError),
}

/// The whole file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The hall's server.
    pub server: ServerConfig,
    /// The receipt printer; without it numbers are shown on the screen only.
    pub printer: Option<PrinterConfig>,
    /// The printer of certificates; without it none are offered.
    pub office_printer: Option<OfficePrinterConfig>,
    /// What is plugged in and types like a keyboard.
    #[serde(default)]
    pub readers: ReadersConfig,
    /// The voice that guides visitors who do not see the screen.
    #[serde(default)]
    pub speech: SpeechConfig,
    /// The screen.
    #[serde(default)]
    pub screen: ScreenConfig,
    /// Folder with `theme.toml`, `i18n` and `fonts` that take the place of what is compiled in.
    pub assets: Option<PathBuf>,
}

/// The hall's server.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerConfig {
    /// `http://host:port` or `https://host:port`.
    pub address: String,
    /// Certificates of the site's own authority, PEM; those of the system without it.
    pub authority_file: Option<PathBuf>,
    /// Where the device's token is kept; written when the kiosk enrols.
    pub token_file: PathBuf,
}

/// The receipt printer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrinterConfig {
    /// Serial port.
    pub port: PathBuf,
    /// Name of a profile compiled in, or the path of a profile file.
    pub profile: String,
    /// The kiosk's memory of its print jobs; must survive a restart.
    pub journal: PathBuf,
}

/// The printer of certificates: an office printer on the network that speaks IPP.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficePrinterConfig {
    /// Where it is: `ipp://host/ipp/print`.
    pub uri: String,
    /// The kiosk's memory of its certificates' print jobs; must survive a restart. No certificate is in it.
    pub journal: PathBuf,
}

/// What is plugged in and types like a keyboard, ending with Enter. What is not there is not offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReadersConfig {
    /// A scanner for the QR codes of tickets and notices.
    pub scanner: bool,
    /// A reader of staff and student cards.
    pub cards: bool,
}

/// The voice that guides visitors who do not see the screen. Silent until one asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SpeechConfig {
    /// Words a minute.
    pub words_per_minute: u16,
    /// The ALSA device, such as that of the headset's socket; the default one without it.
    pub device: Option<String>,
}

impl Default for SpeechConfig {
    fn default() -> Self {
        Self { words_per_minute: 170, device: None }
    }
}

/// The screen.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ScreenConfig {
    /// Monitor to fill, from 0; the window manager chooses without it.
    pub monitor: Option<usize>,
    /// Place and size of a window in pixels, instead of filling the monitor: x, y, width, height.
    pub place: Option<[u32; 4]>,
    /// Draw no pointer.
    pub hide_cursor: bool,
    /// Language every visitor finds.
    pub language: Language,
}

impl Config {
    /// Reads and checks a configuration.
    ///
    /// # Errors
    /// What cannot be read or parsed, and every key that is out of range.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = read_limited(path)?;
        let config: Self = toml::from_str(&text)
            .map_err(|source| ConfigError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        config.validate()?;
        Ok(config)
    }

    /// Checks what the types alone do not.
    ///
    /// # Errors
    /// Every key that is out of range, and what is allowed.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let mut found = Vec::new();
        let address = &self.server.address;
        if !(address.starts_with("http://") || address.starts_with("https://")) {
            found.push(format!("server.address: `{address}` must begin with http:// or https://"));
        }
        if self.server.token_file.as_os_str().is_empty() {
            found.push("server.token_file must not be empty".to_owned());
        }
        if let Some(office) = &self.office_printer {
            if let Err(error) = office.uri.parse::<PrinterAddress>() {
                found.push(format!("office_printer.uri: `{}`: {error}", office.uri));
            }
            if office.journal.as_os_str().is_empty() {
                found.push("office_printer.journal must not be empty".to_owned());
            }
            if self.printer.as_ref().is_some_and(|printer| printer.journal == office.journal) {
                found.push("office_printer.journal must be another file than printer.journal".to_owned());
            }
        }
        if !(80..=260).contains(&self.speech.words_per_minute) {
            found.push("speech.words_per_minute must be 80 to 260".to_owned());
        }
        if self.speech.device.as_ref().is_some_and(|device| !(1..=200).contains(&device.len())) {
            found.push("speech.device must be the name of an ALSA device, at most 200 characters".to_owned());
        }
        if let Some([_, _, width, height]) = self.screen.place
            && !((320..=7680).contains(&width) && (320..=7680).contains(&height))
        {
            found.push(format!("screen.place: {width}×{height} must be 320 to 7680 pixels each way"));
        }
        if self.screen.place.is_some() && self.screen.monitor.is_some() {
            found.push("screen: give either place or monitor".to_owned());
        }
        if self.screen.monitor.is_some_and(|monitor| monitor > 15) {
            found.push("screen.monitor must be 0 to 15".to_owned());
        }
        if found.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(found)) }
    }
}

impl OfficePrinterConfig {
    /// Where the printer is.
    ///
    /// # Errors
    /// The address is none.
    pub fn address(&self) -> Result<PrinterAddress, ConfigError> {
        let parsed = self.uri.parse::<PrinterAddress>();
        parsed.map_err(|error| {
            ConfigError::Invalid(vec![format!("office_printer.uri: `{}`: {error}", self.uri)])
        })
    }
}

impl PrinterConfig {
    /// The printer's profile: compiled in, or read from its file.
    ///
    /// # Errors
    /// The file cannot be read, or is no profile.
    pub fn profile(&self) -> Result<Profile, ConfigError> {
        let known = PROFILES.iter().find(|(name, _)| *name == self.profile);
        let text = match known {
            Some((_, text)) => (*text).to_owned(),
            None => read_limited(Path::new(&self.profile))?,
        };
        Profile::parse(&self.profile, &text).map_err(ConfigError::Profile)
    }
}

fn read_limited(path: &Path) -> Result<String, ConfigError> {
    let read = || {
        if std::fs::metadata(path)?.len() > FILE_BYTES_MAX {
            return Err(std::io::Error::other(format!("larger than {FILE_BYTES_MAX} bytes")));
        }
        std::fs::read_to_string(path)
    };
    read().map_err(|source| ConfigError::Read { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str = include_str!("../kiosk.example.toml");

    fn parse(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        config.validate().map_err(|error| error.to_string())?;
        Ok(config)
    }

    #[test]
    fn the_example_is_good_also_with_every_comment_taken_off() {
        let config = parse(EXAMPLE).unwrap();
        assert_eq!(config.screen.language, Language::Zh);
        config.printer.unwrap().profile().unwrap();
        let all: String = EXAMPLE
            .lines()
            .map(|line| line.strip_prefix("#: ").unwrap_or(line))
            .filter(|line| !line.starts_with("place"))
            .collect::<Vec<_>>()
            .join("\n");
        let config = parse(&all).unwrap();
        assert!(
            config.assets.is_some()
                && config.server.authority_file.is_some()
                && config.screen.monitor.is_some()
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (from, to, expected) in [
            ("http://", "ftp://", "server.address: `ftp://"),
            ("[screen]", "[screen]\nplace = [0, 0, 10, 10]", "screen.place: 10×10 must be 320 to 7680"),
            (
                "[screen]",
                "[screen]\nplace = [0, 0, 1080, 1920]\nmonitor = 1",
                "screen: give either place or monitor",
            ),
            ("[screen]", "[screen]\nmonitor = 99", "screen.monitor must be 0 to 15"),
            ("words_per_minute = 170", "words_per_minute = 20", "speech.words_per_minute must be 80 to 260"),
            ("[speech]", "[speech]\ndevice = \"\"", "speech.device must be the name of an ALSA device"),
            ("ipp://printer", "ipps://printer", "office_printer.uri: `ipps://printer"),
            ("ipp://printer.hall.example/ipp/print", "printer", "office_printer.uri: `printer`"),
            (
                "office-journal",
                "print-journal",
                "office_printer.journal must be another file than printer.journal",
            ),
            ("[office_printer]", "[office_printer]\nduplex = true", "unknown field `duplex`"),
            ("[screen]", "[screen]\ncolour = 1", "unknown field `colour`"),
            ("language = \"zh\"", "language = \"fr\"", "unknown variant `fr`"),
        ] {
            let error = parse(&EXAMPLE.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(expected), "{expected}: {error}");
        }
    }

    #[test]
    fn every_profile_compiled_in_is_good_and_others_are_files() {
        let printer = |profile: &str| PrinterConfig {
            port: "/dev/ttyUSB0".into(),
            profile: profile.to_owned(),
            journal: "/nowhere".into(),
        };
        for (name, _) in PROFILES {
            printer(name).profile().unwrap();
        }
        assert!(matches!(printer("/no/such.toml").profile(), Err(ConfigError::Read { .. })));
    }
}
