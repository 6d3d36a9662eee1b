//! Readers that type like a keyboard: a burst of characters ended by Enter is one reading, whatever is on the screen.
//!
//! The characters and the Enter of a reading are taken out of the screen's input: the Enter of a card must not press the
//! button that happens to have the focus. Whoever types by hand is slower, and keeps their keys.

use std::time::Duration;

use hall_ui::egui::{Event, Key};

use crate::state::{SCAN_CHARS_MAX, Secret};

/// Longest pause within a reading. Readers type a character every 1 to 50 ms; a busy machine may hand them over late.
const PAUSE_MAX: Duration = Duration::from_millis(400);
/// Shortest reading, characters: anything less is somebody at the keys.
const CHARS_MIN: usize = 4;

/// What was typed since the last pause.
#[derive(Debug, Default)]
pub(super) struct Wedge {
    typed: Option<Typed>,
}

#[derive(Debug)]
struct Typed {
    text: String,
    last: Duration,
}

impl Wedge {
    /// Takes readings out of the events of a pass.
    pub(super) fn take(&mut self, events: &mut Vec<Event>, now: Duration) -> Vec<Secret> {
        if self.typed.as_ref().is_some_and(|typed| now.saturating_sub(typed.last) > PAUSE_MAX) {
            self.typed = None;
        }
        let mut readings = Vec::new();
        let mut ended = false;
        events.retain(|event| match event {
            Event::Text(text) | Event::Paste(text) => {
                self.add(text, now, &mut readings);
                false
            }
            Event::Key { key: Key::Enter, pressed: true, repeat: false, .. } => {
                let reading = self.end();
                ended |= reading.is_some();
                let taken = reading.is_some();
                readings.extend(reading);
                !taken
            }
            // The same Enter coming up again.
            Event::Key { key: Key::Enter, pressed: false, .. } => !ended,
            // A space is a press of the focused button, but not within a reading.
            Event::Key { key: Key::Space, .. } => self.typed.is_none(),
            _ => true,
        });
        readings
    }

    fn add(&mut self, text: &str, now: Duration, readings: &mut Vec<Secret>) {
        for letter in text.chars() {
            if matches!(letter, '\r' | '\n') {
                readings.extend(self.end());
                continue;
            }
            let typed = self.typed.get_or_insert_with(|| Typed { text: String::new(), last: now });
            typed.last = now;
            // What is longer than allowed stays too long, and is refused as a whole.
            if typed.text.len() <= SCAN_CHARS_MAX * 4 {
                typed.text.push(letter);
            }
        }
    }

    fn end(&mut self) -> Option<Secret> {
        let typed = self.typed.take()?;
        (typed.text.trim().chars().count() >= CHARS_MIN).then(|| Secret::new(typed.text))
    }
}

#[cfg(test)]
mod tests {
    use hall_ui::egui::Modifiers;

    use super::*;

    fn key(key: Key, pressed: bool) -> Event {
        Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE }
    }

    fn text(letters: &str) -> Event {
        Event::Text(letters.to_owned())
    }

    fn read(readings: Vec<Secret>) -> Vec<String> {
        readings.into_iter().map(Secret::reveal).collect()
    }

    /// A reader: a character a pass.
    fn type_out(wedge: &mut Wedge, letters: &str, mut now: u64, pause_ms: u64) -> (u64, Vec<String>) {
        let mut found = Vec::new();
        for letter in letters.chars() {
            now += pause_ms;
            let mut events = vec![text(&letter.to_string())];
            found.extend(read(wedge.take(&mut events, Duration::from_millis(now))));
            assert!(events.is_empty(), "the screen sees nothing of it");
        }
        (now, found)
    }

    #[test]
    fn a_reading_ends_with_enter_however_slow_the_reader() {
        for pause_ms in [0, 1, 50, 300] {
            let mut wedge = Wedge::default();
            let (now, early) = type_out(&mut wedge, "20260907", 1_000, pause_ms);
            assert!(early.is_empty());
            let mut events = vec![key(Key::Enter, true), key(Key::Enter, false)];
            let found = wedge.take(&mut events, Duration::from_millis(now + pause_ms));
            assert_eq!(read(found), ["20260907"], "{pause_ms} ms");
            assert!(events.is_empty(), "the Enter presses no button");
        }
    }

    #[test]
    fn everything_in_one_pass_is_the_same() {
        let mut events: Vec<Event> = "7K2M-9XYZT-Q".chars().map(|c| text(&c.to_string())).collect();
        events.insert(3, key(Key::Space, true));
        events.push(key(Key::Enter, true));
        events.push(text("1234\r"));
        let found = Wedge::default().take(&mut events, Duration::from_secs(1));
        assert_eq!(read(found), ["7K2M-9XYZT-Q", "1234"]);
        assert!(events.is_empty());
    }

    #[test]
    fn who_uses_keys_by_hand_keeps_them() {
        let mut wedge = Wedge::default();
        for pressed in [Key::Tab, Key::Enter, Key::Space, Key::ArrowDown] {
            let mut events = vec![key(pressed, true), key(pressed, false)];
            assert!(wedge.take(&mut events, Duration::from_secs(1)).is_empty());
            assert_eq!(events.len(), 2, "{pressed:?}");
        }
        // A stray letter, then Enter a second later.
        let (now, _) = type_out(&mut wedge, "x", 2_000, 0);
        let mut events = vec![key(Key::Enter, true)];
        assert!(wedge.take(&mut events, Duration::from_millis(now + 1_000)).is_empty());
        assert_eq!(events.len(), 1);
    }

    #[test]
    fn a_reader_gone_mad_is_cut_short() {
        let mut wedge = Wedge::default();
        let mut events = vec![text(&"9".repeat(100_000)), key(Key::Enter, true)];
        let found = read(wedge.take(&mut events, Duration::from_secs(1)));
        assert!(
            found[0].len() > SCAN_CHARS_MAX && found[0].len() <= SCAN_CHARS_MAX * 4 + 1,
            "kept too long to be taken"
        );
    }

    #[test]
    fn half_a_reading_does_not_join_the_next() {
        let mut wedge = Wedge::default();
        let (now, _) = type_out(&mut wedge, "2026", 1_000, 5);
        let (now, _) = type_out(&mut wedge, "20260907", now + 2_000, 5);
        let mut events = vec![key(Key::Enter, true)];
        assert_eq!(read(wedge.take(&mut events, Duration::from_millis(now))), ["20260907"]);
    }
}
