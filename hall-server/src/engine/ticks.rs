//! Which materials each clerk has in hand: what the pad shows the visitor. Kept for the ticket at the window and nowhere
//! else; after a restart the desk tells it again.

use std::collections::{BTreeMap, BTreeSet};

use hall_core::command::Outcome;
use hall_core::ids::{ItemCode, StaffId, TicketId, WindowId};
use hall_core::rejection::Rejection;

use super::batch::Batch;
use super::state::State;

/// What a clerk has ticked for one item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticked {
    /// Which of its materials, from 0.
    pub received: BTreeSet<usize>,
    /// What the clerk is about to record.
    pub chosen: Option<Outcome>,
}

/// What a clerk tells of an item in hand. The latest wins, so it needs no memory of its key.
#[derive(Clone, Debug)]
pub struct TickOrder {
    /// Who.
    pub staff: StaffId,
    /// Where.
    pub window: WindowId,
    /// The ticket the desk shows.
    pub ticket: TicketId,
    /// The item.
    pub item: ItemCode,
    /// What is in hand.
    pub ticked: Ticked,
}

/// What is ticked at each window.
#[derive(Debug, Default)]
pub struct Ticks(BTreeMap<WindowId, OfTicket>);

#[derive(Debug)]
struct OfTicket {
    ticket: TicketId,
    items: BTreeMap<ItemCode, Ticked>,
}

impl Ticks {
    /// What is ticked at a window for an item of a ticket.
    pub fn of(&self, window: WindowId, ticket: TicketId, item: &ItemCode) -> Option<&Ticked> {
        self.0.get(&window).filter(|of| of.ticket == ticket)?.items.get(item)
    }
}

impl State {
    /// Notes what is in hand: gives the ticket.
    ///
    /// # Errors
    /// The window has another clerk or another ticket, or the ticket does not carry the item.
    pub fn tick(&mut self, batch: &mut Batch, order: &TickOrder) -> Result<i64, Rejection> {
        let window = order.window;
        let state = self.hall.window(window).ok_or(Rejection::WindowUnknown { window })?;
        match &state.clerk {
            None => return Err(Rejection::WindowClosed { window }),
            Some(clerk) if *clerk != order.staff => {
                return Err(Rejection::NotYourWindow { window, clerk: clerk.clone() });
            }
            Some(_) => {}
        }
        let current = state.current;
        let ticket = self.hall.ticket(order.ticket).filter(|_| current == Some(order.ticket));
        if ticket.ok_or(Rejection::Stale { current })?.item(&order.item).is_none() {
            return Err(Rejection::ItemNotOnTicket { item: order.item.clone() });
        }
        let fresh = || OfTicket { ticket: order.ticket, items: BTreeMap::new() };
        let of = self.ticks.0.entry(window).or_insert_with(fresh);
        if of.ticket != order.ticket {
            *of = fresh();
        }
        of.items.insert(order.item.clone(), order.ticked.clone());
        batch.changes.pad(window);
        Ok(order.ticket.0.cast_signed())
    }
}
