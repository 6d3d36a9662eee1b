//! Every refusal of the server as problem details (RFC 9457) with a stable code.
//!
//! A handler returns an [`AppError`]; it travels in the response's extensions to the outermost layer
//! (`app::shell`), which alone renders it: texts in both languages for people, the chain of an internal
//! error once into the log, and its reference number into the reply.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{BytesRejection, FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hall_api::problem::{PROBLEM_JSON, Problem};
use hall_api::requests::Label;
use hall_api::texts::{Language, Texts};
use hall_core::rejection::Rejection;
use hall_core::time::Timestamp;
use serde_json::{Value, json};

use crate::certificates::CertificateError;
use crate::engine::EngineError;

mod status;
#[cfg(test)]
mod tests;

/// Whatever went wrong inside.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The hall's rules refuse it; nothing has changed.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// Nothing is at this address.
    #[error("nothing is at this address")]
    NotFound,
    /// The address is known, the method is not.
    #[error("the method is not supported here")]
    MethodNotAllowed {
        /// For the header `Allow`.
        allow: String,
    },
    /// No valid token or session.
    #[error("a device's token or a staff session is needed")]
    Unauthorized,
    /// The token or session lacks the right.
    #[error("this needs {needs}")]
    Forbidden {
        /// Who may.
        needs: String,
    },
    /// A changing request that another site's page may have sent.
    #[error("the request does not come from a page of this server")]
    Csrf,
    /// Wrong user or password.
    #[error("wrong user or password")]
    BadSignIn,
    /// An enrolment code that is wrong, used or too old.
    #[error("the enrolment code is wrong, used or expired")]
    BadCode,
    /// What a card reader typed cannot be a card. Does not say what it typed.
    #[error("card: 4 to 32 letters and digits are allowed")]
    BadCard,
    /// A card that belongs to no account. Does not say which.
    #[error("the card belongs to no account")]
    UnknownCard,
    /// Not the PIN of the card.
    #[error("the PIN is wrong")]
    WrongPin {
        /// Tries until the account is locked.
        left: u32,
    },
    /// Not the password of the number; there may be no such number.
    #[error("number or password are wrong")]
    WrongPassword {
        /// Tries until the account is locked.
        left: u32,
    },
    /// Too many wrong PINs or passwords.
    #[error("the account is locked")]
    AccountLocked {
        /// Until then; none: until staff unlock it.
        until: Option<Timestamp>,
        /// Seconds until then.
        retry_after_s: Option<u64>,
    },
    /// The account may not be used.
    #[error("the account is disabled")]
    AccountDisabled,
    /// Nobody has an account under this number.
    #[error("no account has this number")]
    PersonUnknown,
    /// Nobody is signed in at this kiosk with the session shown.
    #[error("nobody is signed in with this session at this kiosk")]
    PersonSessionOver,
    /// A scanned code that is no ticket of this site, or one of another day.
    #[error("the code is no ticket of today")]
    NotATicket,
    /// Nobody of this reference may work at a window.
    #[error("no clerk has this reference")]
    NotAClerk,
    /// No item in force has this sample document, or its picture has changed since.
    #[error("no sample document has this picture")]
    SampleUnknown,
    /// Why nothing came of what was asked about a certificate.
    #[error(transparent)]
    Certificate(Box<CertificateError>),
    /// Days that cannot be asked for together.
    #[error("a period by name, or `from` and `to` as 2026-09-01, in order and at most 366 days")]
    BadPeriod,
    /// Too many failed sign-ins or codes.
    #[error("too many failed tries")]
    TooManyTries {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// Too many requests from one address.
    #[error("too many requests from this address")]
    TooManyRequests {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// A body over the limit (`limits.body_bytes`).
    #[error("the body is larger than allowed")]
    TooLarge,
    /// Headers or an address over the limit.
    #[error("address and headers are larger than {max} bytes")]
    HeadersTooLarge {
        /// Allowed.
        max: usize,
    },
    /// The body is not JSON.
    #[error("the body must be application/json")]
    UnsupportedMedia,
    /// The body is broken JSON, or the query is broken.
    #[error("{detail}")]
    Malformed {
        /// Where and how.
        detail: String,
    },
    /// Sound JSON that does not say what is wanted.
    #[error("{detail}")]
    Invalid {
        /// Which field and why.
        detail: String,
    },
    /// Too much at once: queue, feeds or requests.
    #[error("too much at once, try again")]
    Busy,
    /// The server is stopping.
    #[error("the server is stopping")]
    Unavailable,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// A fault of the server; its chain goes to the log.
    #[error("a fault of the server")]
    Internal(#[source] Fault),
}

impl AppError {
    /// Wraps a fault of the server.
    pub fn internal(error: impl Into<Fault>) -> Self {
        Self::Internal(error.into())
    }

    /// The stable code: programs decide by it, texts are found by it.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Rejected(rejection) => return rejection.code(),
            Self::Certificate(error) => error.code(),
            Self::NotFound => "not_found",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden { .. } => "forbidden",
            Self::Csrf => "csrf",
            Self::BadSignIn => "bad_sign_in",
            Self::BadCode => "bad_code",
            Self::BadCard => "bad_card",
            Self::UnknownCard => "unknown_card",
            Self::WrongPin { .. } => "wrong_pin",
            Self::WrongPassword { .. } => "wrong_password",
            Self::AccountLocked { .. } => "account_locked",
            Self::AccountDisabled => "account_disabled",
            Self::PersonUnknown => "person_unknown",
            Self::PersonSessionOver => "person_session_over",
            Self::NotATicket => "not_a_ticket",
            Self::NotAClerk => "not_a_clerk",
            Self::SampleUnknown => "sample_unknown",
            Self::BadPeriod => "bad_period",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::TooLarge => "too_large",
            Self::HeadersTooLarge { .. } => "headers_too_large",
            Self::UnsupportedMedia => "unsupported_media",
            Self::Malformed { .. } => "malformed",
            Self::Invalid { .. } => "invalid",
            Self::Busy => "busy",
            Self::Unavailable => "unavailable",
            Self::Timeout => "timeout",
            Self::Internal(_) => "internal",
        };
        code.to_owned()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Rejected(rejection) => status::of(rejection),
            Self::NotFound
            | Self::NotATicket
            | Self::NotAClerk
            | Self::SampleUnknown
            | Self::PersonUnknown => StatusCode::NOT_FOUND,
            Self::Certificate(error) => status::of_certificate(error),
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthorized | Self::BadSignIn => StatusCode::UNAUTHORIZED,
            // Not 401: the device that asks is known well.
            Self::UnknownCard
            | Self::WrongPin { .. }
            | Self::WrongPassword { .. }
            | Self::AccountLocked { .. }
            | Self::AccountDisabled
            | Self::PersonSessionOver
            | Self::Forbidden { .. }
            | Self::Csrf
            | Self::BadCode => StatusCode::FORBIDDEN,
            Self::TooManyTries { .. } | Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadersTooLarge { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::Invalid { .. } | Self::BadCard | Self::BadPeriod => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::Unavailable | Self::Timeout => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Seconds after which a repetition makes sense.
    fn retry_after_s(&self) -> Option<u64> {
        match self {
            Self::TooManyTries { retry_after_s } | Self::TooManyRequests { retry_after_s } => {
                Some(*retry_after_s)
            }
            Self::AccountLocked { retry_after_s, .. } => *retry_after_s,
            Self::Rejected(Rejection::RateLimited { .. }) => Some(5),
            Self::Busy | Self::Timeout | Self::Rejected(Rejection::RolloverDue) => Some(1),
            Self::Unavailable => Some(3),
            _ => None,
        }
    }

    /// The headers of its reply.
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        if let Some(seconds) = self.retry_after_s() {
            set(header::RETRY_AFTER, &seconds.to_string());
        }
        match self {
            Self::MethodNotAllowed { allow } => set(header::ALLOW, allow),
            Self::Unauthorized => set(header::WWW_AUTHENTICATE, "Bearer"),
            _ => {}
        }
        headers
    }

    /// What belongs to the code, for programs.
    fn params(&self) -> Value {
        match self {
            Self::Rejected(rejection) => {
                let mut params =
                    serde_json::to_value(rejection).expect("invariant: a rejection is plain data");
                if let Value::Object(map) = &mut params {
                    map.remove("code");
                    if map.is_empty() {
                        return Value::Null;
                    }
                }
                params
            }
            Self::Certificate(error) => error.params(),
            Self::HeadersTooLarge { max } => json!({ "max": max }),
            Self::TooManyTries { retry_after_s } | Self::TooManyRequests { retry_after_s } => {
                json!({ "retry_after_s": retry_after_s })
            }
            Self::WrongPin { left } | Self::WrongPassword { left } => json!({ "left": left }),
            Self::AccountLocked { until, .. } => json!({ "until": until }),
            _ => Value::Null,
        }
    }

    /// The problem as it travels, with its texts. Logs an internal error, once, under the reference it gives.
    pub fn problem(&self, texts: &Texts) -> Problem {
        let code = self.code();
        let zh = texts.problem(Language::Zh, &code);
        let en = texts.problem(Language::En, &code);
        let reference = match self {
            Self::Internal(error) => Some(log_once(error)),
            _ => None,
        };
        let text = match self {
            Self::Certificate(error) => error.words(),
            _ => None,
        };
        Problem {
            kind: format!("urn:hall:problem:{code}"),
            title: en.title.to_owned(),
            status: self.status().as_u16(),
            detail: self.to_string(),
            text: text.unwrap_or_else(|| Label { zh: zh.detail.to_owned(), en: en.detail.to_owned() }),
            params: self.params(),
            reference,
            code,
        }
    }

    /// The whole reply.
    pub fn render(&self, texts: &Texts) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON))];
        (self.status(), self.headers(), kind, Json(self.problem(texts))).into_response()
    }
}

