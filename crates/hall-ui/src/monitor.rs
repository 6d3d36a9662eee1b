//! Keeps a window on its monitor. When a monitor goes off the window manager moves the window to another one and leaves it
//! there; here is decided when to put it back, and [`Desktop`] looks and puts back.
//!
//! The window library is asked for neither: it never re-reads its list of monitors, and takes a window for being where it
//! last sent it.

mod desktop;

use std::time::Duration;

pub(crate) use desktop::{Desktop, DesktopError};

/// Between two looks while the window is not where it belongs; also how long that lasts before it is put back, so that a
/// window manager at work is not fought.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// A rectangle of the desktop, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    /// Left and top edge.
    pub(crate) place: (i32, i32),
    /// Width and height.
    pub(crate) size: (u32, u32),
}

/// A monitor that is on, as the window system lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Monitor {
    /// Its connector: stays the same when others go off and the list gets shorter.
    pub(crate) name: String,
    /// What it shows of the desktop.
    pub(crate) area: Area,
}

/// What shall be done now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Step {
    /// Fill this monitor of the list.
    pub(crate) put_back: Option<usize>,
    /// Look again after this time, even if nothing happens; none = all is well.
    pub(crate) look_again: Option<Duration>,
}

/// Remembers which monitor is the window's.
#[derive(Debug)]
pub(crate) struct Keeper {
    /// The monitor to fill, from 0; none = the first one that is filled.
    wanted: Option<usize>,
    home: Option<String>,
    /// While not all is well: when to act next.
    due: Option<Duration>,
}

impl Keeper {
    /// Keeps a window on the monitor of this number, or where the window manager puts it first.
    pub(crate) fn new(wanted: Option<usize>) -> Self {
        Self { wanted, home: None, due: None }
    }

    /// Looks where the window is.
    pub(crate) fn look(&mut self, now: Duration, monitors: &[Monitor], window: Area) -> Step {
        if self.home.is_none() {
            let first = match self.wanted {
                Some(index) => monitors.get(index),
                None => monitors.iter().find(|monitor| monitor.area == window),
            };
            self.home = first.map(|monitor| monitor.name.clone());
        }
        let home = monitors.iter().position(|monitor| self.home.as_ref() == Some(&monitor.name));
        let well = match home {
            Some(index) => monitors[index].area == window,
            None => self.home.is_none() && self.wanted.is_none(),
        };
        if well {
            self.due = None;
            return Step::default();
        }
        match self.due {
            Some(due) if now < due => Step { put_back: None, look_again: Some(due.saturating_sub(now)) },
            before => {
                self.due = Some(now + LOOK_EVERY);
                Step { put_back: before.and(home), look_again: Some(LOOK_EVERY) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Area = Area { place: (0, 0), size: (1280, 1024) };
    const RIGHT: Area = Area { place: (1280, 0), size: (1080, 1920) };
    const ALONE: Area = Area { place: (0, 0), size: (1080, 1920) };
    const NOWHERE: Area = Area { place: (40, 30), size: (64, 64) };

    fn monitor(name: &str, area: Area) -> Monitor {
        Monitor { name: name.to_owned(), area }
    }

    fn rest() -> Step {
        Step::default()
    }

    fn wait(ms: u64) -> Step {
        Step { put_back: None, look_again: Some(Duration::from_millis(ms)) }
    }

    /// It has just gone wrong, or its monitor is off.
    fn watch() -> Step {
        wait(2000)
    }

    fn put_back(index: usize) -> Step {
        Step { put_back: Some(index), ..watch() }
    }

    /// A row: milliseconds, the monitors that are on, the window, and what shall be done.
    type Row<'a> = (u64, &'a [Monitor], Area, Step);

    fn play(wanted: Option<usize>, rows: &[Row<'_>]) {
        let mut keeper = Keeper::new(wanted);
        for (index, (ms, monitors, window, step)) in rows.iter().enumerate() {
            let done = keeper.look(Duration::from_millis(*ms), monitors, *window);
            assert_eq!(done, *step, "row {index}, wanted {wanted:?}");
        }
    }

    #[test]
    fn a_window_comes_back_to_its_monitor() {
        let both = [monitor("A", LEFT), monitor("B", RIGHT)];
        let (left, right) = ([monitor("A", LEFT)], [monitor("B", ALONE)]);
        play(
            Some(1),
            &[
                // The window manager is given time before the first command.
                (0, &both, NOWHERE, watch()),
                (500, &both, NOWHERE, wait(1500)),
                (800, &both, RIGHT, rest()),
                // Its monitor is off: nothing is commanded, nothing is forgotten.
                (10_000, &left, LEFT, watch()),
                (12_000, &left, LEFT, watch()),
                (13_999, &both, LEFT, wait(1)),
                (14_000, &both, LEFT, put_back(1)),
                // Not twice within two seconds, however often it is looked at.
                (14_100, &both, LEFT, wait(1900)),
                (16_000, &both, LEFT, put_back(1)),
                (16_100, &both, RIGHT, rest()),
                // The other one is off: its own is now the first of the list and lies elsewhere.
                (20_000, &right, LEFT, watch()),
                (22_000, &right, LEFT, put_back(0)),
                (22_300, &right, ALONE, rest()),
                // Both are off, then both are there.
                (30_000, &[], NOWHERE, watch()),
                (32_000, &both, NOWHERE, put_back(1)),
                (32_100, &both, RIGHT, rest()),
                // Shrunk in its place.
                (40_000, &both, Area { size: (1080, 1000), ..RIGHT }, watch()),
                (42_000, &both, Area { size: (1080, 1000), ..RIGHT }, put_back(1)),
            ],
        );
    }

    #[test]
    fn a_monitor_that_comes_late_is_filled() {
        let both = [monitor("A", LEFT), monitor("B", RIGHT)];
        play(Some(1), &[(0, &both[..1], LEFT, watch()), (2000, &both, LEFT, put_back(1))]);
    }

    #[test]
    fn without_a_number_the_first_filled_monitor_is_kept() {
        let both = [monitor("A", LEFT), monitor("B", RIGHT)];
        play(
            None,
            &[
                // Without a window manager it fills none, and nothing keeps the program awake.
                (0, &both, NOWHERE, rest()),
                (100, &both, RIGHT, rest()),
                (200, &both[..1], LEFT, watch()),
                (300, &both, LEFT, wait(1900)),
                (2200, &both, LEFT, put_back(1)),
            ],
        );
    }
}
