//! A device turns the one-time code an administrator gave it into its token.

use std::net::IpAddr;

use hall_api::requests::EnrolReply;
use hall_core::time::HOUR_MS;

use super::token;
use crate::app::AppState;
use crate::problem::AppError;
use crate::store::devices;

/// A code is good for this long, milliseconds.
pub const CODE_MS: i64 = 24 * HOUR_MS;

/// Uses the code up and gives the device's token, which is shown this once.
///
/// # Errors
/// `BadCode` if it is wrong, used or expired; `TooManyTries` from this address.
pub async fn enrol(app: &AppState, code: &str, from: IpAddr) -> Result<EnrolReply, AppError> {
    let tries = (String::new(), from);
    let now = app.clock.now();
    app.tries.take(tries.clone(), now).map_err(|retry_after_s| AppError::TooManyTries { retry_after_s })?;
    let code = token::code_hash(code).ok_or(AppError::BadCode)?;
    let (token, digest) = token::fresh().map_err(AppError::internal)?;
    let enrolled = app
        .engine
        .write(move |db| Box::pin(async move { devices::enrol(db, &code, &digest, now).await }))
        .await?;
    let device = enrolled.ok_or(AppError::BadCode)?;
    app.tries.clear(&tries);
    app.registry.refresh(now).await.map_err(AppError::internal)?;
    tracing::info!(device = device.id.as_str(), kind = %device.kind, "a device was enrolled");
    Ok(EnrolReply { device: device.id.as_str().to_owned(), token })
}
