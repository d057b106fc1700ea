//! The guard's floor: harmless acknowledgments pass, seeded violations do not.
//! `npm run guard:report` says which.

use testkit::acknowledgments::{MESSAGE, harmless, seeded};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

const PARTS: &str = include_str!("fixtures/guard_parts.tsv");

#[test]
fn at_most_one_harmless_acknowledgment_in_a_hundred_is_refused() {
    for language in Language::ALL {
        let texts = harmless(PARTS, language.tag());
        assert!(texts.len() >= 500, "{} of {}", texts.len(), language.tag());
        let refused: Vec<_> =
            texts.iter().filter(|text| !guard::check(MESSAGE, text, Some(language)).is_empty()).collect();
        assert!(refused.len() * 100 <= texts.len(), "{}: {}", language.tag(), refused.len());
    }
}

#[test]
fn each_seeded_violation_is_caught_by_its_rule() {
    for (language, rule, text) in seeded(PARTS) {
        let found = guard::check(MESSAGE, &text, Language::parse(&language));
        assert!(found.iter().any(|v| v.rule.code() == rule), "{language} {rule}: {text}: {found:?}");
    }
}
