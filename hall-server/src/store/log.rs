//! The log: append only, dense, hash-chained. Rows are written by the engine alone.
//!
//! A row's hash covers its predecessor's and the exact text of every stored column, so the chain can be checked
//! with nothing but the table. Kind and body are the two halves of the fact's JSON; the cause has columns of its own.

use hall_core::command::{Caller, Fingerprint};
use hall_core::event::{Cause, Event, Fact};
use hall_core::ids::{DeviceId, StaffId, TicketId};
use hall_core::time::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::rows::Rows;

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// What stands in `prev_hash` of the first row.
const GENESIS: Hash = [0; 32];
/// Rows read at once.
const PAGE_ROWS: i64 = 2_000;

/// The end of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the last row; 0 before the first.
    pub seq: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// Before the first row.
    pub const GENESIS: Self = Self { seq: 0, hash: GENESIS };
}

/// The columns of a row that the hash covers, in their stored form.
#[derive(Clone, Copy, Debug)]
struct Columns<'a> {
    seq: i64,
    site: &'a str,
    at: i64,
    kind: &'a str,
    body: &'a str,
    caller: Option<&'a str>,
    key: Option<&'a str>,
    fingerprint: Option<i64>,
}

impl Columns<'_> {
    fn hash(&self, prev: &Hash) -> Hash {
        let mut digest = Sha256::new();
        let text = |digest: &mut Sha256, text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        digest.update(prev);
        digest.update(self.seq.to_be_bytes());
        digest.update(self.at.to_be_bytes());
        text(&mut digest, self.site);
        text(&mut digest, self.kind);
        text(&mut digest, self.body);
        for optional in [self.caller, self.key] {
            digest.update([u8::from(optional.is_some())]);
            text(&mut digest, optional.unwrap_or_default());
        }
        digest.update([u8::from(self.fingerprint.is_some())]);
        digest.update(self.fingerprint.unwrap_or_default().to_be_bytes());
        digest.finalize().into()
    }
}

/// Appends events to the rows of a batch.
///
/// `caller` and fingerprint are given as stored: SQLite's integers are signed.
pub fn push(rows: &mut Rows, head: &mut Head, site: &str, event: &Event) {
    let fact = serde_json::to_string(&event.fact).expect("invariant: facts have only string keys");
    let (kind, body) = split_fact(&fact);
    let caller = event.cause.as_ref().map(|cause| caller_text(&cause.caller));
    let columns = Columns {
        seq: head.seq + 1,
        site,
        at: event.at.0,
        kind,
        body,
        caller: caller.as_deref(),
        key: event.cause.as_ref().map(|cause| cause.key.as_str()),
        fingerprint: event.cause.as_ref().map(|cause| cause.fingerprint.0.cast_signed()),
    };
    let prev_hash = head.hash;
    *head = Head { seq: columns.seq, hash: columns.hash(&prev_hash) };
    rows.push(&(
        columns.seq,
        columns.at,
        columns.kind,
        columns.body,
        columns.caller,
        columns.key,
        columns.fingerprint,
        Hex(prev_hash),
        Hex(head.hash),
    ));
}

/// Writes the rows of a batch.
///
/// # Errors
/// Any error of the database; the transaction is not to be trusted any more.
pub async fn append(db: &mut SqliteConnection, site: &str, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO events (seq, site, at, kind, body, caller, key, fingerprint, prev_hash, hash)
         SELECT value ->> 0, ?, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                unhex(value ->> 7), unhex(value ->> 8)
         FROM jsonb_each(?)",
        site,
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A digest as a JSON text.
struct Hex(Hash);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (index, byte) in self.0.iter().enumerate() {
            text[2 * index] = DIGITS[usize::from(byte >> 4)];
            text[2 * index + 1] = DIGITS[usize::from(byte & 15)];
        }
        serializer.serialize_str(std::str::from_utf8(&text).expect("invariant: hex digits are ASCII"))
    }
}

