//! Since when each window is as it is, which the hall does not remember. Kept beside it; a start begins anew.

use std::collections::BTreeMap;

use hall_core::event::{Event, Fact};
use hall_core::hall::Hall;
use hall_core::ids::WindowId;
use hall_core::time::Timestamp;

/// Times of every window that something has happened to.
#[derive(Clone, Debug, Default)]
pub struct Pace(BTreeMap<WindowId, Times>);

/// Times of a window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Open, paused or closed since.
    pub mode_since: Option<Timestamp>,
    /// Nobody called since; of no meaning while somebody is.
    pub free_since: Option<Timestamp>,
}

impl Pace {
    /// Follows an event that the hall has applied. `windows` are those that had its ticket before and have it now.
    pub fn follow(&mut self, event: &Event, windows: [Option<WindowId>; 2], hall: &Hall) {
        match &event.fact {
            Fact::WindowOpened { window, .. }
            | Fact::WindowTakenOver { window, .. }
            | Fact::WindowPaused { window, .. }
            | Fact::WindowContinued { window }
            | Fact::WindowClosed { window } => {
                let times = Times { mode_since: Some(event.at), free_since: Some(event.at) };
                self.0.insert(*window, times);
            }
            _ => {
                for window in windows.into_iter().flatten() {
                    if hall.window(window).is_some_and(|state| state.current.is_none()) {
                        self.0.entry(window).or_default().free_since = Some(event.at);
                    }
                }
            }
        }
    }

    /// Times of a window, as far as they are known.
    pub fn of(&self, window: WindowId) -> Times {
        self.0.get(&window).copied().unwrap_or_default()
    }
}
