//! A verb and a body, split at the first line end: read or refused, never broken; what
//! is read can be sent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whatsapp_order_ack::review::decide::{Action, Decision, LONGEST_TEXT};

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (verb, body) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let Ok(verb) = std::str::from_utf8(verb) else { return };
    match Decision::from_json(verb, body) {
        Ok(Decision { action: Action::Edit { text }, .. }) => {
            assert!(!text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT);
        }
        Ok(Decision { action: Action::Reject { note: Some(note), .. }, .. }) => {
            assert!(note.chars().count() <= 2_000);
        }
        Ok(_) => {}
        Err(why) => assert!(!why.is_empty()),
    }
});
