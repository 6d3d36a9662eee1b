//! Certificates and their signed files: the ledger's rows. Rules are in `certificates::decide`; nothing is decided here.
//!
//! What is personal comes sealed and goes sealed; blind indexes find it. Copies are in [`jobs`], what staff and the
//! public look up in [`lookup`].

pub mod jobs;
pub mod lookup;

use hall_api::texts::Language;
use hall_core::command::Fingerprint;
use hall_core::ids::{DeviceId, StaffId};
use hall_core::time::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor};

use super::StoreError;
use crate::certificates::decide::State;

/// The table, for the vault.
pub const TABLE: &str = "certificates";
/// What a row of it is called in the vault.
pub const ROW: &str = "year || '/' || serial";
/// The table of the files, for the vault.
pub const FILES: &str = "certificate_files";

/// A blind index.
pub type Index = [u8; 32];

/// A certificate that is being drawn up.
#[derive(Clone, Debug)]
pub struct NewCertificate {
    /// Year of its number.
    pub year: i64,
    /// Its place in the year.
    pub serial: i64,
    /// When.
    pub at: Timestamp,
    /// Which kind.
    pub kind: String,
    /// In which language.
    pub language: Language,
    /// What for.
    pub purpose: Option<String>,
    /// The term it counts in.
    pub term: String,
    /// Where its person stands.
    pub device: DeviceId,
    /// Whose, sealed and blind.
    pub person: (Vec<u8>, Index),
    /// Their name, sealed and blind.
    pub name: (Vec<u8>, Index),
    /// Verification code, sealed and blind.
    pub code: (Vec<u8>, Index),
    /// Idempotency key.
    pub key: String,
    /// What was asked, digested.
    pub fingerprint: Fingerprint,
}

/// A certificate as it is stored, without its copies.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// Its name at the site.
    pub id: i64,
    /// Year of its number.
    pub year: i64,
    /// Place in the year.
    pub serial: i64,
    /// How far it has come.
    pub state: State,
    /// Which kind.
    pub kind: String,
    /// The term it counts in.
    pub term: String,
    /// The kiosk its person stood at.
    pub device: DeviceId,
    /// When it was drawn up.
    pub drawn_at: Timestamp,
    /// Whose; none if it was dropped.
    pub person_index: Option<Vec<u8>>,
    /// Verification code, sealed; none if it was dropped.
    pub code_sealed: Option<Vec<u8>>,
    /// Sheets of a copy; 0 until it is drawn up.
    pub pages: u32,
    /// What was asked, digested.
    pub fingerprint: Fingerprint,
    /// Since when its signed file is kept.
    pub stored_at: Option<Timestamp>,
}

pub(super) fn state_of(text: &str) -> State {
    match text {
        "reserved" => State::Reserved,
        "drawn" => State::Drawn,
        "issued" => State::Issued,
        "revoked" => State::Revoked,
        _ => State::Dropped,
    }
}

pub(super) fn language_of(text: &str) -> Language {
    if text == "en" { Language::En } else { Language::Zh }
}

fn language_text(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

/// The next free place in a year.
///
/// # Errors
/// Any error of the database.
pub async fn next_serial(db: &mut SqliteConnection, year: i64) -> Result<i64, StoreError> {
    let next = sqlx::query_scalar!(
        r#"SELECT coalesce(max(serial), 0) + 1 AS "next!: i64" FROM certificates WHERE year = ?"#,
        year
    );
    Ok(next.fetch_one(db).await?)
}

/// Takes a number for a certificate that is being drawn up: gives its id.
///
/// # Errors
/// Any error of the database.
pub async fn reserve(db: &mut SqliteConnection, new: &NewCertificate) -> Result<i64, StoreError> {
    let NewCertificate { year, serial, at, kind, purpose, term, key, .. } = new;
    let (language, device) = (language_text(new.language), new.device.as_str());
    let fingerprint = new.fingerprint.0.cast_signed();
    let (person, person_index) = (&new.person.0, &new.person.1[..]);
    let (name, name_index) = (&new.name.0, &new.name.1[..]);
    let (code, code_index) = (&new.code.0, &new.code.1[..]);
    let id = sqlx::query_scalar!(
        r#"INSERT INTO certificates (year, serial, state, kind, language, purpose, term, device, drawn_at, person_sealed,
               person_index, name_sealed, name_index, code_sealed, code_index, key, fingerprint)
           VALUES (?, ?, 'reserved', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id!: i64""#,
        year,
        serial,
        kind,
        language,
        purpose,
        term,
        device,
        at.0,
        person,
        person_index,
        name,
        name_index,
        code,
        code_index,
        key,
        fingerprint,
    )
    .fetch_one(db)
    .await?;
    Ok(id)
}

/// A certificate is drawn up and signed. Tells whether it was still waiting for that.
///
/// # Errors
/// Any error of the database.
pub async fn fill(
    db: &mut SqliteConnection,
    id: i64,
    (file, sha256, pages): (&[u8], &[u8; 32], u32),
    at: Timestamp,
) -> Result<bool, StoreError> {
    let digest = &sha256[..];
    let filled = sqlx::query!(
        "UPDATE certificates SET state = 'drawn', sha256 = ?, pages = ? WHERE id = ? AND state = 'reserved'",
        digest,
        pages,
        id,
    )
    .execute(&mut *db)
    .await?;
    if filled.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO certificate_files (certificate, sealed, stored_at) VALUES (?, ?, ?)",
        id,
        file,
        at.0
    )
    .execute(db)
    .await?;
    Ok(true)
}

