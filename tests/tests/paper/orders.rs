//! What a supervisor orders of a printer: test page, reprint, clear; each is carried out once, also by a kiosk that was away.

use anyhow::Context;
use hall_api::client::{Change, Client, Key};
use hall_api::core::ids::DeviceId;
use hall_api::feed::{Feed, FeedEvent};
use hall_api::requests::{ReprintRequest, TestPageRequest};
use hall_api::views::Topic;
use hall_tests::receipt_sim::{Control, Options};
use hall_tests::stage::{HEARD_WITHIN, PASSWORD, Stage, wait_until};
use serde_json::Value;

use super::pieces;
use super::stand::Stand;

async fn supervisor(stage: &Stage) -> anyhow::Result<Client> {
    stage.add_staff("chief", "chief", "supervisor").await?;
    Ok(stage.client()?.sign_in("chief", PASSWORD).await?.0)
}

/// Waits until the printer of the only device is in a state.
async fn supervisor_sees(chief: &Client, state: &str) -> anyhow::Result<()> {
    let mut feed = Feed::connect(chief.clone(), vec![Topic::Supervisor]);
    let search = async {
        loop {
            if let FeedEvent::Update { json, .. } = feed.next().await {
                let seen: Value = serde_json::from_str(&json)?;
                if seen["view"]["devices"][0]["printer"]["state"] == state {
                    return Ok(());
                }
            }
        }
    };
    tokio::time::timeout(HEARD_WITHIN, search)
        .await
        .with_context(|| format!("the supervisor never saw `{state}`"))?
}

async fn job_state(stage: &Stage, job: i64) -> String {
    let rows =
        stage.query(&format!("SELECT state FROM print_jobs WHERE id = {job}")).await.unwrap_or_default();
    rows.first().and_then(|row| row["state"].as_str()).unwrap_or_default().to_owned()
}

async fn ends(stage: &Stage, job: i64, outcome: &str) -> anyhow::Result<()> {
    wait_until(&format!("job {job} is {outcome}"), HEARD_WITHIN, async || {
        job_state(stage, job).await == outcome
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_orders_are_carried_out_once() -> anyhow::Result<()> {
    let stage = Stage::start().await?;
    let mut stand = Stand::new(&stage, "kiosk-a", Options { pictures: false, ..Options::default() }).await?;
    let chief = supervisor(&stage).await?;
    let device = DeviceId::new("kiosk-a");
    stand.run().await?;
    stand.wait_for_printer("Ready").await?;
    stand.take().await?;
    let (number, paper) = stand.wait_for_paper().await?.expect("the hall is open");
    assert_eq!(paper, "\"Printed\"");

    // A test page.
    let page = chief.send(&Change::test_page(Key::fresh(), &device, &TestPageRequest::default())).await?;
    ends(&stage, page.job, "confirmed").await?;
    let receipts = stand.simulator.receipts();
    assert!(receipts.len() == 2 && receipts[1].text.contains("kiosk-a"), "{:?}", receipts[1].text);

    // A reprint ordered while the kiosk is dead comes out once when it lives again, with the same number and the mark.
    stand.kill().await?;
    let job = stage.query("SELECT id FROM print_jobs WHERE ticket IS NOT NULL").await?[0]["id"].as_i64();
    let again = Change::reprint(Key::fresh(), job.expect("a job has an id"), &ReprintRequest::default());
    let again = chief.send(&again).await?;
    stand.run().await?;
    ends(&stage, again.job, "confirmed").await?;
    stand.kill().await?;
    stand.run().await?;
    let mut receipts = stand.simulator.receipts();
    let page = receipts.remove(1);
    assert!(page.text.contains("A000"), "no ticket has this number: {:?}", page.text);
    let found = pieces::read(&receipts, "20");
    let marks: Vec<_> = found.iter().map(|piece| (piece.number == number, piece.is_marked)).collect();
    assert_eq!(marks, [(true, false), (true, true)]);

    // What cannot be printed and is cleared never comes out.
    stand.simulator.control(Control::PaperOut);
    stand.wait_for_printer("PaperOut").await?;
    supervisor_sees(&chief, "out").await?;
    let cleared = chief.send(&Change::clear_printer(Key::fresh(), &device)).await?;
    ends(&stage, cleared.job, "confirmed").await?;
    stand.simulator.control(Control::PaperOk);
    supervisor_sees(&chief, "ok").await?;
    stand.wait_for_printer("Ready").await?;
    stand.take().await?;
    let (_, paper) = stand.wait_for_paper().await?.expect("the hall is open");
    assert_eq!(paper, "\"Printed\"");
    Ok(())
}
