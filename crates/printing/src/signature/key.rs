//! Private keys that sign: P-256 with ECDSA, RSA of 2048 to 4096 bits with PKCS #1 v1.5; both over SHA-256.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use const_oid::db::{rfc5912, rfc8410};
use der::asn1::Null;
use der::{Any, Decode, Sequence};
use x509_cert::Certificate;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::signer::SignerError;

/// Bytes of the modulus of an RSA key.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A private key.
pub(super) enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// The part of PKCS#8 that says what kind of key it is.
#[derive(Sequence)]
struct PrivateKeyInfo {
    version: u8,
    algorithm: AlgorithmIdentifierOwned,
    key: der::asn1::OctetString,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    attributes: Option<der::asn1::SetOfVec<Any>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    public: Option<der::asn1::BitString>,
}

impl Key {
    /// A key of a block of PEM; none if the block is no private key.
    pub fn from_block(label: &str, der: &[u8]) -> Option<Result<Self, SignerError>> {
        Some(match label {
            "PRIVATE KEY" => Self::from_pkcs8(der),
            "EC PRIVATE KEY" => EcdsaKeyPair::from_private_key_der(&ECDSA_P256_SHA256_ASN1_SIGNING, der)
                .map(Self::P256)
                .map_err(|error| SignerError::Key(error.to_string())),
            "RSA PRIVATE KEY" => RsaKeyPair::from_der(der)
                .map_err(|error| SignerError::Key(error.to_string()))
                .and_then(Self::rsa),
            "ENCRYPTED PRIVATE KEY" => Err(SignerError::EncryptedKey),
            _ => return None,
        })
    }

    /// A key in PKCS#8.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, SignerError> {
        let info = PrivateKeyInfo::from_der(der).map_err(|error| SignerError::Key(error.to_string()))?;
        let told = |error: aws_lc_rs::error::KeyRejected| SignerError::Key(error.to_string());
        match info.algorithm.oid {
            rfc5912::ID_EC_PUBLIC_KEY => {
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der).map(Self::P256).map_err(told)
            }
            rfc5912::RSA_ENCRYPTION => RsaKeyPair::from_pkcs8(der).map_err(told).and_then(Self::rsa),
            rfc8410::ID_ED_25519 => Err(SignerError::Key("Ed25519 is not used in PDF files".to_owned())),
            other => Err(SignerError::Key(format!("the algorithm {other} is not supported"))),
        }
    }

    fn rsa(key: RsaKeyPair) -> Result<Self, SignerError> {
        let bytes = key.public_modulus_len();
        if RSA_BYTES.contains(&bytes) {
            return Ok(Self::Rsa(key));
        }
        Err(SignerError::Key(format!("RSA of 2048 to 4096 bits is allowed, not of {}", bytes * 8)))
    }

    /// The public key as it stands in a certificate.
    pub fn public(&self) -> &[u8] {
        match self {
            Self::P256(key) => key.public_key().as_ref(),
            Self::Rsa(key) => key.public_key().as_ref(),
        }
    }

    /// Longest signature, bytes.
    pub fn signature_bytes_max(&self) -> usize {
        match self {
            Self::P256(_) => 72,
            Self::Rsa(key) => key.public_modulus_len(),
        }
    }

    /// Signs the SHA-256 of a message; none if the machine gives no random numbers.
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match self {
            Self::P256(key) => Some(key.sign(&random, message).ok()?.as_ref().to_vec()),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).ok()?;
                Some(signature)
            }
        }
    }
}

/// What the key of a certificate signs with here.
pub(super) fn algorithm_of(certificate: &Certificate) -> AlgorithmIdentifierOwned {
    if certificate.tbs_certificate().subject_public_key_info().algorithm.oid == rfc5912::RSA_ENCRYPTION {
        let parameters = Some(Any::from(Null));
        return AlgorithmIdentifierOwned { oid: rfc5912::SHA_256_WITH_RSA_ENCRYPTION, parameters };
    }
    AlgorithmIdentifierOwned { oid: rfc5912::ECDSA_WITH_SHA_256, parameters: None }
}
