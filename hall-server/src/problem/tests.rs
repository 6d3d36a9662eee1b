//! Every code has words in both languages, a status, and a shape that stays.

use hall_api::requests::CertificateRefusal;
use hall_core::ids::{ClassId, ItemCode, LineId, StaffId, TicketId, TicketNumber, WindowId};
use hall_core::rejection::{ItemRefusal, RefusedItem, Rejection};
use hall_core::ticket::Phase;
use hall_core::time::Timestamp;

use super::*;
use crate::certificates::decide::Refusal;

const TICKET: TicketId = TicketId(7);
const WINDOW: WindowId = WindowId(3);

/// One of every reason. `name` makes forgetting one a compile error.
fn rejections() -> Vec<Rejection> {
    let item = || ItemCode::new("card-replace");
    let number = TicketNumber { prefix: 'A', number: 3 };
    vec![
        Rejection::NoCatalogue,
        Rejection::RolloverDue,
        Rejection::BadKey,
        Rejection::KeyReused,
        Rejection::NoItems,
        Rejection::TooManyItems { max: 12 },
        Rejection::ItemTwice { item: item() },
        Rejection::ItemsRefused {
            items: vec![RefusedItem { item: item(), reason: ItemRefusal::LineClosed { opens_at: None } }],
        },
        Rejection::ClassUnknown { class: ClassId::new("giant") },
        Rejection::OpenTicket { ticket: TICKET, number },
        Rejection::RateLimited { retry_at: Timestamp(60_000) },
        Rejection::ReturnCodeUnknown,
        Rejection::ReturnCodeUsed,
        Rejection::ReturnCodeExpired { expired_at: Timestamp(90_000) },
        Rejection::EvaluationGiven,
        Rejection::EvaluationLate { until: Timestamp(90_000) },
        Rejection::ReasonUnknown { reason: "weather".into() },
        Rejection::CommentTooLong { max: 200 },
        Rejection::TicketUnknown { ticket: TICKET },
        Rejection::WrongPhase { phase: Phase::Done },
        Rejection::LateTwice,
        Rejection::GraceOver,
        Rejection::WindowUnknown { window: WINDOW },
        Rejection::WindowClosed { window: WINDOW },
        Rejection::WindowPaused { window: WINDOW },
        Rejection::WindowNotPaused { window: WINDOW },
        Rejection::WindowOpen { window: WINDOW },
        Rejection::NotYourWindow { window: WINDOW, clerk: StaffId::new("s2") },
        Rejection::ClerkElsewhere { window: WINDOW },
        Rejection::WindowBusy { window: WINDOW, ticket: TICKET },
        Rejection::StillServing { window: WINDOW, ticket: TICKET },
        Rejection::Stale { current: Some(TICKET) },
        Rejection::TicketElsewhere { window: WINDOW },
        Rejection::NobodyWaiting,
        Rejection::NotAccepted,
        Rejection::RecallsUsed { max: 2 },
        Rejection::RecallTooSoon { allowed_at: Timestamp(30_000) },
        Rejection::ItemNotOnTicket { item: item() },
        Rejection::ItemDecided { item: item() },
        Rejection::ItemNotAccepted { item: item() },
        Rejection::ItemTooEarly { item: item(), before: ItemCode::new("medical") },
        Rejection::NothingDecided,
        Rejection::SamePlace,
        Rejection::LineUnknown { line: LineId::new("cards") },
        Rejection::LineUnserved { line: LineId::new("cards") },
        Rejection::NoClassCredit,
        Rejection::BadCatalogue { reasons: vec!["line cards: is served by no window".into()] },
        Rejection::SameCatalogue,
        Rejection::ClockNotHeld,
        Rejection::NotToday { latest: Timestamp(120_000) },
        Rejection::BadLines,
        Rejection::NothingChanged,
        Rejection::TooManyPlaces { capacity: 10 },
    ]
}

fn errors() -> Vec<AppError> {
    let mut all: Vec<AppError> = rejections().into_iter().map(AppError::Rejected).collect();
    all.extend([
        AppError::NotFound,
        AppError::MethodNotAllowed { allow: "GET".into() },
        AppError::Unauthorized,
        AppError::Forbidden { needs: "clerk".into() },
        AppError::Csrf,
        AppError::BadSignIn,
        AppError::BadCode,
        AppError::BadCard,
        AppError::UnknownCard,
        AppError::WrongPin { left: 4 },
        AppError::WrongPassword { left: 1 },
        AppError::AccountLocked { until: Some(Timestamp(120_000)), retry_after_s: Some(60) },
        AppError::AccountDisabled,
        AppError::PersonUnknown,
        AppError::PersonSessionOver,
        AppError::NotATicket,
        AppError::NotAClerk,
        AppError::SampleUnknown,
        AppError::BadPeriod,
        AppError::TooManyTries { retry_after_s: 60 },
        AppError::TooManyRequests { retry_after_s: 2 },
        AppError::TooLarge,
        AppError::HeadersTooLarge { max: 8192 },
        AppError::UnsupportedMedia,
        AppError::Malformed { detail: "broken".into() },
        AppError::Invalid { detail: "items: missing".into() },
        AppError::Busy,
        AppError::Unavailable,
        AppError::Timeout,
        AppError::internal("disk on fire"),
    ]);
    all.extend(certificates());
    all
}

