//! A server's life: bind, start the engine, serve both listeners, stop in good order.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hall_api::texts::{Texts, TextsError};
use hall_core::catalogue::Catalogue;
use hall_core::evaluation::Reason;
use jiff::tz::TimeZone;
use printing::signature::Roots;
use serde::Serialize;
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::{self, AppState};
use crate::auth::registry::{self, Registry};
use crate::catalogue::{self, CatalogueErrors};
use crate::certificates::ledger::time;
use crate::certificates::office::{self, Opened};
use crate::certificates::verify::Verifier;
use crate::clock::Clock;
use crate::config::{Config, Limits, Listener};
use crate::engine::{Engine, EngineFailure, EngineOptions, EngineTask, StartError};
use crate::heads::DayHeads;
use crate::pages::{Face, FaceError};
use crate::paper::{Receipts, ReceiptsError};
use crate::problem::Fault;
use crate::store::StoreError;

mod door;

use door::{Door, TlsOnly};

/// Connections the system may hold for us between two looks: all screens of a hall come back at once.
const BACKLOG: u32 = 4096;
/// Requests under way may still finish within this when the server stops; feeds end within a second.
const GRACE: Duration = Duration::from_secs(3);
/// Read and write buffer of one connection at most, bytes. Also the hard limit of a request's head.
const BUFFER_BYTES_MAX: usize = 16 * 1024;
/// A connection that sends no complete head of a request for this long is closed.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// Why the server cannot start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be used.
    #[error("cannot listen on {address} ({key}): {}", advice(source))]
    Bind {
        /// Which.
        address: SocketAddr,
        /// The key it is configured by.
        key: &'static str,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Certificate or key cannot be used.
    #[error("cannot use the certificate {certificate} with the key {key}")]
    Tls {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The texts have mistakes.
    #[error(transparent)]
    Texts(#[from] TextsError),
    /// The theme has mistakes.
    #[error(transparent)]
    Face(#[from] FaceError),
    /// The receipt templates have mistakes.
    #[error(transparent)]
    Receipts(#[from] ReceiptsError),
    /// The certificates whose signatures are trusted cannot be used.
    #[error("cannot use the certificates {path} (trusted.certificates)")]
    Trusted {
        /// Their file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Fault,
    },
    /// The catalogue has mistakes.
    #[error("the catalogue {folder} has mistakes:\n{source}")]
    Catalogue {
        /// Its folder.
        folder: PathBuf,
        /// Each of them.
        source: CatalogueErrors,
    },
    /// The reasons visitors may tick have mistakes.
    #[error("what visitors may tick has mistakes:\n{0}")]
    Reasons(CatalogueErrors),
    /// The engine cannot start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine stopped by itself.
    #[error(transparent)]
    Engine(#[from] EngineFailure),
    /// Signals, standard output or a listener failed.
    #[error("the server's connection to its system failed")]
    System(#[from] std::io::Error),
}

fn advice(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program uses this address; stop it, or configure another address"
        }
        std::io::ErrorKind::AddrNotAvailable => "this machine has no such address; configure one it has",
        std::io::ErrorKind::PermissionDenied => {
            "this user may not; ports below 1024 need a right (CAP_NET_BIND_SERVICE)"
        }
        _ => "configure another address",
    }
}

/// Where the listeners are: the one line on standard output when the server is ready.
#[derive(Debug, Serialize)]
struct Ready {
    hall: SocketAddr,
    public: SocketAddr,
}

/// Serves until a signal to terminate, or until the engine fails.
///
/// Writes one line of JSON with both addresses to `ready` when requests are answered.
///
/// # Errors
/// See [`ServeError`]. After an engine's failure the process must exit and start anew.
pub async fn serve(config: Config, clock: Arc<dyn Clock>, mut ready: impl Write) -> Result<(), ServeError> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut server = start(config, clock).await?;
    let line = serde_json::to_string(&Ready { hall: server.hall.address, public: server.public.address })
        .expect("invariant: addresses are plain data");
    writeln!(ready, "{line}")?;
    ready.flush()?;
    let failed = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        stopped = server.engine.join() => Some(stopped),
    };
    match failed {
        Some(stopped) => Ok(stopped?),
        None => server.stop().await,
    }
}

/// A running server.
struct Running {
    engine: EngineTask,
    hall: Served,
    public: Served,
    stopping: watch::Sender<bool>,
    /// What goes on beside the listeners, and may end at any moment.
    beside: [JoinHandle<()>; 5],
}

/// A running listener.
struct Served {
    address: SocketAddr,
    handle: Handle<SocketAddr>,
    task: JoinHandle<std::io::Result<()>>,
}

/// Everything a person edits beside the configuration.
#[derive(Debug)]
pub struct Loaded {
    /// Texts for people.
    pub texts: Texts,
    /// How the school looks.
    pub face: Face,
    /// Templates of receipts.
    pub receipts: Receipts,
    /// What the hall offers.
    pub catalogue: Catalogue,
    /// What visitors may tick when they rate.
    pub reasons: Vec<Reason>,
    /// Whose signatures are the school's.
    pub trusted: Option<Roots>,
}

/// Reads and checks everything a person edits beside the configuration.
///
/// # Errors
/// The mistakes of the first part that has any.
pub fn load(config: &Config) -> Result<Loaded, ServeError> {
    let texts = Texts::load(Some(&config.assets.folder))?;
    let face = Face::load(&config.assets.folder)?;
    let receipts = Receipts::load(&config.assets.folder, texts.clone())?;
    let folder = &config.catalogue.folder;
    let catalogue =
        catalogue::load(folder).map_err(|source| ServeError::Catalogue { folder: folder.clone(), source })?;
    let reasons = catalogue::load_reasons(&config.assets.folder).map_err(ServeError::Reasons)?;
    let trusted = config.trusted.certificates.as_deref().map(load_trusted).transpose()?;
    Ok(Loaded { texts, face, receipts, catalogue, reasons, trusted })
}

/// Whose signatures are trusted.
fn load_trusted(path: &Path) -> Result<Roots, ServeError> {
    let fault = |source: Fault| ServeError::Trusted { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(|error| fault(error.into()))?;
    Roots::from_pem(&pem).map_err(|error| fault(error.into()))
}

/// Whoever trusts nobody by name still trusts the key that signs here.
fn trusting_own(trusted: Option<Roots>, own: Option<Vec<u8>>) -> Result<Option<Roots>, ServeError> {
    let Some(own) = own else { return Ok(trusted) };
    let mut roots = trusted.unwrap_or_default();
    roots.add_der(&own).map_err(std::io::Error::other)?;
    Ok(Some(roots))
}

async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Running, ServeError> {
    let Loaded { texts, face, receipts, catalogue, reasons, trusted } = load(&config)?;
    let tls = load_tls(&config).await?;
    let hall = bind(&config.listen.hall, "listen.hall.address")?;
    let public = bind(&config.listen.public, "listen.public.address")?;
    let zone = TimeZone::get(&catalogue.time_zone).unwrap_or(TimeZone::UTC);
    let options = EngineOptions {
        database: config.database.path.clone(),
        keys: config.vault_keys(),
        site: config.site.id.clone(),
        public_url: config.site.public_url.clone(),
        receipts,
        clock: clock.clone(),
        catalogue,
        reasons,
    };
    let (handle, engine) = Engine::start(options).await?;
    let registry = Registry::open(&handle, config.sessions.idle_ms(), clock.now()).await?;
    let heads = DayHeads::new(&config.site.id, config.database.heads(), handle.secret());
    let heads = tokio::spawn(heads.keep(handle.readers()));
    let (stopping, stops) = watch::channel(false);
    let Opened { desk, own, source } = office::open(&config, &texts, zone, clock.now());
    let lookup = Verifier::new(&handle, texts.clone()).trusting(trusting_own(trusted, own)?);
    let state = AppState::new(handle, config, texts, face, clock, registry, stops)
        .looking_up(Arc::new(lookup))
        .with_certificates(desk);
    let statistics = tokio::spawn(state.statistics.clone().keep(state.engine.clone()));
    let certificates = tokio::spawn(time::keep(state.clone()));
    let records = tokio::spawn(async move {
        if let Some(source) = source {
            source.look_through().await;
        }
    });
    let beside = [heads, statistics, certificates, records, tokio::spawn(registry::keep(state.clone()))];
    let (limits, listen) = (&state.config.limits, &state.config.listen);
    let hall = spawn(hall, app::hall(&state), listen.hall.tls.then(|| tls.clone()).flatten(), limits)?;
    let public = spawn(public, app::public(&state), listen.public.tls.then_some(tls).flatten(), limits)?;
    Ok(Running { engine, hall, public, stopping, beside })
}

async fn load_tls(config: &Config) -> Result<Option<RustlsConfig>, ServeError> {
    let Some(tls) = &config.tls else { return Ok(None) };
    let loaded = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await;
    let (certificate, key) = (tls.certificate.clone(), tls.key.clone());
    loaded.map(Some).map_err(|source| ServeError::Tls { certificate, key, source })
}

/// Binds a listener, so that a busy address is told before anything else happens.
fn bind(listener: &Listener, key: &'static str) -> Result<TcpListener, ServeError> {
    let address = listener.address;
    let bound = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    bound().map_err(|source| ServeError::Bind { address, key, source })
}

fn spawn(
    listener: TcpListener,
    router: Router,
    tls: Option<RustlsConfig>,
    limits: &Limits,
) -> Result<Served, ServeError> {
    let address = listener.local_addr()?;
    let handle = Handle::new();
    let door = Door::new(limits.connections, Duration::from_millis(limits.send_timeout_ms));
    let mut server = axum_server::Server::<SocketAddr>::from_listener(listener)
        .handle(handle.clone())
        .first_request_timeout(HEAD_TIMEOUT)
        .accept_error_handler(|from, error| tracing::debug!(?from, %error, "a connection was not accepted"));
    server.http_builder().http1().max_buf_size(BUFFER_BYTES_MAX).header_read_timeout(HEAD_TIMEOUT);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let task = match tls {
        Some(tls) => {
            tokio::spawn(server.acceptor(RustlsAcceptor::new(tls).acceptor(TlsOnly(door))).serve(service))
        }
        None => tokio::spawn(server.http1_only().acceptor(door).serve(service)),
    };
    Ok(Served { address, handle, task })
}

impl Running {
    /// Accepts nothing more, ends the feeds, lets requests finish, writes a last snapshot.
    async fn stop(self) -> Result<(), ServeError> {
        tracing::info!("stopping");
        let _ = self.stopping.send(true);
        let both = [self.hall, self.public];
        for served in &both {
            served.handle.graceful_shutdown(Some(GRACE));
        }
        for served in both {
            served.task.await.map_err(std::io::Error::other)??;
        }
        self.beside.iter().for_each(JoinHandle::abort);
        Ok(self.engine.stop().await?)
    }
}
