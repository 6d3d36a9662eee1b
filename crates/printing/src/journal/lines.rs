//! The lines of the file: `{"job":"r-17","state":"sending"}` and `{"settled":"r-17"}`.

use serde::{Deserialize, Serialize};

use super::{JobId, JobState, Memo};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Record {
    /// A job came so far.
    Step {
        job: JobId,
        state: JobState,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        memo: Option<Memo>,
    },
    /// The job's owner knows.
    Settled { settled: JobId },
}

impl Record {
    pub fn step(job: &JobId, state: JobState, memo: Option<Memo>) -> Self {
        let job = job.clone();
        Self::Step { job, state, memo }
    }

    pub fn settled(job: &JobId) -> Self {
        let settled = job.clone();
        Self::Settled { settled }
    }

    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).expect("invariant: ids and states are plain strings");
        line.push(b'\n');
        line
    }
}

/// Reads the whole lines and says how long they are together; what follows the last line break is left out.
///
/// # Errors
/// The number of the first whole line that is not a record.
pub(super) fn read(content: &[u8]) -> Result<(Vec<Record>, u64), usize> {
    let whole = content.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let lines = content[..whole].split_inclusive(|&byte| byte == b'\n');
    let records = lines
        .enumerate()
        .map(|(index, line)| serde_json::from_slice(line).or(Err(index + 1)))
        .collect::<Result<_, _>>()?;
    Ok((records, whole as u64))
}
