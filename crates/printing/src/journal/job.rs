//! Print jobs: their names, and how far they have come.

use serde::{Deserialize, Serialize};

/// Name of a print job, given by whoever ordered it: 1 to 64 printable ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(String);

/// A job id is empty, too long or has characters other than printable ASCII.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a job id has 1 to 64 printable ASCII characters")]
pub struct BadJobId;

impl JobId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for JobId {
    type Error = BadJobId;

    fn try_from(id: String) -> Result<Self, BadJobId> {
        let fits = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(id)) } else { Err(BadJobId) }
    }
}

impl TryFrom<&str> for JobId {
    type Error = BadJobId;

    fn try_from(id: &str) -> Result<Self, BadJobId> {
        Self::try_from(id.to_owned())
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.0
    }
}

/// What a later life needs to know of a job to judge what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memo {
    /// Sheets it has.
    pub sheets: u32,
    /// The printer's own count of impressions before it, if it keeps one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<u32>,
}

/// A job that a crash interrupted after its first byte may have gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interrupted {
    /// Which.
    pub id: JobId,
    /// All of it had been sent.
    pub was_sent: bool,
    /// What was noted of it.
    pub memo: Option<Memo>,
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobState {
    /// Taken over; nothing sent.
    Queued,
    /// The first byte may have been sent.
    Sending,
    /// The last byte was sent.
    Sent,
    /// The printer has worked off all of it.
    Confirmed,
    /// Sent at least in part; nobody knows what the paper shows.
    Unknown,
    /// Nothing of it is on paper, and nothing will be.
    Refused,
}

impl JobState {
    /// Whether bytes of the job may be on paper, so that it must not be sent again.
    pub fn may_be_on_paper(self) -> bool {
        !matches!(self, Self::Queued | Self::Refused)
    }

    /// Whether the job is over on this device.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Confirmed | Self::Unknown | Self::Refused)
    }
}
