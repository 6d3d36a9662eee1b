//! The dependency rule of the architecture, held over `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Every crate of ours and the only ones of ours it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("hall-core", &[]),
    ("printing", &[]),
    ("hall-api", &["hall-core"]),
    ("hall-ui", &["hall-core", "hall-api"]),
    ("hall-server", &["hall-core", "hall-api", "printing"]),
    ("kiosk", &["hall-core", "hall-api", "hall-ui", "printing"]),
    ("counter-display", &["hall-core", "hall-api", "hall-ui", "printing"]),
    (
        "hall-tests",
        &["hall-core", "hall-api", "hall-ui", "printing", "hall-server", "kiosk", "counter-display"],
    ),
];

/// What the pure core must never link: runtimes, sockets, databases, logging, random numbers.
const IMPURE: &[&str] =
    &["tokio", "reqwest", "axum", "sqlx", "tracing", "log", "rand", "getrandom", "serialport"];

fn our_dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    let name = |value: &serde_json::Value| value["name"].as_str().expect("a package has a name").to_owned();
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("a package lists dependencies");
            // Development dependencies do not reach the programs.
            (name(package), dependencies.iter().filter(|d| d["kind"].is_null()).map(name).collect())
        })
        .collect()
}

#[test]
fn dependencies_point_inward() {
    let ours: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).collect();
    let found = our_dependencies();
    assert_eq!(
        found.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        ours,
        "the list above is the workspace"
    );
    for (name, allowed) in ALLOWED {
        for used in &found[*name] {
            assert!(
                !ours.contains(used.as_str()) || allowed.contains(&used.as_str()),
                "{name} must not depend on {used}"
            );
        }
    }
}

#[test]
fn the_core_has_no_way_to_do_io() {
    let found = &our_dependencies()["hall-core"];
    for impure in IMPURE {
        assert!(!found.contains(*impure), "hall-core must not depend on {impure}");
    }
}
