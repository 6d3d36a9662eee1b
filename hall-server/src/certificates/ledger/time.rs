//! What time alone does: drafts are dropped, signed files deleted.

use std::time::Duration;

use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::load;
use crate::app::AppState;
use crate::certificates::CertificateError;
use crate::certificates::decide::{self, Change, Command, DRAFT_MS, Policy};
use crate::engine::EngineHandle;
use crate::problem::chain;
use crate::store::StoreError;
use crate::store::certificates as store;

/// Certificates looked at in one transaction: the hall waits for none of them long.
const BATCH: i64 = 20;
/// Between two looks.
const ROUND: Duration = Duration::from_mins(1);

/// Looks every minute, until it is aborted.
pub async fn keep(app: AppState) {
    let policy = app.certificates.policy;
    let mut round = tokio::time::interval(ROUND);
    round.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        round.tick().await;
        if let Err(error) = pass(&app.engine, policy, app.clock.now()).await {
            tracing::warn!(
                error = chain(&error),
                "old certificates could not be looked at; next try in a minute"
            );
        }
    }
}

/// Drops drafts and deletes files whose time is over. Gives how many.
///
/// # Errors
/// The engine or the database.
pub async fn pass(engine: &EngineHandle, policy: Policy, now: Timestamp) -> Result<usize, CertificateError> {
    let mut done = 0;
    loop {
        let old = store::old(&engine.readers(), now - DRAFT_MS, now - policy.retention_ms, BATCH).await?;
        if old.is_empty() {
            return Ok(done);
        }
        let changed =
            engine.write(move |db| Box::pin(async move { pass_some(db, policy, old, now).await })).await?;
        done += changed;
        // What the rules leave alone would be found again for ever.
        if changed == 0 {
            return Ok(done);
        }
    }
}

async fn pass_some(
    db: &mut SqliteConnection,
    policy: Policy,
    ids: Vec<i64>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut changed = 0;
    for id in ids {
        let Some((_, record)) = load(&mut *db, id).await? else { continue };
        match decide::decide(&record, policy, now, &Command::PassTime) {
            Ok(Change::Dropped) => store::forget_draft(&mut *db, id).await?,
            Ok(Change::FileDeleted) => store::delete_file(&mut *db, id).await?,
            _ => continue,
        }
        changed += 1;
    }
    Ok(changed)
}
