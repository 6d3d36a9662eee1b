//! The shell: the window around a program. It drains the worker's events into the state, draws, hands the state's
//! actions to the worker, and sleeps until something happens or the state asks to be ticked.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hall_api::texts::Texts;

use crate::canvas::{self, Design};
use crate::fonts;
use crate::look::{Choice, Look};
use crate::memory;
use crate::monitor::{Desktop, DesktopError, Keeper};
use crate::theme::Theme;
use crate::touch::{self, Fingers};
use crate::worker::{Arrival, SpawnError, Worker};

/// Worker events taken in one pass at most.
const EVENTS_A_PASS_MAX: usize = 512;

/// A program: a pure state, and how it is drawn. Times are since the program began.
pub trait Program: 'static {
    /// What happens: the worker's news and the screen's touches.
    type Event: Send + 'static;
    /// What the worker shall do.
    type Action: Send + 'static;

    /// Takes an event in.
    fn on(&mut self, event: Self::Event, now: Duration) -> Vec<Self::Action>;

    /// Does what is due by time alone.
    fn tick(&mut self, now: Duration) -> Vec<Self::Action>;

    /// How long until `tick` has something to do or the picture changes by itself; none = nothing is pending.
    fn next_tick(&self, now: Duration) -> Option<Duration>;

    /// Somebody pressed somewhere, also beside the buttons.
    fn pressed(&mut self, now: Duration);

    /// Looks at what comes in before the screen does, takes out what is not meant for it, and tells what it means.
    fn typed(&mut self, _events: &mut Vec<egui::Event>, _now: Duration) -> Vec<Self::Event> {
        Vec::new()
    }

    /// The look to draw with.
    fn choice(&self) -> Choice;

    /// Draws, and tells what was touched. Decides nothing.
    fn draw(&self, ui: &mut egui::Ui, look: &Look, now: Duration) -> Vec<Self::Event>;
}

/// The window a program wants.
#[derive(Clone, Debug)]
pub struct WindowOptions {
    /// Title, also the name by which a window manager knows it.
    pub title: String,
    /// Place and size in pixels instead of the whole screen: x, y, width, height.
    pub place: Option<[u32; 4]>,
    /// The monitor to fill, from 0; the one the window manager chooses if none.
    pub monitor: Option<usize>,
    /// No pointer is drawn.
    pub hide_cursor: bool,
    /// Sizes the screens are laid out for.
    pub designs: &'static [Design],
}

/// Why the window ended other than by being closed.
#[derive(Debug, thiserror::Error)]
pub enum ShellError {
    /// The window system failed; a supervisor starts the program again.
    #[error("the window system failed: {reason}")]
    Window {
        /// What it says; its own error cannot leave the thread of the window.
        reason: String,
    },
    /// The worker ended by itself.
    #[error("the worker ended by itself")]
    WorkerGone,
}

/// Opens the window and stays until it closes.
///
/// # Errors
/// The window system or the worker failed.
pub fn run<P, S>(
    options: &WindowOptions,
    assets: (Arc<Theme>, Arc<Texts>),
    program: P,
    begun: Instant,
    start_worker: S,
) -> Result<(), ShellError>
where
    P: Program,
    S: FnOnce(&egui::Context) -> Result<Worker<P::Event, P::Action>, SpawnError>,
{
    memory::return_what_is_freed();
    let failed = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = Arc::clone(&failed);
    let options = options.clone();
    let native = native_options(&options);
    let title = options.title.clone();
    let create: eframe::AppCreator<'_> = Box::new(move |creation| {
        let ctx = &creation.egui_ctx;
        let look = Look::new(assets.0, assets.1, program.choice());
        prepare(ctx, &look);
        let worker = start_worker(ctx)?;
        let keeper = if options.place.is_none() { keeper(options.monitor) } else { None };
        Ok(Box::new(Shell {
            program,
            worker,
            look,
            options,
            keeper,
            fingers: Fingers::default(),
            begun,
            pressed: false,
            typed: Vec::new(),
            first_frame: true,
            failed,
        }))
    });
    eframe::run_native(&title, native, create)
        .map_err(|error| ShellError::Window { reason: error.to_string() })?;
    if seen.load(std::sync::atomic::Ordering::Relaxed) { Err(ShellError::WorkerGone) } else { Ok(()) }
}

/// Fonts, touch and the base style of a context; also for tests that draw without a window.
pub fn prepare(ctx: &egui::Context, look: &Look) {
    fonts::install(ctx, look.fonts());
    touch::configure(ctx);
    apply_style(ctx, look);
}

fn apply_style(ctx: &egui::Context, look: &Look) {
    let palette = look.palette().clone();
    let (body, motion) = (look.sizes().body, look.motion());
    ctx.all_styles_mut(move |style| {
        style.override_font_id = Some(fonts::font(body, false));
        style.animation_time = motion.as_secs_f32();
        style.interaction.selectable_labels = false;
        style.visuals.panel_fill = palette.surface;
        style.visuals.override_text_color = Some(palette.ink);
    });
}

