//! A year of visits in the log, and how long every question about it takes over HTTP.

mod year;

use std::time::Instant;

use anyhow::ensure;
use hall_api::requests::{By, Period};

use super::{Row, ms};
use crate::load::{Connection, percentile_us};
use crate::stage::Stage;

/// Visits of the year.
const VISITS: usize = 150_000;
/// Each question is asked so often.
const ASKED: usize = 20;
/// The longest a question may take, microseconds.
const BOUND_US: u64 = 200_000;

pub(super) async fn measure() -> anyhow::Result<Vec<Row>> {
    let mut stage = Stage::prepare_temporary()?;
    let folder = stage.folder().to_owned();
    let filled = tokio::task::spawn_blocking(move || {
        tokio::runtime::Runtime::new()?.block_on(year::fill(&folder, VISITS))
    });
    let year = filled.await??;
    let mut rows = Vec::new();
    stage.start_server().await?;
    stage.stop_server().await?;
    let started = Instant::now();
    let said = stage.administer(&["statistics", "rebuild"]).await?;
    let took = started.elapsed();
    let events = year.events;
    rows.push(Row::told(format!("made anew from {events} events"), format!("{:.1} s", took.as_secs_f64())));
    ensure!(said.contains(" visits on "), "the rebuild said `{said}`");
    stage.start_server().await?;

    let mut connection = Connection::open(stage.addresses().hall).await?;
    let mut all_us = Vec::new();
    for (what, path) in [
        ("page", "/statistics?"),
        ("JSON", "/api/v1/statistics?"),
        ("CSV", "/api/v1/statistics.csv?"),
        ("workbook", "/api/v1/statistics.xlsx?"),
    ] {
        let mut of_kind_us = Vec::new();
        for by in By::ALL {
            let whole = format!("from={}&to={}", year.from, year.to);
            let named = Period::ALL.iter().map(|period| format!("period={}", period.as_str()));
            for period in std::iter::once(whole).chain(named) {
                let path = format!("{path}{period}&by={}", by.as_str());
                let request = format!(
                    "GET {path} HTTP/1.1\r\nhost: hall\r\ncookie: hall_session={}\r\n\r\n",
                    year.session
                );
                for _ in 0..ASKED {
                    let started = Instant::now();
                    let reply = connection.exchange(request.as_bytes()).await?;
                    of_kind_us.push(started.elapsed().as_micros() as u64);
                    ensure!(reply.status == 200, "{path}: {}", reply.status);
                }
            }
        }
        of_kind_us.sort_unstable();
        rows.push(row(&format!("any {what} of any period by any group"), &of_kind_us));
        all_us.extend(of_kind_us);
    }
    rows.push(whole_year(&mut connection, &year).await?);
    Ok(rows)
}

/// The dearest of all by itself: every visit of the year.
async fn whole_year(connection: &mut Connection, year: &year::Year) -> anyhow::Result<Row> {
    let mut samples_us = Vec::new();
    for by in By::ALL {
        let request = format!(
            "GET /api/v1/statistics?from={}&to={}&by={} HTTP/1.1\r\nhost: hall\r\ncookie: hall_session={}\r\n\r\n",
            year.from,
            year.to,
            by.as_str(),
            year.session
        );
        for _ in 0..ASKED {
            let started = Instant::now();
            let reply = connection.exchange(request.as_bytes()).await?;
            samples_us.push(started.elapsed().as_micros() as u64);
            let body: serde_json::Value = serde_json::from_slice(reply.body)?;
            ensure!(body["total"]["arrivals"] == VISITS, "visits are missing: {}", body["total"]);
        }
    }
    samples_us.sort_unstable();
    Ok(row(&format!("JSON of the whole year of {VISITS} visits"), &samples_us))
}

fn row(what: &str, samples_us: &[u64]) -> Row {
    let (p50_us, p99_us) = (percentile_us(samples_us, 50), percentile_us(samples_us, 99));
    let worst_us = samples_us.last().copied().unwrap_or(0);
    Row::bounded(
        what,
        format!("p50 {}, p99 {}, worst {}", ms(p50_us), ms(p99_us), ms(worst_us)),
        format!("≤ {}", ms(BOUND_US)),
        worst_us <= BOUND_US,
    )
}
