//! Who is signed in at a kiosk, as a handler gets to know it.

use std::fmt;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use hall_api::requests::PERSON_SESSION_HEADER;
use hall_core::ids::DeviceId;

use super::{PersonNumber, masked};
use crate::app::AppState;
use crate::auth::Device;
use crate::auth::token::{self, SecretHash};
use crate::problem::AppError;

/// Somebody who has proved who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Known {
    /// Student or staff number.
    pub number: PersonNumber,
    /// Name as it may stand on a public screen.
    pub name: Arc<str>,
}

impl Known {
    /// Of a full name, of which the masked one is kept.
    pub fn new(number: PersonNumber, name: &str) -> Self {
        Self { number, name: masked(name).into() }
    }
}

/// Shows nobody.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known(…)")
    }
}

/// A person signed in at the kiosk that asks. An argument of a handler: refuses with `person_session_over` whoever shows
/// no session of this very kiosk, or whose account was disabled meanwhile.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Student or staff number.
    pub number: PersonNumber,
    /// Name as it may stand on a public screen.
    pub name: Arc<str>,
    /// The kiosk.
    pub device: DeviceId,
}

/// Shows where, not who.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("device", &self.device).finish_non_exhaustive()
    }
}

/// The token of the session that a request shows, digested; it may be over.
pub(crate) fn token_of(headers: &HeaderMap) -> Result<SecretHash, AppError> {
    let shown = headers.get(PERSON_SESSION_HEADER).and_then(|token| token.to_str().ok());
    shown.and_then(token::hash).ok_or(AppError::PersonSessionOver)
}

impl FromRequestParts<AppState> for Person {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, AppError> {
        let kiosk = Device::from_request_parts(parts, app).await?;
        let token = token_of(&parts.headers)?;
        let known = app.persons.sessions.find(&kiosk.id, &token, app.clock.now());
        let known = known.ok_or(AppError::PersonSessionOver)?;
        if app.persons.directory.has_disabled(app, &known).await? {
            app.persons.sessions.close(&kiosk.id, &token);
            return Err(AppError::PersonSessionOver);
        }
        let Known { number, name } = known;
        Ok(Self { number, name, device: kiosk.id })
    }
}
