//! Which HTTP status each reason of the hall's rules has.

use axum::http::StatusCode;
use hall_core::rejection::Rejection;

use crate::certificates::CertificateError;
use crate::certificates::decide::Refusal;

/// 404 for what does not exist, 409 for what the present state forbids (reload and look), 403 for another
/// clerk's window, 422 for what is wrong in itself, 429 and 503 for what time alone heals.
pub(super) fn of(rejection: &Rejection) -> StatusCode {
    match rejection {
        Rejection::TicketUnknown { .. } | Rejection::WindowUnknown { .. } | Rejection::LineUnknown { .. } => {
            StatusCode::NOT_FOUND
        }
        Rejection::NotYourWindow { .. } => StatusCode::FORBIDDEN,
        Rejection::BadKey
        | Rejection::KeyReused
        | Rejection::NoItems
        | Rejection::TooManyItems { .. }
        | Rejection::ItemTwice { .. }
        | Rejection::ClassUnknown { .. }
        | Rejection::ReturnCodeUnknown
        | Rejection::ReasonUnknown { .. }
        | Rejection::CommentTooLong { .. }
        | Rejection::ItemNotOnTicket { .. }
        | Rejection::NothingDecided
        | Rejection::SamePlace
        | Rejection::BadCatalogue { .. }
        | Rejection::NotToday { .. }
        | Rejection::BadLines
        | Rejection::TooManyPlaces { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Rejection::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Rejection::NoCatalogue | Rejection::RolloverDue => StatusCode::SERVICE_UNAVAILABLE,
        Rejection::ItemsRefused { .. }
        | Rejection::OpenTicket { .. }
        | Rejection::ReturnCodeUsed
        | Rejection::EvaluationGiven
        | Rejection::EvaluationLate { .. }
        | Rejection::ReturnCodeExpired { .. }
        | Rejection::WrongPhase { .. }
        | Rejection::LateTwice
        | Rejection::GraceOver
        | Rejection::WindowClosed { .. }
        | Rejection::WindowPaused { .. }
        | Rejection::WindowNotPaused { .. }
        | Rejection::WindowOpen { .. }
        | Rejection::ClerkElsewhere { .. }
        | Rejection::WindowBusy { .. }
        | Rejection::StillServing { .. }
        | Rejection::Stale { .. }
        | Rejection::TicketElsewhere { .. }
        | Rejection::NobodyWaiting
        | Rejection::NotAccepted
        | Rejection::RecallsUsed { .. }
        | Rejection::RecallTooSoon { .. }
        | Rejection::ItemDecided { .. }
        | Rejection::ItemNotAccepted { .. }
        | Rejection::ItemTooEarly { .. }
        | Rejection::LineUnserved { .. }
        | Rejection::NoClassCredit
        | Rejection::NothingChanged
        | Rejection::SameCatalogue
        | Rejection::ClockNotHeld => StatusCode::CONFLICT,
    }
}

/// Why nothing came of a certificate: as above, and 410 for a file that was there once.
pub(super) fn of_certificate(error: &CertificateError) -> StatusCode {
    match error {
        CertificateError::Refused(refusal) => match refusal {
            Refusal::BadCopies { .. } | Refusal::BadReason => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::FileGone => StatusCode::GONE,
            Refusal::NoSuchCopy => StatusCode::NOT_FOUND,
            Refusal::CopiesUsedUp { .. }
            | Refusal::TooManyCopies
            | Refusal::TooManyWaiting
            | Refusal::TooManyDrafts
            | Refusal::TooOld
            | Refusal::Revoked
            | Refusal::NotIssued => StatusCode::CONFLICT,
        },
        CertificateError::NotFound => StatusCode::NOT_FOUND,
        CertificateError::NotEntitled(_) | CertificateError::Unprintable => StatusCode::CONFLICT,
        CertificateError::Closed | CertificateError::SourceAway(_) => StatusCode::SERVICE_UNAVAILABLE,
        CertificateError::KeyReused | CertificateError::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        CertificateError::Engine(_) | CertificateError::Store(_) | CertificateError::Fault(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
