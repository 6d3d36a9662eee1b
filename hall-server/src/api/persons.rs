//! People at a kiosk: sign in by phone or by card, sign out; staff unlock an account.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use hall_api::requests::{
    CardSignInRequest, PersonSession, SignInByPhoneRequest, SignInOffer, SignInProgress, UnlockPersonRequest,
};
use hall_core::command::Fingerprint;
use hall_core::ids::DeviceId;
use hall_core::rejection::Rejection;
use zeroize::Zeroizing;

use super::{Body, Key, Path};
use crate::app::AppState;
use crate::auth::{Device, Staff};
use crate::persons::directory::PIN_DIGITS;
use crate::persons::sign_ins::{Progress, Started};
use crate::persons::{Known, PersonNumber, seals, token_of};
use crate::problem::AppError;
use crate::store::{audit, persons};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/v1/kiosk/sign-ins", post(begin))
        .route("/api/v1/kiosk/sign-ins/{sign_in}", get(progress).delete(give_up))
        .route("/api/v1/kiosk/card-sign-in", post(by_card))
        .route("/api/v1/kiosk/person", delete(sign_out))
        .route("/api/v1/persons/unlock", post(unlock))
}

/// A person wants to sign in by phone: what the kiosk shows. Whatever was under way at this kiosk is over.
#[utoipa::path(post, path = "/api/v1/kiosk/sign-ins", tag = "persons", request_body = SignInByPhoneRequest,
    responses((status = 200, description = "The address for the phone", body = SignInOffer)))]
pub async fn begin(
    State(app): State<AppState>,
    kiosk: Device,
    Body(body): Body<SignInByPhoneRequest>,
) -> Result<Json<SignInOffer>, AppError> {
    let started = app.persons.sign_ins.start(&kiosk.id, body.english, app.clock.now());
    let Started { id, code, check, until } = started.map_err(AppError::internal)?;
    let url = format!("{}/k/{code}", app.config.site.public_url);
    Ok(Json(SignInOffer { id, url, check, until }))
}

/// How far the phone has come. A session is told once; it is good at this kiosk only.
#[utoipa::path(get, path = "/api/v1/kiosk/sign-ins/{sign_in}", tag = "persons", params(("sign_in" = String, Path)),
    responses((status = 200, description = "How far", body = SignInProgress)))]
pub async fn progress(
    State(app): State<AppState>,
    kiosk: Device,
    Path(sign_in): Path<String>,
) -> Result<Json<SignInProgress>, AppError> {
    let progress = app.persons.sign_ins.progress(&kiosk.id, &sign_in, app.clock.now());
    Ok(Json(match progress {
        Progress::Waiting => SignInProgress::Waiting,
        Progress::Opened => SignInProgress::Opened,
        Progress::Denied => SignInProgress::Denied,
        Progress::Over => SignInProgress::Over,
        Progress::SignedIn(known) => {
            SignInProgress::SignedIn { session: open(&app, &kiosk.id, known, "phone")? }
        }
    }))
}

/// The kiosk gives up waiting for the phone: its address is no use any more.
#[utoipa::path(delete, path = "/api/v1/kiosk/sign-ins/{sign_in}", tag = "persons",
    params(("sign_in" = String, Path)), responses((status = 204, description = "Given up")))]
pub async fn give_up(State(app): State<AppState>, kiosk: Device, Path(sign_in): Path<String>) -> StatusCode {
    app.persons.sign_ins.give_up(&kiosk.id, &sign_in);
    StatusCode::NO_CONTENT
}

/// A person signs in by card and PIN. Five wrong ones lock the account for 15 minutes, ten until staff unlock it.
#[utoipa::path(post, path = "/api/v1/kiosk/card-sign-in", tag = "persons", request_body = CardSignInRequest,
    responses((status = 200, description = "Signed in", body = PersonSession)))]
pub async fn by_card(
    State(app): State<AppState>,
    kiosk: Device,
    Body(body): Body<CardSignInRequest>,
) -> Result<Json<PersonSession>, AppError> {
    let (card, pin) = (Zeroizing::new(body.card), Zeroizing::new(body.pin));
    if pin.len() != PIN_DIGITS || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AppError::Invalid { detail: format!("pin: {PIN_DIGITS} digits are allowed") });
    }
    let tries = format!("card sign-in {}", kiosk.id);
    app.code_tries
        .take(tries.clone(), app.clock.now())
        .map_err(|retry_after_s| AppError::TooManyTries { retry_after_s })?;
    let known = app.persons.directory.by_card(&app, &card, pin).await?;
    app.code_tries.give_back(&tries);
    app.persons.sign_ins.give_up_all(&kiosk.id);
    Ok(Json(open(&app, &kiosk.id, known, "card")?))
}

fn open(app: &AppState, kiosk: &DeviceId, known: Known, by: &str) -> Result<PersonSession, AppError> {
    let session = app.persons.sessions.open(kiosk, known, app.clock.now()).map_err(AppError::internal)?;
    tracing::info!(device = kiosk.as_str(), by, "a person has signed in");
    Ok(session)
}

/// The person signs out: the session that is shown is over, and no other. It may be repeated.
#[utoipa::path(delete, path = "/api/v1/kiosk/person", tag = "persons",
    responses((status = 204, description = "It is over")))]
pub async fn sign_out(
    State(app): State<AppState>,
    kiosk: Device,
    headers: HeaderMap,
) -> Result<StatusCode, AppError> {
    app.persons.sessions.close(&kiosk.id, &token_of(&headers)?);
    Ok(StatusCode::NO_CONTENT)
}

/// Staff have seen who somebody is, and unlock their account. Audited, without the number.
#[utoipa::path(post, path = "/api/v1/persons/unlock", tag = "persons", request_body = UnlockPersonRequest,
    responses((status = 204, description = "Unlocked")))]
pub async fn unlock(
    State(app): State<AppState>,
    staff: Staff,
    Key(key): Key,
    Body(body): Body<UnlockPersonRequest>,
) -> Result<StatusCode, AppError> {
    let number = body.number.trim().parse::<PersonNumber>().map_err(|_none| AppError::PersonUnknown)?;
    let (index, now) = (seals::index_of(app.engine.vault(), &number), app.clock.now());
    let unlocked = app.engine.write_deed(move |db| {
        Box::pin(async move {
            let asked = Fingerprint::digest(&(audit::UNLOCK_PERSON, &index));
            if let Some(known) = audit::under_key(&mut *db, &staff.id, &key, now).await? {
                let again = known.is(audit::UNLOCK_PERSON, asked);
                return Ok(if again { Ok(None) } else { Err(Rejection::KeyReused.into()) });
            }
            let Some(id) = persons::unlock(&mut *db, &index, now).await? else {
                return Ok(Err(AppError::PersonUnknown));
            };
            let (action, target) = (audit::UNLOCK_PERSON.to_owned(), format!("person {id}"));
            let (result, fingerprint) = (Some(id), Some(asked));
            let deed = audit::Entry { at: now, staff: staff.id, key, action, target, result, fingerprint };
            audit::write(db, &deed).await?;
            Ok(Ok(Some(deed)))
        })
    });
    unlocked.await??;
    Ok(StatusCode::NO_CONTENT)
}
