//! Base data of all three kinds: the same university in CSV files, in SQLite and in a real PostgreSQL, read alike; and what each does when
//! it is away, slow, or not what it should be.

use std::path::Path;
use std::time::{Duration, Instant};

use hall_api::texts::{Language, Texts};
use hall_server::base_data::{Parts, PersonNumber, PersonRecord, RecordSource, SourceError};
use hall_server::certificates::rules::{self, Kind, SchoolRules};
use hall_server::certificates::values;
use hall_server::config::{BaseData, CsvSource, PostgresSource, Queries, SqliteSource};
use hall_tests::stage::{Cluster, repository};
use hall_tests::university::{self, University, known};
use jiff::civil::{Date, date};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};

const TODAY: Date = date(2026, 10, 12);
/// Enough that every way of being somebody occurs.
const PEOPLE: usize = 300;

fn small() -> University {
    University::generate(university::SEED, PEOPLE, TODAY)
}

fn nothing() -> BaseData {
    BaseData { timeout_ms: 5_000, csv: None, sqlite: None, postgres: None, queries: None }
}

fn csv_of(folder: &Path) -> RecordSource {
    let csv = Some(CsvSource { folder: folder.to_owned() });
    RecordSource::new(&BaseData { csv, ..nothing() }).unwrap()
}

fn sqlite_of(file: &Path, queries: Queries, timeout_ms: u64) -> RecordSource {
    let sqlite = Some(SqliteSource { file: file.to_owned() });
    RecordSource::new(&BaseData { sqlite, queries: Some(queries), timeout_ms, ..nothing() }).unwrap()
}

fn postgres_of(url: &str, queries: Queries, timeout_ms: u64) -> RecordSource {
    let postgres = Some(PostgresSource { url: url.to_owned(), password_file: None });
    RecordSource::new(&BaseData { postgres, queries: Some(queries), timeout_ms, ..nothing() }).unwrap()
}

fn number(text: &str) -> PersonNumber {
    text.parse().unwrap()
}

async fn somebody(source: &RecordSource) -> Result<Option<PersonRecord>, SourceError> {
    source.person(&number(known::UNDERGRADUATE), Parts::ALL).await
}

fn school() -> SchoolRules {
    SchoolRules::load(&repository().join("assets")).unwrap()
}

/// Every person of the university is read as they were made, nobody is nobody, and only what is asked for is read.
async fn conforms(source: &RecordSource, university: &University) {
    assert_eq!(source.check().await.unwrap(), []);
    for person in &university.people {
        let found = source.person(&person.number, Parts::ALL).await.unwrap().unwrap();
        assert!(found == *person, "{}", person.number);
    }
    for nobody in ["NOBODY-0000", "90000001x", "9000000"] {
        assert_eq!(source.person(&number(nobody), Parts::ALL).await.unwrap(), None, "{nobody}");
    }
    let found = source.person(&number(known::STAFF), Kind::Employment.parts()).await.unwrap().unwrap();
    assert!(found.incomes.is_empty() && !found.employments.is_empty());
}

#[tokio::test]
async fn the_same_university_is_read_alike_from_files_sqlite_and_postgresql() {
    let university = small();
    let folder = tempfile::tempdir().unwrap();
    university::write_folder(&university, folder.path()).unwrap();
    conforms(&csv_of(folder.path()), &university).await;
    let file = folder.path().join("registry.db");
    university::write_sqlite(&university, &file).await.unwrap();
    conforms(&sqlite_of(&file, university::queries(), 5_000), &university).await;
    let cluster = Cluster::start().await.unwrap();
    university::fill_postgres(&university, &cluster.url()).await.unwrap();
    conforms(&postgres_of(&cluster.url(), university::queries(), 5_000), &university).await;
}

#[tokio::test]
async fn postgresql_goes_away_and_comes_back() {
    let mut cluster = Cluster::start().await.unwrap();
    university::fill_postgres(&small(), &cluster.url()).await.unwrap();
    let source = postgres_of(&cluster.url(), university::queries(), 5_000);
    assert!(somebody(&source).await.unwrap().is_some());
    cluster.stop().await.unwrap();
    let error = somebody(&source).await.unwrap_err();
    assert!(matches!(error, SourceError::Away { .. }), "{error:?}");
    assert!(matches!(source.check().await, Err(SourceError::Away { .. })));
    cluster.resume().await.unwrap();
    assert!(somebody(&source).await.unwrap().is_some());
}

