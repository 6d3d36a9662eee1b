//! Whom a verifier believes: those who lead to its roots, at the time they claim, for what they are meant for.

use printing::signature::{Roots, SignError, Signer, SignerError, Verdict, verify};
use rcgen::{
    CertificateParams, CustomExtension, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, date_time_ymd,
};

use crate::keys::{self, Authority, Keys, MORNING_MS, P256, RSA};
use crate::papers;

fn sign(keys: &Keys) -> Vec<u8> {
    keys.signer().sign(&papers::with_table(), MORNING_MS).unwrap()
}

fn is_valid(pdf: &[u8], roots: &Roots) -> bool {
    matches!(verify(pdf, roots), Verdict::Valid { .. })
}

#[test]
fn another_authority_of_the_same_name_is_not_ours() {
    let pdf = sign(&P256);
    assert_eq!(verify(&pdf, &RSA.roots()), Verdict::NotOurs);
    assert_eq!(verify(&pdf, &Roots::default()), Verdict::NotOurs);
}

#[test]
fn the_very_certificate_may_be_trusted_in_place_of_its_authority() {
    let mut roots = Roots::default();
    roots.add_der(&P256.signer().certificate()).unwrap();
    assert!(is_valid(&sign(&P256), &roots));
    // Another of the same authority is not.
    let authority = keys::authority("某大学 CA");
    let [one, other] =
        [(); 2].map(|()| keys::issued(&authority, &keys::p256(), &keys::signing_params("教务处")));
    let mut roots = Roots::default();
    roots.add_der(&one.signer().certificate()).unwrap();
    assert!(is_valid(&sign(&one), &roots));
    assert_eq!(verify(&sign(&other), &roots), Verdict::NotOurs);
}

#[test]
fn an_authority_between_leads_to_the_root() {
    let root = keys::authority("root");
    let between = Authority::signed_by(keys::authority_params("between", 0), keys::p256(), &root).unwrap();
    let mut keys = keys::issued(&between, &keys::p256(), &keys::signing_params("教务处"));
    keys.root = root.pem();
    assert!(is_valid(&sign(&keys), &keys.roots()));
    // One more is more than the root allows.
    let third = Authority::signed_by(keys::authority_params("third", 0), keys::p256(), &between).unwrap();
    let mut keys = keys::issued(&third, &keys::p256(), &keys::signing_params("教务处"));
    keys.chain += &between.pem();
    keys.root = root.pem();
    assert_eq!(verify(&sign(&keys), &keys.roots()), Verdict::NotOurs);
}

#[test]
fn who_is_no_authority_cannot_make_others_trusted() {
    let root = keys::authority("root");
    let plain = Authority::signed_by(keys::signing_params("教务处"), keys::p256(), &root).unwrap();
    let mut no_usage = keys::authority_params("no usage", 0);
    no_usage.key_usages = vec![KeyUsagePurpose::CrlSign];
    let no_usage = Authority::signed_by(no_usage, keys::p256(), &root).unwrap();
    let mut explicit = keys::signing_params("explicit");
    explicit.is_ca = IsCa::ExplicitNoCa;
    let explicit = Authority::signed_by(explicit, keys::p256(), &root).unwrap();
    for between in [plain, no_usage, explicit] {
        let params = keys::signing_params("somebody");
        let key = keys::p256();
        let certificate = params.signed_by(&key, &between).unwrap();
        let keys =
            Keys { root: root.pem(), chain: certificate.pem() + &between.pem(), key: key.serialize_pem() };
        assert_eq!(verify(&sign(&keys), &keys.roots()), Verdict::NotOurs);
    }
}

#[test]
fn the_claimed_time_has_to_be_one_of_the_whole_way() {
    let mut root = keys::authority_params("root", 1);
    root.not_after = date_time_ymd(2026, 8, 1);
    let root = Authority::self_signed(root, keys::p256()).unwrap();
    let keys = keys::issued(&root, &keys::p256(), &keys::signing_params("教务处"));
    assert_eq!(verify(&sign(&keys), &keys.roots()), Verdict::NotOurs, "the root had expired");
    let june_ms = MORNING_MS - 90 * 86_400_000;
    let pdf = keys.signer().sign(&papers::with_table(), june_ms).unwrap();
    assert!(is_valid(&pdf, &keys.roots()));
}

