//! End to end: the built Wasm in real workerd with real D1, Meta's stand-in beside
//! it. The simulator (`tests/sim.rs`) proves the logic; these prove the joints.
//!
//! `npm test` builds the Wasm first. Alone: `npm run build && cargo test --test e2e`.

#[path = "../examples/meta_simulator/server.rs"]
#[allow(dead_code, reason = "shared with the simulator's own program")]
mod server;
#[path = "../examples/meta_simulator/webhook.rs"]
#[allow(dead_code, reason = "shared with the simulator's own program")]
mod webhook;

#[path = "e2e/access.rs"]
mod access;
#[path = "e2e/bodies.rs"]
mod bodies;
#[path = "e2e/contract.rs"]
mod contract;
#[path = "e2e/crm.rs"]
mod crm;
#[path = "e2e/desk.rs"]
mod desk;
#[path = "e2e/drafting.rs"]
mod drafting;
#[path = "e2e/endurance.rs"]
mod endurance;
#[path = "e2e/erasure.rs"]
mod erasure;
#[path = "e2e/goldens.rs"]
mod goldens;
#[path = "e2e/hostile_model.rs"]
mod hostile_model;
#[path = "e2e/ledger_proof.rs"]
mod ledger_proof;
#[path = "e2e/limits.rs"]
mod limits;
#[path = "e2e/numbers_pass_on.rs"]
mod numbers_pass_on;
#[path = "e2e/openapi.rs"]
mod openapi;
#[path = "sim/rng.rs"]
#[allow(dead_code, reason = "shared with the simulator")]
mod rng;
#[path = "e2e/rules.rs"]
mod rules;
#[path = "e2e/sending.rs"]
mod sending;
#[path = "e2e/signature.rs"]
mod signature;
#[path = "e2e/stage.rs"]
mod stage;
#[path = "e2e/transport.rs"]
mod transport;
