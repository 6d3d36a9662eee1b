//! How the engine comes up: the newest snapshot, the log after it, the catalogue.

use std::collections::BTreeMap;
use std::sync::Arc;

use hall_core::hall::{Estimates, Hall};
use hall_core::ids::TicketId;
use hall_core::time::HOUR_MS;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::{Notify, mpsc};

use super::codes::Codes;
use super::deeds::Deeds;
use super::evaluations::Evaluations;
use super::notices::Notices;
use super::orders::Orders;
use super::ready::ReadyResults;
use super::run::Run;
use super::state::State;
use super::ticks::Ticks;
use super::{EngineHandle, EngineOptions, EngineTask, InForce, QUEUE_MAX, StartError};
use crate::certificates::shown::Shown;
use crate::clock::JumpDetector;
use crate::devices::Devices;
use crate::feed::{Hub, Publisher};
use crate::paper::Papers;
use crate::people::People;
use crate::phone_code::PhoneCodes;
use crate::site_secret::SiteSecret;
use crate::store::log::{self, Head};
use crate::store::{ServerLock, Store, StoreError, notes, print_jobs, snapshots, tickets};
use crate::vault::{self, Vault};
use crate::views::{Away, Pace, Shared};

/// Prints that ended longer ago belong to no ticket of today.
const DAY_MS: i64 = 24 * HOUR_MS;
/// Notes older than this belong to no ticket of today.
const NOTES_SINCE_MS: i64 = 48 * HOUR_MS;

pub(super) async fn start(options: EngineOptions) -> Result<(EngineHandle, EngineTask), StartError> {
    let lock = ServerLock::take(&options.database)?;
    let Store { mut writer, readers, secret } = Store::open(&options.database, &options.site).await?;
    let vault = Arc::new(vault::open_for(&mut writer, &options.keys).await?);
    let (hall, head, snapshot_seq) = recover(&mut writer).await?;
    let (receipts, public_url) = (options.receipts, options.public_url);
    let papers = Arc::new(Papers { receipts, codes: PhoneCodes::new(&secret), public_url });
    let (jobs_open, last_job) = print_jobs::counts(&mut writer).await?;
    let (site_secret, devices, people) = (SiteSecret::new(&secret), Devices::default(), People::default());
    let certificates = Shown::load(&mut writer, options.clock.now()).await?;
    let reasons: Arc<[_]> = options.reasons.into();
    let state = State {
        site: options.site.into(),
        away: Away::of(&hall, &tickets::missed(&mut writer).await?),
        shared: Shared::of(&hall),
        notes: notes_of(&mut writer, &vault, &hall).await?,
        return_codes: Codes::load(&mut writer, site_secret.clone()).await?,
        orders: Orders::load(&mut writer, hall.last_at() - DAY_MS).await?,
        devices: devices.clone(),
        people: people.clone(),
        evaluations: Evaluations::load(&mut writer, &vault, hall.day(), reasons.clone()).await?,
        certificates: certificates.clone(),
        ticks: Ticks::default(),
        notices: Notices::load(&mut writer, options.clock.now()).await?,
        ready: ReadyResults::load(&mut writer, options.clock.now()).await?,
        deeds: Deeds::load(&mut writer, &hall, head.seq).await?,
        pace: Pace::default(),
        hall,
        head,
        jobs_open: jobs_open as i64,
        last_job,
        papers: papers.clone(),
        vault: vault.clone(),
        estimates: Estimates::default(),
        estimated_at: None,
    };
    let (sender, queue) = mpsc::channel(QUEUE_MAX);
    let hub = Arc::new(Hub::new(options.clock.clone()));
    let (in_force, stop) = (InForce::default(), Arc::new(Notify::new()));
    let mut run = Run {
        state,
        writer,
        readers: readers.clone(),
        queue,
        jumps: JumpDetector::new(&*options.clock),
        clock: options.clock,
        publisher: Publisher::new(hub.clone()),
        hub: hub.clone(),
        in_force: in_force.clone(),
        stop: stop.clone(),
        snapshot: None,
        snapshot_seq,
        _lock: lock,
    };
    run.adopt(options.catalogue).await?.map_err(StartError::Catalogue)?;
    let task = tokio::spawn(run.run());
    let handle = EngineHandle {
        queue: sender,
        hub,
        readers,
        in_force,
        reasons,
        papers,
        vault,
        secret: site_secret,
        devices,
        people,
        certificates,
    };
    Ok((handle, EngineTask { task, stop }))
}

/// The hall as the log has it, the end of the log, and the event of the snapshot it was made from.
async fn recover(db: &mut SqliteConnection) -> Result<(Hall, Head, i64), StoreError> {
    let (mut hall, mut head) = snapshots::load(db).await?;
    let snapshot_seq = head.seq;
    loop {
        let page = log::page_after(&mut *db, head.seq).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            head = row.follows(&head)?;
            hall.apply(&row.event()?);
        }
    }
    tracing::info!(seq = head.seq, replayed = head.seq - snapshot_seq, "the hall is back where it was");
    Ok((hall, head, snapshot_seq))
}

async fn notes_of(
    db: &mut SqliteConnection,
    vault: &Vault,
    hall: &Hall,
) -> Result<BTreeMap<TicketId, Vec<String>>, StoreError> {
    let mut found: BTreeMap<TicketId, Vec<String>> = BTreeMap::new();
    for (ticket, text) in notes::since(db, vault, hall.last_at() - NOTES_SINCE_MS).await? {
        if hall.ticket(ticket).is_some() {
            found.entry(ticket).or_default().push(text);
        }
    }
    Ok(found)
}
