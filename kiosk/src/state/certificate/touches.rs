//! Where a touch leads on the way to a certificate, and back.

use std::time::Duration;

use hall_api::texts::Language;

use super::super::{Action, GIVE_UP_AFTER, Notice, Screen, Secret, State, Touch};
use super::{
    COPIES_MAX, Certificate, CopyEnd, Mask, Office, PIN_DIGITS, Step, Task, Then, UNCOVERED_MAX, Wait, Wish,
};

/// What was touched on the way to a certificate, beside what other screens have too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateTouch {
    /// Sign in by phone.
    ByPhone,
    /// Sign in by card and PIN.
    ByCard,
    /// This one, from 0.
    Offer(usize),
    /// In this language.
    Language(Language),
    /// For this purpose, from 0.
    Purpose(usize),
    /// So many.
    Copies(u32),
    /// A finger lies on the preview.
    Hold,
    /// It lies there no more.
    Release,
    /// Uncover the preview, or cover it again.
    Uncover,
    /// Print it.
    Print,
    /// Print those again that did not come out.
    PrintAgain,
    /// Print something else as well.
    Another,
}

impl State {
    /// Can certificates be printed here? None: nobody expects it here.
    pub fn certificates(&self) -> Option<Office> {
        (self.office != Office::None && self.hall.has_certificates()).then_some(self.office)
    }

    pub(in crate::state) fn begin_certificate(&mut self, now: Duration) {
        if self.certificates().is_some_and(Office::prints) {
            self.certificate = Some(Box::new(Certificate::new((self.fresh_key)())));
            self.show(Screen::Certificate, now);
        }
    }

    /// On to a step.
    pub(super) fn step(&mut self, step: Step, now: Duration) {
        if let Some(certificate) = &mut self.certificate {
            certificate.step = step;
            // Time and touches count from here.
            self.show(Screen::Certificate, now);
        }
    }

    /// Asks the worker, and waits for its answer if there is something to wait for.
    pub(super) fn ask(&mut self, task: Task, wait: Option<Wait>, now: Duration) -> Vec<Action> {
        let key = (self.fresh_key)();
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        certificate.task = key.clone();
        if let Some(what) = wait {
            self.step(Step::Waiting { what, since: now, retrying: false }, now);
        }
        vec![Action::Certificate(key, task)]
    }

    pub(in crate::state) fn on_certificate_touch(&mut self, touch: Touch, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        match (&mut certificate.step, touch) {
            (_, Touch::Page(page)) => certificate.turn_to(page),
            (Step::Pin { typed, .. }, Touch::Type(digit))
                if digit.is_ascii_digit() && typed.len() < PIN_DIGITS =>
            {
                typed.push(digit);
            }
            (Step::Pin { typed, .. }, Touch::Erase) => typed.pop(),
            (Step::Pin { typed, .. }, Touch::Clear) => *typed = Secret::with_room(PIN_DIGITS),
            (_, Touch::Back) => return self.certificate_back(now),
            (_, Touch::Next) => return self.certificate_next(now),
            (_, Touch::GiveUp) => return self.give_up_certificate(now),
            (_, Touch::Done) => return self.certificate_done(now),
            (_, Touch::Certificate(touch)) => return self.on_own_touch(touch, now),
            _ => {}
        }
        Vec::new()
    }

