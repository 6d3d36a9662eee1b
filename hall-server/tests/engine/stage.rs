//! A small hall on a database of its own, and short names for what tests do to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hall_api::views::Topic;
use hall_core::catalogue::{
    Alarms, Bundle, Catalogue, Class, Department, HandlingMode, Item, ItemNature, Line, LineAlarms, Rules,
    Source, Text, Window,
};
use hall_core::command::{Action, AtWindow, Caller, Command, TakeTicket, TicketAtWindow};
use hall_core::evaluation::Reason;
use hall_core::hours::{Hours, Span, WeekHours};
use hall_core::ids::{ClassId, DeviceId, HoursId, ItemCode, LineId, StaffId, TicketId, WindowId};
use hall_core::time::{MINUTE_MS, Timestamp};
use hall_server::clock::ManualClock;
use hall_server::engine::{
    Accepted, Engine, EngineError, EngineHandle, EngineOptions, EngineTask, StartError,
};
use hall_server::paper::Receipts;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};

/// 2026-09-01, a Tuesday, 9:00 in Shanghai.
pub const MORNING: Timestamp = Timestamp(1_788_224_400_000);
/// Longest wait for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A site: a folder and a clock. Engines come and go on it.
pub struct Site {
    folder: tempfile::TempDir,
    pub clock: Arc<ManualClock>,
    keys: AtomicU64,
    reasons: Vec<Reason>,
}

impl Site {
    pub fn new() -> Self {
        Self::with_reasons(Vec::new())
    }

    /// Visitors may tick these when they rate.
    pub fn with_reasons(reasons: Vec<Reason>) -> Self {
        let clock = Arc::new(ManualClock::new(MORNING));
        Self { folder: tempfile::tempdir().unwrap(), clock, keys: AtomicU64::new(0), reasons }
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("hall.db")
    }

    pub fn keys_folder(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    pub async fn try_start(&self) -> Result<(EngineHandle, EngineTask), StartError> {
        Engine::start(EngineOptions {
            database: self.database(),
            keys: self.keys_folder(),
            site: "test".to_owned(),
            public_url: "http://hall.example".to_owned(),
            receipts: Receipts::embedded(),
            clock: self.clock.clone(),
            catalogue: catalogue(),
            reasons: self.reasons.clone(),
        })
        .await
    }

    pub async fn start(&self) -> (EngineHandle, EngineTask) {
        self.try_start().await.unwrap()
    }

    /// Why it does not start.
    pub async fn start_error(&self) -> StartError {
        self.try_start().await.map(|_| ()).unwrap_err()
    }

    /// Another process that does as it likes with the database.
    pub async fn meddler(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.database()).connect().await.unwrap()
    }

    /// Runs SQL as another process.
    pub async fn meddle(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut self.meddler().await).await.unwrap();
    }

    /// One number from the database.
    pub async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.meddler().await).await.unwrap()
    }

    /// A key never used before.
    pub fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// A command under a new key.
    pub fn command(&self, caller: Caller, action: Action) -> Command {
        Command { caller, key: self.key(), action }
    }

    pub async fn take(&self, engine: &EngineHandle, items: &[&str]) -> Result<Accepted, EngineError> {
        engine.submit(take_command(&self.key(), items)).await
    }

    pub async fn taken(&self, engine: &EngineHandle, items: &[&str]) -> TicketId {
        self.take(engine, items).await.unwrap().answer.ticket.unwrap()
    }

    /// A clerk asks for something at a window.
    pub async fn desk(
        &self,
        engine: &EngineHandle,
        window: u16,
        action: impl FnOnce(AtWindow) -> Action,
    ) -> Result<Accepted, EngineError> {
        let clerk = clerk(window);
        let action = action(AtWindow { window: WindowId(window), clerk: clerk.clone() });
        engine.submit(self.command(Caller::Staff(clerk), action)).await
    }

    pub async fn open(&self, engine: &EngineHandle, window: u16) {
        self.desk(engine, window, Action::OpenWindow).await.unwrap();
    }

    /// Calls the next visitor to a window that has nobody.
    pub async fn call(&self, engine: &EngineHandle, window: u16) -> TicketId {
        let called = self.desk(engine, window, |at| Action::CallNext { at, believed: None }).await.unwrap();
        called.answer.ticket.unwrap()
    }
}

pub fn clerk(window: u16) -> StaffId {
    StaffId::new(&format!("clerk-{window}"))
}

pub fn kiosk() -> DeviceId {
    DeviceId::new("kiosk-1")
}

