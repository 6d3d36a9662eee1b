//! The example parses; every mistake names its key.

use super::*;

const EXAMPLE: &str = include_str!("../../hall-server.example.toml");

fn example() -> Config {
    Config::parse(EXAMPLE).unwrap()
}

/// The example and more.
fn with(more: &str) -> String {
    format!("{EXAMPLE}\n{more}\n")
}

#[test]
fn example_parses_and_is_valid() {
    assert_eq!(example().validate(), []);
}

#[test]
fn example_shows_every_default() {
    let all: String = EXAMPLE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") || setting.starts_with('[') => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let shown = Config::parse(&all).unwrap();
    assert_eq!(format!("{:?}", shown.limits), format!("{:?}", Limits::default()));
    assert_eq!(format!("{:?}", shown.sessions), format!("{:?}", Sessions::default()));
    assert!(shown.tls.is_some());
    // All three kinds of base data are shown, and only one is allowed.
    assert_eq!(shown.validate().iter().map(|m| m.key).collect::<Vec<_>>(), ["base_data"]);
    let certificates = shown.certificates.unwrap();
    let usual: Certificates = toml::from_str(LEAST).unwrap();
    assert_eq!(format!("{:?}", certificates.policy()), format!("{:?}", usual.policy()));
    assert_eq!(certificates.terms, usual.terms);
    let base_data = shown.base_data.unwrap();
    assert_eq!(
        base_data.timeout_ms,
        Config::parse(&with("[base_data]")).unwrap().base_data.unwrap().timeout_ms
    );
    assert!(base_data.csv.is_some() && base_data.sqlite.is_some() && base_data.postgres.is_some());
    assert!(base_data.queries.is_some());
}

/// What the section about certificates cannot do without.
const LEAST: &str = r#"
signature = { pkcs12 = "keys/school.p12", password_file = "keys/school.txt" }
seal = "seal.png"
university = { zh = "大学", en = "University" }
office = { zh = "处", en = "Office" }
"#;

