//! What can be checked without serving, and how mistakes are told.

use std::path::Path;

use crate::place::{ASSETS, Place, copy};

#[test]
fn usage() {
    let place = Place::new();
    place.run(&["frobnicate"]).badly(64);
    place.run(&[]).badly(64);
    assert!(place.run(&["--help"]).well().contains("check-config"));
    assert!(place.run(&["--version"]).well().starts_with("hall-server "));
}

#[test]
fn a_configuration_with_mistakes_is_told_by_key() {
    let place = Place::new();
    assert!(place.run(&["check-config"]).well().contains("in order"));
    place.write_config("[limits]\nfeeds = 0\nbody_bytes = 1");
    let told = place.run(&["serve"]).badly(78);
    assert!(told.contains("limits.feeds: 1 to 65536") && told.contains("limits.body_bytes"), "{told}");
    place.write_config("[limits]\nfed = 0");
    assert!(place.run(&["check-config"]).badly(78).contains("fed"));
    place.write_config("[tls]\ncertificate = \"none.crt\"\nkey = \"none.key\"");
    assert!(place.run(&["serve"]).badly(78).contains("none.crt"));
    std::fs::remove_file(place.config()).unwrap();
    assert!(place.run(&["check-config"]).badly(78).contains("hall.toml"));
}

#[test]
fn a_broken_catalogue_is_told_by_file_and_line() {
    let place = Place::new();
    let folder = place.folder.path().join("catalogue");
    copy(&Path::new(ASSETS).join("catalogue"), &folder);
    let folder = folder.to_str().unwrap();
    assert!(place.run(&["catalogue", "check", folder]).well().contains("windows"));
    assert!(place.run(&["catalogue", "check"]).well().contains("windows"));
    let windows = format!("{folder}/windows.toml");
    let text = std::fs::read_to_string(&windows).unwrap();
    std::fs::write(&windows, format!("{text}\n[[no_such_thing]]\nx = 1\n")).unwrap();
    let told = place.run(&["catalogue", "check", folder]).badly(78);
    let line = text.lines().count() + 2;
    assert!(told.contains(&format!("windows.toml:{line}")), "{told}");
}

#[test]
fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let place = Place::new();
    let well = place.run(&["doctor"]).well();
    for about in [
        "config",
        "catalogue",
        "fonts",
        "database",
        "keys",
        "disk",
        "clock",
        "hall",
        "public",
        "tls",
        "printers",
    ] {
        assert!(well.lines().any(|line| line.split_whitespace().nth(1) == Some(about)), "{about}: {well}");
    }
    assert!(!well.contains("fail"), "{well}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ill = place.run(&["doctor", "--hall-address", &address, "--database", "/nonexistent/hall.db"]);
    assert_eq!(ill.code, 69);
    let failed: Vec<&str> = ill.out.lines().filter(|line| line.starts_with("fail")).collect();
    assert!(
        failed.iter().any(|line| line.contains(&address) && line.contains("stop the program")),
        "{failed:?}"
    );
    assert!(
        failed.iter().any(|line| line.contains("/nonexistent") && line.contains("make it")),
        "{failed:?}"
    );
}

#[test]
fn an_empty_log_is_whole_and_a_missing_one_is_told() {
    let place = Place::new();
    place.run(&["verify-log"]).badly(69);
    place.run(&["device", "list"]).well();
    assert!(place.run(&["verify-log"]).well().contains("whole: 0 events"));
}

#[test]
fn certificates_that_are_trusted_have_to_be_some() {
    let place = Place::new();
    place.write_config("[trusted]\ncertificates = \"school.pem\"");
    let told = place.run(&["check-config"]).badly(78);
    assert!(told.contains("trusted.certificates") && told.contains("school.pem"), "{told}");
    std::fs::write(place.folder.path().join("school.pem"), "no certificate").unwrap();
    assert!(place.run(&["check-config"]).badly(78).contains("trusted.certificates"));
}
