//! Days of chance: what is followed event by event, with stops on the way, is what a rebuild makes, and both are what
//! somebody counts who watches the hall itself.

use std::collections::{BTreeMap, BTreeSet};

use hall_api::requests::{By, Figures};
use hall_api::views::Topic;
use hall_core::command::{Action, Caller, TicketAtWindow};
use hall_core::hall::Hall;
use hall_core::ids::TicketId;
use hall_core::time::Timestamp;
use hall_server::clock::Clock;
use hall_server::engine::EngineHandle;
use hall_server::statistics::facts::Segment;
use hall_server::statistics::period::Days;
use hall_server::statistics::tally::{Counter, Levels, Tally};
use hall_server::statistics::{Rebuild, Statistics, rebuild};
use hall_server::store::log;
use hall_server::store::statistics::{self as stored, StoredFold};
use jiff::civil::date;

use crate::stage::{Site, catalogue, kiosk, with};
use crate::watcher::Watcher;

#[path = "statistics/driver.rs"]
mod driver;

use driver::Driver;

const DAYS: Days = Days { from: date(2026, 9, 1), to: date(2026, 9, 30) };

/// What the follower counts, by a group.
fn counted(
    segments: &[Segment],
    days: Days,
    by: By,
    levels: &Levels,
) -> (Figures, BTreeMap<String, Figures>) {
    let catalogue = catalogue();
    // Each by itself, as parts of a long period are counted beside each other.
    let mut tally = Tally::default();
    for segment in segments {
        let mut counter = Counter::new(days, by, &catalogue, levels);
        counter.add(segment);
        tally.add(counter.finish());
    }
    let groups = tally.groups.into_iter().map(|(key, count)| (key, count.figures()));
    (tally.total.figures(), groups.collect())
}

async fn segments(statistics: &Statistics, engine: &EngineHandle, now: Timestamp) -> Vec<Segment> {
    let known = statistics.read(engine, DAYS, now).await.unwrap();
    assert!(known.complete);
    let stored = known.stored.iter().map(|facts| serde_json::from_str(facts).unwrap());
    stored.chain(known.segments).collect()
}

/// Takes in what has been written since.
async fn watch(engine: &EngineHandle, hall: &mut Hall, watcher: &mut Watcher, seq: &mut i64) {
    loop {
        let page = log::page_after(&engine.readers(), *seq).await.unwrap();
        if page.is_empty() {
            return;
        }
        for row in &page {
            let event = row.event().unwrap();
            watcher.before(hall, &event);
            hall.apply(&event);
            watcher.after(hall, &event);
            *seq = row.seq;
        }
    }
}

#[tokio::test]
async fn followed_is_rebuilt_is_counted_by_hand() {
    let site = Site::new();
    let (engine, task) = site.start().await;
    let (mut hall, mut watcher, mut seq) = (Hall::new(), Watcher::default(), 0);
    let mut driver = Driver::new(&site, 20_260_901);
    let mut statistics = Statistics::default();
    for _day in 0..5 {
        for step in 0..500 {
            driver.step(&engine, &hall).await;
            watch(&engine, &mut hall, &mut watcher, &mut seq).await;
            if step % 97 == 0 {
                statistics.catch_up(&engine).await.unwrap();
            }
            if step == 300 {
                // A server that starts anew.
                statistics = Statistics::default();
            }
        }
        driver.sleep_until_morning();
    }
    for _ in 0..50 {
        driver.step(&engine, &hall).await;
        watch(&engine, &mut hall, &mut watcher, &mut seq).await;
    }
    // Nothing happens for a while, and windows are open. What is due comes about before anybody looks.
    site.clock.advance(20 * 60_000);
    let now = site.clock.now();
    engine.view(Topic::Board).await.unwrap();
    watch(&engine, &mut hall, &mut watcher, &mut seq).await;
    watcher.wait_until(&hall, now);
    let followed = segments(&statistics, &engine, now).await;
    let levels: Levels = hall_tickets(&watcher).map(|ticket| (ticket.0, (ticket.0 % 5) as u8 + 1)).collect();
    watcher.levels = levels.iter().map(|(ticket, level)| (*ticket, *level)).collect();

    let one_day = Days { from: date(2026, 9, 2), to: date(2026, 9, 2) };
    for days in [DAYS, one_day] {
        for by in By::ALL {
            let (total, groups) = counted(&followed, days, by, &levels);
            assert_eq!(total, watcher.figures(days, None), "all visits of {days:?}");
            let by_hand: BTreeSet<String> = watcher.keys(days, by);
            assert_eq!(groups.keys().cloned().collect::<BTreeSet<_>>(), by_hand, "{by:?}");
            for (key, figures) in &groups {
                assert_eq!(*figures, watcher.figures(days, Some((by, key))), "{by:?} {key} {days:?}");
            }
        }
    }
    let total = watcher.figures(DAYS, None);
    let seen = format!("{total:?}");
    assert!(total.arrivals > 300 && total.served > 150 && total.no_shows > 20, "too little happened: {seen}");
    assert!(total.cancelled > 10 && total.unserved > 10, "too little happened: {seen}");
    assert!(total.matters.visits > total.matters.decided, "nobody came back: {seen}");
    assert!(watcher.went_past_the_end_of_a_day(), "nobody was served past the end of a day: {seen}");
    for rare in [
        "a ghost",
        "a reprint",
        "late out of the line",
        "late for a call",
        "a class voided",
        "a ticket directed",
        "a number picked",
        "a recall",
        "expired at a window",
    ] {
        assert!(watcher.seen.contains_key(rare), "{rare} never happened: {:?}", watcher.seen);
    }

    // What is stored is what the whole log comes to, and stays so.
    drop(engine);
    task.stop().await.unwrap();
    let mut db = site.meddler().await;
    let rebuilt = rebuild(&mut db).await.unwrap();
    assert_eq!(rebuilt.differed, 0, "{rebuilt:?}");
    assert!(rebuilt.segments >= 4 && rebuilt.visits > 250, "{rebuilt:?}");
    site.meddle("UPDATE statistics_segments SET facts = replace(facts, 'cards', 'seals') WHERE last_seq = (SELECT max(last_seq) FROM statistics_segments)").await;
    assert_eq!(rebuild(&mut db).await.unwrap().differed, 1, "a rebuild says what was wrong");
    site.meddle("DELETE FROM statistics_segments").await;
    assert_eq!(rebuild(&mut db).await.unwrap().differed, rebuilt.segments);
    let (engine, _task) = site.start().await;
    let stored = segments(&Statistics::default(), &engine, now).await;
    assert_eq!(stored[..rebuilt.segments], followed[..rebuilt.segments]);
}

