//! Rows that look at the hall and change nothing.

use hall_core::hall::WindowMode;
use hall_core::ids::{LineId, TicketId, WindowId};
use hall_core::ticket::{Phase, QueueKey, Ticket};
use hall_core::time::{MINUTE_MS, SECOND_MS, Timestamp};

use super::Table;
use super::parse::{Words, read, word};
use super::render::{opening_text, time_text};

impl Table {
    pub(super) fn show(&self, now: Timestamp, words: &mut Words) -> String {
        match word(words) {
            "day" => self.hall.day().expect("a day").to_string(),
            "due" => self.hall.next_due().map_or("never".into(), time_text),
            "line" => self.queue(&self.line(words).waiting),
            "voice" => self.voice_text(),
            "window" => self.window_text(WindowId(read(word(words)))),
            "places" => {
                let line = self.line(words);
                format!("taken {} reserved {}", line.taken, line.reserved)
            }
            "status" => self.status_text(now, &LineId::new(word(words))),
            "wait" => self.wait_text(now, word(words)),
            "arrival" => time_text(self.known(word(words)).arrival),
            "ahead" => {
                let id = self.ticket(word(words));
                self.hall.people_ahead(id).map_or("nobody counts".into(), |ahead| ahead.to_string())
            }
            ticket => {
                self.hall.ticket(self.ticket(ticket)).map_or("gone".into(), |ticket| self.phase_text(ticket))
            }
        }
    }

    fn line(&self, words: &mut Words) -> &hall_core::hall::LineState {
        self.hall.line(&LineId::new(word(words))).expect("a line")
    }

    fn known(&self, name: &str) -> &Ticket {
        self.hall.ticket(self.ticket(name)).expect("a ticket")
    }

    fn queue<'a>(&self, keys: impl IntoIterator<Item = &'a QueueKey>) -> String {
        let names: Vec<String> = keys.into_iter().map(|key| self.name(key.ticket)).collect();
        if names.is_empty() { "nobody".into() } else { names.join(" ") }
    }

    fn phase_text(&self, ticket: &Ticket) -> String {
        match ticket.phase {
            Phase::Waiting => format!("waiting in {}", self.places_of(ticket.id)),
            Phase::Called { window, .. } => format!("called {window}"),
            Phase::Serving { window, .. } => format!("serving {window}"),
            Phase::NoShow { until } => format!("missed until {}", time_text(until)),
            Phase::Parked { window: None, .. } => "late".into(),
            Phase::Parked { window: Some(window), back, .. } => {
                format!("parked {window}{}", if back { " and back" } else { "" })
            }
            Phase::Done => "done".into(),
            Phase::Cancelled => "cancelled".into(),
            Phase::Expired => "expired".into(),
        }
    }

    /// The queues a ticket really stands in.
    fn places_of(&self, id: TicketId) -> String {
        let stands = |keys: &std::collections::BTreeSet<QueueKey>| keys.iter().any(|key| key.ticket == id);
        let lines = self.hall.lines().filter(|(_, line)| stands(&line.waiting)).map(|(id, _)| id.to_string());
        let windows = self
            .hall
            .windows()
            .filter(|(_, window)| stands(&window.bound))
            .map(|(id, _)| format!("window {id}"));
        let places: Vec<String> = lines.chain(windows).collect();
        if places.is_empty() { "no place".into() } else { places.join(",") }
    }

    fn window_text(&self, id: WindowId) -> String {
        let window = self.hall.window(id).expect("a window");
        let mode = match window.mode {
            WindowMode::Open => "open",
            WindowMode::Paused { .. } => "paused",
            WindowMode::Closed => "closed",
        };
        let clerk = window.clerk.as_ref().map(|clerk| format!(" {clerk}")).unwrap_or_default();
        let has = window.current.map(|id| format!(" with {}", self.name(id))).unwrap_or_default();
        format!("{mode}{clerk}{has}")
    }

    /// `muted since 10:00`, or `speaks`; and up to which call everything stays unspoken.
    fn voice_text(&self) -> String {
        let since = self.hall.voice_muted_since();
        let state = since.map_or("speaks".into(), |since| format!("muted since {}", time_text(since)));
        format!("{state}, silent to {}", self.hall.silent_to())
    }

    /// The estimated wait of a ticket, or of who comes now to a line: `3:00 to 8:00`.
    fn wait_text(&self, now: Timestamp, of: &str) -> String {
        let found = self.hall.estimates(now);
        let wait = found.lines.get(&LineId::new(of)).or_else(|| found.tickets.get(&self.ticket(of)));
        let minutes = |ms: i64| format!("{}:{:02}", ms / MINUTE_MS, ms % MINUTE_MS / SECOND_MS);
        wait.map_or("unknown".into(), |wait| format!("{} to {}", minutes(wait.from_ms), minutes(wait.to_ms)))
    }

    fn status_text(&self, now: Timestamp, line: &LineId) -> String {
        let Some(status) = self.hall.line_status(line, now) else { return "unknown".into() };
        let flags = [
            (status.full, "full"),
            (!status.served, "unserved"),
            (status.closing, "closing"),
            (status.closes_soon && !status.closing, "closes soon"),
        ];
        let mut text = opening_text(status.opening);
        for (_, flag) in flags.iter().filter(|(is_so, _)| *is_so) {
            text.push_str(", ");
            text.push_str(flag);
        }
        text
    }
}
