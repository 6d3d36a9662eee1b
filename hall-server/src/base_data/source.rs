//! The one door to base data, whichever kind they are.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::csv_folder::CsvFolder;
use super::error::{SourceError, SourceMistake};
use super::number::PersonNumber;
use super::record::PersonRecord;
use super::row;
use super::sql::{Postgres, Sqlite};
use super::tables::Parts;
use crate::config::BaseData;
use crate::problem::chain;

/// Lookups at once; more wait within their time.
const LOOKUPS_MAX: usize = 8;

/// Where people's records are read.
#[derive(Debug)]
pub struct RecordSource {
    kind: Kind,
    timeout: Duration,
    places: Arc<Semaphore>,
}

#[derive(Debug)]
enum Kind {
    Csv(Arc<CsvFolder>),
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl RecordSource {
    /// The source of a configuration; nothing is opened yet. None if the configuration names no source.
    pub fn new(config: &BaseData) -> Option<Self> {
        let timeout = Duration::from_millis(config.timeout_ms);
        let kind = match (&config.csv, &config.sqlite, &config.postgres, &config.queries) {
            (Some(csv), ..) => Kind::Csv(Arc::new(CsvFolder::new(&csv.folder))),
            (_, Some(sqlite), _, Some(queries)) => Kind::Sqlite(Sqlite::new(&sqlite.file, queries, timeout)),
            (_, _, Some(postgres), Some(queries)) => {
                Kind::Postgres(Postgres::new(postgres, queries, timeout))
            }
            _ => return None,
        };
        Some(Self { kind, timeout, places: Arc::new(Semaphore::new(LOOKUPS_MAX)) })
    }

    /// Reads what is asked for of one person, now. None if there is nobody of this number.
    ///
    /// # Errors
    /// See [`SourceError`]; the answer comes within the configured time.
    pub async fn person(
        &self,
        number: &PersonNumber,
        parts: Parts,
    ) -> Result<Option<PersonRecord>, SourceError> {
        let lookup = async {
            let place = self.places.clone().acquire_owned().await.map_err(SourceError::away)?;
            let rows = match &self.kind {
                Kind::Csv(folder) => {
                    let (folder, number) = (folder.clone(), number.clone());
                    // It keeps its place until it ends, also if nobody waits for it any more.
                    let read = spawn_blocking(move || {
                        let _place = place;
                        folder.rows(&number, parts)
                    });
                    read.await.map_err(SourceError::away)??
                }
                Kind::Sqlite(database) => database.rows(number, parts).await?,
                Kind::Postgres(database) => database.rows(number, parts).await?,
            };
            row::person(number, parts, &rows)
        };
        self.in_time(lookup).await
    }

    /// Looks whether everybody's records can be read: every row of files, every query asked for nobody.
    /// Reads large files whole, which takes its time.
    ///
    /// # Errors
    /// The source cannot be asked at all. What is wrong with it is no error but the answer.
    pub async fn check(&self) -> Result<Vec<SourceMistake>, SourceError> {
        match &self.kind {
            Kind::Csv(folder) => {
                let folder = folder.clone();
                spawn_blocking(move || folder.check()).await.map_err(SourceError::away)?
            }
            Kind::Sqlite(database) => self.in_time(database.check()).await,
            Kind::Postgres(database) => self.in_time(database.check()).await,
        }
    }

    /// Checks everything once and logs what is wrong: at a start, so that it is known before somebody stands at a kiosk, and
    /// nobody has to wait until large files are indexed.
    pub async fn look_through(&self) {
        match self.check().await {
            Ok(mistakes) if mistakes.is_empty() => tracing::info!("the base data are in order"),
            Ok(mistakes) => {
                for mistake in mistakes {
                    tracing::error!(%mistake, "a mistake in the base data");
                }
            }
            Err(error) => tracing::error!(error = chain(&error), "the base data cannot be read"),
        }
    }

    async fn in_time<T>(
        &self,
        lookup: impl Future<Output = Result<T, SourceError>>,
    ) -> Result<T, SourceError> {
        let slow = SourceError::Slow { timeout_ms: self.timeout.as_millis() as u64 };
        tokio::time::timeout(self.timeout, lookup).await.unwrap_or(Err(slow))
    }
}
