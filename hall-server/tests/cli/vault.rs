//! The vault's keys from the command line: made at the first start, renewed beside a running server, never guessed.

use std::time::Duration;

use crate::place::Place;

#[test]
fn keys_are_made_at_the_first_start_and_renewed_while_it_runs() {
    let place = Place::new();
    let keys = place.folder.path().join("hall.keys");
    assert!(place.run(&["doctor"]).well().contains("will be made at the first start"));
    let server = place.serve();
    assert!(keys.join("vault-1.key").exists() && keys.join("vault-index.key").exists());
    assert!(place.run(&["vault", "new-key"]).well().contains("key 2 is made in"));
    assert!(place.run(&["vault", "rotate"]).well().contains("all with key 2 now"));
    let (code, took) = server.stop("-TERM");
    assert!(code == Some(0) && took < Duration::from_secs(10), "{code:?} after {took:?}");
    drop(place.serve());
    assert!(place.run(&["doctor"]).well().contains("2 in"));
}

#[test]
fn a_folder_of_its_own_is_made_before_the_first_start() {
    let place = Place::new();
    place.write_config("[vault]\nkeys = \"elsewhere/keys\"");
    place.run(&["vault", "new-key"]).well();
    assert!(place.folder.path().join("elsewhere/keys/vault-1.key").exists());
    assert!(!place.folder.path().join("hall.db").exists());
    drop(place.serve());
    assert!(!place.folder.path().join("elsewhere/keys/vault-2.key").exists());
}

#[test]
fn lost_keys_are_told_by_name_and_no_others_are_made() {
    let place = Place::new();
    drop(place.serve());
    let keys = place.folder.path().join("hall.keys");
    let key = keys.join("vault-1.key");
    let text = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    for command in [&["serve"][..], &["vault", "new-key"], &["vault", "rotate"]] {
        let told = place.run(command).badly(69);
        assert!(told.contains("vault-1.key is missing") && told.contains("backup"), "{told}");
    }
    assert!(place.run(&["doctor"]).out.contains("vault-1.key is missing"));
    // Put back, but so that others may read it.
    std::fs::write(&key, text).unwrap();
    assert!(place.run(&["serve"]).badly(69).contains("chmod 600"));
    std::fs::remove_dir_all(&keys).unwrap();
    assert!(place.run(&["serve"]).badly(69).contains("missing"));
    assert!(place.run(&["vault", "new-key"]).badly(69).contains("missing"));
    assert!(!keys.exists());
}
