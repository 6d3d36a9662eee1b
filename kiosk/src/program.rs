//! The kiosk as the shell's program: joins state, view and screens.

use std::time::Duration;

use hall_ui::egui::Ui;
use hall_ui::look::{Choice, Look};
use hall_ui::shell::Program;

use crate::state::{Action, Event, State};
use crate::{screens, view};

impl Program for State {
    type Event = Event;
    type Action = Action;

    fn on(&mut self, event: Event, now: Duration) -> Vec<Action> {
        Self::on(self, event, now)
    }

    fn tick(&mut self, now: Duration) -> Vec<Action> {
        Self::tick(self, now)
    }

    fn next_tick(&self, now: Duration) -> Option<Duration> {
        Self::next_tick(self, now)
    }

    fn pressed(&mut self, now: Duration) {
        Self::pressed(self, now);
    }

    fn choice(&self) -> Choice {
        self.choice
    }

    fn draw(&self, ui: &mut Ui, look: &Look, now: Duration) -> Vec<Event> {
        let view = view::of(self, look, now);
        screens::draw(ui, look, &view).into_iter().map(Event::Touch).collect()
    }
}
