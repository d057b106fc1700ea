//! What the tests, the examples and the fuzz targets share.

pub mod acknowledgments;
pub mod curve;
pub mod database;
pub mod figures;
pub mod forms;
pub mod golden_files;
pub mod listeners;
pub mod meta_simulator;
pub mod order_lines;
pub mod recording;
pub mod requests;
pub mod rng;
pub mod schema;
pub mod webhook;

/// The top of the project.
pub const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
