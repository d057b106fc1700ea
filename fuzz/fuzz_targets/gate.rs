//! Any text gets a verdict, the same twice, whose evidence stands where it says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use whatsapp_order_ack::gate::{KnownProducts, GateProduct, judge};

static KNOWN: LazyLock<KnownProducts> = LazyLock::new(|| {
    let product = |reference: &str, name: &str, aliases: &str| GateProduct {
        reference: reference.into(),
        name: name.into(),
        aliases: aliases.into(),
    };
    KnownProducts::from_products(&[
        product("HT1", "Harissa traditionnelle", "harissa|piment"),
        product("R25", "Riz long 25 kg", "riz"),
        product("É-7", "Épinards hachés", ""),
    ])
});

fuzz_target!(|text: &str| {
    let verdict = judge(text, None, &KNOWN);
    for evidence in verdict.evidence() {
        let chars: Vec<char> = text.chars().collect();
        assert!(evidence.start <= evidence.end && evidence.end <= chars.len(), "{evidence:?}");
        let there: String = chars[evidence.start..evidence.end].iter().collect();
        assert_eq!(there, evidence.text);
    }
    assert_eq!(format!("{verdict:?}"), format!("{:?}", judge(text, None, &KNOWN)));
});
