//! Any body is read without an error, to something, and the same twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whatsapp_order_ack::webhook::payload::{Item, TEXT_LIMIT, parse};

fuzz_target!(|body: &[u8]| {
    let items = parse(body);
    assert!(!items.is_empty(), "a body came to nothing");
    assert_eq!(format!("{items:?}"), format!("{:?}", parse(body)));
    for item in items {
        match item {
            Item::Message(message) => {
                assert!(!message.id.as_str().is_empty());
                assert!(message.text.as_deref().is_none_or(|text| text.chars().count() <= TEXT_LIMIT));
            }
            Item::Status(status) => assert!(!status.id.as_str().is_empty()),
            Item::Echo(echo) => assert!(echo.recipient().is_some()),
            Item::Account(notice) => assert!(notice.event.len() <= 64),
            Item::Odd(why) => assert!(why.code().len() <= 80),
        }
    }
});
