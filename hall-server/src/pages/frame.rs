//! What every template needs: the language, the texts, the school's names, the addresses of static files.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use hall_api::requests::Label;
use hall_api::texts::{Language, Texts};
use hall_core::time::Timestamp;
use jiff::tz::TimeZone;

use super::face::{self, Face};
use super::static_files;
use crate::app::AppState;
use crate::problem::AppError;

/// Remembers the chosen language; holds nothing else and identifies nobody.
const COOKIE: &str = "hall_lang";
const COOKIE_MAX_AGE_S: u32 = 365 * 24 * 3600;

/// The language of a request, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By the switch, just now: `?lang=en`.
    Now(Language),
    /// By the switch, earlier: the cookie.
    Before(Language),
    /// By the browser, or not at all.
    Accepts(Language),
}

impl Asked {
    fn of(query: Option<&str>, headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let now = query.unwrap_or_default().split('&').find_map(|pair| language(pair.strip_prefix("lang=")?));
        let before = || {
            let mut pairs = text(header::COOKIE).split(';');
            pairs.find_map(|pair| language(pair.trim().strip_prefix(COOKIE)?.strip_prefix('=')?))
        };
        if let Some(language) = now {
            Self::Now(language)
        } else if let Some(language) = before() {
            Self::Before(language)
        } else {
            Self::Accepts(Language::from_accept_language(text(header::ACCEPT_LANGUAGE)))
        }
    }

    /// English rather than what the browser accepts; what somebody chose stays.
    pub(super) fn or_english(self) -> Self {
        match self {
            Self::Accepts(_) => Self::Accepts(Language::En),
            chosen @ (Self::Now(_) | Self::Before(_)) => chosen,
        }
    }

    /// For visitors, who may read either: the browser's language counts.
    pub(super) fn for_visitor(self) -> Language {
        match self {
            Self::Now(language) | Self::Before(language) | Self::Accepts(language) => language,
        }
    }

    /// For staff: Chinese unless somebody chose otherwise.
    pub fn for_staff(self) -> Language {
        match self {
            Self::Now(language) | Self::Before(language) => language,
            Self::Accepts(_) => Language::Zh,
        }
    }
}

fn language(code: &str) -> Option<Language> {
    Language::ALL.into_iter().find(|language| short(*language) == code)
}

fn short(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh",
        Language::En => "en",
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, AppError> {
        Ok(Self::of(parts.uri.query(), &parts.headers))
    }
}

/// One language in the switch.
pub(super) struct Choice {
    pub code: &'static str,
    pub tag: &'static str,
    pub name: &'static str,
    pub chosen: bool,
    /// The rest of the query, to stay on the same page.
    pub rest: String,
}

/// What every template needs.
pub(super) struct Frame<'a> {
    pub language: Language,
    pub time_zone: String,
    /// Begins with `&` unless empty.
    pub rest: String,
    just_chosen: bool,
    texts: &'a Texts,
    face: &'a Face,
}

impl<'a> Frame<'a> {
    /// For a page of the staff.
    pub(super) fn staff(app: &'a AppState, asked: Asked) -> Self {
        Self::of(app, asked, asked.for_staff())
    }

    /// For a page of a visitor.
    pub(super) fn visitor(app: &'a AppState, asked: Asked) -> Self {
        Self::of(app, asked, asked.for_visitor())
    }

    fn of(app: &'a AppState, asked: Asked, language: Language) -> Self {
        let time_zone =
            app.engine.catalogue().map_or_else(String::new, |(_, catalogue)| catalogue.time_zone.clone());
        let just_chosen = matches!(asked, Asked::Now(_));
        Self { just_chosen, ..Self::new(&app.texts, &app.face, language, time_zone) }
    }

    /// Puts a frame together.
    pub(super) fn new(texts: &'a Texts, face: &'a Face, language: Language, time_zone: String) -> Self {
        Self { language, time_zone, rest: String::new(), just_chosen: false, texts, face }
    }

    /// A text by its key.
    pub(super) fn t<'b>(&'b self, key: &'b str) -> &'b str {
        self.texts.get(self.language, key)
    }

