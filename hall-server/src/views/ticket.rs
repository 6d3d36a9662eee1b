//! A ticket on its visitor's phone.

use hall_api::requests::Label;
use hall_api::views::{ROWS_MAX, TicketRating, TicketState, TicketView, TicketViewItem};
use hall_core::catalogue::Catalogue;
use hall_core::command::ParkKind;
use hall_core::evaluation::{EndedVisit, Rater};
use hall_core::ids::TicketId;
use hall_core::ticket::Phase;

use super::desk::item_name;
use super::{Scene, wait_range};

impl Scene<'_> {
    pub(super) fn ticket(
        &self,
        catalogue: &Catalogue,
        id: TicketId,
        people_ahead: Option<usize>,
    ) -> Option<TicketView> {
        let ended = self.evaluations.visit(id);
        let Some(ticket) = self.hall.ticket(id) else { return Some(of_earlier_day(catalogue, ended?)) };
        let waiting = ticket.phase == Phase::Waiting;
        let item = ticket.open_items().next().or(ticket.items.first());
        let area = item.and_then(|item| catalogue.lines.get(&item.line)).map(|line| Label::from(&line.area));
        let items = ticket.items.iter().take(ROWS_MAX).map(|item| TicketViewItem {
            name: item_name(catalogue, &item.item),
            decided: item.outcome.is_some(),
        });
        Some(TicketView {
            number: ticket.number,
            state: state(ticket.phase),
            late: ticket.is_late(),
            may_be_late: ticket.may_be_late(),
            people_ahead: people_ahead.filter(|_| waiting),
            wait: self.estimates.tickets.get(&id).filter(|_| waiting).map(|wait| wait_range(*wait)),
            area: area.unwrap_or_default(),
            items: items.collect(),
            rating: ended.map(|visit| rating(visit, false)),
        })
    }
}

/// A visit of an earlier day: shown so that it can be rated.
fn of_earlier_day(catalogue: &Catalogue, visit: &EndedVisit) -> TicketView {
    let item = |code| TicketViewItem { name: item_name(catalogue, code), decided: true };
    TicketView {
        number: visit.number,
        state: TicketState::Done,
        late: false,
        may_be_late: false,
        people_ahead: None,
        wait: None,
        area: Label::default(),
        items: visit.items.iter().take(ROWS_MAX).map(item).collect(),
        rating: Some(rating(visit, true)),
    }
}

fn rating(visit: &EndedVisit, day_over: bool) -> TicketRating {
    TicketRating {
        ended_at: visit.ended_at,
        until: visit.open_until(Rater::Phone),
        given: visit.given.is_some(),
        day_over,
    }
}

fn state(phase: Phase) -> TicketState {
    match phase {
        Phase::Waiting => TicketState::Waiting,
        Phase::Called { window, .. } => TicketState::Called { window },
        Phase::Serving { window, .. } => TicketState::Serving { window },
        Phase::NoShow { until } => TicketState::NoShow { until },
        Phase::Parked { window, kind, back, .. } => {
            let window = match kind {
                ParkKind::AtWindow | ParkKind::ThisWindow => window,
                ParkKind::AnyWindow => None,
            };
            TicketState::Parked { window, back }
        }
        Phase::Done => TicketState::Done,
        Phase::Cancelled => TicketState::Cancelled,
        Phase::Expired => TicketState::Expired,
    }
}
