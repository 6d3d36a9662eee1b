//! From *call next* to the last screen, with few and with many waiting, and what the screens cost in memory.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use hall_api::client::{Change, Client, Key, TicketVerb};
use hall_api::core::command::{ItemOutcome, Outcome};
use hall_api::core::ids::{TicketId, WindowId};
use hall_api::requests::{FinishRequest, TakeTicketRequest};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use super::machine::resident_mb;
use super::{Machine, Row, ms};
use crate::load::{Connection, percentile_us};
use crate::stage::{ITEM, Stage, WINDOWS, wait_until};

const CALLS: usize = 200;
const WINDOW: WindowId = WINDOWS[0];
/// The feed holds the end of a visit back up to 100 ms, and for 100 ms more what follows it.
const PAUSE: Duration = Duration::from_millis(250);

pub(super) async fn measure(machine: &Machine) -> anyhow::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (screens, bound_us) in [(300, 30_000 + machine.fsync_p99_us), (2_000, 100_000)] {
        let hall = Hall::start().await?;
        let audience = Audience::gather(&hall.stage, screens).await?;
        if screens == 300 {
            let mb = resident_mb(hall.stage.server_id().context("the server runs")?)?;
            rows.push(Row::bounded("memory with 300 screens", format!("{mb:.1} MB"), "≤ 40 MB", mb <= 40.0));
        }
        let desk = hall.desk().await?;
        hall.take(CALLS).await?;
        let mut samples_us = Vec::new();
        for _ in 0..CALLS {
            let call = audience.next_call();
            let started = Instant::now();
            let ticket = desk.call().await?;
            audience.all_have(call).await?;
            samples_us.push((audience.last_at(started)).as_micros() as u64);
            desk.serve(ticket).await?;
            tokio::time::sleep(PAUSE).await;
        }
        samples_us.sort_unstable();
        let (p50_us, p99_us) = (percentile_us(&samples_us, 50), percentile_us(&samples_us, 99));
        rows.push(Row::bounded(
            format!("call next → last of {screens} screens"),
            format!("p50 {}, p99 {}", ms(p50_us), ms(p99_us)),
            format!("p99 ≤ {}", ms(bound_us)),
            p99_us <= bound_us,
        ));
    }
    rows.push(few_and_many().await?);
    Ok(rows)
}

/// `call next` over HTTP with 10 and with 100,000 waiting.
async fn few_and_many() -> anyhow::Result<Row> {
    let hall = Hall::start().await?;
    let desk = hall.desk().await?;
    hall.take(10 + CALLS).await?;
    let few_us = desk.median_call_us().await?;
    hall.take(100_000).await?;
    let many_us = desk.median_call_us().await?;
    let ratio = many_us as f64 / few_us as f64;
    let figure = format!("{} and {}: {ratio:.2} ×", ms(few_us), ms(many_us));
    Ok(Row::bounded("call next with 10 and 100,000 waiting, median", figure, "≤ 1.5 ×", ratio <= 1.5))
}

/// A stage with a kiosk.
struct Hall {
    stage: Stage,
    kiosk_token: String,
}

impl Hall {
    async fn start() -> anyhow::Result<Self> {
        let stage = Stage::start().await?;
        let kiosk_token = stage.device_token("kiosk-1", "kiosk").await?;
        Ok(Self { stage, kiosk_token })
    }

    async fn desk(&self) -> anyhow::Result<Desk> {
        let client = self.stage.clerk("clerk").await?;
        client.send(&Change::open_window(Key::fresh(), WINDOW)).await?;
        Ok(Desk { client })
    }

    /// Takes so many tickets, 64 at once.
    async fn take(&self, tickets: usize) -> anyhow::Result<()> {
        let left = Arc::new(AtomicUsize::new(tickets));
        let clients: Vec<_> = (0..64)
            .map(|_| {
                let (left, client) = (left.clone(), self.stage.client());
                let token = self.kiosk_token.clone();
                tokio::spawn(async move {
                    let client = client?.as_device(&token)?;
                    let request =
                        TakeTicketRequest { items: vec![ITEM.into()], ..TakeTicketRequest::default() };
                    while left
                        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                        .is_ok()
                    {
                        client.send(&Change::take_ticket(Key::fresh(), &request)).await?;
                    }
                    anyhow::Ok(())
                })
            })
            .collect();
        for client in clients {
            client.await??;
        }
        Ok(())
    }
}

/// A clerk at work.
struct Desk {
    client: Client,
}

