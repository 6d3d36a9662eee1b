//! Signing in: by phone, followed until the phone has answered; or by card and PIN, tried once.

use std::sync::PoisonError;
use std::time::Duration;

use hall_api::client::{Change, Client};
use hall_api::requests::{
    CardSignInRequest, PersonSession, SignInByPhoneRequest, SignInOffer, SignInProgress,
};
use zeroize::Zeroizing;

use super::{Errand, end};
use crate::state::Secret;
use crate::state::certificate::{ANSWER_MAX, NotPossible, Told};

/// How often the server is asked how far the phone has come.
const POLL: Duration = Duration::from_millis(900);

pub(super) async fn by_phone(errand: Errand, english: bool) {
    let change = Change::sign_in_by_phone(errand.key.clone(), &SignInByPhoneRequest { english });
    let client = errand.desk.client.clone();
    let offer: SignInOffer =
        match client.send_until_answered(&change, ANSWER_MAX, |_| errand.retrying()).await {
            Ok(offer) => offer,
            Err(error) => return errand.refuse(&error).await,
        };
    let path = format!("kiosk/sign-ins/{}", offer.id);
    errand.tell(Told::Phone(offer)).await;
    let mut opened = false;
    while !errand.is_gone() {
        match client.get::<SignInProgress>(&path).await {
            Ok(SignInProgress::Waiting) => {}
            Ok(SignInProgress::Opened) => {
                if !std::mem::replace(&mut opened, true) {
                    errand.tell(Told::Opened).await;
                }
            }
            Ok(SignInProgress::SignedIn { session }) => return begin(&errand, session).await,
            Ok(SignInProgress::Denied) => return refuse(&errand, "sign_in_denied").await,
            Ok(SignInProgress::Over) => return refuse(&errand, "sign_in_over").await,
            // The screen counts down; a server that is away for a moment is asked again.
            Err(error) if error.is_passing() => {}
            Err(error) => return errand.refuse(&error).await,
        }
        tokio::time::sleep(POLL).await;
    }
    // Nobody stands there any more: the page on the phone shall not sign anybody in.
    if let Err(error) = client.delete(&path).await {
        tracing::debug!(error = &error as &dyn std::error::Error, "a sign-in was not given up");
    }
}

async fn refuse(errand: &Errand, code: &str) {
    errand.tell(Told::Refused(NotPossible::with_code(code))).await;
}

pub(super) async fn by_card(errand: Errand, card: Secret, pin: Secret) {
    let request = CardSignInRequest { card: card.reveal(), pin: pin.reveal() };
    let change = Change::sign_in_by_card(&request);
    // Every one that reaches the server is a try.
    let answer = errand.desk.client.send(&change).await;
    let CardSignInRequest { card, pin } = request;
    drop((Zeroizing::new(card), Zeroizing::new(pin)));
    match answer {
        Ok(session) => begin(&errand, session).await,
        Err(error) => errand.refuse(&error).await,
    }
}

/// Somebody is signed in.
async fn begin(errand: &Errand, session: PersonSession) {
    let PersonSession { token, name, until } = session;
    let token = Zeroizing::new(token);
    let person: Client = match errand.desk.client.with_person(&token) {
        Ok(person) => person,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a session cannot be used");
            return refuse(errand, "internal").await;
        }
    };
    {
        let mut session = errand.session.lock().unwrap_or_else(PoisonError::into_inner);
        if errand.is_gone() {
            // They went while the answer was on its way.
            end(person);
            return;
        }
        *session = Some(person);
    }
    errand.tell(Told::SignedIn { name, until }).await;
}
