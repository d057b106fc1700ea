//! How good the guard is: `npm run guard:report`. It makes every harmless acknowledgment
//! that the parts of `tests/fixtures/guard_parts.tsv` can make, and says how many are
//! refused, and whether each text that breaks a rule is caught by that rule.

use std::collections::BTreeMap;
use std::path::Path;

use testkit::acknowledgments::{MESSAGE, harmless, seeded};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/guard_parts.tsv");
    let parts = std::fs::read_to_string(file)?;
    println!("harmless acknowledgments that are refused:");
    for language in Language::ALL {
        let texts = harmless(&parts, language.tag());
        let mut rules = BTreeMap::<&str, usize>::new();
        let refused = texts.iter().filter(|text| {
            let violations = guard::check(MESSAGE, text, Some(language));
            violations.iter().for_each(|v| *rules.entry(v.rule.code()).or_default() += 1);
            !violations.is_empty()
        });
        let refused = refused.count();
        let share = 100.0 * refused as f64 / texts.len() as f64;
        println!("  {}  {refused:4} of {:4}  {share:4.1} %  {rules:?}", language.tag(), texts.len());
    }
    println!("\nviolations that are caught by their rule:");
    let mut by_rule = BTreeMap::<String, (usize, usize)>::new();
    for (language, rule, text) in seeded(&parts) {
        let caught = guard::check(MESSAGE, &text, Language::parse(&language)).iter().any(|v| v.rule.code() == rule);
        let (hits, all) = by_rule.entry(rule.clone()).or_default();
        *hits += usize::from(caught);
        *all += 1;
        if !caught {
            println!("  missed: {language} {rule}: {text}");
        }
    }
    for (rule, (hits, all)) in by_rule {
        println!("  {rule:18} {hits:3} of {all:3}");
    }
    Ok(())
}
