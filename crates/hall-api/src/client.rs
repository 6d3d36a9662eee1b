//! The typed client of the server: one [`Change`] a command, one method a question, problems decoded.
//!
//! It is for devices and for programs acting as staff. It owns no state of the hall and retries nothing by itself:
//! who wants an answer in spite of a bad network says so with [`Client::send_until_answered`], which repeats the same
//! bytes under the same idempotency key. Plain `http` serves a hall's own network; `https` trusts the system's
//! authorities, or the site's own if one is given. Proxies and redirects are not followed.

mod backoff;
mod change;
mod trust;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hall_core::catalogue::Catalogue;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, ETAG, HeaderValue, IF_NONE_MATCH, ORIGIN, SET_COOKIE,
};
use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) use self::backoff::Backoff;
pub use self::change::{Change, Key, TicketVerb};
pub use self::trust::Distrust;
use self::trust::Trust;
use crate::problem::{PROBLEM_JSON, Problem};
use crate::requests::{EnrolReply, EnrolRequest, PERSON_SESSION_HEADER, SessionView, SignInRequest};
use crate::views::Topic;

/// A connection is given up after this.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(1_500);
/// An answer is given up after this; the command may have been carried out.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(4);
/// A certificate is larger, and decrypted on the way.
const FILE_TIMEOUT: Duration = Duration::from_secs(10);
/// The catalogue is larger and rare.
const CATALOGUE_TIMEOUT: Duration = Duration::from_secs(15);
/// Largest answer read, bytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Largest catalogue read, bytes.
const CATALOGUE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Largest picture of a sample document read, bytes.
const SAMPLE_BYTES_MAX: usize = 1024 * 1024;
/// Largest signed certificate read, bytes.
const CERTIFICATE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Refusals for now that no pause of seconds heals: somebody has to mend something first, so who asks is told at once.
const LASTING: [&str; 2] = ["base_data_away", "certificates_closed"];
/// Longest token or cookie taken, bytes.
const CREDENTIAL_BYTES_MAX: usize = 1024;

/// Where the server is and whom to trust.
#[derive(Clone, Debug, Default)]
pub struct ClientOptions {
    /// `http://host:port` or `https://host:port`, no path.
    pub server: String,
    /// Certificates of the site's own authority (PEM); none = those of the system. Only for `https`.
    pub authority_pem: Option<Vec<u8>>,
}

/// The client could not be set up: the configuration is wrong.
#[derive(Debug, thiserror::Error)]
pub enum ClientSetupError {
    /// Not an address.
    #[error(
        "`{server}` is not an address of a server: http://host:port or https://host:port, without a path"
    )]
    Address {
        /// What was given.
        server: String,
    },
    /// The authority's certificates cannot be used.
    #[error("the certificates of the site's authority cannot be used")]
    Authority(#[source] reqwest::Error),
    /// The TLS library or the system's certificates cannot be used.
    #[error("the network client cannot be built")]
    Build(#[source] reqwest::Error),
    /// A token holds characters no header may carry, or is too long.
    #[error("the token must be 1 to 1024 visible ASCII characters")]
    Token,
}

/// A request had no good answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server cannot be reached, or its answer was lost: a command may or may not have been carried out.
    #[error("the server cannot be reached")]
    Away(#[source] reqwest::Error),
    /// There is a server, and no safe connection to it: a certificate or a configuration is wrong. Nothing was
    /// carried out.
    #[error("no safe connection to the server: {why}")]
    Untrusted {
        /// What is wrong.
        why: Distrust,
        /// How it was found; none if the server said so.
        #[source]
        source: Option<reqwest::Error>,
    },
    /// The server refuses, and says why.
    #[error("the server refuses ({}): {}", .0.code, .0.detail)]
    Problem(Box<Problem>),
    /// Something that is not our server answered, or one of another version.
    #[error("the answer with status {status} is not understood")]
    Garbled {
        /// HTTP status of the answer.
        status: u16,
        /// Why it cannot be read; none if it is no JSON of ours at all.
        #[source]
        source: Option<serde_json::Error>,
    },
    /// The answer is larger than allowed.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// Allowed, bytes.
        limit: usize,
    },
}

