//! All valid tokens and sessions in memory, so that no request waits for SQL to learn who asks.
//!
//! The database is the truth. Who writes a token or session there calls [`Registry::refresh`] after the commit;
//! what a command-line tool writes meanwhile is seen within [`PERIOD`].

use std::collections::HashMap;
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use hall_core::time::{MINUTE_MS, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use tokio::time::MissedTickBehavior;

use super::identity::{Device, Staff};
use super::token::SecretHash;
use crate::app::AppState;
use crate::devices::Devices;
use crate::engine::EngineHandle;
use crate::people::People;
use crate::problem::chain;
use crate::store::{self, StoreError, proofs};

/// How often the database is looked at for what other processes wrote there.
pub const PERIOD: Duration = Duration::from_secs(1);
/// A session's end is moved on disk only when it has moved this far: one write in five minutes, not one a request.
const SLACK_MS: i64 = 5 * MINUTE_MS;

/// Valid tokens and sessions.
#[derive(Debug)]
pub struct Registry {
    readers: SqlitePool,
    devices: Devices,
    people: People,
    idle_ms: i64,
    known: RwLock<Known>,
    prolonged: Mutex<HashMap<SecretHash, Timestamp>>,
    /// Refreshes come one after another: an older answer never replaces a newer one.
    refreshing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Known {
    devices: HashMap<SecretHash, Device>,
    sessions: HashMap<SecretHash, Session>,
}

#[derive(Debug)]
struct Session {
    staff: Staff,
    expires_at: Timestamp,
}

impl Registry {
    /// Reads what the database has, and tells the engine which devices and people there are. Sessions end `idle_ms` after their last
    /// request.
    ///
    /// # Errors
    /// Any error of the database.
    pub async fn open(engine: &EngineHandle, idle_ms: i64, now: Timestamp) -> Result<Self, StoreError> {
        let registry = Self {
            readers: engine.readers(),
            devices: engine.devices().clone(),
            people: engine.people().clone(),
            idle_ms,
            known: RwLock::default(),
            prolonged: Mutex::default(),
            refreshing: tokio::sync::Mutex::default(),
        };
        registry.refresh(now).await?;
        Ok(registry)
    }

    /// Reads the database again.
    ///
    /// # Errors
    /// Any error of the database; what was known stays.
    pub async fn refresh(&self, now: Timestamp) -> Result<(), StoreError> {
        let _turn = self.refreshing.lock().await;
        let mut fresh = Known::default();
        for row in proofs::device_tokens(&self.readers).await? {
            let Ok(token) = SecretHash::try_from(row.token_hash) else { continue };
            fresh.devices.insert(token, Device { id: row.device, kind: row.kind, token });
        }
        for row in proofs::live_sessions(&self.readers, now).await? {
            let Ok(session) = SecretHash::try_from(row.token_hash) else { continue };
            let staff = Staff { id: row.staff, name: row.name.into(), roles: row.roles.into(), session };
            fresh.sessions.insert(session, Session { staff, expires_at: row.expires_at });
        }
        self.people.know(fresh.sessions.values().map(|session| (&session.staff.id, &session.staff.name)));
        self.devices.know(fresh.devices.values().map(|device| (device.id.clone(), device.kind)));
        *self.known.write().expect("invariant: nothing panics under this lock") = fresh;
        Ok(())
    }

    /// The device of a token.
    pub fn device(&self, token: &SecretHash) -> Option<Device> {
        self.read().devices.get(token).cloned()
    }

    /// The staff member of a session, whose idle time begins anew.
    pub fn staff(&self, session: &SecretHash, now: Timestamp) -> Option<Staff> {
        let (staff, expires_at) = {
            let known = self.read();
            let found = known.sessions.get(session).filter(|found| found.expires_at > now)?;
            (found.staff.clone(), found.expires_at)
        };
        let new_end = now + self.idle_ms;
        if new_end - SLACK_MS > expires_at {
            self.prolonged
                .lock()
                .expect("invariant: nothing panics under this lock")
                .insert(*session, new_end);
        }
        Some(staff)
    }

    /// Is this still the token of a device or of a session? Does not count as a request.
    pub fn knows(&self, proof: &SecretHash, now: Timestamp) -> bool {
        let known = self.read();
        known.devices.contains_key(proof) || known.sessions.get(proof).is_some_and(|s| s.expires_at > now)
    }

    /// Sessions whose end has moved since the last call, to be written.
    pub fn take_prolonged(&self) -> HashMap<SecretHash, Timestamp> {
        std::mem::take(&mut self.prolonged.lock().expect("invariant: nothing panics under this lock"))
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().expect("invariant: nothing panics under this lock")
    }
}

/// Follows the database until the server stops: what command-line tools wrote is seen, prolonged sessions are kept.
pub async fn keep(app: AppState) {
    let mut period = tokio::time::interval(PERIOD);
    period.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        period.tick().await;
        let prolonged = app.registry.take_prolonged();
        if !prolonged.is_empty() {
            let written = app.engine.write(move |db| Box::pin(prolong(db, prolonged))).await;
            if let Err(error) = written {
                tracing::warn!(error = chain(&error), "sessions were not prolonged");
            }
        }
        if let Err(error) = app.registry.refresh(app.clock.now()).await {
            tracing::warn!(error = chain(&error), "tokens and sessions were not read again");
        }
    }
}

async fn prolong(
    db: &mut SqliteConnection,
    sessions: HashMap<SecretHash, Timestamp>,
) -> Result<(), StoreError> {
    for (session, expires_at) in sessions {
        store::sessions::prolong(db, &session, expires_at).await?;
    }
    Ok(())
}
