//! The guard's floor: harmless acknowledgments pass, seeded violations do not.
//! `npm run guard:report` says which.

use testkit::acknowledgments::{MESSAGE, Sample, harmless, samples, seeded};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

fn about(language: &str) -> guard::Context<'static> {
    guard::Context { message: MESSAGE, language: Language::parse(language), ..guard::Context::default() }
}

const PARTS: &str = include_str!("fixtures/guard_parts.tsv");
const DRAFTS: &str = include_str!("fixtures/guard_drafts.tsv");

#[test]
fn at_most_one_harmless_acknowledgment_in_a_hundred_is_refused() {
    for language in Language::ALL {
        let texts = harmless(PARTS, language.tag());
        assert!(texts.len() >= 500, "{} of {}", texts.len(), language.tag());
        let refused: Vec<_> =
            texts.iter().filter(|text| !guard::check(&about(language.tag()), text).is_empty()).collect();
        assert!(refused.len() * 100 <= texts.len(), "{}: {}", language.tag(), refused.len());
    }
}

#[test]
fn each_seeded_violation_is_caught_by_its_rule() {
    for (language, rule, text) in seeded(PARTS) {
        let found = guard::check(&about(&language), &text);
        assert!(found.iter().any(|v| v.rule.code() == rule), "{language} {rule}: {text}: {found:?}");
    }
}

/// The drafts of a kind, and those of them that the guard judges wrongly.
fn drafts(kind: &str) -> (usize, Vec<String>) {
    let refused = |sample: &Sample| {
        let language = Language::parse(&sample.language);
        !guard::check(&guard::Context { message: &sample.message, language, ..Default::default() }, &sample.draft)
            .is_empty()
    };
    let of_kind: Vec<Sample> = samples(DRAFTS).into_iter().filter(|sample| sample.kind == kind).collect();
    let wrong = of_kind.iter().filter(|sample| refused(sample) == (kind == "harmless"));
    (of_kind.len(), wrong.map(|sample| sample.draft.clone()).collect())
}

#[test]
fn every_invented_violation_and_every_trick_with_characters_is_caught() {
    for (kind, least) in [("violation", 200), ("trick", 40)] {
        let (all, missed) = drafts(kind);
        assert!(all >= least, "{kind}: {all}");
        assert!(missed.is_empty(), "{kind}: {missed:#?}");
    }
}

#[test]
fn at_most_one_invented_acknowledgment_in_twenty_is_refused() {
    let (all, refused) = drafts("harmless");
    assert!(all >= 120 && refused.len() * 20 <= all, "{} of {all}: {refused:#?}", refused.len());
}