impl ClientError {
    /// The problem's stable code, if the server gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            ClientError::Problem(problem) => Some(&problem.code),
            ClientError::Away(_)
            | ClientError::Untrusted { .. }
            | ClientError::Garbled { .. }
            | ClientError::TooLarge { .. } => None,
        }
    }

    /// The same command may be sent again under its key: there was no answer, or only "not now". A certificate may
    /// be renewed while a device waits.
    pub fn is_passing(&self) -> bool {
        let passing = |status: u16| matches!(status, 408 | 502 | 503 | 504);
        match self {
            ClientError::Away(_) | ClientError::Untrusted { .. } => true,
            ClientError::Problem(problem) => passing(problem.status) && !LASTING.contains(&&*problem.code),
            ClientError::Garbled { status, .. } => passing(*status),
            ClientError::TooLarge { .. } => false,
        }
    }
}

/// Who the client speaks for.
#[derive(Clone)]
enum Credential {
    Nobody,
    Device(HeaderValue),
    Staff { cookie: HeaderValue, origin: HeaderValue },
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Credential::Nobody => "Nobody",
            Credential::Device(_) => "Device",
            Credential::Staff { .. } => "Staff",
        })
    }
}

/// A client of one server, speaking for nobody, a device or a staff member. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    server: Arc<Url>,
    credential: Credential,
    /// The session of the person signed in at the device, beside its own token. Never shows in a debug print.
    person: Option<HeaderValue>,
    trust: Arc<Trust>,
}

impl Client {
    /// A client that speaks for nobody yet.
    ///
    /// The TLS provider is the process's default if one is installed, else the one reqwest is built with: it does not
    /// matter to the client whether a second one is linked.
    pub fn new(options: &ClientOptions) -> Result<Self, ClientSetupError> {
        let server = address(&options.server)
            .ok_or_else(|| ClientSetupError::Address { server: options.server.clone() })?;
        let builder = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(4);
        let builder = match (&options.authority_pem, server.scheme()) {
            (Some(pem), _) => builder.tls_certs_only(
                reqwest::Certificate::from_pem_bundle(pem).map_err(ClientSetupError::Authority)?,
            ),
            // A machine on the hall's own network may have no authorities at all; plain http needs none.
            (None, "http") => builder.tls_certs_only([]),
            (None, _) => builder,
        };
        let http = builder.build().map_err(ClientSetupError::Build)?;
        let (credential, trust) = (Credential::Nobody, Arc::default());
        Ok(Self { http, server: Arc::new(server), credential, person: None, trust })
    }

    /// The same client speaking for the device that holds the token.
    pub fn as_device(&self, token: &str) -> Result<Self, ClientSetupError> {
        let header = secret_header(&format!("Bearer {}", token.trim())).filter(|_| !token.trim().is_empty());
        let credential = Credential::Device(header.ok_or(ClientSetupError::Token)?);
        Ok(Self { credential, ..self.clone() })
    }

    /// The same client speaking for the device and the person who is signed in at it, by the session's token. Drop it
    /// when the person goes: the token is nowhere else.
    pub fn with_person(&self, token: &str) -> Result<Self, ClientSetupError> {
        let header = secret_header(token).filter(|_| !token.is_empty());
        Ok(Self { person: Some(header.ok_or(ClientSetupError::Token)?), ..self.clone() })
    }

