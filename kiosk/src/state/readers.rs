//! What follows when something was held before a reader: from any screen where it makes sense.

use std::time::Duration;

use super::scan::{self, Scan};
use super::{Action, HallState, Notice, Screen, Secret, State};

impl State {
    pub(super) fn on_scan(&mut self, text: Secret, now: Duration) -> Vec<Action> {
        // A visitor may hold their fresh ticket before the scanner, or a card once more: nothing is to be done about it.
        if self.screen.is_busy() || matches!(self.screen, Screen::Ticket(_) | Screen::Returned { .. }) {
            return Vec::new();
        }
        // Who holds something before a reader is still there.
        self.touched = now;
        self.leaving = false;
        let read = scan::read(&text.reveal());
        if self.screen == Screen::Certificate {
            return match read {
                Scan::Card(card) => self.on_certificate_card(card, now),
                Scan::Ticket(_) | Scan::ReturnCode(_) | Scan::Unknown => {
                    self.say(Notice::WantsOwnCard, now);
                    Vec::new()
                }
            };
        }
        match read {
            Scan::Ticket(code) => return self.on_ticket(code, now),
            Scan::Card(card) => {
                if self.may_tell(Notice::WantsTicket, now) {
                    self.visitor.card = Some(card);
                    self.told(Notice::CardRead, now);
                }
            }
            Scan::ReturnCode(code) => {
                if self.may_tell(Notice::WantsTicket, now) {
                    self.visitor.return_code = Some(code);
                    self.told(Notice::CodeRead, now);
                }
            }
            Scan::Unknown => self.say(Notice::NotOurs, now),
        }
        Vec::new()
    }

    fn on_ticket(&mut self, code: Secret, now: Duration) -> Vec<Action> {
        if matches!(self.screen, Screen::Card | Screen::Code { .. }) {
            self.say(Notice::WantsCard, now);
            return Vec::new();
        }
        if !self.hall.is_up() {
            self.say(Notice::Away, now);
            return Vec::new();
        }
        let from = match &self.screen {
            Screen::Scanned { from, .. } => from.clone(),
            Screen::Refused { .. } => Box::new(Screen::HOME),
            other => Box::new(other.clone()),
        };
        let key = (self.fresh_key)();
        self.notice = None;
        self.show(Screen::Checking { key: key.clone(), since: now, from }, now);
        vec![Action::Scan(key, code)]
    }

    /// Can a card or a return code be of use now? Says why not.
    fn may_tell(&mut self, elsewhere: Notice, now: Duration) -> bool {
        let why_not = match &self.screen {
            Screen::ComeBack | Screen::Checking { .. } | Screen::Scanned { .. } => elsewhere,
            _ if !self.hall.is_up() => Notice::Away,
            Screen::Home { .. } | Screen::Ask if !matches!(self.hall.state(), HallState::Open { .. }) => {
                Notice::NoNumbersNow
            }
            _ => return true,
        };
        self.say(why_not, now);
        false
    }

    /// On to where the number is taken.
    fn told(&mut self, notice: Notice, now: Duration) {
        self.renew_key();
        match &self.screen {
            Screen::Card | Screen::Code { .. } | Screen::Class => {
                self.show(Screen::Materials { page: 0 }, now);
            }
            Screen::Home { .. } | Screen::Ask if self.basket.is_empty() => self.show(Screen::CHOOSE, now),
            Screen::Home { .. } | Screen::Ask => self.show(Screen::Materials { page: 0 }, now),
            _ => {}
        }
        self.say(notice, now);
    }
}
