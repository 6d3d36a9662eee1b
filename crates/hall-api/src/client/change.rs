//! A changing request as a value: path, body and idempotency key belong together and can only be repeated whole.

use std::fmt;
use std::marker::PhantomData;

use hall_core::ids::{DeviceId, TicketId, WindowId};
use serde::{Deserialize, Serialize};

use crate::requests::{
    Acted, CallNextRequest, CardSignInRequest, CertificateHello, CertificateJob, CertificateJobReport,
    CertificateJobs, DirectRequest, DrawUpRequest, DrawnCertificate, Evaluated, FinishRequest, KioskHello,
    KioskWelcome, OfficePrinterReport, Ordered, OutcomeRequest, PadEvaluationRequest, ParkRequest,
    PauseRequest, PersonSession, PrintCopiesRequest, PrintReport, PrinterReport, ReprintCertificateRequest,
    ReprintRequest, ScanRequest, ScannedTicket, SignInByPhoneRequest, SignInOffer, TakeTicketRequest,
    TakenTicket, TestPageRequest, TicketRequest, TransferRequest,
};

/// Longest idempotency key, characters.
const KEY_CHARS_MAX: usize = 64;

/// An idempotency key: made when the visitor or clerk decides, not when the request is sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

impl Key {
    /// A key nobody else has: 128 random bits.
    pub fn fresh() -> Self {
        let word = || getrandom::u64().expect("invariant: the system has randomness");
        Self(format!("{:016x}{:016x}", word(), word()))
    }

    /// The key as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be an idempotency key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 64 visible ASCII characters")]
pub struct BadKey;

impl TryFrom<String> for Key {
    type Error = BadKey;

    fn try_from(text: String) -> Result<Self, BadKey> {
        let good = (1..=KEY_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if good { Ok(Self(text)) } else { Err(BadKey) }
    }
}

impl From<Key> for String {
    fn from(key: Key) -> String {
        key.0
    }
}

/// A changing request whose answer is a `T`. Sending it twice sends the same bytes under the same key.
pub struct Change<T> {
    pub(super) path: String,
    pub(super) key: Key,
    pub(super) body: Vec<u8>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Change<T> {
    fn new(key: Key, path: String, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).expect("invariant: a request has only string keys");
        Self { path, key, body, answer: PhantomData }
    }

    /// The key it is sent under.
    pub fn key(&self) -> &Key {
        &self.key
    }
}

impl<T> Clone for Change<T> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), key: self.key.clone(), body: self.body.clone(), answer: PhantomData }
    }
}

impl<T> fmt::Debug for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change").field("path", &self.path).field("key", &self.key).finish_non_exhaustive()
    }
}

/// A body for requests that say everything in their path.
#[derive(Serialize)]
struct Nothing {}

impl Change<TakenTicket> {
    /// A kiosk takes a number.
    pub fn take_ticket(key: Key, request: &TakeTicketRequest) -> Self {
        Self::new(key, "tickets".to_owned(), request)
    }
}

impl Change<KioskWelcome> {
    /// A kiosk starts.
    pub fn kiosk_hello(key: Key, hello: &KioskHello) -> Self {
        Self::new(key, "kiosk/hello".to_owned(), hello)
    }
}

impl Change<()> {
    /// A device tells how a print job ended.
    pub fn report_print(key: Key, job: i64, report: &PrintReport) -> Self {
        Self::new(key, format!("print-jobs/{job}/report"), report)
    }

    /// A kiosk tells how a copy of a certificate ended.
    pub fn report_certificate_job(key: Key, job: i64, report: &CertificateJobReport) -> Self {
        Self::new(key, format!("certificate-jobs/{job}/report"), report)
    }

    /// A kiosk tells how its printer of certificates does.
    pub fn report_office_printer(report: &OfficePrinterReport) -> Self {
        Self::new(Key::fresh(), "office-printer".to_owned(), report)
    }

    /// A device tells how its printer does.
    pub fn report_printer(report: &PrinterReport) -> Self {
        Self::new(Key::fresh(), "printer".to_owned(), report)
    }
}

impl Change<SignInOffer> {
    /// A person wants to sign in by phone.
    pub fn sign_in_by_phone(key: Key, request: &SignInByPhoneRequest) -> Self {
        Self::new(key, "kiosk/sign-ins".to_owned(), request)
    }
}

impl Change<PersonSession> {
    /// A person signs in by card and PIN. Every one that reaches the server is a try: send it once.
    pub fn sign_in_by_card(request: &CardSignInRequest) -> Self {
        Self::new(Key::fresh(), "kiosk/card-sign-in".to_owned(), request)
    }
}

