//! Many visitors, one after another, through state, view, drawing and tessellation: nothing is kept, and no pass takes long.
//!
//! `HALL_VISITORS=10000` plays as many; the figures stand in `docs/benchmarks.md`. How long a pass takes is held with `--release`
//! alone: code that is not optimised, on a busy machine, says nothing of the kiosk.

use std::sync::Arc;
use std::time::Duration;

use hall_api::core::ids::ItemCode;
use hall_api::texts::Language;
use hall_ui::canvas::{Design, TEXTURE_SIDE_MAX};
use hall_ui::egui::{Context, FullOutput, Pos2, RawInput, Rect};
use hall_ui::look::{Choice, Look};
use hall_ui::shell;
use hall_ui::theme::Theme;
use hall_ui::widgets::BarTouch;
use kiosk::state::{Place, Touch};
use kiosk::{screens, view};

use super::texts;
use super::visit::Visit;

/// Visitors after which everything that is kept at all has been seen.
const WARM: usize = 20;
/// Longest pass on the processor.
const PASS_MAX: Duration = Duration::from_millis(100);
/// Growth of memory that is no leak, bytes: the allocator's own.
const GROWTH_MAX: usize = 8 * 1024 * 1024;

/// Time of this thread on the processor: another program's share is not ours.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

/// Resident memory, bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

struct Screen {
    ctx: Context,
    look: Look,
    passes: usize,
    longest: Duration,
}

impl Screen {
    fn new() -> Self {
        let look = Look::new(Arc::new(Theme::embedded()), texts(), Choice::default());
        let ctx = Context::default();
        shell::prepare(&ctx, &look);
        Self { ctx, look, passes: 0, longest: Duration::ZERO }
    }

    /// One pass of what the visitor sees now, down to triangles.
    fn pass(&mut self, visit: &Visit) {
        if self.look.choice() != visit.state.choice {
            self.look = self.look.with(visit.state.choice);
        }
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Design::PORTRAIT.into())),
            time: Some(self.passes as f64 * 0.1),
            max_texture_side: Some(TEXTURE_SIDE_MAX),
            ..RawInput::default()
        };
        let begun = processor_time();
        let shown = view::of(&visit.state, &self.look, visit.now);
        let FullOutput { mut textures_delta, shapes, pixels_per_point, .. } = self.ctx.run_ui(input, |ui| {
            screens::draw(ui, &self.look, &shown);
        });
        textures_delta.set.clear();
        textures_delta.free.clear();
        let triangles = self.ctx.tessellate(shapes, pixels_per_point);
        assert!(!triangles.is_empty());
        self.longest = self.longest.max(processor_time().saturating_sub(begun));
        self.passes += 1;
    }
}

/// One visitor: language and mode differ from the last one's. Who leaves is forgotten by time alone.
fn play(screen: &mut Screen, visit: &mut Visit, number: usize) {
    screen.pass(visit);
    let mut touches = Vec::new();
    if number % 3 == 1 {
        touches.push(Touch::Bar(BarTouch::Language(Language::En)));
    }
    if number % 5 == 2 {
        touches.push(Touch::Bar(BarTouch::Large(true)));
    }
    touches.extend([Touch::Begin, Touch::Go(Place::Search)]);
    touches.extend("xyk".chars().map(Touch::Type));
    touches.push(Touch::Item(ItemCode::new("campus-card")));
    touches.push(Touch::Next);
    for touch in touches {
        visit.touch(touch);
        screen.pass(visit);
    }
    visit.pass(35);
    screen.pass(visit);
    visit.pass(30);
    screen.pass(visit);
}

#[test]
fn nothing_is_kept_over_many_visitors_and_no_pass_takes_long() {
    let visitors: usize = std::env::var("HALL_VISITORS").map_or(100, |count| count.parse().unwrap());
    let mut screen = Screen::new();
    let mut visit = Visit::open();
    for number in 0..WARM {
        play(&mut screen, &mut visit, number);
    }
    let (cold, before) = (std::mem::take(&mut screen.longest), resident());
    for number in 0..visitors {
        play(&mut screen, &mut visit, number);
    }
    assert!(!visit.state.holds_something(), "the last one is forgotten as well");
    let growth = resident().saturating_sub(before);
    println!(
        "{visitors} visitors, {} passes: longest {:.1} ms ({:.1} ms while fonts were new), memory {:.1} MB, grown by {:.2} MB",
        screen.passes,
        screen.longest.as_secs_f64() * 1000.0,
        cold.as_secs_f64() * 1000.0,
        resident() as f64 / 1e6,
        growth as f64 / 1e6,
    );
    assert!(cfg!(debug_assertions) || screen.longest <= PASS_MAX, "a pass took {:?}", screen.longest);
    assert!(growth <= GROWTH_MAX, "memory grew by {growth} bytes");
}
