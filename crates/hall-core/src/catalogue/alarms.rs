//! When the supervisor is told: the limits of the alarms, for the site and, where a line differs, for the line.

use serde::{Deserialize, Serialize};

use super::Line;
use crate::time::{MINUTE_MS, SECOND_MS};

/// Limits of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Alarms {
    /// A line with more people than this for each of its windows is long.
    pub line_long: usize,
    /// Somebody waiting longer than this waits very long.
    pub wait_long_ms: i64,
    /// An open window that calls nobody for this long while somebody waits for it is idle.
    pub window_idle_ms: i64,
    /// A device silent for this long is away: time enough to restart.
    pub device_away_ms: i64,
}

impl Alarms {
    /// In force where a catalogue says nothing.
    pub const USUAL: Self = Self {
        line_long: 12,
        wait_long_ms: 30 * MINUTE_MS,
        window_idle_ms: 5 * MINUTE_MS,
        device_away_ms: 30 * SECOND_MS,
    };

    pub(super) fn is_usual(&self) -> bool {
        *self == Self::USUAL
    }

    /// The limits of a line.
    #[must_use]
    pub fn of_line(&self, line: &Line) -> Self {
        Self {
            line_long: line.alarms.line_long.unwrap_or(self.line_long),
            wait_long_ms: line.alarms.wait_long_ms.unwrap_or(self.wait_long_ms),
            ..self.clone()
        }
    }
}

impl Default for Alarms {
    fn default() -> Self {
        Self::USUAL
    }
}

/// What differs for one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LineAlarms {
    /// In place of [`Alarms::line_long`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_long: Option<usize>,
    /// In place of [`Alarms::wait_long_ms`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_long_ms: Option<i64>,
}

impl LineAlarms {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
