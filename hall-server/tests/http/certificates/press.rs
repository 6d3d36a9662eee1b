//! A press without fonts and keys: what it prints says what it was told.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, mpsc};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use hall_api::requests::{CertificateRefusal, Label, Purpose};
use hall_api::texts::Language;
use hall_core::time::{HOUR_MS, Timestamp};
use hall_server::certificates::CertificateError;
use hall_server::certificates::press::{Draft, Offered, Paper, Press, Stamp, Wanted};

use tokio::sync::oneshot;

use crate::small::{MORNING, PATIENCE};

/// The key ends a year after the morning.
pub const KEY_ENDS: Timestamp = Timestamp(MORNING.0 + 365 * 24 * HOUR_MS);

#[derive(Debug, Default)]
pub struct TestPress {
    /// The base data do not answer.
    pub away: AtomicBool,
    /// No font has a character.
    pub unprintable: AtomicBool,
    /// The template is broken.
    pub broken: AtomicBool,
    /// Papers made.
    pub made: AtomicUsize,
    holds: Mutex<VecDeque<Hold>>,
}

/// How the press sees a paper that is held up.
#[derive(Debug)]
struct Hold {
    begun: oneshot::Sender<()>,
    end: mpsc::Receiver<bool>,
}

/// A paper that is held up while it is made. Once this is dropped, it cannot be made.
pub struct Held {
    begun: oneshot::Receiver<()>,
    end: mpsc::SyncSender<bool>,
}

impl Held {
    /// Waits until it is being made.
    pub async fn begun(&mut self) {
        tokio::time::timeout(PATIENCE, &mut self.begun).await.expect("nobody makes it").unwrap();
    }

    /// Has somebody begun to make it?
    pub fn is_begun(&mut self) -> bool {
        self.begun.try_recv().is_ok()
    }

    /// Lets it go: it can be made, or cannot.
    pub fn finish(&self, well: bool) {
        self.end.send(well).unwrap();
    }
}

fn label(text: &str) -> Label {
    Label { zh: format!("{text}（中）"), en: text.to_owned() }
}

fn no_grades() -> CertificateRefusal {
    CertificateRefusal { code: "no_grades".to_owned(), words: label("no grades yet") }
}

impl TestPress {
    /// Holds the next paper up; told again, the one after it.
    pub fn hold_next(&self) -> Held {
        let (tell, begun) = oneshot::channel();
        let (end, word) = mpsc::sync_channel(1);
        self.holds.lock().unwrap().push_back(Hold { begun: tell, end: word });
        Held { begun, end }
    }

    fn reach(&self) -> Result<(), CertificateError> {
        let away = self.away.load(Ordering::Relaxed);
        if away { Err(CertificateError::SourceAway("no route to host".into())) } else { Ok(()) }
    }

    fn judge(&self, person: &str, wanted: &Wanted) -> Result<Draft, CertificateError> {
        self.reach()?;
        match &*wanted.kind {
            "enrolment" | "employment" => {}
            "transcript" => return Err(CertificateError::NotEntitled(no_grades())),
            _ => return Err(CertificateError::Invalid { detail: "kind: there is no such kind".to_owned() }),
        }
        let name = match person {
            "3190100001" => "张三",
            "3190100002" => "Anna  Müller",
            _ => "李四",
        };
        Ok(Draft { name: name.to_owned(), fields: BTreeMap::new(), tables: BTreeMap::new() })
    }
}

impl Press for TestPress {
    fn offers<'a>(
        &'a self,
        _person: &'a str,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<Vec<Offered>, CertificateError>> {
        let offered = |kind: &'static str, refused| Offered {
            kind,
            name: self.kind_name(kind),
            about: label("about"),
            languages: Language::ALL.to_vec(),
            refused,
        };
        let all = vec![offered("enrolment", None), offered("transcript", Some(no_grades()))];
        std::future::ready(self.reach().map(|()| all)).boxed()
    }

    fn read<'a>(
        &'a self,
        person: &'a str,
        wanted: &'a Wanted,
        _now: Timestamp,
    ) -> BoxFuture<'a, Result<Draft, CertificateError>> {
        std::future::ready(self.judge(person, wanted)).boxed()
    }

    fn make(&self, wanted: &Wanted, draft: &Draft, stamp: &Stamp) -> Result<Paper, CertificateError> {
        let hold = self.holds.lock().unwrap().pop_front();
        let is_held_back = hold.is_some_and(|hold| {
            let _ = hold.begun.send(());
            !hold.end.recv().unwrap_or(false)
        });
        if is_held_back || self.unprintable.load(Ordering::Relaxed) {
            return Err(CertificateError::Unprintable);
        }
        if self.broken.load(Ordering::Relaxed) {
            return Err(CertificateError::Fault("no value for `school`".into()));
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let Stamp { number, code, at } = stamp;
        let pdf =
            format!("%PDF {} {:?} {} {number} {code} {}", wanted.kind, wanted.language, draft.name, at.0);
        Ok(Paper { pdf: pdf.into_bytes(), pages: 2 })
    }

    fn purposes(&self) -> &[Purpose] {
        static PURPOSES: std::sync::OnceLock<Vec<Purpose>> = std::sync::OnceLock::new();
        PURPOSES.get_or_init(|| {
            ["none", "visa"].map(|id| Purpose { id: id.to_owned(), name: label(id) }).to_vec()
        })
    }

    fn kind_name(&self, kind: &str) -> Label {
        label(kind)
    }

    fn key_ends_at(&self) -> Timestamp {
        KEY_ENDS
    }
}