fn hall_tickets(watcher: &Watcher) -> impl Iterator<Item = TicketId> {
    watcher.visits.keys().copied().filter(|ticket| ticket.0 % 3 == 0)
}

#[tokio::test]
async fn figures_of_another_version_are_made_anew() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.taken(&engine, &["card"]).await;
    site.clock.advance(24 * 3_600_000);
    site.taken(&engine, &["card"]).await;
    let now = site.clock.now();
    let right = segments(&Statistics::default(), &engine, now).await;
    assert_eq!(right.iter().map(|segment| segment.visits.len()).collect::<Vec<_>>(), [1, 1]);
    site.meddle("UPDATE statistics_segments SET facts = '{}'").await;
    site.meddle("UPDATE statistics_fold SET version = version - 1").await;
    assert_eq!(segments(&Statistics::default(), &engine, now).await, right);
    site.meddle("UPDATE statistics_fold SET state = '{}'").await;
    assert_eq!(segments(&Statistics::default(), &engine, now).await, right);
}

#[tokio::test]
async fn a_rebuild_keeps_the_day_a_server_stores_meanwhile() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    let statistics = Statistics::default();
    let a_day = async || {
        site.taken(&engine, &["card"]).await;
        site.clock.advance(24 * 3_600_000);
        site.taken(&engine, &["card"]).await;
    };
    a_day().await;
    segments(&statistics, &engine, site.clock.now()).await;
    let mut db = site.meddler().await;
    let rebuilding = Rebuild::read(&mut db).await.unwrap();
    a_day().await;
    let expected = segments(&statistics, &engine, site.clock.now()).await;
    let rebuilt = rebuilding.replace(&mut db).await.unwrap();
    assert_eq!(
        (rebuilt.segments, rebuilt.differed),
        (2, 0),
        "the day that ended meanwhile is in: {rebuilt:?}"
    );
    assert_eq!(segments(&statistics, &engine, site.clock.now()).await, expected);

    // A server that is further behind than the rebuild takes nothing back.
    let fold = stored::fold(&mut db).await.unwrap().unwrap();
    let behind = StoredFold { seq: fold.seq - 1, ..fold.clone() };
    stored::add(&mut db, &[], &behind).await.unwrap();
    assert_eq!(stored::fold(&mut db).await.unwrap(), Some(fold));
}

#[tokio::test]
async fn a_call_that_outlived_its_day_is_not_missed_by_whatever_is_done_with_it() {
    let site = Site::new();
    let (engine, _task) = site.start().await;
    site.open(&engine, 1).await;
    let acts: [fn(TicketAtWindow) -> Action; 2] = [Action::PutBack, Action::MarkNoShow];
    for act in acts {
        site.taken(&engine, &["card"]).await;
        let ticket = site.call(&engine, 1).await;
        site.clock.advance(24 * 3_600_000);
        site.desk(&engine, 1, |_| act(with(1, ticket))).await.unwrap();
    }
    // A second missed call of the same day ends the visit and is one.
    let ticket = site.taken(&engine, &["card"]).await;
    for _ in 0..2 {
        assert_eq!(site.call(&engine, 1).await, ticket);
        site.desk(&engine, 1, |_| Action::MarkNoShow(with(1, ticket))).await.unwrap();
        let back = Action::ReturnTicket { ticket };
        let _ = engine.submit(site.command(Caller::Device(kiosk()), back)).await;
    }
    let all = segments(&Statistics::default(), &engine, site.clock.now()).await;
    let (total, _) = counted(&all, DAYS, By::Line, &Levels::default());
    assert_eq!((total.arrivals, total.no_shows, total.unserved), (3, 2, 3));
}
