//! Certificates: what they may be used for, when, and whether they lead to a root that is trusted.

use aws_lc_rs::signature as alg;
use aws_lc_rs::signature::{UnparsedPublicKey, VerificationAlgorithm};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5280, rfc5912};
use der::{Decode, Encode};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::signer::{SignerError, certificates_of};

/// Longest way from a certificate to its root.
const DEPTH_MAX: usize = 4;
/// Longest name shown, characters.
const NAME_CHARS_MAX: usize = 128;
/// What a certificate may be for that signs documents, if it says so at all: any use, e-mail, documents (RFC 9336),
/// documents as Adobe and Microsoft call it.
const DOCUMENT_USES: [ObjectIdentifier; 5] = [
    rfc5280::ANY_EXTENDED_KEY_USAGE,
    rfc5280::ID_KP_EMAIL_PROTECTION,
    ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.36"),
    ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.5"),
    ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.10.3.12"),
];
/// Critical extensions that are understood, or change nothing of what is asked here.
const UNDERSTOOD: [ObjectIdentifier; 5] = [
    rfc5280::ID_CE_BASIC_CONSTRAINTS,
    rfc5280::ID_CE_KEY_USAGE,
    rfc5280::ID_CE_EXT_KEY_USAGE,
    rfc5280::ID_CE_CERTIFICATE_POLICIES,
    rfc5280::ID_CE_SUBJECT_ALT_NAME,
];

/// From when to when, both included, UTC milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub from_ms: i64,
    pub until_ms: i64,
}

impl Validity {
    pub fn includes(self, at_ms: i64) -> bool {
        (self.from_ms..=self.until_ms).contains(&at_ms)
    }

    fn and(self, other: Self) -> Self {
        Self { from_ms: self.from_ms.max(other.from_ms), until_ms: self.until_ms.min(other.until_ms) }
    }
}

/// Whom a verifier trusts: authorities, or the very certificates that sign.
///
/// An authority that issues to others as well makes their signatures pass for the school's: trust the school's own
/// certificates then, the present one and those of before.
#[derive(Clone, Debug, Default)]
pub struct Roots(Vec<Certificate>);

impl Roots {
    /// The certificates of a PEM file.
    ///
    /// # Errors
    /// There is none, or one cannot be read.
    pub fn from_pem(file: &[u8]) -> Result<Self, SignerError> {
        certificates_of(file).map(Self)
    }

    /// Trusts a certificate too.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn add_der(&mut self, der: &[u8]) -> Result<(), SignerError> {
        self.0.push(Certificate::from_der(der).map_err(SignerError::Certificate)?);
        Ok(())
    }

    /// Do these hexadecimal digits name one of them, or who issued it?
    pub(super) fn are_named_in_digits(&self, digits: &[u8]) -> bool {
        let digits = digits.to_ascii_lowercase();
        self.0.iter().any(|root| {
            let tbs = root.tbs_certificate();
            [tbs.subject(), tbs.issuer()].into_iter().filter_map(|name| name.to_der().ok()).any(|name| {
                let mut digits_of_name = Vec::new();
                for byte in &name {
                    super::object::put(&mut digits_of_name, format_args!("{byte:02x}"));
                }
                super::find::position(&digits, &digits_of_name).is_some()
            })
        })
    }
}

/// When the whole way from a certificate to a root is valid; none if there is no such way.
pub(super) fn way_to_root(
    certificate: &Certificate,
    others: &[Certificate],
    roots: &Roots,
) -> Option<Validity> {
    let (mut current, mut valid) = (certificate, validity(certificate));
    for depth in 0..=DEPTH_MAX {
        if roots.0.contains(current) {
            return Some(valid);
        }
        if let Some(root) = roots.0.iter().find(|root| has_issued(root, current, depth)) {
            return Some(valid.and(validity(root)));
        }
        current = others.iter().find(|other| has_issued(other, current, depth))?;
        valid = valid.and(validity(current));
    }
    None
}

