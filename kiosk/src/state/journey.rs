//! Where a touch leads: the visitor's way from the first screen to the number, and back.

use std::time::Duration;

use hall_api::core::ids::{BundleCode, ItemCode};
use hall_api::requests::TakeTicketRequest;
use hall_api::texts::Language;
use hall_ui::widgets::BarTouch;

use super::scan::CODE_CHARS;
use super::{
    Action, GIVE_UP_AFTER, HallState, ItemOffer, Notice, Picture, Place, SETTLE, Screen, Secret, State, Touch,
};
use crate::search::QUERY_MAX;

impl State {
    pub(super) fn on_touch(&mut self, touch: Touch, now: Duration) -> Vec<Action> {
        if self.asking(now).is_some() || self.leaving {
            match touch {
                Touch::Stay => {
                    self.touched = now;
                    self.leaving = false;
                }
                Touch::Leave => return self.forget(now),
                _ => {}
            }
            return Vec::new();
        }
        if now < self.screen_since + SETTLE && self.screen_since > Duration::ZERO {
            return Vec::new();
        }
        self.touched = now;
        if self.screen == Screen::Certificate && !matches!(touch, Touch::Bar(_)) {
            return self.on_certificate_touch(touch, now);
        }
        match touch {
            Touch::Bar(touch) => self.on_bar(touch, now),
            Touch::Begin => self.begin(now),
            Touch::Go(place) => self.go(place, now),
            Touch::By(by) => self.show(Screen::Choose { by, page: 0 }, now),
            Touch::Open(opened) => {
                let from = Box::new(self.screen.clone());
                self.show(Screen::Items { shelf: opened, page: 0, from }, now);
            }
            Touch::Item(item) => self.on_item(item, now),
            Touch::Details(item) => {
                if self.hall.item(&item).is_some() {
                    self.show(Screen::Item { item, page: 0, from: Box::new(self.screen.clone()) }, now);
                }
            }
            Touch::Sample(index) => return self.look_at(index, now),
            Touch::Bundle(bundle) => self.add_bundle(&bundle),
            Touch::Help => self.add_help(now),
            Touch::Page(page) => self.screen.turn_to(page),
            Touch::Type(letter) => self.type_letter(letter),
            Touch::Erase => self.retype(|typed| {
                typed.pop();
            }),
            Touch::Clear => self.retype(String::clear),
            Touch::Class(class) => {
                self.visitor.class = class;
                self.renew_key();
                self.show(Screen::Materials { page: 0 }, now);
            }
            Touch::DropCard => {
                self.visitor.card = None;
                self.renew_key();
            }
            Touch::DropCode => {
                self.visitor.return_code = None;
                self.renew_key();
            }
            Touch::Back => self.back(now),
            Touch::Next => self.next(now),
            Touch::Take => return self.take(now),
            Touch::GiveUp => return self.give_up(now),
            Touch::Return => return self.come_back(now),
            Touch::Done => self.done(now),
            Touch::Stay | Touch::Leave | Touch::Certificate(_) => {}
        }
        Vec::new()
    }

    fn begin(&mut self, now: Duration) {
        if matches!(self.screen, Screen::Home { .. }) && matches!(self.hall.state(), HallState::Open { .. }) {
            self.show(Screen::CHOOSE, now);
        }
    }

    fn go(&mut self, place: Place, now: Duration) {
        let at_home = matches!(self.screen, Screen::Home { .. });
        let at_materials = matches!(self.screen, Screen::Materials { .. });
        let to = match place {
            Place::Certificate if at_home => return self.begin_certificate(now),
            Place::Ask if at_home => Screen::Ask,
            Place::ComeBack if at_home && self.readers.scanner && self.hall.is_up() => Screen::ComeBack,
            Place::Search => Screen::Search { query: String::new(), found: Vec::new(), page: 0 },
            Place::Class if at_materials => Screen::Class,
            Place::Card if at_materials && self.readers.cards => Screen::Card,
            Place::Code if at_materials => Screen::Code { typed: String::new() },
            Place::Ask | Place::ComeBack | Place::Class | Place::Card | Place::Code | Place::Certificate => {
                return;
            }
        };
        self.show(to, now);
    }

