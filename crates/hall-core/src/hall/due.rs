//! What time alone brings about: graces that end, and the day that rolls over.

use super::Hall;
use crate::event::{Event, Fact};
use crate::ticket::Phase;
use crate::time::{HallDay, Timestamp};

impl Hall {
    /// Events that are due. Apply them and ask again before deciding a command, until there are none.
    pub fn due(&self, now: Timestamp) -> Vec<Event> {
        let now = self.steady(now);
        let event = |fact| Event { at: now, cause: None, fact };
        let mut facts: Vec<Fact> = self
            .graces
            .iter()
            .take_while(|(until, _)| *until < now)
            .map(|(_, ticket)| Fact::TicketExpired { ticket: *ticket })
            .collect();
        if facts.is_empty()
            && let Some(day) = self.rollover_due(now)
        {
            facts.extend(self.leftovers());
            facts.push(Fact::DayRolledOver { day });
        }
        facts.into_iter().map(event).collect()
    }

    /// When `due` has something next; none if nothing is in sight.
    pub fn next_due(&self) -> Option<Timestamp> {
        let grace = self.graces.first().map(|(until, _)| *until + 1);
        let rollover = if self.clock_held { None } else { self.next_day_begins() };
        grace.into_iter().chain(rollover).min()
    }

    /// The day to roll over to, if it has come and is not held.
    pub(super) fn rollover_due(&self, now: Timestamp) -> Option<HallDay> {
        let day = HallDay::of(now, &self.zone);
        (!self.clock_held && self.day.is_some_and(|today| day > today)).then_some(day)
    }

    pub(super) fn next_day_begins(&self) -> Option<Timestamp> {
        let tomorrow = self.day?.0.tomorrow().ok()?;
        let begins = tomorrow.at(3, 0, 0, 0).to_zoned(self.zone.clone()).ok()?;
        Some(Timestamp(begins.timestamp().as_millisecond()))
    }

    /// What expires with the day: everything open that is at no window.
    fn leftovers(&self) -> impl Iterator<Item = Fact> {
        self.tickets
            .values()
            .filter(|ticket| match ticket.phase {
                Phase::Waiting | Phase::NoShow { .. } | Phase::Parked { .. } => true,
                Phase::Called { .. }
                | Phase::Serving { .. }
                | Phase::Done
                | Phase::Cancelled
                | Phase::Expired => false,
            })
            .map(|ticket| Fact::TicketExpired { ticket: ticket.id })
    }
}
