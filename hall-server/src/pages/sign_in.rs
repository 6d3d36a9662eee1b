//! `GET /sign-in`: name and password; a script makes them a request to the API.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::frame::{Asked, Frame};
use super::html;
use crate::api::Query;
use crate::app::AppState;
use crate::problem::AppError;

/// Where a clerk goes after signing in.
const HOME: &str = "/desk";
/// Longest address to go on to, characters.
const NEXT_CHARS_MAX: usize = 100;

/// How the page was asked for.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// Where to go on to.
    next: Option<String>,
    /// Who is signed in may not use the page that was asked for.
    denied: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct Page<'a> {
    pub frame: &'a Frame<'a>,
    pub next: &'a str,
    pub denied: bool,
}

pub(super) async fn page(
    State(app): State<AppState>,
    asked: Asked,
    Query(wanted): Query<Wanted>,
) -> Result<Response, AppError> {
    let mut frame = Frame::staff(&app, asked);
    let next = wanted.next.as_deref().filter(|next| is_ours(next)).unwrap_or(HOME);
    frame.rest = format!("&next={next}");
    html(&frame, &Page { frame: &frame, next, denied: wanted.denied.is_some() })
}

/// A path of this server, so that nobody is led elsewhere with a link to our sign-in page.
fn is_ours(next: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'/' || b == b'-';
    next.len() <= NEXT_CHARS_MAX
        && next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_gone_on_to() {
        for (next, ours) in [
            ("/desk/3", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("javascript:alert(1)", false),
            ("/desk?a=\"><script>", false),
            ("", false),
        ] {
            assert_eq!(is_ours(next), ours, "{next}");
        }
        assert!(!is_ours(&format!("/{}", "a".repeat(NEXT_CHARS_MAX))));
    }
}
