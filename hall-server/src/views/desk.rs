//! A clerk's desk: the visitor in front of the clerk, who waits, who is away.

use std::collections::BTreeSet;

use hall_api::requests::Label;
use hall_api::views::{
    DeskItem, DeskLine, DeskMissed, DeskParked, DeskTicket, DeskView, DeskWaiting, NotHere, ROWS_MAX,
};
use hall_core::catalogue::{Catalogue, Window};
use hall_core::command::Outcome;
use hall_core::hall::WindowState;
use hall_core::hours::Opening;
use hall_core::ids::{ItemCode, LineId, TicketId, WindowId};
use hall_core::ticket::{Phase, QueueKey, Ticket, TicketItem};

use super::{Scene, known_window};

/// Visitors listed of one line.
const NEXT_ROWS: usize = 30;
/// Notes shown of one ticket.
const NOTES_MAX: usize = 10;

impl Scene<'_> {
    pub(super) fn desk(&self, catalogue: &Catalogue, id: WindowId) -> Option<DeskView> {
        let (window, state) = known_window(self.hall, catalogue, id)?;
        let lines = self.desk_lines(catalogue, window, state);
        let (parked, missed) = self.desk_away(id);
        Some(DeskView {
            window: id,
            name: Label::from(&window.name),
            state: Self::mode(state),
            clerk: state.clerk.as_ref().map(ToString::to_string),
            ticket: state.current.and_then(|ticket| self.desk_ticket(catalogue, id, ticket)),
            waiting: self.desk_waiting(&lines),
            lines,
            parked,
            missed,
        })
    }

    fn desk_ticket(&self, catalogue: &Catalogue, window: WindowId, id: TicketId) -> Option<DeskTicket> {
        let ticket = self.hall.ticket(id)?;
        let (serving, since, last_call, recalls) = match ticket.phase {
            Phase::Called { since, last_call, recalls, .. } => (false, since, last_call, recalls),
            Phase::Serving { since, .. } => (true, since, since, u8::MAX),
            Phase::Waiting
            | Phase::NoShow { .. }
            | Phase::Parked { .. }
            | Phase::Done
            | Phase::Cancelled
            | Phase::Expired => return None,
        };
        let rules = &catalogue.rules;
        let notes =
            self.notes.get(&id).map_or(&[][..], |notes| &notes[notes.len().saturating_sub(NOTES_MAX)..]);
        Some(DeskTicket {
            ticket: id,
            number: ticket.number,
            serving,
            since,
            issued_at: ticket.issued_at,
            recalls_left: rules.recalls_max.saturating_sub(recalls),
            recall_at: last_call + rules.recall_gap_ms,
            class_credit: ticket.class_credit_ms > 0,
            english: ticket.english,
            items: self.desk_items(catalogue, window, ticket),
            notes: notes.to_vec(),
            return_code: self.return_code(ticket),
        })
    }

    /// Only looked for when there is one.
    pub(super) fn return_code(&self, ticket: &Ticket) -> Option<String> {
        let lacks = |item: &TicketItem| item.outcome == Some(Outcome::NeedsMaterials);
        ticket.items.iter().any(lacks).then(|| self.return_codes.of(ticket.id)).flatten()
    }

    fn desk_items(&self, catalogue: &Catalogue, window: WindowId, ticket: &Ticket) -> Vec<DeskItem> {
        let item = |on: &TicketItem| {
            let known = catalogue.items.get(&on.item);
            let not_here =
                if on.outcome.is_none() { self.not_here(catalogue, window, ticket, on) } else { None };
            DeskItem {
                item: on.item.clone(),
                name: item_name(catalogue, &on.item),
                materials: known.map_or_else(Vec::new, |known| {
                    known
                        .materials
                        .iter()
                        .take(ROWS_MAX)
                        .map(|material| Label::from(&material.name))
                        .collect()
                }),
                outcome: on.outcome,
                here: on.outcome.is_none() && not_here.is_none(),
                not_here,
            }
        };
        ticket.items.iter().take(ROWS_MAX).map(item).collect()
    }

    /// Why an open item is not for this window now; none if it is.
    fn not_here(
        &self,
        catalogue: &Catalogue,
        window: WindowId,
        ticket: &Ticket,
        on: &TicketItem,
    ) -> Option<NotHere> {
        let known = catalogue.items.get(&on.item);
        let mut open = ticket.open_items().map(|item| &item.item);
        let before = open.find(|item| known.is_some_and(|known| known.after.contains(item)));
        if let Some(before) = before {
            return Some(NotHere::After { item: item_name(catalogue, before) });
        }
        if self.hall.can_decide(window, ticket, &on.line) {
            return None;
        }
        let line = catalogue.lines.get(&on.line);
        let name = line.map_or_else(|| item_name(catalogue, &on.item), |line| Label::from(&line.name));
        let windows = self.hall.windows_of(&on.line);
        let status = self.hall.line_status(&on.line, self.now);
        let opens_at = match status.map(|status| status.opening) {
            Some(Opening::Closed { opens_at }) if windows.is_empty() => opens_at,
            Some(Opening::Open { .. } | Opening::Closed { .. }) | None => None,
        };
        Some(NotHere::Elsewhere { line: name, windows, opens_at })
    }

    /// Who was sent to this very window first, then its own lines, then those it helps.
    fn desk_lines(&self, catalogue: &Catalogue, window: &Window, state: &WindowState) -> Vec<DeskLine> {
        let bound = (!state.bound.is_empty()).then(|| DeskLine {
            line: None,
            name: Label::from(&window.name),
            own: true,
            waiting: state.bound.len(),
            next: self.first_waiting(&state.bound),
        });
        let (own, helps) = self.hall.window_lines(window.id);
        let own = own.iter().map(|line| (line, true));
        let lines = own.chain(helps.iter().map(|line| (line, false))).filter_map(|(id, own)| {
            let line = self.hall.line(id)?;
            Some(DeskLine {
                line: Some(id.clone()),
                name: Label::from(&catalogue.lines.get(id)?.name),
                own,
                waiting: line.waiting.len(),
                next: self.first_waiting(&line.waiting),
            })
        });
        bound.into_iter().chain(lines).take(ROWS_MAX).collect()
    }

    /// Each visitor once, in however many of the lines.
    fn desk_waiting(&self, lines: &[DeskLine]) -> usize {
        let ids: Vec<&LineId> = lines.iter().filter_map(|line| line.line.as_ref()).collect();
        let sum: usize = lines.iter().map(|line| line.waiting).sum();
        sum - self.shared.surplus(&ids)
    }

    fn first_waiting(&self, queue: &BTreeSet<QueueKey>) -> Vec<DeskWaiting> {
        let waiting = |key: &QueueKey| {
            let ticket = self.hall.ticket(key.ticket)?;
            Some(DeskWaiting { ticket: ticket.id, number: ticket.number, issued_at: ticket.issued_at })
        };
        queue.iter().take(NEXT_ROWS).filter_map(waiting).collect()
    }

    fn desk_away(&self, window: WindowId) -> (Vec<DeskParked>, Vec<DeskMissed>) {
        let (mut parked, mut missed) = (Vec::new(), Vec::new());
        let late = self.away.late().filter(|id| self.could_call(window, *id));
        for ticket in self.away.from(window).chain(late).filter_map(|id| self.hall.ticket(id)) {
            let (id, number) = (ticket.id, ticket.number);
            match ticket.phase {
                Phase::Parked { kind, since, back, .. } => {
                    parked.push(DeskParked { ticket: id, number, kind, since, back, late: ticket.is_late() });
                }
                Phase::NoShow { until } => missed.push(DeskMissed { ticket: id, number, until }),
                Phase::Waiting
                | Phase::Called { .. }
                | Phase::Serving { .. }
                | Phase::Done
                | Phase::Cancelled
                | Phase::Expired => {}
            }
        }
        parked.truncate(ROWS_MAX);
        missed.truncate(ROWS_MAX);
        (parked, missed)
    }

    /// Were the ticket waiting, the window could call it.
    fn could_call(&self, window: WindowId, id: TicketId) -> bool {
        let Some(ticket) = self.hall.ticket(id) else { return false };
        let lines = self.hall.waiting_lines(ticket);
        let serves = || lines.iter().any(|line| self.hall.can_decide(window, ticket, line));
        ticket.bound_to.map_or_else(serves, |bound_to| bound_to == window)
    }
}

/// The name of an item, or its code when the catalogue no longer has it.
pub(super) fn item_name(catalogue: &Catalogue, code: &ItemCode) -> Label {
    catalogue
        .items
        .get(code)
        .map_or_else(|| Label { zh: code.to_string(), en: code.to_string() }, |item| Label::from(&item.name))
}
