//! `GET /t/{phone_code}`: a ticket on its visitor's phone. The server renders the present view, so the page reads without a
//! script; the script then follows the feed and shows what fits (`static/phone.js`).

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hall_api::views::{TicketState, TicketView, Topic, Update};
use hall_core::evaluation::Reason;
use hall_core::time::Timestamp;

use super::frame::{Asked, Frame};
use super::html;
use crate::api::Path;
use crate::app::AppState;
use crate::problem::AppError;

mod rating;

use rating::{Face, ReasonBox};

/// What is so, and the texts that say it.
const PARTS: &[(&str, &str, &str)] = &[
    ("waiting", "phone.waiting_title", "phone.waiting_text"),
    ("soon", "phone.soon_title", "phone.soon_text"),
    ("next", "phone.next_title", "phone.next_text"),
    ("called", "phone.called_title", "phone.called_text"),
    ("serving", "phone.serving_title", "phone.serving_text"),
    ("late", "phone.late_title", "phone.late_text"),
    ("no_show", "phone.no_show_title", "phone.no_show_text"),
    ("parked_here", "phone.parked_title", "phone.parked_here_text"),
    ("parked_any", "phone.parked_title", "phone.parked_any_text"),
    ("parked_back", "phone.parked_back_title", "phone.parked_back_text"),
    ("parked_back_any", "phone.parked_back_title", "phone.parked_back_any_text"),
    ("done", "phone.done_title", "phone.done_text"),
    ("cancelled", "phone.cancelled_title", "phone.cancelled_text"),
    ("expired", "phone.expired_title", "phone.expired_text"),
];

/// With so few people ahead the visitor is told to come near.
const SOON_AHEAD_MAX: usize = 3;

#[derive(Template)]
#[template(path = "phone.html")]
pub(super) struct Page<'a> {
    frame: &'a Frame<'a>,
    code: &'a str,
    number: String,
    state: &'static str,
    soon_ahead_max: usize,
    parts: Vec<Part>,
    ahead: usize,
    wait_range: String,
    wait_few: String,
    area: &'a str,
    items: Vec<Item<'a>>,
    as_of: String,
    /// The day of a visit that is over.
    day: String,
    faces: Vec<Face>,
    reasons: Vec<ReasonBox>,
    rated_parts: Vec<rating::Part>,
    so: BTreeSet<&'static str>,
}

/// A title with a sentence, shown when it is so. Both are HTML.
struct Part {
    when: &'static str,
    shown: bool,
    title: String,
    text: String,
}

struct Item<'a> {
    name: &'a str,
    decided: bool,
}

#[derive(Template)]
#[template(path = "phone_gone.html")]
pub(super) struct Gone<'a> {
    pub frame: &'a Frame<'a>,
}

pub(super) async fn page(
    State(app): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let frame = Frame::visitor(&app, asked);
    let view = match app.engine.phone_codes().decode(&code) {
        Some(ticket) => app.engine.view(Topic::Ticket(ticket)).await,
        None => None,
    };
    let Some(json) = view else {
        let mut response = html(&frame, &Gone { frame: &frame })?;
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    };
    let update: Update<TicketView> = serde_json::from_str(&json).map_err(AppError::internal)?;
    html(&frame, &render(&frame, &code, &update.view, app.engine.reasons(), update.now))
}

/// The page of a view.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    code: &'a str,
    view: &'a TicketView,
    offered: &[Reason],
    now: Timestamp,
) -> Page<'a> {
    let so = what_is_so(view, now);
    let window = window(view.state).map(|window| window.to_string()).unwrap_or_default();
    let until = match view.state {
        TicketState::NoShow { until } => frame.clock(until),
        _ => String::new(),
    };
    let slots = |key: &str| slots(frame.t(key), &[("window", &window), ("until", &until)]);
    let (from, to) = view
        .wait
        .map(|wait| (wait.from_minutes.to_string(), wait.to_minutes.to_string()))
        .unwrap_or_default();
    let wait = |key: &str| self::slots(frame.t(key), &[("from", &from), ("to", &to)]);
    let part = |(when, title, text): &(&'static str, &str, &str)| Part {
        when,
        shown: so.contains(when),
        title: slots(title),
        text: slots(text),
    };
    Page {
        frame,
        code,
        number: view.number.to_string(),
        state: state_name(view.state),
        soon_ahead_max: SOON_AHEAD_MAX,
        parts: PARTS.iter().map(part).collect(),
        ahead: view.people_ahead.unwrap_or(0),
        wait_range: wait("common.minutes"),
        wait_few: wait("common.minutes_few"),
        area: frame.label(&view.area),
        items: view
            .items
            .iter()
            .map(|item| Item { name: frame.label(&item.name), decided: item.decided })
            .collect(),
        as_of: frame.f("phone.as_of", "time", &frame.clock(now)),
        day: view.rating.map(|rating| frame.day(rating.ended_at)).unwrap_or_default(),
        faces: rating::faces(frame),
        reasons: rating::reasons(frame, offered),
        rated_parts: rating::parts(frame),
        so,
    }
}