/// Is it an authority, with so many others between it and whoever signs, and did it sign the certificate?
fn has_issued(authority: &Certificate, certificate: &Certificate, between: usize) -> bool {
    let (issuer, tbs) = (authority.tbs_certificate(), certificate.tbs_certificate());
    if issuer.subject() != tbs.issuer() || !is_understood(authority) {
        return false;
    }
    let may_issue = matches!(issuer.get_extension::<BasicConstraints>(), Ok(Some((_, constraints)))
        if constraints.ca && constraints.path_len_constraint.is_none_or(|most| between <= usize::from(most)));
    let for_that = match issuer.get_extension::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| usage.key_cert_sign()),
        Err(_) => false,
    };
    let Ok(signed) = tbs.to_der() else { return false };
    may_issue
        && for_that
        && is_signed(
            authority,
            certificate.signature_algorithm(),
            &signed,
            certificate.signature().raw_bytes(),
        )
}

/// May its key sign documents?
pub(super) fn may_sign(certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    let usage = match tbs.get_extension::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation()),
        Err(_) => false,
    };
    let extended = match tbs.get_extension::<ExtendedKeyUsage>() {
        Ok(extended) => extended.is_none_or(|(_, uses)| uses.0.iter().any(|one| DOCUMENT_USES.contains(one))),
        Err(_) => false,
    };
    usage && extended && is_understood(certificate)
}

fn is_understood(certificate: &Certificate) -> bool {
    let mut extensions = certificate.tbs_certificate().extensions().into_iter().flatten();
    extensions.all(|extension| !extension.critical || UNDERSTOOD.contains(&extension.extn_id))
}

/// Is this the signature of a certificate's key over a message?
pub(super) fn is_signed(
    by: &Certificate,
    algorithm: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let Some(key) = public_key(by) else { return false };
    let spki = &by.tbs_certificate().subject_public_key_info().algorithm;
    let curve = spki.parameters.as_ref().and_then(|curve| curve.decode_as::<ObjectIdentifier>().ok());
    let Some(verifier) = verifier(spki.oid, curve, algorithm.oid) else { return false };
    UnparsedPublicKey::new(verifier, key).verify(message, signature).is_ok()
}

fn verifier(
    key: ObjectIdentifier,
    curve: Option<ObjectIdentifier>,
    algorithm: ObjectIdentifier,
) -> Option<&'static dyn VerificationAlgorithm> {
    use rfc5912::{
        ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1,
    };
    if key == RSA_ENCRYPTION {
        return match algorithm {
            rfc5912::SHA_256_WITH_RSA_ENCRYPTION => Some(&alg::RSA_PKCS1_2048_8192_SHA256),
            rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Some(&alg::RSA_PKCS1_2048_8192_SHA384),
            rfc5912::SHA_512_WITH_RSA_ENCRYPTION => Some(&alg::RSA_PKCS1_2048_8192_SHA512),
            _ => None,
        };
    }
    if key != ID_EC_PUBLIC_KEY {
        return None;
    }
    match (curve?, algorithm) {
        (SECP_256_R_1, ECDSA_WITH_SHA_256) => Some(&alg::ECDSA_P256_SHA256_ASN1),
        (SECP_256_R_1, ECDSA_WITH_SHA_384) => Some(&alg::ECDSA_P256_SHA384_ASN1),
        (SECP_384_R_1, ECDSA_WITH_SHA_256) => Some(&alg::ECDSA_P384_SHA256_ASN1),
        (SECP_384_R_1, ECDSA_WITH_SHA_384) => Some(&alg::ECDSA_P384_SHA384_ASN1),
        _ => None,
    }
}

/// Issued by itself: an authority at the end of its chain.
pub(super) fn is_root(certificate: &Certificate) -> bool {
    certificate.tbs_certificate().subject() == certificate.tbs_certificate().issuer()
}

/// The public key: a point, or the numbers of an RSA key.
pub(super) fn public_key(certificate: &Certificate) -> Option<&[u8]> {
    certificate.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes()
}

/// When a certificate is valid.
pub(super) fn validity(certificate: &Certificate) -> Validity {
    let of = certificate.tbs_certificate().validity();
    let ms = |time: Time| i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX);
    Validity { from_ms: ms(of.not_before), until_ms: ms(of.not_after) }
}

/// Whose certificate it is: the common name, or the whole name where there is none.
pub(super) fn name_of(certificate: &Certificate) -> String {
    let subject = certificate.tbs_certificate().subject();
    let common = subject.common_name().ok().flatten().map(|name| name.value().into_owned());
    let name = common.unwrap_or_else(|| subject.to_string());
    name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect()
}
