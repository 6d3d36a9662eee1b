//! The hall's own press from the card to the revocation: records of a folder, the shipped templates, fonts, a key that signs.

use std::io::Write as _;
use std::process::Command;

use axum::http::{Method, StatusCode};
use hall_api::requests::Role;
use hall_core::time::HOUR_MS;
use hall_server::config::{Certificates, Config, Font};
use printing::signature::{Roots, Verdict, verify};
use serde_json::{Value, json};

use super::place::{LIBRARIAN, PEOPLE, Place, STUDENT, School, TWICE};
use super::stage::Visitor;
use crate::small::MORNING;
use crate::stage::TestApp;
use crate::verification;

/// What a program that reads PDFs finds, without blanks.
fn extract(pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output =
        Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file.path()).arg("-").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

/// The code on a paper: behind `/v/` in its address.
fn code_on(text: &str) -> &str {
    let at = text.find("/v/").expect("the address of verification stands on it") + 3;
    &text[at..at + 16]
}

impl School {
    /// One drawn up, and its file as the kiosk fetches it.
    async fn paper(&self, who: &Visitor, kind: &str, language: &str) -> (Value, Vec<u8>) {
        let drawn = self.ask_draw_in(who, kind, language).await.expect(StatusCode::OK);
        let file = format!("/api/v1/certificates/{}/file", drawn["id"]);
        let file = who.with(self.get(&file)).send().await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/pdf"));
        (drawn, file.body.to_vec())
    }

    fn trusted(&self) -> Roots {
        let certificates = self.state.config.certificates.as_ref().unwrap();
        let hall_server::config::SigningKey::Pem { certificate, .. } = &certificates.signature else {
            panic!("it signs with PEM files")
        };
        Roots::from_pem(&std::fs::read(certificate).unwrap()).unwrap()
    }
}

#[tokio::test]
async fn every_kind_says_what_the_records_say_and_is_signed() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    let librarian = school.by_card("kiosk-2", LIBRARIAN).await;
    let trusted = school.trusted();
    for (who, kind, language, told) in [
        (
            &student,
            "enrolment",
            "zh",
            &["张三", "计算机学院", "软件工程", "2023年9月1日", "教务处", "2026年9月1日"][..],
        ),
        (&student, "enrolment", "en", &["ZhangSan", "SoftwareEngineering", "1September2023"]),
        (&student, "transcript", "zh", &["张三", "程序设计", "数据结构", "2023–2024学年第二学期", "85.50"]),
        (&student, "transcript", "en", &["ZhangSan", "DataStructures", "Fall2023", "张三", "85.50"]),
        (&librarian, "employment", "zh", &["王岚", "图书馆", "馆员", "2015年7月"]),
        (&librarian, "employment", "en", &["WangLan", "Library", "Librarian"]),
        (
            &librarian,
            "income",
            "zh",
            &["王岚", "120,006.00", "10,000.50", "壹拾贰万零陆元整", "财务处", "2026年8月"],
        ),
        (
            &librarian,
            "income",
            "en",
            &["WangLan", "120,006.00", "OneHundredandTwentyThousandSix", "FinanceOffice"],
        ),
    ] {
        let (drawn, pdf) = school.paper(who, kind, language).await;
        let text = extract(&pdf);
        let number = drawn["number"].as_str().unwrap();
        let university = if language == "zh" { "东海大学" } else { "DonghaiUniversity" };
        for told in told.iter().chain(&[number, university]) {
            assert!(text.contains(told), "{kind}.{language}: {told} is not in {text}");
        }
        let verdict = verify(&pdf, &trusted);
        let Verdict::Valid { signer, signed_at_ms, .. } = verdict else { panic!("{kind}: {verdict:?}") };
        assert_eq!((signer.starts_with("DEMO"), signed_at_ms), (true, MORNING.0));
    }
}

