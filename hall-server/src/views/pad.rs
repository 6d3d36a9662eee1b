//! The pad at a window, facing the visitor: what is in hand, and afterwards how the visit was.

use hall_api::requests::Label;
use hall_api::views::{PadComeBack, PadItem, PadMaterial, PadRate, PadView, PadVisit, ROWS_MAX, RateReason};
use hall_core::catalogue::Catalogue;
use hall_core::evaluation::{EndedVisit, Rater, Reason};
use hall_core::ids::{TicketId, WindowId};
use hall_core::ticket::{Phase, Ticket, TicketItem};

use super::desk::item_name;
use super::{Scene, known_window};

impl Scene<'_> {
    pub(super) fn pad(&self, catalogue: &Catalogue, id: WindowId) -> Option<PadView> {
        let (_, state) = known_window(self.hall, catalogue, id)?;
        let window = self.window(catalogue, id)?;
        let serving = |ticket: &Ticket| matches!(ticket.phase, Phase::Serving { .. });
        let in_hand = state.current.and_then(|ticket| self.hall.ticket(ticket)).filter(|t| serving(t));
        // The pad belongs to whoever stands before it: the one served now, else the one whose visit has just ended.
        let ended = self.evaluations.at_pad(id, self.now).filter(|_| in_hand.is_none());
        let ticket = in_hand.or_else(|| self.hall.ticket(ended?.ticket));
        Some(PadView {
            window: window.window,
            name: window.name,
            serves: window.serves,
            state: window.state,
            call: window.call,
            visit: ticket.map(|ticket| self.pad_visit(catalogue, id, ticket)),
            rate: ended.filter(|_| ticket.is_some()).map(|visit| self.pad_rate(id, visit)),
        })
    }

    fn pad_visit(&self, catalogue: &Catalogue, window: WindowId, ticket: &Ticket) -> PadVisit {
        let item = |item| self.pad_item(catalogue, window, ticket.id, item);
        PadVisit {
            ticket: ticket.id,
            number: ticket.number,
            english: ticket.english,
            items: ticket.items.iter().take(ROWS_MAX).map(item).collect(),
            come_back: self.return_code(ticket).and_then(|code| {
                let until = self.return_codes.good_until(ticket.id)?;
                Some(PadComeBack { code, until })
            }),
        }
    }

    fn pad_item(
        &self,
        catalogue: &Catalogue,
        window: WindowId,
        ticket: TicketId,
        item: &TicketItem,
    ) -> PadItem {
        let in_hand = self.ticks.of(window, ticket, &item.item);
        let materials = catalogue.items.get(&item.item).map_or(&[][..], |known| &known.materials);
        let material =
            |(at, name)| PadMaterial { name, received: in_hand.is_some_and(|of| of.received.contains(&at)) };
        PadItem {
            name: item_name(catalogue, &item.item),
            materials: materials
                .iter()
                .take(ROWS_MAX)
                .map(|material| Label::from(&material.name))
                .enumerate()
                .map(material)
                .collect(),
            outcome: item.outcome.or(in_hand.and_then(|of| of.chosen)),
            decided: item.outcome.is_some(),
        }
    }

    fn pad_rate(&self, window: WindowId, visit: &EndedVisit) -> PadRate {
        let reason = |reason: &Reason| RateReason {
            code: reason.code.clone(),
            text: Label::from(&reason.text),
            levels: reason.levels.clone(),
        };
        PadRate {
            ticket: visit.ticket,
            until: visit.open_until(Rater::Pad(window)),
            reasons: self.evaluations.offered().iter().map(reason).collect(),
        }
    }
}