    /// Home; asks first if something would be lost.
    pub(super) fn leave(&mut self, now: Duration) {
        if self.holds_something() {
            self.leaving = true;
            self.screen_since = now;
        } else {
            self.go_home(now);
        }
    }

    fn on_bar(&mut self, touch: BarTouch, now: Duration) {
        match touch {
            BarTouch::Home if self.screen.is_busy() => {}
            BarTouch::Home => self.leave(now),
            BarTouch::Language(language) => {
                self.choice.language = language;
                // The language is part of the request, so it is another one.
                self.renew_key();
            }
            BarTouch::Large(large) => {
                self.choice.large = large;
                self.turn_to_first();
            }
            BarTouch::Low(low) => {
                self.choice.low = low;
                self.turn_to_first();
            }
        }
    }

    /// Other sizes are other pages.
    fn turn_to_first(&mut self) {
        self.screen.turn_to(0);
        if let Some(certificate) = &mut self.certificate {
            certificate.turn_to(0);
        }
    }

    fn on_item(&mut self, item: ItemCode, now: Duration) {
        match self.hall.offer(&item) {
            Some(ItemOffer::Online) => {
                self.show(Screen::Online { item, from: Box::new(self.screen.clone()) }, now);
            }
            Some(ItemOffer::Line(line)) if line.sells() || self.basket.has(&item) => {
                let most = self.hall.items_max();
                self.basket.toggle(item.clone(), most, &mut self.fresh_key);
                let chosen = self.basket.has(&item);
                match &self.screen {
                    Screen::Item { from, .. } if chosen => self.show(Screen::clone(from), now),
                    Screen::Materials { .. } if self.basket.is_empty() => self.show(Screen::CHOOSE, now),
                    _ => {}
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

    fn look_at(&mut self, index: usize, now: Duration) -> Vec<Action> {
        let (item, from) = match &self.screen {
            Screen::Item { item, .. } => (item.clone(), Box::new(self.screen.clone())),
            Screen::Sample { item, from, .. } => (item.clone(), from.clone()),
            _ => return Vec::new(),
        };
        let sample = self.hall.item(&item).and_then(|found| found.samples.get(index));
        let Some(sha256) = sample.map(|sample| sample.sha256.clone()) else { return Vec::new() };
        self.show(Screen::Sample { item, index, from }, now);
        match self.picture(&sha256) {
            Some(Picture::Ready(_)) => Vec::new(),
            // What could not be had a moment ago is asked for again.
            Some(Picture::Missing) | None => {
                self.pictures.retain(|(known, _)| *known != sha256);
                vec![Action::Fetch(sha256)]
            }
        }
    }

    fn type_letter(&mut self, letter: char) {
        match &mut self.screen {
            Screen::Search { query, .. } if query.chars().count() < QUERY_MAX => query.push(letter),
            Screen::Code { typed } if letter.is_ascii_alphanumeric() && typed.len() < CODE_CHARS => {
                typed.push(letter.to_ascii_uppercase());
            }
            _ => return,
        }
        self.find_again();
    }

    fn retype(&mut self, change: impl FnOnce(&mut String)) {
        if let Screen::Search { query: typed, .. } | Screen::Code { typed } = &mut self.screen {
            change(typed);
            self.find_again();
        }
    }

    /// What is found follows what was typed, and the catalogue.
    pub(super) fn find_again(&mut self) {
        if let Screen::Search { query, found, page } = &mut self.screen {
            *found = self.hall.find(query);
            *page = 0;
        }
    }

    /// One step back keeps what was chosen.
    fn back(&mut self, now: Duration) {
        let to = match &self.screen {
            Screen::Ask | Screen::Choose { .. } | Screen::ComeBack => Screen::HOME,
            Screen::Search { .. } | Screen::Materials { .. } => Screen::CHOOSE,
            Screen::Class | Screen::Card | Screen::Code { .. } => Screen::Materials { page: 0 },
            // Whether the return was told is not known: only the answer ends this.
            Screen::Checking { from, .. } if matches!(**from, Screen::Scanned { .. }) => return,
            Screen::Items { from, .. }
            | Screen::Item { from, .. }
            | Screen::Sample { from, .. }
            | Screen::Online { from, .. }
            | Screen::Checking { from, .. }
            | Screen::Scanned { from, .. } => Screen::clone(from),
            Screen::Home { .. }
            | Screen::Returned { .. }
            | Screen::Taking { .. }
            | Screen::Ticket(_)
            | Screen::Certificate
            | Screen::Refused { .. } => return,
        };
        self.show(to, now);
    }

    fn next(&mut self, now: Duration) {
        match &self.screen {
            Screen::Code { typed } if typed.len() == CODE_CHARS => {
                self.visitor.return_code = Some(Secret::new(typed.clone()));
                self.renew_key();
                self.show(Screen::Materials { page: 0 }, now);
                self.say(Notice::CodeRead, now);
            }
            Screen::Choose { .. } | Screen::Items { .. } | Screen::Search { .. } | Screen::Item { .. }
                if !self.basket.is_empty() =>
            {
                self.show(Screen::Materials { page: 0 }, now);
            }
            _ => {}
        }
    }

    fn take(&mut self, now: Duration) -> Vec<Action> {
        let ready = matches!(self.screen, Screen::Materials { .. }) && self.hall.is_up();
        let Some(key) = self.basket.key().filter(|_| ready).cloned() else {
            return Vec::new();
        };
        self.told_with_request = self.visitor.card.is_some() || self.visitor.return_code.is_some();
        let request = TakeTicketRequest {
            items: self.basket.items().to_vec(),
            class: self.visitor.class.clone(),
            english: self.choice.language == Language::En,
            card: self.visitor.card.take().map(Secret::reveal),
            return_code: self.visitor.return_code.take().map(Secret::reveal),
        };
        self.notice = None;
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

    fn come_back(&mut self, now: Duration) -> Vec<Action> {
        let Screen::Scanned { ticket, .. } = &self.screen else { return Vec::new() };
        if ticket.cannot_return.is_some() || !self.hall.is_up() {
            return Vec::new();
        }
        let (id, key) = (ticket.ticket, (self.fresh_key)());
        let from = Box::new(self.screen.clone());
        self.show(Screen::Checking { key: key.clone(), since: now, from }, now);
        vec![Action::Return(key, id)]
    }

    /// After a refusal, is something left that can be gone on with? Otherwise one chooses again.
    pub fn goes_on_after_refusal(&self) -> bool {
        let Screen::Refused { items, then, .. } = &self.screen else { return false };
        let refused = |code: &&ItemCode| items.iter().any(|item| item.code == **code);
        !matches!(**then, Screen::Choose { .. }) || !self.basket.items().iter().all(|code| refused(&code))
    }

    fn done(&mut self, now: Duration) {
        match &self.screen {
            Screen::Ticket(_) | Screen::Returned { .. } => self.go_home(now),
            Screen::Scanned { .. } => self.leave(now),
            // Who has a number needs no other: the visit goes on with that one.
            Screen::Refused { code, .. } if code == "open_ticket" => self.go_home(now),
            Screen::Refused { items, then, .. } => {
                let mut then = Screen::clone(then);
                for item in items {
                    self.basket.drop_item(&item.code, &mut self.fresh_key);
                }
                // After giving up, the old key may stand for a number that is being given back.
                self.renew_key();
                // What is left is offered at once.
                if matches!(then, Screen::Choose { .. }) && !self.basket.is_empty() {
                    then = Screen::Materials { page: 0 };
                }
                self.show(then, now);
                if std::mem::take(&mut self.told_with_request) {
                    self.say(Notice::TellAgain, now);
                }
            }
            _ => {}
        }
    }
}