#[tokio::test]
async fn a_certificate_from_the_card_to_its_revocation() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    let offers = school.offers(&student).await;
    let offered = |at: usize| {
        let offer = &offers["offers"][at];
        (offer["kind"].as_str().unwrap(), &offer["languages"], &offer["refused"]["code"], &offer["free_left"])
    };
    let (both, five) = (json!(["zh", "en"]), json!(5));
    assert_eq!(offered(0), ("enrolment", &both, &Value::Null, &five));
    assert_eq!(offered(1), ("transcript", &both, &Value::Null, &five));
    assert_eq!((offered(2).0, offered(2).2), ("expected_graduation", &json!("credits_short")));
    assert_eq!(offers["offers"].as_array().unwrap().len(), 3, "nothing of those who work here");

    let (drawn, pdf) = school.paper(&student, "transcript", "zh").await;
    let text = extract(&pdf);
    let page = format!("/v/{}", code_on(&text));
    assert_eq!(verification::show(&school, &page, "en").await.0, StatusCode::NOT_FOUND, "nobody printed it");
    let upload = || verification::send(&school, "file", &pdf);
    assert!(upload().await.1.contains("never issued"));

    let jobs = school.print(&student, &drawn, 2).await;
    let copy = school.get(&format!("/api/v1/certificate-jobs/{}/file", jobs[0]["id"])).token(&student.kiosk);
    assert_eq!(copy.send().await.body, pdf, "what is printed is what was looked at");
    for job in &jobs {
        school.report(&student, job, "confirmed").await;
    }
    assert_eq!(school.offers(&student).await["offers"][1]["free_left"], 3);

    let (status, html) = verification::show(&school, &page, "zh").await;
    assert_eq!(status, StatusCode::OK);
    for told in ["证明有效", "张*", "成绩单", "2026-09-01", drawn["number"].as_str().unwrap()] {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(upload().await.1.contains("The certificate is valid"));
    let mut changed = pdf.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    assert!(!verification::send(&school, "file", &changed).await.1.contains("is valid"));

    let boss = school.staff("wang", &[Role::Supervisor]).await;
    assert_eq!(school.get("/ledger").session(&boss).send().await.status, StatusCode::OK);
    let entry = school.find(&boss, "张三").await.remove(0);
    assert_eq!(
        (&entry["number"], &entry["person"], &entry["kind"]["zh"]),
        (&drawn["number"], &json!(STUDENT), &json!("成绩单（本科生）"))
    );
    let outcomes: Vec<_> = entry["copies"].as_array().unwrap().iter().map(|copy| &copy["outcome"]).collect();
    assert_eq!(outcomes, ["confirmed", "confirmed"]);
    assert_eq!(school.find(&boss, code_on(&text)).await.len(), 1);
    let revoke = school.post(&format!("/api/v1/ledger/{}/revoke", drawn["id"])).session(&boss);
    let revoked = revoke.json(&json!({ "reason": "成绩登记有误" })).send().await;
    assert_eq!(revoked.status, StatusCode::NO_CONTENT);
    assert!(verification::show(&school, &page, "en").await.1.contains("was revoked"));
    assert!(upload().await.1.contains("was revoked"));

    let number = drawn["number"].as_str().unwrap();
    let deeds: Vec<_> =
        school.audit().await.into_iter().map(|(who, deed, about, _)| (who, deed, about)).collect();
    let deed = |action: &str| ("wang".to_owned(), action.to_owned(), number.to_owned());
    assert_eq!(deeds, [deed("ledger_find"), deed("ledger_find"), deed("ledger_revoke")]);
}

#[tokio::test]
async fn contradicting_records_give_no_paper_and_say_where_to_go() {
    let school = School::start().await;
    let twice = school.by_card("kiosk-1", TWICE).await;
    let refused = &school.offers(&twice).await["offers"][0]["refused"];
    assert_eq!(refused["code"], "two_enrolments");
    let problem = school.ask_draw(&twice, "enrolment").await.problem(409, "certificate_refused");
    assert_eq!((&problem["params"]["reason"], &problem["text"]), (&refused["code"], &refused["words"]));
    let problem = school.ask_draw(&twice, "income").await.problem(409, "certificate_refused");
    assert_eq!(problem["params"]["reason"], "not_staff");
    assert_eq!(school.count("SELECT count(*) FROM certificates").await, 0, "no number is taken for nothing");
}

