//! Everything that is tested over the whole hall, one program; pictures of the screens are the other, `gallery`.

#![allow(clippy::unwrap_used, reason = "helpers of tests may unwrap as tests do")]

mod bad_networks;
mod base_data;
mod certificate_values;
mod certificates;
mod crash;
mod demo;
mod dependencies;
mod https;
mod journeys;
mod kiosk_visit;
mod monitors;
mod office_printer;
mod paper;
mod receipt_printer;
mod texts;
