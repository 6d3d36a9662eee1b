//! The device's memory of its print jobs: one line of JSON a step, on the disk before the step is taken.
//!
//! A job goes `queued → sending → sent → confirmed | unknown`, or `refused` if nothing of it is on paper or can come out.
//! Whoever finds `sending` or `sent` after a crash cannot know what the paper shows: such jobs come back as `unknown`, and
//! are never sent again under the same id; a printer that remembers its jobs may be asked what became of them
//! ([`Journal::interrupted`]). The owner of the jobs (a server) is told, and the job is then [`Journal::settle`]d.
//!
//! A last line that is cut off is forgotten: the step it announced was not taken, for each step waits for its line.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

mod job;
mod lines;
#[cfg(test)]
mod tests;

pub use job::{BadJobId, Interrupted, JobId, JobState, Memo};
use lines::Record;

/// Why the journal cannot be used. Without it nothing may be printed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file cannot be opened, read or written.
    #[error("cannot {verb} the print journal {path}")]
    Io {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// Another process has it.
    #[error("the print journal {path} is in use by another process")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// A line in the middle is not ours: the disk or a person changed it.
    #[error("line {line} of the print journal {path} cannot be read")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1.
        line: usize,
    },
    /// An earlier write failed and could not be taken back.
    #[error("the print journal {path} is broken by an earlier failed write")]
    Broken {
        /// The file.
        path: PathBuf,
    },
    /// Too many jobs wait for [`Journal::settle`].
    #[error("the print journal holds {JOBS_MAX} unsettled jobs")]
    Full,
}

/// Most jobs that may wait to be settled.
pub const JOBS_MAX: usize = 5_000;
/// Settled jobs that are remembered, so that a late second delivery is not printed.
const SETTLED_KEPT: usize = 500;
/// The file is rewritten when it has this many lines.
const LINES_MAX: usize = 50_000;

/// The journal; shared by the printer's thread and whoever reports to the owner of the jobs.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    /// Held for the life of the journal; the journal itself is replaced now and then.
    _lock: File,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    /// Length of what is whole.
    bytes: u64,
    lines: usize,
    broken: bool,
    jobs: BTreeMap<JobId, Job>,
    /// The job that was sent last, at least in part.
    last_sent: Option<JobId>,
    /// Order of settling, for forgetting the oldest.
    settled: u64,
}

#[derive(Debug, Clone, Copy)]
struct Job {
    state: JobState,
    /// When it was settled, in the order of settling.
    settled: Option<u64>,
    /// A crash ended it; the file still has this step, which it had reached.
    interrupted: Option<JobState>,
    memo: Option<Memo>,
}

