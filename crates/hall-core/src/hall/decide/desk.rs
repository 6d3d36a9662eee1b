//! What a clerk at a window asks.

use std::collections::BTreeSet;

use super::Hall;
use crate::command::{AtWindow, ItemOutcome, Outcome, ParkKind, PauseReason, TicketAtWindow, TransferTarget};
use crate::event::{Fact, WaitCause};
use crate::hall::{WindowMode, WindowState};
use crate::ids::{ItemCode, LineId, StaffId, TicketId, WindowId};
use crate::rejection::Rejection;
use crate::ticket::{Phase, Ticket};
use crate::time::Timestamp;

impl Hall {
    pub(super) fn open_window(&self, at: &AtWindow) -> Result<Vec<Fact>, Rejection> {
        let window = self.offered_window(at.window)?;
        let elsewhere =
            self.windows.iter().find(|(id, w)| **id != at.window && w.clerk.as_ref() == Some(&at.clerk));
        if let Some((elsewhere, _)) = elsewhere {
            return Err(Rejection::ClerkElsewhere { window: *elsewhere });
        }
        match &window.clerk {
            Some(clerk) if *clerk == at.clerk => Err(Rejection::WindowOpen { window: at.window }),
            Some(from) => Ok(vec![Fact::WindowTakenOver {
                window: at.window,
                clerk: at.clerk.clone(),
                from: from.clone(),
            }]),
            None => {
                let opened = Fact::WindowOpened { window: at.window, clerk: at.clerk.clone() };
                let served =
                    self.lines.iter().filter(|(id, line)| !line.served && self.serves(at.window, id));
                let served = served.map(|(id, _)| Fact::LineServed { line: id.clone() });
                Ok(std::iter::once(opened).chain(served).collect())
            }
        }
    }

    pub(super) fn pause_window(
        &self,
        now: Timestamp,
        at: &AtWindow,
        reason: PauseReason,
        until: Option<Timestamp>,
    ) -> Result<Vec<Fact>, Rejection> {
        match self.own_window(at)?.mode {
            WindowMode::Paused { .. } => Err(Rejection::WindowPaused { window: at.window }),
            WindowMode::Open | WindowMode::Closed => {
                let until = until.filter(|until| *until > now);
                Ok(vec![Fact::WindowPaused { window: at.window, reason, until }])
            }
        }
    }

    pub(super) fn continue_window(&self, at: &AtWindow) -> Result<Vec<Fact>, Rejection> {
        match self.own_window(at)?.mode {
            WindowMode::Paused { .. } => Ok(vec![Fact::WindowContinued { window: at.window }]),
            WindowMode::Open | WindowMode::Closed => Err(Rejection::WindowNotPaused { window: at.window }),
        }
    }

    pub(super) fn close_window(&self, at: &AtWindow) -> Result<Vec<Fact>, Rejection> {
        let window = self.own_window(at)?;
        let current = window.current.and_then(|id| self.tickets.get(&id));
        if let Some(ticket) = current.filter(|ticket| matches!(ticket.phase, Phase::Serving { .. })) {
            return Err(Rejection::StillServing { window: at.window, ticket: ticket.id });
        }
        let back = self.tickets.values().filter(|ticket| is_back_at(at.window, ticket));
        let mut facts: Vec<Fact> = current
            .into_iter()
            .chain(back)
            .map(|ticket| self.back_to_waiting(ticket, at.window, WaitCause::WindowClosed))
            .collect();
        facts.push(Fact::WindowClosed { window: at.window });
        let unserved = self.lines.iter().filter(|(id, line)| line.windows == 1 && self.serves(at.window, id));
        facts.extend(unserved.map(|(id, _)| Fact::LineUnserved { line: id.clone() }));
        Ok(facts)
    }

    pub(super) fn call_next(
        &self,
        now: Timestamp,
        at: &AtWindow,
        believed: Option<TicketId>,
    ) -> Result<Vec<Fact>, Rejection> {
        let window = self.own_window(at)?;
        if window.current != believed {
            return Err(Rejection::Stale { current: window.current });
        }
        ready_to_call(at.window, window)?;
        let ticket = self.next_for(at.window, now).ok_or(Rejection::NobodyWaiting)?;
        Ok(vec![self.called(at.window, ticket, false)])
    }

    pub(super) fn call_ticket(&self, at: &AtWindow, id: TicketId) -> Result<Vec<Fact>, Rejection> {
        let window = self.own_window(at)?;
        ready_to_call(at.window, window)?;
        let ticket = self.waiting(id)?;
        let accepted = match ticket.bound_to {
            Some(bound_to) => bound_to == at.window,
            None => self.waiting_lines(ticket).iter().any(|line| self.serves(at.window, line)),
        };
        if accepted { Ok(vec![self.called(at.window, id, true)]) } else { Err(Rejection::NotAccepted) }
    }

