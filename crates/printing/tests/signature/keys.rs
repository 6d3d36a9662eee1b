//! Keys made for the test: authorities, and certificates that sign.

use std::sync::LazyLock;

use printing::signature::{Roots, Signer};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};

/// 2026-09-01, 9:00 in Shanghai.
pub const MORNING_MS: i64 = 1_788_224_400_000;

pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// A key with its certificate, and who issued it.
pub struct Keys {
    pub root: String,
    pub chain: String,
    pub key: String,
}

impl Keys {
    pub fn signer(&self) -> Signer {
        Signer::from_pem(self.chain.as_bytes(), self.key.as_bytes()).unwrap()
    }

    pub fn roots(&self) -> Roots {
        Roots::from_pem(self.root.as_bytes()).unwrap()
    }
}

pub fn p256() -> KeyPair {
    KeyPair::generate().unwrap()
}

pub fn rsa(size: RsaKeySize) -> KeyPair {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, size).unwrap()
}

/// Valid from 2026 to 2046.
fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "某大学");
    (params.not_before, params.not_after) = (date_time_ymd(2026, 1, 1), date_time_ymd(2046, 1, 1));
    params.use_authority_key_identifier_extension = true;
    params
}

pub fn authority_params(name: &str, below: u8) -> CertificateParams {
    let mut params = params(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

pub fn signing_params(name: &str) -> CertificateParams {
    let mut params = params(name);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    params
}

pub fn authority(name: &str) -> Authority {
    Authority::self_signed(authority_params(name, 1), p256()).unwrap()
}

/// A certificate of an authority for a key.
pub fn issued(authority: &Authority, key: &KeyPair, params: &CertificateParams) -> Keys {
    let certificate = params.signed_by(key, authority).unwrap();
    Keys { root: authority.pem(), chain: certificate.pem() + &authority.pem(), key: key.serialize_pem() }
}

/// The university's keys: one of each kind, made once.
pub static P256: LazyLock<Keys> =
    LazyLock::new(|| issued(&authority("某大学 CA"), &p256(), &signing_params("某大学教务处")));
pub static RSA: LazyLock<Keys> = LazyLock::new(|| {
    issued(&authority("某大学 CA"), &rsa(RsaKeySize::_3072), &signing_params("某大学教务处"))
});
