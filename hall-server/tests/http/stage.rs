//! `TestApp`: both routers over a small hall, people and devices made in one call, requests as a builder.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::response::Response;
use futures_util::future::BoxFuture;
use hall_api::requests::Role;
use hall_api::texts::Texts;
use hall_core::catalogue::{Catalogue, HandlingMode};
use hall_core::hours::{Hours, WeekHours};
use hall_core::ids::{DeviceId, ItemCode, LineId, StaffId};
use hall_server::app::{self, AppState};
use hall_server::auth::password::{self, Strength};
use hall_server::auth::registry::Registry;
use hall_server::auth::token;
use hall_server::catalogue::load_reasons;
use hall_server::certificates::desk::Desk;
use hall_server::certificates::office::{self, Opened};
use hall_server::certificates::verify::Verifier;
use hall_server::clock::ManualClock;
use hall_server::config::{Config, Overrides};
use hall_server::engine::{Engine, EngineHandle, EngineOptions, EngineTask, StartError};
use hall_server::pages::Face;
use hall_server::paper::Receipts;
use hall_server::persons::{PersonNumber, seals};
use hall_server::store::devices::DeviceKind;
use hall_server::store::{StoreError, devices, persons, sessions, staff};
use hall_server::verification::{Lookup, Nothing};
use jiff::tz::TimeZone;
use printing::signature::Roots;
use serde_json::Value;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::watch;
use tower::ServiceExt;

use crate::small;

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets");