    /// A text with one placeholder filled.
    pub(super) fn f(&self, key: &str, name: &str, value: &str) -> String {
        self.texts.fill(self.language, key, &[(name, value)])
    }

    /// From a day to a day.
    pub(super) fn period(&self, from: &str, to: &str) -> String {
        let key = if from == to { "statistics.one_day" } else { "statistics.period" };
        self.texts.fill(self.language, key, &[("from", from), ("to", to)])
    }

    /// All texts below a key, without it.
    pub(super) fn below(&self, key: &str) -> std::collections::BTreeMap<&str, &str> {
        let inside = |full: &'a str| {
            full.strip_prefix(key)?.strip_prefix('.').map(|rest| (rest, self.texts.get(self.language, full)))
        };
        self.texts.keys().filter_map(inside).collect()
    }

    /// A label in the page's language.
    pub(super) fn label<'b>(&self, label: &'b Label) -> &'b str {
        face::pick(label, self.language)
    }

    /// The name of the school.
    pub(super) fn school(&self) -> &str {
        self.face.school(self.language)
    }

    /// The name of the hall.
    pub(super) fn hall(&self) -> &str {
        self.face.hall(self.language)
    }

    /// The address of a static file: it changes with the content of any, so browsers may keep them.
    pub(super) fn asset(&self, path: &str) -> String {
        format!("/static/{}/{path}", static_files::version(self.face))
    }

    /// The time of day at the site.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        at.civil(&zone).strftime("%H:%M").to_string()
    }

    /// The date at the site, such as `2026-11-25`.
    pub(super) fn day(&self, at: Timestamp) -> String {
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        at.civil(&zone).date().to_string()
    }

    /// The languages of the switch.
    pub(super) fn languages(&self) -> Vec<Choice> {
        let choice = |language: Language| Choice {
            code: short(language),
            tag: language.tag(),
            name: language.own_name(),
            chosen: language == self.language,
            rest: self.rest.clone(),
        };
        Language::ALL.into_iter().map(choice).collect()
    }

    /// Remembers the language if it was just chosen.
    pub(super) fn language_cookie(&self) -> Option<HeaderValue> {
        let code = self.just_chosen.then(|| short(self.language))?;
        let cookie = format!("{COOKIE}={code}; Path=/; Max-Age={COOKIE_MAX_AGE_S}; SameSite=Lax; HttpOnly");
        HeaderValue::from_str(&cookie).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_beats_the_cookie_beats_the_browser() {
        let cases: [(Option<&str>, &str, &str, Asked, Language); 6] = [
            (Some("lang=en"), "hall_lang=zh", "zh", Asked::Now(Language::En), Language::En),
            (Some("next=%2Fdesk&lang=zh"), "", "en", Asked::Now(Language::Zh), Language::Zh),
            (None, "a=b; hall_lang=en", "zh", Asked::Before(Language::En), Language::En),
            (Some("lang=fr"), "hall_lang=xx", "en", Asked::Accepts(Language::En), Language::Zh),
            (None, "", "en-GB", Asked::Accepts(Language::En), Language::Zh),
            (None, "", "", Asked::Accepts(Language::Zh), Language::Zh),
        ];
        for (query, cookie, accepts, expected, staff) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            headers.insert(header::ACCEPT_LANGUAGE, accepts.parse().unwrap());
            let asked = Asked::of(query, &headers);
            assert_eq!(asked, expected, "{query:?} {cookie} {accepts}");
            assert_eq!(asked.for_staff(), staff, "{query:?} {cookie} {accepts}");
        }
    }

    #[test]
    fn a_chosen_language_is_remembered() {
        let (texts, face) = (Texts::embedded(), Face::embedded());
        let mut frame = Frame::new(&texts, &face, Language::En, "Asia/Shanghai".into());
        assert_eq!(frame.language_cookie(), None);
        frame.just_chosen = true;
        assert!(frame.language_cookie().unwrap().to_str().unwrap().starts_with("hall_lang=en; Path=/;"));
        assert_eq!(frame.clock(Timestamp(0)), "08:00");
    }
}
