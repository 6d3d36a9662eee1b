//! Changing requests must come from our own pages: a browser tells with `Sec-Fetch-Site` or `Origin`.
//!
//! Needed where a browser adds the proof of identity by itself (cookies) and on the public listener. A
//! request with neither header does not come from a browser's page and is let through.

use axum::http::{HeaderMap, header};

/// May this changing request be from one of our own pages?
pub fn is_own(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let from = origin.to_str().ok().and_then(|o| o.split_once("://")).map(|(_, host)| host);
    from.is_some() && from == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_may_change_things() {
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://hall"), ("host", "hall")], false),
            (&[("origin", "https://hall.edu:8080"), ("host", "hall.edu:8080")], true),
            (&[("origin", "https://evil.example"), ("host", "hall.edu")], false),
            (&[("origin", "null"), ("host", "hall.edu")], false),
            (&[("origin", "https://hall.edu")], false),
        ];
        for (given, own) in cases {
            let mut headers = HeaderMap::new();
            for (name, value) in given {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_own(&headers), own, "{given:?}");
        }
    }
}
