//! What the tests of the whole hall share: the stage that runs one, simulators, load and fault tools, measurements.

pub mod demo;
pub mod load;
pub mod measure;
pub mod network;
pub mod receipt_sim;
pub mod stage;
pub mod university;
