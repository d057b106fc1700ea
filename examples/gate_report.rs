//! How good the gate is, per set and language, with 95 % intervals (Wilson's), beside the
//! figures of last time, and the worst misses of each set:
//! `npm run gate:report [-- --save] [-- --kept] [-- --misses N]`.
//!
//! It judges the invented messages of `tests/fixtures/gate_messages.tsv` and, where they
//! lie beside this repository, `gate-dev.jsonl` and `gate-dev-wholesale.jsonl` of
//! `../shared/corpora`: messages that nobody here wrote. A quarter of each is kept aside: its
//! figures stand in rows of their own, and its misses are printed only with `--kept`. `--save`
//! stores the figures for the next time.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use testkit::figures::{Asked, Misses, is_kept_aside, share};
use whatsapp_order_ack::gate::{KnownProducts, Verdict, judge};

/// The set that was written as a wholesaler's customers write.
const WHOLESALE: &str = "invented_wholesale";

#[derive(Deserialize)]
struct Message {
    text: String,
    label: String,
    lang: String,
    set: String,
}

/// Orders that passed, orders, others that passed, others.
#[derive(Clone, Copy, Default)]
struct Figures([usize; 4]);

impl Figures {
    fn add(&mut self, order: bool, passed: bool) {
        let at = if order { 0 } else { 2 };
        self.0[at] += usize::from(passed);
        self.0[at + 1] += 1;
    }

    fn line(&self, before: Option<&Value>) -> String {
        let [passed, orders, wrong, others] = self.0;
        let was = |part: usize| {
            let numbers = before.and_then(Value::as_array)?;
            let number = |at: usize| numbers.get(at).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let (part, of) = (number(part)?, number(part + 1)?);
            (of > 0).then(|| format!("(was {:.1} %)", 100.0 * part as f64 / of as f64))
        };
        format!(
            "{} {passed:4}/{orders:<4} {:13} {} {wrong:4}/{others:<4} {}",
            share(passed, orders),
            was(0).unwrap_or_default(),
            share(wrong, others),
            was(2).unwrap_or_default(),
        )
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked = Asked::of(std::env::args().skip(1))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stored = root.join("tests/fixtures/gate_figures.json");
    let before: Value = std::fs::read_to_string(&stored).map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
    let messages = messages(root)?;
    let (mut figures, mut misses) = (BTreeMap::<String, Figures>::new(), Misses::default());
    let known = KnownProducts::default();
    for message in &messages {
        let verdict = judge(&message.text, None, &known);
        let (order, passed) = (message.label == "order", matches!(verdict, Verdict::Order(_)));
        let all = match message.set.as_str() {
            "invented" => "all invented",
            WHOLESALE => "all written for a wholesaler",
            _ => "all found",
        };
        let part = if is_kept_aside(&message.text) { "kept ¼" } else { "dev ¾" };
        let language = format!("{} in {}", all, message.lang);
        for row in [format!("set {}", message.set), language, all.to_owned(), format!("{all}, {part}")] {
            figures.entry(row).or_default().add(order, passed);
        }
        if order != passed {
            let why = match verdict {
                Verdict::Order(passed) => format!("{:?}", passed.shape()),
                Verdict::Other(refused) => format!("{:?}", refused.why),
            };
            // A customer whose order is taken for talk is worse off than one whose talk is answered.
            misses.add(&message.set, order, format!("{:5} {:8} {why}", message.label, message.lang), &message.text);
        }
    }
    println!("{:40} orders that pass{:34} others that pass", "", "");
    for (row, figures) in &figures {
        println!("{row:40} {}", figures.line(before.get(row)));
    }
    misses.print(&asked);
    if asked.save {
        let rows: BTreeMap<_, _> = figures.iter().map(|(row, figures)| (row, json!(figures.0))).collect();
        std::fs::write(&stored, format!("{}\n", serde_json::to_string_pretty(&rows)?))?;
    }
    Ok(())
}

fn messages(root: &Path) -> Result<Vec<Message>, Box<dyn std::error::Error>> {
    let mut messages = invented(&std::fs::read_to_string(root.join("tests/fixtures/gate_messages.tsv"))?);
    for name in ["gate-dev.jsonl", "gate-dev-wholesale.jsonl"] {
        let found: PathBuf = root.join("../shared/corpora").join(name);
        if found.exists() {
            for line in std::fs::read_to_string(found)?.lines().filter(|line| !line.is_empty()) {
                messages.push(serde_json::from_str(line)?);
            }
        } else {
            println!("left out: there is no corpus at {}", found.display());
        }
    }
    Ok(messages)
}

fn invented(text: &str) -> Vec<Message> {
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    let message = |line: &str| {
        let mut cells = line.splitn(3, '\t').map(str::to_owned);
        let (lang, label, text) = (cells.next()?, cells.next()?, cells.next()?.replace('⏎', "\n"));
        Some(Message { text, label, lang, set: "invented".into() })
    };
    rows.filter_map(message).collect()
}
