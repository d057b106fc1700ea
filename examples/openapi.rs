//! Writes the API's description: `npm run openapi`, after an operation or a type of the API changed.

use std::process::ExitCode;
use whatsapp_order_ack::app::openapi::document;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/openapi.json");

fn main() -> ExitCode {
    match document().and_then(|text| std::fs::write(FILE, text).map_err(|error| format!("{FILE}: {error}"))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}
