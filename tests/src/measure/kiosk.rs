//! The kiosk as a visitor meets it: how soon it is there, what it costs idle, how soon paper begins to move.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::machine::{processor_time, resident_mb};
use super::{Machine, Row, ms};
use crate::load::percentile_us;
use crate::receipt_sim::{Options, Simulator};
use crate::stage::{HELD, Kiosk, Screen, Stage, point, wait_until};

const VISITORS: usize = 10;
/// After this the first screens are drawn, and the catalogue is indexed.
const SETTLED: Duration = Duration::from_secs(3);
/// How long the idle kiosk is watched.
const IDLE: Duration = Duration::from_secs(20);
/// From paper that is out to a kiosk that knows it.
const CONFIRMED: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(20);

pub(super) async fn measure(machine: &Machine) -> anyhow::Result<Vec<Row>> {
    let stage = Stage::start().await?;
    let link = stage.folder().join("printer");
    let printer = Simulator::start(&Options { link: Some(link), ..Options::default() })?;
    let screen = Screen::start(1080, 1920, &stage.folder().join("xvfb.log")).await?;
    let kiosk = Kiosk::prepare(&stage, "kiosk-1", [0, 0, 1080, 1920]).await?;
    let started = Instant::now();
    let process = kiosk.start(Some(screen.name()))?;
    wait_until("the kiosk's first frame", SOON, async || kiosk.log().contains("first frame")).await?;
    let first_frame_ms = started.elapsed().as_millis();
    let mut rows = vec![Row::bounded(
        "first frame",
        format!("{first_frame_ms} ms"),
        "≤ 1500 ms",
        first_frame_ms <= 1500,
    )];
    wait_until("the kiosk is ready", SOON, async || kiosk.is_ready()).await?;

    tokio::time::sleep(SETTLED).await;
    let before = processor_time(process.id())?;
    tokio::time::sleep(IDLE).await;
    let idle =
        processor_time(process.id())?.saturating_sub(before).as_secs_f64() / IDLE.as_secs_f64() * 100.0;
    rows.push(Row::bounded("processor when idle", format!("{idle:.2} %"), "≤ 1 %", idle <= 1.0));

    let mut samples_us = Vec::new();
    for visitor in 1..=VISITORS {
        Kiosk::touch_all(&screen, &[point::TAKE_NUMBER, point::POPULAR, point::NEXT]).await?;
        let touched = Instant::now() + HELD;
        screen.touch(point::NEXT).await?;
        let began = async || printer.look(|seen| seen.jobs_begun) >= visitor;
        wait_until("the printer gets its job", SOON, began).await?;
        let at = printer.look(|seen| seen.last_job_at).context("a job has begun")?;
        samples_us.push(at.saturating_duration_since(touched).as_micros() as u64);
        let paper_is_out = async || printer.receipts().len() >= visitor;
        wait_until("the ticket is printed", SOON, paper_is_out).await?;
        // The way home is offered once the printer has confirmed.
        tokio::time::sleep(CONFIRMED).await;
        Kiosk::touch_all(&screen, &[point::NEXT]).await?;
    }
    ensure!(printer.errors().is_empty(), "the printer was sent garbage: {:?}", printer.errors());
    samples_us.sort_unstable();
    let bound_us = 50_000 + machine.fsync_p99_us;
    let (p50_us, worst_us) = (percentile_us(&samples_us, 50), percentile_us(&samples_us, 100));
    rows.push(Row::bounded(
        "touch → first byte at the printer",
        format!("p50 {}, worst of {VISITORS} {}", ms(p50_us), ms(worst_us)),
        format!("≤ {}", ms(bound_us)),
        worst_us <= bound_us,
    ));
    let mb = resident_mb(process.id())?;
    rows.push(Row::bounded("memory", format!("{mb:.0} MB"), "≤ 150 MB", mb <= 150.0));
    Ok(rows)
}
