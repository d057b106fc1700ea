//! What is read out of an order: its lines and what it asks besides, each in its message.

use crate::gate::taught::Taught;
use crate::gate::{Evidence, Judged, KnownProducts, OrderLine, ReadOrder, read_order};
use crate::keyed_hash::MessageRef;
use crate::messages::conversation::{Conversation, CurrentMessage};
use std::ops::Range;

/// What is read out of all messages of a card. Places count in the words of the message named.
pub struct ReadMessages {
    /// What is wanted.
    pub lines: Vec<(MessageRef, Option<String>, OrderLine)>,
    /// What is asked besides, with its message's wamid.
    pub unanswered: Vec<(Option<String>, Evidence)>,
}

impl Conversation {
    /// Reads an order out of all messages together, so that a later one corrects an earlier one.
    /// What stands in two messages is that of the one in which it begins. `named`: the products that
    /// the words may name.
    pub fn read_order(&self, taught: &Taught, named: &KnownProducts) -> ReadMessages {
        let text = self.text();
        let forwarded = self.forwarded();
        let judged = Judged { text: &text, forwarded: &forwarded, taught: Some(taught), ..Judged::default() };
        let begins: Vec<(&CurrentMessage, usize)> = self
            .spoken()
            .scan(0, |next, (line, text)| {
                let begin = *next;
                *next += text.chars().count() + 1;
                Some((line, begin))
            })
            .collect();
        let message_of = |start: usize| {
            let after = begins.partition_point(|(_, begin)| *begin <= start);
            begins.get(after.checked_sub(1)?)
        };
        let placed = |mut line: OrderLine| {
            let (message, begin) = message_of(line.start)?;
            (line.start, line.end) = (line.start - begin, line.end - begin);
            Some((message.row.message_ref.clone(), message.row.wamid.clone(), line))
        };
        let quoted = |mut asked: Evidence| {
            let (message, begin) = message_of(asked.start)?;
            (asked.start, asked.end) = (asked.start - begin, asked.end - begin);
            Some((message.row.wamid.clone(), asked))
        };
        let ReadOrder { lines, unanswered } = read_order(&judged, &self.catalogue(), named);
        ReadMessages {
            lines: lines.into_iter().filter_map(placed).collect(),
            unanswered: unanswered.into_iter().filter_map(quoted).collect(),
        }
    }

    /// Which lines of [`Conversation::text`] are of orders from WhatsApp's own catalogue.
    fn catalogue(&self) -> Vec<Range<usize>> {
        let mut from = 0;
        let mut found = Vec::new();
        for (line, text) in self.spoken() {
            if let Some(listed) = line.row.order_lines.as_deref().filter(|_| !line.edited) {
                found.push(from..from + listed.split('\n').count());
            }
            from += text.split('\n').count();
        }
        found
    }
}
