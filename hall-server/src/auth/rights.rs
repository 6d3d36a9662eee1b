//! The one table of rights: every route of both listeners, and who may use it.
//!
//! What is not in the table is not served. `docs/rights.md` is generated from it (`auth::doc`), the routers
//! and the API document are held to it by tests.

use axum::http::Method;
use hall_api::requests::Role;
use hall_api::views::Topic;

use super::identity::{Identity, role_name};
use crate::store::devices::DeviceKind;

/// Who may use a route.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// Anyone who reaches the listener.
    Anyone,
    /// Devices of these kinds and staff with one of these roles.
    Only(&'static [DeviceKind], &'static [Role]),
}

impl Who {
    /// May this device or staff member?
    pub fn allows(self, identity: &Identity) -> bool {
        match (self, identity) {
            (Self::Anyone, _) => true,
            (Self::Only(kinds, _), Identity::Device(device)) => kinds.contains(&device.kind),
            (Self::Only(_, roles), Identity::Staff(staff)) => roles.iter().any(|role| staff.has(*role)),
        }
    }

    /// In words, such as `kiosk, clerk or supervisor`.
    pub fn words(self) -> String {
        let Self::Only(kinds, roles) = self else { return "anyone".to_owned() };
        let names = kinds.iter().map(|k| k.as_str()).chain(roles.iter().map(|r| role_name(*r)));
        let mut names: Vec<&str> = names.collect();
        match names.pop() {
            Some(last) if !names.is_empty() => format!("{} or {last}", names.join(", ")),
            last => last.unwrap_or("nobody").to_owned(),
        }
    }
}

/// Which listener serves a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// The hall's own network.
    Hall,
    /// Visitors' phones.
    Public,
}

/// What a route answers with, and so how a refusal looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A hall command: needs an `Idempotency-Key`.
    Command,
    /// Other JSON or a feed.
    Data,
    /// A page or what a page needs: who is not signed in is led to the sign-in page.
    Page,
}

/// One route and who may use it.
#[derive(Clone, Debug)]
pub struct Right {
    /// The listener.
    pub on: On,
    /// The method.
    pub method: Method,
    /// The path as the router has it.
    pub path: &'static str,
    /// What it answers with.
    pub kind: Kind,
    /// Who may.
    pub who: Who,
}

use DeviceKind::{Agent, Display, Kiosk};
use Role::{Administrator, Auditor, Clerk, Department, Editor, Supervisor};

const ANYONE: Who = Who::Anyone;
const KIOSK: Who = Who::Only(&[Kiosk], &[]);
const DISPLAY: Who = Who::Only(&[Display], &[]);
const DEVICE: Who = Who::Only(&[Kiosk, Display, Agent], &[]);
const CLERK: Who = Who::Only(&[], &[Clerk]);
const SUPERVISOR: Who = Who::Only(&[], &[Supervisor]);
const DESKS: Who = Who::Only(&[], &[Clerk, Supervisor]);
const FIGURES: Who = Who::Only(&[], &[Supervisor, Auditor]);
const CLOCK: Who = Who::Only(&[], &[Supervisor, Administrator]);
const VISITOR_HELP: Who = Who::Only(&[Kiosk], &[Clerk, Supervisor]);
const LISTENER: Who = Who::Only(&[Kiosk, Display, Agent], &[Clerk, Supervisor]);
const STAFF: Who = Who::Only(&[], &[Clerk, Supervisor, Department, Editor, Auditor, Administrator]);
const MEMBER: Who =
    Who::Only(&[Kiosk, Display, Agent], &[Clerk, Supervisor, Department, Editor, Auditor, Administrator]);

const fn command(path: &'static str, who: Who) -> Right {
    Right { on: On::Hall, method: Method::POST, path, kind: Kind::Command, who }
}

const fn data(method: Method, path: &'static str, who: Who) -> Right {
    Right { on: On::Hall, method, path, kind: Kind::Data, who }
}

const fn page(path: &'static str, who: Who) -> Right {
    Right { on: On::Hall, method: Method::GET, path, kind: Kind::Page, who }
}