impl Change<DrawnCertificate> {
    /// A signed-in person has a certificate drawn up.
    pub fn draw_up(key: Key, request: &DrawUpRequest) -> Self {
        Self::new(key, "certificates".to_owned(), request)
    }
}

impl Change<CertificateJobs> {
    /// A signed-in person has copies printed.
    pub fn print_copies(key: Key, certificate: i64, request: &PrintCopiesRequest) -> Self {
        Self::new(key, format!("certificates/{certificate}/print"), request)
    }
}

impl<T> Change<T> {
    /// A kiosk starts, and tells what became of the copies it had.
    pub fn certificate_hello(key: Key, hello: &CertificateHello) -> Self {
        Self::new(key, "certificate-jobs/hello".to_owned(), hello)
    }
}

impl Change<Evaluated> {
    /// A visitor rates the visit at the pad of a window.
    pub fn evaluate(key: Key, window: WindowId, request: &PadEvaluationRequest) -> Self {
        Self::new(key, format!("windows/{window}/evaluation"), request)
    }
}

impl Change<ScannedTicket> {
    /// Which ticket was held before the scanner; asks only.
    pub fn scan_ticket(request: &ScanRequest) -> Self {
        Self::new(Key::fresh(), "tickets/scan".to_owned(), request)
    }
}

impl Change<Ordered> {
    /// A supervisor wants a test page.
    pub fn test_page(key: Key, device: &DeviceId, request: &TestPageRequest) -> Self {
        Self::new(key, format!("printers/{device}/test"), request)
    }

    /// A supervisor wants a printer emptied.
    pub fn clear_printer(key: Key, device: &DeviceId) -> Self {
        Self::new(key, format!("printers/{device}/clear"), &Nothing {})
    }

    /// A supervisor wants the ticket of a job printed again.
    pub fn reprint(key: Key, job: i64, request: &ReprintRequest) -> Self {
        Self::new(key, format!("print-jobs/{job}/reprint"), request)
    }
}

impl Change<CertificateJob> {
    /// Staff want the signed file of a certificate printed again.
    pub fn reprint_certificate(key: Key, certificate: i64, request: &ReprintCertificateRequest) -> Self {
        Self::new(key, format!("ledger/{certificate}/reprint"), request)
    }
}

/// What a clerk does with the ticket the desk shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketVerb {
    /// Calls a number picked from the list.
    Call,
    /// Calls the number again.
    Recall,
    /// The visitor is here.
    Start,
    /// The visitor did not come.
    NoShow,
    /// Serves on whoever was parked at the window.
    Resume,
    /// The number was called by mistake.
    PutBack,
    /// The class claimed does not hold.
    VoidClass,
}

impl TicketVerb {
    fn path(self) -> &'static str {
        match self {
            TicketVerb::Call => "call",
            TicketVerb::Recall => "recall",
            TicketVerb::Start => "start",
            TicketVerb::NoShow => "no-show",
            TicketVerb::Resume => "resume",
            TicketVerb::PutBack => "put-back",
            TicketVerb::VoidClass => "void-class",
        }
    }
}

impl Change<Acted> {
    fn at_window(key: Key, window: WindowId, verb: &str, body: &impl Serialize) -> Self {
        Self::new(key, format!("windows/{window}/{verb}"), body)
    }

    /// The visitor gives the ticket up.
    pub fn cancel_ticket(key: Key, ticket: TicketId) -> Self {
        Self::new(key, format!("tickets/{ticket}/cancel"), &Nothing {})
    }

    /// The visitor is back.
    pub fn return_ticket(key: Key, ticket: TicketId) -> Self {
        Self::new(key, format!("tickets/{ticket}/return"), &Nothing {})
    }

    /// A supervisor sends a ticket to a window.
    pub fn direct_ticket(key: Key, ticket: TicketId, window: WindowId) -> Self {
        Self::new(key, format!("tickets/{ticket}/direct"), &DirectRequest { window })
    }

    /// Opens a window, or takes it over.
    pub fn open_window(key: Key, window: WindowId) -> Self {
        Self::at_window(key, window, "open", &Nothing {})
    }

    /// No new calls for a while.
    pub fn pause_window(key: Key, window: WindowId, request: &PauseRequest) -> Self {
        Self::at_window(key, window, "pause", request)
    }

    /// The pause is over.
    pub fn continue_window(key: Key, window: WindowId) -> Self {
        Self::at_window(key, window, "continue", &Nothing {})
    }

    /// The clerk leaves.
    pub fn close_window(key: Key, window: WindowId) -> Self {
        Self::at_window(key, window, "close", &Nothing {})
    }

