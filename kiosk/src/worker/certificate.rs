//! Certificates: signing people in, showing what they may print, printing it, and telling the server how it ended.
//!
//! The session's token is here and nowhere else, for as long as the person stands at the kiosk. Files and pictures live in
//! memory only; whoever goes, all of it is dropped.

pub(super) mod press;
pub mod render;
mod sign_in;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hall_api::client::{Change, Client, ClientError, Key};
use hall_api::core::time::Timestamp;
use hall_api::requests::{
    CertificateJobs, CertificateOffers, DrawUpRequest, DrawnCertificate, PrintCopiesRequest, PrintOutcome,
};
use zeroize::Zeroizing;

use super::Desk;
use crate::state::News;
use crate::state::certificate::{ANSWER_MAX, DRAWING_MAX, NotPossible, Sheet, Task, Told};

/// Copies nobody waits for any more are still asked after this long: they must not come out behind somebody's back.
const ORDER_WITHIN: Duration = Duration::from_mins(10);
/// A question whose answer was lost is asked again after this.
const ASK_PAUSE: Duration = Duration::from_millis(700);
/// A page that takes longer to be rendered is given up.
const RENDER_MAX: Duration = Duration::from_secs(20);
/// How often the end of a session is told.
const SIGN_OUTS: usize = 3;
/// The session is over, as the server says it.
const SESSION_OVER: &str = "person_session_over";

/// Who speaks for the person signed in; none once they have gone.
type Session = Arc<Mutex<Option<Client>>>;

/// Everything done for the person at the kiosk.
#[derive(Debug)]
pub(super) struct Certificates {
    desk: Desk,
    session: Session,
    /// By key: does nobody wait for it any more?
    errands: HashMap<Key, Arc<AtomicBool>>,
}

/// One task, and what it needs.
#[derive(Clone, Debug)]
struct Errand {
    desk: Desk,
    session: Session,
    key: Key,
    gone: Arc<AtomicBool>,
}

impl Certificates {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, session: Session::default(), errands: HashMap::new() }
    }

    /// Takes a task on.
    pub(super) fn take_on(&mut self, key: Key, task: Task) {
        match task {
            Task::Abandon => {
                if let Some(gone) = self.errands.remove(&key) {
                    gone.store(true, Ordering::Release);
                }
                return;
            }
            Task::SignOut => return self.sign_out(),
            _ => {}
        }
        self.errands.retain(|_, gone| Arc::strong_count(gone) > 1);
        let gone = Arc::new(AtomicBool::new(false));
        self.errands.insert(key.clone(), Arc::clone(&gone));
        let errand = Errand { desk: self.desk.clone(), session: Arc::clone(&self.session), key, gone };
        match task {
            Task::SignInByPhone { english } => drop(tokio::spawn(sign_in::by_phone(errand, english))),
            Task::SignInByCard { card, pin } => drop(tokio::spawn(sign_in::by_card(errand, card, pin))),
            Task::Offers => drop(tokio::spawn(errand.offers())),
            Task::DrawUp(request) => drop(tokio::spawn(errand.draw_up(request))),
            Task::Print { certificate, copies } => drop(tokio::spawn(errand.print(certificate, copies))),
            Task::Abandon | Task::SignOut => {}
        }
    }

    fn sign_out(&mut self) {
        for (_, gone) in self.errands.drain() {
            gone.store(true, Ordering::Release);
        }
        // Errands of the past keep a session of their own, which nobody fills any more.
        let session = std::mem::take(&mut self.session);
        if let Some(person) = take(&session) {
            end(person);
        }
    }
}

/// Tells the server that a session has ended; it ends by itself if that is lost.
fn end(person: Client) {
    tokio::spawn(async move {
        for _ in 0..SIGN_OUTS {
            match person.delete("kiosk/person").await {
                Err(error) if error.is_passing() => tokio::time::sleep(ASK_PAUSE).await,
                Err(error) if error.code() != Some(SESSION_OVER) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "a sign-out was refused");
                    return;
                }
                Ok(()) | Err(_) => return,
            }
        }
    });
}

