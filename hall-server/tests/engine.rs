//! The engine on a real database in a temporary folder: what is acknowledged is kept, whatever happens.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as the test does")]

#[path = "engine/clock.rs"]
mod clock;
#[path = "engine/evaluations.rs"]
mod evaluations;
#[path = "engine/faults.rs"]
mod faults;
#[path = "engine/feed.rs"]
mod feed;
#[path = "engine/golden.rs"]
mod golden;
#[path = "engine/heads.rs"]
mod heads;
#[path = "engine/log.rs"]
mod log;
#[path = "engine/paper.rs"]
mod paper;
#[path = "engine/records.rs"]
mod records;
#[path = "engine/stage.rs"]
mod stage;
#[path = "engine/statistics.rs"]
mod statistics;
#[path = "engine/watcher.rs"]
mod watcher;