/// `{"kind":"k","body":…}` → `k` and the body's exact text; a fact without a body has `null`.
fn split_fact(json: &str) -> (&str, &str) {
    let inner = json
        .strip_prefix(r#"{"kind":""#)
        .and_then(|rest| rest.strip_suffix('}'))
        .expect("invariant: a fact is tagged by kind");
    let (kind, rest) = inner.split_once('"').expect("invariant: the kind is a text");
    (kind, rest.strip_prefix(r#","body":"#).unwrap_or("null"))
}

/// A caller as stored.
pub(crate) fn caller_text(caller: &Caller) -> String {
    match caller {
        Caller::Device(device) => format!("device:{device}"),
        Caller::Staff(staff) => format!("staff:{staff}"),
        Caller::Phone(ticket) => format!("phone:{ticket}"),
        Caller::Server => "server".to_owned(),
    }
}

/// A caller from how it is stored.
pub(super) fn parse_caller(text: &str) -> Option<Caller> {
    Some(match text.split_once(':') {
        None if text == "server" => Caller::Server,
        Some(("device", id)) => Caller::Device(DeviceId::new(id)),
        Some(("staff", id)) => Caller::Staff(StaffId::new(id)),
        Some(("phone", id)) => Caller::Phone(TicketId(id.parse().ok()?)),
        _ => return None,
    })
}

/// A row as stored.
#[derive(Clone, Debug)]
pub struct StoredRow {
    /// Dense, from 1.
    pub seq: i64,
    site: String,
    at: i64,
    kind: String,
    body: String,
    caller: Option<String>,
    key: Option<String>,
    fingerprint: Option<i64>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
}

impl StoredRow {
    /// Checks that the row is the one that follows, and unchanged. Gives the new end of the chain.
    ///
    /// # Errors
    /// [`StoreError::BrokenChain`] with the row's number.
    pub fn follows(&self, head: &Head) -> Result<Head, StoreError> {
        let broken = |reason: &str| StoreError::BrokenChain { seq: self.seq, reason: reason.to_owned() };
        if self.seq != head.seq + 1 {
            let reason = format!("it comes after row {}: rows are missing", head.seq);
            return Err(StoreError::BrokenChain { seq: self.seq, reason });
        }
        if self.prev_hash != head.hash {
            return Err(broken("it does not continue the row before it"));
        }
        let columns = Columns {
            seq: self.seq,
            site: &self.site,
            at: self.at,
            kind: &self.kind,
            body: &self.body,
            caller: self.caller.as_deref(),
            key: self.key.as_deref(),
            fingerprint: self.fingerprint,
        };
        let hash = columns.hash(&head.hash);
        if self.hash != hash {
            return Err(broken("its content is not what its hash was made of"));
        }
        Ok(Head { seq: self.seq, hash })
    }

    /// The event of the row.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]: the row is not of this or an earlier version.
    pub fn event(&self) -> Result<Event, StoreError> {
        let bad = |reason: String| StoreError::BadRow { seq: self.seq, reason };
        let fact = decode_fact(&self.kind, &self.body).map_err(|error| bad(error.to_string()))?;
        let cause = match (&self.caller, &self.key, self.fingerprint) {
            (Some(caller), Some(key), Some(fingerprint)) => Some(Cause {
                caller: parse_caller(caller).ok_or_else(|| bad(format!("unknown caller `{caller}`")))?,
                key: key.clone(),
                fingerprint: Fingerprint(fingerprint.cast_unsigned()),
            }),
            (None, None, None) => None,
            _ => return Err(bad("it has half a cause".to_owned())),
        };
        Ok(Event { at: Timestamp(self.at), cause, fact })
    }
}

/// A fact from its two columns.
///
/// # Errors
/// The kind is unknown, or the body is not of that kind.
pub fn decode_fact(kind: &str, body: &str) -> Result<Fact, serde_json::Error> {
    let json = match body {
        "null" => format!(r#"{{"kind":"{kind}"}}"#),
        body => format!(r#"{{"kind":"{kind}","body":{body}}}"#),
    };
    serde_json::from_str(&json)
}

/// The last row.
///
/// # Errors
/// The database fails.
pub async fn last(db: impl SqliteExecutor<'_>) -> Result<Head, StoreError> {
    let row = sqlx::query!(r#"SELECT seq AS "seq!", hash FROM events ORDER BY seq DESC LIMIT 1"#)
        .fetch_optional(db)
        .await?;
    let Some(row) = row else { return Ok(Head::GENESIS) };
    let hash = row.hash.try_into().map_err(|_wrong_length| StoreError::BrokenChain {
        seq: row.seq,
        reason: "its hash has not 32 bytes".to_owned(),
    })?;
    Ok(Head { seq: row.seq, hash })
}

/// Hash of one row.
///
/// # Errors
/// The database fails.
pub async fn hash_at(db: impl SqliteExecutor<'_>, seq: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT hash FROM events WHERE seq = ?", seq).fetch_optional(db).await?)
}

/// Where each day began after a row: number of the row, the fact, its hash.
///
/// # Errors
/// The database fails, or a row cannot be read.
pub async fn rollovers_after(
    db: impl SqliteExecutor<'_>,
    seq: i64,
) -> Result<Vec<(i64, Fact, Hash)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT seq AS "seq!", kind, body, hash FROM events
           WHERE seq > ? AND kind = 'day_rolled_over' ORDER BY seq"#,
        seq,
    )
    .fetch_all(db)
    .await?;
    let read = |seq, kind: &str, body: &str, hash: Vec<u8>| {
        let bad = |reason: String| StoreError::BadRow { seq, reason };
        let fact = decode_fact(kind, body).map_err(|error| bad(error.to_string()))?;
        let hash = hash.try_into().map_err(|_wrong_length| bad("its hash has not 32 bytes".to_owned()))?;
        Ok((seq, fact, hash))
    };
    rows.into_iter().map(|row| read(row.seq, &row.kind, &row.body, row.hash)).collect()
}

/// When the present day began; none before the first.
///
/// # Errors
/// The database fails.
pub async fn day_began(db: impl SqliteExecutor<'_>) -> Result<Option<Timestamp>, StoreError> {
    let at =
        sqlx::query_scalar!("SELECT at FROM events WHERE kind = 'day_rolled_over' ORDER BY seq DESC LIMIT 1");
    Ok(at.fetch_optional(db).await?.map(Timestamp))
}

/// What happened, without who asked for it.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Number of the row.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// No command was behind it.
    pub by_time: bool,
    /// What.
    pub fact: Fact,
}

/// The next events after one, so many at most, in order, and whether there may be more.
///
/// They come as one text: every row that leaves SQLite's thread by itself costs a hop from thread to thread.
///
/// # Errors
/// The database fails, or a row cannot be read.
pub async fn facts_after(
    db: impl SqliteExecutor<'_>,
    seq: i64,
    rows_max: i64,
) -> Result<(Vec<Happened>, bool), StoreError> {
    let page = sqlx::query_scalar!(
        r#"SELECT '[' || coalesce(group_concat(event ORDER BY seq), '') || ']' AS "page!: String" FROM (
               SELECT seq, '[' || seq || ',' || at || ',' || iif(caller IS NULL, 'true', 'false')
                   || ',{"kind":"' || kind || '","body":' || body || '}]' AS event
               FROM events WHERE seq > ? ORDER BY seq LIMIT ?)"#,
        seq,
        rows_max,
    )
    .fetch_one(db)
    .await?;
    let unreadable = |seq, error: serde_json::Error| StoreError::BadRow { seq, reason: error.to_string() };
    let rows: Vec<(i64, i64, bool, &RawValue)> =
        serde_json::from_str(&page).map_err(|error| unreadable(seq + 1, error))?;
    let is_full = rows.len() as i64 == rows_max;
    let read = |(seq, at, by_time, fact): (i64, i64, bool, &RawValue)| {
        let fact = serde_json::from_str(fact.get()).map_err(|error| unreadable(seq, error))?;
        Ok(Happened { seq, at: Timestamp(at), by_time, fact })
    };
    Ok((rows.into_iter().map(read).collect::<Result<_, StoreError>>()?, is_full))
}

/// The next rows after one, in order; none at the end.
///
/// # Errors
/// The database fails.
pub async fn page_after(db: impl SqliteExecutor<'_>, seq: i64) -> Result<Vec<StoredRow>, StoreError> {
    Ok(sqlx::query_as!(
        StoredRow,
        r#"SELECT seq AS "seq!", site, at, kind, body, caller, key, fingerprint, prev_hash, hash
           FROM events WHERE seq > ? ORDER BY seq LIMIT ?"#,
        seq,
        PAGE_ROWS,
    )
    .fetch_all(db)
    .await?)
}

/// The rows after one that staff may have brought about beyond their own window, in order, with those that tell whose
/// a window is.
///
/// # Errors
/// The database fails.
pub async fn of_staff_after(db: impl SqliteExecutor<'_>, seq: i64) -> Result<Vec<StoredRow>, StoreError> {
    Ok(sqlx::query_as!(
        StoredRow,
        r#"SELECT seq AS "seq!", site, at, kind, body, caller, key, fingerprint, prev_hash, hash
           FROM events
           WHERE seq > ? AND caller LIKE 'staff:%' AND kind IN (
               'window_opened', 'window_taken_over', 'window_paused', 'window_continued', 'window_closed',
               'lines_assigned', 'hours_extended', 'ticket_directed', 'clock_confirmed', 'voice_muted', 'voice_unmuted')
           ORDER BY seq"#,
        seq,
    )
    .fetch_all(db)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_splits_into_kind_and_exact_body() {
        let cases = [
            (r#"{"kind":"clock_confirmed"}"#, "clock_confirmed", "null"),
            (r#"{"kind":"clock_jumped","body":{"ahead_ms":7}}"#, "clock_jumped", r#"{"ahead_ms":7}"#),
        ];
        for (json, kind, body) in cases {
            assert_eq!(split_fact(json), (kind, body));
            let fact = decode_fact(kind, body).unwrap();
            assert_eq!(serde_json::to_string(&fact).unwrap(), json);
            let written_out = format!(r#"{{"kind":"{kind}","body":{body}}}"#);
            assert_eq!(serde_json::from_str::<Fact>(&written_out).unwrap(), fact);
        }
    }

    #[test]
    fn callers_are_read_back() {
        let callers = [
            Caller::Device(DeviceId::new("kiosk:1")),
            Caller::Staff(StaffId::new("s-1")),
            Caller::Phone(TicketId(17)),
            Caller::Server,
        ];
        for caller in callers {
            assert_eq!(parse_caller(&caller_text(&caller)), Some(caller));
        }
        for text in ["", "phone:x", "somebody", "robot:1"] {
            assert_eq!(parse_caller(text), None, "{text}");
        }
    }

    #[test]
    fn every_column_counts_in_the_hash() {
        let columns = Columns {
            seq: 1,
            site: "a",
            at: 2,
            kind: "k",
            body: "{}",
            caller: Some("server"),
            key: Some("x"),
            fingerprint: Some(3),
        };
        let hash = columns.hash(&GENESIS);
        let others = [
            Columns { seq: 2, ..columns },
            Columns { site: "b", ..columns },
            Columns { at: 3, ..columns },
            Columns { kind: "l", ..columns },
            Columns { body: "{} ", ..columns },
            Columns { caller: None, ..columns },
            Columns { caller: Some(""), ..columns },
            Columns { key: None, ..columns },
            Columns { fingerprint: None, ..columns },
            Columns { fingerprint: Some(0), ..columns },
            Columns { site: "ak", kind: "", ..columns },
        ];
        for other in others {
            assert_ne!(other.hash(&GENESIS), hash, "{other:?}");
        }
        assert_ne!(columns.hash(&[1; 32]), hash);
    }
}
