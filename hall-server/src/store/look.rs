//! A look at a database from outside: whose it is, which version, how far its log goes. Changes nothing.

use std::path::Path;

use hall_core::time::Timestamp;

use super::{MIGRATIONS, Store, StoreError};

/// What a look at a database tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Events in the log.
    pub events: i64,
    /// When the last of them happened.
    pub last_at: Option<Timestamp>,
}

impl Store {
    /// Looks at an existing database.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::OtherSite`], or the database cannot be read.
    pub async fn look(path: &Path, site: &str) -> Result<Look, StoreError> {
        let mut db = Self::open_read_only(path).await?;
        let found: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
            .fetch_one(&mut db)
            .await?;
        let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        let owner = sqlx::query_scalar!("SELECT site FROM site").fetch_optional(&mut db).await?;
        if let Some(owner) = owner.filter(|owner| owner != site) {
            return Err(StoreError::OtherSite { found: owner, wanted: site.to_owned() });
        }
        let last = sqlx::query!(r#"SELECT seq AS "seq!", at FROM events ORDER BY seq DESC LIMIT 1"#)
            .fetch_optional(&mut db)
            .await?;
        Ok(Look {
            events: last.as_ref().map_or(0, |row| row.seq),
            last_at: last.map(|row| Timestamp(row.at)),
        })
    }
}