/// A certificate by its id.
///
/// # Errors
/// Any error of the database.
pub async fn by_id(db: impl SqliteExecutor<'_>, id: i64) -> Result<Option<CertificateRow>, StoreError> {
    let row = sqlx::query!(
        r#"SELECT c.id AS "id!", year, serial, state, kind, term, device, drawn_at, person_index, code_sealed,
                  pages AS "pages: u32", fingerprint, f.stored_at AS "stored_at?: i64"
           FROM certificates AS c LEFT JOIN certificate_files AS f ON f.certificate = c.id WHERE c.id = ?"#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| CertificateRow {
        id: row.id,
        year: row.year,
        serial: row.serial,
        state: state_of(&row.state),
        kind: row.kind,
        term: row.term,
        device: DeviceId::new(&row.device),
        drawn_at: Timestamp(row.drawn_at),
        person_index: row.person_index,
        code_sealed: row.code_sealed,
        pages: row.pages.unwrap_or(0),
        fingerprint: Fingerprint(row.fingerprint.cast_unsigned()),
        stored_at: row.stored_at.map(Timestamp),
    }))
}

/// The certificate a person asked for under a key.
///
/// # Errors
/// Any error of the database.
pub async fn by_key(
    db: impl SqliteExecutor<'_>,
    person: &Index,
    key: &str,
) -> Result<Option<i64>, StoreError> {
    let person = &person[..];
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id!: i64" FROM certificates WHERE person_index = ? AND key = ?"#,
        person,
        key
    );
    Ok(id.fetch_optional(db).await?)
}

/// Copies of a person that count in a term, by kind.
///
/// # Errors
/// Any error of the database.
pub async fn counted(
    db: impl SqliteExecutor<'_>,
    person: &[u8],
    term: &str,
) -> Result<Vec<(String, u32)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT kind, count(*) AS "count!: u32" FROM certificates AS c JOIN certificate_jobs AS j ON j.certificate = c.id
           WHERE person_index = ? AND term = ? AND j.state <> 'refused' AND j.ordered_by IS NULL GROUP BY kind"#,
        person,
        term
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.count)).collect())
}

/// Certificates of a person that nobody has ordered a copy of.
///
/// # Errors
/// Any error of the database.
pub async fn drafts(db: impl SqliteExecutor<'_>, person: &[u8]) -> Result<u32, StoreError> {
    let count = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!: u32" FROM certificates WHERE person_index = ? AND state IN ('reserved', 'drawn')"#,
        person
    );
    Ok(count.fetch_one(db).await?)
}

/// The first copy was ordered.
///
/// # Errors
/// Any error of the database.
pub async fn issue(db: &mut SqliteConnection, id: i64) -> Result<(), StoreError> {
    sqlx::query!("UPDATE certificates SET state = 'issued' WHERE id = ? AND state = 'drawn'", id)
        .execute(db)
        .await?;
    Ok(())
}

/// It is void.
///
/// # Errors
/// Any error of the database.
pub async fn revoke(
    db: &mut SqliteConnection,
    id: i64,
    at: Timestamp,
    by: &StaffId,
    reason: &str,
) -> Result<(), StoreError> {
    let by = by.as_str();
    sqlx::query!(
        "UPDATE certificates SET state = 'revoked', revoked_at = ?, revoked_by = ?, reason = ? WHERE id = ?",
        at.0,
        by,
        reason,
        id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Nobody ordered a copy: the number stays with what was asked for, when and where, without whose it was. Its key may be
/// used again. One that was issued stays as it is.
///
/// # Errors
/// Any error of the database.
pub async fn forget_draft(db: &mut SqliteConnection, id: i64) -> Result<(), StoreError> {
    let forgotten = sqlx::query!(
        "UPDATE certificates SET state = 'dropped', person_sealed = NULL, person_index = NULL, name_sealed = NULL,
             name_index = NULL, code_sealed = NULL, code_index = NULL, sha256 = NULL, key = NULL
         WHERE id = ? AND state IN ('reserved', 'drawn')",
        id
    )
    .execute(&mut *db)
    .await?;
    // Of one that was issued, the file is kept.
    if forgotten.rows_affected() > 0 {
        delete_file(db, id).await?;
    }
    Ok(())
}

/// Deletes a signed file.
///
/// # Errors
/// Any error of the database.
pub async fn delete_file(db: &mut SqliteConnection, id: i64) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM certificate_files WHERE certificate = ?", id).execute(db).await?;
    Ok(())
}

/// The signed file, sealed.
///
/// # Errors
/// Any error of the database.
pub async fn file(db: impl SqliteExecutor<'_>, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let file = sqlx::query_scalar!("SELECT sealed FROM certificate_files WHERE certificate = ?", id);
    Ok(file.fetch_optional(db).await?)
}

/// Certificates with which time may have to do something: drafts and files of before, the oldest first.
///
/// # Errors
/// Any error of the database.
pub async fn old(
    db: impl SqliteExecutor<'_>,
    drawn_before: Timestamp,
    stored_before: Timestamp,
    limit: i64,
) -> Result<Vec<i64>, StoreError> {
    let ids = sqlx::query_scalar!(
        r#"SELECT id AS "id!: i64" FROM (
               SELECT id FROM certificates WHERE state IN ('reserved', 'drawn') AND drawn_at <= ?
               UNION SELECT certificate FROM certificate_files WHERE stored_at <= ?)
           ORDER BY id LIMIT ?"#,
        drawn_before.0,
        stored_before.0,
        limit
    );
    Ok(ids.fetch_all(db).await?)
}
