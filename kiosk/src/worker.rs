//! The worker: everything that waits. It asks for numbers, listens to the feed, and has receipts and certificates printed.
//!
//! Order at the start: enrol if there is no token, then settle with the server what an earlier life of this kiosk left
//! unfinished (`hello`), and only then listen and take numbers; so a ticket taken now is never mistaken for a ghost.

pub mod certificate;
mod identity;
mod jobs;
mod listen;
mod paper;
mod pictures;
mod take;
mod tickets;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hall_api::client::{Change, Client, ClientError, ClientOptions, ClientSetupError, Key};
use hall_api::requests::{KioskHello, KioskWelcome};
use hall_ui::voice::VoiceOptions;
use hall_ui::worker::{Inbox, Outbox};
use printing::ipp::OfficeTiming;
use printing::journal::{Journal, JournalError};
use tokio::sync::mpsc;

use crate::config::{Config, ConfigError, PrinterConfig};
use crate::speech::voice::Speaker;
use crate::state::{Action, Event, News, Printer};

use certificate::Certificates;
use certificate::press::{self, Press, PressSetup};
use paper::Paper;
use take::Takes;

/// What the worker needs, checked before the window opens.
#[derive(Debug)]
pub struct Setup {
    client: Client,
    token_file: PathBuf,
    enrolment_code: Option<String>,
    printer: Option<PrinterSetup>,
    press: Option<PressSetup>,
    fonts: Option<PathBuf>,
    voice: VoiceOptions,
}

#[derive(Debug)]
struct PrinterSetup {
    config: PrinterConfig,
    profile: printing::profile::Profile,
    journal: Arc<Journal>,
}