#[tokio::test]
async fn postgresql_that_is_slow_wrong_or_told_to_change_something() {
    let cluster = Cluster::start().await.unwrap();
    university::fill_postgres(&small(), &cluster.url()).await.unwrap();
    let mut db = PgConnection::connect(&cluster.url()).await.unwrap();
    let zap = "CREATE FUNCTION zap() RETURNS text LANGUAGE plpgsql AS \
               $$ BEGIN DELETE FROM people; RETURN 'gone'; END $$";
    db.execute(zap).await.unwrap();
    let asked = |people: &str, timeout_ms| {
        let queries = Queries { people: people.to_owned(), ..university::queries() };
        postgres_of(&cluster.url(), queries, timeout_ms)
    };
    let slow = asked("SELECT p.*, pg_sleep(60) FROM people p WHERE number = $1", 500);
    let began = Instant::now();
    let error = somebody(&slow).await.unwrap_err();
    assert!(matches!(error, SourceError::Slow { timeout_ms: 500 }), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(20));

    let columns = "number, name, name_en, sex, id_kind, id_number";
    let soon = asked(&format!("SELECT {columns}, 'soon' AS born FROM people WHERE number = $1"), 5_000);
    let error = somebody(&soon).await.unwrap_err();
    let told = "a record cannot be read: people: born: is no date such as 2026-09-01";
    assert!(matches!(error, SourceError::BadData(_)) && error.to_string() == told, "{error:?}");
    let cast = asked(&format!("SELECT {columns}, name::date AS born FROM people WHERE number = $1"), 5_000);
    let error = somebody(&cast).await.unwrap_err();
    assert!(matches!(error, SourceError::BadData(_)), "{error:?}");

    let lacking = asked(&format!("SELECT {columns} FROM people WHERE number = $1"), 5_000);
    assert!(matches!(somebody(&lacking).await, Err(SourceError::Unusable(_))));
    let found = lacking.check().await.unwrap();
    assert!(
        found[0].to_string().starts_with("base_data.queries.people: gives no column `born`"),
        "{found:?}"
    );
    let anybody = asked("SELECT * FROM people WHERE $1 <> ''", 5_000);
    assert!(anybody.check().await.unwrap()[0].reason.contains("a number that nobody has"));
    let other = asked("SELECT * FROM people WHERE number <> $1 LIMIT 1", 5_000);
    assert!(matches!(somebody(&other).await, Err(SourceError::BadData(_))), "never somebody else");

    let writes = [
        format!("SELECT {columns}, born, zap() FROM people WHERE number = $1"),
        format!("SELECT {columns}, zap() AS born FROM people WHERE number = $1"),
        "WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone WHERE number = $1".to_owned(),
        "SELECT * FROM people WHERE number = $1) AS q; DELETE FROM people; --".to_owned(),
        format!(
            "SELECT {columns}, set_config('transaction_read_only', 'off', false) || zap() AS born \
             FROM people WHERE number = $1"
        ),
    ];
    for query in &writes {
        // One that is not needed for a column may not be run at all.
        let _ = somebody(&asked(query, 5_000)).await;
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM people").fetch_one(&mut db).await.unwrap();
        assert_eq!(left, PEOPLE as i64, "{query}");
    }
    let refused = somebody(&asked(&writes[1], 5_000)).await.unwrap_err();
    assert!(refused.to_string().contains("read-only transaction"), "{refused}");
}

#[tokio::test]
async fn sqlite_that_is_away_slow_wrong_or_told_to_change_something() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.db");
    let gone = somebody(&sqlite_of(&file, university::queries(), 5_000)).await.unwrap_err();
    assert!(matches!(gone, SourceError::Away { .. }), "{gone:?}");
    assert!(!file.exists(), "a database that is missing is not made");
    university::write_sqlite(&small(), &file).await.unwrap();
    let asked = |people: &str, timeout_ms| {
        let queries = Queries { people: people.to_owned(), ..university::queries() };
        sqlite_of(&file, queries, timeout_ms)
    };
    let endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) \
                   SELECT p.* FROM people p, n WHERE p.number = $1 AND x < 0";
    let error = somebody(&asked(endless, 500)).await.unwrap_err();
    assert!(matches!(error, SourceError::Slow { .. }), "{error:?}");
    let lacking = asked("SELECT number, name FROM people WHERE number = $1", 5_000);
    assert!(matches!(somebody(&lacking).await, Err(SourceError::Unusable(_))));
    let found = lacking.check().await.unwrap();
    assert_eq!(found.len(), 5, "{found:?}");
    let writes = [
        "WITH gone AS (DELETE FROM people RETURNING *) SELECT * FROM gone WHERE number = $1",
        "SELECT * FROM people WHERE number = $1) AS q; DELETE FROM people; --",
        "SELECT * FROM people WHERE number = $1) AS q; PRAGMA query_only = OFF; DROP TABLE people; --",
    ];
    for query in writes {
        assert!(somebody(&asked(query, 5_000)).await.is_err(), "{query}");
        let sound = sqlite_of(&file, university::queries(), 5_000);
        assert!(somebody(&sound).await.unwrap().is_some(), "{query}");
    }
}

