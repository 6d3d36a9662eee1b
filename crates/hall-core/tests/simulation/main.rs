//! Whole days of a whole hall, from a seed: 30 windows, 270 items, 3,000 tickets a day, clerks who err, double taps,
//! no-shows, jumping clocks, rollovers, new catalogues at midday.
//!
//! After every step that changes anything the whole hall is compared with a shadow that lives from the written log
//! alone (`replay(log) == state`), and every ticket, window and line of it with a referee that knows the rules by
//! itself; a command that was accepted before is asked again. At the end of each day the log is replayed from its
//! beginning, and every command still remembered is asked again.
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

use std::collections::BTreeMap;

use days::{Days, Plan, kinds_of_events};

/// As many as come on the busiest day; some find their line closed or full, 3,000 tickets are taken.
const CROWD: Plan = Plan { days: 2, visitors_a_day: 3_800 };

/// Says which seed and step failed.
struct Told<'a> {
    seed: u64,
    plan: Plan,
    days: &'a mut Days,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Plan { days, visitors_a_day } = self.plan;
            eprintln!(
                "failed at step {}; play it again with HALL_SIM_SEED={} HALL_SIM_DAYS={days} \
                 HALL_SIM_VISITORS={visitors_a_day}",
                self.days.site.steps, self.seed
            );
        }
    }
}

fn given<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|text| text.parse().ok().unwrap_or_else(|| panic!("{name}={text}")))
}

/// Plays the days of a seed; what happened in them, and how often.
fn play(seed: u64, plan: Plan) -> BTreeMap<String, u64> {
    let plan = Plan {
        days: given("HALL_SIM_DAYS").unwrap_or(plan.days),
        visitors_a_day: given("HALL_SIM_VISITORS").unwrap_or(plan.visitors_a_day),
    };
    let mut days = Days::new(seed, plan);
    Told { seed, plan, days: &mut days }.days.run();
    let site = &days.site;
    let tickets = site.seen.get("ticket_taken").copied().unwrap_or_default();
    eprintln!(
        "seed {seed}: {} days, {tickets} tickets, {} steps, everything compared {} times; {:?}",
        plan.days, site.steps, site.checks, site.seen
    );
    days.site.seen
}

/// Days are worth something only if everything happens in them.
fn everything_happened(seen: &BTreeMap<String, u64>) {
    let missing: Vec<String> =
        kinds_of_events().into_iter().filter(|kind| !seen.contains_key(kind)).collect();
    assert_eq!(missing, [""; 0], "never happened");
}

#[test]
fn whole_days_of_3_000_tickets_keep_every_invariant() {
    everything_happened(&play(1, CROWD));
}

#[test]
fn another_day_of_3_000_tickets_keeps_every_invariant() {
    everything_happened(&play(20_260_907, Plan { days: 1, ..CROWD }));
}

/// Idle windows, lines that run empty and many nights, where the days above have crowds.
#[test]
fn quiet_days_of_many_seeds_keep_every_invariant() {
    let mut seen = BTreeMap::new();
    for seed in 100..104 {
        for (kind, times) in play(seed, Plan { days: 4, visitors_a_day: 400 }) {
            *seen.entry(kind).or_default() += times;
        }
    }
    everything_happened(&seen);
}

/// The days of `HALL_SIM_SEED`, if it is given.
#[test]
fn the_days_of_the_given_seed_keep_every_invariant() {
    if let Some(seed) = given("HALL_SIM_SEED") {
        play(seed, CROWD);
    }
}
