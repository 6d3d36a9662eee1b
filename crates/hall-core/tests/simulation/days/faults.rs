//! What goes wrong in a day, and who interferes: kiosks that restart, clocks that jump, supervisors, new catalogues.

use hall_core::command::{Action, Caller, Command};
use hall_core::ids::{DeviceId, LineId, WindowId};
use hall_core::rejection::Rejection;
use hall_core::time::{MINUTE_MS, Timestamp};
use jiff::civil::{Time, time};

use super::Days;
use crate::catalogue::{LINES, catalogue, midday};
use crate::rng::Rng;
use crate::small_hall::at;

/// Something out of the ordinary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A kiosk starts anew.
    KioskRestarts,
    /// A supervisor sends a ticket to a window.
    Direct,
    /// Appointments reserve places.
    Reserve,
    /// A supervisor gives a window other lines for today.
    Assign,
    /// A supervisor lets a line go on, or takes that back.
    Extend,
    /// A supervisor mutes the voice, or lets it speak again, whether it was so or not.
    Voice,
    /// The clock shows so many minutes more, or fewer.
    ClockMoves(i64),
    /// The clock is right again.
    ClockIsRight,
    /// Staff looked at the clock.
    ClockConfirmed,
    /// The other catalogue.
    AdoptMidday,
    /// The first one again.
    AdoptFirst,
    /// Somebody looks at the estimates.
    Look,
    /// Time passes, nobody asks anything.
    Nothing,
}

/// The faults of a day with their times.
pub fn of_day(day: i32, rng: &mut Rng) -> Vec<(Timestamp, Fault)> {
    let mut faults = Vec::new();
    let from = at(day, time(8, 0, 0, 0));
    for (count, fault) in [
        (40, Fault::KioskRestarts),
        (60, Fault::Direct),
        (15, Fault::Reserve),
        (8, Fault::Assign),
        (6, Fault::Extend),
        (9, Fault::Voice),
        (100, Fault::Look),
    ] {
        for _ in 0..count {
            faults.push((from + rng.between(0, 540) * MINUTE_MS, fault));
        }
    }
    let mut on = |clock: Time, fault| faults.push((at(day, clock), fault));
    on(time(7, 45, 0, 0), Fault::Reserve);
    on(time(9, 30, 0, 0), Fault::ClockMoves(-25));
    on(time(9, 50, 0, 0), Fault::ClockIsRight);
    on(time(14, 20, 0, 0), Fault::ClockMoves(18));
    on(time(14, 30, 0, 0), Fault::ClockIsRight);
    on(time(14, 40, 0, 0), Fault::ClockConfirmed);
    on(time(15, 0, 0, 0), Fault::ClockConfirmed);
    on(time(18, 0, 0, 0), Fault::Nothing);
    if day % 2 == 0 {
        on(time(11, 30, 0, 0), Fault::AdoptMidday);
        on(time(15, 30, 0, 0), Fault::AdoptFirst);
        on(time(15, 31, 0, 0), Fault::AdoptFirst);
    } else {
        // Held over the night: the day goes on until staff have looked.
        on(time(22, 0, 0, 0), Fault::ClockMoves(7 * 60));
        on(time(23, 0, 0, 0), Fault::ClockIsRight);
        faults.push((at(day + 1, time(3, 30, 0, 0)), Fault::ClockConfirmed));
    }
    faults
}

impl Days {
    pub(super) fn go_wrong(&mut self, now: Timestamp, fault: Fault) {
        match fault {
            Fault::KioskRestarts => {
                let kiosk = DeviceId::new(&format!("kiosk-{}", self.rng.between(1, 6)));
                let settle = Action::SettleGhosts { kiosk: kiosk.clone() };
                self.ask(now, Caller::Device(kiosk), settle).expect("ghosts can always be settled");
            }
            Fault::Direct => {
                let ticket = self.some_waiting();
                let window = WindowId(self.rng.between(1, 31) as u16);
                if let Some(ticket) = ticket {
                    let _ =
                        self.ask(now, Caller::Staff("chief".into()), Action::DirectTicket { ticket, window });
                }
            }
            Fault::Reserve => {
                let line = LineId::new(self.rng.pick::<&str>(LINES));
                let places = self.rng.between(0, 40) as u32;
                let _ = self.ask(now, Caller::Server, Action::ReservePlaces { line, places });
            }
            Fault::Assign => self.assign(now),
            Fault::Extend => {
                let line = LineId::new(self.rng.pick::<&str>(LINES));
                let minutes = self.rng.between(0, 600);
                let until = (minutes >= 120).then(|| now + minutes * MINUTE_MS);
                let _ = self.ask(now, Caller::Staff("chief".into()), Action::ExtendHours { line, until });
            }
            Fault::Voice => {
                let (muted, mute) =
                    (self.site.hall.voice_muted_since().is_some(), self.rng.between(0, 2) == 0);
                let action = if mute { Action::MuteVoice } else { Action::UnmuteVoice };
                let done = self.ask(now, Caller::Staff("chief".into()), action);
                assert_eq!(done.is_ok(), muted != mute, "{done:?}");
            }
            Fault::ClockMoves(minutes) => self.clock_moves(now, minutes),
            Fault::ClockIsRight => self.clock_error_ms = 0,
            Fault::ClockConfirmed => {
                let held = self.site.hall.clock_held();
                let confirmed = self.ask(now, Caller::Staff("chief".into()), Action::ConfirmClock);
                assert_eq!(confirmed.map(|_| ()), if held { Ok(()) } else { Err(Rejection::ClockNotHeld) });
            }
            Fault::AdoptMidday => self.adopt(now, midday(catalogue())),
            Fault::AdoptFirst => self.adopt(now, catalogue()),
            Fault::Look => self.site.check_estimates(now + self.clock_error_ms),
            Fault::Nothing => self.site.let_pass(now + self.clock_error_ms),
        }
    }

    fn assign(&mut self, now: Timestamp) {
        let window = WindowId(self.rng.between(1, 31) as u16);
        let mut some = |most| -> Vec<LineId> {
            (0..self.rng.between(0, most)).map(|_| LineId::new(self.rng.pick::<&str>(LINES))).collect()
        };
        let (own, helps) = (some(3), some(2));
        let _ = self.ask(now, Caller::Staff("chief".into()), Action::AssignLines { window, own, helps });
    }

    /// A jump forward of more than ten minutes is told before anything it makes due.
    fn clock_moves(&mut self, now: Timestamp, minutes: i64) {
        self.site.let_pass(now + self.clock_error_ms);
        self.clock_error_ms = minutes * MINUTE_MS;
        if minutes > 10 {
            self.keys += 1;
            let action = Action::ReportClockJump { ahead_ms: self.clock_error_ms };
            let command = Command { caller: Caller::Server, key: format!("jump-{}", self.keys), action };
            let day = self.site.hall.day();
            self.site.ask(now + self.clock_error_ms, &command).expect("a jump can always be told");
            assert!(self.site.hall.clock_held());
            self.site.let_pass(now + self.clock_error_ms);
            assert_eq!(self.site.hall.day(), day, "the rollover is held");
        }
    }

    fn adopt(&mut self, now: Timestamp, catalogue: hall_core::catalogue::Catalogue) {
        let adopted =
            self.ask(now, Caller::Server, Action::AdoptCatalogue { catalogue: Box::new(catalogue) });
        assert!(matches!(adopted, Ok(_) | Err(Rejection::SameCatalogue)), "{adopted:?}");
    }
}