    /// Signs a staff member in and gives the client that speaks for them.
    pub async fn sign_in(&self, user: &str, password: &str) -> Result<(Self, SessionView), ClientError> {
        let body = SignInRequest { user: user.to_owned(), password: password.to_owned() };
        let response = self.start(self.changing(Method::POST, "session", &body), ANSWER_TIMEOUT).await?;
        let status = response.status().as_u16();
        let cookie = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .find_map(|cookie| cookie.to_str().ok()?.split(';').next().and_then(secret_header));
        let view = read(response, ANSWER_BYTES_MAX).await?;
        let cookie = cookie.ok_or(ClientError::Garbled { status, source: None })?;
        let origin = HeaderValue::from_str(&self.server.origin().ascii_serialization())
            .expect("invariant: the origin of an address is ASCII");
        Ok((Self { credential: Credential::Staff { cookie, origin }, ..self.clone() }, view))
    }

    /// Who is signed in.
    pub async fn session(&self) -> Result<SessionView, ClientError> {
        self.get("session").await
    }

    /// Ends the session.
    pub async fn sign_out(&self) -> Result<(), ClientError> {
        self.delete("session").await
    }

    /// Turns a one-time code into a device's token.
    pub async fn enrol(&self, code: &str) -> Result<EnrolReply, ClientError> {
        let body = EnrolRequest { code: code.to_owned() };
        let request = self.changing(Method::POST, "devices/enrol", &body);
        read(self.start(request, ANSWER_TIMEOUT).await?, ANSWER_BYTES_MAX).await
    }

    /// The catalogue in force with its hash; none if it is still the one known by its hash.
    pub async fn catalogue(&self, known: Option<&str>) -> Result<Option<(String, Catalogue)>, ClientError> {
        let mut request = self.request(Method::GET, "catalogue");
        if let Some(tag) = known.and_then(|hash| HeaderValue::from_str(&format!("\"{hash}\"")).ok()) {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let response = self.start(request, CATALOGUE_TIMEOUT).await?;
        let status = response.status();
        if status == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
        let hash = tag.map(|tag| tag.trim_start_matches("W/").trim_matches('"').to_owned());
        let catalogue = read(response, CATALOGUE_BYTES_MAX).await?;
        let hash = hash.ok_or(ClientError::Garbled { status: status.as_u16(), source: None })?;
        Ok(Some((hash, catalogue)))
    }

    /// The picture of a sample document, by the hash of its content.
    pub async fn sample(&self, sha256: &str) -> Result<Vec<u8>, ClientError> {
        let request = self.request(Method::GET, &format!("catalogue/samples/{sha256}"));
        body(self.start(request, CATALOGUE_TIMEOUT).await?, SAMPLE_BYTES_MAX).await
    }

    /// A signed certificate by its path under `/api/v1/`, such as `certificates/17/file`: at most 2 MiB.
    pub async fn file(&self, path: &str) -> Result<Vec<u8>, ClientError> {
        body(self.start(self.request(Method::GET, path), FILE_TIMEOUT).await?, CERTIFICATE_BYTES_MAX).await
    }

    /// Ends what is at a path under `/api/v1/`, such as `kiosk/person`. It may be repeated: what has ended stays so.
    pub async fn delete(&self, path: &str) -> Result<(), ClientError> {
        let request = self.request(Method::DELETE, path).header("Idempotency-Key", Key::fresh().as_str());
        read(self.start(request, ANSWER_TIMEOUT).await?, ANSWER_BYTES_MAX).await
    }

    /// Any other question by its path under `/api/v1/`, such as `openapi.json`.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        read(self.start(self.request(Method::GET, path), ANSWER_TIMEOUT).await?, ANSWER_BYTES_MAX).await
    }

    /// Sends a change once. [`ClientError::Away`] leaves open whether it was carried out.
    pub async fn send<T: DeserializeOwned>(&self, change: &Change<T>) -> Result<T, ClientError> {
        let request = self
            .request(Method::POST, &change.path)
            .header("Idempotency-Key", change.key.as_str())
            .header(CONTENT_TYPE, "application/json")
            .body(change.body.clone());
        read(self.start(request, ANSWER_TIMEOUT).await?, ANSWER_BYTES_MAX).await
    }

