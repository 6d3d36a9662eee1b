//! Joins the state and the screens to the shell.

use std::time::Duration;

use hall_api::texts::Language;
use hall_ui::look::{Choice, Look};
use hall_ui::shell::Program;

use crate::screens;
use crate::state::pad::{PadAction, PadEvent, PadState};
use crate::state::{Action, Event, State};

/// Dark, read from afar, Chinese first; English stands beside it.
pub const CHOICE: Choice = Choice { language: Language::Zh, large: false, low: false, board: true };

impl Program for State {
    type Event = Event;
    type Action = Action;

    fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        State::on(self, event, now)
    }

    /// Nothing is done by time alone: the picture reads the clock.
    fn tick(&mut self, _now: Duration) -> Vec<Action> {
        Vec::new()
    }

    fn next_tick(&self, now: Duration) -> Option<Duration> {
        State::next_tick(self, now)
    }

    fn pressed(&mut self, _now: Duration) {}

    fn choice(&self) -> Choice {
        CHOICE
    }

    fn draw(&self, ui: &mut egui::Ui, look: &Look, now: Duration) -> Vec<Event> {
        screens::draw(ui, look, &self.picture(now));
        Vec::new()
    }
}

impl Program for PadState {
    type Event = PadEvent;
    type Action = PadAction;

    fn on(&mut self, event: PadEvent, now: Duration) -> Vec<PadAction> {
        PadState::on(self, event, now)
    }

    fn tick(&mut self, now: Duration) -> Vec<PadAction> {
        PadState::tick(self, now)
    }

    fn next_tick(&self, now: Duration) -> Option<Duration> {
        PadState::next_tick(self, now)
    }

    fn pressed(&mut self, now: Duration) {
        PadState::pressed(self, now);
    }

    fn choice(&self) -> Choice {
        PadState::choice(self)
    }

    fn draw(&self, ui: &mut egui::Ui, look: &Look, now: Duration) -> Vec<PadEvent> {
        screens::pad::draw(ui, look, &self.picture(now)).into_iter().map(PadEvent::Touch).collect()
    }
}
