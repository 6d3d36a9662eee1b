//! Who the kiosk is to the server: a token from a file, or one got for a one-time code and written there.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use hall_api::client::{Client, ClientError, ClientSetupError};

/// Why the kiosk is nobody.
#[derive(Debug, thiserror::Error)]
pub(super) enum IdentityError {
    #[error("there is no token in {path} and no enrolment code was given")]
    NoToken { path: PathBuf },
    #[error("cannot read the token {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot write the token {path}")]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the enrolment code was not taken")]
    Enrol(#[source] ClientError),
    #[error("the token cannot be used")]
    Token(#[source] ClientSetupError),
}

/// The client that speaks for this kiosk.
pub(super) async fn establish(
    client: &Client,
    file: &Path,
    code: Option<&str>,
) -> Result<Client, IdentityError> {
    let token = match std::fs::read_to_string(file) {
        Ok(token) => token,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let code = code.ok_or_else(|| IdentityError::NoToken { path: file.to_owned() })?;
            let reply = client.enrol(code).await.map_err(IdentityError::Enrol)?;
            tracing::info!(device = reply.device, "enrolled");
            keep(file, &reply.token)
                .map_err(|source| IdentityError::Write { path: file.to_owned(), source })?;
            reply.token
        }
        Err(source) => return Err(IdentityError::Read { path: file.to_owned(), source }),
    };
    client.as_device(&token).map_err(IdentityError::Token)
}

/// Writes the token so that only this user reads it, whole or not at all.
fn keep(file: &Path, token: &str) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.as_file().set_permissions(std::fs::Permissions::from_mode(0o600))?;
    new.write_all(token.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/token");
        keep(&file, "secret").unwrap();
        keep(&file, "newer").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "newer");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }
}
