//! kill -9 at random under load: what was acknowledged is there, nothing is doubled, clients come back by themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hall_api::client::{Change, Client, ClientError, Key, TicketVerb};
use hall_api::core::command::{ItemOutcome, Outcome};
use hall_api::core::ids::{TicketId, WindowId};
use hall_api::requests::{FinishRequest, TakeTicketRequest, TakenTicket};
use hall_tests::stage::{ITEM, Stage, WINDOWS};
use rand::{RngExt, SeedableRng, rngs::StdRng};

const KILLS: usize = 200;
const KIOSKS: usize = 8;
/// However often the server is killed meanwhile, an answer comes within this.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// A ticket as first acknowledged, with the request that asked for it.
type Acknowledged = (Key, TakenTicket);

async fn take_tickets(client: Client, stop: Arc<AtomicBool>) -> anyhow::Result<Vec<Acknowledged>> {
    let mut taken = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        let key = Key::fresh();
        let ticket = client.send_until_answered(&take(&key), ANSWER_WITHIN, |_| {}).await?;
        taken.push((key, ticket));
    }
    Ok(taken)
}

fn take(key: &Key) -> Change<TakenTicket> {
    Change::take_ticket(
        key.clone(),
        &TakeTicketRequest { items: vec![ITEM.into()], ..TakeTicketRequest::default() },
    )
}

/// Calls, starts and finishes visitors; gives the tickets in the order they were called here.
async fn serve(client: Client, window: WindowId, stop: Arc<AtomicBool>) -> anyhow::Result<Vec<TicketId>> {
    let mut called = Vec::new();
    client.send_until_answered(&Change::open_window(Key::fresh(), window), ANSWER_WITHIN, |_| {}).await?;
    while !stop.load(Ordering::Relaxed) {
        let call = Change::call_next(Key::fresh(), window, None);
        let acted = match client.send_until_answered(&call, ANSWER_WITHIN, |_| {}).await {
            Err(error) if error.code() == Some("nobody_waiting") => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            }
            acted => acted?,
        };
        let ticket = acted.ticket.expect("a call names its ticket");
        called.push(ticket);
        let start = Change::on_ticket(Key::fresh(), window, TicketVerb::Start, ticket);
        client.send_until_answered(&start, ANSWER_WITHIN, |_| {}).await?;
        let outcomes = vec![ItemOutcome { item: ITEM.into(), outcome: Outcome::Done }];
        let finish = Change::finish(Key::fresh(), window, &FinishRequest { ticket, outcomes });
        client.send_until_answered(&finish, ANSWER_WITHIN, |_| {}).await?;
    }
    Ok(called)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_kills_lose_and_double_nothing() -> anyhow::Result<()> {
    let seed = std::env::var("HALL_CRASH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    let mut random = StdRng::seed_from_u64(seed);
    let mut stage = Stage::start().await?;
    let stop = Arc::new(AtomicBool::new(false));

    let mut kiosks = Vec::new();
    for kiosk in 0..KIOSKS {
        let token = stage.device_token(&format!("kiosk-{kiosk}"), "kiosk").await?;
        let client = stage.client()?.as_device(&token)?;
        kiosks.push((client.clone(), tokio::spawn(take_tickets(client, stop.clone()))));
    }
    let mut clerks = Vec::new();
    for window in WINDOWS {
        let client = stage.clerk(&format!("clerk-{window}")).await?;
        clerks.push(tokio::spawn(serve(client, window, stop.clone())));
    }

    for _ in 0..KILLS {
        tokio::time::sleep(Duration::from_millis(random.random_range(20..120))).await;
        stage.kill_server().await?;
        stage.start_server().await?;
    }
    stop.store(true, Ordering::Relaxed);

    let mut numbers: BTreeMap<String, TicketId> = BTreeMap::new();
    for (client, kiosk) in kiosks {
        for (key, first) in kiosk.await?? {
            let again = client.send(&take(&key)).await;
            assert_eq!(
                again.map_err(|error: ClientError| error.to_string()),
                Ok(first.clone()),
                "seed {seed}"
            );
            let doubled = numbers.insert(first.number.clone(), first.ticket);
            assert_eq!(doubled, None, "{} twice, seed {seed}", first.number);
        }
    }
    let prefix = &numbers.keys().next().expect("tickets were taken")[..1];
    let expected: BTreeSet<String> = (1..=numbers.len()).map(|n| format!("{prefix}{n:03}")).collect();
    assert_eq!(numbers.keys().cloned().collect::<BTreeSet<_>>(), expected, "dense, seed {seed}");

    let mut called = BTreeSet::new();
    for clerk in clerks {
        for ticket in clerk.await?? {
            assert!(called.insert(ticket), "ticket {ticket} was called twice, seed {seed}");
        }
    }
    assert!(called.len() > KILLS / 4, "only {} visitors were called: the load was no load", called.len());
    stage.stop_server().await?;
    stage.administer(&["verify-log"]).await?;
    Ok(())
}
