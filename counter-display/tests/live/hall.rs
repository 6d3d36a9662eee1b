//! A server that feeds a display what the test says.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use hall_api::core::command::PauseReason;
use hall_api::core::ids::{TicketNumber, WindowId};
use hall_api::core::time::{MINUTE_MS, Timestamp};
use hall_api::requests::Label;
pub use hall_api::views::Call;
use hall_api::views::{BoardLine, BoardView, PadView, Update, VoiceView, WindowMode, WindowView};
use tokio::sync::watch;

/// What the display is fed.
pub struct FakeHall {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    window: watch::Sender<WindowView>,
    /// Calls on the board besides the window's own and those of every day.
    calls: Mutex<Vec<Call>>,
    version: AtomicU64,
    refusing: AtomicBool,
}

impl FakeHall {
    /// Listens on a free port until the runtime ends.
    pub async fn start() -> Self {
        let view = WindowView {
            window: WindowId(3),
            name: label("3号窗口", "Window 3"),
            serves: vec![label("学籍与成绩", "Student records"), label("户籍与证件", "Household register")],
            state: WindowMode::Open,
            call: None,
            voice: VoiceView::default(),
        };
        let shared = Arc::new(Shared {
            window: watch::Sender::new(view),
            calls: Mutex::default(),
            version: AtomicU64::new(1),
            refusing: AtomicBool::new(false),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().route("/api/v1/feed", get(feed)).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, shared }
    }

    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes the window.
    pub fn window(&self, change: impl FnOnce(&mut WindowView)) {
        self.shared.version.fetch_add(1, Ordering::Relaxed);
        self.shared.window.send_modify(change);
    }

    /// Calls these on the board, all at once.
    pub fn board(&self, calls: Vec<Call>) {
        *self.shared.calls.lock().unwrap() = calls;
        self.window(|_| {});
    }

    /// Answers 401 from now on.
    pub fn refuse(&self) {
        self.shared.refusing.store(true, Ordering::Relaxed);
    }
}

async fn feed(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    if shared.refusing.load(Ordering::Relaxed) {
        let body = r#"{"type":"urn:hall:problem:unauthorized","title":"t","status":401,"detail":"the token is revoked",
            "code":"unauthorized","text":{"zh":"中","en":"e"}}"#;
        return Response::builder()
            .status(StatusCode::UNAUTHORIZED)
            .header(header::CONTENT_TYPE, "application/problem+json")
            .body(Body::from(body))
            .unwrap();
    }
    let topic = query.unwrap().replace("topics=", "");
    let mut changes = shared.window.subscribe();
    changes.mark_changed();
    let events = stream::unfold((changes, shared, topic), |(mut changes, shared, topic)| async move {
        changes.changed().await.ok()?;
        let window = changes.borrow_and_update().clone();
        let version = shared.version.load(Ordering::Relaxed);
        let now = Timestamp(now_ms());
        let event = Event::default().event(&topic);
        let event = if topic == "board" {
            event.json_data(Update { version, now, view: board(window.call, &shared.calls.lock().unwrap()) })
        } else if topic.starts_with("pad/") {
            event.json_data(Update { version, now, view: pad(window) })
        } else {
            event.json_data(Update { version, now, view: window })
        };
        Some((Ok::<_, Infallible>(event.unwrap()), (changes, shared, topic)))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(1))).into_response()
}

#[expect(clippy::disallowed_methods, reason = "this server has no other clock")]
fn now_ms() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64
}

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.to_owned(), en: en.to_owned() }
}

/// A call made just now.
pub fn call(call: u64, prefix: char, number: u32, window: u16) -> Call {
    Call {
        call,
        number: TicketNumber { prefix, number },
        window: WindowId(window),
        at: Timestamp(now_ms()),
        serving: false,
        english: true,
    }
}

/// The pad of a window at which nobody is served.
fn pad(window: WindowView) -> PadView {
    let WindowView { window, name, serves, state, call, voice: _ } = window;
    PadView { window, name, serves, state, call, visit: None, rate: None }
}

/// A board with some life on it besides the window's own call.
fn board(own: Option<Call>, called: &[Call]) -> BoardView {
    let others = [
        ('B', 17, 12, false),
        ('C', 4, 7, false),
        ('A', 2, 5, true),
        ('D', 121, 28, true),
        ('B', 16, 13, true),
    ];
    let others = others
        .into_iter()
        .map(|(prefix, number, window, serving)| Call { serving, ..call(0, prefix, number, window) });
    let lines = [
        ('A', "学籍与成绩", "Student records", 12),
        ('B', "户籍与证件", "Household register and identity", 7),
        ('C', "财务与缴费", "Finance and payments", 0),
        ('D', "人事与外事", "Staff and international affairs", 31),
        ('E', "校园卡与车辆", "Campus card and vehicles", 3),
        ('F', "后勤与房产", "Housing", 1),
        ('G', "综合业务", "General services", 104),
        ('H', "国际学生与外籍教师", "International students and staff", 2),
        ('J', "出入境证件", "Exit-entry documents", 9),
        ('K', "因公出国（境）", "Official travel abroad", 0),
        ('L', "医保与健康", "Medical insurance and health", 5),
        ('M', "科研与合同", "Research and contracts", 0),
        ('P', "银行", "Bank", 6),
        ('Q', "油卡", "Fuel card", 0),
        ('Z', "咨询与帮办", "Information and help", 1),
    ];
    let line = |(prefix, zh, en, waiting): (char, &str, &str, usize)| BoardLine {
        prefix,
        name: label(zh, en),
        waiting,
    };
    BoardView {
        site: label("师生服务大厅", "One-Stop Service Hall"),
        calls: own.into_iter().chain(called.iter().cloned()).chain(others).collect(),
        lines: lines.map(line).to_vec(),
        notices: Vec::new(),
        ready: Vec::new(),
        voice: VoiceView::default(),
    }
}

/// Every mode of a window in which nobody is called.
pub fn modes() -> [(&'static str, WindowMode); 4] {
    let paused = |until| WindowMode::Paused { reason: PauseReason::Break, until };
    let later = Timestamp(now_ms() + 25 * MINUTE_MS);
    [
        ("free", WindowMode::Open),
        ("back-at", paused(Some(later))),
        ("back-soon", paused(None)),
        ("closed", WindowMode::Closed),
    ]
}
