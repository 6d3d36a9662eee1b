//! A number for a visitor who has none, given by the clerk at the window: served at once, or waiting like everybody.

use super::Hall;
use super::desk::ready_to_call;
use super::visitor::check_basket;
use crate::catalogue::Catalogue;
use crate::command::AtWindow;
use crate::event::{Fact, Given, ItemInLine, TicketTaken};
use crate::ids::{ItemCode, LineId, WindowId};
use crate::rejection::{ItemRefusal, RefusedItem, Rejection};
use crate::time::Timestamp;

impl Hall {
    pub(super) fn give_ticket(
        &self,
        now: Timestamp,
        at: &AtWindow,
        items: &[ItemCode],
        serve: bool,
        english: bool,
    ) -> Result<Vec<Fact>, Rejection> {
        let catalogue = self.catalogue.as_ref().ok_or(Rejection::NoCatalogue)?;
        let window = self.own_window(at)?;
        if serve {
            ready_to_call(at.window, window)?;
        }
        check_basket(catalogue.rules.items_max, items)?;
        let (items, despite) = self.lines_despite(now, catalogue, items)?;
        if serve && !self.can_begin(at.window, &items) {
            return Err(Rejection::NotAccepted);
        }
        let given = Some(Given { window: at.window, despite });
        let taken = TicketTaken { english, given, ..self.next_ticket(catalogue, items) };
        let started = serve.then_some(Fact::ServiceStarted { ticket: taken.ticket, window: at.window });
        Ok(std::iter::once(Fact::TicketTaken(taken)).chain(started).collect())
    }

    /// The line of every item, and what a kiosk would have had against it. Refused is only what nobody here could serve.
    fn lines_despite(
        &self,
        now: Timestamp,
        catalogue: &Catalogue,
        items: &[ItemCode],
    ) -> Result<(Vec<ItemInLine>, Vec<RefusedItem>), Rejection> {
        let (mut lines, mut despite, mut refused) = (Vec::with_capacity(items.len()), Vec::new(), Vec::new());
        for item in items {
            let against = self.line_for(now, catalogue, item, false);
            let line = match against.clone() {
                Ok(line) => Some(line),
                Err(reason) => self.overridden(catalogue, item, &reason),
            };
            let against = against.err().map(|reason| RefusedItem { item: item.clone(), reason });
            match line {
                Some(line) => {
                    lines.push(ItemInLine { item: item.clone(), line });
                    despite.extend(against);
                }
                None => refused.extend(against),
            }
        }
        if refused.is_empty() {
            Ok((lines, despite))
        } else {
            Err(Rejection::ItemsRefused { items: refused })
        }
    }

    /// The line of an item although a kiosk refuses it, if somebody works there.
    fn overridden(&self, catalogue: &Catalogue, item: &ItemCode, reason: &ItemRefusal) -> Option<LineId> {
        match reason {
            ItemRefusal::LineClosed { .. } | ItemRefusal::LineFull | ItemRefusal::ClosingSoon => {
                let line = catalogue.items.get(item)?.line.as_ref()?;
                self.lines.get(line).filter(|line| line.windows > 0).map(|_| line.clone())
            }
            ItemRefusal::ItemUnknown | ItemRefusal::ItemOnline | ItemRefusal::LineUnserved => None,
        }
    }

    /// The window serves an item that comes after no other of them.
    fn can_begin(&self, window: WindowId, items: &[ItemInLine]) -> bool {
        let is_free = |item: &ItemInLine| {
            let after = self.after(&item.item);
            !items.iter().any(|other| after.contains(&other.item))
        };
        items.iter().any(|item| is_free(item) && self.serves(window, &item.line))
    }
}
