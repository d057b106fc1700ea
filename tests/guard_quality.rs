//! The guard's floor: harmless acknowledgments pass, seeded violations do not.
//! `npm run guard:report` says which.

use serde_json::Value;
use std::path::Path;
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
    for language in Language::ALL.into_iter().filter(|language| guard::has_vocabulary(*language)) {
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

#[test]
#[ignore = "needs the labelled drafts beside the checkout; npm test runs it where they are"]
fn drafts_that_nobody_here_wrote_are_told_apart() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/guard-dev.jsonl");
    let text = std::fs::read_to_string(&file).expect("the labelled drafts");
    let (mut caught, mut missed, mut passed, mut refused) = (0, 0, 0, 0);
    for line in text.lines().filter(|line| !line.is_empty()) {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        let language = Language::parse(text("language"));
        let context = guard::Context { message: text("message"), language, ..Default::default() };
        let clean = guard::check(&context, text("draft")).is_empty();
        assert!(!clean || row["in_rules"] == true, "a trick passed");
        match (row["kind"] == "good", clean) {
            (true, true) => passed += 1,
            (true, false) => refused += 1,
            (false, true) => missed += 1,
            (false, false) => caught += 1,
        }
    }
    assert!(caught * 100 >= 97 * (caught + missed), "{missed} of {} violations pass", caught + missed);
    assert!(refused * 100 <= 12 * (passed + refused), "{refused} of {} acknowledgments are refused", passed + refused);
}