    fn on_own_touch(&mut self, touch: CertificateTouch, now: Duration) -> Vec<Action> {
        let cards = self.readers.cards;
        let english = self.choice.language == Language::En;
        let prints = self.office.prints();
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        match (&mut certificate.step, touch) {
            (Step::SignIn, CertificateTouch::ByPhone) => {
                return self.ask(Task::SignInByPhone { english }, Some(Wait::Phone), now);
            }
            (Step::SignIn, CertificateTouch::ByCard) if cards => self.step(Step::Card, now),
            (Step::Offers { .. }, CertificateTouch::Offer(index)) => self.choose_offer(index, now),
            (Step::Language, CertificateTouch::Language(language)) => {
                certificate.wish.language = language;
                self.after_language(now);
            }
            (Step::Purpose { .. }, CertificateTouch::Purpose(index))
                if index < certificate.purposes.len() =>
            {
                certificate.wish.purpose = index;
                self.step(Step::Copies, now);
            }
            (Step::Copies, CertificateTouch::Copies(copies)) => {
                certificate.wish.copies = copies.clamp(1, certificate.copies_max());
            }
            (Step::Preview { mask, .. }, CertificateTouch::Hold) if mask.is_covered() => *mask = Mask::Held,
            (Step::Preview { mask, .. }, CertificateTouch::Release) if *mask == Mask::Held => {
                *mask = Mask::Covered;
            }
            (Step::Preview { mask, .. }, CertificateTouch::Uncover) => {
                *mask = match mask {
                    Mask::Covered => Mask::Uncovered { until: now + UNCOVERED_MAX },
                    Mask::Held | Mask::Uncovered { .. } => Mask::Covered,
                };
            }
            (Step::Preview { .. }, CertificateTouch::Print) if prints => return self.print(now),
            (Step::Short(_), CertificateTouch::PrintAgain) if prints => return self.print_again(now),
            (Step::Taken { .. } | Step::Short(_), CertificateTouch::Another) => {
                // What may be printed has changed with what was printed.
                certificate.drawn = None;
                return self.ask(Task::Offers, Some(Wait::Offers), now);
            }
            _ => {}
        }
        Vec::new()
    }

    fn choose_offer(&mut self, index: usize, now: Duration) {
        let preferred = self.choice.language;
        let Some(certificate) = &mut self.certificate else { return };
        let Some(offer) = certificate.offers.get(index) else { return };
        if offer.refused.is_some() || offer.free_left == 0 {
            return;
        }
        let language = match &offer.languages[..] {
            [] => return,
            [only] => *only,
            some if some.contains(&preferred) => preferred,
            [first, ..] => *first,
        };
        let asks_language = offer.languages.len() > 1;
        if certificate.wish.offer != index {
            certificate.wish = Wish { offer: index, language, purpose: 0, copies: 1 };
        }
        certificate.wish.copies = certificate.wish.copies.max(1);
        if asks_language {
            self.step(Step::Language, now);
        } else {
            self.after_language(now);
        }
    }

    fn after_language(&mut self, now: Duration) {
        let asks = self.certificate.as_ref().is_some_and(|certificate| certificate.purposes.len() > 1);
        self.step(if asks { Step::Purpose { page: 0 } } else { Step::Copies }, now);
    }

    fn certificate_next(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        let is_drawn = certificate.current().is_some();
        match &mut certificate.step {
            Step::Pin { typed, .. } if typed.len() == PIN_DIGITS => {
                let pin = std::mem::take(typed);
                let Some(card) = certificate.card.clone() else { return Vec::new() };
                self.ask(Task::SignInByCard { card, pin }, Some(Wait::Pin), now)
            }
            Step::Copies if is_drawn => {
                self.step(Step::Preview { page: 0, mask: Mask::Covered }, now);
                Vec::new()
            }
            Step::Copies => self.draw_up(now),
            _ => Vec::new(),
        }
    }

    pub(super) fn draw_up(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        certificate.drawn = None;
        let Some(request) = certificate.request() else { return Vec::new() };
        self.ask(Task::DrawUp(request), Some(Wait::Drawing), now)
    }

    fn print(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &self.certificate else { return Vec::new() };
        let Some(drawn) = certificate.current() else { return Vec::new() };
        let copies = certificate.wish.copies.clamp(1, certificate.copies_max().min(COPIES_MAX));
        let task = Task::Print { certificate: drawn.certificate.id, copies };
        self.ask(task, Some(Wait::Ordering), now)
    }

    fn print_again(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &self.certificate else { return Vec::new() };
        let (Step::Short(copies), Some(drawn)) = (&certificate.step, certificate.current()) else {
            return Vec::new();
        };
        let missing = u32::try_from(copies.ended(CopyEnd::NotPrinted)).unwrap_or(u32::MAX);
        if missing == 0 {
            return Vec::new();
        }
        let task = Task::Print { certificate: drawn.certificate.id, copies: missing.min(COPIES_MAX) };
        self.ask(task, Some(Wait::Ordering), now)
    }