fn native_options(options: &WindowOptions) -> eframe::NativeOptions {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title(&options.title)
        .with_app_id(&options.title)
        .with_decorations(false)
        .with_icon(egui::IconData::default());
    viewport = match (options.place, options.monitor) {
        (Some([x, y, width, height]), _) => viewport
            .with_position(egui::pos2(x as f32, y as f32))
            .with_inner_size(egui::vec2(width as f32, height as f32)),
        (None, Some(monitor)) => viewport.with_monitor(monitor),
        (None, None) => viewport.with_fullscreen(true),
    };
    eframe::NativeOptions {
        viewport,
        system_font_fallback: false,
        persist_window: false,
        dithering: false,
        ..eframe::NativeOptions::default()
    }
}

/// What keeps a window on its monitor; none under a window system that lets no program move its window.
fn keeper(monitor: Option<usize>) -> Option<(Desktop, Keeper)> {
    let desktop = Desktop::connect().inspect_err(|error| {
        tracing::warn!(error = error as &dyn Error, "the window is not kept on its monitor");
    });
    Some((desktop.ok()?, Keeper::new(monitor)))
}

/// Looks where a window is and puts it back if it is time; gives when to look again.
fn keep(
    desktop: &Desktop,
    keeper: &mut Keeper,
    window: u32,
    now: Duration,
) -> Result<Option<Duration>, DesktopError> {
    let monitors = desktop.monitors()?;
    let step = keeper.look(now, &monitors, desktop.window(window)?);
    if let Some(monitor) = step.put_back.and_then(|index| monitors.get(index)) {
        tracing::info!(monitor = monitor.name, "the window has left its monitor, putting it back");
        desktop.fill(window, monitor.area)?;
    }
    Ok(step.look_again)
}

struct Shell<P: Program> {
    program: P,
    worker: Worker<P::Event, P::Action>,
    look: Look,
    options: WindowOptions,
    /// None for a window with a place of its own, and where no window can be moved.
    keeper: Option<(Desktop, Keeper)>,
    fingers: Fingers,
    begun: Instant,
    pressed: bool,
    typed: Vec<P::Event>,
    first_frame: bool,
    failed: Arc<std::sync::atomic::AtomicBool>,
}

impl<P: Program> Shell<P> {
    fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    fn act(&self, actions: Vec<P::Action>) {
        for action in actions {
            self.worker.act(action);
        }
    }

    fn drain(&mut self, ctx: &egui::Context, now: Duration) {
        for _ in 0..EVENTS_A_PASS_MAX {
            match self.worker.next_event() {
                Arrival::Event(event) => {
                    let actions = self.program.on(event, now);
                    self.act(actions);
                }
                Arrival::Nothing => return,
                Arrival::WorkerGone => {
                    if !self.failed.swap(true, std::sync::atomic::Ordering::Relaxed) {
                        tracing::error!("the worker ended by itself, closing");
                    }
                    ctx.send_viewport_cmd(egui::ViewportCommand::Close);
                    return;
                }
            }
        }
        ctx.request_repaint();
    }

    /// Puts the window back when it no longer fills its monitor.
    fn keep_monitor(&mut self, ctx: &egui::Context, frame: &eframe::Frame, now: Duration) {
        let Some((desktop, keeper)) = &mut self.keeper else { return };
        let Some(window) = frame.winit_window().and_then(|window| u64::from(window.id()).try_into().ok())
        else {
            return;
        };
        match keep(desktop, keeper, window, now) {
            Ok(Some(after)) => ctx.request_repaint_after(after),
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "the window is not kept on its monitor any more"
                );
                self.keeper = None;
            }
        }
    }

    fn follow_choice(&mut self, ctx: &egui::Context) {
        let choice = self.program.choice();
        if choice != self.look.choice() {
            self.look = self.look.with(choice);
            apply_style(ctx, &self.look);
        }
    }
}

impl<P: Program> eframe::App for Shell<P> {
    fn raw_input_hook(&mut self, ctx: &egui::Context, raw_input: &mut egui::RawInput) {
        canvas::fit(ctx, raw_input, self.options.designs);
        self.pressed |= touch::pressed(&raw_input.events);
        raw_input.events = self.fingers.lead(std::mem::take(&mut raw_input.events));
        let now = self.now();
        self.typed.extend(self.program.typed(&mut raw_input.events, now));
    }

    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        let now = self.now();
        self.keep_monitor(ctx, frame, now);
        if std::mem::take(&mut self.pressed) {
            self.program.pressed(now);
        }
        self.drain(ctx, now);
        for event in std::mem::take(&mut self.typed) {
            let actions = self.program.on(event, now);
            self.act(actions);
        }
        let actions = self.program.tick(now);
        self.act(actions);
        self.follow_choice(ctx);
        if let Some(next) = self.program.next_tick(now) {
            ctx.request_repaint_after(next);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let now = self.now();
        let events = self.program.draw(ui, &self.look, now);
        if !events.is_empty() {
            for event in events {
                let actions = self.program.on(event, now);
                self.act(actions);
            }
            // Once more, to show what the touch did.
            ui.ctx().request_repaint();
        }
        if self.options.hide_cursor {
            ui.ctx().set_cursor_icon(egui::CursorIcon::None);
        }
        if std::mem::take(&mut self.first_frame) {
            tracing::info!(ms = self.now().as_millis() as u64, "first frame");
        }
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.look.palette().surface.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.worker.stop();
    }
}
