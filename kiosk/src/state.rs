//! What the kiosk knows and where its visitor is: pure, so that every path is tested without a window.
//!
//! Events go in, actions come out. Time is a parameter, counted since the program began. It decides; drawing only draws
//! what `crate::view` makes of it. It does no I/O, and the idempotency keys it gives to requests come from outside.

mod basket;
pub mod certificate;
mod hall;
mod journey;
mod moments;
mod news;
mod offer;
mod readers;
mod scan;
mod screen;
#[cfg(test)]
pub(crate) mod tests;
mod visitor;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use hall_api::client::Key;
use hall_api::core::ids::{BundleCode, ClassId, ItemCode, TicketId};
use hall_api::requests::TakeTicketRequest;
use hall_api::texts::Language;
use hall_ui::look::Choice;
use hall_ui::widgets::BarTouch;

pub use basket::Basket;
pub use certificate::{Certificate, CertificateTouch, Office};
pub use hall::{Hall, HallState};
pub use news::{News, Picture, Printer, Refused};
pub use offer::{ItemOffer, LineOffer};
pub use scan::SCAN_CHARS_MAX;
pub use screen::{By, Paper, RefusedItem, Screen, Shelf, TicketScreen};
pub use visitor::{Secret, Visitor};

use crate::speech::{Guide, Utterance};

/// Touches are not taken this long after the screen has changed: the second of a double tap must not press
/// whatever stands there now.
pub const SETTLE: Duration = Duration::from_millis(350);
/// Without a touch for this long the visitor is asked whether they are still there …
pub const IDLE: Duration = Duration::from_secs(30);
/// … for this long, then everything is forgotten.
pub const ASKING: Duration = Duration::from_secs(10);
/// The same for who is guided by the voice, and has to listen first.
pub const IDLE_GUIDED: Duration = Duration::from_mins(1);
/// The same for who is guided by the voice.
pub const ASKING_GUIDED: Duration = Duration::from_secs(30);
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
/// Nobody waits longer than this for an answer about a scanned ticket.
pub const CHECKING_MAX: Duration = Duration::from_secs(15);
/// What a reader or the server gave occasion to say is shown this long.
pub const NOTICE_SHOWN: Duration = Duration::from_secs(7);
/// Pictures of sample documents kept at once.
const PICTURES_MAX: usize = 4;

/// What the visitor touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    /// Begin to take a number.
    Begin,
    /// Go to a place beside the way.
    Go(Place),
    /// Look for items in another way.
    By(By),
    /// Open a shelf of items.
    Open(Shelf),
    /// Choose an item, or put it back.
    Item(ItemCode),
    /// Everything about an item.
    Details(ItemCode),
    /// Look at a sample document of the item shown, from 0.
    Sample(usize),
    /// Choose all items of a bundle.
    Bundle(BundleCode),
    /// Take a number for help with something done online.
    Help,
    /// Another page of a list.
    Page(usize),
    /// A letter or figure of our own keyboard.
    Type(char),
    /// The last one away.
    Erase,
    /// All of them away.
    Clear,
    /// Claim a class that waits less, or none.
    Class(Option<ClassId>),
    /// Take the number without the card after all.
    DropCard,
    /// Take the number without the return code after all.
    DropCode,
    /// One step back.
    Back,
    /// One step on.
    Next,
    /// Take the number.
    Take,
    /// Stop waiting for the number.
    GiveUp,
    /// The visitor of the scanned ticket is back.
    Return,
    /// Something on the way to a certificate.
    Certificate(CertificateTouch),
    /// Seen the ticket or the refusal.
    Done,
    /// Still there.
    Stay,
    /// Not there any more.
    Leave,
    /// The bar at the lower edge.
    Bar(BarTouch),
}

/// Places beside the way to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where to ask.
    Ask,
    /// Look for items by typing.
    Search,
    /// Who waits less?
    Class,
    /// Take the number by card.
    Card,
    /// Take the number by return code.
    Code,
    /// Come back to a ticket.
    ComeBack,
    /// Print a certificate.
    Certificate,
}

/// What happens to a kiosk.
#[derive(Clone, Debug)]
pub enum Event {
    /// From the worker.
    News(News),
    /// From the screen.
    Touch(Touch),
    /// From a reader that types like a keyboard: everything up to its Enter.
    Scan(Secret),
    /// The spoken guidance went on; what it says.
    Guide(Guide, Option<Utterance>),
}

/// What the worker shall do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Ask for a number, and for the very same again until there is an answer; print it.
    Take(Key, TakeTicketRequest),
    /// Nobody waits for this number any more: print nothing, and give it back if it was taken.
    Abandon(Key),
    /// Ask what ticket this is.
    Scan(Key, Secret),
    /// The visitor of this ticket is back.
    Return(Key, TicketId),
    /// Fetch the picture of a sample document by the hash of its content.
    Fetch(String),
    /// Something on the way to a certificate, by the key of the task.
    Certificate(Key, certificate::Task),
    /// Say this instead of what is being said.
    Say(Utterance),
}

/// Something to say for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The card was read.
    CardRead,
    /// The return code was read.
    CodeRead,
    /// What was held before a reader is nothing of ours.
    NotOurs,
    /// A card was held where a ticket is wanted.
    WantsTicket,
    /// A ticket was held where a card is wanted.
    WantsCard,
    /// Nothing can be done with it while no numbers are given out.
    NoNumbersNow,
    /// Nothing can be done with it while the server is away.
    Away,
    /// Card and return code went with the refused request: they have to be shown again.
    TellAgain,
    /// A card was held where somebody is signed in.
    SignedInAlready,
    /// Something else was held where the person's card is wanted.
    WantsOwnCard,
}