    /// One step back loses nothing that was chosen.
    fn certificate_back(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        let languages = certificate.offer().map_or(0, |offer| offer.languages.len());
        let to = match &certificate.step {
            Step::SignIn => {
                self.end_certificate(now);
                return Vec::new();
            }
            Step::Phone(_) | Step::Card | Step::Pin { .. } => {
                certificate.card = None;
                let abandon = certificate.abandon();
                self.step(Step::SignIn, now);
                return vec![abandon];
            }
            Step::Waiting { .. } => return self.give_up_certificate(now),
            // Nothing to go back to: signing in would begin again. Home asks.
            Step::Offers { .. } => {
                self.leave(now);
                return Vec::new();
            }
            Step::Copies if certificate.purposes.len() > 1 => Step::Purpose { page: 0 },
            Step::Purpose { .. } | Step::Copies if languages > 1 => Step::Language,
            Step::Language | Step::Purpose { .. } | Step::Copies => Step::Offers { page: 0 },
            Step::Preview { .. } => Step::Copies,
            Step::Printing(_) | Step::Short(_) | Step::Taken { .. } | Step::Trouble(_) => return Vec::new(),
        };
        self.step(to, now);
        Vec::new()
    }

    /// Who has waited long enough goes back to where they can do something else.
    fn give_up_certificate(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        let Step::Waiting { what, since, .. } = certificate.step else { return Vec::new() };
        if now < since + GIVE_UP_AFTER {
            return Vec::new();
        }
        let abandon = certificate.abandon();
        match what {
            Wait::Phone | Wait::Pin => self.step(Step::SignIn, now),
            Wait::Offers => return self.forget(now),
            Wait::Drawing => self.step(Step::Copies, now),
            Wait::Ordering => self.step(Step::Preview { page: 0, mask: Mask::Covered }, now),
        }
        vec![abandon]
    }

    fn certificate_done(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        match &certificate.step {
            Step::Trouble(trouble) => match trouble.then {
                Then::SignIn => {
                    certificate.person = None;
                    certificate.card = None;
                    certificate.drawn = None;
                    self.step(Step::SignIn, now);
                    Vec::new()
                }
                Then::Choose => {
                    self.step(Step::Offers { page: 0 }, now);
                    Vec::new()
                }
                Then::Again(Wait::Offers) => self.ask(Task::Offers, Some(Wait::Offers), now),
                Then::Again(Wait::Drawing) => self.draw_up(now),
                Then::Again(Wait::Ordering) => {
                    self.step(Step::Preview { page: 0, mask: Mask::Covered }, now);
                    Vec::new()
                }
                Then::Again(Wait::Phone | Wait::Pin) => {
                    self.step(Step::SignIn, now);
                    Vec::new()
                }
                Then::Home => self.forget(now),
            },
            Step::Taken { .. } | Step::Short(_) | Step::Printing(_) => self.forget(now),
            _ => Vec::new(),
        }
    }

    /// Back to the first screen before anybody was signed in: what else was chosen stays.
    fn end_certificate(&mut self, now: Duration) {
        self.certificate = None;
        self.show(Screen::HOME, now);
    }

    /// A card was held before the reader.
    pub(in crate::state) fn on_certificate_card(&mut self, card: Secret, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return Vec::new() };
        match &certificate.step {
            Step::SignIn | Step::Card | Step::Pin { .. } | Step::Phone(_) => {
                let phoned = matches!(certificate.step, Step::Phone(_));
                let abandon = phoned.then(|| certificate.abandon());
                certificate.card = Some(card);
                self.step(Step::Pin { typed: Secret::with_room(PIN_DIGITS), wrong: None }, now);
                abandon.into_iter().collect()
            }
            _ => {
                self.say(Notice::SignedInAlready, now);
                Vec::new()
            }
        }
    }
}
