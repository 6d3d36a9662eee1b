//! What the pad at a window knows, and what follows from each thing that happens: pure.
//!
//! Two rules above all others. What is in hand is on the screen only while the server is heard. And what a visitor has
//! tapped is never lost silently: it is sent once, under one key, until the server answers or the time for it is over.

mod picture;

use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::evaluation::Level;
use hall_api::core::ids::{TicketId, WindowId};
use hall_api::core::time::Timestamp;
use hall_api::requests::{EvaluationRequest, PadEvaluationRequest};
use hall_api::texts::Language;
use hall_api::views::{PadRate, PadView, Update};
use hall_ui::look::Choice;
use jiff::tz::TimeZone;

pub use self::picture::{
    Countdown, Details, Mark, Material, PadPicture, PadScene, Page, Part, ReasonButton, Sheet, SheetItem,
};
use super::Link;

/// Nobody is hurried: so long for the faces, and again from each touch for what may be added.
pub const RATE_FOR: Duration = Duration::from_secs(15);
/// Thanks are shown so long once the rating is taken down, and at most so long while it is not.
const THANKS_FOR: Duration = Duration::from_secs(4);
const UNSETTLED_FOR: Duration = Duration::from_secs(8);
/// Whoever chose a language or large type has gone after this.
const CHOICE_FOR: Duration = Duration::from_mins(1);
/// Pause between two pictures of a countdown.
const COUNT_STEP: Duration = Duration::from_millis(200);

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub enum PadEvent {
    /// The server answers; the present view follows.
    Connected,
    /// The server is not heard any more.
    Lost,
    /// The server answers, but not this display, or not in words it understands.
    Refused {
        /// For staff: why.
        code: String,
    },
    /// The window's pad as it is now.
    View(Box<Update<PadView>>),
    /// News of the rating of a ticket.
    Rating(TicketId, Sending),
    /// The visitor touched something.
    Touch(Touch),
}

/// How far a rating is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sending {
    /// On its way.
    Underway,
    /// No answer yet; sent again.
    Retrying,
    /// Taken down.
    Done,
    /// Not taken down.
    Refused {
        /// Why.
        code: String,
    },
}

/// What a visitor touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    /// A face: how content.
    Face(Level),
    /// A reason, on or off.
    Reason(String),
    /// A level for a part of the visit; the same again takes it back.
    Part(Part, Level),
    /// The other page of what may be added.
    Page(Page),
    /// Send it.
    Submit,
    /// Nothing to say.
    Skip,
    /// Another language.
    Language(Language),
    /// Large type, on or off.
    Large(bool),
}

/// What the worker shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PadAction {
    /// Send a rating until it is answered, within a time; [`PadEvent::Rating`] follows.
    Rate {
        /// The same for every repetition.
        key: Key,
        /// What the visitor said.
        request: PadEvaluationRequest,
        /// After this the server takes it no more.
        within: Duration,
    },
}

/// Where the visitor is with the rating.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// Nothing to rate.
    Quiet,
    /// The five faces.
    Faces { rate: PadRate, ends: Duration },
    /// A face was tapped: what may be added.
    Details { rate: PadRate, request: EvaluationRequest, page: Page, ends: Duration },
    /// Sent, or about to be.
    Thanks { ticket: TicketId, sending: Sending, ends: Duration },
}

/// The latest view and when it came.
#[derive(Clone, Debug)]
struct Latest {
    view: PadView,
    server_now: Timestamp,
    came: Duration,
}

/// What the pad knows. Times are since the program began.
#[derive(Clone, Debug)]
pub struct PadState {
    window: WindowId,
    zone: TimeZone,
    link: Link,
    latest: Option<Latest>,
    stage: Stage,
    /// The ticket that was rated or passed over here last: not asked again.
    settled: Option<TicketId>,
    /// The language chosen by touch; else the ticket's.
    language: Option<Language>,
    large: bool,
    touched: Duration,
}

impl PadState {
    /// A pad that knows nothing yet.
    pub fn new(window: WindowId, zone: TimeZone) -> Self {
        Self {
            window,
            zone,
            link: Link::Connecting,
            latest: None,
            stage: Stage::Quiet,
            settled: None,
            language: None,
            large: false,
            touched: Duration::ZERO,
        }
    }

