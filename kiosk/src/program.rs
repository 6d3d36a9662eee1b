//! The kiosk as the shell's program: joins state, view, screens, the readers' input and the spoken guidance.

mod keys;
mod wedge;

use std::cell::Cell;
use std::time::Duration;

use hall_ui::egui::{self, Ui};
use hall_ui::look::{Choice, Look};
use hall_ui::shell;

use crate::state::{Action, Event, State};
use crate::{screens, speech, view};

use wedge::Wedge;

/// The kiosk, as the window runs it.
pub struct Program {
    state: State,
    wedge: Wedge,
    /// Keys of the keypad that no screen has answered yet.
    keys: Cell<Vec<speech::Key>>,
}

impl Program {
    /// The program around a state.
    pub fn new(state: State) -> Self {
        Self { state, wedge: Wedge::default(), keys: Cell::default() }
    }
}

impl shell::Program for Program {
    type Event = Event;
    type Action = Action;

    fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        self.state.on(event, now)
    }

    fn tick(&mut self, now: Duration) -> Vec<Action> {
        self.state.tick(now)
    }

    fn next_tick(&self, now: Duration) -> Option<Duration> {
        self.state.next_tick(now)
    }

    fn pressed(&mut self, now: Duration) {
        self.state.pressed(now);
    }

    fn typed(&mut self, events: &mut Vec<egui::Event>, now: Duration) -> Vec<Event> {
        let readings = self.wedge.take(events, now);
        self.keys.get_mut().extend(keys::take(events, self.state.guide.is_on()));
        readings.into_iter().map(Event::Scan).collect()
    }

    fn choice(&self) -> Choice {
        self.state.choice
    }

    fn draw(&self, ui: &mut Ui, look: &Look, now: Duration) -> Vec<Event> {
        let view = view::of(&self.state, look, now);
        let mut events: Vec<Event> = screens::draw(ui, look, &view).into_iter().map(Event::Touch).collect();
        let keys = self.keys.take();
        if self.state.guide.is_on() || !keys.is_empty() {
            let heard = speech::screen(&view, look);
            events.extend(speech::follow(&self.state.guide, &heard, look, &keys));
        }
        events
    }
}
