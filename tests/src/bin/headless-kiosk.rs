//! The kiosk without its window, for tests that kill it: the real worker with its printer, journal and server. Commands come a line
//! each on standard input, what the screen would hear goes out a line of JSON each.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use hall_api::client::Key;
use hall_api::requests::{DrawUpRequest, TakeTicketRequest};
use hall_api::texts::Language;
use hall_ui::egui;
use hall_ui::worker::{Arrival, Worker};
use kiosk::config::Config;
use kiosk::state::certificate::{CopyEnd, Task, Told};
use kiosk::state::{Action, Event, News, Secret};
use kiosk::worker::{self, Setup};
use serde_json::{Value, json};

/// Commands: `take ITEM …` asks for a number and prints it, `certificate CARD PIN KIND COPIES` signs somebody in and prints a
/// certificate in Chinese, `quit` ends it.
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
    let mut person = None;
    loop {
        match heard.recv_timeout(LOOK_EVERY) {
            Ok(line) if line == "quit" => break,
            Ok(line) => match line.strip_prefix("certificate ") {
                Some(wanted) => person = Some(Person::arrives(&worker, wanted)?),
                None => obey(&worker, &line)?,
            },
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        loop {
            match worker.next_event() {
                Arrival::Event(Event::News(News::Certificate(_, told))) => {
                    if let Some(person) = &mut person {
                        person.hear(&worker, *told)?;
                    }
                }
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
        News::Office(office) => json!({ "news": "office", "state": format!("{office:?}") }),
        News::Printer(printer) => json!({ "news": "printer", "state": format!("{printer:?}") }),
        News::Taken(_, ticket) => {
            let job = ticket.print_job.as_ref().map(|job| job.id);
            json!({ "news": "taken", "number": ticket.number, "job": job })
        }
        News::Refused(_, refused) => json!({ "news": "refused", "code": refused.code }),
        News::Paper(job, paper) => json!({ "news": "paper", "job": job, "paper": format!("{paper:?}") }),
        _ => return Ok(()),
    };
    say(&told)
}

fn say(told: &Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{told}")?;
    Ok(out.flush()?)
}

/// Somebody who prints one certificate and goes.
struct Person {
    kind: String,
    copies: u32,
    under_way: usize,
}

impl Person {
    fn arrives(worker: &Worker<Event, Action>, wanted: &str) -> anyhow::Result<Self> {
        let words: Vec<_> = wanted.split_whitespace().collect();
        let [card, pin, kind, copies] = words[..] else { anyhow::bail!("CARD PIN KIND COPIES") };
        let (card, pin) = (Secret::new(card), Secret::new(pin));
        worker.act(Action::Certificate(Key::fresh(), Task::SignInByCard { card, pin }));
        Ok(Self { kind: kind.to_owned(), copies: copies.parse()?, under_way: 0 })
    }

    /// Goes on by itself, step by step, as a screen does by touches.
    fn hear(&mut self, worker: &Worker<Event, Action>, told: Told) -> anyhow::Result<()> {
        let ask = |task| worker.act(Action::Certificate(Key::fresh(), task));
        match told {
            Told::SignedIn { .. } => ask(Task::Offers),
            Told::Offers(_) => ask(Task::DrawUp(DrawUpRequest {
                kind: self.kind.clone(),
                language: Language::Zh,
                purpose: None,
            })),
            Told::Drawn(drawn, _) => {
                say(&json!({ "news": "drawn", "number": drawn.number, "pages": drawn.pages }))?;
                ask(Task::Print { certificate: drawn.id, copies: self.copies });
            }
            Told::Ordered(jobs) => {
                self.under_way = jobs.len();
                let jobs: Vec<_> = jobs.iter().map(|job| (job.id, &job.name)).collect();
                say(&json!({ "news": "ordered", "jobs": jobs }))?;
            }
            Told::Sheets { job, done } => say(&json!({ "news": "sheets", "job": job, "done": done }))?,
            Told::Ended(job, end) => {
                let end = match end {
                    CopyEnd::Printed => "printed",
                    CopyEnd::NotPrinted => "not printed",
                    CopyEnd::Unknown => "unknown",
                };
                say(&json!({ "news": "copy", "job": job, "end": end }))?;
                self.under_way -= 1;
                if self.under_way == 0 {
                    ask(Task::SignOut);
                    say(&json!({ "news": "gone" }))?;
                }
            }
            Told::Refused(why) => {
                ask(Task::SignOut);
                say(&json!({ "news": "gone", "code": why.code }))?;
            }
            Told::Retrying | Told::Phone(_) | Told::Opened => {}
        }
        Ok(())
    }
}
