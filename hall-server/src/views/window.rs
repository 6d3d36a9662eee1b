//! The screen over a window: what it serves, whether it works, and the number it calls.

use hall_api::requests::Label;
use hall_api::views::{ROWS_MAX, WindowView};
use hall_core::catalogue::Catalogue;
use hall_core::ids::WindowId;

use super::{Scene, known_window};

impl Scene<'_> {
    pub(super) fn window(&self, catalogue: &Catalogue, id: WindowId) -> Option<WindowView> {
        let (window, state) = known_window(self.hall, catalogue, id)?;
        let (own, _) = self.hall.window_lines(id);
        let serves = own.iter().filter_map(|line| catalogue.lines.get(line)).take(ROWS_MAX);
        Some(WindowView {
            window: id,
            name: Label::from(&window.name),
            serves: serves.map(|line| Label::from(&line.name)).collect(),
            state: Self::mode(state),
            call: self.call(id, state),
            voice: self.voice(),
        })
    }
}
