//! The state every handler shares, and the two routers.
//!
//! Adding a route: its line in `auth::rights`, its handler with an API annotation, its line in a router
//! below `api` or in `public`. Tests hold the three together.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use hall_api::texts::Texts;
use tokio::sync::{Semaphore, watch};

use crate::auth::guard;
use crate::auth::password::Checker;
use crate::auth::registry::Registry;
use crate::auth::throttle::{Throttle, network};
use crate::certificates::desk::Desk;
use crate::clock::Clock;
use crate::config::Config;
use crate::engine::EngineHandle;
use crate::pages::{Face, Letters};
use crate::persons::Persons;
use crate::problem::AppError;
use crate::statistics::Statistics;
use crate::verification::{self, Lookup, Verification};
use crate::{api, openapi, pages, public};

mod shell;

pub use shell::health;

/// What the handlers share: cheap to clone, one reference count.
#[derive(Clone)]
pub struct AppState(Arc<App>);

/// The parts of [`AppState`].
pub struct App {
    /// The hall: commands, views, records.
    pub engine: EngineHandle,
    /// The configuration as read.
    pub config: Config,
    /// Texts for people, from the assets folder.
    pub texts: Texts,
    /// How the school looks on pages.
    pub face: Face,
    /// Rare letters for pages.
    pub letters: Letters,
    /// The one clock.
    pub clock: Arc<dyn Clock>,
    /// Valid tokens and sessions.
    pub registry: Registry,
    /// Checks passwords.
    pub passwords: Checker,
    /// Failed sign-ins by user and address, wrong codes by address.
    pub tries: Throttle<(String, IpAddr)>,
    /// Failed sign-ins by address, whoever the users are.
    pub address_tries: Throttle<IpAddr>,
    /// Wrong codes by who showed them.
    pub code_tries: Throttle<String>,
    /// Requests on the public listener by address.
    pub public_requests: Throttle<IpAddr>,
    /// People who sign in at kiosks.
    pub persons: Persons,
    /// Checking certificates.
    pub verification: Verification,
    /// A place for every feed.
    pub feeds: Arc<Semaphore>,
    /// A place for every request being worked on.
    pub requests: Semaphore,
    /// Where people get certificates.
    pub certificates: Desk,
    /// Figures about visits.
    pub statistics: Statistics,
    /// Frames of the feed, shared by all who listen.
    pub frames: api::feed::Frames,
    /// Becomes true when the server stops: feeds end.
    pub stopping: watch::Receiver<bool>,
}

impl AppState {
    /// Puts the state together.
    pub fn new(
        engine: EngineHandle,
        config: Config,
        texts: Texts,
        face: Face,
        clock: Arc<dyn Clock>,
        registry: Registry,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let limits = &config.limits;
        Self(Arc::new(App {
            tries: Throttle::new(limits.sign_in_tries, 5 * hall_core::time::MINUTE_MS),
            address_tries: Throttle::new(limits.sign_in_tries_per_address, 5 * hall_core::time::MINUTE_MS),
            code_tries: Throttle::new(limits.code_tries, 5 * hall_core::time::MINUTE_MS),
            public_requests: Throttle::new(limits.public_requests_per_minute, hall_core::time::MINUTE_MS),
            feeds: Arc::new(Semaphore::new(limits.feeds)),
            requests: Semaphore::new(limits.requests),
            passwords: Checker::default(),
            persons: Persons::new(limits),
            verification: Verification::new(Arc::new(verification::Nothing), limits),
            statistics: Statistics::default(),
            letters: Letters::default(),
            frames: api::feed::Frames::default(),
            engine,
            config,
            texts,
            face,
            clock,
            registry,
            certificates: Desk::closed(),
            stopping,
        }))
    }
}

impl AppState {
    /// The same with a desk where certificates are had. Before it is shared.
    pub fn with_certificates(mut self, desk: Desk) -> Self {
        let app = Arc::get_mut(&mut self.0).expect("invariant: nobody shares it yet");
        app.engine.certificates().set_sign(desk.sign());
        app.certificates = desk;
        self
    }

    /// The same with another place where certificates are looked up. Before it is shared.
    pub fn looking_up(mut self, lookup: Arc<dyn Lookup>) -> Self {
        let app = Arc::get_mut(&mut self.0).expect("invariant: nobody shares it yet");
        app.verification.lookup = lookup;
        self
    }
}

impl Deref for AppState {
    type Target = App;

    fn deref(&self) -> &App {
        &self.0
    }
}

/// The router of the hall's own network: API, desks, the API's document.
pub fn hall(state: &AppState) -> Router {
    let routes =
        api::routes().merge(pages::hall_routes()).merge(openapi::routes()).route("/health", get(health));
    wrap(routes.route_layer(from_fn_with_state(state.clone(), guard::hall)), state)
}

/// The router of visitors' phones.
pub fn public(state: &AppState) -> Router {
    let routes = public::routes().merge(pages::public_routes());
    wrap(routes.route_layer(from_fn_with_state(state.clone(), guard::public)), state)
}

/// Puts around routes what is around every request (see `shell`).
pub fn wrap(routes: Router<AppState>, state: &AppState) -> Router {
    routes
        .fallback(|| async { AppError::NotFound })
        .layer(DefaultBodyLimit::max(state.config.limits.body_bytes))
        .layer(from_fn_with_state(state.clone(), shell::shell))
        .with_state(state.clone())
}

/// The address a request came from, as far as limits are concerned.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Address {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = connection.map_or(IpAddr::from([0, 0, 0, 0]), |ConnectInfo(address)| address.ip());
        Ok(Self(network(address)))
    }
}
