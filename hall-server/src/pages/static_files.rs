//! Styles, scripts and the icon, embedded. Their address has the version of all of them, so that a browser keeps them and never
//! mixes old with new: scripts import each other relatively and stay within one version.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::face::Face;
use crate::api::Path;
use crate::app::AppState;
use crate::problem::AppError;

/// The one file that is made, not embedded.
const THEME: &str = "theme.css";
/// What phones need: all that the public listener serves.
const PUBLIC: &[&str] = &[
    THEME,
    "base.css",
    "phone.css",
    "phone.js",
    "phone/rating.js",
    "feed.js",
    "send.js",
    "icon.svg",
    "person.css",
    "unlock.js",
    "verify.js",
    "rare.js",
];

pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

/// The digest of every embedded file.
static EMBEDDED: LazyLock<Sha256> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for name in Files::iter() {
        digest.update(name.as_bytes());
        digest.update(Files::get(&name).map(|file| file.metadata.sha256_hash()).unwrap_or_default());
    }
    digest
});

/// Names the present content of all static files.
pub(super) fn version(face: &Face) -> String {
    let mut digest = EMBEDDED.clone();
    digest.update(face.css());
    let digest: [u8; 32] = digest.finalize().into();
    let head = digest[..6].iter().fold(0_u64, |head, byte| head << 8 | u64::from(*byte));
    format!("{head:012x}")
}

/// `GET /static/{version}/{path}` on the hall's own network.
pub(super) async fn hall(
    State(app): State<AppState>,
    Path((version, path)): Path<(String, String)>,
) -> Result<Response, AppError> {
    serve(&app.face, &version, &path)
}

/// The same for phones: what their page needs and nothing else.
pub(super) async fn public(
    State(app): State<AppState>,
    Path((version, path)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if !PUBLIC.contains(&path.as_str()) {
        return Err(AppError::NotFound);
    }
    serve(&app.face, &version, &path)
}

fn serve(face: &Face, wanted: &str, path: &str) -> Result<Response, AppError> {
    let kind = kind(path).ok_or(AppError::NotFound)?;
    // A page from before an update asks with an old version: it gets what there is, and must not keep it.
    let keep = if wanted == version(face) { FOR_EVER } else { ASK_AGAIN };
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, keep)];
    if path == THEME {
        return Ok((headers, face.css().to_owned()).into_response());
    }
    let file = Files::get(path).ok_or(AppError::NotFound)?;
    Ok((headers, file.data).into_response())
}

/// What a file is by its name; anything else is not served.
fn kind(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// Every served file with its size, bytes.
#[cfg(test)]
pub(super) fn all() -> Vec<(String, usize)> {
    let size = |name: &str| Files::get(name).map_or(0, |file| file.data.len());
    Files::iter().filter(|name| kind(name).is_some()).map(|name| (name.to_string(), size(&name))).collect()
}

/// The text of a file.
#[cfg(test)]
pub(super) fn text(name: &str) -> String {
    String::from_utf8(Files::get(name).unwrap().data.into_owned()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_follows_the_theme_and_old_pages_still_get_files() {
        let face = Face::embedded();
        let version = version(&face);
        assert_eq!(version.len(), 12);
        let cached = |version: &str, path: &str| {
            serve(&face, version, path).map(|response| response.headers()[header::CACHE_CONTROL].clone())
        };
        assert_eq!(cached(&version, "base.css").unwrap(), FOR_EVER);
        assert_eq!(cached(&version, THEME).unwrap(), FOR_EVER);
        assert_eq!(cached("000000000000", "desk/main.js").unwrap(), ASK_AGAIN);
        for missing in ["views.d.ts", "../Cargo.toml", "no.js", "", "desk"] {
            assert!(matches!(cached(&version, missing), Err(AppError::NotFound)), "{missing}");
        }
    }

    #[test]
    fn scripts_import_only_files_that_are_there() {
        let names: Vec<String> = all().into_iter().map(|(name, _)| name).collect();
        for name in names.iter().filter(|name| kind(name).is_some_and(|kind| kind.contains("script"))) {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            for line in text(name).lines().filter(|line| line.starts_with("import ")) {
                let wanted = line.split('"').nth(1).unwrap();
                let path = match wanted.strip_prefix("../") {
                    Some(above) => above.to_owned(),
                    None => format!("{folder}/{}", wanted.trim_start_matches("./")),
                };
                assert!(names.contains(&path.trim_start_matches('/').to_owned()), "{name} imports {wanted}");
            }
        }
        for name in PUBLIC.iter().filter(|name| **name != THEME) {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
    }
}
