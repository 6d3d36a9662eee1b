//! An authority for demonstrations and tests: a root and a certificate that signs, both saying DEMO.
//!
//! The root's key is never written: nobody can issue a second certificate under it. Nothing here is for a real school, whose
//! key comes from an authority that verifiers know.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use hall_core::time::{HOUR_MS, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};

/// The root's certificate, which verifiers trust.
pub const ROOT_FILE: &str = "demo-root.pem";
/// The certificate that signs, and its root's.
pub const CHAIN_FILE: &str = "demo-chain.pem";
/// The key that signs.
pub const KEY_FILE: &str = "demo-key.pem";

/// How long the certificates are valid, days.
const DAYS: i64 = 730;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Why the keys cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file cannot be written, or is there already.
    #[error("cannot write {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A key or a certificate cannot be made.
    #[error("a demonstration key cannot be made")]
    Key(#[from] rcgen::Error),
}

/// Makes a root and a certificate that signs with a P-256 key, valid from the day before for two years, and writes them
/// into a folder for the present user alone. Writes nothing over what is there.
///
/// # Errors
/// See [`DemoError`].
pub fn make(folder: &Path, now: Timestamp) -> Result<(), DemoError> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| DemoError::File { path, source }
    };
    let mut root = params("DEMO root, not for real certificates", now);
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;
    let mut signing = params("DEMO service hall, not for real certificates", now);
    signing.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    let key = KeyPair::generate()?;
    let chain = signing.signed_by(&key, &root)?.pem() + &root.pem();
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(fault(folder))?;
    // The key first: what is left of a failure is a key without a certificate, which nothing takes for whole.
    for (name, text) in [(KEY_FILE, key.serialize_pem()), (CHAIN_FILE, chain), (ROOT_FILE, root.pem())] {
        let path = folder.join(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(fault(&path))?;
    }
    Ok(())
}

fn params(name: &str, now: Timestamp) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "DEMO");
    params.use_authority_key_identifier_extension = true;
    let day = |ms: i64| {
        let date = jiff::Timestamp::from_millisecond(ms)
            .unwrap_or_default()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date();
        date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    (params.not_before, params.not_after) = (day(now.0 - DAY_MS), day(now.0 + DAYS * DAY_MS));
    params
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use printing::signature::{Roots, Signer};

    use super::*;

    const NOW: Timestamp = Timestamp(1_788_224_400_000);

    #[test]
    fn the_keys_sign_are_marked_and_are_the_servers_alone() {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("demo");
        make(&keys, NOW).unwrap();
        let read = |name: &str| std::fs::read(keys.join(name)).unwrap();
        let signer = Signer::from_pem(&read(CHAIN_FILE), &read(KEY_FILE)).unwrap();
        signer.check_at(NOW.0).unwrap();
        assert!(signer.name().starts_with("DEMO"), "{}", signer.name());
        assert_eq!(signer.expires_in_days(NOW.0), None);
        Roots::from_pem(&read(ROOT_FILE)).unwrap();
        for entry in std::fs::read_dir(&keys).unwrap() {
            assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let key = read(KEY_FILE);
        let error = make(&keys, NOW).unwrap_err().to_string();
        assert!(error.contains(KEY_FILE), "{error}");
        assert_eq!(read(KEY_FILE), key, "nothing is written over");
    }
}
