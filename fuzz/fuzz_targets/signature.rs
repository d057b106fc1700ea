//! A header and a body, split at the first line end. Nothing that was not signed with
//! the secret is accepted; what was, is.
#![no_main]


use testkit::webhook;
use libfuzzer_sys::fuzz_target;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

const SECRET: &str = "an invented secret";

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (header, body) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let Ok(header) = std::str::from_utf8(header) else { return };
    let secrets = AppSecrets { current: SECRET, previous: None };
    let good = Signature::parse(&webhook::sign(SECRET, body)).expect("a header");
    assert!(good.verify(body, &secrets).is_some(), "what was signed is refused");
    let Some(signature) = Signature::parse(header) else {
        let plain = header.strip_prefix("sha256=").is_some_and(|hex| {
            hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        assert!(!plain, "a well-formed header was refused");
        return;
    };
    // Nobody guesses a tag of 256 bits.
    assert!(signature.verify(body, &secrets).is_none());
});
