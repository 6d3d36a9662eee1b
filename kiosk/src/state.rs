//! What the kiosk knows and where its visitor is: pure, so that every path is tested without a window.
//!
//! Events go in, actions come out. Time is a parameter, counted since the program began. It decides; drawing only draws
//! what `crate::view` makes of it. It does no I/O, and the idempotency key it gives to a basket comes from outside.

mod basket;
mod hall;
mod screen;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::catalogue::Catalogue;
use hall_api::core::ids::{BundleCode, ItemCode};
use hall_api::requests::{TakeTicketRequest, TakenTicket};
use hall_api::texts::Language;
use hall_api::views::{KioskView, Update};
use hall_ui::look::Choice;
use hall_ui::widgets::BarTouch;

pub use basket::Basket;
pub use hall::{Hall, HallState, ItemOffer, LineOffer};
pub use screen::{Paper, RefusedItem, Screen, Shelf, TicketScreen};

/// Touches are not taken this long after the screen has changed: the second of a double tap must not press
/// whatever stands there now.
pub const SETTLE: Duration = Duration::from_millis(350);
/// Without a touch for this long the visitor is asked whether they are still there …
pub const IDLE: Duration = Duration::from_secs(30);
/// … for this long, then everything is forgotten.
pub const ASKING: Duration = Duration::from_secs(10);
/// A ticket whose paper came out is shown this long.
pub const TICKET_SHOWN: Duration = Duration::from_secs(8);
/// A ticket without paper is shown this long, to be photographed.
pub const TICKET_SHOWN_ALONE: Duration = Duration::from_secs(40);
/// A printer that has said nothing for this long will not.
pub const PRINTING_MAX: Duration = Duration::from_secs(25);
/// Who waits this long for a number may give up.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(8);
/// Nobody waits longer than this for a number.
pub const TAKING_MAX: Duration = Duration::from_secs(45);

/// How the receipt printer is, as far as visitors are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Printer {
    /// Tickets come out.
    Ready,
    /// No paper.
    PaperOut,
    /// No tickets come out, for whatever reason, or it is not known yet.
    #[default]
    NotReady,
}

/// News from the worker.
#[derive(Clone, Debug)]
pub enum News {
    /// The feed is connected.
    Connected,
    /// Nothing was heard of the server for too long.
    Lost,
    /// The catalogue in force.
    Catalogue(Arc<Catalogue>),
    /// Lines and clock.
    View(Update<KioskView>),
    /// The printer's state.
    Printer(Printer),
    /// An answer to a request for a number was lost or late; the request is repeated.
    Retrying(Key),
    /// The number.
    Taken(Key, Box<TakenTicket>),
    /// No number.
    Refused(Key, Refused),
    /// What became of the paper of a job.
    Paper(i64, Paper),
}

/// Why no number was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable code of the problem.
    pub code: String,
    /// Items that cannot be had, with the code of the reason.
    pub items: Vec<(ItemCode, String)>,
}

/// What the visitor touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Begin to take a number.
    Begin,
    /// Open a shelf of items.
    Open(Shelf),
    /// Choose an item, or put it back.
    Item(ItemCode),
    /// Choose all items of a bundle.
    Bundle(BundleCode),
    /// Take a number for help with something done online.
    Help,
    /// Another page of a list.
    Page(usize),
    /// One step back.
    Back,
    /// On to the materials.
    Next,
    /// Take the number.
    Take,
    /// Stop waiting for the number.
    GiveUp,
    /// Seen the ticket or the refusal.
    Done,
    /// Still there.
    Stay,
    /// Not there any more.
    Leave,
    /// The bar at the lower edge.
    Bar(BarTouch),
}

/// What happens to a kiosk.
#[derive(Clone, Debug)]
pub enum Event {
    /// From the worker.
    News(News),
    /// From the screen.
    Touch(Touch),
}