    pub(super) fn recall(&self, now: Timestamp, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        let rules = self.rules();
        let (last_call, recalls) = match self.at_this_window(at)?.phase {
            Phase::Called { last_call, recalls, .. } => (last_call, recalls),
            phase => return Err(Rejection::WrongPhase { phase }),
        };
        let allowed_at = last_call + rules.recall_gap_ms;
        if recalls >= rules.recalls_max {
            Err(Rejection::RecallsUsed { max: rules.recalls_max })
        } else if now < allowed_at {
            Err(Rejection::RecallTooSoon { allowed_at })
        } else {
            let call = self.last_call + 1;
            Ok(vec![Fact::TicketRecalled { ticket: at.ticket, window: at.window, call }])
        }
    }

    pub(super) fn start_service(&self, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        self.called_here(at)?;
        Ok(vec![Fact::ServiceStarted { ticket: at.ticket, window: at.window }])
    }

    pub(super) fn record_outcome(
        &self,
        at: &TicketAtWindow,
        item: &ItemCode,
        outcome: Outcome,
    ) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.served_here(at)?;
        self.check_outcome(at.window, ticket, item, &BTreeSet::new())?;
        Ok(vec![recorded(at, item, outcome)])
    }

    pub(super) fn finish(
        &self,
        at: &TicketAtWindow,
        outcomes: &[ItemOutcome],
    ) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.served_here(at)?;
        let mut decided = BTreeSet::new();
        for ItemOutcome { item, .. } in outcomes {
            self.check_outcome(at.window, ticket, item, &decided)?;
            decided.insert(item);
        }
        if outcomes.is_empty() && ticket.decided_here.is_empty() {
            return Err(Rejection::NothingDecided);
        }
        let mut facts: Vec<Fact> =
            outcomes.iter().map(|given| recorded(at, &given.item, given.outcome)).collect();
        facts.push(if ticket.open_items().all(|item| decided.contains(&item.item)) {
            Fact::TicketDone { ticket: at.ticket, window: at.window }
        } else {
            self.back_to_waiting(ticket, at.window, WaitCause::ItemsLeft)
        });
        Ok(facts)
    }

    /// `decided` are items of the same request that come before this one.
    fn check_outcome(
        &self,
        window: WindowId,
        ticket: &Ticket,
        code: &ItemCode,
        decided: &BTreeSet<&ItemCode>,
    ) -> Result<(), Rejection> {
        let item = ticket.item(code).ok_or_else(|| Rejection::ItemNotOnTicket { item: code.clone() })?;
        if item.outcome.is_some() || decided.contains(code) {
            return Err(Rejection::ItemDecided { item: code.clone() });
        }
        if !self.can_decide(window, ticket, &item.line) {
            return Err(Rejection::ItemNotAccepted { item: code.clone() });
        }
        match self.items_before(ticket, code).find(|before| !decided.contains(before)) {
            Some(before) => Err(Rejection::ItemTooEarly { item: code.clone(), before: before.clone() }),
            None => Ok(()),
        }
    }

    pub(super) fn mark_no_show(&self, now: Timestamp, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.called_here(at)?;
        let until = now + self.rules().no_show_grace_ms;
        Ok(vec![if ticket.missed > 0 || !self.is_of_today(ticket) {
            Fact::TicketExpired { ticket: at.ticket }
        } else {
            Fact::TicketMissed { ticket: at.ticket, window: at.window, until }
        }])
    }

    pub(super) fn park(&self, at: &TicketAtWindow, kind: ParkKind) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.served_here(at)?;
        let waits_later = kind != ParkKind::AtWindow;
        Ok(vec![if waits_later && !self.is_of_today(ticket) {
            Fact::TicketExpired { ticket: at.ticket }
        } else {
            Fact::TicketParked { ticket: at.ticket, window: at.window, kind }
        }])
    }

    pub(super) fn resume_service(&self, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        let window = self.window_of(at.window, &at.clerk)?;
        if let Some(ticket) = window.current {
            return Err(Rejection::WindowBusy { window: at.window, ticket });
        }
        match self.known(at.ticket)?.phase {
            Phase::Parked { window: Some(window), kind: ParkKind::AtWindow, .. } if window == at.window => {
                Ok(vec![Fact::ServiceResumed { ticket: at.ticket, window: at.window }])
            }
            Phase::Parked { window: Some(window), kind: ParkKind::AtWindow, .. } => {
                Err(Rejection::TicketElsewhere { window })
            }
            phase => Err(Rejection::WrongPhase { phase }),
        }
    }

    pub(super) fn put_back(&self, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.called_here(at)?;
        Ok(vec![self.back_to_waiting(ticket, at.window, WaitCause::PutBack)])
    }

    pub(super) fn transfer_items(
        &self,
        at: &TicketAtWindow,
        items: &[ItemCode],
        to: &TransferTarget,
    ) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.at_this_window(at)?;
        let items = chosen_open_items(ticket, items)?;
        match to {
            TransferTarget::Line(line) => self.check_line_target(ticket, &items, line)?,
            TransferTarget::Window(window) => self.check_window_target(at.window, *window)?,
        }
        Ok(vec![if self.is_of_today(ticket) {
            Fact::TicketTransferred { ticket: at.ticket, window: at.window, items, to: to.clone() }
        } else {
            Fact::TicketExpired { ticket: at.ticket }
        }])
    }

    fn check_line_target(&self, ticket: &Ticket, items: &[ItemCode], line: &LineId) -> Result<(), Rejection> {
        if !self.catalogue.as_ref().is_some_and(|catalogue| catalogue.lines.contains_key(line)) {
            return Err(Rejection::LineUnknown { line: line.clone() });
        }
        if self.lines.get(line).is_none_or(|line| line.windows == 0) {
            return Err(Rejection::LineUnserved { line: line.clone() });
        }
        if items.iter().filter_map(|code| ticket.item(code)).all(|item| item.line == *line) {
            return Err(Rejection::SamePlace);
        }
        Ok(())
    }

    fn check_window_target(&self, from: WindowId, to: WindowId) -> Result<(), Rejection> {
        if self.offered_window(to)?.mode == WindowMode::Closed {
            return Err(Rejection::WindowClosed { window: to });
        }
        if from == to { Err(Rejection::SamePlace) } else { Ok(()) }
    }

    pub(super) fn void_class(&self, at: &TicketAtWindow) -> Result<Vec<Fact>, Rejection> {
        let ticket = self.at_this_window(at)?;
        if ticket.class_credit_ms == 0 {
            return Err(Rejection::NoClassCredit);
        }
        Ok(vec![
            Fact::ClassVoided { ticket: at.ticket },
            self.back_to_waiting(ticket, at.window, WaitCause::ClassVoided),
        ])
    }

    fn called(&self, window: WindowId, ticket: TicketId, picked: bool) -> Fact {
        Fact::TicketCalled { ticket, window, call: self.last_call + 1, picked }
    }

    /// The window, if this clerk works there.
    pub(super) fn own_window(&self, at: &AtWindow) -> Result<&WindowState, Rejection> {
        self.window_of(at.window, &at.clerk)
    }

    fn window_of(&self, id: WindowId, clerk: &StaffId) -> Result<&WindowState, Rejection> {
        let window = self.known_window(id)?;
        match &window.clerk {
            None => Err(Rejection::WindowClosed { window: id }),
            Some(other) if other != clerk => {
                Err(Rejection::NotYourWindow { window: id, clerk: other.clone() })
            }
            Some(_) => Ok(window),
        }
    }

    /// The ticket, if it is Called or Serving at this clerk's window.
    fn at_this_window(&self, at: &TicketAtWindow) -> Result<&Ticket, Rejection> {
        let window = self.window_of(at.window, &at.clerk)?;
        let ticket = self.known(at.ticket)?;
        match ticket.phase.window() {
            Some(here) if here == at.window => Ok(ticket),
            Some(elsewhere) => Err(Rejection::TicketElsewhere { window: elsewhere }),
            None => Err(Rejection::Stale { current: window.current }),
        }
    }

    fn called_here(&self, at: &TicketAtWindow) -> Result<&Ticket, Rejection> {
        let ticket = self.at_this_window(at)?;
        match ticket.phase {
            Phase::Called { .. } => Ok(ticket),
            phase => Err(Rejection::WrongPhase { phase }),
        }
    }

    fn served_here(&self, at: &TicketAtWindow) -> Result<&Ticket, Rejection> {
        let ticket = self.at_this_window(at)?;
        match ticket.phase {
            Phase::Serving { .. } => Ok(ticket),
            phase => Err(Rejection::WrongPhase { phase }),
        }
    }
}

