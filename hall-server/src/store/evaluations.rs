//! Evaluations, and the visits that may be rated: written in the transaction of what ended or rated them.

use hall_core::command::Fingerprint;
use hall_core::evaluation::{EndedVisit, Given};
use hall_core::ids::{ItemCode, LineId, StaffId, TicketId, TicketNumber, WindowId};
use hall_core::time::{HallDay, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use super::log::parse_caller;
use super::rows::Rows;
use crate::vault::{Place, Vault};

/// The table.
pub const TABLE: &str = "evaluations";
/// The sealed column.
pub const COLUMN: &str = "comment_sealed";

/// Where what a visitor wrote is sealed for.
pub fn place(ticket: TicketId) -> Place {
    Place::new(TABLE, COLUMN, ticket.0)
}

/// A low rating of a day as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LowRow {
    /// Of which visit.
    pub ticket: TicketId,
    /// 1 or 2.
    pub level: u8,
    /// Codes of the reasons ticked.
    pub reasons: Vec<String>,
    /// In the visitor's own words.
    pub comment: Option<String>,
    /// Rated at.
    pub at: Timestamp,
}

/// Writes visits: rows of `[ticket, prefix, number, items, english, window, line, clerk, ended_at]`.
///
/// # Errors
/// Any error of the database.
pub async fn insert_visits(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO ended_visits (ticket, prefix, number, items, english, window, line, clerk, ended_at)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                value ->> 7, value ->> 8
         FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Writes evaluations: rows of `[ticket, at, day, via, level, efficiency, competence, attitude, reasons, sealed comment
/// in hex, window, line, clerk, caller, key, fingerprint]`.
///
/// # Errors
/// Any error of the database; among them a visit rated twice.
pub async fn insert(db: &mut SqliteConnection, rows: Rows) -> Result<(), StoreError> {
    let rows = rows.into_json();
    sqlx::query!(
        "INSERT INTO evaluations (ticket, at, day, via, level, efficiency, competence, attitude, reasons,
             comment_sealed, window, line, clerk, caller, key, fingerprint)
         SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
                value ->> 7, value ->> 8, unhex(value ->> 9), value ->> 10, value ->> 11, value ->> 12, value ->> 13,
                value ->> 14, value ->> 15
         FROM jsonb_each(?)",
        rows,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Every visit that is remembered, each with what was given, the one that ended first in front.
///
/// # Errors
/// Any error of the database.
pub async fn visits(db: impl SqliteExecutor<'_>) -> Result<Vec<EndedVisit>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT v.ticket AS "ticket!", v.prefix, v.number, v.items, v.english, v.window, v.line, v.clerk, v.ended_at,
                  e.caller AS "caller?", e.key AS "key?", e.fingerprint AS "fingerprint?"
           FROM ended_visits v LEFT JOIN evaluations e ON e.ticket = v.ticket ORDER BY v.ended_at, v.ticket"#
    )
    .fetch_all(db)
    .await?;
    let visits = rows.into_iter().filter_map(|row| {
        let items: Vec<String> = serde_json::from_str(&row.items).ok()?;
        let given = row.caller.zip(row.key).zip(row.fingerprint).and_then(|((caller, key), digest)| {
            let fingerprint = Fingerprint(digest.cast_unsigned());
            Some(Given { caller: parse_caller(&caller)?, key, fingerprint })
        });
        Some(EndedVisit {
            ticket: TicketId(row.ticket.cast_unsigned()),
            number: TicketNumber {
                prefix: row.prefix.chars().next()?,
                number: u32::try_from(row.number).ok()?,
            },
            items: items.iter().map(|code| ItemCode::new(code)).collect(),
            english: row.english != 0,
            window: WindowId(u16::try_from(row.window).ok()?),
            line: LineId::new(&row.line),
            clerk: row.clerk.as_deref().map(StaffId::new),
            ended_at: Timestamp(row.ended_at),
            given,
        })
    });
    Ok(visits.collect())
}

/// How many of a day gave each level, from 1 to 5.
///
/// # Errors
/// Any error of the database.
pub async fn levels_of(db: impl SqliteExecutor<'_>, day: HallDay) -> Result<[u32; 5], StoreError> {
    let day = day.to_string();
    let rows = sqlx::query!(
        r#"SELECT level, count(*) AS "count!: i64" FROM evaluations WHERE day = ? GROUP BY level"#,
        day
    )
    .fetch_all(db)
    .await?;
    let mut levels = [0; 5];
    for row in rows {
        if let Some(count) = usize::try_from(row.level - 1).ok().and_then(|at| levels.get_mut(at)) {
            *count = u32::try_from(row.count).unwrap_or(u32::MAX);
        }
    }
    Ok(levels)
}

/// Levels given from a day to a day, by ticket, as a JSON object: a year of them is one row.
///
/// # Errors
/// Any error of the database.
pub async fn levels_between(
    db: impl SqliteExecutor<'_>,
    from: HallDay,
    to: HallDay,
) -> Result<String, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    Ok(sqlx::query_scalar!(
        r#"SELECT json_group_object(ticket, level) AS "levels!: String"
           FROM evaluations WHERE day BETWEEN ? AND ?"#,
        from,
        to,
    )
    .fetch_one(db)
    .await?)
}

