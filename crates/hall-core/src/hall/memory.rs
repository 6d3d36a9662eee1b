//! Which commands were accepted under which key, and what they came to: idempotency.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Answer;
use crate::command::{Caller, Fingerprint};
use crate::event::Cause;
use crate::ids::TicketId;
use crate::time::Timestamp;

/// Accepted commands: a key belongs to its caller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Memory(BTreeMap<String, BTreeMap<String, Remembered>>);

/// An accepted command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// When it was accepted.
    pub at: Timestamp,
    /// What was asked.
    pub fingerprint: Fingerprint,
    /// What it came to.
    pub answer: Answer,
}

impl Memory {
    pub fn find(&self, caller: &Caller, key: &str) -> Option<&Remembered> {
        self.0.get(&name(caller))?.get(key)
    }

    /// One event of an accepted command; its first ticket is the answer.
    pub fn remember(&mut self, at: Timestamp, cause: &Cause, ticket: Option<TicketId>) {
        let anew = || Remembered { at, fingerprint: cause.fingerprint, answer: Answer::default() };
        let keys = self.0.entry(name(&cause.caller)).or_default();
        let entry = keys.entry(cause.key.clone()).or_insert_with(anew);
        if entry.fingerprint != cause.fingerprint || entry.at != at {
            *entry = anew();
        }
        entry.answer.ticket = entry.answer.ticket.or(ticket);
    }

    /// Forgets what was accepted before an instant.
    pub fn forget(&mut self, before: Timestamp) {
        for keys in self.0.values_mut() {
            keys.retain(|_, entry| entry.at >= before);
        }
        self.0.retain(|_, keys| !keys.is_empty());
    }
}

/// The first word tells the kind, so no two callers share a name.
fn name(caller: &Caller) -> String {
    match caller {
        Caller::Device(device) => format!("device {device}"),
        Caller::Staff(staff) => format!("staff {staff}"),
        Caller::Phone(ticket) => format!("phone {ticket}"),
        Caller::Server => "server".into(),
    }
}
