//! How well order lines are read: messages with the lines that a person reads in them, and a
//! comparison with what the gate reads.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use whatsapp_order_ack::gate::lexer::tokens;
use whatsapp_order_ack::gate::{Judged, KnownProducts, Verdict, judge, order_lines};

/// A line.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// How much; none if it is not said.
    pub quantity: Option<f64>,
    /// Of what package or measure.
    pub unit: Option<String>,
    /// The thing.
    pub name: String,
}

/// A message with its lines.
#[derive(Clone, Debug, Deserialize)]
pub struct Message {
    /// What was written.
    pub text: String,
    /// The tag of its language.
    pub lang: String,
    /// Who wrote it: `invented`, or a set of messages.
    pub source: String,
    /// What a person reads in it.
    pub lines: Vec<Line>,
}

/// The invented messages of `tests/fixtures/order_lines.tsv`.
///
/// Errors: the file is not there, or a row lacks a cell.
pub fn invented() -> Result<Vec<Message>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(Path::new(crate::ROOT).join("tests/fixtures/order_lines.tsv"))?;
    text.lines().filter(|line| !line.starts_with('#')).map(|row| message(row).ok_or_else(|| row.into())).collect()
}

fn message(row: &str) -> Option<Message> {
    let mut cells = row.splitn(4, '\t');
    let (lang, _, text) = (cells.next()?.to_owned(), cells.next()?, cells.next()?.replace('⏎', "\n"));
    let lines = cells.next()?.split(" ; ").filter(|line| *line != "-");
    let line = |line: &str| {
        let mut parts = line.split('|').map(|part| Some(part.to_owned()).filter(|part| part != "-"));
        let quantity = parts.next()?.map(|number| number.parse()).transpose().ok()?;
        Some(Line { quantity, unit: parts.next()?, name: parts.next()?? })
    };
    Some(Message { text, lang, source: "invented".into(), lines: lines.map(line).collect::<Option<_>>()? })
}

/// Messages of a file beside the checkout; none if it is not there.
///
/// Errors: a line is not such a message.
pub fn found(name: &str) -> Result<Option<Vec<Message>>, Box<dyn std::error::Error>> {
    let file: PathBuf = Path::new(crate::ROOT).join("../shared/corpora").join(name);
    if !file.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(file)?;
    let lines = text.lines().filter(|line| !line.is_empty());
    Ok(Some(lines.map(serde_json::from_str).collect::<Result<_, _>>()?))
}

/// What the gate reads in a text that answers nothing.
pub fn read(text: &str) -> Vec<Line> {
    let known = KnownProducts::default();
    if !matches!(judge(text, None, &known), Verdict::Order(_)) {
        return Vec::new();
    }
    let lines = order_lines(&Judged { text, ..Judged::default() }, &[], &known).into_iter();
    let line = |line: whatsapp_order_ack::gate::OrderLine| Line {
        quantity: line.quantity.map(|quantity| quantity.0 as f64 / 1_000.0),
        unit: line.unit,
        name: line.name,
    };
    lines.map(line).collect()
}

/// How well it went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Lines that a person reads, that the gate reads, that both do, and of those with the same unit.
    pub lines: [usize; 4],
    /// Messages, and those of which all is right.
    pub messages: [usize; 2],
    /// Messages that order nothing, and those of them with a line.
    pub others: [usize; 2],
}

impl Figures {
    /// Adds a message. Whether all of it was right.
    pub fn add(&mut self, message: &Message) -> bool {
        let read = read(&message.text);
        let (both, units) = matched(&message.lines, &read);
        let right = both == read.len() && both == message.lines.len() && units == both;
        for (sum, part) in self.lines.iter_mut().zip([message.lines.len(), read.len(), both, units]) {
            *sum += part;
        }
        for (sum, part) in self.messages.iter_mut().zip([1, usize::from(right)]) {
            *sum += part;
        }
        if message.lines.is_empty() {
            for (sum, part) in self.others.iter_mut().zip([1, usize::from(!read.is_empty())]) {
                *sum += part;
            }
        }
        right
    }

    /// The harmonic mean of how many lines that are read are right and how many right ones are read.
    pub fn f1(&self) -> f64 {
        let [expected, read, both, _] = self.lines.map(|count| count as f64);
        if expected + read == 0.0 { 1.0 } else { 2.0 * both / (expected + read) }
    }

    /// How many of the lines that both read have the same unit.
    pub fn units(&self) -> f64 {
        let [_, _, both, units] = self.lines.map(|count| count as f64);
        if both == 0.0 { 1.0 } else { units / both }
    }
}

/// The figures of each row: `all`, each language, each source.
pub fn figures(messages: &[Message]) -> BTreeMap<String, Figures> {
    let mut rows = BTreeMap::<String, Figures>::new();
    for message in messages {
        for row in ["all".to_owned(), format!("language {}", message.lang), format!("source {}", message.source)] {
            rows.entry(row).or_default().add(message);
        }
    }
    rows
}

/// How many lines are the same: equal quantities and at least half of the words; and of those how
/// many have the same unit.
fn matched(expected: &[Line], read: &[Line]) -> (usize, usize) {
    let mut left: Vec<&Line> = read.iter().collect();
    let (mut both, mut units) = (0, 0);
    for line in expected {
        let same = |other: &&Line| line.quantity == other.quantity && alike(&line.name, &other.name);
        let own = left.iter().position(|other| same(other) && line.unit == other.unit);
        if let Some(at) = own.or_else(|| left.iter().position(same)) {
            let found = left.remove(at);
            both += 1;
            units += usize::from(same_unit(line.unit.as_deref(), found.unit.as_deref()));
        }
    }
    (both, units)
}

fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    2 * one.intersection(&other).count() >= one.union(&other).count().max(1)
}

/// The words of a name, folded and without the ending of the plural.
fn words(name: &str) -> BTreeSet<String> {
    const BETWEEN: [&str; 12] = ["de", "d", "du", "des", "of", "la", "le", "les", "di", "al", "x", "the"];
    let words = tokens(name).into_iter().map(|token| token.folded).filter(|word| !BETWEEN.contains(&word.as_str()));
    words.map(|word| word.trim_end_matches(['s', 'x']).to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The same, or one begins the other.
fn same_unit(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            let fold = |unit: &str| tokens(unit).into_iter().map(|token| token.folded).collect::<String>();
            let (one, other) = (fold(one), fold(other));
            let stem = |unit: &str| unit.trim_end_matches(['s', 'x', 'e', 'a', 'i', 'o']).to_owned();
            one == other || stem(&one) == stem(&other)
        }
        _ => false,
    }
}
