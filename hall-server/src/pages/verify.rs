//! `GET /v`, `GET /v/{code}`, `POST /v/upload`: anybody checks a certificate. Plain forms, so that it works without a script.

use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hall_api::texts::Language;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::face::pick;
use super::frame::{Asked, Frame};
use super::html;
use crate::api::{Path, Query};
use crate::app::{Address, AppState};
use crate::problem::AppError;
use crate::verification::{Code, FILE_BYTES_MAX, Issued, Place, Signature, Verdict, judge};

/// Name of the file's field.
const FILE: &str = "file";
/// How every PDF begins.
const PDF: &[u8] = b"%PDF-";
/// Longest code shown again for correction, characters.
const TYPED_CHARS_MAX: usize = 64;

/// What somebody typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: Option<String>,
}

#[derive(Template)]
#[template(path = "verify.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub typed: &'a str,
    /// What is wrong: a title and what to do.
    pub said: Option<(String, String)>,
    pub tone: &'static str,
    pub bytes_max: usize,
}

#[derive(Template)]
#[template(path = "verdict.html")]
pub(super) struct Answer<'a> {
    frame: &'a Frame<'a>,
    tone: &'static str,
    title: &'a str,
    text: &'a str,
    found: Option<Found<'a>>,
    by_file: bool,
}

/// What is told of a certificate.
struct Found<'a> {
    kind: &'a str,
    name: &'a str,
    number: &'a str,
    written_in: &'static str,
    tag: &'static str,
    day: String,
    revoked: Option<String>,
    code: Option<String>,
}

/// The forms; also where a language is chosen beside what a file came to.
pub(super) async fn page(
    State(app): State<AppState>,
    asked: Asked,
    Query(typed): Query<Typed>,
) -> Result<Response, AppError> {
    let frame = Frame::visitor(&app, asked);
    let Some(typed) = typed.code else { return html(&frame, &form(&frame, "", None)) };
    // What cannot be a code is led on as well, so that it is counted in one place.
    let code = Code::parse(&typed).map_or_else(|| kept(&typed), |code| code.to_string());
    if code.is_empty() {
        return html(&frame, &form(&frame, "", None));
    }
    Ok(Redirect::to(&format!("/v/{code}")).into_response())
}

/// What may stand in an address of what was typed.
fn kept(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
        .take(TYPED_CHARS_MAX)
        .collect()
}

pub(super) async fn by_code(
    State(app): State<AppState>,
    Address(from): Address,
    asked: Asked,
    Path(typed): Path<String>,
) -> Result<Response, AppError> {
    let frame = Frame::visitor(&app, asked);
    let (tries, now) = (&app.verification, app.clock.now());
    // Taken before it is looked up, so that many at once are counted too; who was right gets it back.
    let taken = tries.address_tries.take(from, now).and_then(|()| {
        tries.all_tries.take((), now).inspect_err(|_full| tries.address_tries.give_back(&from))
    });
    if let Err(retry_after_s) = taken {
        return refuse(&app, &frame, &AppError::TooManyTries { retry_after_s });
    }
    let code = Code::parse(&typed);
    let is_code = code.is_some();
    let found = match code {
        Some(code) => {
            let found = tries.lookup.by_code(&code).await.map_err(AppError::internal)?;
            found.map(|issued| (issued, code))
        }
        None => None,
    };
    let Some((issued, code)) = found else {
        let typed = kept(&typed);
        let said = if is_code {
            said(&frame, "verify.unknown_title", "verify.unknown_text")
        } else {
            said(&frame, "verify.no_code_title", "verify.no_code_text")
        };
        let mut response = html(&frame, &Page { tone: "warning", ..form(&frame, &typed, Some(said)) })?;
        *response.status_mut() = StatusCode::NOT_FOUND;
        return Ok(response);
    };
    tries.address_tries.give_back(&from);
    tries.all_tries.give_back(&());
    html(&frame, &answer_of(&frame, &issued, Some(&code)))
}

/// Looks at a file. Its name is not looked at, and nothing of it is kept.
pub(super) async fn upload(
    State(app): State<AppState>,
    Address(from): Address,
    asked: Asked,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, AppError> {
    let frame = Frame::visitor(&app, asked);
    let taken = app.verification.files.take(from, app.clock.now());
    if let Err(retry_after_s) = taken {
        return refuse(&app, &frame, &AppError::TooManyTries { retry_after_s });
    }
    let Some(place) = app.verification.places.take(from) else {
        return refuse(&app, &frame, &AppError::Busy);
    };
    let file = match read(body).await {
        Ok(file) => file,
        Err(AppError::TooLarge) => {
            let said = said(&frame, "verify.too_large_title", "verify.too_large_text");
            return page_with(&frame, said, StatusCode::PAYLOAD_TOO_LARGE);
        }
        Err(AppError::Malformed { .. }) => {
            let said = said(&frame, "verify.no_file_title", "verify.no_file_text");
            return page_with(&frame, said, StatusCode::BAD_REQUEST);
        }
        Err(error) => return Err(error),
    };
    let verdict = verdict_of(&app, place, file).await?;
    html(&frame, &answer(&frame, &verdict))
}

/// The file of the form.
async fn read(body: Result<Multipart, MultipartRejection>) -> Result<Vec<u8>, AppError> {
    let none = || AppError::Malformed { detail: "no file".to_owned() };
    let mut body = body.map_err(|_rejected| none())?;
    while let Some(field) = body.next_field().await.map_err(|error| broken(&error))? {
        if field.name() == Some(FILE) {
            let file = field.bytes().await.map_err(|error| broken(&error))?;
            return match file.len() {
                0 => Err(none()),
                length if length > FILE_BYTES_MAX => Err(AppError::TooLarge),
                _ => Ok(file.to_vec()),
            };
        }
    }
    Err(none())
}

fn broken(error: &MultipartError) -> AppError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        AppError::TooLarge
    } else {
        AppError::Malformed { detail: error.body_text() }
    }
}

