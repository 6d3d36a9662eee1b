//! The supervisor's page and that of figures.

use super::*;

#[test]
fn the_supervisors_page_is_complete_in_both_languages() {
    let catalogue = catalogue("W");
    let clerks = [("s2".into(), Arc::from("Anna"))];
    for (language, html) in in_both(|frame| {
        supervisor::render(frame, Some(&catalogue), &clerks, ("s1", "Wang"), language_is_english(frame))
            .render()
            .unwrap()
    }) {
        check("supervisor", language, &html);
        for (name, key) in supervisor::ACTIONS {
            assert!(html.contains(&format!("data-action=\"{name}\" aria-keyshortcuts=\"{key}\"")), "{name}");
        }
        assert_eq!(html.contains("href=\"/desk\""), language == Language::En, "a clerk is led to the desk");
        let data = html.split("id=\"page\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert!(data["texts"]["alarm.none"].is_string() && data["texts"]["dialog.cancel"].is_string());
        assert!(data["lines"]["card"].is_string());
    }
}

#[test]
fn the_statistics_page_is_complete_in_both_languages() {
    use hall_api::requests::{By, Figures, GroupFigures, StatisticsQuery, StatisticsReply};
    let reply = StatisticsReply {
        from: hall_core::time::HallDay(jiff::civil::date(2026, 9, 1)),
        to: hall_core::time::HallDay(jiff::civil::date(2026, 9, 2)),
        by: By::Line,
        up_to: Timestamp(0),
        complete: false,
        total: Figures { arrivals: 3, ..Figures::default() },
        groups: vec![GroupFigures {
            key: "card".into(),
            name: label("校园卡</script>", "Card</script>"),
            figures: Figures { arrivals: 2, ..Figures::default() },
        }],
        left_off: 7,
    };
    let query = StatisticsQuery::default();
    for (language, html) in in_both(|frame| {
        statistics::render(frame, &query, &reply, "Wang", language_is_english(frame), true).render().unwrap()
    }) {
        check("statistics", language, &html);
        assert_eq!(html.contains("href=\"/supervisor\""), language == Language::En);
        assert_eq!(html.matches("role=\"alert\"").count(), 1, "what was asked is refused");
        assert_eq!(html.matches("role=\"status\"").count(), 1, "not everything is counted");
        let data = html.split("id=\"page\">").nth(1).unwrap().split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["charts"][0]["series"][0]["values"], serde_json::json!([2.0]));
    }
}

#[test]
fn every_text_the_supervisors_page_asks_for_is_there() {
    let known = knows(&["supervisor", "desk"]);
    every_text_is_known("supervisor/", &known, 40);
    let states = ["ok", "near_end", "out", "cover", "cutter", "fault", "away", "garbage", "unknown", "gone"];
    for state in states {
        assert!(known(&format!("printer.{state}")) && known(&format!("printer_do.{state}")), "{state}");
    }
    for action in [
        "direct",
        "hold",
        "release",
        "extend",
        "extend_end",
        "assign",
        "announce",
        "withdraw",
        "mute",
        "unmute",
        "confirm_clock",
        "test",
        "reprint",
        "clear",
    ] {
        assert!(known(&format!("do.{action}")) && known(&format!("told.{action}")), "{action}");
    }
    for tier in ["own", "helps", "no"] {
        assert!(known(&format!("tier.{tier}")), "{tier}");
    }
    for kind in device_kinds() {
        assert!(known(&format!("device.kind_{kind}")), "{kind}");
    }
}

fn device_kinds() -> [&'static str; 3] {
    crate::store::devices::DeviceKind::ALL.map(crate::store::devices::DeviceKind::as_str)
}

#[test]
fn the_keys_on_the_supervisors_buttons_are_those_the_page_listens_to() {
    let keys = static_files::text("supervisor/keys.js");
    for (name, key) in supervisor::ACTIONS {
        assert!(keys.contains(&format!("{}: \"{name}\"", key.to_lowercase())), "{key}: {name}");
    }
}
