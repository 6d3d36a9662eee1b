//! Staff sign in and out: a random token in a cookie, its digest in the database.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};
use hall_api::requests::SessionView;

use super::identity::Staff;
use super::token::{self, SecretHash};
use crate::app::AppState;
use crate::problem::AppError;
use crate::store;

/// Name of the cookie.
const COOKIE: &str = "hall_session";
/// Longest name to sign in with, bytes.
const USER_BYTES_MAX: usize = 64;

/// The session's token among the cookies.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// What a staff member is told about the session.
pub fn view(staff: &Staff) -> SessionView {
    SessionView {
        staff: staff.id.as_str().to_owned(),
        name: staff.name.to_string(),
        roles: staff.roles.to_vec(),
    }
}

/// Signs in: the session and the cookie to set.
///
/// # Errors
/// `BadSignIn`, alike for an unknown user, a wrong password and a disabled one; `TooManyTries`; `Busy`.
pub async fn sign_in(
    app: &AppState,
    user: &str,
    password: String,
    from: IpAddr,
) -> Result<(SessionView, HeaderValue), AppError> {
    if user.len() > USER_BYTES_MAX {
        return Err(AppError::BadSignIn);
    }
    let tries = (user.to_owned(), from);
    let too_many = |retry_after_s| AppError::TooManyTries { retry_after_s };
    // Taken before the password is looked at, so that many tries at once are counted too.
    app.address_tries.take(from, app.clock.now()).map_err(too_many)?;
    app.tries.take(tries.clone(), app.clock.now()).map_err(too_many)?;
    let staff = store::staff::by_user(&app.engine.readers(), user).await.map_err(AppError::internal)?;
    let staff = staff.filter(|staff| !staff.disabled);
    let hash = staff.as_ref().map(|staff| staff.password.clone());
    let right = app.passwords.check(password, hash).await?;
    let Some(staff) = staff.filter(|_| right) else { return Err(AppError::BadSignIn) };
    app.tries.clear(&tries);
    app.address_tries.give_back(&from);
    let token = open(app, &staff).await?;
    let view = SessionView { staff: staff.id.as_str().to_owned(), name: staff.name, roles: staff.roles };
    Ok((view, set_cookie(app, &token, "")?))
}

async fn open(app: &AppState, staff: &store::staff::Staff) -> Result<String, AppError> {
    let (token, digest) = token::fresh().map_err(AppError::internal)?;
    let now = app.clock.now();
    let session =
        store::sessions::Session { staff: staff.id.clone(), expires_at: now + app.config.sessions.idle_ms() };
    app.engine
        .write(move |db| {
            Box::pin(async move {
                store::sessions::forget_expired(db, now).await?;
                store::sessions::open(db, &digest, &session, now).await
            })
        })
        .await?;
    app.registry.refresh(now).await.map_err(AppError::internal)?;
    Ok(token)
}

/// Ends a session: the cookie that takes the place of its own.
///
/// # Errors
/// The session could not be deleted.
pub async fn sign_out(app: &AppState, session: SecretHash) -> Result<HeaderValue, AppError> {
    app.engine.write(move |db| Box::pin(async move { store::sessions::close(db, &session).await })).await?;
    app.registry.refresh(app.clock.now()).await.map_err(AppError::internal)?;
    set_cookie(app, "", "; Max-Age=0")
}

/// The browser forgets the cookie when it ends; until then the server alone judges how old it is.
fn set_cookie(app: &AppState, token: &str, age: &str) -> Result<HeaderValue, AppError> {
    let secure = if app.config.listen.hall.tls { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict{age}{secure}");
    HeaderValue::from_str(&cookie).map_err(AppError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let cases: [(&[&str], Option<&str>); 6] = [
            (&[], None),
            (&["hall_session=abc"], Some("abc")),
            (&["a=1; hall_session=abc; b=2"], Some("abc")),
            (&["a=1", "hall_session=abc"], Some("abc")),
            (&["hall_sessions=abc"], None),
            (&["xhall_session=abc"], None),
        ];
        for (lines, found) in cases {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::COOKIE, line.parse().unwrap());
            }
            assert_eq!(cookie(&headers), found, "{lines:?}");
        }
    }
}