/// The latest ratings of level 1 and 2 of a day, oldest first.
///
/// # Errors
/// Any error of the database; a comment does not open.
pub async fn low_of(
    db: impl SqliteExecutor<'_>,
    vault: &Vault,
    day: HallDay,
    count_max: i64,
) -> Result<Vec<LowRow>, StoreError> {
    let day = day.to_string();
    let rows = sqlx::query!(
        "SELECT ticket, level, reasons, comment_sealed, at FROM evaluations
         WHERE day = ? AND level <= 2 ORDER BY id DESC LIMIT ?",
        day,
        count_max,
    )
    .fetch_all(db)
    .await?;
    let mut low = Vec::with_capacity(rows.len());
    for row in rows.into_iter().rev() {
        let ticket = TicketId(row.ticket.cast_unsigned());
        let comment =
            row.comment_sealed.map(|sealed| vault.open_text(&place(ticket), &sealed)).transpose()?;
        let (Ok(level), Ok(reasons)) = (u8::try_from(row.level), serde_json::from_str(&row.reasons)) else {
            continue;
        };
        let comment = comment.map(|text| text.to_string());
        low.push(LowRow { ticket, level, reasons, comment, at: Timestamp(row.at) });
    }
    Ok(low)
}

/// Seals some comments that an earlier version has left open. Gives how many.
///
/// # Errors
/// Any error of the database.
pub async fn seal_open(
    db: &mut SqliteConnection,
    vault: &Vault,
    count_max: i64,
) -> Result<usize, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT id, ticket, comment AS "comment!" FROM evaluations WHERE comment IS NOT NULL LIMIT ?"#,
        count_max
    )
    .fetch_all(&mut *db)
    .await?;
    for row in &rows {
        let sealed = vault.seal_text(&place(TicketId(row.ticket.cast_unsigned())), &row.comment);
        sqlx::query!(
            "UPDATE evaluations SET comment_sealed = ?, comment = NULL WHERE id = ?",
            sealed,
            row.id
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(rows.len())
}

/// Deletes visits that ended before an instant, and what visitors wrote before another. The figures stay.
///
/// # Errors
/// Any error of the database.
pub async fn forget_before(
    db: &mut SqliteConnection,
    visits: Timestamp,
    comments: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM ended_visits WHERE ended_at < ?", visits.0).execute(&mut *db).await?;
    sqlx::query!(
        "UPDATE evaluations SET comment_sealed = NULL WHERE comment_sealed IS NOT NULL AND at < ?",
        comments.0
    )
    .execute(db)
    .await?;
    Ok(())
}