    /// Sends a change, and the very same again under the very same key, until the server answers or the time is over.
    ///
    /// Waits at most a second between two attempts; `on_retry` hears of each failure before the next attempt. The last
    /// attempt may end after `within` by as much as an answer may take.
    pub async fn send_until_answered<T: DeserializeOwned>(
        &self,
        change: &Change<T>,
        within: Duration,
        mut on_retry: impl FnMut(&ClientError),
    ) -> Result<T, ClientError> {
        let started = Instant::now();
        let mut backoff = Backoff::new();
        loop {
            let error = match self.send(change).await {
                Err(error) if error.is_passing() => error,
                answered => return answered,
            };
            let pause = backoff.next_pause();
            if started.elapsed() + pause >= within {
                return Err(error);
            }
            on_retry(&error);
            tokio::time::sleep(pause).await;
        }
    }

    /// Opens the feed of some topics; the caller reads its bytes.
    pub(crate) async fn open_feed(&self, topics: &[Topic]) -> Result<Response, ClientError> {
        let names: Vec<String> = topics.iter().map(ToString::to_string).collect();
        let path = format!("feed?topics={}", names.join(","));
        let request = self.request(Method::GET, &path).header(ACCEPT, "text/event-stream");
        let response = self.trust.check(request.send().await)?;
        if response.status().is_success() { Ok(response) } else { Err(refusal(response).await) }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut url = Url::clone(&self.server);
        url.set_path(&format!("/api/v1/{path}"));
        url.set_query(query);
        let safe = method == Method::GET;
        let mut request = self.http.request(method, url);
        if let Some(person) = &self.person {
            request = request.header(PERSON_SESSION_HEADER, person.clone());
        }
        match &self.credential {
            Credential::Nobody => request,
            Credential::Device(token) => request.header(AUTHORIZATION, token.clone()),
            Credential::Staff { cookie, origin } => {
                let request = request.header(COOKIE, cookie.clone());
                if safe { request } else { request.header(ORIGIN, origin.clone()) }
            }
        }
    }

    /// A changing request that is no command of the hall: its key is of no further use.
    fn changing(&self, method: Method, path: &str, body: &impl Serialize) -> RequestBuilder {
        self.request(method, path).header("Idempotency-Key", Key::fresh().as_str()).json(body)
    }

    async fn start(&self, request: RequestBuilder, timeout: Duration) -> Result<Response, ClientError> {
        let response = self.trust.check(request.timeout(timeout).send().await)?;
        let status = response.status();
        if status.is_success() || status == StatusCode::NOT_MODIFIED {
            Ok(response)
        } else {
            Err(refusal(response).await)
        }
    }
}

fn address(server: &str) -> Option<Url> {
    let url = Url::parse(server.trim()).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    plain.then_some(url)
}

/// A header that never shows in a debug print; none if it cannot be one.
fn secret_header(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(text).ok().filter(|_| text.len() <= CREDENTIAL_BYTES_MAX)?;
    header.set_sensitive(true);
    Some(header)
}

/// What an answer with an error status says.
async fn refusal(response: Response) -> ClientError {
    let status = response.status().as_u16();
    let media =
        response.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    if !media.starts_with(PROBLEM_JSON) {
        return ClientError::Garbled { status, source: None };
    }
    match read(response, ANSWER_BYTES_MAX).await {
        Ok(problem) => ClientError::Problem(Box::new(problem)),
        Err(error) => error,
    }
}

/// Reads and decodes a body up to a limit; no body (204) decodes as `null`.
async fn read<T: DeserializeOwned>(response: Response, limit: usize) -> Result<T, ClientError> {
    let status = response.status().as_u16();
    let body = body(response, limit).await?;
    let json = if body.is_empty() { b"null".as_slice() } else { &body };
    serde_json::from_slice(json).map_err(|source| ClientError::Garbled { status, source: Some(source) })
}

/// Reads a body up to a limit.
async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, ClientError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(ClientError::Away)? {
        if body.len() + chunk.len() > limit {
            return Err(ClientError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
