//! The order lines of what a customer said, each in its message.

use crate::gate::taught::Taught;
use crate::gate::{Judged, KnownProducts, OrderLine, order_lines};
use crate::keyed_hash::MessageRef;
use crate::messages::conversation::{Conversation, Line};
use std::ops::Range;

impl Conversation {
    /// The lines of an order, read out of all messages together, so that a later one corrects an
    /// earlier one. Each with the message that it ends in; its place counts in that message's words.
    /// `named`: the products that the words may name.
    pub fn order_lines(&self, taught: &Taught, named: &KnownProducts) -> Vec<(MessageRef, Option<String>, OrderLine)> {
        let text = self.text();
        let forwarded = self.forwarded();
        let judged = Judged { text: &text, forwarded: &forwarded, taught: Some(taught), ..Judged::default() };
        let begins: Vec<(&Line, usize)> = self
            .spoken()
            .scan(0, |next, (line, text)| {
                let begin = *next;
                *next += text.chars().count() + 1;
                Some((line, begin))
            })
            .collect();
        let placed = |mut line: OrderLine| {
            let after = begins.partition_point(|(_, begin)| *begin <= line.start);
            let (message, begin) = begins.get(after.checked_sub(1)?)?;
            (line.start, line.end) = (line.start - begin, line.end - begin);
            Some((message.row.message_ref.clone(), message.row.wamid.clone(), line))
        };
        order_lines(&judged, &self.catalogue(), named).into_iter().filter_map(placed).collect()
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
