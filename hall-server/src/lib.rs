//! The site's server as a library: engine, event log, records, API, pages. The binary is its command line.

pub mod api;
pub mod app;
pub mod auth;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk_keys;
pub mod devices;
pub mod doctor;
pub mod engine;
pub mod feed;
pub mod heads;
pub mod openapi;
pub mod pages;
pub mod paper;
pub mod people;
pub mod phone_code;
pub mod problem;
pub mod public;
pub mod serve;
pub mod site_secret;
pub mod statistics;
pub mod store;
pub mod verify;
pub mod views;
