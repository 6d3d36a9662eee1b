//! The display's token: got once with a one-time code, kept in a file only its owner reads.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, bail};
use hall_api::client::Client;

/// Longest token file read, bytes.
const TOKEN_BYTES_MAX: u64 = 4096;

/// Turns a code into a token and writes it.
pub fn enrol(client: &Client, code: &str, token_file: &Path) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let reply = runtime.block_on(client.enrol(code.trim())).context("the code was not accepted")?;
    write_token(token_file, &reply.token)
        .with_context(|| format!("cannot write {}", token_file.display()))?;
    tracing::info!(device = reply.device, file = %token_file.display(), "enrolled");
    Ok(())
}

/// Beside first, then in place: a full disk leaves the old token whole.
fn write_token(path: &Path, token: &str) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    writeln!(file, "{token}")?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// The token of this display.
pub fn read_token(path: &Path) -> anyhow::Result<String> {
    let hint = || format!("cannot read the token in {}: run with --enrol CODE first", path.display());
    if fs::metadata(path).with_context(hint)?.len() > TOKEN_BYTES_MAX {
        bail!("{} is no token", path.display());
    }
    fs::read_to_string(path).with_context(hint)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_token_is_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("display.token");
        assert!(format!("{:#}", read_token(&path).unwrap_err()).contains("--enrol CODE"));
        write_token(&path, "first").unwrap();
        write_token(&path, "second").unwrap();
        assert_eq!(read_token(&path).unwrap().trim(), "second");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "x".repeat(5000)).unwrap();
        assert!(read_token(&path).is_err());
    }
}
