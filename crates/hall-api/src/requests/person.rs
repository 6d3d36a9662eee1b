//! A person signs in at a kiosk: by phone, or by card and PIN. What they may do then is bound to that kiosk and ends soon.

use std::fmt;

use hall_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The header that carries [`PersonSession::token`].
pub const PERSON_SESSION_HEADER: &str = "person-session";

/// `POST /kiosk/sign-ins` (kiosk): a person wants to sign in by phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInByPhoneRequest {
    /// The person reads English: so does the page on the phone.
    #[serde(default)]
    pub english: bool,
}

/// What the kiosk shows until the phone has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInOffer {
    /// Names it in `/kiosk/sign-ins/{id}`; not what is in the address.
    pub id: String,
    /// Address of the page for the phone, shown as a QR code.
    pub url: String,
    /// Two digits that kiosk and phone both show, so that nobody unlocks a kiosk they do not stand at.
    pub check: String,
    /// When it is no use any more, UTC milliseconds.
    #[schema(value_type = i64)]
    pub until: Timestamp,
}

/// `GET /kiosk/sign-ins/{id}` (kiosk): how far the phone has come. Asked about once a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignInProgress {
    /// Nobody has opened the page.
    Waiting,
    /// A phone has it open.
    Opened,
    /// The person has signed in; told once, to the kiosk that asked.
    SignedIn {
        /// What the kiosk may do from now on.
        session: PersonSession,
    },
    /// The person said on the phone that it was not them.
    Denied,
    /// Too late.
    Over,
}

/// `POST /kiosk/card-sign-in` (kiosk).
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CardSignInRequest {
    /// What the reader of staff and student cards typed: 4 to 32 letters and digits.
    pub card: String,
    /// Six digits.
    pub pin: String,
}

/// Somebody is signed in at a kiosk.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonSession {
    /// For the header [`PERSON_SESSION_HEADER`]; good at this kiosk only.
    pub token: String,
    /// Their name as it may stand on a public screen: 张*.
    pub name: String,
    /// It ends by itself then, UTC milliseconds, however busy.
    #[schema(value_type = i64)]
    pub until: Timestamp,
}

/// Shows no token.
impl fmt::Debug for PersonSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonSession").field("until", &self.until).finish_non_exhaustive()
    }
}

/// `POST /persons/unlock` (clerk, supervisor): somebody has shown who they are at a window.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockPersonRequest {
    /// Student or staff number.
    pub number: String,
}

/// Shows nobody.
impl fmt::Debug for UnlockPersonRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnlockPersonRequest(…)")
    }
}
