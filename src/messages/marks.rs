//! Where the gate's evidence stands: in which message, and where in its words. So a mark keeps to
//! its words, whichever messages of its card are shown.

use crate::gate::{Evidence, EvidenceKind};
use crate::keyed_hash::MessageRef;
use crate::messages::conversation::{Conversation, CurrentMessage};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// The most marks that a card keeps.
const MOST: usize = 1_000;

/// The longest text of a mark that is kept, in characters: no quantity of goods is longer.
const LONGEST: usize = 200;

/// A piece of evidence, by its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    kind: EvidenceKind,
    text: String,
    /// In code points of the message's words; of the words of the whole card where there is no
    /// message, as cards of the first release have it.
    start: usize,
    end: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<MessageRef>,
}

impl Conversation {
    /// The evidence that was found in [`Conversation::text`], by message.
    pub fn marks(&self, evidence: &[Evidence]) -> Vec<Mark> {
        let begins: Vec<(&MessageRef, usize)> = begins(self.spoken()).collect();
        let mark = |e: &Evidence| {
            let after = begins.partition_point(|(_, begin)| *begin <= e.start);
            let (message, begin) = begins.get(after.checked_sub(1)?)?;
            Some(Mark {
                kind: e.kind,
                text: e.text.clone(),
                start: e.start - begin,
                end: e.end - begin,
                message: Some((*message).clone()),
            })
        };
        let short = |e: &&Evidence| e.text.chars().count() <= LONGEST;
        evidence.iter().filter(short).take(MOST).filter_map(mark).collect()
    }
}

/// The marks that stand in these lines, by their place in the lines' texts joined by line ends.
pub fn place(marks: Vec<Mark>, lines: &[CurrentMessage]) -> Vec<Evidence> {
    let texts = lines.iter().filter_map(|line| Some((line, line.text.as_deref()?)));
    let begins: FxHashMap<&MessageRef, usize> = begins(texts).collect();
    let evidence = |mark: Mark| {
        let begin = match &mark.message {
            Some(message) => *begins.get(message)?,
            None => 0,
        };
        Some(Evidence { kind: mark.kind, text: mark.text, start: begin + mark.start, end: begin + mark.end })
    };
    marks.into_iter().filter_map(evidence).collect()
}

/// Where each text begins among all of them, joined by line ends.
fn begins<'a>(
    texts: impl Iterator<Item = (&'a CurrentMessage, &'a str)>,
) -> impl Iterator<Item = (&'a MessageRef, usize)> {
    texts.scan(0, |next, (line, text)| {
        let begin = *next;
        *next += text.chars().count() + 1;
        Some((&line.row.message_ref, begin))
    })
}
