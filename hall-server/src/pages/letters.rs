//! `GET /letters/{code}`: a font with one rare ideograph, for phones and computers that have none with it. `rare.js` asks for
//! it, once a page shows a name that needs it.

use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use printing::certificate::{FontFile, Fonts};

use super::static_files::FOR_EVER;
use crate::api::Path;
use crate::app::AppState;
use crate::config::Certificates;
use crate::problem::{AppError, chain};

const KIND: HeaderValue = HeaderValue::from_static("font/otf");
/// Digits of a character's number.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=5;

/// The fonts that certificates are set in, opened when the first letter is asked for.
#[derive(Clone, Default)]
pub struct Letters(Arc<OnceLock<Option<Fonts>>>);

impl Letters {
    fn font(&self, certificates: Option<&Certificates>, letter: char) -> Option<Vec<u8>> {
        let open = || {
            let files = certificates.map_or_else(FontFile::of_debian, Certificates::font_files);
            let fonts = Fonts::open(&files);
            fonts.inspect_err(|error| tracing::warn!(error = chain(error), "pages show no rare letters")).ok()
        };
        self.0.get_or_init(open).as_ref()?.web_font(letter)
    }
}

pub(super) async fn font(
    State(app): State<AppState>,
    Path(code): Path<String>,
) -> Result<Response, AppError> {
    let letter = rare(&code).ok_or(AppError::NotFound)?;
    let draw = move || app.letters.font(app.config.certificates.as_ref(), letter);
    let font = tokio::task::spawn_blocking(draw).await.map_err(AppError::internal)?;
    let font = font.ok_or(AppError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, KIND), (header::CACHE_CONTROL, FOR_EVER)], font).into_response())
}

/// The ideograph of a number, such as `2EBE0`: those that machines often lack, as in `rare.js`.
fn rare(code: &str) -> Option<char> {
    let is_number = DIGITS.contains(&code.len())
        && code.bytes().all(|digit| digit.is_ascii_digit() || (b'A'..=b'F').contains(&digit));
    let letter = char::from_u32(u32::from_str_radix(code, 16).ok().filter(|_| is_number)?)?;
    matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{9FA6}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
        .then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rare_ideographs_by_their_numbers() {
        for (code, letter) in [
            ("3400", Some('\u{3400}')),
            ("2EBE0", Some('\u{2EBE0}')),
            ("4E00", None),
            ("0041", None),
            ("02EBE0", None),
            ("2ebe0", None),
            ("+3400", None),
            ("", None),
            ("no", None),
        ] {
            assert_eq!(rare(code), letter, "{code}");
        }
    }
}
