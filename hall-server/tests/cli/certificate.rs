//! Certificates from the command line: keys for a demonstration, and whatever is wrong with what certificates need.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use hall_core::time::{HOUR_MS, Timestamp};
use hall_server::clock::{Clock as _, SystemClock};
use hall_server::demo_authority;

use crate::place::{ASSETS, Place, ask, copy};

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

/// What an editor writes to see a template.
const VALUES: &str = r#"[fields]
name = "张三"
number = "20260001"
enrolled_on = "2026年9月1日"
school = "计算机学院"
major = "软件工程"
class = "软件2601班"
length_years = "4"
"#;

/// A site with everything certificates need, and records of one person.
struct School {
    place: Place,
    now: Timestamp,
}

impl School {
    fn new() -> Self {
        let now = SystemClock::new().now();
        let school = Self { place: Place::new(), now };
        school.make_key("keys", 0);
        copy(&Path::new(ASSETS).join("certificates"), &school.path("assets/certificates"));
        for entry in
            std::fs::read_dir(ASSETS).unwrap().map(Result::unwrap).filter(|e| e.file_name() != "certificates")
        {
            symlink(entry.path(), school.path("assets").join(entry.file_name())).unwrap();
        }
        std::fs::create_dir(school.path("records")).unwrap();
        for (table, header) in [
            (
                "people",
                "number,name,name_en,sex,born,id_kind,id_number\n20260001,张三,,male,2005-03-07,passport,E1\n",
            ),
            (
                "enrolments",
                "number,level,standing,school,school_en,major,major_en,class,length_years,enrolled_on,expected_on,ended_on,credits_required,credits_total\n",
            ),
            ("courses", "number,level,term,code,name,name_en,credits,hours,kind,grade\n"),
            ("employments", "number,department,department_en,post,post_en,title,title_en,since,until\n"),
            ("incomes", "number,month,amount\n"),
        ] {
            std::fs::write(school.path(&format!("records/{table}.csv")), header).unwrap();
        }
        school.configure("");
        school
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.folder.path().join(name)
    }

    /// A key that is valid from the day before so many days from now on, for two years.
    fn make_key(&self, folder: &str, days: i64) {
        demo_authority::make(&self.path(folder), self.now + days * 24 * HOUR_MS).unwrap();
    }

    /// Writes the configuration; `change` replaces keys of the section.
    fn configure(&self, change: &str) {
        let usual = [
            "signature = { certificate = \"keys/demo-chain.pem\", key = \"keys/demo-key.pem\" }",
            "seal = \"assets/certificates/seal.png\"",
            "university = { zh = \"东海大学\", en = \"Donghai University\" }",
            "office = { zh = \"教务处\", en = \"Office of Academic Affairs\" }",
        ];
        let key = |line: &str| line.split(' ').next().unwrap().to_owned();
        let kept = usual.iter().filter(|line| key(line) != key(change)).copied();
        let lines: Vec<&str> = kept.chain([change]).collect();
        let more = format!("[certificates]\n{}\n[base_data.csv]\nfolder = \"records\"", lines.join("\n"));
        self.place.write_config(&more);
        let config = std::fs::read_to_string(self.place.config()).unwrap();
        let own =
            config.replace(&format!("[assets]\nfolder = \"{ASSETS}\""), "[assets]\nfolder = \"assets\"");
        std::fs::write(self.place.config(), own).unwrap();
    }

    /// Every command that looks says all of it.
    #[track_caller]
    fn tells(&self, parts: &[&str]) {
        let doctor = self.place.run(&["doctor"]).out;
        let doctor = doctor.lines().find(|line| line.contains("certificates")).unwrap().to_owned();
        let checked = self.place.run(&["certificate", "check"]).badly(78);
        let config = self.place.run(&["check-config"]).badly(78);
        for part in parts {
            for told in [&checked, &config, &doctor] {
                assert!(told.contains(part), "{part}: {told}");
            }
        }
        assert!(doctor.starts_with("fail"), "{doctor}");
    }
}

