//! The keypad of the spoken guidance: arrows, Enter, Escape and a help key, as any small keypad types them.

use hall_ui::egui::{Event, Key};

use crate::speech;

/// Takes the guidance's keys out of the events of a pass. While it is silent only those that begin it are taken: the
/// others move and press what has the focus.
pub(super) fn take(events: &mut Vec<Event>, guided: bool) -> Vec<speech::Key> {
    let mut keys = Vec::new();
    events.retain(|event| {
        let Event::Key { key, pressed, .. } = event else { return true };
        let Some(meant) = meaning(*key) else { return true };
        let begins = matches!(meant, speech::Key::Help | speech::Key::Next | speech::Key::Previous);
        if !guided && !begins {
            return true;
        }
        if *pressed {
            keys.push(meant);
        }
        false
    });
    keys
}

fn meaning(key: Key) -> Option<speech::Key> {
    match key {
        Key::ArrowDown | Key::ArrowRight => Some(speech::Key::Next),
        Key::ArrowUp | Key::ArrowLeft => Some(speech::Key::Previous),
        Key::Enter | Key::Space => Some(speech::Key::Choose),
        Key::Escape | Key::Backspace => Some(speech::Key::Back),
        // No character: a scanned address may hold any of them.
        Key::F1 => Some(speech::Key::Help),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use hall_ui::egui::Modifiers;

    use super::*;

    #[test]
    fn the_keypad_leads_the_guidance_and_nothing_else() {
        let press = |key| Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        for (key, guided, expected) in [
            (Key::F1, false, Some(speech::Key::Help)),
            (Key::ArrowDown, false, Some(speech::Key::Next)),
            (Key::Enter, false, None),
            (Key::Escape, false, None),
            (Key::Tab, false, None),
            (Key::Questionmark, false, None),
            (Key::Enter, true, Some(speech::Key::Choose)),
            (Key::Escape, true, Some(speech::Key::Back)),
            (Key::ArrowUp, true, Some(speech::Key::Previous)),
            (Key::Tab, true, None),
        ] {
            let mut events = vec![press(key)];
            let found = take(&mut events, guided);
            assert_eq!(found, Vec::from_iter(expected), "{key:?}, guided: {guided}");
            assert_eq!(events.is_empty(), expected.is_some(), "{key:?}: what is taken is taken");
        }
    }
}
