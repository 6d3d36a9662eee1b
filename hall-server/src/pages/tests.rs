//! Every page rendered, in both languages and every state: complete, escaped, light, nothing inline.

use std::sync::Arc;

use askama::Template;
use hall_api::requests::{DeskSettings, Label, WaitRange};
use hall_api::texts::{Language, Texts};
use hall_api::views::{TicketRating, TicketState, TicketView, TicketViewItem};
use hall_core::catalogue::Catalogue;
use hall_core::evaluation::{Level, Reason};
use hall_core::ids::{StaffId, TicketNumber, WindowId};
use hall_core::time::Timestamp;

use super::face::Face;
use super::frame::Frame;
use super::{choose, desk, ledger, phone, sign_in, static_files, statistics, supervisor};
use crate::desk_keys;

mod ledger_page;
mod people;
mod phone_page;
mod supervisor_page;

/// What a visitor's phone loads at most, bytes uncompressed.
const PHONE_BYTES_MAX: usize = 60_000;
const EVIL: &str = "</script><script>alert(1)</script>\"'<!--&";

fn label(zh: &str, en: &str) -> Label {
    Label { zh: zh.into(), en: en.into() }
}

fn catalogue(window_name: &str) -> Catalogue {
    serde_json::from_value(serde_json::json!({
        "version": "test", "time_zone": "Asia/Shanghai", "site_name": { "zh": "大厅", "en": "Hall" }, "help_item": null,
        "rules": {}, "departments": [], "items": {}, "bundles": [], "classes": {}, "hours": {},
        "lines": { "card": { "id": "card", "name": { "zh": "校园卡", "en": "Campus card" }, "prefix": "A", "hours": "week",
            "capacity": null, "area": { "zh": "一楼", "en": "Ground floor" } } },
        "windows": { "3": { "id": 3, "name": { "zh": window_name, "en": window_name }, "own": ["card"], "helps": [] },
            "4": { "id": 4, "name": { "zh": "专窗", "en": "Cards" }, "own": ["card"], "helps": [] } }
    }))
    .unwrap()
}

fn ticket(state: TicketState) -> TicketView {
    let waiting = state == TicketState::Waiting;
    TicketView {
        number: TicketNumber { prefix: 'A', number: 7 },
        state,
        late: false,
        may_be_late: waiting || matches!(state, TicketState::Called { .. }),
        people_ahead: waiting.then_some(4),
        wait: waiting.then_some(WaitRange { from_minutes: 10, to_minutes: 15 }),
        area: label("一楼东侧", "Ground floor, east"),
        items: vec![TicketViewItem { name: label("补办校园卡", "Replace a card"), decided: false }],
        rating: None,
    }
}

/// Gives a frame of each language to a page and hands on what it renders.
fn in_both(render: impl Fn(&Frame<'_>) -> String) -> [(Language, String); 2] {
    let (texts, face) = (Texts::embedded(), Face::embedded());
    Language::ALL.map(|language| {
        let frame = Frame::new(&texts, &face, language, "Asia/Shanghai".into());
        (language, render(&frame))
    })
}

fn language_is_english(frame: &Frame<'_>) -> bool {
    frame.language == Language::En
}

/// Is there a text of this key below one of these?
fn knows(tops: &'static [&'static str]) -> impl Fn(&str) -> bool {
    let texts = Texts::embedded();
    move |key| tops.iter().any(|top| texts.find(Language::Zh, &format!("{top}.{key}")).is_some())
}

/// Every text that the scripts of a folder ask for, of which there are so many at least, is known.
fn every_text_is_known(folder: &str, known: &impl Fn(&str) -> bool, count_min: usize) {
    let mut found = 0;
    for (name, _) in static_files::all().iter().filter(|(name, _)| name.starts_with(folder)) {
        for part in static_files::text(name).split("text(\"").skip(1) {
            let key = &part[..part.find('"').unwrap()];
            assert!(known(key), "{name} asks for {key}");
            found += 1;
        }
    }
    assert!(found > count_min, "only {found} texts found: do the scripts ask differently now?");
}

/// The reasons that are shipped.
fn reasons() -> Vec<Reason> {
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets");
    crate::catalogue::load_reasons(std::path::Path::new(assets)).unwrap()
}