#[test]
fn mistakes_about_certificates_are_named() {
    type Change = fn(&mut Certificates);
    let cases: [(&str, Change); 6] = [
        ("certificates.free_copies", |c| c.free_copies = 0),
        ("certificates.retention_days", |c| c.retention_days = 0),
        ("certificates.terms", |c| c.terms = vec!["02-30".into()]),
        ("certificates.terms", |c| c.terms.clear()),
        ("certificates.office", |c| c.office.en = " ".into()),
        ("certificates.offices", |c| {
            c.offices.insert("income".into(), Words { zh: "处".into(), en: String::new() });
        }),
    ];
    for (key, change) in cases {
        let mut config = example();
        let mut certificates: Certificates = toml::from_str(LEAST).unwrap();
        change(&mut certificates);
        config.certificates = Some(certificates);
        let found = config.validate();
        assert_eq!(found.iter().map(|m| m.key).collect::<Vec<_>>(), [key]);
    }
    for wrong in [
        LEAST.replace("seal", "seel"),
        LEAST.replace("password_file", "password"),
        LEAST.replace("pkcs12", "p12"),
    ] {
        assert!(toml::from_str::<Certificates>(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_value_not_allowed_is_named_with_its_key() {
    type Change = fn(&mut Config);
    let cases: [(&str, Change); 15] = [
        ("site.id", |c| c.site.id = "Main Hall".into()),
        ("site.id", |c| c.site.id = String::new()),
        ("site.public_url", |c| c.site.public_url = "hall.example.edu".into()),
        ("site.public_url", |c| c.site.public_url = "https://hall.example.edu/".into()),
        ("listen.hall.tls", |c| c.listen.hall.tls = true),
        ("listen.public.address", |c| c.listen.public.address = c.listen.hall.address),
        ("limits.body_bytes", |c| c.limits.body_bytes = 0),
        ("limits.feeds", |c| c.limits.feeds = 0),
        ("limits.request_timeout_ms", |c| c.limits.request_timeout_ms = 1),
        ("limits.public_requests_per_minute", |c| c.limits.public_requests_per_minute = 0),
        ("limits.sign_in_tries", |c| c.limits.sign_in_tries = 0),
        ("limits.person_tries_per_address", |c| c.limits.person_tries_per_address = 0),
        ("limits.verify_tries", |c| c.limits.verify_tries = 0),
        ("limits.verify_files_per_address", |c| c.limits.verify_files_per_address = 0),
        ("sessions.idle_minutes", |c| c.sessions.idle_minutes = 1),
    ];
    for (key, change) in cases {
        let mut config = example();
        change(&mut config);
        let found = config.validate();
        assert_eq!(found.iter().map(|m| m.key).collect::<Vec<_>>(), [key]);
        assert!(!found[0].reason.is_empty());
    }
}

#[test]
fn unknown_and_missing_keys_are_refused_with_their_line() {
    let unknown = EXAMPLE.replace("[sessions]", "[sessions]\nidle_hours = 3");
    let error = Config::parse(&unknown).unwrap_err().to_string();
    assert!(error.contains("idle_hours") && error.contains("line"), "{error}");
    let missing = EXAMPLE.replace("path = \"hall.db\"", "");
    let error = Config::parse(&missing).unwrap_err().to_string();
    assert!(error.contains("path"), "{error}");
}

#[test]
fn paths_are_relative_to_the_file_and_overrides_win() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("hall.toml");
    std::fs::write(&file, EXAMPLE).unwrap();
    let plain = Config::load(&file, &Overrides::default()).unwrap();
    assert_eq!(plain.database.path, folder.path().join("hall.db"));
    let overrides = Overrides {
        hall: Some("127.0.0.1:0".parse().unwrap()),
        public: None,
        database: Some("/var/lib/hall/other.db".into()),
    };
    let replaced = Config::load(&file, &overrides).unwrap();
    assert_eq!(replaced.database.path, Path::new("/var/lib/hall/other.db"));
    assert_eq!(replaced.listen.hall.address.port(), 0);
    assert_eq!(replaced.listen.public.address, plain.listen.public.address);
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::load(Path::new("/nonexistent/hall.toml"), &Overrides::default()).unwrap_err();
    assert!(error.to_string().contains("/nonexistent/hall.toml"));
}

#[test]
fn base_data_are_of_one_kind_with_queries_that_read_one_person() {
    let queries = |people: &str| {
        let other = "SELECT 1 WHERE $1 = ''";
        format!(
            "[base_data.queries]\npeople = \"{people}\"\nenrolments = \"{other}\"\ncourses = \"{other}\"\n\
             employments = \"{other}\"\nincomes = \"{other}\"\n"
        )
    };
    let sound = queries("WITH a AS (SELECT 1) SELECT * FROM a WHERE $1 = '1'");
    let sqlite = |queries: &str| format!("[base_data.sqlite]\nfile = \"x.db\"\n{queries}");
    let postgres = |url: &str| format!("[base_data.postgres]\nurl = \"{url}\"\n{sound}");
    let csv = "[base_data.csv]\nfolder = \"university\"\n";
    let cases: [(String, Option<&str>); 15] = [
        (csv.to_owned(), None),
        (sqlite(&sound), None),
        (postgres("postgres://hall@db/registry"), None),
        ("[base_data]".to_owned(), Some("base_data")),
        (format!("{csv}[base_data.sqlite]\nfile = \"x.db\""), Some("base_data")),
        (format!("[base_data]\ntimeout_ms = 10\n{csv}"), Some("base_data.timeout_ms")),
        (format!("{csv}{sound}"), Some("base_data.queries")),
        (sqlite(""), Some("base_data.queries")),
        (postgres("postgres://hall:secret@db/registry"), Some("base_data.postgres.url")),
        (postgres("postgres://hall@db/registry?password=secret"), Some("base_data.postgres.url")),
        (postgres("mysql://hall@db/registry"), Some("base_data.postgres.url")),
        (sqlite(&queries("DELETE FROM people WHERE number = $1")), Some("base_data.queries.people")),
        (sqlite(&queries("SELECT 1; DROP TABLE people -- $1")), Some("base_data.queries.people")),
        (sqlite(&queries("SELECT * FROM people")), Some("base_data.queries.people")),
        (sqlite(&queries(&format!("SELECT {} $1", "x".repeat(9000)))), Some("base_data.queries.people")),
    ];
    for (section, expected) in cases {
        let found = Config::parse(&with(&section)).unwrap().validate();
        assert_eq!(found.first().map(|mistake| mistake.key), expected, "{section}");
    }
    assert!(Config::parse(&with("[base_data.csv]\nfolder = \"x\"\nfile = \"y\"")).is_err());
}
