//! A small server in this process whose faults the test decides: it cuts, delays, refuses and repeats.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use futures_util::stream;
use hall_api::client::{Client, ClientOptions};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// What the server does with one request.
pub enum Play {
    /// Answers.
    Answer(Response),
    /// Takes the request in, begins to answer, and cuts the connection.
    Cut,
    /// Takes the request in and never answers.
    Hang,
}

/// One request as it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub method: String,
    pub uri: String,
    pub key: Option<String>,
    pub authorization: Option<String>,
    pub person: Option<String>,
    pub cookie: Option<String>,
    pub origin: Option<String>,
    pub body: String,
}

/// Plays its list request by request, and remembers what came in.
#[derive(Clone, Default)]
pub struct Stage {
    plays: Arc<Mutex<VecDeque<Play>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Stage {
    pub fn plan(&self, plays: impl IntoIterator<Item = Play>) {
        self.plays.lock().unwrap().extend(plays);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Listens on an address until the task is aborted; open connections live on.
    pub async fn listen(&self, address: SocketAddr) -> (SocketAddr, JoinHandle<()>) {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().fallback(play).with_state(self.clone());
        (address, tokio::spawn(async move { axum::serve(listener, app).await.unwrap() }))
    }

    /// Listens anywhere, with a client that speaks for nobody.
    pub async fn start(&self) -> Client {
        let (address, _task) = self.listen(loopback()).await;
        client(address)
    }
}

pub fn loopback() -> SocketAddr {
    ([127, 0, 0, 1], 0).into()
}

pub fn client(address: SocketAddr) -> Client {
    Client::new(&ClientOptions { server: format!("http://{address}"), authority_pem: None }).unwrap()
}

async fn play(State(stage): State<Stage>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let header = |name: &str| head.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    stage.seen.lock().unwrap().push(Seen {
        method: head.method.to_string(),
        uri: head.uri.to_string(),
        key: header("idempotency-key"),
        authorization: header("authorization"),
        person: header("person-session"),
        cookie: header("cookie"),
        origin: header("origin"),
        body: String::from_utf8(body.to_vec()).unwrap(),
    });
    let play = stage.plays.lock().unwrap().pop_front();
    match play {
        Some(Play::Answer(response)) => response,
        Some(Play::Cut) => {
            let broken = stream::iter([Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("cut"))]);
            Response::new(Body::from_stream(broken))
        }
        Some(Play::Hang) => std::future::pending().await,
        None => json(StatusCode::NOT_IMPLEMENTED, "\"nothing planned\""),
    }
}

pub fn json(status: StatusCode, body: &str) -> Response {
    answer(status, "application/json", body)
}

pub fn problem(status: StatusCode, code: &str) -> Response {
    let body = serde_json::json!({
        "type": format!("urn:hall:problem:{code}"), "title": "t", "status": status.as_u16(), "detail": "d",
        "code": code, "text": { "zh": "中", "en": "e" },
    });
    answer(status, "application/problem+json; charset=utf-8", &body.to_string())
}

pub fn answer(status: StatusCode, media: &str, body: &str) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// An open feed: what is sent goes out at once; dropping the sender cuts the connection.
pub fn live_feed() -> (mpsc::Sender<String>, Response) {
    let (sender, receiver) = mpsc::channel::<String>(16);
    let bytes = stream::unfold(receiver, |mut receiver| async move {
        let text = receiver.recv().await?;
        Some((Ok::<_, std::io::Error>(Bytes::from(text)), receiver))
    });
    let response = Response::builder()
        .header(header::CONTENT_TYPE, "text/event-stream")
        .body(Body::from_stream(bytes))
        .unwrap();
    (sender, response)
}
