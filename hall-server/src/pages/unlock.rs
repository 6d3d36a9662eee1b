//! `GET /k/{code}`: a phone unlocks a kiosk. A plain form, so that it works without a script and on the slowest phone.
//!
//! The address is shown by the kiosk as a QR code and is good once. The page says which kiosk, and the two digits on its
//! screen; it takes number and password, and afterwards says that the kiosk is unlocked.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hall_api::texts::Texts;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::frame::{Asked, Frame};
use super::html;
use crate::api::Path;
use crate::app::{Address, AppState};
use crate::persons::sign_ins::{Shown, Stage};
use crate::problem::AppError;

/// What somebody filled in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Filled {
    number: String,
    password: String,
}

#[derive(Template)]
#[template(path = "unlock.html")]
pub(super) struct Page<'a> {
    frame: &'a Frame<'a>,
    code: &'a str,
    kiosk: String,
    check: &'a str,
    number: &'a str,
    refused: Option<Refused>,
}

/// Why somebody was not let in.
pub(super) struct Refused {
    pub title: String,
    pub detail: String,
    pub more: Option<String>,
}

/// Nothing is to be done here any more; the key of the texts says why.
#[derive(Template)]
#[template(path = "unlock_over.html")]
pub(super) struct Over<'a> {
    pub frame: &'a Frame<'a>,
    pub tone: &'static str,
    pub title: &'a str,
    pub text: &'a str,
}

pub(super) async fn page(
    State(app): State<AppState>,
    asked: Asked,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let shown = app.persons.sign_ins.open(&code, app.clock.now());
    let frame = frame(&app, asked, shown.as_ref());
    match shown {
        Some(shown) if shown.stage == Stage::Open => html(&frame, &render(&frame, &code, &shown, "", None)),
        shown => over(&frame, shown.map(|shown| shown.stage)),
    }
}

/// The form of the page. What went well leads back to the page, so that nothing is sent twice by loading it again.
pub(super) async fn sign_in(
    State(app): State<AppState>,
    Address(from): Address,
    asked: Asked,
    Path(code): Path<String>,
    form: Result<Form<Filled>, FormRejection>,
) -> Result<Response, AppError> {
    let Form(Filled { number, password }) = form?;
    let (number, password) = (Zeroizing::new(number), Zeroizing::new(password));
    let shown = app.persons.sign_ins.open(&code, app.clock.now());
    let Some(shown) = shown.filter(|shown| shown.stage == Stage::Open) else {
        return Ok(back(&code));
    };
    let tries = &app.persons.phone_tries;
    let too_many = |retry_after_s| AppError::TooManyTries { retry_after_s };
    // Taken before the password is looked at, so that many tries at once are counted too.
    let known = match tries.take(from, app.clock.now()) {
        Ok(()) => app.persons.directory.by_password(&app, &number, password).await,
        Err(retry_after_s) => Err(too_many(retry_after_s)),
    };
    match known {
        Ok(known) => {
            tries.give_back(&from);
            // Too late: the page says so.
            let _ = app.persons.sign_ins.sign_in(&code, known, app.clock.now());
            Ok(back(&code))
        }
        Err(error @ AppError::Internal(_)) => Err(error),
        Err(error) => {
            let frame = frame(&app, asked, Some(&shown));
            let refused = Some(refused(&frame, &app.texts, &error));
            let mut response = html(&frame, &render(&frame, &code, &shown, &number, refused))?;
            *response.status_mut() = error.status();
            Ok(response)
        }
    }
}

/// It was not them.
pub(super) async fn deny(State(app): State<AppState>, Path(code): Path<String>) -> Response {
    // Too late: the page says so.
    let _ = app.persons.sign_ins.deny(&code, app.clock.now());
    back(&code)
}

/// The page of a sign-in that is open.
pub(super) fn render<'a>(
    frame: &'a Frame<'a>,
    code: &'a str,
    shown: &'a Shown,
    number: &'a str,
    refused: Option<Refused>,
) -> Page<'a> {
    let kiosk = frame.f("unlock.kiosk", "kiosk", shown.kiosk.as_str());
    Page { frame, code, kiosk, check: &shown.check, number, refused }
}

/// The page of one that is not.
pub(super) fn render_over<'a>(frame: &'a Frame<'a>, stage: Option<Stage>) -> Over<'a> {
    let (tone, title, text) = match stage {
        Some(Stage::Unlocked) => ("ok", "unlock.done_title", "unlock.done_text"),
        Some(Stage::Denied) => ("calm", "unlock.denied_title", "unlock.denied_text"),
        Some(Stage::Open) | None => ("calm", "unlock.gone_title", "unlock.gone_text"),
    };
    Over { frame, tone, title: frame.t(title), text: frame.t(text) }
}

fn over(frame: &Frame<'_>, stage: Option<Stage>) -> Result<Response, AppError> {
    let mut response = html(frame, &render_over(frame, stage))?;
    if stage.is_none() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    Ok(response)
}

/// Whoever chose no language here reads what was chosen at the kiosk.
fn frame<'a>(app: &'a AppState, asked: Asked, shown: Option<&Shown>) -> Frame<'a> {
    let english = shown.is_some_and(|shown| shown.english);
    Frame::visitor(app, if english { asked.or_english() } else { asked })
}

/// A refusal in words, with how often or when it may be tried again.
fn refused(frame: &Frame<'_>, texts: &Texts, error: &AppError) -> Refused {
    let words = texts.problem(frame.language, &error.code());
    let more = match error {
        AppError::WrongPassword { left } => Some(frame.f("unlock.left", "left", &left.to_string())),
        AppError::AccountLocked { until: Some(until), .. } => {
            Some(frame.f("unlock.locked_until", "time", &frame.clock(*until)))
        }
        _ => None,
    };
    Refused { title: words.title.to_owned(), detail: words.detail.to_owned(), more }
}

fn back(code: &str) -> Response {
    // A code is what the router took for one part of a path: nothing else of an address fits in.
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    Redirect::to(&format!("/k/{plain}")).into_response()
}
