//! Visitors at the kiosks.

use std::ops::Range;

use hall_core::command::{Action, Caller, CheckIn, TakeTicket};
use hall_core::ids::{DeviceId, ItemCode};
use hall_core::rejection::Rejection;
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};

use super::{Act, Days};
use crate::catalogue::ONLINE;
use crate::rng::Rng;

const CLASSES: [&str; 5] = ["elderly", "disabled", "pregnant", "infant", "veteran"];

/// Half of the visitors want a fifth of the items, and hardly one wants what is done online.
fn wanted(rng: &mut Rng, offered: usize) -> Range<usize> {
    let popular = ONLINE + (offered - ONLINE) / 5;
    let (from, to) = rng.weighted(&[(2, (0, ONLINE)), (49, (ONLINE, popular)), (49, (ONLINE, offered))]);
    from..to
}

impl Days {
    /// A visitor takes a number; of a refused basket, what is left of it.
    pub(super) fn arrive(&mut self, now: Timestamp) {
        let mut take = self.basket(now);
        let kiosk = take.kiosk.clone().expect("a kiosk");
        let mut taken = self.ask(now, Caller::Device(kiosk.clone()), Action::TakeTicket(take.clone()));
        if let Err(Rejection::ItemsRefused { items }) = &taken {
            take.items.retain(|item| !items.iter().any(|refused| refused.item == *item));
            if take.items.is_empty() {
                return;
            }
            taken = self.ask(now, Caller::Device(kiosk), Action::TakeTicket(take));
        }
        let Some(ticket) = taken.ok().and_then(|answer| answer.ticket) else { return };
        if self.rng.chance(970) {
            let printed = now + self.rng.between(SECOND_MS, 8 * SECOND_MS);
            self.plan(printed, Act::Paper(ticket));
        }
        if self.rng.chance(40) {
            let late = now + self.rng.between(MINUTE_MS, 30 * MINUTE_MS);
            self.plan(late, Act::Late(ticket));
        }
        if self.rng.chance(40) {
            let tired = now + self.rng.between(MINUTE_MS, 30 * MINUTE_MS);
            self.plan(tired, Act::GiveUp(ticket));
        }
    }

    fn basket(&mut self, now: Timestamp) -> TakeTicket {
        let rng = &mut self.rng;
        let count = rng.weighted(&[(60, 1), (25, 2), (10, 3), (5, 4)]);
        let offered: Vec<&ItemCode> = self.site.hall.catalogue().expect("a catalogue").items.keys().collect();
        let mut items: Vec<ItemCode> = Vec::new();
        while items.len() < count {
            let wanted = wanted(rng, offered.len());
            let item = (*rng.pick(&offered[wanted])).clone();
            if !items.contains(&item) {
                items.push(item);
            }
        }
        let kiosk = DeviceId::new(&format!("kiosk-{}", rng.between(1, 6)));
        let person = rng.chance(400).then(|| format!("p-{}", rng.below(4_000)).as_str().into());
        let class = rng.chance(80).then(|| (*rng.pick(&CLASSES)).into());
        let slot = now + rng.between(-60, 60) * MINUTE_MS;
        let appointment = rng.chance(60).then(|| CheckIn { appointment: "a".into(), slot });
        let return_code = rng.chance(30);
        TakeTicket {
            items,
            kiosk: Some(kiosk),
            person,
            class,
            appointment,
            return_code,
            english: rng.chance(50),
        }
    }
}