/// A hall's server without sockets.
pub struct TestApp {
    pub hall: Router,
    pub public: Router,
    pub state: AppState,
    pub clock: Arc<ManualClock>,
    pub stopping: watch::Sender<bool>,
    keys: AtomicU64,
    engine: EngineTask,
    folder: tempfile::TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// With other limits than the usual ones.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_at(change, Desk::closed(), Arc::new(Nothing)).await
    }

    /// With certificates to be found.
    pub async fn start_looking_up(change: impl FnOnce(&mut Config), lookup: Arc<dyn Lookup>) -> Self {
        Self::start_at(change, Desk::closed(), lookup).await
    }

    /// With a desk where certificates are had, and with certificates to be found.
    pub async fn start_at(change: impl FnOnce(&mut Config), desk: Desk, lookup: Arc<dyn Lookup>) -> Self {
        let mut config = config();
        change(&mut config);
        let clock = Arc::new(ManualClock::new(small::MORNING));
        Self::open_site(tempfile::tempdir().unwrap(), clock, config, |_, _| (desk, lookup)).await
    }

    /// With the certificates of its own configuration, as the program itself has them.
    pub async fn start_printing(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config();
        change(&mut config);
        let clock = Arc::new(ManualClock::new(small::MORNING));
        Self::open_site(tempfile::tempdir().unwrap(), clock, config, own_certificates).await
    }

    /// The process is killed, with whatever is under way, and started again on the same disk.
    pub async fn killed_and_started(self) -> Self {
        self.killed_and_started_with(own_certificates).await
    }

    /// The same, with other certificates.
    pub async fn killed_and_started_with(
        self,
        certificates: impl FnOnce(&Config, &EngineHandle) -> (Desk, Arc<dyn Lookup>),
    ) -> Self {
        let Self { folder, clock, state, engine, .. } = self;
        let config = state.config.clone();
        // Dropped, it ends as a crash would: it says no farewell and finishes nothing.
        drop(engine);
        Self::open_site(folder, clock, config, certificates).await
    }

    async fn open_site(
        folder: tempfile::TempDir,
        clock: Arc<ManualClock>,
        config: Config,
        certificates: impl FnOnce(&Config, &EngineHandle) -> (Desk, Arc<dyn Lookup>),
    ) -> Self {
        let (engine, task) = start_engine(folder.path(), &clock).await;
        let registry = Registry::open(&engine, config.sessions.idle_ms(), small::MORNING).await.unwrap();
        let (stopping, stops) = watch::channel(false);
        let (texts, face) = (Texts::embedded(), Face::embedded());
        let (desk, lookup) = certificates(&config, &engine);
        let state = AppState::new(engine, config, texts, face, clock.clone(), registry, stops)
            .looking_up(lookup)
            .with_certificates(desk);
        let (hall, public) = (app::hall(&state), app::public(&state));
        Self { hall, public, state, clock, stopping, keys: AtomicU64::new(0), engine: task, folder }
    }

    /// Everything the database has on disk, its log of changes included.
    pub fn stored(&self) -> Vec<u8> {
        let path = self.folder.path().join("hall.db");
        let mut all = std::fs::read(&path).unwrap();
        all.extend(std::fs::read(path.with_extension("db-wal")).unwrap_or_default());
        all
    }

    /// Where the vault's keys are.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    /// One number from the database.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.state.engine.readers()).await.unwrap()
    }

    /// The account of a person: number, name, password, card, PIN.
    pub async fn person(&self, number: &str, name: &str, password: &str, card: &str, pin: &str) {
        let (vault, secret) = (self.state.engine.vault(), self.state.engine.secret());
        let number: PersonNumber = number.parse().unwrap();
        let index = seals::index_of(vault, &number);
        let hash = |text: &str| Some(password::hash_with(text, Strength::Demo).unwrap());
        let pin = hash(&seals::keyed_pin(vault, &index, pin));
        let (number, name) = seals::seal(vault, &index, &number, name);
        let (password, card) = (hash(password), secret.card(card));
        let account = persons::NewAccount { index, number, name, password, card, pin };
        self.write(move |db| Box::pin(async move { persons::put(db, &account, small::MORNING).await })).await;
    }

    /// A device of the site: its token.
    pub async fn device(&self, name: &str, kind: DeviceKind) -> String {
        let (id, now) = (DeviceId::new(name), small::MORNING);
        let (_code, code) = token::fresh_code().unwrap();
        let (token, digest) = token::fresh().unwrap();
        self.write(move |db| {
            Box::pin(async move {
                devices::add(db, &id, kind, now).await?;
                devices::offer_code(db, &id, &code, now + 1).await?;
                devices::enrol(db, &code, &digest, now).await
            })
        })
        .await;
        token
    }

    /// A record job, seen by the registry afterwards.
    pub async fn write<T, J>(&self, job: J) -> T
    where
        T: Send + 'static,
        J: for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Result<T, StoreError>> + Send + 'static,
    {
        let written = self.state.engine.write(job).await.unwrap();
        self.state.registry.refresh(self.state.clock.now()).await.unwrap();
        written
    }

    pub async fn kiosk(&self) -> String {
        self.device("kiosk-1", DeviceKind::Kiosk).await
    }

    /// A signed-in staff member: the session's token. The user's name is the reference too.
    pub async fn staff(&self, user: &str, roles: &[Role]) -> String {
        self.add_staff(user, "no hash", roles).await;
        let (token, digest) = token::fresh().unwrap();
        let now = small::MORNING;
        let expires_at = now + self.state.config.sessions.idle_ms();
        let session = sessions::Session { staff: StaffId::new(user), expires_at };
        self.write(move |db| Box::pin(async move { sessions::open(db, &digest, &session, now).await })).await;
        token
    }

    pub async fn clerk(&self, user: &str) -> String {
        self.staff(user, &[Role::Clerk]).await
    }

    /// A staff member who is not signed in. `password` is the stored hash.
    pub async fn add_staff(&self, user: &str, password: &str, roles: &[Role]) {
        let member = staff::Staff {
            id: StaffId::new(user),
            user: user.to_owned(),
            name: format!("Name of {user}"),
            password: password.to_owned(),
            roles: roles.to_vec(),
            disabled: false,
        };
        self.write(move |db| Box::pin(async move { staff::add(db, &member, small::MORNING).await })).await;
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        Call::new(self, Method::GET, path)
    }

    /// A changing request under a key of its own.
    pub fn post(&self, path: &str) -> Call<'_> {
        let key = format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed));
        Call::new(self, Method::POST, path).key(&key)
    }

    pub fn call(&self, method: &Method, path: &str) -> Call<'_> {
        Call::new(self, method.clone(), path)
    }

    /// A ticket taken at the kiosk.
    pub async fn take(&self, kiosk: &str, items: &[&str]) -> Value {
        let body = serde_json::json!({ "items": items });
        self.post("/api/v1/tickets").token(kiosk).json(&body).send().await.expect(StatusCode::OK)
    }

    /// A clerk opens a window.
    pub async fn open(&self, clerk: &str, window: u16) {
        self.post(&format!("/api/v1/windows/{window}/open"))
            .session(clerk)
            .send()
            .await
            .expect(StatusCode::OK);
    }
}

/// Starts an engine; waits for one of before that still goes.
async fn start_engine(folder: &Path, clock: &Arc<ManualClock>) -> (EngineHandle, EngineTask) {
    let options = || EngineOptions {
        database: folder.join("hall.db"),
        keys: folder.join("keys"),
        site: "test".to_owned(),
        public_url: "http://hall.example".to_owned(),
        receipts: Receipts::embedded(),
        clock: clock.clone(),
        catalogue: catalogue(),
        reasons: load_reasons(Path::new(ASSETS)).unwrap(),
    };
    let start = async {
        loop {
            match Engine::start(options()).await {
                Err(StartError::Store(StoreError::InUse { .. })) => tokio::task::yield_now().await,
                started => return started.unwrap(),
            }
        }
    };
    tokio::time::timeout(small::PATIENCE, start).await.expect("the engine of before never goes")
}

/// The desk and the verification of a configuration, as the program puts them together.
fn own_certificates(config: &Config, engine: &EngineHandle) -> (Desk, Arc<dyn Lookup>) {
    let (texts, zone) = (Texts::embedded(), TimeZone::get("Asia/Shanghai").unwrap());
    let Opened { desk, own, .. } = office::open(config, &texts, zone, small::MORNING);
    let mut roots = Roots::default();
    if let Some(own) = own {
        roots.add_der(&own).unwrap();
    }
    (desk, Arc::new(Verifier::new(engine, texts).trusting(Some(roots))))
}