const fn public(method: Method, path: &'static str, kind: Kind) -> Right {
    Right { on: On::Public, method, path, kind, who: ANYONE }
}

/// Every route of both listeners.
pub static RIGHTS: &[Right] = &[
    command("/api/v1/tickets", KIOSK),
    data(Method::POST, "/api/v1/tickets/scan", VISITOR_HELP),
    command("/api/v1/tickets/{ticket}/cancel", VISITOR_HELP),
    command("/api/v1/tickets/{ticket}/return", VISITOR_HELP),
    command("/api/v1/tickets/{ticket}/direct", SUPERVISOR),
    data(Method::GET, "/api/v1/tickets/by-number/{number}", DESKS),
    command("/api/v1/windows/{window}/open-for", SUPERVISOR),
    command("/api/v1/windows/{window}/hold", SUPERVISOR),
    command("/api/v1/windows/{window}/release", SUPERVISOR),
    command("/api/v1/windows/{window}/lines", SUPERVISOR),
    command("/api/v1/lines/{line}/extend", SUPERVISOR),
    command("/api/v1/voice/mute", SUPERVISOR),
    command("/api/v1/voice/unmute", SUPERVISOR),
    command("/api/v1/notices", SUPERVISOR),
    command("/api/v1/notices/{notice}/withdraw", SUPERVISOR),
    command("/api/v1/ready", SUPERVISOR),
    command("/api/v1/ready/{ready}/collected", SUPERVISOR),
    command("/api/v1/windows/{window}/open", CLERK),
    command("/api/v1/windows/{window}/pause", CLERK),
    command("/api/v1/windows/{window}/continue", CLERK),
    command("/api/v1/windows/{window}/close", CLERK),
    command("/api/v1/windows/{window}/call-next", CLERK),
    command("/api/v1/windows/{window}/call", CLERK),
    command("/api/v1/windows/{window}/give", CLERK),
    command("/api/v1/windows/{window}/recall", CLERK),
    command("/api/v1/windows/{window}/start", CLERK),
    command("/api/v1/windows/{window}/outcome", CLERK),
    command("/api/v1/windows/{window}/finish", CLERK),
    command("/api/v1/windows/{window}/no-show", CLERK),
    command("/api/v1/windows/{window}/park", CLERK),
    command("/api/v1/windows/{window}/resume", CLERK),
    command("/api/v1/windows/{window}/put-back", CLERK),
    command("/api/v1/windows/{window}/transfer", CLERK),
    command("/api/v1/windows/{window}/void-class", CLERK),
    command("/api/v1/windows/{window}/materials", CLERK),
    command("/api/v1/windows/{window}/evaluation", DISPLAY),
    command("/api/v1/clock/confirm", CLOCK),
    command("/api/v1/kiosk/hello", KIOSK),
    data(Method::POST, "/api/v1/kiosk/sign-ins", KIOSK),
    data(Method::GET, "/api/v1/kiosk/sign-ins/{sign_in}", KIOSK),
    data(Method::DELETE, "/api/v1/kiosk/sign-ins/{sign_in}", KIOSK),
    data(Method::POST, "/api/v1/kiosk/card-sign-in", KIOSK),
    data(Method::DELETE, "/api/v1/kiosk/person", KIOSK),
    command("/api/v1/persons/unlock", DESKS),
    data(Method::POST, "/api/v1/print-jobs/{job}/report", DEVICE),
    command("/api/v1/print-jobs/{job}/reprint", SUPERVISOR),
    data(Method::POST, "/api/v1/printer", DEVICE),
    data(Method::POST, "/api/v1/office-printer", DEVICE),
    command("/api/v1/printers/{device}/test", SUPERVISOR),
    command("/api/v1/printers/{device}/clear", SUPERVISOR),
    data(Method::GET, "/api/v1/certificates/offers", KIOSK),
    command("/api/v1/certificates", KIOSK),
    data(Method::GET, "/api/v1/certificates/{certificate}/file", KIOSK),
    command("/api/v1/certificates/{certificate}/print", KIOSK),
    data(Method::GET, "/api/v1/certificate-jobs/{job}/file", KIOSK),
    data(Method::POST, "/api/v1/certificate-jobs/{job}/report", KIOSK),
    data(Method::POST, "/api/v1/certificate-jobs/hello", KIOSK),
    data(Method::GET, "/api/v1/ledger", DESKS),
    command("/api/v1/ledger/{certificate}/revoke", SUPERVISOR),
    command("/api/v1/ledger/{certificate}/reprint", DESKS),
    data(Method::GET, "/api/v1/catalogue", MEMBER),
    data(Method::GET, "/api/v1/catalogue/samples/{sha256}", MEMBER),
    data(Method::GET, "/api/v1/feed", LISTENER),
    data(Method::GET, "/api/v1/statistics", FIGURES),
    data(Method::GET, "/api/v1/statistics.csv", FIGURES),
    data(Method::GET, "/api/v1/statistics.xlsx", FIGURES),
    data(Method::GET, "/api/v1/statistics/mine", CLERK),
    data(Method::POST, "/api/v1/session", ANYONE),
    data(Method::GET, "/api/v1/session", STAFF),
    data(Method::DELETE, "/api/v1/session", STAFF),
    data(Method::POST, "/api/v1/session/desk", CLERK),
    data(Method::POST, "/api/v1/devices/enrol", ANYONE),
    data(Method::GET, "/api/v1/openapi.json", ANYONE),
    page("/api/v1/docs", ANYONE),
    page("/api/v1/docs/", ANYONE),
    page("/api/v1/docs/{*rest}", ANYONE),
    data(Method::GET, "/health", ANYONE),
    page("/", ANYONE),
    page("/sign-in", ANYONE),
    page("/desk", CLERK),
    page("/desk/{window}", CLERK),
    page("/supervisor", SUPERVISOR),
    page("/ledger", DESKS),
    page("/statistics", FIGURES),
    page("/letters/{code}", ANYONE),
    page("/static/{version}/{*path}", ANYONE),
    public(Method::GET, "/t/{phone_code}", Kind::Page),
    public(Method::GET, "/t/{phone_code}/feed", Kind::Data),
    public(Method::POST, "/t/{phone_code}/cancel", Kind::Command),
    public(Method::POST, "/t/{phone_code}/late", Kind::Command),
    public(Method::POST, "/t/{phone_code}/return", Kind::Command),
    public(Method::POST, "/t/{phone_code}/evaluation", Kind::Command),
    public(Method::GET, "/k/{code}", Kind::Page),
    public(Method::POST, "/k/{code}", Kind::Page),
    public(Method::POST, "/k/{code}/deny", Kind::Page),
    public(Method::GET, "/v", Kind::Page),
    public(Method::GET, "/v/{code}", Kind::Page),
    public(Method::GET, "/v/upload", Kind::Page),
    public(Method::POST, "/v/upload", Kind::Page),
    public(Method::GET, "/letters/{code}", Kind::Page),
    public(Method::GET, "/static/{version}/{*path}", Kind::Page),
];

/// The rights on one path of a listener, one a method.
pub fn on_path(on: On, path: &str) -> impl Iterator<Item = &'static Right> {
    RIGHTS.iter().filter(move |right| right.on == on && right.path == path)
}

/// May this device or staff member listen to the topic? Tickets are listened to by their phone page only,
/// and by the supervisor; a printer by its own device; a pad by displays, so that no clerk sees who rated.
pub fn may_hear(identity: &Identity, topic: &Topic) -> bool {
    match identity {
        Identity::Device(device) if let Topic::Printer(whose) = topic => *whose == device.id,
        Identity::Device(device) if let Topic::Pad(_) = topic => device.kind == Display,
        Identity::Device(_) => matches!(topic, Topic::Kiosk | Topic::Board | Topic::Window(_)),
        Identity::Staff(staff) if staff.has(Supervisor) => true,
        Identity::Staff(staff) if staff.has(Clerk) => {
            matches!(topic, Topic::Board | Topic::Window(_) | Topic::Desk(_))
        }
        Identity::Staff(_) => false,
    }
}
