//! The signature itself: a CMS `SignedData` without content, with the attributes of `PAdES` baseline B.
//!
//! The attributes are content type, message digest and signing certificate (ETSI EN 319 142-1, 6.3). The claimed time
//! is not among them: it stands in the file, as `/M`.

use ::cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use ::cms::content_info::{CmsVersion, ContentInfo};
use ::cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{OctetString, SetOfVec};
use der::{Any, Decode, Encode, Sequence};
use x509_cert::Certificate;
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::key::algorithm_of;
use super::signer::{CERTIFICATES_MAX, Signer};

/// RFC 5035: the hash of the signer's certificate and, behind it, of every other that is embedded. What is left out of
/// each entry is SHA-256, and the issuer, which the signer's name has already.
#[derive(Sequence)]
struct SigningCertificate {
    certificates: Vec<CertificateId>,
    #[asn1(optional = "true")]
    policies: Option<Any>,
}

#[derive(Sequence)]
struct CertificateId {
    #[asn1(optional = "true")]
    hash_algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    #[asn1(optional = "true")]
    issuer: Option<Any>,
}

const WRITES: &str = "invariant: what was read or is made here can be written";

/// Longest signature of a signer, bytes: of all its parts only the signature value varies.
pub(super) fn bytes_max(signer: &Signer) -> usize {
    let attributes = attributes(&signer.certificates, &[0; SHA256_OUTPUT_LEN]).expect(WRITES);
    let algorithm = algorithm_of(&signer.certificates[0]);
    let value = vec![0; signer.key.signature_bytes_max()];
    assemble(&signer.certificates, &attributes, algorithm, &value).expect(WRITES).len()
}

/// The signature over a digest; none if the machine gives no random numbers.
pub(super) fn signed_data(signer: &Signer, digest: &[u8]) -> Option<Vec<u8>> {
    let attributes = attributes(&signer.certificates, digest).expect(WRITES);
    let signature = signer.key.sign(&attributes.to_der().expect(WRITES))?;
    let algorithm = algorithm_of(&signer.certificates[0]);
    Some(assemble(&signer.certificates, &attributes, algorithm, &signature).expect(WRITES))
}

fn attributes(certificates: &[Certificate], hash: &[u8]) -> der::Result<Attributes> {
    let ids = certificates.iter().map(|certificate| {
        Ok(CertificateId { hash_algorithm: None, hash: hash_of(certificate)?, issuer: None })
    });
    let signing = SigningCertificate { certificates: ids.collect::<der::Result<_>>()?, policies: None };
    let attribute = |oid: ObjectIdentifier, value: Any| {
        Ok::<_, der::Error>(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
    };
    SetOfVec::try_from(vec![
        attribute(rfc5911::ID_CONTENT_TYPE, Any::from(rfc5911::ID_DATA))?,
        attribute(rfc5911::ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(hash)?)?)?,
        attribute(rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2, Any::encode_from(&signing)?)?,
    ])
}

fn hash_of(certificate: &Certificate) -> der::Result<OctetString> {
    OctetString::new(digest(&SHA256, &certificate.to_der()?).as_ref())
}

/// Everything around the attributes and their signature. `certificates` begins with the signer's.
fn assemble(
    certificates: &[Certificate],
    attributes: &Attributes,
    algorithm: AlgorithmIdentifierOwned,
    signature: &[u8],
) -> der::Result<Vec<u8>> {
    let own = certificates[0].tbs_certificate();
    let sha256 = AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None };
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.issuer().clone(),
            serial_number: own.serial_number().clone(),
        }),
        digest_alg: sha256.clone(),
        signed_attrs: Some(attributes.clone()),
        signature_algorithm: algorithm,
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let certificates: Vec<_> = certificates.iter().cloned().map(CertificateChoices::Certificate).collect();
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: rfc5911::ID_DATA, econtent: None },
        certificates: Some(CertificateSet(SetOfVec::try_from(certificates)?)),
        crls: None,
        signer_infos: SignerInfos(SetOfVec::try_from(vec![info])?),
    };
    ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content: Any::encode_from(&data)? }.to_der()
}

/// A signature as it was found in a file; not yet believed.
pub(super) struct Found {
    /// The signer's certificate in front.
    pub certificates: Vec<Certificate>,
    /// The digest of the file, as it says.
    pub message_digest: Vec<u8>,
    /// What the signature is over, DER.
    pub attributes: Vec<u8>,
    pub signature: Vec<u8>,
    pub algorithm: AlgorithmIdentifierOwned,
}

/// Reads a signature; none if it is not, to the byte, of the form that a [`Signer`] gives it. So nothing in it can be
/// changed that the signature does not cover, and nothing be added.
pub(super) fn read(der: &[u8]) -> Option<Found> {
    let data: SignedData = ContentInfo::from_der(der).ok()?.content.decode_as().ok()?;
    let [info] = data.signer_infos.0.as_slice() else { return None };
    let attributes = info.signed_attrs.as_ref()?;
    let named: SigningCertificate = one(attributes, rfc5911::ID_AA_SIGNING_CERTIFICATE_V_2)?;
    let certificates = in_order(data.certificates.as_ref()?, &named)?;
    let algorithm = algorithm_of(&certificates[0]);
    let message_digest = one::<OctetString>(attributes, rfc5911::ID_MESSAGE_DIGEST)?.as_bytes().to_vec();
    let signature = info.signature.as_bytes().to_vec();
    let ours = self::attributes(&certificates, &message_digest).ok()?;
    let same = assemble(&certificates, &ours, algorithm.clone(), &signature).ok()?;
    let attributes = ours.to_der().ok()?;
    (same == der).then_some(Found { certificates, message_digest, attributes, signature, algorithm })
}

/// The certificates as the signed attribute lists them: each of them, and no other.
fn in_order(set: &CertificateSet, named: &SigningCertificate) -> Option<Vec<Certificate>> {
    if set.0.len() > CERTIFICATES_MAX || set.0.len() != named.certificates.len() || set.0.is_empty() {
        return None;
    }
    let certificates = set.0.iter().filter_map(|choice| match choice {
        CertificateChoices::Certificate(certificate) => Some((hash_of(certificate).ok()?, certificate)),
        CertificateChoices::Other(_) => None,
    });
    let certificates: Vec<_> = certificates.collect();
    let find = |id: &CertificateId| certificates.iter().find(|(hash, _)| *hash == id.hash);
    named.certificates.iter().map(|id| Some(find(id)?.1.clone())).collect()
}

/// The only value of the only attribute of a kind.
fn one<T: for<'a> der::DecodeOwned + for<'a> Decode<'a, Error = der::Error>>(
    attributes: &Attributes,
    oid: ObjectIdentifier,
) -> Option<T> {
    let mut of_kind = attributes.iter().filter(|attribute| attribute.oid == oid);
    let (attribute, None) = (of_kind.next()?, of_kind.next()) else { return None };
    let [value] = attribute.values.as_slice() else { return None };
    T::from_der(&value.to_der().ok()?).ok()
}
