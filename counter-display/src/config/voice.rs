//! Does this display speak, how loud and when.

use std::path::PathBuf;

use hall_api::core::time::MINUTE_MS;
use serde::{Deserialize, Deserializer};

use super::Mistake;
use crate::state::{Loudness, Span};

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// Spans of the day at most.
const SPANS_MAX: usize = 48;

/// Does this display speak, and how?
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Voice {
    /// Exactly one display within earshot should.
    pub enabled: bool,
    /// Silent until this is taken away again: nothing is said, the numbers are shown.
    pub muted: bool,
    /// Speed, 80 to 260.
    pub words_per_minute: u16,
    /// ALSA device; the default one if none.
    pub device: Option<String>,
    /// Recorded clips in place of the synthesised voice; see docs/voice.md.
    pub pack: Option<PathBuf>,
    /// How loud at which time of the site's day; full outside of every span.
    pub volume: Vec<Volume>,
    /// Keeps every call spoken as a WAV file in this folder.
    pub record_dir: Option<PathBuf>,
}

/// How loud from one time of day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Such as `07:30`.
    #[serde(deserialize_with = "time_of_day")]
    pub from: u16,
    /// Not any more at this time; `24:00` is the end of the day.
    #[serde(deserialize_with = "time_of_day")]
    pub to: u16,
    /// 0 is silent, 100 is the sound as it is.
    pub percent: u8,
}

impl Default for Voice {
    fn default() -> Self {
        Self {
            enabled: false,
            muted: false,
            words_per_minute: 150,
            device: None,
            pack: None,
            volume: Vec::new(),
            record_dir: None,
        }
    }
}

impl Voice {
    /// How loud at which time.
    pub fn loudness(&self) -> Loudness {
        let minutes = |minutes: u16| i64::from(minutes) * MINUTE_MS;
        let span = |volume: &Volume| Span {
            from_ms: minutes(volume.from),
            to_ms: minutes(volume.to),
            percent: volume.percent,
        };
        Loudness::new(self.volume.iter().map(span).collect())
    }

    /// Every value that is not allowed.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut spans = self.volume.clone();
        spans.sort_by_key(|span| span.from);
        let rules = [
            ("voice.words_per_minute", "80 to 260", (80..=260).contains(&self.words_per_minute)),
            (
                "voice.device",
                "the name of an ALSA device, at most 200 characters",
                self.device.as_ref().is_none_or(|device| (1..=200).contains(&device.len())),
            ),
            ("voice.volume", "at most 48 spans", spans.len() <= SPANS_MAX),
            ("voice.volume.percent", "0 to 100", spans.iter().all(|span| span.percent <= 100)),
            (
                "voice.volume.from",
                "earlier than `to` on the same day: a night is two spans",
                spans.iter().all(|span| span.from < span.to),
            ),
            (
                "voice.volume.to",
                "no later than the next span's `from`: spans must not overlap",
                spans.windows(2).all(|two| two[0].to <= two[1].from),
            ),
        ];
        let broken = rules.into_iter().filter(|(.., kept)| !kept);
        broken.map(|(key, allowed, _)| Mistake { key, allowed }).collect()
    }
}

/// Minutes since midnight, from `07:30`.
fn time_of_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_time(&text).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is not a time of day such as 07:30, at most 24:00"))
    })
}

fn parse_time(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let figure = |part: &str| {
        let figures = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        figures.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = (figure(hour)?, figure(minute)?);
    Some(hour * 60 + minute).filter(|minutes| minute < 60 && *minutes <= DAY_MINUTES)
}
