//! Everything that is tested over the whole hall, one program; pictures of the screens are the other, `gallery`.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod bad_networks;
mod base_data;
mod certificate_values;
mod certificates;
mod crash;
mod demo;
mod dependencies;
mod https;
mod journeys;
mod kiosk_visit;
mod monitors;
mod office_printer;
mod paper;
mod receipt_printer;
mod texts;

/// A file that is not named here would not be run, and nobody would miss it.
#[test]
fn every_file_of_tests_is_run() {
    let named = include_str!("hall.rs");
    let folder = hall_tests::stage::repository().join("tests/tests");
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_file = path.extension().is_some_and(|end| end == "rs") && name != "hall";
        assert!(!is_file || named.contains(&format!("mod {name};\n")), "{name} is not named in hall.rs");
    }
}
