//! What staff look up in the ledger, and what anybody may verify.

use hall_api::texts::Language;
use hall_core::time::Timestamp;
use sqlx::sqlite::SqliteExecutor;

use super::{Index, StoreError, language_of};

/// By what staff look for certificates: whatever of it is given may match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// Year and place of its number.
    pub number: Option<(i64, i64)>,
    /// Its verification code.
    pub code: Option<Index>,
    /// Its person's number.
    pub person: Option<Index>,
    /// Its person's name.
    pub name: Option<Index>,
}

/// A certificate in the ledger.
#[derive(Clone, Debug)]
pub struct LedgerRow {
    /// Its name at the site.
    pub id: i64,
    /// Year of its number.
    pub year: i64,
    /// Place in the year.
    pub serial: i64,
    /// Which kind.
    pub kind: String,
    /// In which language.
    pub language: Language,
    /// What for.
    pub purpose: Option<String>,
    /// When it was drawn up.
    pub drawn_at: Timestamp,
    /// Whose, sealed.
    pub person_sealed: Vec<u8>,
    /// Their name, sealed.
    pub name_sealed: Vec<u8>,
    /// Of the signed file.
    pub sha256: Vec<u8>,
    /// Is the signed file kept?
    pub kept: bool,
    /// When, by whom and why it was revoked.
    pub revoked: Option<(Timestamp, String, String)>,
}

macro_rules! select {
    ($rest:tt $(, $argument:expr)*) => {
        sqlx::query!(
            r#"SELECT c.id AS "id!: i64", year, serial, kind, language, purpose, drawn_at,
                      person_sealed AS "person_sealed!", name_sealed AS "name_sealed!", sha256 AS "sha256!",
                      EXISTS (SELECT 1 FROM certificate_files AS f WHERE f.certificate = c.id) AS "kept!: bool",
                      revoked_at, revoked_by, reason
               FROM certificates AS c "# + $rest
            $(, $argument)*
        )
    };
}

macro_rules! ledger_row {
    ($row:expr) => {{
        let row = $row;
        LedgerRow {
            id: row.id,
            year: row.year,
            serial: row.serial,
            kind: row.kind,
            language: language_of(&row.language),
            purpose: row.purpose,
            drawn_at: Timestamp(row.drawn_at),
            person_sealed: row.person_sealed,
            name_sealed: row.name_sealed,
            sha256: row.sha256,
            kept: row.kept,
            revoked: row.revoked_at.map(|at| {
                (Timestamp(at), row.revoked_by.unwrap_or_default(), row.reason.unwrap_or_default())
            }),
        }
    }};
}

/// Certificates that anything of what is looked for fits, the newest first.
///
/// # Errors
/// Any error of the database.
pub async fn find(
    db: impl SqliteExecutor<'_>,
    find: &Find,
    limit: i64,
) -> Result<Vec<LedgerRow>, StoreError> {
    let (year, serial) = find.number.unzip();
    let [code, person, name] =
        [&find.code, &find.person, &find.name].map(|index| index.as_ref().map(|i| &i[..]));
    let rows = select!(
        "WHERE state IN ('drawn', 'issued', 'revoked')
             AND ((year = ? AND serial = ?) OR code_index = ? OR person_index = ? OR name_index = ?)
         ORDER BY c.id DESC LIMIT ?",
        year,
        serial,
        code,
        person,
        name,
        limit
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| ledger_row!(row)).collect())
}

/// The newest certificates.
///
/// # Errors
/// Any error of the database.
pub async fn newest(db: impl SqliteExecutor<'_>, limit: i64) -> Result<Vec<LedgerRow>, StoreError> {
    let rows = select!("WHERE state IN ('drawn', 'issued', 'revoked') ORDER BY c.id DESC LIMIT ?", limit)
        .fetch_all(db)
        .await?;
    Ok(rows.into_iter().map(|row| ledger_row!(row)).collect())
}

/// The certificate of a verification code, if anybody may know of it.
///
/// # Errors
/// Any error of the database.
pub async fn by_code(db: impl SqliteExecutor<'_>, code: &Index) -> Result<Option<LedgerRow>, StoreError> {
    let code = &code[..];
    let row =
        select!("WHERE code_index = ? AND state IN ('issued', 'revoked')", code).fetch_optional(db).await?;
    Ok(row.map(|row| ledger_row!(row)))
}

/// The certificate whose signed file has this digest, if anybody may know of it.
///
/// # Errors
/// Any error of the database.
pub async fn by_sha256(
    db: impl SqliteExecutor<'_>,
    sha256: &[u8; 32],
) -> Result<Option<LedgerRow>, StoreError> {
    let sha256 = &sha256[..];
    let row =
        select!("WHERE sha256 = ? AND state IN ('issued', 'revoked')", sha256).fetch_optional(db).await?;
    Ok(row.map(|row| ledger_row!(row)))
}
