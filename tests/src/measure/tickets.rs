//! Durable tickets a second, beside the ceiling of an HTTP request that does nothing.

use std::time::Duration;

use anyhow::{Context, ensure};
use hall_api::client::{Change, Key};
use hall_api::requests::TakeTicketRequest;
use tokio::process::Command;

use super::machine::processor_time;
use super::{Machine, Row, ms};
use crate::load::Figures;
use crate::stage::{ITEM, Stage, program};

const CLIENTS: [usize; 4] = [1, 8, 64, 256];

pub(super) async fn measure(machine: &Machine) -> anyhow::Result<Vec<Row>> {
    let stage = Stage::start().await?;
    let token = stage.device_token("kiosk-1", "kiosk").await?;
    let server = stage.server_id().context("the server runs")?;
    let mut rows = Vec::new();
    let mut acknowledged = 0;
    for clients in CLIENTS {
        let ceiling = load(&stage, clients, &["health"]).await?;
        let before = processor_time(server)?;
        let found = load(&stage, clients, &["tickets", "--token", &token, "--items", ITEM]).await?;
        let cpu_ms =
            (processor_time(server)?.saturating_sub(before)).as_secs_f64() * 1000.0 / found.answered as f64;
        acknowledged += found.answered;
        rows.extend(rows_of(machine, &ceiling, &found, cpu_ms));
    }
    rows.push(density(&stage, &token, acknowledged).await?);
    Ok(rows)
}

async fn load(stage: &Stage, clients: usize, what: &[&str]) -> anyhow::Result<Figures> {
    let output = Command::new(program("load"))
        .args([&stage.addresses().hall.to_string(), "--clients", &clients.to_string(), "--seconds", "5"])
        .args(what)
        .output()
        .await?;
    ensure!(output.status.success(), "load: {}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn rows_of(machine: &Machine, ceiling: &Figures, found: &Figures, cpu_ms: f64) -> Vec<Row> {
    let clients = found.clients;
    let share = found.per_second / ceiling.per_second;
    let rate =
        format!("{:.0}/s ({:.0} % of {:.0}/s no-op)", found.per_second, share * 100.0, ceiling.per_second);
    let latency = format!("p50 {}, p99 {}", ms(found.p50_us), ms(found.p99_us));
    let mut rows = Vec::new();
    rows.push(match clients {
        256 => Row::bounded("256 clients, durable tickets", rate, "≥ 50 % of no-op", share >= 0.5),
        _ => Row::told(format!("{clients} clients, durable tickets"), rate),
    });
    let bound_us = 10_000 + 2 * machine.fsync_p99_us;
    rows.push(match clients {
        64 => Row::bounded(
            "64 clients, latency",
            latency,
            format!("p99 ≤ {}", ms(bound_us)),
            found.p99_us <= bound_us,
        ),
        _ => Row::told(format!("{clients} clients, latency"), latency),
    });
    if clients == 256 {
        rows.push(Row::bounded("processor a ticket", format!("{cpu_ms:.3} ms"), "≤ 0.1 ms", cpu_ms <= 0.1));
    }
    rows
}

/// The next number tells how many were given: none skipped, none twice.
async fn density(stage: &Stage, token: &str, acknowledged: usize) -> anyhow::Result<Row> {
    let request = TakeTicketRequest { items: vec![ITEM.into()], ..TakeTicketRequest::default() };
    let change = Change::take_ticket(Key::fresh(), &request);
    let client = stage.client()?.as_device(token)?;
    let next = client.send_until_answered(&change, Duration::from_secs(10), |_| {}).await?;
    let number: usize = next.number[1..].parse()?;
    let figure = format!("{acknowledged} acknowledged, next is {}", next.number);
    Ok(Row::bounded("numbers", figure, "dense", number == acknowledged + 1))
}