/// Writes the chain of an internal error to the log and gives the number it is found by.
fn log_once(error: &Fault) -> String {
    let reference = match getrandom::u32() {
        Ok(number) => format!("{number:08x}"),
        Err(_no_randomness) => "unnumbered".to_owned(),
    };
    tracing::error!(reference, error = chain(error.as_ref()), "internal error");
    reference
}

/// An error with everything behind it, as one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}

/// Hands the error to the outermost layer; see there.
impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl From<JsonRejection> for AppError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::JsonDataError(error) => Self::Invalid { detail: error.body_text() },
            JsonRejection::JsonSyntaxError(error) => Self::Malformed { detail: error.body_text() },
            JsonRejection::MissingJsonContentType(_) => Self::UnsupportedMedia,
            JsonRejection::BytesRejection(error) => error.into(),
            other => Self::Malformed { detail: other.body_text() },
        }
    }
}

impl From<FormRejection> for AppError {
    fn from(rejection: FormRejection) -> Self {
        match rejection {
            FormRejection::BytesRejection(error) => error.into(),
            FormRejection::InvalidFormContentType(_) => Self::UnsupportedMedia,
            // Without what stands there: it may be a password.
            other => Self::Malformed { detail: format!("the form is broken ({})", other.status()) },
        }
    }
}

