//! A ticket on its visitor's phone.

use hall_api::requests::Label;
use hall_api::views::{ROWS_MAX, TicketState, TicketView, TicketViewItem};
use hall_core::catalogue::Catalogue;
use hall_core::command::ParkKind;
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
        let ticket = self.hall.ticket(id)?;
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
            people_ahead: people_ahead.filter(|_| waiting),
            wait: self.estimates.tickets.get(&id).filter(|_| waiting).map(|wait| wait_range(*wait)),
            area: area.unwrap_or_default(),
            items: items.collect(),
        })
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
                ParkKind::AtWindow | ParkKind::ThisWindow => Some(window),
                ParkKind::AnyWindow => None,
            };
            TicketState::Parked { window, back }
        }
        Phase::Done => TicketState::Done,
        Phase::Cancelled => TicketState::Cancelled,
        Phase::Expired => TicketState::Expired,
    }
}