fn evil_reason() -> Reason {
    let text = hall_core::catalogue::Text { zh: EVIL.into(), en: EVIL.into() };
    Reason { code: EVIL.into(), text, levels: vec![Level::Fair] }
}

fn phone_html(frame: &Frame<'_>, view: &TicketView) -> String {
    phone::render(frame, "abc", view, &reasons(), Timestamp(1_763_793_600_000)).render().unwrap()
}

/// What a person sees without a script: no tags, nothing hidden by an ancestor's or its own `hidden`.
fn visible(html: &str) -> String {
    let body = &html[html.find("<main").unwrap()..html.find("</main>").unwrap()];
    let mut text = String::new();
    let mut hidden: Option<usize> = None;
    let mut depth = 0_usize;
    for part in body.split('<').skip(1) {
        let (tag, after) = part.split_once('>').unwrap();
        if let Some(stripped) = tag.strip_prefix('/') {
            assert!(!stripped.is_empty());
            depth -= 1;
            if hidden == Some(depth) {
                hidden = None;
            }
        } else if !tag.starts_with("input") && !tag.ends_with('/') {
            if hidden.is_none() && tag.split(' ').any(|attribute| attribute == "hidden") {
                hidden = Some(depth);
            }
            depth += 1;
        }
        if hidden.is_none() {
            text.push_str(after.trim_matches('\n'));
        }
    }
    text
}

fn check(name: &str, language: Language, html: &str) {
    for key in [
        "sign_in.",
        "desk.",
        "supervisor.",
        "statistics.",
        "phone.",
        "page.",
        "common.",
        "unlock.",
        "verify.",
        "ledger.",
    ] {
        let raw = html.match_indices(key).any(|(at, _)| html[..at].ends_with(['>', '"']));
        assert!(!raw, "{name}: a text is missing ({key})");
    }
    for (at, _) in html.match_indices("<script") {
        let tag = &html[at..at + html[at..].find('>').unwrap()];
        assert!(tag.contains(" src=\"/static/") || tag.contains("application/json"), "{name}: {tag}");
    }
    for forbidden in [" style=", "<style", "javascript:", " onclick=", "http://", "https://", "//cdn"] {
        assert!(!html.contains(forbidden), "{name} has {forbidden}");
    }
    let own_name = html.replace(Language::Zh.own_name(), "");
    let cjk = own_name.chars().find(|c| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}'));
    if language == Language::En {
        assert_eq!(cjk, None, "{name}: Chinese on an English page");
    } else {
        assert!(cjk.is_some(), "{name}");
    }
    assert!(html.contains(&format!("<html lang=\"{}\">", language.tag())), "{name}");
}

