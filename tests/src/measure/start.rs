//! How long the server takes to come up with a million events in its log, after a clean stop and after a crash.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use futures_util::{StreamExt, TryStreamExt, stream};
use hall_core::command::{Action, Caller, Command, TakeTicket};
use hall_core::ids::TicketId;
use hall_core::time::{HOUR_MS, Timestamp};
use hall_server::clock::{Clock, ManualClock, SystemClock};
use hall_server::engine::{Engine, EngineHandle, EngineOptions};
use hall_server::paper::Receipts;

use super::Row;
use crate::stage::{ITEM, Stage};

const EVENTS: usize = 1_000_000;
const TICKETS_A_DAY: usize = 3_000;
/// A ticket taken and given up: two events.
const EVENTS_A_DAY: usize = 2 * TICKETS_A_DAY;
const DAYS: usize = EVENTS.div_ceil(EVENTS_A_DAY);
const AT_ONCE: usize = 256;
const DAY_MS: u32 = 24 * HOUR_MS as u32;

pub(super) async fn measure() -> anyhow::Result<Vec<Row>> {
    let mut stage = Stage::prepare_temporary()?;
    let folder = stage.folder().to_owned();
    // A runtime of its own: when it is dropped, the engine is gone as after a crash, its lock on the database too.
    tokio::task::spawn_blocking(move || tokio::runtime::Runtime::new()?.block_on(fill(&folder))).await??;
    let mut rows = Vec::new();
    // The log was left as a crash leaves it; the second start follows a clean stop.
    for after in ["a crash", "a clean stop"] {
        let started = Instant::now();
        stage.start_server().await?;
        let took = started.elapsed();
        stage.stop_server().await?;
        rows.push(Row::bounded(
            format!("start with {EVENTS} events after {after}"),
            format!("{:.0} ms", took.as_secs_f64() * 1000.0),
            "≤ 1000 ms",
            took.as_millis() <= 1000,
        ));
    }
    Ok(rows)
}

/// Writes the log through the engine, days of visitors one after another, the last of them still waiting.
async fn fill(folder: &Path) -> anyhow::Result<()> {
    let now = SystemClock::new().now();
    let clock = Arc::new(ManualClock::new(Timestamp(now.0 - DAYS as i64 * i64::from(DAY_MS))));
    let options = EngineOptions {
        database: folder.join("hall.db"),
        keys: folder.join("hall.keys"),
        site: "stage".to_owned(),
        public_url: "http://127.0.0.1:1".to_owned(),
        receipts: Receipts::embedded(),
        clock: clock.clone(),
        catalogue: hall_server::catalogue::load(&folder.join("catalogue"))?,
        reasons: Vec::new(),
    };
    let (engine, task) = Engine::start(options).await?;
    for day in 1..=DAYS {
        let tickets: Vec<TicketId> = stream::iter(0..TICKETS_A_DAY)
            .map(|nth| act(&engine, format!("take-{day}-{nth}"), take()))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        if day < DAYS {
            stream::iter(tickets)
                .map(|ticket| act(&engine, format!("cancel-{ticket}"), Action::CancelTicket { ticket }))
                .buffered(AT_ONCE)
                .try_collect::<Vec<_>>()
                .await?;
            clock.advance(DAY_MS);
        }
    }
    drop(task);
    Ok(())
}

async fn act(engine: &EngineHandle, key: String, action: Action) -> anyhow::Result<TicketId> {
    let accepted = engine.submit(Command { caller: Caller::Server, key, action }).await?;
    accepted.answer.ticket.ok_or_else(|| anyhow::anyhow!("the command concerns a ticket"))
}

fn take() -> Action {
    Action::TakeTicket(TakeTicket {
        items: vec![ITEM.into()],
        kiosk: None,
        person: None,
        class: None,
        appointment: None,
        return_code: false,
        english: false,
    })
}
