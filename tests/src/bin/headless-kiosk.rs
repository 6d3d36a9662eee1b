//! The kiosk without its window, for tests that kill it: the real worker with its printer, journal and server. Commands come a line
//! each on standard input, what the screen would hear goes out a line of JSON each.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use hall_api::client::Key;
use hall_api::requests::TakeTicketRequest;
use hall_ui::egui;
use hall_ui::worker::{Arrival, Worker};
use kiosk::config::Config;
use kiosk::state::{Action, Event, News};
use kiosk::worker::{self, Setup};
use serde_json::{Value, json};

/// Commands: `take ITEM …` asks for a number and prints it, `quit` ends it.
#[derive(Debug, Parser)]
struct Arguments {
    /// The kiosk's configuration
    #[arg(long)]
    config: PathBuf,
    /// One-time code to enrol with when there is no token yet
    #[arg(long, env = "HALL_ENROLMENT_CODE", hide_env_values = true)]
    enrolment_code: Option<String>,
}

/// Between two looks for news.
const LOOK_EVERY: Duration = Duration::from_millis(2);

fn main() -> anyhow::Result<()> {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let config = Config::read(&arguments.config).context("the kiosk's configuration")?;
    let setup = Setup::new(&config, arguments.enrolment_code).context("the kiosk's surroundings")?;
    let ctx = egui::Context::default();
    let mut worker = Worker::spawn(&ctx, |inbox, outbox| worker::run(setup, inbox, outbox))?;
    let (said, heard) = sync_channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if said.send(line).is_err() {
                return;
            }
        }
    });
    loop {
        match heard.recv_timeout(LOOK_EVERY) {
            Ok(line) if line == "quit" => break,
            Ok(line) => obey(&worker, &line)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        loop {
            match worker.next_event() {
                Arrival::Event(Event::News(news)) => tell(&news)?,
                Arrival::Event(_) => {}
                Arrival::Nothing => break,
                Arrival::WorkerGone => anyhow::bail!("the worker ended"),
            }
        }
    }
    worker.stop();
    Ok(())
}

fn obey(worker: &Worker<Event, Action>, line: &str) -> anyhow::Result<()> {
    let items = line.strip_prefix("take ").context("`take ITEM …` or `quit`")?;
    let items = items.split_whitespace().map(Into::into).collect();
    let request = TakeTicketRequest { items, ..TakeTicketRequest::default() };
    worker.act(Action::Take(Key::fresh(), request));
    Ok(())
}

fn tell(news: &News) -> anyhow::Result<()> {
    let told: Value = match news {
        News::Connected => json!({ "news": "connected" }),
        News::Lost => json!({ "news": "lost" }),
        News::Printer(printer) => json!({ "news": "printer", "state": format!("{printer:?}") }),
        News::Taken(_, ticket) => {
            let job = ticket.print_job.as_ref().map(|job| job.id);
            json!({ "news": "taken", "number": ticket.number, "job": job })
        }
        News::Refused(_, refused) => json!({ "news": "refused", "code": refused.code }),
        News::Paper(job, paper) => json!({ "news": "paper", "job": job, "paper": format!("{paper:?}") }),
        _ => return Ok(()),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{told}")?;
    Ok(out.flush()?)
}
