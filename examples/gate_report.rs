//! How good the gate is, per set and language, with 95 % intervals (Wilson's), beside the
//! figures of last time: `npm run gate:report [-- --save] [-- --misses N]`.
//!
//! It judges the invented messages of `tests/fixtures/gate_messages.tsv` and, where they
//! lie beside this repository, `gate-dev.jsonl` and `gate-dev-wholesale.jsonl` of
//! `../shared/corpora`: messages that nobody here wrote. `--save` stores the figures for the
//! next time.

use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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

    /// Per cent, or nothing of which there is none.
    fn rate(part: usize, of: usize) -> String {
        if of == 0 { "      ".into() } else { format!("{:5.1} %", 100.0 * part as f64 / of as f64) }
    }

    /// Between what the rate of all such messages lies, in per cent, 19 times of 20.
    /// Wilson, "Probable Inference", 1927.
    fn interval(part: usize, of: usize) -> String {
        const Z: f64 = 1.96;
        if of == 0 {
            return " ".repeat(14);
        }
        let (n, p) = (of as f64, part as f64 / of as f64);
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let share = |value: f64| 100.0 * value / (1.0 + Z * Z / n);
        format!("[{:5.1}–{:5.1}]", share(middle - half).max(0.0), share(middle + half))
    }

    fn line(&self, before: Option<&Value>) -> String {
        let [passed, orders, wrong, others] = self.0;
        let was = |part: usize| {
            let numbers = before.and_then(Value::as_array)?;
            let number = |at: usize| numbers.get(at).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
            let (part, of) = (number(part)?, number(part + 1)?);
            (of > 0).then(|| format!(" (was {})", Self::rate(part, of).trim()))
        };
        format!(
            "{} {passed:4}/{orders:<4} {} {:13} {} {wrong:4}/{others:<4} {} {}",
            Self::rate(passed, orders),
            Self::interval(passed, orders),
            was(0).unwrap_or_default(),
            Self::rate(wrong, others),
            Self::interval(wrong, others),
            was(2).unwrap_or_default(),
        )
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let shown = match args.iter().position(|arg| arg == "--misses").map(|at| args.get(at + 1)) {
        None => 10,
        Some(n) => n.ok_or("--misses N")?.parse()?,
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stored = root.join("tests/fixtures/gate_figures.json");
    let before: Value = std::fs::read_to_string(&stored).map_or(Ok(Value::Null), |text| serde_json::from_str(&text))?;
    let messages = messages(root)?;
    let (mut figures, mut misses) = (BTreeMap::<String, Figures>::new(), Vec::new());
    let known = KnownProducts::default();
    for message in &messages {
        let (order, passed) =
            (message.label == "order", matches!(judge(&message.text, None, &known), Verdict::Order(_)));
        let all = match message.set.as_str() {
            "invented" => "all invented",
            WHOLESALE => "all written for a wholesaler",
            _ => "all found",
        };
        let language = format!("{} in {}", all, message.lang);
        for row in [format!("set {}", message.set), language, all.to_owned()] {
            figures.entry(row).or_default().add(order, passed);
        }
        if order != passed {
            misses.push(message);
        }
    }
    println!("{:40} orders that pass{:34} others that pass", "", "");
    for (row, figures) in &figures {
        println!("{row:40} {}", figures.line(before.get(row)));
    }
    println!("\nThe worst misses, shortest first (--misses N for more):");
    misses.sort_by_key(|message| (message.set != "invented", message.set != WHOLESALE, message.text.len()));
    for message in misses.iter().take(shown) {
        let text: String = message.text.replace('\n', " ⏎ ").chars().take(100).collect();
        println!("  {:5} {:8} {:30} {text}", message.label, message.lang, message.set);
    }
    if args.iter().any(|arg| arg == "--save") {
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