impl From<BytesRejection> for AppError {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::TooLarge
        } else {
            Self::Malformed { detail: rejection.body_text() }
        }
    }
}

impl From<EngineError> for AppError {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Rejected(rejection) => Self::Rejected(rejection),
            EngineError::Busy => Self::Busy,
            EngineError::Stopped => Self::Unavailable,
            error @ EngineError::Record(_) => Self::internal(error),
        }
    }
}

/// What is no refusal of its own is what it is elsewhere.
impl From<CertificateError> for AppError {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::KeyReused => Rejection::KeyReused.into(),
            CertificateError::Invalid { detail } => Self::Invalid { detail },
            CertificateError::Engine(error) => error.into(),
            CertificateError::Store(error) => Self::internal(error),
            CertificateError::Fault(fault) => Self::Internal(fault),
            CertificateError::SourceAway(ref fault) => {
                tracing::error!(error = chain(fault.as_ref()), "the base data cannot be read");
                Self::Certificate(Box::new(error))
            }
            error @ (CertificateError::Refused(_)
            | CertificateError::NotFound
            | CertificateError::Closed
            | CertificateError::NotEntitled(_)
            | CertificateError::Unprintable) => Self::Certificate(Box::new(error)),
        }
    }
}

/// An address whose parts cannot be read leads nowhere.
impl From<PathRejection> for AppError {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}

impl From<QueryRejection> for AppError {
    fn from(rejection: QueryRejection) -> Self {
        Self::Malformed { detail: rejection.body_text() }
    }
}
