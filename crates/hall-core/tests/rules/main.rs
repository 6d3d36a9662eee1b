//! The rules of the hall, a test a sentence: the comment of a test is the sentence, its rows the example.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod capacity;
mod clock;
mod closing;
mod configuration;
mod credit;
mod desk;
mod give;
mod hours;
mod identity;
mod late;
mod life;
mod next;
mod no_show;
mod numbers;
mod park;
mod refusals;
mod script;
#[path = "../common/small_hall.rs"]
mod small_hall;
mod takeover;
mod today;
mod transfer;
mod wait;
