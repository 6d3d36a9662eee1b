//! Keys for a demonstration, from the command line.

use crate::place::Place;

#[test]
fn a_demonstration_key_is_made_once() {
    let place = Place::new();
    let folder = place.folder.path().join("demo");
    let arguments = ["certificate", "demo-key", "--out", folder.to_str().unwrap()];
    assert!(place.run(&arguments).well().contains("demonstration only"));
    assert!(folder.join("demo-key.pem").exists() && folder.join("demo-root.pem").exists());
    assert!(place.run(&arguments).badly(69).contains("demo-key.pem"));
    place.run(&["certificate", "demo-key"]).badly(64);
}
