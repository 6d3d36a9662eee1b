//! The basket: what goes on one ticket, and the idempotency key that belongs to exactly this content.
//!
//! The key is made when the content changes, not when the button is touched: however often and however fast it is
//! touched, and whatever gets lost on the way, one basket becomes one ticket.

use hall_api::client::Key;
use hall_api::core::ids::ItemCode;

/// What was chosen, in the order chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basket {
    items: Vec<ItemCode>,
    key: Option<Key>,
}

impl Basket {
    /// What is in it.
    pub fn items(&self) -> &[ItemCode] {
        &self.items
    }

    /// Is nothing in it?
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Is this in it?
    pub fn has(&self, item: &ItemCode) -> bool {
        self.items.contains(item)
    }

    /// The key of its content; none while it is empty.
    pub fn key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Puts an item in, if there is room, or takes it out.
    pub(super) fn toggle(&mut self, item: ItemCode, most: usize, fresh: &mut dyn FnMut() -> Key) {
        if self.has(&item) {
            self.items.retain(|known| *known != item);
        } else if self.items.len() < most {
            self.items.push(item);
        } else {
            return;
        }
        self.renew(fresh);
    }

    /// Takes an item out.
    pub(super) fn drop_item(&mut self, item: &ItemCode, fresh: &mut dyn FnMut() -> Key) {
        self.keep(|known| known != item, fresh);
    }

    /// Keeps only some items.
    pub(super) fn keep(&mut self, kept: impl Fn(&ItemCode) -> bool, fresh: &mut dyn FnMut() -> Key) {
        let before = self.items.len();
        self.items.retain(|item| kept(item));
        if self.items.len() != before {
            self.renew(fresh);
        }
    }

    /// A new key, because the request became another one.
    pub(super) fn renew(&mut self, fresh: &mut dyn FnMut() -> Key) {
        self.key = (!self.items.is_empty()).then(fresh);
    }
}