/// What is plugged into the kiosk and types like a keyboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readers {
    /// Reads the QR codes of tickets and return codes.
    pub scanner: bool,
    /// Reads staff and student cards.
    pub cards: bool,
}

/// The kiosk.
pub struct State {
    /// Everything known of the hall.
    pub hall: Hall,
    /// The receipt printer.
    pub printer: Printer,
    /// The printer of certificates.
    pub office: Office,
    /// Somebody prints a certificate.
    pub certificate: Option<Box<Certificate>>,
    /// What was chosen.
    pub basket: Basket,
    /// Who takes the number, as far as they told.
    pub visitor: Visitor,
    /// What the visitor sees.
    pub screen: Screen,
    /// Language and size; back to the kiosk's own with every visitor.
    pub choice: Choice,
    /// What can be read here.
    pub readers: Readers,
    /// The spoken guidance.
    pub guide: Guide,
    language: Language,
    fresh_key: Box<dyn FnMut() -> Key + Send>,
    screen_since: Duration,
    touched: Duration,
    /// The visitor is asked whether the basket may be forgotten.
    leaving: bool,
    /// The request under way carries what the visitor told about themselves.
    told_with_request: bool,
    notice: Option<(Notice, Duration)>,
    /// Sample documents by their hash, the newest last.
    pictures: VecDeque<(String, Picture)>,
}

impl State {
    /// A kiosk that has heard nothing yet. `fresh_key` makes idempotency keys.
    pub fn new(
        language: Language,
        readers: Readers,
        fresh_key: impl FnMut() -> Key + Send + 'static,
    ) -> Self {
        Self {
            hall: Hall::default(),
            printer: Printer::default(),
            office: Office::default(),
            certificate: None,
            basket: Basket::default(),
            visitor: Visitor::default(),
            screen: Screen::HOME,
            choice: Choice { language, ..Choice::default() },
            readers,
            guide: Guide::default(),
            language,
            fresh_key: Box::new(fresh_key),
            screen_since: Duration::ZERO,
            touched: Duration::ZERO,
            leaving: false,
            told_with_request: false,
            notice: None,
            pictures: VecDeque::new(),
        }
    }

    /// Takes an event in.
    pub fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        let visit = self.certificate_visit();
        let actions = self.take_in(event, now);
        self.signed_out(visit, actions)
    }

    fn certificate_visit(&self) -> Option<Key> {
        self.certificate.as_ref().map(|certificate| certificate.visit().clone())
    }

    /// However a visit with a certificate ended, the worker forgets its part as well.
    fn signed_out(&self, visit: Option<Key>, mut actions: Vec<Action>) -> Vec<Action> {
        if self.certificate.is_none() {
            actions.extend(visit.map(|visit| Action::Certificate(visit, certificate::Task::SignOut)));
        }
        actions
    }

    fn take_in(&mut self, event: Event, now: Duration) -> Vec<Action> {
        match event {
            Event::News(news) => self.on_news(news, now),
            Event::Touch(touch) => self.on_touch(touch, now),
            Event::Scan(text) => self.on_scan(text, now),
            Event::Guide(guide, said) => {
                self.guide = guide;
                said.map(Action::Say).into_iter().collect()
            }
        }
    }

    /// Is the visitor asked whether the basket may be forgotten?
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// When somebody touched the screen last.
    pub fn touched(&self) -> Duration {
        self.touched
    }

    /// What there is to say now.
    pub fn notice(&self, now: Duration) -> Option<Notice> {
        self.notice.filter(|(_, until)| now < *until).map(|(notice, _)| notice)
    }

    /// A sample document's picture; none while it has not come.
    pub fn picture(&self, sha256: &str) -> Option<&Picture> {
        self.pictures.iter().find(|(known, _)| known == sha256).map(|(_, picture)| picture)
    }

    /// Does the kiosk hold anything a visitor chose or told?
    pub fn holds_something(&self) -> bool {
        !self.basket.is_empty()
            || !self.visitor.is_nobody()
            || self.certificate.as_ref().is_some_and(|certificate| certificate.holds_something())
    }

    /// The visitor has gone, or says so: nothing of them stays, not even the voice.
    fn forget(&mut self, now: Duration) -> Vec<Action> {
        let guided = std::mem::take(&mut self.guide).is_on();
        let silence = Utterance { language: self.choice.language, words: String::new() };
        self.go_home(now);
        guided.then_some(Action::Say(silence)).into_iter().collect()
    }

    /// Back to the first screen; nothing that was chosen or told stays.
    fn go_home(&mut self, now: Duration) {
        self.certificate = None;
        self.basket = Basket::default();
        self.visitor = Visitor::default();
        self.choice = Choice { language: self.language, ..Choice::default() };
        self.notice = None;
        self.told_with_request = false;
        self.show(Screen::HOME, now);
    }

    fn show(&mut self, screen: Screen, now: Duration) {
        self.screen = screen;
        self.screen_since = now;
        self.touched = now;
        self.leaving = false;
    }

    fn say(&mut self, notice: Notice, now: Duration) {
        self.notice = Some((notice, now + NOTICE_SHOWN));
    }

    /// The request became another one.
    fn renew_key(&mut self) {
        self.basket.renew(&mut self.fresh_key);
    }

    fn keep_picture(&mut self, sha256: String, picture: Picture) {
        self.pictures.retain(|(known, _)| *known != sha256);
        self.pictures.push_back((sha256, picture));
        while self.pictures.len() > PICTURES_MAX {
            self.pictures.pop_front();
        }
    }
}

/// Shared with the worker and the screens.
pub(crate) type Pixels = Arc<hall_ui::egui::ColorImage>;
