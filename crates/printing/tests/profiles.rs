//! Printer profiles: every shipped file is right, every mistake is named with its line.

mod support;

use printing::profile::{Encoding, Profile};

#[test]
fn every_shipped_profile_is_right() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/printers");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let profile = support::profile(name.strip_suffix(".toml").expect("only profiles here"));
        assert!([32, 48].contains(&profile.columns()), "{name}");
        count += 1;
    }
    assert!(count >= 3);
    let wide = support::profile("receipt-80mm");
    assert_eq!((wide.encoding, wide.columns()), (Encoding::Gb18030, 48));
}

#[test]
fn a_mistake_is_named_with_its_line() {
    let (file, good) = support::asset("printers/receipt-58mm.toml");
    let cases = [
        ("name = \"58 mm, GBK\"", "name = \"\"", 2, "`name` must have 1 to 80 characters"),
        ("\"gbk\"", "\"latin1\"", 3, "unknown variant `latin1`, expected `gbk` or `gb18030`"),
        ("384", "400", 4, "`dots` must be one of [384, 576]"),
        ("19200", "12345", 5, "`baud` must be one of"),
        ("flow = \"none\"", "flow = \"none\"\nspeed = 3", 7, "unknown field `speed`"),
        ("cutter = false\n", "", 1, "missing field `cutter`"),
        ("cutter = false", "cutter = \"yes\"", 8, "invalid type: string \"yes\""),
        ("flow = \"none\"", "flow = \"none", 6, "invalid basic string"),
    ];
    for (good_part, bad_part, line, reason) in cases {
        let text = good.replacen(good_part, bad_part, 1);
        assert_ne!(text, good, "the case changes nothing: {bad_part}");
        let error = Profile::parse(&file, &text).unwrap_err();
        assert_eq!((error.file.as_str(), error.line), (file.as_str(), line), "{error}");
        assert!(error.reason.contains(reason), "{error}");
    }
}