async fn verdict_of(app: &AppState, place: Place, file: Vec<u8>) -> Result<Verdict, AppError> {
    if !file.starts_with(PDF) {
        return Ok(Verdict::NotOurs);
    }
    let lookup = app.verification.lookup.clone();
    let look = move || {
        // Until it is looked at, also when nobody waits for it any more.
        let _place = place;
        let sha256: [u8; 32] = Sha256::digest(&file).into();
        (sha256, lookup.signature(&file))
    };
    let (sha256, signature) = tokio::task::spawn_blocking(look).await.map_err(AppError::internal)?;
    let issued = app.verification.lookup.by_file(sha256).await.map_err(AppError::internal)?;
    if let (Some(issued), Some(Signature::Changed | Signature::Foreign)) = (&issued, signature) {
        tracing::error!(
            certificate = issued.number,
            "the signature of an issued certificate cannot be verified"
        );
    }
    Ok(judge(signature, issued))
}

/// The forms.
pub(super) fn form<'a>(frame: &'a Frame<'a>, typed: &'a str, said: Option<(String, String)>) -> Page<'a> {
    Page { frame, typed, said, tone: "danger", bytes_max: FILE_BYTES_MAX }
}

fn said(frame: &Frame<'_>, title: &str, text: &str) -> (String, String) {
    (frame.t(title).to_owned(), frame.t(text).to_owned())
}

fn page_with(frame: &Frame<'_>, said: (String, String), status: StatusCode) -> Result<Response, AppError> {
    let mut response = html(frame, &form(frame, "", Some(said)))?;
    *response.status_mut() = status;
    Ok(response)
}

fn refuse(app: &AppState, frame: &Frame<'_>, error: &AppError) -> Result<Response, AppError> {
    let words = app.texts.problem(frame.language, &error.code());
    let said = (words.title.to_owned(), words.detail.to_owned());
    let mut response = page_with(frame, said, error.status())?;
    response.headers_mut().extend(error.headers());
    Ok(response)
}

/// What a code has found.
pub(super) fn answer_of<'a>(frame: &'a Frame<'a>, issued: &'a Issued, code: Option<&Code>) -> Answer<'a> {
    let words = if issued.revoked_at.is_some() { "revoked" } else { "valid" };
    let answer = worded(frame, words);
    Answer { found: Some(found(frame, issued, code)), ..answer }
}

/// What a file is.
pub(super) fn answer<'a>(frame: &'a Frame<'a>, verdict: &'a Verdict) -> Answer<'a> {
    let answer = match verdict {
        Verdict::Valid(issued) | Verdict::Revoked(issued) => answer_of(frame, issued, None),
        Verdict::Changed => worded(frame, "changed"),
        Verdict::NotIssued => worded(frame, "not_issued"),
        Verdict::NotOurs => worded(frame, "not_ours"),
    };
    Answer { by_file: true, ..answer }
}

fn worded<'a>(frame: &'a Frame<'a>, words: &str) -> Answer<'a> {
    let (tone, title, text) = match words {
        "valid" => ("ok", "verify.valid_title", "verify.valid_text"),
        "revoked" => ("danger", "verify.revoked_title", "verify.revoked_text"),
        "changed" => ("danger", "verify.changed_title", "verify.changed_text"),
        "not_issued" => ("warning", "verify.not_issued_title", "verify.not_issued_text"),
        _ => ("warning", "verify.not_ours_title", "verify.not_ours_text"),
    };
    Answer { frame, tone, title: frame.t(title), text: frame.t(text), found: None, by_file: false }
}

fn found<'a>(frame: &'a Frame<'a>, issued: &'a Issued, code: Option<&Code>) -> Found<'a> {
    Found {
        kind: pick(&issued.kind, frame.language),
        name: &issued.name,
        number: &issued.number,
        written_in: issued.language.own_name(),
        tag: Language::tag(issued.language),
        day: frame.day(issued.at),
        revoked: issued.revoked_at.map(|at| frame.day(at)),
        code: code.map(ToString::to_string),
    }
}