    /// The next visitor, please; `believed` is the ticket the desk shows.
    pub fn call_next(key: Key, window: WindowId, believed: Option<TicketId>) -> Self {
        Self::at_window(key, window, "call-next", &CallNextRequest { believed })
    }

    /// Something done with the ticket the desk shows.
    pub fn on_ticket(key: Key, window: WindowId, verb: TicketVerb, ticket: TicketId) -> Self {
        Self::at_window(key, window, verb.path(), &TicketRequest { ticket })
    }

    /// One item is decided.
    pub fn record_outcome(key: Key, window: WindowId, request: &OutcomeRequest) -> Self {
        Self::at_window(key, window, "outcome", request)
    }

    /// The visit at this window is over.
    pub fn finish(key: Key, window: WindowId, request: &FinishRequest) -> Self {
        Self::at_window(key, window, "finish", request)
    }

    /// The visitor goes away for something.
    pub fn park(key: Key, window: WindowId, request: &ParkRequest) -> Self {
        Self::at_window(key, window, "park", request)
    }

    /// Somebody else is to handle it.
    pub fn transfer(key: Key, window: WindowId, request: &TransferRequest) -> Self {
        Self::at_window(key, window, "transfer", request)
    }

    /// Staff confirm that the clock is right.
    pub fn confirm_clock(key: Key) -> Self {
        Self::new(key, "clock/confirm".to_owned(), &Nothing {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_checked_and_a_fresh_one_is_new() {
        for (text, good) in [
            ("a", true),
            (&"x".repeat(64), true),
            ("", false),
            (&"x".repeat(65), false),
            ("with space", false),
            ("键", false),
        ] {
            assert_eq!(Key::try_from(text.to_owned()).is_ok(), good, "{text}");
        }
        let (one, other) = (Key::fresh(), Key::fresh());
        assert_ne!(one, other);
        assert_eq!(Key::try_from(one.as_str().to_owned()), Ok(one));
    }

    #[test]
    fn what_a_person_asks_for_goes_to_its_route() {
        let by_phone = Change::sign_in_by_phone(Key::fresh(), &SignInByPhoneRequest { english: true });
        assert_eq!(by_phone.path, "kiosk/sign-ins");
        assert_eq!(by_phone.body, br#"{"english":true}"#);
        let card = CardSignInRequest { card: "AB12".to_owned(), pin: "123456".to_owned() };
        let by_card = Change::sign_in_by_card(&card);
        assert_eq!(by_card.path, "kiosk/card-sign-in");
        assert!(!format!("{by_card:?}").contains("123456"));
        let print = Change::print_copies(Key::fresh(), 7, &PrintCopiesRequest { copies: 2 });
        assert_eq!(
            (print.path.as_str(), print.body.as_slice()),
            ("certificates/7/print", &br#"{"copies":2}"#[..])
        );
    }

    #[test]
    fn every_change_goes_to_its_route() {
        let key = Key::fresh;
        let (ticket, window) = (TicketId(17), WindowId(3));
        let on = |verb| Change::on_ticket(key(), window, verb, ticket);
        for (change, path, body) in [
            (Change::cancel_ticket(key(), ticket), "tickets/17/cancel", "{}"),
            (Change::return_ticket(key(), ticket), "tickets/17/return", "{}"),
            (Change::direct_ticket(key(), ticket, window), "tickets/17/direct", r#"{"window":3}"#),
            (Change::open_window(key(), window), "windows/3/open", "{}"),
            (Change::continue_window(key(), window), "windows/3/continue", "{}"),
            (Change::close_window(key(), window), "windows/3/close", "{}"),
            (Change::call_next(key(), window, Some(ticket)), "windows/3/call-next", r#"{"believed":17}"#),
            (on(TicketVerb::Call), "windows/3/call", r#"{"ticket":17}"#),
            (on(TicketVerb::Recall), "windows/3/recall", r#"{"ticket":17}"#),
            (on(TicketVerb::Start), "windows/3/start", r#"{"ticket":17}"#),
            (on(TicketVerb::NoShow), "windows/3/no-show", r#"{"ticket":17}"#),
            (on(TicketVerb::Resume), "windows/3/resume", r#"{"ticket":17}"#),
            (on(TicketVerb::PutBack), "windows/3/put-back", r#"{"ticket":17}"#),
            (on(TicketVerb::VoidClass), "windows/3/void-class", r#"{"ticket":17}"#),
            (Change::confirm_clock(key()), "clock/confirm", "{}"),
        ] {
            assert_eq!((change.path.as_str(), String::from_utf8_lossy(&change.body).as_ref()), (path, body));
        }
    }
}
