//! How good the guard is, per set, language and kind, beside the figures of last time, and the
//! worst misses of each set: `npm run guard:report [-- --save] [-- --kept] [-- --misses N]`.
//!
//! It reads the harmless acknowledgments that the parts of `tests/fixtures/guard_parts.tsv`
//! make, the invented drafts of `tests/fixtures/guard_drafts.tsv` and, where it lies beside
//! this repository, `../shared/corpora/guard-dev.jsonl`: drafts that nobody here wrote.
//! A quarter of each is kept aside: its figures stand in rows of their own, and its misses are
//! printed only with `--kept`. `--save` stores the figures for the next time.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use testkit::acknowledgments::{MESSAGE, Sample, harmless, samples, seeded};
use testkit::figures::{Asked, Misses, is_kept_aside, share};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

/// A row of the corpus.
#[derive(Deserialize)]
struct Row {
    message: String,
    draft: String,
    language: String,
    kind: String,
    in_rules: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked = Asked::of(std::env::args().skip(1))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stored = root.join("tests/fixtures/guard_figures.json");
    let before: Value = std::fs::read_to_string(&stored).map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
    let (mut figures, mut misses) = (BTreeMap::<String, [usize; 2]>::new(), Misses::default());
    for (set, sample) in all(root)? {
        let language = Language::parse(&sample.language);
        let context = guard::Context { message: &sample.message, language, ..guard::Context::default() };
        let violations = guard::check(&context, &sample.draft);
        let refused = !violations.is_empty();
        let part = if is_kept_aside(&sample.draft) { "kept ¼" } else { "dev ¾" };
        let row = format!("{:10} {set}", sample.kind);
        for row in [format!("{row}, {}", sample.language), format!("{row}, {part}"), row] {
            let [caught, of] = figures.entry(row).or_default();
            (*caught, *of) = (*caught + usize::from(refused), *of + 1);
        }
        let harmless = sample.kind == "harmless";
        if refused == harmless {
            let why: Vec<_> = violations.iter().map(|v| format!("{}: {}", v.rule.code(), v.text)).collect();
            let what = format!("{:10} {} ({})", sample.kind, sample.language, why.join(", "));
            misses.add(set, !harmless, what, &sample.draft);
        }
    }
    println!("{:36} refused", "");
    for (row, [caught, of]) in &figures {
        let was = before.get(row).and_then(Value::as_array).map(|numbers| {
            let number = |at: usize| numbers.get(at).and_then(Value::as_f64).unwrap_or(0.0);
            format!("   was {:5.1} %", 100.0 * number(0) / number(1).max(1.0))
        });
        println!("{row:36} {caught:5} of {of:5} {}{}", share(*caught, *of), was.unwrap_or_default());
    }
    misses.print(&asked);
    if asked.save {
        let rows: BTreeMap<_, _> = figures.iter().map(|(row, figures)| (row, json!(figures))).collect();
        std::fs::write(&stored, format!("{}\n", serde_json::to_string_pretty(&rows)?))?;
    }
    Ok(())
}

/// All samples, each with its set.
fn all(root: &Path) -> Result<Vec<(&'static str, Sample)>, Box<dyn std::error::Error>> {
    let read = |name: &str| std::fs::read_to_string(root.join("tests/fixtures").join(name));
    let (parts, drafts) = (read("guard_parts.tsv")?, read("guard_drafts.tsv")?);
    let mut all: Vec<(&str, Sample)> = samples(&drafts).into_iter().map(|sample| ("invented", sample)).collect();
    let made = |kind: &str, language: &str, draft: String| {
        ("parts", Sample { kind: kind.into(), language: language.into(), message: MESSAGE.into(), draft })
    };
    for language in Language::ALL.map(Language::tag) {
        all.extend(harmless(&parts, language).into_iter().map(|draft| made("harmless", language, draft)));
    }
    all.extend(seeded(&parts).into_iter().map(|(language, _, draft)| made("violation", &language, draft)));
    let corpus = root.join("../shared/corpora/guard-dev.jsonl");
    if !corpus.exists() {
        println!("left out: there is no corpus at {}", corpus.display());
        return Ok(all);
    }
    for line in std::fs::read_to_string(corpus)?.lines().filter(|line| !line.is_empty()) {
        let Row { message, draft, language, kind, in_rules } = serde_json::from_str(line)?;
        let kind = match (kind.as_str(), in_rules) {
            ("good", _) => "harmless",
            (_, true) => "violation",
            (_, false) => "trick",
        };
        all.push(("found", Sample { kind: kind.into(), language, message, draft }));
    }
    Ok(all)
}
