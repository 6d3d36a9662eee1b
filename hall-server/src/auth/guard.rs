//! The one place that checks: before any handler, by the table of rights.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::identity::Identity;
use super::rights::{Kind, On, Right, Who, on_path};
use super::{csrf, sessions, token};
use crate::app::{Address, AppState};
use crate::problem::AppError;

/// Guards the hall's own network.
pub async fn hall(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let right = match find(On::Hall, &request) {
        Ok(right) => right,
        Err(error) => return error.into_response(),
    };
    // Kept for pages only: the others are asked often.
    let path = if right.kind == Kind::Page { request.uri().path().to_owned() } else { String::new() };
    match check(&app, right, request) {
        Ok(request) => next.run(request).await,
        Err(error) if right.kind == Kind::Page => to_sign_in(error, &path),
        Err(error) => error.into_response(),
    }
}

/// Who may not see a page is led to where one signs in, and from there back to the page.
fn to_sign_in(error: AppError, path: &str) -> Response {
    match error {
        AppError::Unauthorized => Redirect::to(&format!("/sign-in?next={path}")).into_response(),
        AppError::Forbidden { .. } => Redirect::to(&format!("/sign-in?denied=1&next={path}")).into_response(),
        other => other.into_response(),
    }
}

/// Guards the public listener: anyone may, but not too often.
pub async fn public(State(app): State<AppState>, address: Address, request: Request, next: Next) -> Response {
    let checked = find(On::Public, &request)
        .and_then(|right| own_page(right.method != Method::GET, request.headers()))
        .and_then(|()| {
            app.public_requests
                .take(address.0, app.clock.now())
                .map_err(|retry_after_s| AppError::TooManyRequests { retry_after_s })
        });
    match checked {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// The line of the table for a request; a path that is not in it is not served, whoever routed it.
fn find(on: On, request: &Request) -> Result<&'static Right, AppError> {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let mut allow = Vec::new();
    for right in on_path(on, path) {
        if right.method == *method {
            return Ok(right);
        }
        allow.push(right.method.as_str());
    }
    if allow.is_empty() {
        return Err(AppError::NotFound);
    }
    Err(AppError::MethodNotAllowed { allow: allow.join(", ") })
}

fn check(app: &AppState, right: &Right, mut request: Request) -> Result<Request, AppError> {
    let headers = request.headers();
    let by_token = headers.contains_key(header::AUTHORIZATION);
    if !by_token {
        own_page(!right.method.is_safe(), headers)?;
    }
    if let Who::Only(..) = right.who {
        let identity = identify(app, headers).ok_or(AppError::Unauthorized)?;
        if !right.who.allows(&identity) {
            return Err(AppError::Forbidden { needs: right.who.words() });
        }
        request.extensions_mut().insert(identity);
    }
    Ok(request)
}

fn own_page(changing: bool, headers: &HeaderMap) -> Result<(), AppError> {
    if changing && !csrf::is_own(headers) { Err(AppError::Csrf) } else { Ok(()) }
}

/// Who is asking: by a device's token if one is shown, else by the session's cookie.
fn identify(app: &AppState, headers: &HeaderMap) -> Option<Identity> {
    if let Some(shown) = headers.get(header::AUTHORIZATION) {
        let token = shown.to_str().ok()?.strip_prefix("Bearer ")?;
        return app.registry.device(&token::hash(token)?).map(Identity::Device);
    }
    let token = sessions::cookie(headers)?;
    app.registry.staff(&token::hash(token)?, app.clock.now()).map(Identity::Staff)
}
