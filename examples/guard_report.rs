//! How good the guard is, per set, language and kind, beside the figures of last time:
//! `npm run guard:report [-- --save] [-- --misses N]`.
//!
//! It reads the harmless acknowledgments that the parts of `tests/fixtures/guard_parts.tsv`
//! make, the invented drafts of `tests/fixtures/guard_drafts.tsv` and, where it lies beside
//! this repository, `../shared/corpora/guard-dev.jsonl`: drafts that nobody here wrote.
//! `--save` stores the figures for the next time. An interval holds the true share with 95 %
//! (Wilson).

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use testkit::acknowledgments::{MESSAGE, Sample, harmless, samples, seeded};
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
    let args: Vec<String> = std::env::args().skip(1).collect();
    let shown = match args.iter().position(|arg| arg == "--misses").map(|at| args.get(at + 1)) {
        None => 10,
        Some(n) => n.ok_or("--misses N")?.parse()?,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stored = root.join("tests/fixtures/guard_figures.json");
    let before: Value = std::fs::read_to_string(&stored).map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
    let (mut figures, mut misses) = (BTreeMap::<String, [usize; 2]>::new(), Vec::new());
    for (set, sample) in all(root)? {
        let language = Language::parse(&sample.language);
        let context = guard::Context { message: &sample.message, language, ..guard::Context::default() };
        let violations = guard::check(&context, &sample.draft);
        let refused = !violations.is_empty();
        for row in [format!("{:10} {set}, {}", sample.kind, sample.language), format!("{:10} {set}", sample.kind)] {
            let [part, of] = figures.entry(row).or_default();
            (*part, *of) = (*part + usize::from(refused), *of + 1);
        }
        if refused == (sample.kind == "harmless") {
            misses.push((set, sample, violations));
        }
    }
    println!("{:36} refused", "");
    for (row, [part, of]) in &figures {
        let was = before.get(row).and_then(Value::as_array).map(|numbers| {
            let number = |at: usize| numbers.get(at).and_then(Value::as_f64).unwrap_or(0.0);
            format!("   was {:5.1} %", 100.0 * number(0) / number(1).max(1.0))
        });
        println!("{row:36} {}{}", interval(*part, *of), was.unwrap_or_default());
    }
    println!("\nWhat it gets wrong, shortest first (--misses N for more):");
    misses.sort_by_key(|(_, sample, _)| sample.draft.len());
    for (set, Sample { kind, language, draft, .. }, violations) in misses.iter().take(shown) {
        let why: Vec<_> = violations.iter().map(|v| format!("{}: {}", v.rule.code(), v.text)).collect();
        println!("  {kind:10} {set:10} {language} {draft:?} {}", why.join(", "));
    }
    if args.iter().any(|arg| arg == "--save") {
        let rows: BTreeMap<_, _> = figures.iter().map(|(row, figures)| (row, json!(figures))).collect();
        std::fs::write(&stored, format!("{}\n", serde_json::to_string_pretty(&rows)?))?;
    }
    Ok(())
}

/// The share in per cent, with Wilson's interval of 95 %.
fn interval(part: usize, of: usize) -> String {
    let (p, n, z) = (part as f64 / of as f64, of as f64, 1.96_f64);
    let (middle, width) = (p + z * z / (2.0 * n), z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt());
    let end = |end: f64| 100.0 * end / (1.0 + z * z / n);
    format!(
        "{part:5} of {of:5} {:5.1} %  ({:5.1}–{:5.1})",
        100.0 * p,
        end(middle - width).max(0.0),
        end(middle + width)
    )
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