/// What the worker shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Ask for a number, and for the very same again until there is an answer; print it.
    Take(Key, TakeTicketRequest),
    /// Nobody waits for this number any more: print nothing, and give it back if it was taken.
    Abandon(Key),
}

/// The kiosk.
pub struct State {
    /// Everything known of the hall.
    pub hall: Hall,
    /// The receipt printer.
    pub printer: Printer,
    /// What was chosen.
    pub basket: Basket,
    /// What the visitor sees.
    pub screen: Screen,
    /// Language and size; back to the kiosk's own with every visitor.
    pub choice: Choice,
    language: Language,
    fresh_key: Box<dyn FnMut() -> Key + Send>,
    screen_since: Duration,
    touched: Duration,
}

impl State {
    /// A kiosk that has heard nothing yet. `fresh_key` makes idempotency keys.
    pub fn new(language: Language, fresh_key: impl FnMut() -> Key + Send + 'static) -> Self {
        Self {
            hall: Hall::default(),
            printer: Printer::default(),
            basket: Basket::default(),
            screen: Screen::Home,
            choice: Choice { language, ..Choice::default() },
            language,
            fresh_key: Box::new(fresh_key),
            screen_since: Duration::ZERO,
            touched: Duration::ZERO,
        }
    }

    /// Takes an event in.
    pub fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        match event {
            Event::News(news) => self.on_news(news, now),
            Event::Touch(touch) => self.on_touch(touch, now),
        }
    }

    /// Somebody pressed somewhere. While the visitor is asked, only an answer counts.
    pub fn pressed(&mut self, now: Duration) {
        if self.asking(now).is_none() {
            self.touched = now;
        }
    }

    /// Time left of the question whether the visitor is still there; none while it is not asked.
    pub fn asking(&self, now: Duration) -> Option<Duration> {
        if !self.screen.times_out() {
            return None;
        }
        let quiet = now.saturating_sub(self.touched);
        (quiet >= IDLE).then(|| (IDLE + ASKING).saturating_sub(quiet))
    }

    /// When the present screen ends by itself; none if it stays.
    pub fn ends_at(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Home => None,
            Screen::Taking { since, .. } => Some(*since + TAKING_MAX),
            Screen::Ticket(ticket) => Some(ticket.ends_at(self.touched)),
            _ => Some(self.touched + IDLE + ASKING),
        }
    }

    /// Does what is due by time alone.
    pub fn tick(&mut self, now: Duration) -> Vec<Action> {
        if let Screen::Ticket(ticket) = &mut self.screen {
            ticket.tick(now);
        }
        if self.ends_at().is_none_or(|end| now < end) {
            return Vec::new();
        }
        if let Screen::Taking { key, .. } = &self.screen {
            let abandon = Action::Abandon(key.clone());
            self.refuse(Refused { code: "server_away".into(), items: Vec::new() }, now);
            return vec![abandon];
        }
        self.go_home(now);
        Vec::new()
    }

    /// How long until `tick` has something to do, or the picture changes by itself: a countdown, the clock.
    pub fn next_tick(&self, now: Duration) -> Option<Duration> {
        let whole_second = |left: Duration| match left.subsec_nanos() {
            0 => Duration::from_secs(1),
            nanos => Duration::from_nanos(u64::from(nanos)),
        };
        let ask = self.screen.times_out().then(|| (self.touched + IDLE).checked_sub(now)).flatten();
        let ask = ask.filter(|left| !left.is_zero());
        let end = self.ends_at().map(|end| end.saturating_sub(now)).filter(|left| !left.is_zero());
        let countdown = match &self.screen {
            Screen::Ticket(_) => end.map(whole_second),
            Screen::Taking { since, .. } => {
                (*since + GIVE_UP_AFTER).checked_sub(now).filter(|left| !left.is_zero())
            }
            _ => self.asking(now).filter(|left| !left.is_zero()).map(whole_second),
        };
        let paper = match &self.screen {
            Screen::Ticket(ticket) => ticket.gives_up_paper_at().and_then(|at| at.checked_sub(now)),
            _ => None,
        };
        let minute = self.hall.until_next_minute(now);
        [ask, end, countdown, paper, minute].into_iter().flatten().min()
    }

    fn on_news(&mut self, news: News, now: Duration) -> Vec<Action> {
        match news {
            News::Connected => {}
            News::Lost => self.hall.lost(),
            News::Catalogue(catalogue) => {
                self.hall.adopt(catalogue);
                self.basket.keep(|item| self.hall.item(item).is_some(), &mut self.fresh_key);
            }
            News::View(update) => self.hall.see(update, now),
            News::Printer(printer) => self.printer = printer,
            News::Retrying(key) => {
                if let Screen::Taking { key: waiting, retrying, .. } = &mut self.screen
                    && *waiting == key
                {
                    *retrying = true;
                }
            }
            News::Taken(key, ticket) => {
                if self.waits_for(&key) {
                    self.show(Screen::Ticket(TicketScreen::new(*ticket, now)), now);
                    self.basket = Basket::default();
                }
            }
            News::Refused(key, refused) => {
                if self.waits_for(&key) {
                    self.refuse(refused, now);
                }
            }
            News::Paper(job, paper) => {
                if let Screen::Ticket(ticket) = &mut self.screen {
                    ticket.on_paper(job, paper, now);
                }
            }
        }
        Vec::new()
    }

    fn waits_for(&self, key: &Key) -> bool {
        matches!(&self.screen, Screen::Taking { key: waiting, .. } if waiting == key)
    }

    fn refuse(&mut self, refused: Refused, now: Duration) {
        let items = refused
            .items
            .into_iter()
            .filter_map(|(code, reason)| {
                let name = self.hall.item(&code)?.name.clone();
                Some(RefusedItem { code, name, reason })
            })
            .collect();
        self.show(Screen::Refused { code: refused.code, items }, now);
    }

    fn on_touch(&mut self, touch: Touch, now: Duration) -> Vec<Action> {
        if let Some(answer) = self.asking(now).is_some().then_some(&touch) {
            match answer {
                Touch::Stay => self.touched = now,
                Touch::Leave => self.go_home(now),
                _ => {}
            }
            return Vec::new();
        }
        if now < self.screen_since + SETTLE && self.screen_since > Duration::ZERO {
            return Vec::new();
        }
        self.touched = now;
        match touch {
            Touch::Bar(touch) => self.on_bar(touch, now),
            Touch::Begin => self.begin(now),
            Touch::Open(opened) => self.show(Screen::Items { shelf: opened, page: 0 }, now),
            Touch::Item(item) => self.on_item(item, now),
            Touch::Bundle(bundle) => self.add_bundle(&bundle),
            Touch::Help => self.add_help(now),
            Touch::Page(page) => self.screen.turn_to(page),
            Touch::Back => self.back(now),
            Touch::Next => {
                if !self.basket.is_empty() {
                    self.show(Screen::Materials { page: 0 }, now);
                }
            }
            Touch::Take => return self.take(now),
            Touch::GiveUp => return self.give_up(now),
            Touch::Done => self.done(now),
            Touch::Stay | Touch::Leave => {}
        }
        Vec::new()
    }

    fn begin(&mut self, now: Duration) {
        if matches!(self.screen, Screen::Home) && matches!(self.hall.state(), HallState::Open { .. }) {
            self.show(Screen::Departments { page: 0 }, now);
        }
    }

    fn on_bar(&mut self, touch: BarTouch, now: Duration) {
        match touch {
            BarTouch::Home if !matches!(self.screen, Screen::Taking { .. }) => self.go_home(now),
            BarTouch::Home => {}
            BarTouch::Language(language) => {
                self.choice.language = language;
                // The language is part of the request, so the basket is another one.
                self.basket.renew(&mut self.fresh_key);
            }
            BarTouch::Low(low) => {
                self.choice.low = low;
                self.screen.turn_to(0);
            }
            BarTouch::Large(large) => {
                self.choice.large = large;
                self.screen.turn_to(0);
            }
        }
    }

    fn on_item(&mut self, item: ItemCode, now: Duration) {
        match self.hall.offer(&item) {
            Some(ItemOffer::Online) => {
                self.show(Screen::Online { item, from: Box::new(self.screen.clone()) }, now);
            }
            Some(ItemOffer::Line(line)) if line.sells() || self.basket.has(&item) => {
                let most = self.hall.items_max();
                self.basket.toggle(item, most, &mut self.fresh_key);
                if self.basket.is_empty() && matches!(self.screen, Screen::Materials { .. }) {
                    self.show(Screen::Departments { page: 0 }, now);
                }
            }
            Some(ItemOffer::Line(_)) | None => {}
        }
    }

    /// All items of a bundle that can be had now; all off again if all were on.
    fn add_bundle(&mut self, bundle: &BundleCode) {
        let items = self.hall.sellable_of_bundle(bundle);
        let most = self.hall.items_max();
        let all_on = items.iter().all(|item| self.basket.has(item));
        for item in items {
            if all_on || !self.basket.has(&item) {
                self.basket.toggle(item, most, &mut self.fresh_key);
            }
        }
    }

    fn add_help(&mut self, now: Duration) {
        let Some(help) = self.hall.help_item().cloned() else { return };
        if !self.basket.has(&help) {
            self.basket.toggle(help, self.hall.items_max(), &mut self.fresh_key);
        }
        self.show(Screen::Materials { page: 0 }, now);
    }

    fn back(&mut self, now: Duration) {
        let to = match &self.screen {
            Screen::Departments { .. } => {
                self.go_home(now);
                return;
            }
            Screen::Items { .. } | Screen::Materials { .. } => Screen::Departments { page: 0 },
            Screen::Online { from, .. } => Screen::clone(from),
            Screen::Home | Screen::Taking { .. } | Screen::Ticket(_) | Screen::Refused { .. } => return,
        };
        self.show(to, now);
    }

    fn take(&mut self, now: Duration) -> Vec<Action> {
        let ready = matches!(self.screen, Screen::Materials { .. }) && self.hall.is_up();
        let Some(key) = self.basket.key().filter(|_| ready).cloned() else {
            return Vec::new();
        };
        let request = TakeTicketRequest {
            items: self.basket.items().to_vec(),
            class: None,
            english: self.choice.language == Language::En,
            ..TakeTicketRequest::default()
        };
        self.show(Screen::Taking { key: key.clone(), since: now, retrying: false }, now);
        vec![Action::Take(key, request)]
    }

    fn give_up(&mut self, now: Duration) -> Vec<Action> {
        let Screen::Taking { key, since, .. } = &self.screen else { return Vec::new() };
        if now < *since + GIVE_UP_AFTER {
            return Vec::new();
        }
        let abandon = Action::Abandon(key.clone());
        self.go_home(now);
        vec![abandon]
    }

    fn done(&mut self, now: Duration) {
        match &self.screen {
            Screen::Ticket(_) => self.go_home(now),
            Screen::Refused { items, .. } => {
                for item in items {
                    self.basket.drop_item(&item.code, &mut self.fresh_key);
                }
                // After giving up, the old key may stand for a number that is being given back.
                self.basket.renew(&mut self.fresh_key);
                self.show(Screen::Departments { page: 0 }, now);
            }
            _ => {}
        }
    }

    /// Forgets the visitor.
    fn go_home(&mut self, now: Duration) {
        self.basket = Basket::default();
        self.choice = Choice { language: self.language, ..Choice::default() };
        self.show(Screen::Home, now);
    }

    fn show(&mut self, screen: Screen, now: Duration) {
        self.screen = screen;
        self.screen_since = now;
        self.touched = now;
    }
}
