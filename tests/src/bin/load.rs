//! Load on a server of this machine, from a process of its own: how many answers a second, how fast.
//!
//! Prints one line of JSON. `health` is the ceiling: the same connections, and nothing to do.

use std::io::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::{Parser, Subcommand};
use hall_tests::load::{Connection, Figures};

/// Longest run, seconds: a load that stops by itself.
const SECONDS_MAX: u64 = 60;

#[derive(Parser)]
struct Options {
    /// Address of the hall's listener, on loopback.
    address: SocketAddr,
    /// Connections at once.
    #[arg(long, default_value_t = 64)]
    clients: usize,
    /// How long, at most 60.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Subcommand)]
enum What {
    /// Ask for the server's health.
    Health,
    /// Take tickets.
    Tickets {
        /// Token of a kiosk.
        #[arg(long)]
        token: String,
        /// Items to choose among, one a ticket.
        #[arg(long, value_delimiter = ',', required = true)]
        items: Vec<String>,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    ensure!(options.seconds <= SECONDS_MAX, "at most {SECONDS_MAX} seconds");
    let started = Instant::now();
    let until = started + Duration::from_secs(options.seconds);
    let clients: Vec<_> = (0..options.clients)
        .map(|client| tokio::spawn(run(options.address, options.what.clone(), client, until)))
        .collect();
    let mut latencies_us = Vec::new();
    for client in clients {
        latencies_us.extend(client.await??);
    }
    let figures = Figures::of(options.clients, latencies_us, started.elapsed());
    writeln!(std::io::stdout(), "{}", serde_json::to_string(&figures)?)?;
    Ok(())
}

async fn run(address: SocketAddr, what: What, client: usize, until: Instant) -> anyhow::Result<Vec<u64>> {
    let mut connection = Connection::open(address).await?;
    let mut latencies_us = Vec::new();
    let mut request = Vec::new();
    while Instant::now() < until {
        request.clear();
        write_request(&mut request, &what, client, latencies_us.len())?;
        let sent = Instant::now();
        let reply = connection.exchange(&request).await?;
        let body = || String::from_utf8_lossy(reply.body).into_owned();
        ensure!((200..300).contains(&reply.status), "status {}: {}", reply.status, body());
        latencies_us.push(u64::try_from(sent.elapsed().as_micros()).context("a latency fits")?);
    }
    Ok(latencies_us)
}

fn write_request(request: &mut Vec<u8>, what: &What, client: usize, nth: usize) -> std::io::Result<()> {
    match what {
        What::Health => request.write_all(b"GET /health HTTP/1.1\r\nhost: hall\r\n\r\n"),
        What::Tickets { token, items } => {
            let body = format!(r#"{{"items":["{}"]}}"#, items[(client + nth) % items.len()]);
            write!(
                request,
                "POST /api/v1/tickets HTTP/1.1\r\nhost: hall\r\nauthorization: Bearer {token}\r\n\
                 idempotency-key: load-{}-{client}-{nth}\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                std::process::id(),
                body.len()
            )
        }
    }
}
