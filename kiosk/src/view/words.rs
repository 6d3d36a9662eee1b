//! Times and states in words.

use std::time::Duration;

use hall_api::core::catalogue::Text;
use hall_api::core::time::Timestamp;
use hall_ui::icons::Icon;
use hall_ui::look::Look;
use hall_ui::widgets::Tone;
use jiff::civil::{Date, DateTime};

use super::NoteView;
use crate::state::{HallState, LineOffer, Notice, Printer, State};

/// A text of the catalogue in the visitor's language.
pub(super) fn text<'a>(look: &Look, text: &'a Text) -> &'a str {
    look.pick(&text.zh, &text.en)
}

/// The time of day.
pub(super) fn clock(state: &State, now: Duration) -> Option<String> {
    state.hall.time(now).map(time_of_day)
}

pub(super) fn time_of_day(time: DateTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        jiff::civil::Weekday::Monday => "common.weekday_1",
        jiff::civil::Weekday::Tuesday => "common.weekday_2",
        jiff::civil::Weekday::Wednesday => "common.weekday_3",
        jiff::civil::Weekday::Thursday => "common.weekday_4",
        jiff::civil::Weekday::Friday => "common.weekday_5",
        jiff::civil::Weekday::Saturday => "common.weekday_6",
        jiff::civil::Weekday::Sunday => "common.weekday_7",
    }
}

fn month_day(look: &Look, date: Date) -> String {
    let month = look.t(&format!("common.month_{}", date.month())).to_owned();
    look.fill("common.date", &[("month", &month), ("day", &date.day().to_string())])
}

/// Date and day of the week.
pub(super) fn date(state: &State, look: &Look, now: Duration) -> Option<String> {
    let date = state.hall.time(now)?.date();
    let values = [("date", month_day(look, date)), ("weekday", look.t(weekday(date)).to_owned())];
    Some(look.fill("common.date_weekday", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// A coming instant: today, tomorrow, a day of this week, or a date, with the time.
pub(super) fn coming(state: &State, look: &Look, now: Duration, at: Timestamp, key: &str) -> Option<String> {
    let at = state.hall.civil(at)?;
    let today = state.hall.time(now)?.date();
    let days = today.until(at.date()).map_or(i32::MAX, |span| span.get_days());
    let day = match days {
        0 => look.t("kiosk.state.today").to_owned(),
        1 => look.t("kiosk.state.tomorrow").to_owned(),
        2..=6 => look.t(weekday(at.date())).to_owned(),
        _ => month_day(look, at.date()),
    };
    Some(look.fill(key, &[("day", &day), ("time", &time_of_day(at))]))
}

/// Is the hall open, in the band at the upper edge.
pub(super) fn opening(state: &State, look: &Look) -> Option<(String, Tone)> {
    match state.hall.state() {
        HallState::Connecting => None,
        HallState::Away => Some((look.t("kiosk.state.away_title").to_owned(), Tone::Danger)),
        HallState::Open { until } => {
            let words = match state.hall.civil(until) {
                Some(time) => look.fill("kiosk.home.open_until", &[("time", &time_of_day(time))]),
                None => look.t("kiosk.home.open").to_owned(),
            };
            Some((words, Tone::Ok))
        }
        HallState::Closed { .. } | HallState::Full | HallState::Unserved => {
            Some((look.t("kiosk.home.closed_short").to_owned(), Tone::Warning))
        }
    }
}

/// What a line offers: a line of words, and a chip where something is in the way.
pub(super) fn line(
    state: &State,
    look: &Look,
    now: Duration,
    offer: LineOffer,
) -> (String, Option<(String, Tone, Icon)>) {
    // What was true before the server went away may not be true any more.
    if !state.hall.is_up() {
        return (String::new(), None);
    }
    let chip = |key: &str, tone, icon| Some((look.t(key).to_owned(), tone, icon));
    match offer {
        LineOffer::Open { waiting, wait, closes_soon } => {
            let words = if waiting == 0 {
                look.waiting(0)
            } else {
                format!("{} · {}", look.waiting(waiting), look.wait(wait))
            };
            let soon = closes_soon
                .then(|| chip("kiosk.choose.line_closes_soon", Tone::Warning, Icon::Clock))
                .flatten();
            (words, soon)
        }
        LineOffer::Closed { opens_at } => {
            let opens = opens_at.and_then(|at| coming(state, look, now, at, "kiosk.choose.line_opens"));
            let words = opens.unwrap_or_else(|| look.t("kiosk.choose.line_closed").to_owned());
            (words, chip("kiosk.choose.line_closed", Tone::Warning, Icon::Closed))
        }
        LineOffer::Full => (String::new(), chip("kiosk.choose.line_full", Tone::Danger, Icon::Closed)),
        LineOffer::Unserved => {
            (String::new(), chip("kiosk.choose.line_unserved", Tone::Warning, Icon::Closed))
        }
        LineOffer::Closing => (String::new(), chip("kiosk.choose.line_closing", Tone::Warning, Icon::Clock)),
    }
}

/// What to know about the printer before taking a number.
pub(super) fn printer(state: &State, look: &Look) -> Option<NoteView> {
    let (key, tone) = match state.printer {
        Printer::Ready => return None,
        Printer::NearEnd => ("kiosk.printer.near_end", Tone::Plain),
        Printer::PaperOut => ("kiosk.printer.paper_out", Tone::Warning),
        Printer::CoverOpen => ("kiosk.printer.cover_open", Tone::Warning),
        Printer::Fault => ("kiosk.printer.fault", Tone::Warning),
        Printer::Away => ("kiosk.printer.away", Tone::Warning),
        Printer::NotReady => ("kiosk.printer.offline", Tone::Warning),
    };
    Some(NoteView { words: look.t(key).to_owned(), tone, icon: Icon::Printer })
}

/// What there is to say for a while.
pub(super) fn notice(look: &Look, notice: Notice) -> NoteView {
    let (key, tone, icon) = match notice {
        Notice::CardRead => ("kiosk.notice.card_read", Tone::Ok, Icon::Check),
        Notice::CodeRead => ("kiosk.notice.code_read", Tone::Ok, Icon::Check),
        Notice::NotOurs => ("kiosk.notice.not_ours", Tone::Warning, Icon::Warning),
        Notice::WantsTicket => ("kiosk.notice.wants_ticket", Tone::Warning, Icon::Warning),
        Notice::WantsCard => ("kiosk.notice.wants_card", Tone::Warning, Icon::Warning),
        Notice::NoNumbersNow => ("kiosk.notice.no_numbers_now", Tone::Warning, Icon::Clock),
        Notice::Away => ("kiosk.notice.away", Tone::Danger, Icon::Offline),
        Notice::SignedInAlready => ("kiosk.notice.signed_in_already", Tone::Plain, Icon::Person),
        Notice::WantsOwnCard => ("kiosk.notice.wants_own_card", Tone::Warning, Icon::Card),
        Notice::TellAgain => ("kiosk.notice.tell_again", Tone::Plain, Icon::Person),
    };
    NoteView { words: look.t(key).to_owned(), tone, icon }
}
