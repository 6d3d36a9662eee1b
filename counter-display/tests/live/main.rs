//! The real program on a virtual screen (Xvfb), fed by a small server in this process: what is seen, what is heard,
//! how soon a cut is told, and that an idle screen costs nothing.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod hall;
mod heard;
mod stage;

use std::time::{Duration, Instant};

use hall::FakeHall;
use stage::{Colour, Display, Stage};

/// Tokens of `assets/theme.toml`: a called number, a warning's text.
const CALLED: Colour = [0xFF, 0xD4, 0x3B];
const WARNING: Colour = [0xFF, 0xCF, 0x87];
const INK: Colour = [0xEA, 0xF1, 0xFB];
/// The same on the light ground of a pad.
const PAD_CALLED: Colour = [0x08, 0x3A, 0x75];
const PAD_WARNING: Colour = [0x8A, 0x46, 0x00];

const STRIP: [u32; 4] = [0, 0, 1920, 540];
const WHOLE: [u32; 4] = [0, 0, 1920, 1080];
const PAD: [u32; 4] = [0, 0, 1280, 800];

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

#[test]
fn a_call_is_shown_and_spoken_and_a_cut_takes_it_off() {
    let runtime = runtime();
    let hall = runtime.block_on(FakeHall::start());
    let stage = Stage::new("window");
    let folder = tempfile::tempdir().unwrap();
    let display = Display::start(&stage, &hall.address(), &["--window", "3"], STRIP, Some(folder.path()));
    stage.wait_for("the state of the window", |screen| screen.count(INK) > 5_000);
    stage.keep("1-free");

    hall.window(|window| window.call = Some(hall::call(1, 'A', 3, 3)));
    stage.wait_for("the number called", |screen| screen.count(CALLED) > 20_000);
    stage::wait_until("the WAV of the call", || folder.path().join("001-A003-window-3.wav").exists());
    stage.wait_for("the end of the flash", |screen| screen.count(CALLED) > 20_000);
    display.wait_idle();
    stage.keep("2-called");

    hall.window(|window| window.call.as_mut().unwrap().serving = true);
    stage.wait_for("the number served", |screen| screen.count(CALLED) == 0 && screen.count(INK) > 20_000);
    stage.keep("3-serving");

    let cut = Instant::now();
    runtime.shutdown_background();
    let told = stage.wait_for("the word that the connection is lost", |screen| screen.count(WARNING) > 3_000);
    let untold = told.map_or(Duration::ZERO, |last_without| last_without.duration_since(cut));
    assert!(untold < Duration::from_millis(2_600), "not told {untold:?} after the cut");
    stage.keep("4-lost");
}

#[test]
fn a_pad_shows_its_window_costs_nothing_and_tells_a_cut() {
    let runtime = runtime();
    let hall = runtime.block_on(FakeHall::start());
    hall.window(|window| window.call = Some(hall::call(1, 'A', 3, 3)));
    let stage = Stage::new("pad");
    let display = Display::start(&stage, &hall.address(), &["--pad", "3"], PAD, None);
    stage.wait_for("the number called", |screen| screen.count(PAD_CALLED) > 10_000);
    display.wait_idle();
    stage.keep("1-called");
    let cut = Instant::now();
    runtime.shutdown_background();
    let told = stage.wait_for("the word that the connection is lost", |screen| {
        // The words on the switches have the colour of the number.
        screen.count(PAD_WARNING) > 3_000 && screen.count(PAD_CALLED) < 8_000
    });
    let untold = told.map_or(Duration::ZERO, |last_without| last_without.duration_since(cut));
    assert!(untold < Duration::from_millis(2_600), "not told {untold:?} after the cut");
    stage.keep("2-lost");
}

#[test]
fn every_screen_is_drawn_and_an_idle_one_costs_nothing() {
    let runtime = runtime();
    let hall = runtime.block_on(FakeHall::start());
    hall.window(|window| window.call = Some(hall::call(1, 'A', 3, 3)));
    for (name, arguments, place, colour) in [
        ("strip", &["--window", "3"][..], STRIP, CALLED),
        ("whole", &["--window", "3"], WHOLE, CALLED),
        ("board", &["--board"], WHOLE, CALLED),
    ] {
        let stage = Stage::new(name);
        let display = Display::start(&stage, &hall.address(), arguments, place, None);
        stage.wait_for(name, |screen| screen.count(colour) > 10_000);
        stage.keep("called");
        display.wait_idle();
    }
    let stage = Stage::new("states");
    let _display = Display::start(&stage, &hall.address(), &["--window", "3"], WHOLE, None);
    stage.wait_for("the number", |screen| screen.count(CALLED) > 10_000);
    for (name, state) in hall::modes() {
        hall.window(|window| (window.call, window.state) = (None, state));
        stage.wait_for(name, |screen| screen.count(CALLED) == 0);
        stage.wait_still();
        stage.keep(name);
    }
}

#[test]
fn a_server_that_is_away_or_refuses_is_told() {
    let runtime = runtime();
    let hall = runtime.block_on(FakeHall::start());
    let address = hall.address();
    hall.refuse();
    let stage = Stage::new("refused");
    let display = Display::start(&stage, &address, &["--board"], WHOLE, None);
    stage.wait_for("the refusal", |screen| screen.count(WARNING) > 3_000);
    stage.keep("board");
    drop((display, hall, runtime));
    let _display = Display::start(&stage, &address, &["--window", "3"], STRIP, None);
    stage.wait_for("the word that nobody is there", |screen| screen.count(WARNING) > 3_000);
    stage.keep("nobody");
}

#[test]
fn mistakes_on_the_command_line_and_in_the_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("display.toml");
    let run = |text: &str, arguments: &[&str]| {
        std::fs::write(&config, text).unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_counter-display"))
            .arg("--config")
            .arg(&config)
            .args(arguments)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let good = "[server]\naddress = \"http://127.0.0.1:1\"\ntoken_file = \"t\"\n";
    for (text, arguments, expected) in [
        (good, &[][..], "--window"),
        (good, &["--board", "--lines", "A,1"], "the letter of a line is needed"),
        (good, &["--window", "3", "--lines", "A"], "cannot be used with"),
        (good, &["voice", "check"], "<FOLDER>"),
        (good, &["--window", "3", "--board"], "cannot be used with"),
        (good, &["--window", "x"], "invalid value"),
        ("[server]\naddress = \"x\"\ntoken_file = \"t\"\n", &["--board"], "`server.address`"),
        ("[servers]\n", &["--board"], "is not a configuration"),
        (good, &["--board"], "--enrol CODE"),
        (good, &["--enrol", "ABC"], "the code was not accepted"),
    ] {
        let said = run(text, arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    }
}