    /// Takes an event in.
    pub fn on(&mut self, event: PadEvent, now: Duration) -> Vec<PadAction> {
        match event {
            // After an interruption too short to be reported what is shown is still young: no need to blink.
            PadEvent::Connected if self.link == Link::Live => {}
            PadEvent::Connected => self.link = Link::Connected,
            PadEvent::Lost => self.link = Link::Lost,
            PadEvent::Refused { code } => self.link = Link::Refused { code },
            PadEvent::View(update) => return self.take(*update, now),
            PadEvent::Rating(ticket, news) => self.told(ticket, news, now),
            PadEvent::Touch(touch) => return self.touch(touch, now),
        }
        Vec::new()
    }

    /// Does what is due by time alone: the end of a countdown, of the thanks, of somebody's choice.
    pub fn tick(&mut self, now: Duration) -> Vec<PadAction> {
        if self.has_chosen() && self.context().is_none() && now >= self.touched + CHOICE_FOR {
            self.forget_choice();
        }
        match &self.stage {
            Stage::Faces { rate, ends } if now >= *ends => {
                self.settled = Some(rate.ticket);
                self.stage = Stage::Quiet;
            }
            Stage::Details { ends, .. } if now >= *ends => return self.submit(now),
            Stage::Thanks { ends, .. } if now >= *ends => self.stage = Stage::Quiet,
            Stage::Quiet | Stage::Faces { .. } | Stage::Details { .. } | Stage::Thanks { .. } => {}
        }
        Vec::new()
    }

    /// How long until [`PadState::tick`] has something to do or the picture changes by itself.
    pub fn next_tick(&self, now: Duration) -> Option<Duration> {
        const MINUTE_MS: i64 = 60_000;
        let counting = match &self.stage {
            Stage::Faces { ends, .. } | Stage::Details { ends, .. } => {
                Some(COUNT_STEP.min(ends.saturating_sub(now)))
            }
            Stage::Thanks { ends, .. } => Some(ends.saturating_sub(now)),
            Stage::Quiet => None,
        };
        let forgets = (self.has_chosen() && self.context().is_none())
            .then(|| (self.touched + CHOICE_FOR).saturating_sub(now));
        // A moment later, so that the picture is drawn after the change and not before it.
        let minute = self
            .server_now(now)
            .map(|at| Duration::from_millis((MINUTE_MS - at.0.rem_euclid(MINUTE_MS)) as u64 + 5));
        [counting, forgets, minute].into_iter().flatten().min()
    }

    /// Somebody touched the glass, wherever.
    pub fn pressed(&mut self, now: Duration) {
        self.touched = now;
        if let Stage::Details { ends, .. } = &mut self.stage {
            *ends = now + RATE_FOR;
        }
    }

    /// What the screen is drawn with.
    pub fn choice(&self) -> Choice {
        let own = self.latest.as_ref().and_then(|latest| {
            let visit = latest.view.visit.as_ref().map(|visit| visit.english);
            visit.or(latest.view.call.as_ref().map(|call| call.english))
        });
        let language = if own == Some(true) { Language::En } else { Language::Zh };
        Choice { language: self.language.unwrap_or(language), large: self.large, low: false, board: false }
    }

    fn take(&mut self, update: Update<PadView>, now: Duration) -> Vec<PadAction> {
        let before = self.context();
        self.link = Link::Live;
        self.latest = Some(Latest { view: update.view, server_now: update.now, came: now });
        let present = self.context();
        if present != before && present.is_some() && before.is_some() {
            self.forget_choice();
        }
        let offered = self.latest.as_ref().and_then(|latest| latest.view.rate.clone());
        let current = match &self.stage {
            Stage::Faces { rate, .. } | Stage::Details { rate, .. } => Some(rate.ticket),
            Stage::Quiet | Stage::Thanks { .. } => None,
        };
        let mut actions = Vec::new();
        if current.is_some() && current != offered.as_ref().map(|rate| rate.ticket) {
            // The next visitor is there, or the server has the rating already: what was begun is sent as it is.
            actions = self.submit(now);
            if present != current {
                self.stage = Stage::Quiet;
            }
        }
        if let Some(rate) = offered
            && current != Some(rate.ticket)
            && self.settled != Some(rate.ticket)
        {
            self.stage = Stage::Faces { rate, ends: now + RATE_FOR };
        }
        actions
    }

