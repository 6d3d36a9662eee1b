//! A key with its certificates: opening it with every check that can be made beforehand, and signing.

use std::fmt;

use p12_keystore::Pkcs12Archive;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

use super::key::Key;
use super::{chain, cms, pem, shown, update};

/// Largest file with keys or certificates, bytes.
const FILE_BYTES_MAX: usize = 256 * 1024;
/// Most certificates that are embedded.
pub(super) const CERTIFICATES_MAX: usize = 8;

/// So long before its end a certificate is warned of, days.
pub const EXPIRY_WARNED_DAYS: i64 = 30;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The file is far too large for what it should be.
    #[error("this is no file of a key or of certificates: it is larger than {FILE_BYTES_MAX} bytes")]
    TooLarge,
    /// No block `CERTIFICATE`.
    #[error("there is no certificate in the file: a block `BEGIN CERTIFICATE` is needed")]
    NoCertificate,
    /// No block with a private key.
    #[error("there is no private key in the file: a block `BEGIN PRIVATE KEY` is needed")]
    NoKey,
    /// The private key has a password.
    #[error(
        "the private key is encrypted: use a PKCS#12 file with its password, or decrypt it (openssl pkcs8)"
    )]
    EncryptedKey,
    /// The private key cannot be used.
    #[error("the private key cannot be used: {0}; P-256 and RSA of 2048 to 4096 bits are")]
    Key(String),
    /// A certificate cannot be read.
    #[error("a certificate cannot be read")]
    Certificate(#[source] x509_cert::der::Error),
    /// More certificates than anybody needs.
    #[error("there are more than {CERTIFICATES_MAX} certificates in the file")]
    TooMany,
    /// The key is of another certificate.
    #[error("the private key belongs to none of the certificates; the first is that of {name}")]
    Mismatch {
        /// Whose certificate the first is.
        name: String,
    },
    /// The certificate is for something else.
    #[error(
        "the certificate of {name} is not meant for signing documents: its key usage must have digitalSignature or \
         nonRepudiation, its extended key usage, if there is one, documentSigning or emailProtection"
    )]
    Usage {
        /// Whose certificate.
        name: String,
    },
    /// The password does not open the file.
    #[error("the password does not open the PKCS#12 file")]
    Password,
    /// The PKCS#12 file cannot be read.
    #[error("this is no PKCS#12 file that can be read: {0}")]
    Pkcs12(String),
    /// Too early.
    #[error("the certificate of {name} is not valid before {}", shown(*since_ms))]
    NotYetValid {
        /// Whose certificate.
        name: String,
        /// Since then, UTC milliseconds.
        since_ms: i64,
    },
    /// Too late.
    #[error("the certificate of {name} has expired at {}: ask the authority for a new one", shown(*until_ms))]
    Expired {
        /// Whose certificate.
        name: String,
        /// Until then, UTC milliseconds.
        until_ms: i64,
    },
}

/// Why a file cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The certificate is not valid at that time.
    #[error(transparent)]
    Time(#[from] SignerError),
    /// It is no sound PDF file.
    #[error("this is no PDF file that can be signed: {0}")]
    NotAPdf(String),
    /// It is encrypted, which an archived file must not be.
    #[error("the file is encrypted")]
    Encrypted,
    /// It has a form or a signature already.
    #[error("the file has a form or a signature already")]
    HasForm,
    /// The instant cannot be written.
    #[error("{0} ms is no time to be written into a file")]
    NoTime(i64),
    /// The machine gives no random numbers.
    #[error("no random numbers")]
    Random,
}