#[test]
fn every_page_is_complete_in_both_languages() {
    for (language, html) in
        in_both(|frame| sign_in::Page { frame, next: "/desk/3", denied: true }.render().unwrap())
    {
        check("sign-in", language, &html);
        assert!(html.contains("data-next=\"/desk/3\""), "{html}");
    }
    for (language, html) in in_both(|frame| phone::Gone { frame }.render().unwrap()) {
        check("gone", language, &html);
    }
    let catalogue = catalogue("W");
    for (language, html) in in_both(|frame| {
        let windows = catalogue.windows.values();
        let me = StaffId::new("s1");
        let windows = windows.map(|window| choose::choice(frame, &catalogue, window, None, &me)).collect();
        choose::Page { frame, name: "Zhang", windows }.render().unwrap()
    }) {
        check("choose", language, &html);
        assert!(html.contains("href=\"/desk/3\"") && html.contains("href=\"/desk/4\""));
    }
    for (language, html) in in_both(|frame| desk_html(frame, &catalogue, &DeskSettings::default())) {
        check("desk", language, &html);
        for name in desk::MAIN.iter().chain(desk::MORE) {
            let action = if *name == "continue" { "pause" } else { name };
            let key = desk_keys::USUAL.iter().find(|(known, _)| *known == action).unwrap().1;
            let button = format!("data-action=\"{name}\" aria-keyshortcuts=\"{key}\"");
            assert!(html.contains(&button), "{button}");
        }
        let data = html.split("id=\"page\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["window"], 3);
        assert_eq!(data["grace_minutes"], 30);
        assert_eq!(
            data["windows"].as_array().unwrap().len(),
            1,
            "a ticket is not transferred to where it is"
        );
        assert!(data["texts"]["why.busy"].is_string());
    }
}

#[test]
fn a_window_that_is_not_there_has_no_desk() {
    let catalogue = catalogue("W");
    in_both(|frame| {
        let settings = DeskSettings::default();
        let me = desk::Me { staff: "s1", name: "Zhang", settings: &settings };
        assert!(desk::render(frame, &catalogue, WindowId(9), me).is_none());
        String::new()
    });
}

fn desk_html(frame: &Frame<'_>, catalogue: &Catalogue, settings: &DeskSettings) -> String {
    let me = desk::Me { staff: "s1", name: "Zhang", settings };
    desk::render(frame, catalogue, WindowId(3), me).unwrap().render().unwrap()
}

#[test]
fn a_clerks_own_keys_and_size_are_on_the_desk() {
    let catalogue = catalogue("W");
    let keys = [("park".to_owned(), "F2".to_owned()), ("start".to_owned(), "Space".to_owned())];
    let settings = DeskSettings { keys: keys.into(), large: true };
    for (language, html) in in_both(|frame| desk_html(frame, &catalogue, &settings)) {
        assert!(html.contains("data-size=\"large\""));
        assert!(html.contains("data-action=\"park\" aria-keyshortcuts=\"F2\""));
        let space = if language == Language::Zh { "空格" } else { "Space" };
        let start = html.split("data-action=\"start\"").nth(1).unwrap();
        assert!(start[..200].contains(&format!("<kbd>{space}</kbd>")), "{start}");
    }
}

#[test]
fn every_action_with_a_key_has_a_name() {
    let texts = Texts::embedded();
    for (action, _) in desk_keys::USUAL {
        assert!(texts.find(Language::Zh, &format!("desk.action.{action}")).is_some(), "{action}");
    }
}

#[test]
fn an_item_is_found_by_code_names_and_the_initials_of_its_pinyin() {
    let mut catalogue = catalogue("W");
    let item: hall_core::catalogue::Item = serde_json::from_value(serde_json::json!({
        "code": "card-lost", "name": { "zh": "补办校园卡", "en": "Replace a card" }, "departments": [], "line": "card",
        "after": [], "nature": "service", "mode": "on_site", "materials": [], "legal_basis": null, "procedure": null,
        "online_url": null, "promised_days": 0, "service_ms": 60000, "popular": true, "aliases": ["一卡通"],
        "source": "example"
    }))
    .unwrap();
    catalogue.items.insert(item.code.clone(), item);
    for (language, html) in in_both(|frame| desk_html(frame, &catalogue, &DeskSettings::default())) {
        let data = html.split("id=\"page\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        let item = &data["items"][0];
        assert_eq!(item["name"], if language == Language::Zh { "补办校园卡" } else { "Replace a card" });
        let found_by: Vec<&str> = item["found_by"].as_str().unwrap().lines().collect();
        assert_eq!(found_by, ["card-lost", "补办校园卡", "replace a card", "一卡通", "bbxyk", "ykt"]);
    }
}

#[test]
fn every_text_the_desk_asks_for_is_there() {
    every_text_is_known("desk/", &knows(&["desk"]), 40);
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let mut view = ticket(TicketState::Waiting);
    view.area = label(EVIL, EVIL);
    view.items[0].name = label(EVIL, EVIL);
    let catalogue = catalogue(EVIL);
    let pages = |frame: &Frame<'_>| {
        let code = phone::render(frame, EVIL, &view, &[evil_reason()], Timestamp(0)).render().unwrap();
        let settings = DeskSettings::default();
        let me = desk::Me { staff: EVIL, name: EVIL, settings: &settings };
        let desk = desk::render(frame, &catalogue, WindowId(3), me).unwrap().render().unwrap();
        code + &desk
    };
    for (_, html) in in_both(pages) {
        assert!(!html.contains("<script>"), "a script element got in");
        assert!(!html.contains("<!--"), "a comment got in");
        assert_eq!(html.matches("</script>").count(), 4, "the data stays within its element");
    }
}

fn size(path: &str) -> usize {
    match static_files::all().into_iter().find(|(name, _)| name == path) {
        Some((_, bytes)) => bytes,
        None if path == "theme.css" => Face::embedded().css().len(),
        None => panic!("the page names {path}, which is not there"),
    }
}
