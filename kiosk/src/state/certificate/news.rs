//! What the worker tells on the way to a certificate, and what it changes.

use std::time::Duration;

use hall_api::client::Key;
use hall_api::requests::DrawnCertificate;

use super::super::{Action, Screen, Secret, State};
use super::{
    Copies, CopyEnd, Drawn, Mask, NotPossible, PIN_DIGITS, Person, Phone, Sheet, Step, Task, Then, Told,
    Trouble, Wait, WrongPin,
};

/// The session is over: the person has to sign in again.
const SESSION_OVER: &str = "person_session_over";
/// The PIN was wrong.
const WRONG_PIN: &str = "wrong_pin";

impl State {
    /// Answers to anything but the present task come too late.
    pub(in crate::state) fn on_certificate_told(
        &mut self,
        key: &Key,
        told: Told,
        now: Duration,
    ) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        if certificate.task != *key {
            return Vec::new();
        }
        match told {
            Told::Retrying => {
                if let Step::Waiting { retrying, .. } = &mut certificate.step {
                    *retrying = true;
                }
            }
            Told::Phone(offer) => {
                let ends_at = self.hall.local(offer.until, now).unwrap_or(now + super::IDLE_PHONE);
                let phone = Phone { url: offer.url, check: offer.check, ends_at, opened: false };
                self.step(Step::Phone(phone), now);
            }
            Told::Opened => {
                if let Step::Phone(phone) = &mut certificate.step
                    && !phone.opened
                {
                    phone.opened = true;
                    // Somebody is there, if only at the phone.
                    self.touched = now;
                }
            }
            Told::SignedIn { name, until } => {
                let ends_at = self.hall.local(until, now);
                certificate.person = Some(Person { name, ends_at });
                certificate.card = None;
                return self.ask(Task::Offers, Some(Wait::Offers), now);
            }
            Told::Offers(offers) => {
                certificate.offers = offers.offers;
                certificate.purposes = offers.purposes;
                certificate.wish = super::Wish::default();
                self.step(Step::Offers { page: 0 }, now);
            }
            Told::Drawn(drawn, sheets) => self.drawn(drawn, sheets, now),
            Told::Ordered(jobs) => {
                let pages = jobs.first().map_or(1, |job| job.pages);
                let copies = Copies::new(jobs.iter().map(|job| job.id), pages);
                self.step(Step::Printing(copies), now);
                self.look_whether_over(now);
            }
            Told::Sheets { job, done } => {
                if let Step::Printing(copies) = &mut certificate.step {
                    copies.sheets(job, done);
                    self.touched = now;
                }
            }
            Told::Ended(job, how) => {
                if let Step::Printing(copies) = &mut certificate.step {
                    copies.end(job, how);
                    self.touched = now;
                    self.look_whether_over(now);
                }
            }
            Told::Refused(why) => return self.not_possible(why, now),
        }
        Vec::new()
    }

    fn drawn(&mut self, drawn: DrawnCertificate, sheets: Vec<Sheet>, now: Duration) {
        let Some(certificate) = &mut self.certificate else { return };
        let Some(request) = certificate.request() else { return };
        certificate.drawn = Some(Drawn { certificate: drawn, sheets, request });
        certificate.wish.copies = certificate.wish.copies.min(certificate.copies_max());
        self.step(Step::Preview { page: 0, mask: Mask::Covered }, now);
    }

    /// After the last copy: the paper is taken, or something is missing.
    fn look_whether_over(&mut self, now: Duration) {
        let Some(certificate) = &self.certificate else { return };
        let Step::Printing(copies) = &certificate.step else { return };
        if !copies.are_over() {
            return;
        }
        let copies = copies.clone();
        let all = copies.ended(CopyEnd::NotPrinted) + copies.ended(CopyEnd::Unknown) == 0;
        self.step(if all { Step::Taken { since: now } } else { Step::Short(copies) }, now);
    }

    /// Says why not; from there the person goes on where it makes sense.
    pub(super) fn not_possible(&mut self, why: NotPossible, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        let what = match &certificate.step {
            Step::Waiting { what, .. } => *what,
            Step::Phone(_) => Wait::Phone,
            _ => return Vec::new(),
        };
        if why.code == SESSION_OVER {
            return self.session_over(now);
        }
        if what == Wait::Pin && why.code == WRONG_PIN {
            let wrong = Some(why.tries_left.map_or(WrongPin::Again, WrongPin::Left));
            self.step(Step::Pin { typed: Secret::with_room(PIN_DIGITS), wrong }, now);
            return Vec::new();
        }
        let passing = matches!(why.code.as_str(), "server_away" | "busy" | "timeout" | "unavailable");
        let then = match what {
            Wait::Phone | Wait::Pin => Then::SignIn,
            Wait::Offers | Wait::Drawing | Wait::Ordering if passing => Then::Again(what),
            Wait::Offers => Then::Home,
            Wait::Drawing | Wait::Ordering => Then::Choose,
        };
        let trouble = Trouble { code: why.code, until: why.until, words: why.words, then };
        self.step(Step::Trouble(trouble), now);
        Vec::new()
    }

    /// Nothing of the person stays, and whoever is there signs in again.
    pub(super) fn session_over(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        let ended = certificate.visit.clone();
        **certificate = super::Certificate::new((self.fresh_key)());
        certificate.step = Step::Trouble(Trouble {
            code: SESSION_OVER.to_owned(),
            until: None,
            words: None,
            then: Then::SignIn,
        });
        self.show(Screen::Certificate, now);
        vec![Action::Certificate(ended, Task::SignOut)]
    }
}