#[test]
fn everybody_known_may_have_what_they_are_known_for() {
    let university = small();
    let (school, texts) = (school(), Texts::embedded());
    let may = |who: &str, kind: Kind| {
        let person = university.person(who).unwrap();
        let offer = rules::offer(kind, person, TODAY, &school).unwrap_or_else(|why| panic!("{who}: {why:?}"));
        assert_eq!(offer.languages, Language::ALL, "{who}");
        for language in Language::ALL {
            values::values(kind, language, person, TODAY, None, &school, &texts).unwrap();
        }
    };
    for who in [known::UNDERGRADUATE, known::MANY_COURSES, known::LONG_LATIN_NAME, known::DOTTED_NAME] {
        may(who, Kind::Enrolment);
        may(who, Kind::Transcript);
    }
    for who in [known::GRADUATE, known::DOCTOR] {
        may(who, Kind::EnrolmentGraduate);
        may(who, Kind::TranscriptGraduate);
    }
    may(known::FINAL_YEAR, Kind::ExpectedGraduation);
    may(known::STAFF, Kind::Employment);
    may(known::STAFF, Kind::Income);
    let courses = |who: &str| university.person(who).unwrap().courses.len();
    assert_eq!((courses(known::UNDERGRADUATE), courses(known::MANY_COURSES)), (40, 300));
    let long = university.person(known::LONG_LATIN_NAME).unwrap().name.clone().unwrap();
    assert_eq!(long.chars().count(), 60);
    let rare = university.person(&known::RARE_NAMES_FROM.to_string()).unwrap();
    assert!(rare.name.as_deref().unwrap().ends_with('㛃'));
}

#[test]
fn everybody_with_contradictions_is_refused_for_what_is_wrong() {
    let university = small();
    let school = school();
    for (at, (kind, expected, _)) in known::CONTRADICTIONS.iter().enumerate() {
        let person = university.person(&known::contradiction(at)).unwrap();
        let said = rules::offer(*kind, person, TODAY, &school).map(drop);
        assert_eq!(said, Err(*expected), "{at}");
    }
}

#[test]
fn the_same_seed_and_day_give_the_same_people_and_hardly_anybody_is_refused() {
    let (one, same) = (small(), small());
    assert!(one.people == same.people);
    let other = University::generate(university::SEED + 1, PEOPLE, TODAY);
    assert!(one.people != other.people);
    let school = school();
    let sound = one.people.iter().skip(PEOPLE / 3).filter(|person| {
        let kinds = rules::kinds(person);
        let first = *kinds.first().unwrap();
        match rules::offer(first, person, TODAY, &school) {
            Ok(_) => true,
            Err(why) => panic!("{}: {why:?}", person.number),
        }
    });
    assert_eq!(sound.count(), PEOPLE - PEOPLE / 3);
}

#[tokio::test]
async fn ten_thousand_people_are_made_and_found_quickly() {
    let began = Instant::now();
    let university = University::generate(university::SEED, university::PEOPLE, TODAY);
    let folder = tempfile::tempdir().unwrap();
    university::write_folder(&university, folder.path()).unwrap();
    let source = csv_of(folder.path());
    let last = university.people.last().unwrap();
    assert!(source.person(&last.number, Parts::ALL).await.unwrap().is_some());
    let lookup = Instant::now();
    for person in university.people.iter().step_by(100) {
        assert!(source.person(&person.number, Parts::ALL).await.unwrap().unwrap() == *person);
    }
    // An unoptimised build on a busy machine; files read whole for each would take minutes.
    assert!(lookup.elapsed() < Duration::from_secs(10), "{:?} for 100 people", lookup.elapsed());
    assert!(began.elapsed() < Duration::from_mins(2), "{:?} in all", began.elapsed());
    assert_eq!(university.people.len(), university::PEOPLE);
}