impl Page<'_> {
    fn is(&self, what: &str) -> bool {
        self.so.contains(what)
    }
}

fn window(state: TicketState) -> Option<hall_core::ids::WindowId> {
    match state {
        TicketState::Called { window } | TicketState::Serving { window } => Some(window),
        TicketState::Parked { window, .. } => window,
        TicketState::Waiting
        | TicketState::NoShow { .. }
        | TicketState::Done
        | TicketState::Cancelled
        | TicketState::Expired => None,
    }
}

fn state_name(state: TicketState) -> &'static str {
    match state {
        TicketState::Waiting => "waiting",
        TicketState::Called { .. } => "called",
        TicketState::Serving { .. } => "serving",
        TicketState::NoShow { .. } => "no_show",
        TicketState::Parked { .. } => "parked",
        TicketState::Done => "done",
        TicketState::Cancelled => "cancelled",
        TicketState::Expired => "expired",
    }
}

/// Everything that is so in a view; the template names these in `data-when`. The same table as in `static/phone.js`.
fn what_is_so(view: &TicketView, now: Timestamp) -> BTreeSet<&'static str> {
    let mut so = BTreeSet::new();
    match view.state {
        TicketState::Waiting => {
            so.extend(["open", "in_line", "can_cancel"]);
            so.insert(match view.people_ahead {
                Some(0) => "next",
                Some(1..=SOON_AHEAD_MAX) => "soon",
                Some(_) | None => "waiting",
            });
            if view.people_ahead.is_some_and(|ahead| ahead > 0) {
                so.insert("ahead");
            }
            so.insert(match view.wait {
                None => "wait_unknown",
                Some(wait) if wait.from_minutes == 0 => "wait_few",
                Some(_) => "wait_range",
            });
        }
        TicketState::Called { .. } | TicketState::Serving { .. } => {
            so.extend(["open", state_name(view.state)]);
        }
        TicketState::NoShow { .. } => so.extend(["open", "no_show", "can_return"]),
        TicketState::Parked { .. } if view.late => so.extend(["open", "late", "can_return", "can_cancel"]),
        TicketState::Parked { window, back } => {
            so.insert("open");
            so.insert(match (window, back) {
                (Some(_), false) => "parked_here",
                (None, false) => "parked_any",
                (Some(_), true) => "parked_back",
                (None, true) => "parked_back_any",
            });
            if !back {
                so.insert("can_return");
            }
        }
        TicketState::Done | TicketState::Cancelled | TicketState::Expired => {
            so.insert(state_name(view.state));
        }
    }
    if let Some(rating) = view.rating {
        if rating.given {
            so.insert("rated");
        } else if now < rating.until {
            so.insert("can_rate");
        }
        if rating.day_over {
            so.insert("day_over");
        }
    }
    if so.contains("open") || view.rating.is_some() {
        so.insert("items");
    }
    if view.may_be_late {
        so.insert("can_be_late");
    }
    so
}

/// A text as HTML, each placeholder an element the script can fill anew.
fn slots(text: &str, values: &[(&str, &String)]) -> String {
    let mut html = String::with_capacity(text.len() + 64);
    for part in text.split_inclusive('}') {
        let (plain, name) = match part.strip_suffix('}').and_then(|inner| inner.rsplit_once('{')) {
            Some((plain, name)) => (plain, Some(name)),
            None => (part, None),
        };
        html.push_str(&escape(plain));
        if let Some(name) = name {
            let value = values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
            html.push_str("<b data-slot=\"");
            html.push_str(&escape(name));
            html.push_str("\">");
            html.push_str(&escape(value));
            html.push_str("</b>");
        }
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
