//! What visitors and kiosks ask: take a number, give it up, come back; paper that came out or did not.

use std::collections::BTreeSet;

use super::Hall;
use crate::catalogue::Catalogue;
use crate::command::{ParkKind, TakeTicket};
use crate::event::{CancelReason, Fact, ItemInLine, TicketTaken, WaitCause};
use crate::ids::{DeviceId, ItemCode, LineId, TicketId, TicketNumber};
use crate::rejection::{ItemRefusal, RefusedItem, Rejection};
use crate::ticket::{Phase, QueueKey, Ticket};
use crate::time::{MINUTE_MS, Timestamp};

impl Hall {
    pub(super) fn take_ticket(&self, now: Timestamp, take: &TakeTicket) -> Result<Vec<Fact>, Rejection> {
        let catalogue = self.catalogue.as_ref().ok_or(Rejection::NoCatalogue)?;
        check_basket(catalogue.rules.items_max, &take.items)?;
        self.check_person(take)?;
        self.check_rate(now, take, catalogue.rules.kiosk_tickets_per_minute)?;
        let class_credit_ms = match &take.class {
            None => 0,
            Some(class) => {
                let found = catalogue.classes.get(class);
                found.ok_or_else(|| Rejection::ClassUnknown { class: class.clone() })?.credit_minutes
                    * MINUTE_MS
            }
        };
        let items = self.lines_of(now, catalogue, take)?;
        Ok(vec![Fact::TicketTaken(TicketTaken {
            kiosk: take.kiosk.clone(),
            person: take.person.clone(),
            class_credit_ms,
            other_credit_ms: other_credit_ms(now, catalogue, take),
            appointment: take.appointment.is_some(),
            english: take.english,
            ..self.next_ticket(catalogue, items)
        })])
    }

    /// The next ticket, with the next number of the first item's line.
    pub(super) fn next_ticket(&self, catalogue: &Catalogue, items: Vec<ItemInLine>) -> TicketTaken {
        let prefix = catalogue.lines[&items[0].line].prefix;
        TicketTaken {
            ticket: TicketId(self.last_ticket + 1),
            number: TicketNumber { prefix, number: self.numbers.get(&prefix).unwrap_or(&0) + 1 },
            sequence: self.last_sequence + 1,
            items,
            kiosk: None,
            person: None,
            class_credit_ms: 0,
            other_credit_ms: 0,
            appointment: false,
            english: false,
            given: None,
            continues: None,
        }
    }

    fn check_person(&self, take: &TakeTicket) -> Result<(), Rejection> {
        let open = take.person.as_ref().and_then(|person| self.persons.get(person));
        match open.and_then(|id| self.tickets.get(id)) {
            Some(ticket) => Err(Rejection::OpenTicket { ticket: ticket.id, number: ticket.number }),
            None => Ok(()),
        }
    }

    fn check_rate(&self, now: Timestamp, take: &TakeTicket, max: usize) -> Result<(), Rejection> {
        if take.person.is_some() || take.appointment.is_some() {
            return Ok(());
        }
        let Some(takes) = take.kiosk.as_ref().and_then(|kiosk| self.anonymous.get(kiosk)) else {
            return Ok(());
        };
        // The latest but `max`: while it is within the minute, one more would be too many.
        let limiting = takes.len().checked_sub(max.max(1)).and_then(|index| takes.get(index));
        match limiting.map(|at| *at + MINUTE_MS) {
            Some(retry_at) if now < retry_at => Err(Rejection::RateLimited { retry_at }),
            _ => Ok(()),
        }
    }

    /// The line of every item, or every item that is refused with its reason.
    fn lines_of(
        &self,
        now: Timestamp,
        catalogue: &Catalogue,
        take: &TakeTicket,
    ) -> Result<Vec<ItemInLine>, Rejection> {
        let mut lines = Vec::with_capacity(take.items.len());
        let mut refused = Vec::new();
        for item in &take.items {
            match self.line_for(now, catalogue, item, take.appointment.is_some()) {
                Ok(line) => lines.push(ItemInLine { item: item.clone(), line }),
                Err(reason) => refused.push(RefusedItem { item: item.clone(), reason }),
            }
        }
        if refused.is_empty() { Ok(lines) } else { Err(Rejection::ItemsRefused { items: refused }) }
    }

    /// The line of an item, or why nobody can queue for it now.
    pub(super) fn line_for(
        &self,
        now: Timestamp,
        catalogue: &Catalogue,
        item: &ItemCode,
        appointment: bool,
    ) -> Result<LineId, ItemRefusal> {
        let item = catalogue.items.get(item).ok_or(ItemRefusal::ItemUnknown)?;
        let line = item.line.as_ref().ok_or(ItemRefusal::ItemOnline)?;
        let mut status = self.line_status(line, now).ok_or(ItemRefusal::ItemUnknown)?;
        if appointment && self.lines.get(line).is_some_and(|line| line.reserved > 0) {
            status.full = false;
        }
        status.refusal().map_or(Ok(line.clone()), Err)
    }