fn with(change: impl FnOnce(&mut CertificateParams)) -> Keys {
    let mut params = keys::signing_params("某大学教务处");
    change(&mut params);
    keys::issued(&keys::authority("某大学 CA"), &keys::p256(), &params)
}

#[test]
fn a_certificate_that_has_expired_or_is_not_valid_yet_signs_nothing() {
    let expired = with(|params| params.not_after = date_time_ymd(2026, 8, 31)).signer();
    let error = expired.sign(&papers::with_table(), MORNING_MS).unwrap_err();
    assert!(matches!(error, SignError::Time(SignerError::Expired { .. })), "{error}");
    assert!(error.to_string().contains("expired at 2026-08-31"), "{error}");
    let early = with(|params| params.not_before = date_time_ymd(2026, 9, 2)).signer();
    let error = early.check_at(MORNING_MS).unwrap_err();
    assert!(matches!(error, SignerError::NotYetValid { .. }), "{error}");
    assert!(error.to_string().contains("not valid before 2026-09-02"), "{error}");
    assert!(P256.signer().check_at(MORNING_MS).is_ok());
    assert_eq!(P256.signer().not_after_ms(), 2_398_377_600_000);
}

#[test]
fn the_end_of_a_certificate_is_warned_of_a_month_ahead() {
    let signer = P256.signer();
    let before_end = |days: i64| signer.not_after_ms() - days * 86_400_000;
    let cases = [(31, None), (30, None), (29, Some(29)), (1, Some(1)), (0, Some(0)), (-5, Some(0))];
    for (days, expected) in cases {
        assert_eq!(signer.expires_in_days(before_end(days)), expected, "{days}");
    }
}

#[test]
fn a_certificate_for_something_else_signs_no_documents() {
    type Change = fn(&mut CertificateParams);
    let refused: [Change; 4] = [
        |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment],
        |params| params.key_usages = vec![KeyUsagePurpose::KeyCertSign],
        |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth],
        |params| {
            let mut unknown = CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
            unknown.set_criticality(true);
            params.custom_extensions = vec![unknown];
        },
    ];
    for change in refused {
        let keys = with(change);
        let error = Signer::from_pem(keys.chain.as_bytes(), keys.key.as_bytes()).unwrap_err();
        assert!(matches!(error, SignerError::Usage { .. }), "{error}");
        assert!(error.to_string().contains("某大学教务处"), "{error}");
    }
    let allowed: [Change; 3] = [
        |params| params.key_usages = vec![],
        |params| params.key_usages = vec![KeyUsagePurpose::ContentCommitment],
        |params| {
            let document_signing = vec![1, 3, 6, 1, 5, 5, 7, 3, 36];
            params.extended_key_usages =
                vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::Other(document_signing)];
        },
    ];
    for change in allowed {
        let keys = with(change);
        assert!(is_valid(&sign(&keys), &keys.roots()));
    }
}

#[test]
fn a_file_that_cannot_be_signed_is_told_why() {
    let signer = P256.signer();
    let told = |pdf: &[u8]| signer.sign(pdf, MORNING_MS).unwrap_err().to_string();
    assert!(told(b"").contains("begin with %PDF-"));
    assert!(told(b"hello").contains("begin with %PDF-"));
    told(b"%PDF-1.7\n%%EOF\n");
    let pdf = papers::with_table();
    told(&pdf[..pdf.len() - 40]);
    assert!(told(&sign(&P256)).contains("a form or a signature already"));
    let far = signer.sign(&pdf, i64::MAX).unwrap_err();
    assert!(matches!(far, SignError::Time(SignerError::Expired { .. })), "{far}");
}
