//! Touch: what counts as a tap for old hands, and which finger leads when a palm rests on the glass.

use egui::{Event, Modifiers, PointerButton, Pos2, TouchDeviceId, TouchId, TouchPhase};

/// Longest press that is a tap, seconds.
const TAP_S_MAX: f64 = 10.0;
/// Longest slide that is a tap, points.
const TAP_SLIDE_MAX: f32 = 40.0;

/// Sets what a touch screen needs: slow and unsteady taps count, nothing zooms.
pub fn configure(ctx: &egui::Context) {
    ctx.options_mut(|options| {
        options.input_options.max_click_duration = TAP_S_MAX;
        options.input_options.max_click_dist = TAP_SLIDE_MAX;
        options.zoom_with_keyboard = false;
    });
}

/// Fingers on the glass. The newest leads: its touches become the pointer's, those of all others are ignored.
///
/// The window system lets the first touch lead until it ends; a palm at the edge would block every tap.
#[derive(Debug, Default)]
pub struct Fingers {
    down: Vec<(TouchDeviceId, TouchId)>,
    leading: Option<(TouchDeviceId, TouchId)>,
}

/// Fingers followed at once at most.
const FINGERS_MAX: usize = 32;

impl Fingers {
    /// The events of a pass with the pointer made from the leading finger. Without touches nothing changes.
    pub fn lead(&mut self, events: Vec<Event>) -> Vec<Event> {
        let touched = events.iter().any(|event| matches!(event, Event::Touch { .. }));
        if !touched && self.down.is_empty() {
            return events;
        }
        let mut out = Vec::with_capacity(events.len());
        for event in events {
            match event {
                Event::Touch { device_id, id, phase, pos, .. } => {
                    out.push(event);
                    self.follow((device_id, id), phase, pos, &mut out);
                }
                Event::PointerMoved(_) | Event::PointerButton { .. } | Event::PointerGone => {}
                other => out.push(other),
            }
        }
        out
    }

    fn follow(
        &mut self,
        finger: (TouchDeviceId, TouchId),
        phase: TouchPhase,
        pos: Pos2,
        out: &mut Vec<Event>,
    ) {
        let leads = self.leading == Some(finger);
        match phase {
            TouchPhase::Start => {
                if self.down.len() >= FINGERS_MAX {
                    return;
                }
                if self.leading.is_some() {
                    // The press of the earlier finger is dropped, not completed: a palm must not click.
                    out.push(Event::PointerGone);
                }
                self.down.push(finger);
                self.leading = Some(finger);
                out.push(Event::PointerMoved(pos));
                out.push(button(pos, true));
            }
            TouchPhase::Move => {
                if leads {
                    out.push(Event::PointerMoved(pos));
                }
            }
            TouchPhase::End | TouchPhase::Cancel => {
                self.down.retain(|known| *known != finger);
                if leads {
                    self.leading = None;
                    if phase == TouchPhase::End {
                        out.push(button(pos, false));
                    }
                    out.push(Event::PointerGone);
                }
            }
        }
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE }
}

/// Did somebody press in these events? That is what keeps a session alive.
pub fn pressed(events: &[Event]) -> bool {
    events.iter().any(|event| {
        matches!(
            event,
            Event::PointerButton { pressed: true, .. }
                | Event::Touch { phase: TouchPhase::Start, .. }
                | Event::Key { pressed: true, .. }
        )
    })
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn touch(id: u64, phase: TouchPhase, x: f32) -> Event {
        Event::Touch { device_id: TouchDeviceId(1), id: TouchId(id), phase, pos: pos2(x, 0.0), force: None }
    }

    /// The pointer events as short words.
    fn pointer(events: &[Event]) -> Vec<String> {
        events
            .iter()
            .filter_map(|event| match event {
                Event::PointerMoved(pos) => Some(format!("move {}", pos.x)),
                Event::PointerButton { pos, pressed, .. } => {
                    Some(format!("{} {}", if *pressed { "down" } else { "up" }, pos.x))
                }
                Event::PointerGone => Some("gone".to_owned()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_mouse_passes_through() {
        let events = vec![Event::PointerMoved(pos2(1.0, 1.0)), button(pos2(1.0, 1.0), true)];
        assert_eq!(Fingers::default().lead(events.clone()), events);
    }

    #[test]
    fn one_finger_is_a_pointer() {
        let mut fingers = Fingers::default();
        let start = fingers.lead(vec![
            touch(1, TouchPhase::Start, 5.0),
            Event::PointerMoved(pos2(5.0, 0.0)),
            button(pos2(5.0, 0.0), true),
        ]);
        assert_eq!(
            pointer(&start),
            ["move 5", "down 5"],
            "the window system's own events are replaced, not doubled"
        );
        let end = fingers.lead(vec![
            touch(1, TouchPhase::Move, 6.0),
            touch(1, TouchPhase::End, 6.0),
            Event::PointerGone,
        ]);
        assert_eq!(pointer(&end), ["move 6", "up 6", "gone"]);
    }

    #[test]
    fn a_resting_palm_blocks_no_tap_and_never_clicks() {
        let mut fingers = Fingers::default();
        fingers.lead(vec![touch(1, TouchPhase::Start, 900.0)]);
        let tap = fingers.lead(vec![
            touch(2, TouchPhase::Start, 100.0),
            touch(1, TouchPhase::Move, 901.0),
            touch(2, TouchPhase::End, 100.0),
        ]);
        assert_eq!(pointer(&tap), ["gone", "move 100", "down 100", "up 100", "gone"]);
        let again = fingers.lead(vec![touch(3, TouchPhase::Start, 200.0), touch(3, TouchPhase::End, 200.0)]);
        assert_eq!(pointer(&again), ["move 200", "down 200", "up 200", "gone"]);
        let lifted = fingers.lead(vec![touch(1, TouchPhase::End, 901.0), button(pos2(901.0, 0.0), false)]);
        assert!(pointer(&lifted).is_empty(), "{lifted:?}");
    }

    #[test]
    fn a_cancelled_touch_is_no_click() {
        let mut fingers = Fingers::default();
        fingers.lead(vec![touch(1, TouchPhase::Start, 5.0)]);
        assert_eq!(pointer(&fingers.lead(vec![touch(1, TouchPhase::Cancel, 5.0)])), ["gone"]);
        let mouse = vec![Event::PointerMoved(pos2(1.0, 1.0))];
        assert_eq!(fingers.lead(mouse.clone()), mouse, "all fingers are up: the mouse works again");
    }

    #[test]
    fn presses_keep_a_session_alive_and_moves_do_not() {
        assert!(pressed(&[touch(1, TouchPhase::Start, 0.0)]));
        assert!(!pressed(&[touch(1, TouchPhase::End, 0.0), Event::PointerMoved(pos2(0.0, 0.0))]));
    }
}
