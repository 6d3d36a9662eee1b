//! How many visits a matter takes: an item, taken up for somebody until it is decided for good.
//!
//! A decision that materials are missing leaves the matter open. It goes on with the ticket taken with the return code of the
//! visit before, or, where the person is known, with the next visit for the same item within 30 days.

use std::collections::{BTreeMap, BTreeSet};

use hall_core::event::TicketTaken;
use hall_core::ids::{ItemCode, PersonRef, TicketId};
use hall_core::time::{HOUR_MS, Timestamp};
use serde::{Deserialize, Serialize};

/// Outcome that leaves a matter open, as packed.
pub const NEEDS_MATERIALS: u8 = 2;
/// So long somebody known goes on with a matter, milliseconds.
const GOES_ON_MS: i64 = 30 * 24 * HOUR_MS;
/// A ticket may be taken with the code on its last day and served when that has ended, milliseconds.
const KEPT_MS: i64 = GOES_ON_MS + 3 * 24 * HOUR_MS;

/// Matters left open for missing materials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matters {
    open: BTreeMap<TicketId, Vec<Matter>>,
    /// Visits of somebody known that left one open.
    of_person: BTreeMap<PersonRef, BTreeSet<TicketId>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Matter {
    item: ItemCode,
    person: Option<PersonRef>,
    at: Timestamp,
    visits: u16,
}

impl Matters {
    /// An item of a ticket is decided: gives the visits its matter has taken with this one.
    pub fn decide(&mut self, at: Timestamp, taken: &TicketTaken, item: &ItemCode, outcome: u8) -> u16 {
        let before = taken.continues.and_then(|ticket| self.take(ticket, item));
        let before = before.or_else(|| self.take_of_person(at, taken.person.as_ref()?, item));
        let visits = before.unwrap_or(0).saturating_add(1);
        if outcome == NEEDS_MATERIALS {
            if let Some(person) = &taken.person {
                self.of_person.entry(person.clone()).or_default().insert(taken.ticket);
            }
            let matter = Matter { item: item.clone(), person: taken.person.clone(), at, visits };
            self.open.entry(taken.ticket).or_default().push(matter);
        }
        visits
    }

    /// Forgets what nobody can go on with.
    pub fn forget(&mut self, now: Timestamp) {
        self.open.retain(|_, matters| {
            matters.retain(|matter| now.since(matter.at) <= KEPT_MS);
            !matters.is_empty()
        });
        let open = &self.open;
        self.of_person.retain(|_, tickets| {
            tickets.retain(|ticket| open.contains_key(ticket));
            !tickets.is_empty()
        });
    }

    /// Closes the matter of an item that a ticket left open: gives the visits it has taken.
    fn take(&mut self, ticket: TicketId, item: &ItemCode) -> Option<u16> {
        let matters = self.open.get_mut(&ticket)?;
        let at = matters.iter().position(|matter| matter.item == *item)?;
        Some(matters.swap_remove(at).visits)
    }

    /// The same for the latest visit of somebody that left it open.
    fn take_of_person(&mut self, at: Timestamp, person: &PersonRef, item: &ItemCode) -> Option<u16> {
        let goes_on = |matter: &Matter| {
            matter.item == *item
                && matter.person.as_ref() == Some(person)
                && at.since(matter.at) <= GOES_ON_MS
        };
        let tickets = self.of_person.get(person)?.iter().rev();
        let mut left_open =
            tickets.filter(|ticket| self.open.get(ticket).is_some_and(|all| all.iter().any(goes_on)));
        let ticket = *left_open.next()?;
        self.take(ticket, item)
    }
}

#[cfg(test)]
mod tests {
    use hall_core::ids::TicketNumber;

    use super::*;

    const DAY_MS: i64 = 24 * HOUR_MS;
    const DONE: u8 = 0;

    fn ticket(id: u64, person: Option<&str>, continues: Option<u64>) -> TicketTaken {
        TicketTaken {
            ticket: TicketId(id),
            number: TicketNumber { prefix: 'A', number: 1 },
            sequence: id,
            items: Vec::new(),
            kiosk: None,
            person: person.map(PersonRef::new),
            class_credit_ms: 0,
            other_credit_ms: 0,
            appointment: false,
            english: false,
            given: None,
            continues: continues.map(TicketId),
        }
    }

    #[test]
    fn a_matter_goes_on_with_the_return_code_or_the_person_and_is_over_once_decided() {
        let (card, seal) = (ItemCode::new("card"), ItemCode::new("seal"));
        let day = |day: i64| Timestamp(day * DAY_MS);
        let mut matters = Matters::default();
        let mut decide = |at, taken: &TicketTaken, item, outcome| matters.decide(at, taken, item, outcome);
        assert_eq!(decide(day(0), &ticket(1, None, None), &card, DONE), 1);
        // By the code, twice over; another item of that visit is a matter of its own.
        assert_eq!(decide(day(0), &ticket(2, None, None), &card, NEEDS_MATERIALS), 1);
        assert_eq!(decide(day(3), &ticket(3, None, Some(2)), &card, NEEDS_MATERIALS), 2);
        assert_eq!(decide(day(3), &ticket(3, None, Some(2)), &seal, DONE), 1);
        assert_eq!(decide(day(9), &ticket(4, None, Some(3)), &card, DONE), 3);
        assert_eq!(decide(day(9), &ticket(5, None, Some(3)), &card, DONE), 1, "it is over");
        // By the person, within thirty days, and nobody else's.
        assert_eq!(decide(day(9), &ticket(6, Some("anna"), None), &card, NEEDS_MATERIALS), 1);
        assert_eq!(decide(day(10), &ticket(7, Some("bert"), None), &card, DONE), 1);
        assert_eq!(decide(day(39), &ticket(8, Some("anna"), None), &card, DONE), 2);
        assert_eq!(decide(day(40), &ticket(9, Some("anna"), None), &seal, NEEDS_MATERIALS), 1);
        assert_eq!(decide(day(71), &ticket(10, Some("anna"), None), &seal, DONE), 1, "too long ago");
    }

    #[test]
    fn what_nobody_can_go_on_with_is_forgotten() {
        let card = ItemCode::new("card");
        let mut matters = Matters::default();
        matters.decide(Timestamp(0), &ticket(1, Some("anna"), None), &card, NEEDS_MATERIALS);
        matters.forget(Timestamp(KEPT_MS));
        assert_ne!(matters, Matters::default());
        matters.forget(Timestamp(KEPT_MS + 1));
        assert_eq!(matters, Matters::default());
    }
}
