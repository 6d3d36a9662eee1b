//! A hall whose certificates are printed by the test's press, and short names for what people do there.

use std::ops::Deref;
use std::sync::Arc;

use axum::http::{Method, StatusCode};
use hall_api::requests::PERSON_SESSION_HEADER;
use hall_core::ids::DeviceId;
use hall_core::time::HOUR_MS;
use hall_server::certificates::decide::Policy;
use hall_server::certificates::desk::Desk;
use hall_server::certificates::number::TermStart;
use hall_server::certificates::press::Press;
use hall_server::persons::{Known, PersonNumber};
use hall_server::store::devices::DeviceKind;
use hall_server::verification::Nothing;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::press::TestPress;
use crate::stage::{Call, Reply, TestApp};

/// Three copies are free; files are kept for ten days.
pub const POLICY: Policy = Policy { free_copies: 3, retention_ms: 240 * HOUR_MS };

pub struct Certificates {
    pub app: TestApp,
    pub press: Arc<TestPress>,
}

impl Deref for Certificates {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

/// A person signed in at a kiosk: its token, and theirs.
#[derive(Clone)]
pub struct Visitor {
    pub kiosk: String,
    pub session: String,
}

impl Certificates {
    pub async fn start() -> Self {
        let press = Arc::new(TestPress::default());
        Self { app: TestApp::start_at(|_| (), desk(press.clone()), Arc::new(Nothing)).await, press }
    }

    /// The process is killed and started again, with another press.
    pub async fn killed_and_started(self) -> Self {
        let press = Arc::new(TestPress::default());
        let desk = desk(press.clone());
        let app = self.app.killed_and_started_with(|_, _| (desk, Arc::new(Nothing))).await;
        Self { app, press }
    }
}

fn desk(press: Arc<dyn Press>) -> Desk {
    let starts = ["02-15", "08-20"].iter().filter_map(|text| TermStart::read(text)).collect();
    Desk::new(POLICY, starts, TimeZone::get("Asia/Shanghai").unwrap(), Ok(press))
}

/// What people and kiosks do about certificates, whichever press prints them.
impl TestApp {
    /// Signs a person in at a kiosk of this name.
    pub async fn visitor(&self, kiosk: &str, person: &str) -> Visitor {
        let token = self.device(kiosk, DeviceKind::Kiosk).await;
        Visitor { session: self.sign_in(kiosk, person), kiosk: token }
    }

    /// Signs a person in at a kiosk that there is.
    pub fn sign_in(&self, kiosk: &str, person: &str) -> String {
        let known = Known::new(person.parse::<PersonNumber>().unwrap(), "张三");
        let sessions = &self.state.persons.sessions;
        sessions.open(&DeviceId::new(kiosk), known, self.state.clock.now()).unwrap().token
    }

    /// The kiosk signs its person out.
    pub async fn sign_out(&self, who: &Visitor) {
        let out = who.with(self.call(&Method::DELETE, "/api/v1/kiosk/person")).send().await;
        assert_eq!(out.status, StatusCode::NO_CONTENT, "{out:?}");
    }

    /// Has one drawn up.
    pub async fn draw(&self, who: &Visitor, kind: &str) -> Value {
        self.ask_draw(who, kind).await.expect(StatusCode::OK)
    }

    pub async fn ask_draw(&self, who: &Visitor, kind: &str) -> Reply {
        self.ask_draw_in(who, kind, "zh").await
    }

    pub async fn ask_draw_in(&self, who: &Visitor, kind: &str, language: &str) -> Reply {
        let body = json!({ "kind": kind, "language": language });
        who.with(self.post("/api/v1/certificates")).json(&body).send().await
    }

    /// What there is for somebody.
    pub async fn offers(&self, who: &Visitor) -> Value {
        who.with(self.get("/api/v1/certificates/offers")).send().await.expect(StatusCode::OK)
    }

    /// Orders copies: their jobs.
    pub async fn print(&self, who: &Visitor, certificate: &Value, copies: u32) -> Vec<Value> {
        let jobs = self.ask_print(who, certificate, copies).await.expect(StatusCode::OK);
        jobs["jobs"].as_array().unwrap().clone()
    }

    pub async fn ask_print(&self, who: &Visitor, certificate: &Value, copies: u32) -> Reply {
        let path = format!("/api/v1/certificates/{}/print", certificate["id"]);
        who.with(self.post(&path)).json(&json!({ "copies": copies })).send().await
    }

    /// The kiosk tells how a copy ended.
    pub async fn report(&self, who: &Visitor, job: &Value, outcome: &str) {
        let path = format!("/api/v1/certificate-jobs/{}/report", job["id"]);
        let body = json!({ "outcome": outcome, "sheets": 2, "detail": "tray 1" });
        let reply = self.post(&path).token(&who.kiosk).json(&body).send().await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{reply:?}");
    }

    /// Copies of enrolment certificates that are still free.
    pub async fn free(&self, who: &Visitor) -> u64 {
        self.offers(who).await["offers"][0]["free_left"].as_u64().unwrap()
    }

    pub async fn view(&self, topic: &str) -> Value {
        let view = self.state.engine.view(topic.parse().unwrap()).await.unwrap();
        serde_json::from_str::<Value>(&view).unwrap()["view"].clone()
    }

    /// Who did what with the ledger, so far.
    pub async fn audit(&self) -> Vec<(String, String, String, Option<i64>)> {
        let all = hall_server::store::audit::since(&self.state.engine.readers(), crate::small::MORNING).await;
        all.unwrap().into_iter().map(|e| (e.staff.to_string(), e.action, e.target, e.result)).collect()
    }
}

impl Visitor {
    /// The request is theirs.
    pub fn with<'a>(&self, call: Call<'a>) -> Call<'a> {
        call.token(&self.kiosk).header(PERSON_SESSION_HEADER, &self.session)
    }
}
