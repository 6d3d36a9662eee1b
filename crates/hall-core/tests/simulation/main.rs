//! Whole days of a whole hall, from a seed: 30 windows, 270 items, 3,000 tickets a day, clerks who err, double taps,
//! no-shows, jumping clocks, rollovers, new catalogues at midday. Every invariant is checked after every step.
//!
//! A failure says its seed and step; `HALL_SIM_SEED=… cargo test -p hall-core --test simulation given` plays it again.
//! `HALL_SIM_DAYS` and `HALL_SIM_VISITORS` change the size.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod catalogue;
mod days;
mod referee;
mod rng;
mod site;
#[path = "../common/small_hall.rs"]
mod small_hall;

use days::{Days, Plan, kinds_of_events};

/// Says which seed and step failed.
struct Told<'a> {
    seed: u64,
    days: &'a mut Days,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let steps = self.days.site.steps;
            eprintln!("failed at step {steps}; play it again with HALL_SIM_SEED={}", self.seed);
        }
    }
}

fn given<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|text| text.parse().ok().unwrap_or_else(|| panic!("{name}={text}")))
}

/// Plays the days of a seed; they are worth something only if everything happens in them.
fn play(seed: u64) {
    let plan = Plan {
        days: given("HALL_SIM_DAYS").unwrap_or(2),
        visitors_a_day: given("HALL_SIM_VISITORS").unwrap_or(3_500),
    };
    let mut days = Days::new(seed, plan);
    Told { seed, days: &mut days }.days.run();
    let happened = &days.site.seen;
    eprintln!("seed {seed}: {} steps, {happened:?}", days.site.steps);
    let missing: Vec<String> =
        kinds_of_events().into_iter().filter(|kind| !happened.contains_key(kind)).collect();
    assert_eq!(missing, [""; 0], "never happened with seed {seed}");
}

#[test]
fn the_days_of_one_seed_keep_every_invariant() {
    play(1);
}

#[test]
fn the_days_of_another_seed_keep_every_invariant() {
    play(20_260_907);
}

#[test]
fn the_days_of_a_third_seed_keep_every_invariant() {
    play(0x4841_4c4c);
}

/// The days of `HALL_SIM_SEED`, if it is given.
#[test]
fn the_days_of_the_given_seed_keep_every_invariant() {
    if let Some(seed) = given("HALL_SIM_SEED") {
        play(seed);
    }
}
