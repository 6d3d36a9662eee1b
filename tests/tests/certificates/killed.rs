//! Kiosk, server and printer lose their power in the midst of printing: no copy comes out twice, and each is known for what it is.
//! `HALL_CERTIFICATE_SEED` replays them.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::ensure;
use hall_api::client::Client;
use hall_server::certificates::rules::Kind;
use hall_tests::stage::office_printer::Trouble;
use hall_tests::stage::{HEARD_WITHIN, wait_until};
use hall_tests::university::known;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::Value;

use super::stand::Stand;

const PEOPLE: usize = 24;
/// Between two looks at the server's database.
const LOOK_EVERY: Duration = Duration::from_millis(90);
const VISITS: usize = 32;

/// What loses its power while somebody prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Victim {
    Nothing,
    Kiosk,
    Server,
    Printer,
}

impl Victim {
    fn draw(random: &mut StdRng) -> Self {
        match random.random_range(0..10) {
            0 => Self::Nothing,
            1..5 => Self::Kiosk,
            5..8 => Self::Server,
            _ => Self::Printer,
        }
    }
}

/// A copy as the server knows it.
#[derive(Debug)]
struct Copy {
    state: String,
    pages: usize,
}

/// Who wants paper.
#[derive(Clone, Copy)]
enum Wants<'a> {
    /// A person at the kiosk, of a kind.
    Copies(&'a str, Kind),
    /// Staff at a window, of a certificate there is.
    Reprint(&'a Client, i64),
}

/// One visit: paper is ordered, something loses its power and gets it back. Did it hit copies under way?
async fn visit(
    stand: &mut Stand,
    random: &mut StdRng,
    victim: Victim,
    wants: Wants<'_>,
) -> anyhow::Result<bool> {
    let slow = Duration::from_millis(random.random_range(300..1_000));
    stand.printer.engine().order(Trouble::Slow(slow), 0)?;
    match wants {
        Wants::Copies(person, kind) => {
            stand.order(person, kind.id(), random.random_range(1..=2)).await?;
            if random.random_range(0..4) > 0 {
                stand.kiosk().wait_for("copies", |news| news["news"] == "ordered").await?;
            }
        }
        Wants::Reprint(staff, certificate) => stand.reprint(staff, certificate).await?,
    }
    tokio::time::sleep(Duration::from_millis(random.random_range(0..600))).await;
    let is_hit = victim != Victim::Nothing && !under_way(stand).await?.is_empty();
    let dark = Duration::from_millis(random.random_range(100..1_200));
    match victim {
        Victim::Nothing => {}
        Victim::Kiosk => {
            stand.kill_kiosk().await?;
            tokio::time::sleep(dark).await;
            stand.start_kiosk().await?;
        }
        Victim::Server => {
            stand.stage.kill_server().await?;
            tokio::time::sleep(dark).await;
            stand.stage.start_server().await?;
        }
        Victim::Printer => {
            stand.printer.power_off()?;
            tokio::time::sleep(dark).await;
            stand.printer.power_on()?;
        }
    }
    if victim != Victim::Kiosk && matches!(wants, Wants::Copies(..)) {
        stand.kiosk().wait_for("the end of a visit", |news| news["news"] == "gone").await?;
    }
    stand.printer.engine().forget();
    wait_until("every copy is reported", HEARD_WITHIN, async || {
        tokio::time::sleep(LOOK_EVERY).await;
        under_way(stand).await.is_ok_and(|open| open.is_empty())
    })
    .await?;
    Ok(is_hit)
}

async fn under_way(stand: &Stand) -> anyhow::Result<Vec<Value>> {
    stand.stage.query("SELECT id FROM certificate_jobs WHERE state = 'queued'").await
}

/// One of the certificates that came out before; none before the first.
async fn printed(stand: &Stand, random: &mut StdRng) -> anyhow::Result<Option<i64>> {
    let sql =
        "SELECT DISTINCT certificate FROM certificate_jobs WHERE state = 'confirmed' ORDER BY certificate";
    let rows = stand.stage.query(sql).await?;
    Ok(rows.choose(random).and_then(|row| row["certificate"].as_i64()))
}

async fn copies(stand: &Stand) -> anyhow::Result<BTreeMap<i64, Copy>> {
    let sql = "SELECT certificate_jobs.id AS id, certificate_jobs.state AS state, pages \
               FROM certificate_jobs JOIN certificates ON certificates.id = certificate";
    let mut copies = BTreeMap::new();
    for row in stand.stage.query(sql).await? {
        let state = row["state"].as_str().unwrap().to_owned();
        let pages = usize::try_from(row["pages"].as_u64().unwrap())?;
        copies.insert(row["id"].as_i64().unwrap(), Copy { state, pages });
    }
    Ok(copies)
}

/// Holds what the server knows against the paper.
fn judge(copies: &BTreeMap<i64, Copy>, stand: &Stand, victims: &BTreeMap<i64, Victim>) -> anyhow::Result<()> {
    let mut sheets = stand.sheets()?;
    for (job, copy) in copies {
        let came_out = sheets.remove(job).unwrap_or_default();
        let victim = victims[job];
        let about = format!("job {job}, {victim:?}: {copy:?}; {came_out:?}");
        let found: Vec<_> = came_out.iter().map(|sheet| sheet.page).collect();
        ensure!(found == (1..=found.len()).collect::<Vec<_>>(), "a sheet came out twice: {about}");
        match copy.state.as_str() {
            "confirmed" => ensure!(found.len() == copy.pages, "not all of it came out: {about}"),
            "refused" => ensure!(found.is_empty(), "something came out: {about}"),
            "unknown" => ensure!(victim == Victim::Printer, "the printer could have told: {about}"),
            other => anyhow::bail!("{other}: {about}"),
        }
    }
    ensure!(sheets.is_empty(), "sheets nobody ordered: {sheets:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_loses_its_power_no_copy_comes_out_twice() -> anyhow::Result<()> {
    let seed = std::env::var("HALL_CERTIFICATE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(20_261_128);
    let mut random = StdRng::seed_from_u64(seed);
    let mut stand = Stand::new(PEOPLE).await?;
    let staff = stand.stage.clerk("clerk").await?;
    let (mut victims, mut hits, mut reprints) = (BTreeMap::new(), 0, 0);
    for turn in 0..VISITS {
        // Rare names, one after another; none of them wants more than is free.
        let person = (known::RARE_NAMES_FROM as usize + turn % 12).to_string();
        let kind = [Kind::Enrolment, Kind::Transcript][turn / 12 % 2];
        let victim = Victim::draw(&mut random);
        let again = if turn % 4 == 3 { printed(&stand, &mut random).await? } else { None };
        let wants = again.map_or(Wants::Copies(&person, kind), |number| Wants::Reprint(&staff, number));
        let is_hit = visit(&mut stand, &mut random, victim, wants).await?;
        hits += usize::from(is_hit);
        reprints += usize::from(is_hit && again.is_some());
        let copies = copies(&stand).await?;
        for job in copies.keys() {
            victims.entry(*job).or_insert(victim);
        }
        judge(&copies, &stand, &victims)
            .map_err(|error| error.context(format!("visit {turn}, seed {seed}")))?;
    }
    let copies = copies(&stand).await?;
    let printed = copies.values().filter(|copy| copy.state == "confirmed").count();
    ensure!(reprints > 1, "{reprints} reprints were hit, seed {seed}: {copies:?}");
    ensure!(hits >= VISITS / 4 && printed >= VISITS / 2, "{hits} hits, seed {seed}: {copies:?}");
    Ok(())
}