    fn touch(&mut self, touch: Touch, now: Duration) -> Vec<PadAction> {
        self.pressed(now);
        match touch {
            Touch::Language(language) => self.language = Some(language),
            Touch::Large(large) => self.large = large,
            Touch::Face(level) => self.face(level, now),
            Touch::Reason(code) => {
                if let Stage::Details { request, .. } = &mut self.stage {
                    toggle(&mut request.reasons, code);
                }
            }
            Touch::Part(part, level) => {
                if let Stage::Details { request, .. } = &mut self.stage {
                    let given = part.of(request);
                    *given = (*given != Some(level)).then_some(level);
                }
            }
            Touch::Page(to) => {
                if let Stage::Details { page, .. } = &mut self.stage {
                    *page = to;
                }
            }
            Touch::Submit => return self.submit(now),
            Touch::Skip => {
                if let Stage::Faces { rate, .. } = &self.stage {
                    self.settled = Some(rate.ticket);
                    self.stage = Stage::Quiet;
                }
            }
        }
        Vec::new()
    }

    /// A face: also another one than before, whose reasons are others.
    fn face(&mut self, level: Level, now: Duration) {
        let (rate, request) = match &self.stage {
            Stage::Faces { rate, .. } => (rate.clone(), EvaluationRequest::of(level)),
            Stage::Details { rate, request, .. } => {
                let mut request = EvaluationRequest { level, ..request.clone() };
                let fits = |code: &String| {
                    rate.reasons.iter().any(|reason| reason.code == *code && reason.levels.contains(&level))
                };
                request.reasons.retain(fits);
                (rate.clone(), request)
            }
            Stage::Quiet | Stage::Thanks { .. } => return,
        };
        self.stage = Stage::Details { rate, request, page: Page::Reasons, ends: now + RATE_FOR };
    }

    /// Sends what was tapped; without a face nothing was said.
    fn submit(&mut self, now: Duration) -> Vec<PadAction> {
        match std::mem::replace(&mut self.stage, Stage::Quiet) {
            Stage::Details { rate, request, .. } => {
                let ticket = rate.ticket;
                self.settled = Some(ticket);
                self.stage = Stage::Thanks { ticket, sending: Sending::Underway, ends: now + UNSETTLED_FOR };
                // One visit, one evaluation: its ticket names the intent.
                let key = Key::try_from(format!("rate-{ticket}")).expect("invariant: a number is ASCII");
                let within = self.latest.as_ref().map_or(Duration::ZERO, |latest| {
                    let left = Duration::from_millis(rate.until.since(latest.server_now) as u64);
                    left.saturating_sub(now.saturating_sub(latest.came))
                });
                let request = PadEvaluationRequest { ticket, rating: request };
                vec![PadAction::Rate { key, request, within }]
            }
            Stage::Faces { rate, .. } => {
                self.settled = Some(rate.ticket);
                Vec::new()
            }
            thanks @ (Stage::Quiet | Stage::Thanks { .. }) => {
                self.stage = thanks;
                Vec::new()
            }
        }
    }

    fn told(&mut self, ticket: TicketId, news: Sending, now: Duration) {
        if let Stage::Thanks { ticket: thanked, sending, ends } = &mut self.stage
            && *thanked == ticket
        {
            if matches!(news, Sending::Done | Sending::Refused { .. }) {
                *ends = now + THANKS_FOR;
            }
            *sending = news;
        }
    }

    /// The ticket before the pad.
    fn context(&self) -> Option<TicketId> {
        self.latest.as_ref().and_then(|latest| latest.view.visit.as_ref()).map(|visit| visit.ticket)
    }

    fn has_chosen(&self) -> bool {
        self.language.is_some() || self.large
    }

    fn forget_choice(&mut self) {
        (self.language, self.large) = (None, false);
    }

    /// The server's clock, while it is heard.
    fn server_now(&self, now: Duration) -> Option<Timestamp> {
        let latest = self.latest.as_ref().filter(|_| self.link == Link::Live)?;
        Some(latest.server_now + now.saturating_sub(latest.came).as_millis() as i64)
    }
}

impl Part {
    fn of(self, request: &mut EvaluationRequest) -> &mut Option<Level> {
        match self {
            Self::Efficiency => &mut request.efficiency,
            Self::Competence => &mut request.competence,
            Self::Attitude => &mut request.attitude,
        }
    }
}

fn toggle(reasons: &mut Vec<String>, code: String) {
    match reasons.iter().position(|known| *known == code) {
        Some(at) => drop(reasons.remove(at)),
        None => reasons.push(code),
    }
}

#[cfg(test)]
mod tests;