#[tokio::test]
async fn records_that_are_corrected_or_away_count_from_the_next_request_on() {
    let school = School::start().await;
    let student = school.by_card("kiosk-1", STUDENT).await;
    school.draw(&student, "enrolment").await;
    let people = "number,name,name_en,sex,born,id_kind,id_number
3230100001,张三,Zhang San,female,2005-03-07,id_card,990101200503070017
";
    school.place.write("people", people);
    let problem = school.ask_draw(&student, "enrolment").await.problem(409, "certificate_refused");
    assert_eq!(problem["params"]["reason"], "id_contradicts");
    school.place.write("people", &people.replace("2005-03-07", "spring"));
    let problem = school.ask_draw(&student, "enrolment").await.problem(409, "certificate_refused");
    assert_eq!(problem["params"]["reason"], "unreadable_records");
    school.place.write("people", "number,name\n");
    school.ask_draw(&student, "enrolment").await.problem(503, "base_data_away");
    school.place.take_records_away();
    school.ask_draw(&student, "enrolment").await.problem(503, "base_data_away");
    let offers = school.get("/api/v1/certificates/offers");
    student.with(offers).send().await.problem(503, "base_data_away");
    let is_told = async || {
        let alarms = school.view("supervisor").await["alarms"].clone();
        alarms.as_array().unwrap().iter().any(|alarm| alarm["kind"] == "records_away")
    };
    assert!(is_told().await, "somebody has to bring them back");
    school.place.bring_records_back();
    school.place.write("people", PEOPLE);
    school.draw(&student, "enrolment").await;
    assert!(!is_told().await);
}

#[tokio::test]
async fn a_pdf_from_elsewhere_is_not_ours() {
    let (school, other) = (School::start().await, School::start().await);
    let student = other.by_card("kiosk-1", STUDENT).await;
    let (drawn, pdf) = other.paper(&student, "enrolment", "zh").await;
    other.print(&student, &drawn, 1).await;
    assert!(verification::send(&other, "file", &pdf).await.1.contains("The certificate is valid"));
    assert!(verification::send(&school, "file", &pdf).await.1.contains("Not a certificate of ours"));
    let upload = school.call(&Method::POST, "/v/upload").public().body("no form").send().await;
    assert_eq!(upload.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_key_that_ends_in_twenty_days_is_told_to_the_supervisor() {
    // Made 710 days ago, for 730.
    let place = Place::with_key_made(MORNING - 710 * 24 * HOUR_MS);
    let school = School::at(place).await;
    let alarms = school.view("supervisor").await["alarms"].clone();
    let alarm = alarms.as_array().unwrap().iter().find(|alarm| alarm["kind"] == "signing_key_ends");
    let at = alarm.unwrap_or_else(|| panic!("{alarms}"))["at"].as_i64().unwrap();
    assert!((19..=20).contains(&((at - MORNING.0) / (24 * HOUR_MS))), "{at}");
    assert_eq!(school.view("kiosk").await["certificates"], true, "it still signs");
}

#[tokio::test]
async fn what_keeps_certificates_closed_is_told_to_the_supervisor_and_the_hall_goes_on() {
    let day_ms = 24 * HOUR_MS;
    let spoilt: [(Place, Spoil, &str); 5] = [
        (Place::with_key_made(MORNING - 800 * day_ms), |_| (), "has expired at"),
        (Place::with_key_made(MORNING + 40 * day_ms), |_| (), "is not valid before"),
        (Place::new(), |config| config.base_data = None, "base_data: no source"),
        (Place::new(), |config| section(config).seal = "none.png".into(), "certificates.seal: none.png"),
        (Place::new(), |config| section(config).fonts = vec![font("none.otf")], "certificates.fonts: "),
    ];
    for (place, spoil, told) in spoilt {
        let app = TestApp::start_printing(|config| {
            place.configure(config);
            spoil(config);
        })
        .await;
        let alarms = app.view("supervisor").await["alarms"].clone();
        let alarm = alarms.as_array().unwrap().iter().find(|alarm| alarm["kind"] == "certificates_closed");
        let reason =
            alarm.unwrap_or_else(|| panic!("{told}: {alarms}"))["reason"].as_str().unwrap().to_owned();
        assert!(reason.contains(told), "{told}: {reason}");
        assert_eq!(app.view("kiosk").await["certificates"], false);
        let visitor = app.visitor("kiosk-1", STUDENT).await;
        app.ask_draw(&visitor, "enrolment").await.problem(503, "certificates_closed");
        app.take(&visitor.kiosk, &["card"]).await;
    }
}

type Spoil = fn(&mut Config);

fn section(config: &mut Config) -> &mut Certificates {
    config.certificates.as_mut().unwrap()
}

fn font(path: &str) -> Font {
    Font { path: path.into(), face: 0, bold: false }
}
