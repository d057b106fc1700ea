//! End to end: the built Wasm in real workerd with real D1, Meta's stand-in beside
//! it. The simulator (`tests/sim/`) proves the logic; these prove the joints.
//!
//! `npm test` builds the Wasm first. Alone: `npm run build && cargo test --test e2e`.

mod access;
mod addresses;
mod assistant;
mod bodies;
mod connection;
mod contract;
mod crm;
mod desk;
mod drafting;
mod endurance;
mod erasure;
mod goldens;
mod hostile_model;
mod ledger_proof;
mod limits;
mod lost_alarms;
mod numbers_pass_on;
mod obeying_model;
mod openapi;
mod phone;
mod rules;
mod sending;
mod signature;
mod stage;
mod told;
mod tongues;
mod transport;