    pub(super) fn cancel_ticket(&self, ticket: TicketId) -> Result<Vec<Fact>, Rejection> {
        match self.known(ticket)?.phase {
            Phase::Waiting | Phase::Parked { window: None, .. } => {
                Ok(vec![Fact::TicketCancelled { ticket, reason: CancelReason::Visitor }])
            }
            phase @ (Phase::Called { .. }
            | Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired) => Err(Rejection::WrongPhase { phase }),
        }
    }

    pub(super) fn report_late(&self, id: TicketId) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.known(id)?;
        let window = match ticket.phase {
            Phase::Called { .. } if ticket.late_for_call => return Err(Rejection::LateTwice),
            Phase::Called { window, .. } => Some(window),
            Phase::Waiting => None,
            phase @ (Phase::Serving { .. }
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired) => return Err(Rejection::WrongPhase { phase }),
        };
        Ok(vec![if self.is_of_today(ticket) {
            Fact::VisitorLate { ticket: id, window }
        } else {
            Fact::TicketExpired { ticket: id }
        }])
    }

    pub(super) fn return_ticket(&self, now: Timestamp, id: TicketId) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.known(id)?;
        match ticket.phase {
            Phase::NoShow { until } if now > until => Err(Rejection::GraceOver),
            Phase::NoShow { .. } => Ok(vec![Fact::TicketRejoined {
                ticket: id,
                arrival: self.rejoin_arrival(ticket),
                sequence: self.last_sequence + 1,
            }]),
            Phase::Parked { window: Some(_), kind: ParkKind::AtWindow, back: false, .. } => {
                Ok(vec![Fact::VisitorBack { ticket: id }])
            }
            Phase::Parked { window: None, .. } => {
                Ok(vec![Fact::TicketWaitsAgain { ticket: id, cause: WaitCause::BackFromPark }])
            }
            Phase::Parked {
                kind: ParkKind::AnyWindow | ParkKind::ThisWindow, window: Some(window), ..
            } => Ok(vec![self.back_to_waiting(ticket, window, WaitCause::BackFromPark)]),
            phase @ (Phase::Parked { .. }
            | Phase::Waiting
            | Phase::Called { .. }
            | Phase::Serving { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired) => Err(Rejection::WrongPhase { phase }),
        }
    }

    /// Behind the third who waits in its lines, or behind all of them if they are fewer.
    fn rejoin_arrival(&self, ticket: &Ticket) -> Timestamp {
        let behind = self.rules().no_show_behind;
        let lines = self.waiting_lines(ticket);
        let first: BTreeSet<QueueKey> = lines
            .iter()
            .filter_map(|line| self.lines.get(line))
            .flat_map(|line| line.waiting.iter().take(behind).copied())
            .collect();
        first.iter().take(behind).next_back().map_or(ticket.arrival, |key| key.arrival.max(ticket.arrival))
    }

    /// Tickets of the kiosk whose paper nobody confirmed and that no window called: young ones are printed again, old
    /// ones given up.
    pub(super) fn settle_ghosts(&self, now: Timestamp, kiosk: &DeviceId) -> Vec<Fact> {
        let young_ms = self.rules().ghost_reprint_ms;
        self.tickets
            .values()
            .filter(|ticket| ticket.kiosk.as_ref() == Some(kiosk))
            .filter(|ticket| {
                !ticket.paper_confirmed && ticket.phase == Phase::Waiting && !ticket.called_before
            })
            .map(|ticket| {
                if now.since(ticket.issued_at) < young_ms {
                    Fact::ReprintDue { ticket: ticket.id, kiosk: kiosk.clone() }
                } else {
                    Fact::TicketCancelled { ticket: ticket.id, reason: CancelReason::Ghost }
                }
            })
            .collect()
    }
}

pub(super) fn check_basket(max: usize, items: &[ItemCode]) -> Result<(), Rejection> {
    if items.is_empty() {
        return Err(Rejection::NoItems);
    }
    if items.len() > max {
        return Err(Rejection::TooManyItems { max });
    }
    let mut seen = BTreeSet::new();
    match items.iter().find(|item| !seen.insert(*item)) {
        Some(item) => Err(Rejection::ItemTwice { item: item.clone() }),
        None => Ok(()),
    }
}

/// Credit by appointment or return code; the larger counts.
fn other_credit_ms(now: Timestamp, catalogue: &Catalogue, take: &TakeTicket) -> i64 {
    let rules = &catalogue.rules;
    let by_appointment = take.appointment.as_ref().map_or(0, |check_in| {
        let early_ms = rules.appointment_early_minutes * MINUTE_MS;
        now.since(check_in.slot - early_ms).min(rules.appointment_credit_max_minutes * MINUTE_MS)
    });
    let by_code = if take.return_code { rules.return_code_credit_minutes * MINUTE_MS } else { 0 };
    by_appointment.max(by_code)
}