impl Desk {
    async fn call(&self) -> anyhow::Result<TicketId> {
        let acted = self.client.send(&Change::call_next(Key::fresh(), WINDOW, None)).await?;
        acted.ticket.context("a call names its ticket")
    }

    async fn serve(&self, ticket: TicketId) -> anyhow::Result<()> {
        let start = Change::on_ticket(Key::fresh(), WINDOW, TicketVerb::Start, ticket);
        self.client.send(&start).await?;
        let outcomes = vec![ItemOutcome { item: ITEM.into(), outcome: Outcome::Done }];
        let finish = Change::finish(Key::fresh(), WINDOW, &FinishRequest { ticket, outcomes });
        self.client.send(&finish).await?;
        Ok(())
    }

    async fn median_call_us(&self) -> anyhow::Result<u64> {
        let mut samples_us = Vec::new();
        for _ in 0..CALLS {
            let started = Instant::now();
            let ticket = self.call().await?;
            samples_us.push(started.elapsed().as_micros() as u64);
            self.serve(ticket).await?;
        }
        samples_us.sort_unstable();
        Ok(percentile_us(&samples_us, 50))
    }
}

/// Screens that listen to the board.
struct Audience {
    screens: usize,
    /// The largest call number each screen has, as a count of screens for the call in question.
    call: Arc<AtomicU64>,
    have: Arc<AtomicUsize>,
    began: Instant,
    last_us: Arc<AtomicU64>,
}

impl Audience {
    async fn gather(stage: &Stage, screens: usize) -> anyhow::Result<Self> {
        let token = stage.device_token("board", "display").await?;
        let audience = Self {
            screens,
            call: Arc::new(AtomicU64::new(0)),
            have: Arc::new(AtomicUsize::new(0)),
            began: Instant::now(),
            last_us: Arc::new(AtomicU64::new(0)),
        };
        let connected = Arc::new(AtomicUsize::new(0));
        for _ in 0..screens {
            let stream = listen(stage.addresses().hall, &token).await?;
            tokio::spawn(audience.watch(stream, connected.clone()));
        }
        let everyone = async || connected.load(Ordering::Relaxed) == screens;
        wait_until("every screen has the present view", Duration::from_secs(20), everyone).await?;
        Ok(audience)
    }

    fn watch(&self, mut stream: TcpStream, connected: Arc<AtomicUsize>) -> impl Future<Output = ()> + use<> {
        let (call, have, last_us, began) =
            (self.call.clone(), self.have.clone(), self.last_us.clone(), self.began);
        async move {
            let (mut bytes, mut seen, mut greeted) = (Vec::new(), 0, false);
            while matches!(stream.read_buf(&mut bytes).await, Ok(read) if read > 0) {
                if !greeted && bytes.windows(5).any(|five| five == b"data:") {
                    greeted = true;
                    connected.fetch_add(1, Ordering::Relaxed);
                }
                let wanted = call.load(Ordering::Acquire);
                if wanted > seen && contains(&bytes, format!("\"call\":{wanted},").as_bytes()) {
                    seen = wanted;
                    last_us.fetch_max(began.elapsed().as_micros() as u64, Ordering::AcqRel);
                    have.fetch_add(1, Ordering::Release);
                }
                // What a view may be split over two reads is kept.
                bytes.drain(..bytes.len().saturating_sub(4096));
            }
        }
    }

    /// From now on the screens look for the next call.
    fn next_call(&self) -> u64 {
        self.have.store(0, Ordering::Release);
        self.call.fetch_add(1, Ordering::AcqRel) + 1
    }

    async fn all_have(&self, call: u64) -> anyhow::Result<()> {
        let all = async || self.have.load(Ordering::Acquire) == self.screens;
        wait_until(&format!("call {call} on every screen"), Duration::from_secs(5), all).await
    }

    fn last_at(&self, started: Instant) -> Duration {
        let last = self.began + Duration::from_micros(self.last_us.load(Ordering::Acquire));
        last.saturating_duration_since(started)
    }
}

async fn listen(address: SocketAddr, token: &str) -> anyhow::Result<TcpStream> {
    let request = format!(
        "GET /api/v1/feed?topics=board HTTP/1.1\r\nhost: hall\r\nauthorization: Bearer {token}\r\n\
         accept: text/event-stream\r\n\r\n"
    );
    Connection::open(address).await?.into_stream(request.as_bytes()).await
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|part| part == wanted)
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn a_call_is_found_in_a_view() {
        assert!(contains(br#"data:{"calls":[{"call":12,"#, br#""call":12,"#));
        assert!(!contains(br#"data:{"calls":[{"call":121,"#, br#""call":12,"#));
    }
}
