//! A school with a key, a seal, fonts and the records of a few people: everything the hall's own press needs.

use std::ops::Deref;
use std::path::Path;

use axum::http::StatusCode;
use hall_core::time::Timestamp;
use hall_server::config::{Certificates, Config};
use hall_server::demo_authority;
use hall_server::store::devices::DeviceKind;
use serde_json::json;

use super::stage::Visitor;
use crate::small::MORNING;
use crate::stage::TestApp;

/// An undergraduate with two grades.
pub const STUDENT: &str = "3230100001";
/// A librarian, paid for twelve months.
pub const LIBRARIAN: &str = "0010001";
/// A student who is enrolled twice.
pub const TWICE: &str = "3230100009";

const PIN: &str = "246810";
/// Card by number.
const CARDS: [(&str, &str, &str); 3] =
    [(STUDENT, "张三", "AA000001"), (LIBRARIAN, "王岚", "AA000002"), (TWICE, "李四", "AA000003")];

/// Who there is.
pub const PEOPLE: &str = "number,name,name_en,sex,born,id_kind,id_number
3230100001,张三,Zhang San,male,2005-03-07,id_card,990101200503070017
0010001,王岚,Wang Lan,female,1980-05-12,id_card,990101198005120026
3230100009,李四,Li Si,male,2005-03-07,id_card,990101200503070017
";
const ENROLMENTS: &str = "number,level,standing,school,school_en,major,major_en,class,length_years,enrolled_on,expected_on,ended_on,credits_required,credits_total
3230100001,bachelor,enrolled,计算机学院,School of Computer Science,软件工程,Software Engineering,软件2301班,4,2023-09-01,2027-06-30,,160,6
3230100009,bachelor,enrolled,计算机学院,School of Computer Science,软件工程,Software Engineering,,4,2023-09-01,2027-06-30,,160,
3230100009,bachelor,enrolled,外国语学院,School of Languages,英语,English,,4,2023-09-01,2027-06-30,,160,
";
const COURSES: &str = "number,level,term,code,name,name_en,credits,hours,kind,grade
3230100001,bachelor,2023-1,CS101,程序设计,Programming,3,48,required,91
3230100001,bachelor,2023-2,CS102,数据结构,Data Structures,3,48,required,80
";
const EMPLOYMENTS: &str = "number,department,department_en,post,post_en,title,title_en,since,until
0010001,图书馆,Library,馆员,Librarian,,,2015-07-01,
";

/// Everything a school gives the hall, in a folder of its own.
pub struct Place(tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self::with_key_made(MORNING)
    }

    /// With a key made at another time: it is valid for two years from then on.
    pub fn with_key_made(at: Timestamp) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        demo_authority::make(&place.0.path().join("keys"), at).unwrap();
        std::fs::create_dir(place.0.path().join("records")).unwrap();
        let months = (9..=12).map(|month| (2025, month)).chain((1..=8).map(|month| (2026, month)));
        let pay = months.map(|(year, month)| format!("0010001,{year}-{month:02},10000.50\n"));
        let incomes = std::iter::once("number,month,amount\n".to_owned()).chain(pay).collect::<String>();
        for (table, rows) in [
            ("people", PEOPLE),
            ("enrolments", ENROLMENTS),
            ("courses", COURSES),
            ("employments", EMPLOYMENTS),
            ("incomes", &incomes),
        ] {
            place.write(table, rows);
        }
        place
    }

    /// Puts other records in the place of a table's.
    pub fn write(&self, table: &str, rows: &str) {
        let (new, old) = (self.0.path().join("new"), self.0.path().join(format!("records/{table}.csv")));
        std::fs::write(&new, rows).unwrap();
        std::fs::rename(new, old).unwrap();
    }

    /// The records cannot be reached: their folder is a file now.
    pub fn take_records_away(&self) {
        std::fs::rename(self.0.path().join("records"), self.0.path().join("elsewhere")).unwrap();
        std::fs::write(self.0.path().join("records"), "").unwrap();
    }

    /// They can be reached again.
    pub fn bring_records_back(&self) {
        std::fs::remove_file(self.0.path().join("records")).unwrap();
        std::fs::rename(self.0.path().join("elsewhere"), self.0.path().join("records")).unwrap();
    }

    /// The sections of a configuration that say where all of it is.
    pub fn configure(&self, config: &mut Config) {
        let folder = self.0.path();
        let seal = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/certificates/seal.png");
        let certificates = json!({
            "signature": {
                "certificate": folder.join("keys").join(demo_authority::CHAIN_FILE),
                "key": folder.join("keys").join(demo_authority::KEY_FILE),
            },
            "seal": seal,
            "university": { "zh": "东海大学", "en": "Donghai University" },
            "office": { "zh": "教务处", "en": "Office of Academic Affairs" },
            "offices": { "income": { "zh": "财务处", "en": "Finance Office" } },
        });
        let certificates: Certificates = serde_json::from_value(certificates).unwrap();
        config.certificates = Some(certificates);
        let base_data = json!({ "csv": { "folder": folder.join("records") } });
        config.base_data = Some(serde_json::from_value(base_data).unwrap());
    }
}

/// A hall whose press is its own.
pub struct School {
    pub app: TestApp,
    pub place: Place,
}

impl Deref for School {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl School {
    pub async fn start() -> Self {
        Self::at(Place::new()).await
    }

    pub async fn at(place: Place) -> Self {
        let app = TestApp::start_printing(|config| place.configure(config)).await;
        for (number, name, card) in CARDS {
            app.person(number, name, "a long password", card, PIN).await;
        }
        Self { app, place }
    }

    /// The process is killed and started again.
    pub async fn killed_and_started(self) -> Self {
        Self { app: self.app.killed_and_started().await, place: self.place }
    }

    /// Somebody puts their card down at a new kiosk and types their PIN.
    pub async fn by_card(&self, kiosk: &str, number: &str) -> Visitor {
        let kiosk = self.device(kiosk, DeviceKind::Kiosk).await;
        self.by_card_at(kiosk, number).await
    }

    pub async fn by_card_at(&self, kiosk: String, number: &str) -> Visitor {
        let (.., card) = CARDS.iter().find(|(of, ..)| *of == number).unwrap();
        let body = json!({ "card": card, "pin": PIN });
        let signed_in = self.post("/api/v1/kiosk/card-sign-in").token(&kiosk).json(&body).send().await;
        let session = signed_in.expect(StatusCode::OK)["token"].as_str().unwrap().to_owned();
        Visitor { kiosk, session }
    }
}