/// One of every reason why nothing comes of a certificate.
fn certificates() -> Vec<AppError> {
    let words = Label { zh: "请到窗口".into(), en: "Please go to a window".into() };
    let refused = [
        Refusal::CopiesUsedUp { left: 1 },
        Refusal::BadCopies { max: 5 },
        Refusal::TooManyCopies,
        Refusal::TooManyWaiting,
        Refusal::TooManyDrafts,
        Refusal::TooOld,
        Refusal::Revoked,
        Refusal::NotIssued,
        Refusal::FileGone,
        Refusal::BadReason,
        Refusal::NoSuchCopy,
    ];
    let refused = refused.into_iter().map(CertificateError::Refused);
    let others = [
        CertificateError::NotFound,
        CertificateError::Closed,
        CertificateError::SourceAway("no route".into()),
        CertificateError::NotEntitled(CertificateRefusal { code: "not_enrolled".into(), words }),
        CertificateError::Unprintable,
    ];
    refused.chain(others).map(AppError::from).collect()
}

#[test]
fn every_reason_about_certificates_is_tried_here() {
    let tried = certificates().len();
    let of_rules = variants(include_str!("../certificates/decide.rs"), "Refusal").len();
    let all = variants(include_str!("../certificates/refusal.rs"), "CertificateError").len();
    // Refused is the rules'; key, input, engine, store and faults are what they are elsewhere.
    assert_eq!(tried, of_rules + all - 6);
}

#[test]
fn who_may_not_have_a_certificate_is_told_why() {
    let told = certificates().into_iter().map(|error| error.problem(&Texts::embedded()));
    let refused = told.into_iter().find(|problem| problem.code == "certificate_refused").unwrap();
    assert_eq!(refused.text.zh, "请到窗口");
    assert_eq!(refused.params, json!({ "reason": "not_enrolled" }));
}

/// The variants of an enum as its source has them, so that no test forgets one.
fn variants(source: &str, name: &str) -> Vec<String> {
    let start = source.find(&format!("pub enum {name} {{")).unwrap();
    let body = &source[start..start + source[start..].find("\n}").unwrap()];
    body.lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect()
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[test]
fn every_variant_is_tried_here() {
    let tried: Vec<String> = errors().iter().map(AppError::code).collect();
    let core = include_str!("../../../crates/hall-core/src/rejection.rs");
    let own = variants(include_str!("../problem.rs"), "AppError");
    for name in variants(core, "Rejection")
        .iter()
        .chain(own.iter().filter(|n| !["Rejected", "Certificate"].contains(&n.as_str())))
    {
        assert!(tried.contains(&snake(name)), "{name} is missing in this file's list");
    }
}

#[test]
fn every_code_has_words_in_both_languages() {
    let texts = Texts::embedded();
    let refusals = variants(include_str!("../../../crates/hall-core/src/rejection.rs"), "ItemRefusal");
    let codes =
        errors().iter().map(AppError::code).chain(refusals.iter().map(|n| snake(n))).collect::<Vec<_>>();
    for code in codes {
        for language in Language::ALL {
            for part in ["title", "detail"] {
                let key = format!("problem.{code}.{part}");
                assert!(texts.find(language, &key).is_some(), "no {language:?} text {key}");
            }
        }
    }
}

#[test]
fn codes_statuses_and_params_stay_as_they_are() {
    let table: Vec<String> = errors()
        .iter()
        .map(|error| {
            let params = match error.params() {
                Value::Null => String::new(),
                params => params.to_string(),
            };
            let retry = error.retry_after_s().map(|s| format!("retry after {s} s ")).unwrap_or_default();
            format!("{} {} {retry}{params}", error.status().as_u16(), error.code()).trim_end().to_owned()
        })
        .collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn an_internal_error_shows_its_number_and_nothing_else() {
    let problem = AppError::internal("secret path /var/lib").problem(&Texts::embedded());
    assert_eq!(problem.reference.as_ref().map(String::len), Some(8));
    assert!(!serde_json::to_string(&problem).unwrap().contains("secret"));
}

#[test]
fn a_problem_is_rendered_with_its_media_type_and_headers() {
    let texts = Texts::embedded();
    let response = AppError::MethodNotAllowed { allow: "GET, POST".into() }.render(&texts);
    assert_eq!(response.headers()[header::CONTENT_TYPE], PROBLEM_JSON);
    assert_eq!(response.headers()[header::ALLOW], "GET, POST");
    let response = AppError::TooManyRequests { retry_after_s: 7 }.render(&texts);
    assert_eq!(response.headers()[header::RETRY_AFTER], "7");
}