/// Why the worker cannot work.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The configuration names something that cannot be used.
    #[error("the configuration cannot be used")]
    Config(#[from] ConfigError),
    /// The site's authority cannot be read.
    #[error("cannot read the certificates {path}")]
    Authority {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The server's address or the authority cannot be used.
    #[error("the server cannot be talked to")]
    Client(#[from] ClientSetupError),
    /// The memory of print jobs cannot be used; nothing may be printed without it.
    #[error("the print journal cannot be used")]
    Journal(#[from] JournalError),
}

impl Setup {
    /// Checks everything a configuration names.
    ///
    /// # Errors
    /// What cannot be used.
    pub fn new(config: &Config, enrolment_code: Option<String>) -> Result<Self, SetupError> {
        let authority_pem = match &config.server.authority_file {
            None => None,
            Some(path) => Some(
                std::fs::read(path).map_err(|source| SetupError::Authority { path: path.clone(), source })?,
            ),
        };
        let client = Client::new(&ClientOptions { server: config.server.address.clone(), authority_pem })?;
        let printer = match &config.printer {
            None => None,
            Some(printer) => Some(PrinterSetup {
                config: printer.clone(),
                profile: printer.profile()?,
                journal: Arc::new(Journal::open(&printer.journal)?),
            }),
        };
        let press = match &config.office_printer {
            None => None,
            Some(office) => Some(PressSetup {
                address: office.address()?,
                journal: Arc::new(Journal::open(&office.journal)?),
                timing: OfficeTiming::default(),
            }),
        };
        let fonts = config.assets.as_ref().map(|assets| assets.join("fonts/NotoSansSC-Hall.otf"));
        let voice = VoiceOptions {
            words_per_minute: config.speech.words_per_minute,
            device: config.speech.device.clone(),
        };
        let token_file = config.server.token_file.clone();
        Ok(Self { client, token_file, enrolment_code, printer, press, fonts, voice })
    }
}

/// What is shared by everything the worker does at once.
#[derive(Clone, Debug)]
struct Desk {
    client: Client,
    outbox: Outbox<Event>,
    paper: Arc<Paper>,
    press: Arc<Press>,
}

impl Desk {
    async fn tell(&self, news: News) {
        // The screen is gone only when the program ends.
        let _gone = self.outbox.send(Event::News(news)).await;
    }

    fn tell_now(&self, news: News) {
        self.outbox.send_now(Event::News(news));
    }
}

/// A start that takes longer than this is told to visitors: the server is away.
const SILENCE_MAX: Duration = Duration::from_millis(1_900);
/// How often the start is tried again when the server refuses it.
const REFUSED_PAUSE: Duration = Duration::from_secs(5);
/// How long one attempt of the start repeats itself.
const HELLO_WITHIN: Duration = Duration::from_secs(4);

/// Works until the window closes.
pub async fn run(setup: Setup, mut inbox: Inbox<Action>, outbox: Outbox<Event>) {
    let (said, mut heard) = mpsc::channel(256);
    let paper = Arc::new(Paper::open(setup.printer, setup.fonts, said));
    let (said, mut pressed) = mpsc::channel(256);
    let press = Arc::new(Press::new(setup.press, said));
    if paper.is_absent() {
        let _gone = outbox.send(Event::News(News::Printer(Printer::NotReady))).await;
    }
    let nobody = Desk { client: setup.client, outbox: outbox.clone(), paper: Arc::clone(&paper), press };
    let start = start(nobody, setup.token_file, setup.enrolment_code);
    tokio::pin!(start);
    let mut takes: Option<(Takes, Certificates)> = None;
    let mut speaker = Speaker::new(setup.voice);
    // Told once: whatever is sent wakes the screen, and an idle screen shall sleep.
    let silence = tokio::time::sleep(SILENCE_MAX);
    tokio::pin!(silence);
    let mut told = false;
    loop {
        tokio::select! {
            () = &mut silence, if takes.is_none() && !told => {
                told = true;
                let _gone = outbox.send(Event::News(News::Lost)).await;
            }
            desk = &mut start, if takes.is_none() => {
                takes = Some((Takes::new(desk.clone()), Certificates::new(desk)));
            }
            action = inbox.recv() => match (action, &mut takes) {
                (None, _) => return,
                (Some(Action::Say(utterance)), _) => speaker.say(utterance),
                (Some(Action::Take(key, request)), Some((takes, _))) => takes.take(key, &request),
                (Some(Action::Abandon(key)), Some((takes, _))) => takes.abandon(&key),
                (Some(Action::Scan(key, code)), Some((takes, _))) => tickets::scan(takes.desk(), key, code),
                (Some(Action::Return(key, ticket)), Some((takes, _))) => {
                    tickets::come_back(takes.desk(), key, ticket);
                }
                (Some(Action::Certificate(key, task)), Some((_, certificates))) => {
                    certificates.take_on(key, task);
                }
                (Some(Action::Fetch(sha256)), Some((takes, _))) => pictures::fetch(takes.desk(), sha256),
                // Before the start nothing is offered, so nothing can be asked for.
                (Some(_), None) => tracing::error!("an action came before the start"),
            },
            Some(event) = heard.recv() => {
                paper.hear(event, takes.as_ref().map(|(takes, _)| takes.desk()), &outbox).await;
            }
            // The printer of certificates is opened after the start only.
            Some(event) = pressed.recv(), if takes.is_some() => {
                if let Some((takes, _)) = &takes {
                    takes.desk().press.hear(event, takes.desk()).await;
                }
            }
        }
    }
}

/// Becomes somebody, settles the past, begins to listen.
async fn start(nobody: Desk, token_file: PathBuf, code: Option<String>) -> Desk {
    let desk = loop {
        match identity::establish(&nobody.client, &token_file, code.as_deref()).await {
            Ok(client) => break Desk { client, ..nobody },
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the kiosk is nobody yet");
            }
        }
        tokio::time::sleep(REFUSED_PAUSE).await;
    };
    let (journal, late) = desk.paper.unsettled();
    let hello = Change::kiosk_hello(Key::fresh(), &KioskHello { journal: journal.clone() });
    let welcome = loop {
        match desk.client.send_until_answered(&hello, HELLO_WITHIN, |_| {}).await {
            Ok(welcome) => break welcome,
            Err(error) => {
                if !error.is_passing() {
                    log_refusal(&error);
                }
                tokio::time::sleep(if error.is_passing() { Duration::ZERO } else { REFUSED_PAUSE }).await;
            }
        }
    };
    desk.paper.settle(journal.iter().map(|entry| entry.id));
    for entry in late {
        paper::report(&desk, entry.id, entry.outcome, None);
    }
    let KioskWelcome { print_jobs, device } = welcome;
    for job in print_jobs {
        tracing::info!(job = job.id, "a receipt of an earlier life is printed again");
        desk.paper.print(&job, &desk).await;
    }
    tokio::spawn(paper::tell_health(desk.clone()));
    tokio::spawn(press::begin(desk.clone(), device.clone()));
    tokio::spawn(listen::listen(desk.clone(), device));
    desk
}

fn log_refusal(error: &ClientError) {
    tracing::error!(error = error as &dyn std::error::Error, "the server refuses this kiosk");
}

#[cfg(test)]
pub(crate) mod tests;