pub(super) fn ready_to_call(id: WindowId, window: &WindowState) -> Result<(), Rejection> {
    if let Some(ticket) = window.current {
        return Err(Rejection::WindowBusy { window: id, ticket });
    }
    match window.mode {
        WindowMode::Open => Ok(()),
        WindowMode::Paused { .. } => Err(Rejection::WindowPaused { window: id }),
        WindowMode::Closed => Err(Rejection::WindowClosed { window: id }),
    }
}

/// A visitor parked at the window who came back to it: waits there for the clerk.
fn is_back_at(at: WindowId, ticket: &Ticket) -> bool {
    matches!(ticket.phase, Phase::Parked { window, kind: ParkKind::AtWindow, back: true, .. } if window == Some(at))
}

/// The open items among those named, or every open one if none is named.
fn chosen_open_items(ticket: &Ticket, named: &[ItemCode]) -> Result<Vec<ItemCode>, Rejection> {
    for code in named {
        let item = ticket.item(code).ok_or_else(|| Rejection::ItemNotOnTicket { item: code.clone() })?;
        if item.outcome.is_some() {
            return Err(Rejection::ItemDecided { item: code.clone() });
        }
    }
    let open = ticket.open_items().map(|item| item.item.clone());
    let chosen: Vec<ItemCode> = open.filter(|code| named.is_empty() || named.contains(code)).collect();
    if chosen.is_empty() {
        return Err(Rejection::ItemDecided { item: ticket.items[0].item.clone() });
    }
    Ok(chosen)
}

fn recorded(at: &TicketAtWindow, item: &ItemCode, outcome: Outcome) -> Fact {
    Fact::OutcomeRecorded { ticket: at.ticket, window: at.window, item: item.clone(), outcome }
}
