//! Accounts of people from the command line.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::place::Place;

/// Even where other tests run beside it.
const IMPORT_WITHIN: Duration = Duration::from_mins(2);

#[test]
fn accounts_are_added_changed_and_unlocked() {
    let place = Place::new();
    let pin = place.folder.path().join("pin");
    std::fs::write(&pin, "246810\n").unwrap();
    let pin = pin.to_str().unwrap();
    let add = |number: &str, password: &str| {
        place.run_with(
            &[
                "person",
                "add",
                number,
                "--name",
                "张三",
                "--card",
                "AB12",
                "--pin-file",
                pin,
                "--password-file",
                "/dev/stdin",
            ],
            password,
        )
    };
    assert!(add("3260100001", "short\n").badly(64).contains("10 characters"));
    assert_eq!(add("3260100001", "a long password\n").well(), "the account is added\n");
    assert!(add("3260100001", "a long password\n").badly(64).contains("already"));
    assert!(add("3260100002", "a long password\n").badly(64).contains("card is another account's"));
    assert!(add("1", "a long password\n").badly(64).contains("4 to 32"));
    for command in ["disable", "enable", "unlock"] {
        place.run(&["person", command, "3260100001"]).well();
        let told = place.run(&["person", command, "3260109999"]).badly(64);
        assert!(told.contains("no account") && !told.contains("3260109999"), "{told}");
    }
    place.run(&["person", "set-card", "3260100001", "CD34"]).well();
    place.run(&["person", "set-card", "3260100001", "??"]).badly(64);
    let file = place.folder.path().join("people.csv");
    std::fs::write(&file, "number,name,card\n3260100003,李四,EF56\n3260100004,王五,CD34\n").unwrap();
    let told = place.run(&["person", "import", file.to_str().unwrap()]).badly(78);
    assert!(told.contains("line 3: a card is another account's"), "{told}");
    place.run(&["person", "enable", "3260100003"]).badly(64);
    place.run_with(&["person", "set-pin", "3260100001"], "135790\n").well();
    assert!(place.run_with(&["person", "set-pin", "3260100001"], "1234\n").badly(64).contains("6 digits"));
    place.run_with(&["person", "set-password", "3260100001"], "another password\n").well();
    place.run_with(&["person", "set-password", "3260100001"], "short\n").badly(64);
}

#[test]
fn ten_thousand_people_of_a_demonstration_are_quick() {
    let place = Place::new();
    let mut text = "number,name,password,card,pin\n".to_owned();
    for at in 0..10_000 {
        let _ = writeln!(text, "32601{at:05},\u{5F20}三,a long password,C{at:05},{at:06}");
    }
    let file = place.folder.path().join("people.csv");
    std::fs::write(&file, &text).unwrap();
    let began = Instant::now();
    let told = place.run(&["person", "import", file.to_str().unwrap(), "--demo"]).well();
    assert_eq!(told, "10000 accounts are added or replaced\n");
    assert!(began.elapsed() < IMPORT_WITHIN, "{:?}", began.elapsed());
    let bytes = std::fs::read(place.folder.path().join("hall.db")).unwrap();
    for secret in ["3260100001", "张三", "a long password", "C00001"] {
        assert!(
            !bytes.windows(secret.len()).any(|part| part == secret.as_bytes()),
            "{secret} lies in the database"
        );
    }
    std::fs::write(&file, text.replace("3260109999", "?")).unwrap();
    let told = place.run(&["person", "import", file.to_str().unwrap(), "--demo"]).badly(78);
    assert!(told.contains("line 10001") && !told.contains('?'), "{told}");
}
