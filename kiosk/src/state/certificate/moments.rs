//! What time alone does on the way to a certificate.

use std::time::Duration;

use super::super::{Action, GIVE_UP_AFTER, State};
use super::{
    ANSWER_MAX, Certificate, DRAWING_MAX, IDLE_PHONE, IDLE_PRINTING, Mask, NotPossible, Step, TAKEN_SHOWN,
    Wait,
};

impl Certificate {
    /// How long somebody may be quiet here, where it is not as long as anywhere.
    pub(in crate::state) fn idle(&self) -> Option<Duration> {
        match self.step {
            Step::Phone(_) => Some(IDLE_PHONE),
            Step::Printing(_) => Some(IDLE_PRINTING),
            _ => None,
        }
    }

    /// Is the person asked whether they are still there?
    pub(in crate::state) fn is_watched(&self) -> bool {
        !matches!(self.step, Step::Waiting { .. } | Step::Taken { .. })
    }

    /// When the step ends by itself, other than by everything being forgotten.
    fn due(&self) -> Option<(Duration, Due)> {
        let step = match &self.step {
            Step::Waiting { what, since, .. } => {
                let most = match what {
                    Wait::Drawing | Wait::Ordering => DRAWING_MAX,
                    Wait::Phone | Wait::Pin | Wait::Offers => ANSWER_MAX,
                };
                Some((*since + most, Due::NoAnswer))
            }
            Step::Phone(phone) => Some((phone.ends_at, Due::PhoneOver)),
            Step::Preview { mask: Mask::Uncovered { until }, .. } => Some((*until, Due::Cover)),
            _ => None,
        };
        // Copies that are ordered need no session any more.
        let lives = matches!(self.step, Step::Printing(_) | Step::Taken { .. } | Step::Trouble(_));
        let session = self.person.as_ref().and_then(|person| person.ends_at).filter(|_| !lives);
        [step, session.map(|at| (at, Due::SessionOver))].into_iter().flatten().min_by_key(|(at, _)| *at)
    }

    /// When the picture changes by itself.
    pub(in crate::state) fn changes_at(&self) -> Option<Duration> {
        match &self.step {
            Step::Waiting { since, .. } => Some(*since + GIVE_UP_AFTER),
            _ => None,
        }
    }

    /// Is there a countdown on the screen, and to when?
    pub fn counts_down_to(&self, touched: Duration) -> Option<Duration> {
        match &self.step {
            Step::Phone(phone) => Some(phone.ends_at),
            Step::Taken { since } => Some((*since).max(touched) + TAKEN_SHOWN),
            _ => None,
        }
    }
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    NoAnswer,
    PhoneOver,
    Cover,
    SessionOver,
}

impl State {
    /// When the present step ends by itself.
    pub(in crate::state) fn certificate_ends_at(&self) -> Option<Duration> {
        let certificate = self.certificate.as_ref()?;
        let forgotten = match certificate.step {
            Step::Taken { .. } => certificate.counts_down_to(self.touched),
            _ if certificate.is_watched() => Some(self.forgotten_at()),
            _ => None,
        };
        [forgotten, certificate.due().map(|(at, _)| at)].into_iter().flatten().min()
    }

    pub(in crate::state) fn certificate_tick(&mut self, now: Duration) -> Vec<Action> {
        let Some(certificate) = &mut self.certificate else { return self.forget(now) };
        let Some((_, due)) = certificate.due().filter(|(at, _)| now >= *at) else { return self.forget(now) };
        match due {
            Due::Cover => {
                if let Step::Preview { mask, .. } = &mut certificate.step {
                    *mask = Mask::Covered;
                }
                Vec::new()
            }
            Due::SessionOver => self.session_over(now),
            Due::PhoneOver => {
                let abandon = certificate.abandon();
                self.not_possible(NotPossible::with_code("sign_in_over"), now);
                vec![abandon]
            }
            Due::NoAnswer => {
                let abandon = certificate.abandon();
                self.not_possible(NotPossible::with_code("server_away"), now);
                vec![abandon]
            }
        }
    }
}
