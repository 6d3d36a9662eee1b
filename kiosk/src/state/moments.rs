//! What time alone does: asking who is quiet, forgetting who has gone, giving up what does not answer.

use std::time::Duration;

use hall_ui::look::Choice;

use super::{
    ASKING, ASKING_GUIDED, Action, CHECKING_MAX, GIVE_UP_AFTER, IDLE, IDLE_GUIDED, Refused, Screen, State,
    TAKING_MAX, TICKET_SHOWN,
};

impl State {
    /// Somebody pressed somewhere. While the visitor is asked, only an answer counts.
    pub fn pressed(&mut self, now: Duration) {
        if self.asking(now).is_none() {
            self.touched = now;
        }
    }

    /// Time left of the question whether the visitor is still there; none while it is not asked.
    pub fn asking(&self, now: Duration) -> Option<Duration> {
        if !self.is_watched() {
            return None;
        }
        let (idle, asking) = self.patience();
        let quiet = now.saturating_sub(self.touched);
        (quiet >= idle).then(|| (idle + asking).saturating_sub(quiet))
    }

    /// How long somebody may be quiet, and think about the question: who is guided has to listen first.
    fn patience(&self) -> (Duration, Duration) {
        let (idle, asking) = if self.guide.is_on() { (IDLE_GUIDED, ASKING_GUIDED) } else { (IDLE, ASKING) };
        let own = self.certificate.as_ref().and_then(|certificate| certificate.idle());
        (own.map_or(idle, |own| own.max(idle)), asking)
    }

    /// When a visitor who stays quiet is forgotten.
    pub(super) fn forgotten_at(&self) -> Duration {
        let (idle, asking) = self.patience();
        self.touched + idle + asking
    }

    /// Is the visitor asked before everything is forgotten? On the first screen only if something would be lost.
    fn is_watched(&self) -> bool {
        match self.screen {
            Screen::Home { .. } => self.holds_something(),
            Screen::Certificate => {
                self.certificate.as_ref().is_some_and(|certificate| certificate.is_watched())
            }
            _ => self.screen.times_out(),
        }
    }

    /// When the present screen ends by itself; none if it stays.
    pub fn ends_at(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Home { .. } if self.holds_something() => Some(self.forgotten_at()),
            Screen::Home { page } => {
                let own = Choice { language: self.language, ..Choice::default() };
                let changed = *page != 0 || self.choice != own || self.guide.is_on();
                changed.then_some(self.touched + self.patience().0)
            }
            Screen::Taking { since, .. } => Some(*since + TAKING_MAX),
            Screen::Checking { since, .. } => Some(*since + CHECKING_MAX),
            Screen::Returned { since, .. } => Some((*since).max(self.touched) + TICKET_SHOWN),
            Screen::Ticket(ticket) if self.guide.is_on() => Some(ticket.ends_at(self.touched) + IDLE_GUIDED),
            Screen::Ticket(ticket) => Some(ticket.ends_at(self.touched)),
            Screen::Certificate => self.certificate_ends_at(),
            _ => Some(self.forgotten_at()),
        }
    }

    /// Does what is due by time alone.
    pub fn tick(&mut self, now: Duration) -> Vec<Action> {
        let visit = self.certificate_visit();
        let actions = self.do_due(now);
        self.signed_out(visit, actions)
    }

    fn do_due(&mut self, now: Duration) -> Vec<Action> {
        if self.notice(now).is_none() {
            self.notice = None;
        }
        if let Screen::Ticket(ticket) = &mut self.screen {
            ticket.tick(now);
        }
        if self.ends_at().is_none_or(|end| now < end) {
            return Vec::new();
        }
        match &self.screen {
            Screen::Taking { key, .. } => {
                let abandon = Action::Abandon(key.clone());
                self.refuse(Refused::with_code("server_away"), now);
                vec![abandon]
            }
            Screen::Checking { .. } => {
                self.refuse(Refused::with_code("server_away"), now);
                Vec::new()
            }
            Screen::Certificate => self.certificate_tick(now),
            _ => self.forget(now),
        }
    }

    /// How long until `tick` has something to do, or the picture changes by itself: a countdown, the clock.
    pub fn next_tick(&self, now: Duration) -> Option<Duration> {
        let whole_second = |left: Duration| match left.subsec_nanos() {
            0 => Duration::from_secs(1),
            nanos => Duration::from_nanos(u64::from(nanos)),
        };
        let coming = |at: Duration| at.checked_sub(now).filter(|left| !left.is_zero());
        let ask = self.is_watched().then(|| coming(self.touched + self.patience().0)).flatten();
        let end = self.ends_at().and_then(coming);
        let countdown = match &self.screen {
            Screen::Ticket(_) | Screen::Returned { .. } => end.map(whole_second),
            Screen::Taking { since, .. } => coming(*since + GIVE_UP_AFTER),
            _ => self.asking(now).filter(|left| !left.is_zero()).map(whole_second),
        };
        let paper = match &self.screen {
            Screen::Ticket(ticket) => ticket.gives_up_paper_at().and_then(|at| at.checked_sub(now)),
            _ => None,
        };
        let certificate = self.certificate.as_ref();
        let counted = certificate.and_then(|certificate| certificate.counts_down_to(self.touched));
        let counted = counted.and_then(coming).map(whole_second);
        let changes = certificate.and_then(|certificate| certificate.changes_at()).and_then(coming);
        let notice = self.notice.and_then(|(_, until)| coming(until));
        let minute = self.hall.until_next_minute(now);
        [ask, end, countdown, paper, counted, changes, notice, minute].into_iter().flatten().min()
    }
}