/// A private key with its certificate, ready to sign. Shows nothing of the key.
pub struct Signer {
    pub(super) key: Key,
    /// The key's certificate in front, then those that lead to its root, as far as they were given. Not the root: who
    /// checks has it, or does not believe it.
    pub(super) certificates: Vec<Certificate>,
    validity_ms: chain::Validity,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl Signer {
    /// A chain of certificates and a key, each in a PEM file; both may be the same file.
    ///
    /// # Errors
    /// Anything but a sound key with its certificate. What the time says is [`Signer::check_at`]'s.
    pub fn from_pem(chain: &[u8], key: &[u8]) -> Result<Self, SignerError> {
        if chain.len().max(key.len()) > FILE_BYTES_MAX {
            return Err(SignerError::TooLarge);
        }
        let key = pem::blocks(key).iter().find_map(|block| Key::from_block(&block.label, &block.der));
        Self::new(key.ok_or(SignerError::NoKey)??, certificates_of(chain)?)
    }

    /// Key and certificates in a PKCS#12 file (`.p12`, `.pfx`).
    ///
    /// # Errors
    /// A wrong password, and anything but a sound key with its certificate.
    pub fn from_pkcs12(file: &[u8], password: &str) -> Result<Self, SignerError> {
        use p12_keystore::error::Error;
        if file.len() > FILE_BYTES_MAX {
            return Err(SignerError::TooLarge);
        }
        let archive = Pkcs12Archive::from_pkcs12(file, password).map_err(|error| match error {
            Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => SignerError::Password,
            other => SignerError::Pkcs12(other.to_string()),
        })?;
        let key = archive.keys.first().ok_or(SignerError::NoKey)?;
        let certificates = archive.certs.iter().map(|bag| Certificate::from_der(bag.cert.as_der()));
        let certificates = certificates.collect::<Result<_, _>>().map_err(SignerError::Certificate)?;
        Self::new(Key::from_pkcs8(key.key.as_der())?, certificates)
    }

    fn new(key: Key, mut certificates: Vec<Certificate>) -> Result<Self, SignerError> {
        let Some(first) = certificates.first() else { return Err(SignerError::NoCertificate) };
        if certificates.len() > CERTIFICATES_MAX {
            return Err(SignerError::TooMany);
        }
        let own =
            certificates.iter().position(|certificate| chain::public_key(certificate) == Some(key.public()));
        let Some(own) = own else { return Err(SignerError::Mismatch { name: chain::name_of(first) }) };
        certificates.swap(0, own);
        let mut index = 0;
        certificates.retain(|certificate| {
            index += 1;
            index == 1 || !chain::is_root(certificate)
        });
        if !chain::may_sign(&certificates[0]) {
            return Err(SignerError::Usage { name: chain::name_of(&certificates[0]) });
        }
        let validity_ms = chain::validity(&certificates[0]);
        Ok(Self { key, certificates, validity_ms })
    }

    /// Looks whether the certificate is valid at an instant.
    ///
    /// # Errors
    /// [`SignerError::NotYetValid`] or [`SignerError::Expired`].
    pub fn check_at(&self, at_ms: i64) -> Result<(), SignerError> {
        let chain::Validity { from_ms, until_ms } = self.validity_ms;
        if at_ms < from_ms {
            return Err(SignerError::NotYetValid { name: self.name(), since_ms: from_ms });
        }
        if at_ms > until_ms {
            return Err(SignerError::Expired { name: self.name(), until_ms });
        }
        Ok(())
    }

    /// The last instant the certificate is valid at, UTC milliseconds.
    pub fn not_after_ms(&self) -> i64 {
        self.validity_ms.until_ms
    }

    /// Days the certificate is still valid, if they are few enough for somebody to see to a new one; zero once it is over.
    pub fn expires_in_days(&self, at_ms: i64) -> Option<i64> {
        let days = self.not_after_ms().saturating_sub(at_ms).max(0) / DAY_MS;
        (days < EXPIRY_WARNED_DAYS).then_some(days)
    }

    /// Whose certificate it is.
    pub fn name(&self) -> String {
        chain::name_of(&self.certificates[0])
    }

    /// The key's certificate, DER.
    pub fn certificate(&self) -> Vec<u8> {
        self.certificates[0].to_der().expect("invariant: what was read can be written")
    }

    /// Signs a PDF file: everything of it, and the claimed time. The file stays as it was, with the signature behind it.
    ///
    /// # Errors
    /// The certificate is not valid then, or the file cannot be signed; see [`SignError`].
    pub fn sign(&self, pdf: &[u8], signed_at_ms: i64) -> Result<Vec<u8>, SignError> {
        self.check_at(signed_at_ms)?;
        let mut draft = update::with_place(pdf, signed_at_ms, cms::bytes_max(self))?;
        let digest = draft.digest();
        let signature = cms::signed_data(self, &digest).ok_or(SignError::Random)?;
        draft.fill(&signature);
        Ok(draft.bytes)
    }
}

/// The certificates of a PEM file.
pub(super) fn certificates_of(file: &[u8]) -> Result<Vec<Certificate>, SignerError> {
    let blocks = pem::blocks(file);
    let certificates = blocks.iter().filter(|block| block.label == "CERTIFICATE");
    let found: Vec<_> = certificates
        .map(|block| Certificate::from_der(&block.der))
        .collect::<Result<_, _>>()
        .map_err(SignerError::Certificate)?;
    if found.is_empty() { Err(SignerError::NoCertificate) } else { Ok(found) }
}