fn take(session: &Session) -> Option<Client> {
    session.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Errand {
    fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }

    /// Nobody hears what comes too late.
    async fn tell(&self, told: Told) {
        if !self.is_gone() {
            self.desk.tell(News::Certificate(self.key.clone(), Box::new(told))).await;
        }
    }

    async fn refuse(&self, error: &ClientError) {
        tracing::warn!(error = error as &dyn std::error::Error, "a certificate is refused");
        self.tell(Told::Refused(not_possible(error))).await;
    }

    /// Tells that the first answer was lost.
    fn retrying(&self) {
        if !self.is_gone() {
            self.desk.tell_now(News::Certificate(self.key.clone(), Box::new(Told::Retrying)));
        }
    }

    /// Who speaks for the person.
    async fn person(&self) -> Option<Client> {
        let person = self.session.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if person.is_none() {
            self.tell(Told::Refused(NotPossible::with_code(SESSION_OVER))).await;
        }
        person
    }

    async fn offers(self) {
        let Some(person) = self.person().await else { return };
        let asked = || person.get::<CertificateOffers>("certificates/offers");
        match self.until_answered(asked, ANSWER_MAX).await {
            Ok(offers) => {
                tracing::info!("somebody is shown what they may print");
                self.tell(Told::Offers(offers)).await;
            }
            Err(error) => self.refuse(&error).await,
        }
    }

    async fn draw_up(self, request: DrawUpRequest) {
        let Some(person) = self.person().await else { return };
        let change = Change::draw_up(self.key.clone(), &request);
        let drawn: DrawnCertificate =
            match person.send_until_answered(&change, DRAWING_MAX, |_| self.retrying()).await {
                Ok(drawn) => drawn,
                Err(error) => return self.refuse(&error).await,
            };
        let path = format!("certificates/{}/file", drawn.id);
        let pdf = match self.until_answered(|| person.file(&path), DRAWING_MAX).await {
            Ok(pdf) => Arc::new(Zeroizing::new(pdf)),
            Err(error) => return self.refuse(&error).await,
        };
        if self.is_gone() {
            return;
        }
        match rendered(pdf).await {
            Some(sheets) => {
                tracing::info!(pages = sheets.len(), "a certificate is shown");
                self.tell(Told::Drawn(drawn, sheets)).await;
            }
            None => self.tell(Told::Refused(NotPossible::with_code("preview"))).await,
        }
    }

    async fn print(self, certificate: i64, copies: u32) {
        let Some(person) = self.person().await else { return };
        let change = Change::print_copies(self.key.clone(), certificate, &PrintCopiesRequest { copies });
        let ordered: CertificateJobs =
            match person.send_until_answered(&change, ORDER_WITHIN, |_| self.retrying()).await {
                Ok(ordered) => ordered,
                Err(error) => return self.refuse(&error).await,
            };
        if self.is_gone() {
            // Nothing was sent to the printer, so nothing is counted.
            for job in &ordered.jobs {
                press::report(&self.desk, job, PrintOutcome::Refused, None, Some("visitor_gone"));
            }
            return;
        }
        // The screen hears of the copies before it hears of their paper.
        self.tell(Told::Ordered(ordered.jobs.clone())).await;
        self.desk.press.print(ordered.jobs, Some(self.key.clone()), &self.desk).await;
    }

    /// Asks until there is an answer or the time is over.
    async fn until_answered<T, F>(
        &self,
        mut ask: impl FnMut() -> F,
        within: Duration,
    ) -> Result<T, ClientError>
    where
        F: Future<Output = Result<T, ClientError>>,
    {
        let deadline = tokio::time::Instant::now() + within;
        loop {
            match ask().await {
                Err(error) if error.is_passing() && !self.is_gone() => {
                    if tokio::time::Instant::now() + ASK_PAUSE >= deadline {
                        return Err(error);
                    }
                    self.retrying();
                    tokio::time::sleep(ASK_PAUSE).await;
                }
                answered => return answered,
            }
        }
    }
}

/// The pages as pictures; none if they cannot be made.
async fn rendered(pdf: Arc<Zeroizing<Vec<u8>>>) -> Option<Vec<Sheet>> {
    let work = tokio::task::spawn_blocking(move || render::sheets(pdf));
    match tokio::time::timeout(RENDER_MAX, work).await {
        Ok(Ok(Ok(sheets))) => Some(sheets),
        Ok(Ok(Err(error))) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a certificate cannot be shown");
            None
        }
        Ok(Err(error)) => {
            tracing::error!(%error, "a certificate cannot be shown");
            None
        }
        Err(_elapsed) => {
            tracing::error!("a certificate takes too long to be shown");
            None
        }
    }
}

/// What a person is told of it.
fn not_possible(error: &ClientError) -> NotPossible {
    match error {
        ClientError::Problem(problem) => NotPossible {
            code: problem.code.clone(),
            tries_left: problem.params.get("left").and_then(|left| u32::try_from(left.as_u64()?).ok()),
            until: problem.params.get("until").and_then(serde_json::Value::as_i64).map(Timestamp),
            words: Some(problem.text.clone()),
        },
        other if other.is_passing() => NotPossible::with_code("server_away"),
        _ => NotPossible::with_code("internal"),
    }
}

#[cfg(test)]
mod tests;
