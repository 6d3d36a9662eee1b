//! Opening keys: every file that is not what it should be is told by what is wrong with it.

use std::path::Path;
use std::process::Command;

use printing::signature::{Roots, Signer, SignerError, Verdict, verify};
use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, RsaKeySize};

use crate::keys::{self, Keys, MORNING_MS, P256, RSA};
use crate::papers;

fn open(chain: &str, key: &str) -> Result<Signer, SignerError> {
    Signer::from_pem(chain.as_bytes(), key.as_bytes())
}

fn is_good(signer: &Signer, keys: &Keys) {
    let pdf = signer.sign(&papers::with_table(), MORNING_MS).unwrap();
    assert!(matches!(verify(&pdf, &keys.roots()), Verdict::Valid { .. }));
}

fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
}

fn folder_with(keys: &Keys) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.pem"), &keys.key).unwrap();
    std::fs::write(folder.path().join("chain.pem"), &keys.chain).unwrap();
    folder
}

#[test]
fn one_pem_file_may_hold_everything_in_any_order() {
    let Keys { chain, key, root } = &*P256;
    let own = chain.strip_suffix(root.as_str()).unwrap();
    for all in [
        format!("{key}{chain}"),
        format!("subject=CN\n{chain}\n\nBag Attributes\n{key}"),
        format!("{root}{own}{key}"),
        format!("{chain}{key}").replace('\n', "\r\n"),
    ] {
        is_good(&open(&all, &all).unwrap(), &P256);
    }
}

#[test]
fn every_size_of_rsa_and_every_form_of_key_is_read() {
    for size in [RsaKeySize::_2048, RsaKeySize::_4096] {
        let keys = keys::issued(&keys::authority("CA"), &keys::rsa(size), &keys::signing_params("教务处"));
        is_good(&keys.signer(), &keys);
    }
    for (keys, convert) in
        [(&*P256, "ec -in key.pem -out old.pem"), (&*RSA, "rsa -in key.pem -traditional -out old.pem")]
    {
        let folder = folder_with(keys);
        openssl(folder.path(), convert);
        let old = std::fs::read_to_string(folder.path().join("old.pem")).unwrap();
        assert!(!old.contains("BEGIN PRIVATE KEY"));
        is_good(&open(&keys.chain, &old).unwrap(), keys);
    }
}

#[test]
fn pkcs12_is_opened_with_its_password_alone() {
    for (keys, more) in [(&*P256, ""), (&*RSA, ""), (&*P256, " -legacy"), (&*P256, " -macalg sha1")] {
        let folder = folder_with(keys);
        let export = "pkcs12 -export -inkey key.pem -in chain.pem -passout pass:秘密secret -out key.p12";
        openssl(folder.path(), &format!("{export}{more}"));
        let file = std::fs::read(folder.path().join("key.p12")).unwrap();
        is_good(&Signer::from_pkcs12(&file, "秘密secret").unwrap(), keys);
        for wrong in ["", "secret", "秘密Secret"] {
            let error = Signer::from_pkcs12(&file, wrong).unwrap_err();
            assert!(matches!(error, SignerError::Password), "{wrong}{more}: {error}");
        }
        for length in [0, 1, 10, file.len() / 2, file.len() - 1] {
            Signer::from_pkcs12(&file[..length], "秘密secret").unwrap_err();
        }
    }
}

#[test]
fn a_file_that_is_something_else_is_told() {
    type Told = fn(&SignerError) -> bool;
    let (chain, key) = (&P256.chain, &P256.key);
    let broken = chain.replacen("MII", "MIX", 1);
    let cases: [(&str, &str, &str, Told); 9] = [
        ("nothing", "", "", |e| matches!(e, SignerError::NoKey)),
        ("no key", chain, chain, |e| matches!(e, SignerError::NoKey)),
        ("no certificate", key, key, |e| matches!(e, SignerError::NoCertificate)),
        ("garbage", "\u{1}\u{2}", key, |e| matches!(e, SignerError::NoCertificate)),
        ("half a block", &chain[..200], key, |e| matches!(e, SignerError::NoCertificate)),
        ("a broken certificate", &broken, key, |e| matches!(e, SignerError::Certificate(_))),
        ("another's key", chain, &RSA.key, |e| matches!(e, SignerError::Mismatch { .. })),
        ("many", &chain.repeat(8), key, |e| matches!(e, SignerError::TooMany)),
        ("huge", &chain.repeat(400), key, |e| matches!(e, SignerError::TooLarge)),
    ];
    for (name, chain, key, is_told) in cases {
        let error = open(chain, key).unwrap_err();
        assert!(is_told(&error), "{name}: {error:?}");
    }
    Signer::from_pkcs12(chain.as_bytes(), "").unwrap_err();
    assert!(Roots::from_pem(key.as_bytes()).is_err());
    assert!(Roots::default().add_der(b"garbage").is_err());
}

#[test]
fn keys_of_other_kinds_and_encrypted_ones_are_told() {
    for (algorithm, told) in [(&PKCS_ED25519, "Ed25519"), (&PKCS_ECDSA_P384_SHA384, "P-256 and RSA")] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let keys = keys::issued(&keys::authority("CA"), &key, &keys::signing_params("教务处"));
        let error = open(&keys.chain, &keys.key).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
    let folder = folder_with(&P256);
    openssl(folder.path(), "pkcs8 -topk8 -in key.pem -passout pass:secret -out encrypted.pem");
    let key = std::fs::read_to_string(folder.path().join("encrypted.pem")).unwrap();
    let error = open(&P256.chain, &key).unwrap_err();
    assert!(matches!(error, SignerError::EncryptedKey), "{error}");
    openssl(folder.path(), "genrsa -out small.pem 1024");
    let key = std::fs::read_to_string(folder.path().join("small.pem")).unwrap();
    open(&P256.chain, &key).unwrap_err();
}

#[test]
fn a_signer_shows_nothing_of_its_key() {
    assert_eq!(format!("{:?}", P256.signer()), "Signer { name: \"某大学教务处\", .. }");
}
