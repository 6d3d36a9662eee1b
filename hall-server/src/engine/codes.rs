//! Return codes in the engine's memory: every one that is remembered, by the digest of its text.
//!
//! They are few: one for each visit of the last two months that lacked materials.

use std::collections::{BTreeMap, HashMap};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hall_core::ids::TicketId;
use hall_core::rejection::Rejection;
use hall_core::return_code::{GOOD_FOR_MS, KEPT_MS, ReturnCode};
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use crate::auth::token;
use crate::site_secret::SiteSecret;
use crate::store::{StoreError, return_codes};

/// The codes of a site.
#[derive(Debug)]
pub struct Codes {
    secret: SiteSecret,
    known: HashMap<String, ReturnCode>,
    /// The code each ticket was taken with.
    used_by: BTreeMap<TicketId, String>,
}

impl Codes {
    /// Reads what the database has.
    pub(super) async fn load(db: &mut SqliteConnection, secret: SiteSecret) -> Result<Self, StoreError> {
        let known: HashMap<_, _> = return_codes::all(db).await?.into_iter().collect();
        let used_by = known.iter().filter_map(|(hash, code)| Some((code.used_by?, hash.clone()))).collect();
        Ok(Self { secret, known, used_by })
    }

    /// The code of a ticket in clear, if materials were missing for it.
    pub fn of(&self, ticket: TicketId) -> Option<String> {
        let code = self.secret.return_code(ticket);
        self.known.contains_key(&digest(&code)?).then_some(code)
    }

    /// Until when the code of a ticket is good.
    pub fn good_until(&self, ticket: TicketId) -> Option<Timestamp> {
        Some(self.known.get(&digest(&self.secret.return_code(ticket))?)?.made_at + GOOD_FOR_MS)
    }

    /// Materials are missing for a ticket: the row to write, unless it has a code.
    pub(super) fn make(&mut self, ticket: TicketId, now: Timestamp) -> Option<(String, ReturnCode)> {
        let hash = digest(&self.secret.return_code(ticket))?;
        if self.known.contains_key(&hash) {
            return None;
        }
        let code = ReturnCode::new(ticket, now);
        self.known.insert(hash.clone(), code);
        Some((hash, code))
    }

    /// May a ticket be taken with this code?
    ///
    /// # Errors
    /// It is unknown, used or too old.
    pub(super) fn check(&self, hash: &str, now: Timestamp) -> Result<(), Rejection> {
        self.known.get(hash).ok_or(Rejection::ReturnCodeUnknown)?.check(now)
    }

    /// The ticket that was given this code.
    pub(super) fn ticket_of(&self, hash: &str) -> Option<TicketId> {
        self.known.get(hash).map(|code| code.ticket)
    }

    /// Was this ticket taken with this code?
    pub(super) fn was_used_for(&self, hash: &str, ticket: TicketId) -> bool {
        self.used_by.get(&ticket).is_some_and(|used| used == hash)
    }

    /// A ticket was taken with it: the row to write.
    pub(super) fn use_up(&mut self, hash: &str, ticket: TicketId) -> Option<(String, ReturnCode)> {
        let code = self.known.get_mut(hash)?;
        code.used_by = Some(ticket);
        self.used_by.insert(ticket, hash.to_owned());
        Some((hash.to_owned(), *code))
    }

    /// A ticket was cancelled before anybody served it: its code is good again. The row to write.
    pub(super) fn give_back(&mut self, ticket: TicketId) -> Option<(String, ReturnCode)> {
        let hash = self.used_by.remove(&ticket)?;
        let code = self.known.get_mut(&hash)?;
        code.used_by = None;
        Some((hash, *code))
    }

    /// Forgets what is too old to be told apart from a code that never was. Gives the instant before which.
    pub(super) fn forget(&mut self, now: Timestamp) -> Timestamp {
        let before = now - KEPT_MS;
        self.known.retain(|_, code| code.made_at >= before);
        let known = &self.known;
        self.used_by.retain(|_, hash| known.contains_key(hash));
        before
    }
}

/// How a code is found; none if the text cannot be one.
pub fn digest(typed: &str) -> Option<String> {
    token::code_hash(typed).map(|hash| URL_SAFE_NO_PAD.encode(hash))
}