impl Journal {
    /// Opens or creates the journal. What a crash interrupted is over: `sending` and `sent` count as `unknown`, `queued` as
    /// `refused`, and [`Journal::was_interrupted`].
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let lock = lock(path)?;
        let mut file = open(path)?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).map_err(|source| io_error("read", path, source))?;
        let (records, bytes) =
            lines::read(&content).map_err(|line| JournalError::Corrupt { path: path.to_owned(), line })?;
        file.set_len(bytes)
            .and_then(|()| file.seek(SeekFrom::Start(bytes)))
            .map_err(|source| io_error("cut", path, source))?;
        let mut inner = Inner {
            file,
            bytes,
            lines: records.len(),
            broken: false,
            jobs: BTreeMap::new(),
            last_sent: None,
            settled: 0,
        };
        for record in records {
            inner.apply(record);
        }
        inner.jobs.values_mut().for_each(Job::recover);
        Ok(Self { path: path.to_owned(), _lock: lock, inner: Mutex::new(inner) })
    }

    /// How far a job has come, or `None` if it was never taken over (or long ago).
    pub fn state(&self, job: &JobId) -> Option<JobState> {
        self.inner().jobs.get(job).map(|job| job.state)
    }

    /// All jobs that are not settled, by id.
    pub fn unsettled(&self) -> Vec<(JobId, JobState)> {
        let open = |(id, job): (&JobId, &Job)| job.settled.is_none().then(|| (id.clone(), job.state));
        self.inner().jobs.iter().filter_map(open).collect()
    }

    /// Whether the job that was sent last ended in doubt: its rest may lie in the printer's buffer or hang from its mouth.
    pub fn ends_in_doubt(&self) -> bool {
        let inner = self.inner();
        let last = inner.last_sent.as_ref().and_then(|job| inner.jobs.get(job));
        last.is_some_and(|job| job.state != JobState::Confirmed)
    }

    /// Whether a crash interrupted the job: whoever waited for it has not been told how it ended.
    pub fn was_interrupted(&self, job: &JobId) -> bool {
        self.inner().jobs.get(job).is_some_and(|job| job.interrupted.is_some())
    }

    /// The jobs a crash interrupted after their first byte may have gone, by id. They count as unknown; a driver that can still ask
    /// the printer records what it learns.
    pub fn interrupted(&self) -> Vec<Interrupted> {
        let jobs = &self.inner().jobs;
        let sent = jobs.iter().filter(|(_, job)| job.state == JobState::Unknown && job.settled.is_none());
        sent.filter_map(|(id, job)| {
            let was_sent = job.interrupted? == JobState::Sent;
            Some(Interrupted { id: id.clone(), was_sent, memo: job.memo })
        })
        .collect()
    }

    /// Notes that the owner of the job knows its final state.
    ///
    /// # Errors
    /// The disk; the job is then reported again after a restart.
    pub fn settle(&self, job: &JobId) -> Result<(), JournalError> {
        let mut inner = self.inner();
        let known = inner.jobs.get(job);
        if !known.is_some_and(|job| job.state.is_final() && job.settled.is_none()) {
            return Ok(());
        }
        self.append(&mut inner, Record::settled(job), false)?;
        if inner.lines >= LINES_MAX {
            self.rewrite(&mut inner)?;
        }
        Ok(())
    }

    /// Notes a step. Steps that must not be forgotten are on the disk when this returns.
    ///
    /// # Errors
    /// The step must then not be taken.
    pub(crate) fn record(&self, job: &JobId, state: JobState) -> Result<(), JournalError> {
        self.record_with(job, state, None)
    }

    /// Notes a step, and what a later life needs to judge it.
    ///
    /// # Errors
    /// The step must then not be taken.
    pub(crate) fn record_with(
        &self,
        job: &JobId,
        state: JobState,
        memo: Option<Memo>,
    ) -> Result<(), JournalError> {
        let mut inner = self.inner();
        let unsettled = inner.jobs.values().filter(|job| job.settled.is_none());
        if !inner.jobs.contains_key(job) && unsettled.count() >= JOBS_MAX {
            return Err(JournalError::Full);
        }
        // `queued` and `sent` may be lost: without them a restart comes to the same conclusion.
        let durable = !matches!(state, JobState::Queued | JobState::Sent);
        self.append(&mut inner, Record::step(job, state, memo), durable)
    }

    fn append(&self, inner: &mut Inner, record: Record, durable: bool) -> Result<(), JournalError> {
        if inner.broken {
            let path = self.path.clone();
            return Err(JournalError::Broken { path });
        }
        let line = record.line();
        let written =
            inner.file.write_all(&line).and_then(|()| if durable { inner.file.sync_data() } else { Ok(()) });
        if let Err(source) = written {
            let back = inner.file.set_len(inner.bytes);
            let back = back.and_then(|()| inner.file.seek(SeekFrom::Start(inner.bytes)));
            inner.broken = back.is_err();
            return Err(io_error("write", &self.path, source));
        }
        inner.bytes += line.len() as u64;
        inner.lines += 1;
        inner.apply(record);
        Ok(())
    }

    /// Writes what is still of use to a new file and puts it in the place of the old one.
    fn rewrite(&self, inner: &mut Inner) -> Result<(), JournalError> {
        let fail = |source| io_error("rewrite", &self.path, source);
        let new_path = self.path.with_extension("new");
        let mut settled: Vec<_> = inner.jobs.values().filter_map(|job| job.settled).collect();
        settled.sort_unstable();
        let oldest = settled[settled.len().saturating_sub(SETTLED_KEPT)..].first().copied();
        inner.jobs.retain(|_, job| job.settled.is_none() || job.settled >= oldest);
        let mut content = Vec::new();
        let mut lines = 0;
        // The one sent last comes last, as it did.
        let last = inner.last_sent.as_ref().and_then(|id| inner.jobs.get_key_value(id));
        let others = inner.jobs.iter().filter(|(id, _)| Some(*id) != inner.last_sent.as_ref());
        for (id, job) in others.chain(last) {
            content.extend(Record::step(id, job.state_in_file(), job.memo).line());
            lines += 1;
            if job.settled.is_some() {
                content.extend(Record::settled(id).line());
                lines += 1;
            }
        }
        let mut file = File::create(&new_path).map_err(fail)?;
        file.write_all(&content)
            .and_then(|()| file.sync_all())
            .and_then(|()| std::fs::rename(&new_path, &self.path))
            .and_then(|()| sync_folder(&self.path))
            .map_err(fail)?;
        inner.file = file;
        inner.bytes = content.len() as u64;
        inner.lines = lines;
        Ok(())
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    /// What a crash makes of it. The file keeps the step, so that the next start comes to the same conclusion until the job is
    /// settled.
    fn recover(&mut self) {
        let was = self.state;
        self.state = match was {
            JobState::Sending | JobState::Sent => JobState::Unknown,
            JobState::Queued => JobState::Refused,
            JobState::Confirmed | JobState::Unknown | JobState::Refused => was,
        };
        self.interrupted = (self.state != was).then_some(was);
    }

    fn state_in_file(&self) -> JobState {
        self.interrupted.unwrap_or(self.state)
    }
}

impl Inner {
    fn apply(&mut self, record: Record) {
        match record {
            Record::Step { job, state, memo } => {
                if state.may_be_on_paper() {
                    self.last_sent = Some(job.clone());
                }
                // A later step says less of the job than the one before it was sent.
                let memo = memo.or_else(|| self.jobs.get(&job).and_then(|job| job.memo));
                self.jobs.insert(job, Job { state, settled: None, interrupted: None, memo });
            }
            Record::Settled { settled } => {
                self.settled += 1;
                if let Some(job) = self.jobs.get_mut(&settled) {
                    job.settled = Some(self.settled);
                }
            }
        }
    }
}

fn lock(path: &Path) -> Result<File, JournalError> {
    let lock_path = path.with_extension("lock");
    let lock = open(&lock_path)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(JournalError::Busy { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(io_error("lock", path, source)),
    }
}

fn open(path: &Path) -> Result<File, JournalError> {
    let created = !path.exists();
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|source| io_error("open", path, source))?;
    if created {
        sync_folder(path).map_err(|source| io_error("open", path, source))?;
    }
    Ok(file)
}

/// Makes a new name durable.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn io_error(verb: &'static str, path: &Path, source: std::io::Error) -> JournalError {
    JournalError::Io { verb, path: path.to_owned(), source }
}
