//! Figures about visits, from the log and the ratings beside it: how many came, how long they waited and were served, what
//! came of it.
//!
//! * `fold` turns events into `facts`, packed by the day; `matters` knows which visits belong together.
//! * [`Statistics`] follows the log: what is over is stored, once a day; the present day is in memory and is made from
//!   the log again at a start. It reads what the engine has committed and is never in its way.
//! * `tally` counts the facts of a `period` by any group; `answer` puts names to the groups; `sheet` writes them down.
//!
//! Everything here can be lost and made anew ([`rebuild`]). Definitions: `docs/statistics.md`.

use std::sync::Arc;
use std::time::Duration;

use hall_core::time::{HallDay, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::sync::Mutex;

use crate::engine::{EngineError, EngineHandle};
use crate::store::statistics::{self as stored, StoredFold, StoredSegment};
use crate::store::{StoreError, log};

mod answer;
pub mod facts;
pub mod fold;
mod matters;
pub mod period;
pub mod sheet;
pub mod tally;

pub use answer::{answer, own};

use facts::Segment;
use fold::Fold;
use period::Days;

/// Of the definitions in `fold`: one more whenever the same events come to other facts.
const VERSION: i64 = 2;
/// How often the log is looked at.
const PAUSE: Duration = Duration::from_secs(1);
/// Between two times of catching up when there is much to catch up with: the engine comes first.
const REST: Duration = Duration::from_millis(200);
/// Events taken in at once: well under a millisecond of a thread on which others wait for their answers.
const PAGE_ROWS: i64 = 128;
/// Pages of one time of catching up.
const PAGES_AT_ONCE: usize = 16;
/// Events taken in at once where nobody waits.
const REBUILD_PAGE_ROWS: i64 = 2_000;

/// Why the log cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum StatisticsError {
    /// The log or the figures cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A segment cannot be stored now; it is kept and tried again.
    #[error("a day's figures cannot be stored")]
    Engine(#[from] EngineError),
}

/// Follows the log. Cheap to clone: all clones are one.
#[derive(Clone, Debug, Default)]
pub struct Statistics(Arc<Mutex<Follower>>);

#[derive(Debug, Default)]
struct Follower {
    /// None until what is stored has been read.
    fold: Option<Fold>,
    /// Ended, and not stored yet.
    ended: Vec<Ended>,
    /// How things stood after the last of them.
    after: Option<StoredFold>,
    is_behind: bool,
}

/// A segment that has ended.
#[derive(Debug)]
struct Ended {
    last_seq: i64,
    segment: Segment,
}

/// Everything there is about some days.
#[derive(Debug)]
pub struct Known {
    /// Stored segments, as JSON.
    pub stored: Vec<String>,
    /// The present day, and days that could not be stored yet.
    pub segments: Vec<Segment>,
    /// When the last event that is in happened.
    pub up_to: Timestamp,
    /// No event is missing.
    pub complete: bool,
}

impl Statistics {
    /// Follows the log from now on. Ends only with its task.
    pub async fn keep(self, engine: EngineHandle) {
        loop {
            match self.catch_up(&engine).await {
                Ok(true) => tokio::time::sleep(REST).await,
                Ok(false) => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "statistics are behind");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Takes in what has happened since; some pages of it at most, then true if there is more.
    ///
    /// # Errors
    /// See [`StatisticsError`]; nothing is lost by it.
    pub async fn catch_up(&self, engine: &EngineHandle) -> Result<bool, StatisticsError> {
        self.0.lock().await.catch_up(engine).await
    }

    /// The day the hall is in, whatever the clock says; none before the first, and while there is too much to catch up with.
    ///
    /// # Errors
    /// See [`StatisticsError`].
    pub async fn day(&self, engine: &EngineHandle) -> Result<Option<HallDay>, StatisticsError> {
        let mut follower = self.0.lock().await;
        follower.catch_up(engine).await?;
        let day = follower.fold.as_ref().and_then(Fold::day);
        Ok(day.filter(|_| !follower.is_behind))
    }

    /// Everything about some days, up to this moment unless there is too much to catch up with.
    ///
    /// # Errors
    /// See [`StatisticsError`].
    pub async fn read(
        &self,
        engine: &EngineHandle,
        days: Days,
        now: Timestamp,
    ) -> Result<Known, StatisticsError> {
        let mut follower = self.0.lock().await;
        follower.catch_up(engine).await?;
        let fold = follower.fold.as_ref();
        let ended = follower.ended.iter().map(|ended| ended.segment.clone());
        // What another process has made anew meanwhile is not counted twice.
        let in_memory = follower.ended.first().map(|ended| ended.last_seq);
        let in_memory = in_memory.unwrap_or_else(|| fold.map_or(0, |fold| fold.seq) + 1);
        Ok(Known {
            stored: stored::facts(&engine.readers(), days.from, days.to, in_memory).await?,
            segments: ended.chain(fold.and_then(|fold| fold.present(now))).collect(),
            up_to: fold.map_or(Timestamp(0), |fold| fold.at),
            complete: !follower.is_behind,
        })
    }
}

impl Follower {
    async fn catch_up(&mut self, engine: &EngineHandle) -> Result<bool, StatisticsError> {
        let readers = engine.readers();
        let fold = match &mut self.fold {
            Some(fold) => fold,
            None => self.fold.insert(load(engine, &readers).await?),
        };
        for _ in 0..PAGES_AT_ONCE {
            let (happened, is_full) = log::facts_after(&readers, fold.seq, PAGE_ROWS).await?;
            self.is_behind = is_full;
            for event in happened {
                if let Some(segment) = fold.apply(event.seq, event.at, event.by_time, &event.fact) {
                    self.ended.push(Ended { last_seq: event.seq, segment });
                    self.after = Some(pack_fold(fold));
                }
            }
            if !is_full {
                break;
            }
        }
        self.store(engine).await?;
        Ok(self.is_behind)
    }

    async fn store(&mut self, engine: &EngineHandle) -> Result<(), StatisticsError> {
        let Some(after) = self.after.clone() else { return Ok(()) };
        let segments: Vec<StoredSegment> = self.ended.iter().map(pack).collect();
        engine.write(move |db| Box::pin(async move { stored::add(db, &segments, &after).await })).await?;
        self.ended.clear();
        self.after = None;
        Ok(())
    }
}

/// The fold as stored; a new one, and nothing stored, if there is none of this version.
async fn load(engine: &EngineHandle, readers: &SqlitePool) -> Result<Fold, StatisticsError> {
    let Some(found) = stored::fold(readers).await? else { return Ok(Fold::default()) };
    if let (VERSION, Ok(fold)) = (found.version, Fold::resume(&found.state)) {
        return Ok(fold);
    }
    tracing::info!(from = found.version, to = VERSION, "statistics are made anew");
    let nothing = pack_fold(&Fold::default());
    engine.write(move |db| Box::pin(async move { stored::replace(db, &[], &nothing).await })).await?;
    Ok(Fold::default())
}

fn pack(ended: &Ended) -> StoredSegment {
    let (first_day, last_day) = ended.segment.days();
    let facts = serde_json::to_string(&ended.segment).expect("invariant: facts are plain data");
    StoredSegment { last_seq: ended.last_seq, first_day, last_day, facts }
}

fn pack_fold(fold: &Fold) -> StoredFold {
    let state = serde_json::to_string(fold).expect("invariant: a fold has only string keys");
    StoredFold { version: VERSION, seq: fold.seq, state }
}

/// What a rebuild came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events read.
    pub events: i64,
    /// Segments made.
    pub segments: usize,
    /// Visits in them.
    pub visits: usize,
    /// Segments that were stored otherwise before, or were missing, or too many.
    pub differed: usize,
}

/// Makes everything stored anew from the whole log. Also while a server runs: it comes to the same.
///
/// # Errors
/// The log cannot be read, or nothing can be written; then nothing has changed.
pub async fn rebuild(db: &mut SqliteConnection) -> Result<Rebuilt, StoreError> {
    Rebuild::read(db).await?.replace(db).await
}

/// The log read anew, and nothing replaced yet.
#[derive(Debug)]
pub struct Rebuild {
    fold: Fold,
    segments: Vec<StoredSegment>,
    after: StoredFold,
    visits: usize,
}

impl Rebuild {
    /// Reads the whole log.
    ///
    /// # Errors
    /// The log cannot be read.
    pub async fn read(db: &mut SqliteConnection) -> Result<Self, StoreError> {
        let fold = Fold::default();
        let mut found = Self { after: pack_fold(&fold), fold, segments: Vec::new(), visits: 0 };
        found.follow(db).await?;
        Ok(found)
    }

    /// Replaces what is stored, in one transaction that reads what has been added to the log meanwhile: a day that a
    /// server stored since then is made here too.
    ///
    /// # Errors
    /// The log cannot be read, or nothing can be written; then nothing has changed.
    pub async fn replace(mut self, db: &mut SqliteConnection) -> Result<Rebuilt, StoreError> {
        let mut transaction = stored::begin(db).await?;
        self.follow(&mut transaction).await?;
        let before = stored::all(&mut *transaction).await?;
        let now = self.segments.iter().map(|segment| (segment.last_seq, &segment.facts));
        let same = before.iter().filter(|(seq, facts)| now.clone().any(|found| found == (*seq, facts)));
        let differed = before.len().max(self.segments.len()) - same.count();
        stored::replace(&mut transaction, &self.segments, &self.after).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        let (events, segments) = (self.fold.seq, self.segments.len());
        Ok(Rebuilt { events, segments, visits: self.visits, differed })
    }

    async fn follow(&mut self, db: &mut SqliteConnection) -> Result<(), StoreError> {
        loop {
            let (happened, is_full) = log::facts_after(&mut *db, self.fold.seq, REBUILD_PAGE_ROWS).await?;
            for event in happened {
                let ended = self.fold.apply(event.seq, event.at, event.by_time, &event.fact);
                if let Some(segment) = ended {
                    self.visits += segment.visits.len();
                    self.segments.push(pack(&Ended { last_seq: event.seq, segment }));
                    self.after = pack_fold(&self.fold);
                }
            }
            if !is_full {
                return Ok(());
            }
        }
    }
}
