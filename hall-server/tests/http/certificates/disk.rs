//! What stays on the disk: after a crash at any moment, under a new key of the vault, and from an earlier version; and
//! what is drawn at the same time.

use std::time::Duration;

use axum::http::StatusCode;
use hall_server::vault::{self, columns};
use serde_json::{Value, json};
use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use super::ZHANG;
use super::place::{LIBRARIAN, STUDENT, School};
use super::stage::{Certificates, Visitor};
use crate::small::PATIENCE;
use crate::stage::{Call, TestApp};

const KEY: &str = "as often as it takes";

impl TestApp {
    fn draw_under_key<'a>(&'a self, who: &Visitor) -> Call<'a> {
        let body = json!({ "kind": "enrolment", "language": "zh" });
        who.with(self.post("/api/v1/certificates").key(KEY)).json(&body)
    }

    /// Whether the signed file of a certificate can be had by its person.
    async fn file(&self, who: &Visitor, certificate: &Value) -> Vec<u8> {
        let reply =
            who.with(self.get(&format!("/api/v1/certificates/{}/file", certificate["id"]))).send().await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.body.to_vec()
    }
}

impl School {
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
}

#[tokio::test]
async fn a_crash_while_it_is_drawn_takes_one_number_and_counts_nothing() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let mut held = app.press.hold_next();
    tokio::select! {
        biased;
        () = held.begun() => {}
        reply = app.draw_under_key(&zhang).send() => panic!("it was drawn although it is held up: {reply:?}"),
    }
    let app = app.killed_and_started().await;
    assert_eq!(app.count("SELECT count(*) FROM certificates WHERE state = 'reserved'").await, 1);
    assert_eq!(app.count("SELECT count(*) FROM certificate_files").await, 0);
    app.draw_under_key(&zhang).send().await.problem(403, "person_session_over");
    let zhang = Visitor { session: app.sign_in("kiosk-1", ZHANG), ..zhang };
    assert_eq!(app.free(&zhang).await, 3);
    let drawn = app.draw_under_key(&zhang).send().await.expect(StatusCode::OK);
    assert_eq!(drawn["number"], "ZM2026-000001", "the number that was taken is used");
    assert_eq!(app.count("SELECT count(*) FROM certificates").await, 1);
    assert!(app.file(&zhang, &drawn).await.starts_with(b"%PDF"));
}

#[tokio::test]
async fn a_drawing_that_fails_takes_nothing_from_a_quicker_one() {
    for is_printed in [false, true] {
        let app = Certificates::start().await;
        let zhang = app.visitor("kiosk-1", ZHANG).await;
        let mut slow = app.press.hold_next();
        let quicker = async {
            slow.begun().await;
            let drawn = app.draw_under_key(&zhang).send().await.expect(StatusCode::OK);
            if is_printed {
                app.print(&zhang, &drawn, 1).await;
            }
            slow.finish(false);
            drawn
        };
        let (failed, drawn) = tokio::join!(app.draw_under_key(&zhang).send(), quicker);
        assert!(app.file(&zhang, &drawn).await.starts_with(b"%PDF"));
        assert_eq!(failed.expect(StatusCode::OK)["id"], drawn["id"], "one key, one certificate");
    }
}

#[tokio::test]
async fn two_are_drawn_at_once_also_when_nobody_waits_for_them() {
    let app = Certificates::start().await;
    let zhang = app.visitor("kiosk-1", ZHANG).await;
    let mut left = [app.press.hold_next(), app.press.hold_next()];
    let mut third = app.press.hold_next();
    for held in &mut left {
        tokio::select! {
            biased;
            () = held.begun() => {}
            reply = app.ask_draw(&zhang, "enrolment") => panic!("it was drawn although it is held up: {reply:?}"),
        }
    }
    let after = async {
        while app.count("SELECT count(*) FROM certificates WHERE state = 'reserved'").await < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // It may begin at any time now, if it may begin at all.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!third.is_begun(), "two are being made");
        left[0].finish(true);
        third.begun().await;
        third.finish(true);
    };
    let after = tokio::time::timeout(PATIENCE, after);
    let (drawn, after) = tokio::join!(app.draw(&zhang, "enrolment"), after);
    after.unwrap();
    assert_eq!(drawn["number"], "ZM2026-000003");
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
