//! What stays on the disk: after a crash at any moment, under a new key of the vault, and from an earlier version.

use std::time::Duration;

use axum::http::StatusCode;
use hall_server::vault::{self, columns};
use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::place::{LIBRARIAN, STUDENT, School};
use super::stage::Visitor;
use crate::small::PATIENCE;
use crate::stage::Call;

const KEY: &str = "as often as it takes";

impl School {
    fn draw_under_key<'a>(&'a self, who: &Visitor) -> Call<'a> {
        let body = json!({ "kind": "enrolment", "language": "zh" });
        who.with(self.post("/api/v1/certificates").key(KEY)).json(&body)
    }

    /// Copies of somebody's enrolment certificate that are still free, asked after a start.
    async fn free_at(&self, kiosk: &str) -> (Visitor, u64) {
        let who = self.by_card_at(kiosk.to_owned(), STUDENT).await;
        let free = self.free(&who).await;
        (who, free)
    }

    /// The database, as another process opens it.
    async fn database(&self) -> SqliteConnection {
        let file = self.keys().with_file_name("hall.db");
        SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap()
    }

    /// Whether the signed file of a certificate can be had by its person.
    async fn file(&self, who: &Visitor, certificate: &Value) -> Vec<u8> {
        let reply =
            who.with(self.get(&format!("/api/v1/certificates/{}/file", certificate["id"]))).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.body.to_vec()
    }
}

#[tokio::test]
async fn a_crash_while_it_is_drawn_takes_one_number_and_counts_nothing() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    let reserved = async {
        while school.count("SELECT count(*) FROM certificates WHERE state = 'reserved'").await == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        biased;
        reserved = tokio::time::timeout(PATIENCE, reserved) => reserved.unwrap(),
        reply = school.draw_under_key(&student).send() => panic!("it was drawn before anybody could look: {reply:?}"),
    }
    let school = school.killed_and_started().await;
    assert_eq!(school.count("SELECT count(*) FROM certificate_files").await, 0);
    school.draw_under_key(&student).send().await.problem(403, "person_session_over");
    let (student, free) = school.free_at(&student.kiosk).await;
    assert_eq!(free, 5);
    let drawn = school.draw_under_key(&student).send().await.expect(StatusCode::OK);
    assert_eq!(drawn["number"], "ZM2026-000001", "the number that was taken is used");
    assert_eq!(school.count("SELECT count(*) FROM certificates").await, 1);
    assert!(school.file(&student, &drawn).await.starts_with(b"%PDF"));
}

#[tokio::test]
async fn a_crash_before_it_is_printed_changes_nothing() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    let drawn = school.draw_under_key(&student).send().await.expect(StatusCode::OK);
    let file = school.file(&student, &drawn).await;
    let school = school.killed_and_started().await;
    let (student, free) = school.free_at(&student.kiosk).await;
    assert_eq!(free, 5);
    assert_eq!(school.draw_under_key(&student).send().await.expect(StatusCode::OK), drawn);
    assert_eq!(school.file(&student, &drawn).await, file, "the very same paper");
    assert_eq!(school.count("SELECT count(*) FROM certificates").await, 1);
}

#[tokio::test]
async fn a_crash_before_the_report_counts_what_came_out_and_nothing_else() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    let drawn = school.draw_under_key(&student).send().await.expect(StatusCode::OK);
    let jobs = school.print(&student, &drawn, 3).await;
    let school = school.killed_and_started().await;
    let (student, free) = school.free_at(&student.kiosk).await;
    assert_eq!(free, 2, "nobody knows yet");
    // The kiosk saw the first come out, has the second in the printer, and never sent the third.
    let ended = json!([{ "id": jobs[0]["id"], "report": { "outcome": "confirmed", "sheets": 1 } }]);
    let body = json!({ "ended": ended, "following": [jobs[1]["id"]] });
    let hello = school.post("/api/v1/certificate-jobs/hello").token(&student.kiosk).json(&body).send().await;
    assert_eq!(hello.expect(StatusCode::OK), json!({ "jobs": [] }));
    assert_eq!(school.free(&student).await, 3);
    school.report(&student, &jobs[1], "refused").await;
    let school = school.killed_and_started().await;
    let (student, free) = school.free_at(&student.kiosk).await;
    assert_eq!(free, 4, "one came out");
    assert_eq!(school.print(&student, &drawn, 1).await[0]["reprint"], true);
    assert_eq!(school.count("SELECT count(*) FROM certificates").await, 1);
}

#[tokio::test]
async fn a_new_key_of_the_vault_reads_rows_and_files_of_before() {
    let school = School::start().await;
    let (student, clerk) = (school.by_card("kiosk-1", STUDENT).await, school.clerk("li").await);
    let old = school.draw(&student, "enrolment").await;
    let old_file = school.file(&student, &old).await;
    school.print(&student, &old, 1).await;
    let keys = school.keys();
    assert_eq!(vault::new_key(&keys).unwrap(), 2);
    let school = school.killed_and_started().await;
    let librarian = school.by_card("kiosk-2", LIBRARIAN).await;
    let new = school.draw(&librarian, "employment").await;
    let new_file = school.file(&librarian, &new).await;
    let mut db = school.database().await;
    let with_old =
        "SELECT count(*) FROM certificate_files WHERE substr(sealed, 1, 5) <> (SELECT substr(sealed, 1, 5)
                    FROM certificate_files ORDER BY certificate DESC LIMIT 1)";
    assert_eq!(school.count(with_old).await, 1, "each is sealed with the key of its time");
    assert_eq!((school.find(&clerk, "张三").await.len(), school.find(&clerk, "王岚").await.len()), (1, 1));

    // Beside the running server, as the command does.
    let vault = vault::open_for(&mut db, &keys).await.unwrap();
    let rotated = columns::rotate(&mut db, &vault).await.unwrap();
    assert!(rotated >= 4, "name, number, code and file of the first at least: {rotated}");
    assert_eq!(school.count(with_old).await, 0);
    std::fs::remove_file(keys.join("vault-1.key")).unwrap();
    let school = school.killed_and_started().await;
    for (number, certificate, file) in [(STUDENT, &old, &old_file), (LIBRARIAN, &new, &new_file)] {
        let kiosk = if number == STUDENT { &student.kiosk } else { &librarian.kiosk };
        let who = school.by_card_at(kiosk.clone(), number).await;
        assert_eq!(school.file(&who, certificate).await, *file);
        assert_eq!(school.find(&clerk, number).await[0]["number"], certificate["number"]);
    }
}
