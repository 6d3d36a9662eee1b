//! Estimated waits judged over 50 simulated days of different load and staffing.
//!
//! Each visitor's estimate is the one given with the ticket; the truth is the time from the ticket to the first call.
//! Whoever is never called (gave up, or the day ended) has no truth and is not counted. Services take what they take:
//! the catalogue's figures are wrong by item, clerks differ, no two visits are alike, visitors walk, miss their call,
//! go away for something and come back, and windows open late, take breaks and close early. The estimate knows
//! nothing of that but what the log has taught it.
//!
//! Ten halls live five days each, from their first on, so that a hall without experience counts as well. It is all
//! from seeds: the figures are the same on every machine. `docs/benchmarks.md` holds the table it prints.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../simulation/catalogue.rs"]
#[expect(dead_code, reason = "the simulation's catalogue, of which one day needs less")]
mod catalogue;
mod day;
mod judge;
mod people;
#[path = "../simulation/rng.rs"]
#[expect(dead_code, reason = "the simulation's chance, of which people need less")]
mod rng;
#[path = "../common/small_hall.rs"]
mod small_hall;

use day::{Load, Played};
use judge::Judge;

const HALLS: u64 = 10;

#[test]
fn estimates_keep_their_bounds_over_fifty_days() {
    let mut all = Judge::default();
    let mut by_load =
        [Load::Quiet, Load::Usual, Load::Busy, Load::Overrun].map(|load| (load, Judge::default()));
    let mut by_day = [(); 5].map(|()| Judge::default());
    for seed in 0..HALLS {
        let mut hall = Played::new(seed);
        for (nth, of_day) in by_day.iter_mut().enumerate() {
            let (load, told) = hall.play_day(nth as i32);
            all.take(&told);
            of_day.take(&told);
            by_load.iter_mut().find(|(other, _)| *other == load).expect("a load").1.take(&told);
        }
    }
    let mut table = judge::HEAD.to_owned();
    table += &all.row("all 50 days");
    for (load, judge) in &by_load {
        table += &judge.row(&format!("{load:?} days").to_lowercase());
    }
    table += &by_day[0].row("first day of a hall");
    table += &by_day[4].row("fifth day of a hall");
    eprintln!("{table}");
    all.keeps_its_bounds();
    let written =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/benchmarks.md")).unwrap();
    assert!(written.contains(&table), "docs/benchmarks.md has another table:\n{table}");
}