/// A clerk at a window with a ticket.
pub fn with(window: u16, ticket: TicketId) -> TicketAtWindow {
    TicketAtWindow { window: WindowId(window), clerk: clerk(window), ticket }
}

pub fn take_command(key: &str, items: &[&str]) -> Command {
    let action = Action::TakeTicket(TakeTicket {
        items: items.iter().map(|item| ItemCode::new(item)).collect(),
        kiosk: Some(kiosk()),
        person: None,
        class: None,
        appointment: None,
        return_code: false,
        english: false,
    });
    Command { caller: Caller::Device(kiosk()), key: key.to_owned(), action }
}

/// A view without the time it was made.
pub async fn view(engine: &EngineHandle, topic: Topic) -> serde_json::Value {
    let json = engine.view(topic).await.unwrap();
    serde_json::from_str::<serde_json::Value>(&json).unwrap()["view"].take()
}

/// Every view of the small hall, to compare two engines by: all but what only a running engine knows.
pub async fn all_views(engine: &EngineHandle, tickets: &[TicketId]) -> Vec<serde_json::Value> {
    let windows = [1, 2, 3].map(WindowId);
    let topics = [Topic::Kiosk, Topic::Board, Topic::Supervisor]
        .into_iter()
        .chain(windows.map(Topic::Window))
        .chain(windows.map(Topic::Desk))
        .chain(tickets.iter().copied().map(Topic::Ticket));
    let mut views = Vec::new();
    for topic in topics {
        let mut view = view(engine, topic).await;
        for window in view["windows"].as_array_mut().into_iter().flatten() {
            for time in ["since", "free_since"] {
                window[time].take();
            }
        }
        views.push(view);
    }
    views
}

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

/// Two lines, three windows, three items; open day and night.
pub fn catalogue() -> Catalogue {
    let item = |code: &str, zh: &str, line: &str| Item {
        code: ItemCode::new(code),
        name: text(zh, code),
        departments: vec!["office".into()],
        line: Some(LineId::new(line)),
        after: vec![],
        nature: ItemNature::Service,
        mode: HandlingMode::OnSite,
        materials: vec![],
        legal_basis: None,
        procedure: None,
        online_url: None,
        promised_days: 0,
        service_ms: 5 * MINUTE_MS,
        popular: true,
        aliases: Vec::new(),
        visits_a_year: 0,
        samples: Vec::new(),
        source: Source::Example,
    };
    let line = |id: &str, zh: &str, prefix: char| Line {
        id: LineId::new(id),
        name: text(zh, id),
        prefix,
        hours: HoursId::new("always"),
        capacity: None,
        area: text("一楼大厅", "Ground floor"),
        alarms: LineAlarms::default(),
    };
    let window = |id: u16, own: &[&str], helps: &[&str]| Window {
        id: WindowId(id),
        name: text(&format!("{id} 号窗口"), &format!("Window {id}")),
        own: own.iter().map(|id| LineId::new(id)).collect(),
        helps: helps.iter().map(|id| LineId::new(id)).collect(),
    };
    let items =
        [item("card", "校园卡", "cards"), item("loss", "挂失", "cards"), item("seal", "盖章", "seals")];
    let lines = [line("cards", "卡务", 'A'), line("seals", "用印", 'B')];
    let windows =
        [window(1, &["cards"], &[]), window(2, &["seals"], &["cards"]), window(3, &["cards", "seals"], &[])];
    let elder = Class { id: ClassId::new("elder"), name: text("老人", "Elderly"), credit_minutes: 15 };
    let span = Span { from: jiff::civil::time(0, 0, 0, 0), to: jiff::civil::time(23, 59, 59, 0) };
    let always =
        Hours { weekly: vec![WeekHours { days: (1..=7).collect(), spans: vec![span] }], exceptions: vec![] };
    Catalogue {
        version: "test-1".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        site_name: text("办事大厅", "Service Hall"),
        help_item: None,
        rules: Rules { kiosk_tickets_per_minute: 1_000_000, ..Rules::default() },
        alarms: Alarms::default(),
        departments: vec![Department { id: "office".into(), name: text("办公室", "Office") }],
        items: items.into_iter().map(|item| (item.code.clone(), item)).collect(),
        bundles: Vec::<Bundle>::new(),
        themes: Vec::new(),
        lines: lines.into_iter().map(|line| (line.id.clone(), line)).collect(),
        windows: windows.into_iter().map(|window| (window.id, window)).collect(),
        classes: [(elder.id.clone(), elder)].into_iter().collect(),
        hours: [(HoursId::new("always"), always)].into_iter().collect(),
    }
}
