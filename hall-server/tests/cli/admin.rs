//! Devices and staff from the command line.

use crate::place::Place;

#[test]
fn devices_are_added_listed_and_revoked() {
    let place = Place::new();
    let code = place.run(&["device", "add", "kiosk-1", "--kind", "kiosk"]).well();
    assert_eq!(code.trim().len(), 11, "{code}");
    let again = place.run(&["device", "add", "kiosk-1", "--kind", "kiosk"]).well();
    assert_ne!(code, again, "adding it again gives a new code");
    let other = place.run(&["device", "add", "kiosk-1", "--kind", "display"]).badly(64);
    assert!(other.contains("is a kiosk already"), "{other}");
    assert!(place.run(&["device", "list"]).well().contains("waits for its code"));
    place.run(&["device", "revoke", "kiosk-1"]).well();
    assert!(place.run(&["device", "list"]).well().contains("revoked"));
    assert!(place.run(&["device", "revoke", "kiosk-2"]).badly(64).contains("no device `kiosk-2`"));
    place.run(&["device", "add", "Kiosk 1", "--kind", "kiosk"]).badly(64);
    place.run(&["device", "add", "x", "--kind", "toaster"]).badly(64);
}

#[test]
fn staff_are_added_listed_and_disabled() {
    let place = Place::new();
    let add = |user: &str, password: &str| {
        place.run_with(
            &["staff", "add", user, "--name", "安娜", "--role", "clerk", "--role", "supervisor"],
            password,
        )
    };
    add("anna", "correct horse\n").well();
    assert!(add("anna", "correct horse\n").badly(64).contains("exists already"));
    assert!(add("bo", "short\n").badly(64).contains("10 characters"));
    assert!(add("bo", "").badly(64).contains("10 characters"));
    let listed = place.run(&["staff", "list"]).well();
    assert!(listed.contains("anna") && listed.contains("安娜  clerk,supervisor"), "{listed}");
    let file = place.folder.path().join("password");
    std::fs::write(&file, "another horse\n").unwrap();
    place.run(&["staff", "password", "anna", "--password-file", file.to_str().unwrap()]).well();
    place.run(&["staff", "password", "anna", "--password-file", "/nonexistent"]).badly(69);
    place.run(&["staff", "disable", "anna"]).well();
    assert!(place.run(&["staff", "list"]).well().contains("disabled"));
    place.run(&["staff", "disable", "nobody"]).badly(64);
    place.run(&["staff", "add", "bo", "--name", "Bo", "--role", "king"]).badly(64);
    place.run(&["staff", "add", "bo", "--name", "Bo"]).badly(64);
}
