//! Motion: what is new on the screen appears gently, so that the eye sees that something changed. Only the opacity moves:
//! nothing that is touched moves under the finger, and no size of type changes. Large mode has no motion.

use std::hash::Hash;
use std::time::Duration;

use egui::{Id, Ui};

use crate::look::Look;

/// Time between the pictures of a motion.
const FRAME: Duration = Duration::from_millis(33);

/// What is on the screen and since when, seconds.
#[derive(Clone, Copy)]
struct Shown {
    what: Id,
    since: f64,
}

/// Lets everything drawn in this `ui` appear, beginning when `what` is another than before.
pub fn appear(ui: &mut Ui, look: &Look, what: impl Hash) {
    let (key, what) = (Id::unique("motion-appear"), Id::unique(egui::util::hash(&what)));
    let now = ui.input(|input| input.time);
    let known = ui.data(|data| data.get_temp::<Shown>(key));
    let shown = known.filter(|shown| shown.what == what).unwrap_or(Shown {
        what,
        // The first screen is simply there.
        since: if known.is_some() { now } else { f64::NEG_INFINITY },
    });
    ui.data_mut(|data| data.insert_temp(key, shown));
    let share = progress(look.motion(), now - shown.since);
    if share < 1.0 {
        ui.multiply_opacity(share);
        ui.ctx().request_repaint_after(FRAME);
    }
}

/// How far a motion has come, 0 to 1: fast at first, slower towards its end.
fn progress(duration: Duration, passed_s: f64) -> f32 {
    if duration.is_zero() {
        return 1.0;
    }
    let left = 1.0 - (passed_s / duration.as_secs_f64()).clamp(0.0, 1.0);
    (1.0 - left.powi(3)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_slows_down_and_ends() {
        let length = Duration::from_millis(200);
        assert!(progress(length, 0.0) < 1e-6);
        assert!(progress(length, 0.1) > 0.8);
        assert!((progress(length, 0.2) - 1.0).abs() < 1e-6);
        assert!((progress(Duration::ZERO, 0.0) - 1.0).abs() < 1e-6, "large mode has none");
    }
}