#[test]
fn a_school_in_order_is_told_so() {
    let school = School::new();
    assert!(school.place.run(&["certificate", "check"]).well().contains("14 templates, signed by DEMO"));
    let config = school.place.run(&["check-config"]).well();
    assert!(
        config.contains("base data: in order") && config.contains("certificates: 14 templates"),
        "{config}"
    );
    let doctor = school.place.run(&["doctor"]).out;
    assert!(doctor.lines().any(|line| line.starts_with("ok") && line.contains("14 templates")), "{doctor}");
}

#[test]
fn an_unknown_field_of_a_template_is_told_with_its_line() {
    let school = School::new();
    let path = school.path("assets/certificates/enrolment.zh.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text.lines().position(|line| line.contains("{name}")).unwrap() + 1;
    std::fs::write(&path, text.replacen("{name}", "{nickname}", 1)).unwrap();
    school.tells(&[&format!("enrolment.zh.toml:{line}"), "nickname"]);
}

#[test]
fn a_template_that_nobody_would_read_is_told_by_its_name() {
    let school = School::new();
    std::fs::write(school.path("assets/certificates/enrollment.zh.toml"), "").unwrap();
    school.tells(&["enrollment.zh.toml", "no certificate of this name"]);
}

#[test]
fn certificates_without_records_are_told() {
    let school = School::new();
    let config = std::fs::read_to_string(school.place.config()).unwrap();
    let without = config.replace("[base_data.csv]\nfolder = \"records\"", "");
    assert_ne!(without, config);
    std::fs::write(school.place.config(), without).unwrap();
    for command in [&["certificate", "check"][..], &["check-config"]] {
        assert!(school.place.run(command).badly(78).contains("no source of people's records"), "{command:?}");
    }
    let doctor = school.place.run(&["doctor"]).out;
    let line = doctor.lines().find(|line| line.contains("no source of people's records")).unwrap();
    assert!(line.starts_with("fail"), "{line}");
}

#[test]
fn a_font_that_is_broken_or_missing_is_told_by_its_file() {
    let school = School::new();
    std::fs::write(school.path("broken.otf"), "no font").unwrap();
    for (file, why) in [("broken.otf", "certificates.fonts"), ("missing.otf", "No such file")] {
        school.configure(&format!("fonts = [{{ path = \"{file}\" }}]"));
        school.tells(&[file, why]);
    }
}

#[test]
fn a_seal_that_is_missing_or_no_picture_is_told() {
    let school = School::new();
    school.configure("seal = \"none.png\"");
    school.tells(&["certificates.seal", "none.png", "No such file"]);
    std::fs::write(school.path("none.png"), "no picture").unwrap();
    school.tells(&["certificates.seal", "none.png"]);
}

#[test]
fn a_key_out_of_its_time_is_told_whichever_clock_is_wrong() {
    let school = School::new();
    let key = |folder: &str| {
        format!(
            "signature = {{ certificate = \"{folder}/demo-chain.pem\", key = \"{folder}/demo-key.pem\" }}"
        )
    };
    school.make_key("old", -800);
    school.configure(&key("old"));
    school.tells(&["certificates.signature", "has expired at"]);
    // What a clock that is behind makes of a good key.
    school.make_key("new", 40);
    school.configure(&key("new"));
    school.tells(&["certificates.signature", "is not valid before"]);
    school.make_key("soon", -710);
    school.configure(&key("soon"));
    school.place.run(&["certificate", "check"]).well();
    let doctor = school.place.run(&["doctor"]).out;
    let line = doctor.lines().find(|line| line.contains("its certificate ends in")).unwrap();
    assert!(line.starts_with("warn") && line.contains("have a new one issued"), "{line}");
}

#[test]
fn a_wrong_key_password_or_mode_is_told() {
    let school = School::new();
    school.make_key("other", 0);
    school.configure("signature = { certificate = \"keys/demo-chain.pem\", key = \"other/demo-key.pem\" }");
    school.tells(&["certificates.signature", "belongs to none of the certificates"]);
    std::fs::set_permissions(school.path("other/demo-key.pem"), Permissions::from_mode(0o644)).unwrap();
    school.tells(&["others may read", "chmod 600"]);

    let export =
        "pkcs12 -export -inkey keys/demo-key.pem -in keys/demo-chain.pem -passout pass:right -out key.p12";
    let made =
        Command::new("openssl").args(export.split(' ')).current_dir(school.place.folder.path()).output();
    assert!(made.unwrap().status.success());
    school.configure("signature = { pkcs12 = \"key.p12\", password_file = \"password\" }");
    for (password, is_right) in [("wrong", false), ("right", true)] {
        std::fs::write(school.path("password"), format!("{password}\n")).unwrap();
        for file in ["key.p12", "password"] {
            std::fs::set_permissions(school.path(file), Permissions::from_mode(0o600)).unwrap();
        }
        if is_right {
            school.place.run(&["certificate", "check"]).well();
        } else {
            school.tells(&["the password does not open the PKCS#12 file"]);
        }
    }
}

#[test]
fn mistakes_in_records_are_told_at_the_start_and_by_the_checks_with_file_and_line() {
    let school = School::new();
    let people = school.path("records/people.csv");
    let text = std::fs::read_to_string(&people).unwrap();
    std::fs::write(&people, text + "20260002,李四,,male,7 March,passport,E2\n").unwrap();
    std::fs::write(school.path("records/incomes.csv"), "number,month\n").unwrap();
    let told = ["people.csv:3: born: is no date", "incomes.csv:1"];
    let checked = school.place.run(&["check-config"]).badly(78);
    let serving = school.place.serve();
    for part in told {
        assert!(checked.contains(part), "{part}: {checked}");
        serving.says(part);
    }
    let doctor = school.place.run(&["doctor"]).out;
    let line = doctor.lines().find(|line| line.contains("base data")).unwrap();
    assert!(line.starts_with("fail") && line.contains(told[0]), "{line}");
    assert!(!doctor.contains("李四") && !checked.contains("20260002"), "nobody is named");
}

#[test]
fn the_hall_opens_without_its_certificates_and_says_why() {
    let school = School::new();
    std::fs::remove_file(school.path("assets/certificates/seal.png")).unwrap();
    let serving = school.place.serve();
    serving.says("certificates are closed");
    serving.says("seal.png");
    assert_eq!(ask(serving.hall, "GET", "/health", &[], "").0, 200);
    assert_eq!(ask(serving.public, "GET", "/v", &[], "").0, 200);
}

#[test]
fn an_editor_sees_a_template_as_paper_and_every_mistake_with_its_place() {
    let school = School::new();
    let template = school.path("assets/certificates/enrolment.zh.toml");
    let (values, paper) = (school.path("values.toml"), school.path("paper.pdf"));
    let at = |place: &Place, template: &Path| {
        let [template, values, paper] = [template, &values, &paper].map(|path| path.to_str().unwrap());
        let more = ["--template", template, "--values", values, "--out", paper];
        place.run(&[&["certificate", "preview"], &more[..]].concat())
    };
    let preview = || at(&school.place, &template);
    std::fs::write(&values, VALUES).unwrap();
    preview().well();
    let read =
        Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(&paper).arg("-").output().unwrap();
    let read: String = String::from_utf8(read.stdout).unwrap().split_whitespace().collect();
    for words in ["张三", "软件工程", "证明编号：样本", "样本"] {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert!(!read.contains("SPECIMEN"), "a Chinese paper, {read}");
    std::fs::write(&values, VALUES.replace("school =", "faculty =").replace("major =", "subject =")).unwrap();
    let told = preview().badly(78);
    for field in ["school", "major"] {
        assert!(told.contains(&format!("enrolment.zh.toml: no value for `{field}`")), "{told}");
    }
    std::fs::write(&values, VALUES.replace("number = ", "number ")).unwrap();
    let told = preview().badly(78);
    assert!(told.contains("values.toml:3"), "{told}");
    std::fs::write(&values, VALUES).unwrap();
    let text = std::fs::read_to_string(&template).unwrap();
    std::fs::write(&template, text.replace("{class}", "{klass}")).unwrap();
    let told = preview().badly(78);
    assert!(told.contains("enrolment.zh.toml") && told.contains("klass"), "{told}");
    // Before certificates are configured.
    at(&Place::new(), &Path::new(ASSETS).join("certificates/enrolment.zh.toml")).well();
    std::fs::remove_file(&values).unwrap();
    assert!(preview().badly(69).contains("values.toml"));
}