fn material((zh, en): (&str, &str)) -> hall_core::catalogue::Material {
    let name = hall_core::catalogue::Text { zh: zh.to_owned(), en: en.to_owned() };
    hall_core::catalogue::Material { name, copies: 1, original: true }
}

/// One request.
pub struct Call<'a> {
    app: &'a TestApp,
    public: bool,
    from: IpAddr,
    request: axum::http::request::Builder,
    body: Body,
}

impl<'a> Call<'a> {
    fn new(app: &'a TestApp, method: Method, path: &str) -> Self {
        let request = Request::builder().method(method).uri(path);
        Self { app, public: false, from: IpAddr::from([10, 0, 0, 1]), request, body: Body::empty() }
    }

    /// To the public listener.
    pub fn public(self) -> Self {
        Self { public: true, ..self }
    }

    pub fn from(self, address: [u8; 4]) -> Self {
        Self { from: address.into(), ..self }
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// Replaces the key of `TestApp::post`.
    pub fn key(mut self, key: &str) -> Self {
        if let Some(headers) = self.request.headers_mut() {
            headers.insert("idempotency-key", key.parse().unwrap());
        }
        self
    }

    pub fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub fn session(self, token: &str) -> Self {
        self.header("cookie", &format!("hall_session={token}"))
    }

    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    pub fn body(self, body: impl Into<Body>) -> Self {
        Self { body: body.into(), ..self }
    }

    async fn answer(self) -> Response {
        let router = if self.public { &self.app.public } else { &self.app.hall };
        let mut request = self.request.body(self.body).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.from, 50_000)));
        router.clone().oneshot(request).await.unwrap()
    }

    /// Sends it, and leaves the body of the answer to be read as it comes.
    pub async fn stream(self) -> (StatusCode, HeaderMap, BodyDataStream) {
        let (parts, body) = self.answer().await.into_parts();
        (parts.status, parts.headers, body.into_data_stream())
    }

    pub async fn send(self) -> Reply {
        Reply::read(self.answer().await).await
    }
}

/// One answer.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Self { status: parts.status, headers: parts.headers, body }
    }

    /// The body; fails with it if the status is another.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The problem; fails if it is not this one, or not a whole problem.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status.as_u16(), body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(body["status"], status);
        assert!(!body["text"]["zh"].as_str().unwrap().is_empty(), "{body}");
        body
    }

    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&self.body).unwrap_or_default()
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

fn config() -> Config {
    let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/hall-server.example.toml"));
    Config::load(example, &Overrides::default()).unwrap()
}

/// SHA-256 of the word `picture`, which is the content of the sample document.
pub const PICTURE_SHA256: &str = "2cea274d0bedc39ec4ab6ba9e59ec889e3ed6fb56a1cf088a64d9b383378dc97";

/// The small hall, with a line for one visitor a day, a line that is closed, and an item done online.
pub fn catalogue() -> Catalogue {
    let mut catalogue = small::catalogue();
    let card = catalogue.items[&ItemCode::new("card")].clone();
    let cards = catalogue.lines[&LineId::new("cards")].clone();
    let mut add = |code: &str, line: Option<&str>, mode| {
        let (code, line) = (ItemCode::new(code), line.map(LineId::new));
        catalogue.items.insert(code.clone(), hall_core::catalogue::Item { code, line, mode, ..card.clone() });
    };
    add("rare", Some("rare"), HandlingMode::OnSite);
    add("night", Some("night"), HandlingMode::OnSite);
    add("online", None, HandlingMode::Online);
    let night = Hours { weekly: vec![WeekHours { days: vec![], spans: vec![] }], exceptions: vec![] };
    catalogue.hours.insert("night".into(), night);
    for (id, prefix, capacity, hours) in [("rare", 'R', Some(1), "always"), ("night", 'N', None, "night")] {
        let id = LineId::new(id);
        let line = hall_core::catalogue::Line {
            id: id.clone(),
            prefix,
            capacity,
            hours: hours.into(),
            ..cards.clone()
        };
        catalogue.lines.insert(id.clone(), line);
        catalogue.windows.values_mut().for_each(|window| window.helps.push(id.clone()));
    }
    let form = hall_core::catalogue::Sample {
        name: hall_core::catalogue::Text { zh: "表格".to_owned(), en: "Form".to_owned() },
        file: "form.png".to_owned(),
        sha256: PICTURE_SHA256.to_owned(),
    };
    let card = catalogue.items.get_mut(&ItemCode::new("card")).expect("it is there");
    card.samples.push(form);
    card.materials = [("表格", "Form"), ("照片", "Photograph")].map(material).to_vec();
    let name = hall_core::catalogue::Text { zh: "长者".to_owned(), en: "Elderly".to_owned() };
    let elderly = hall_core::catalogue::Class { id: "elderly".into(), name, credit_minutes: 15 };
    catalogue.classes.insert(elderly.id.clone(), elderly);
    catalogue
}
