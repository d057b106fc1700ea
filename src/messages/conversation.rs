//! What a customer said, as it stands after their own edits and deletions.

use crate::gate::Judged;
use crate::gate::taught::Taught;
use crate::identity::ReviewId;
use crate::messages::content::{Author, Details, Media};
use crate::messages::inbound_message::{EXCERPT, MessageRow};
use crate::messages::kind::MessageKind;
use serde::Serialize;
use std::ops::Range;

/// The messages of one card in the order they were sent.
#[derive(Debug, Default)]
pub struct Conversation(Vec<CurrentMessage>);

/// One message as it stands now.
#[derive(Debug)]
pub struct CurrentMessage {
    /// The message itself.
    pub row: MessageRow,
    /// Its words, catalogue lines first.
    pub text: Option<String>,
    /// What is attached.
    pub media: Option<Media>,
    /// What else it holds.
    pub details: Details,
    /// What it answers.
    pub quoted: Option<Quoted>,
    /// The message on another card that it changes or takes back.
    pub changes: Option<ChangedMessage>,
    /// Changed afterwards.
    pub edited: bool,
    /// Taken back.
    pub deleted: bool,
}

/// What of a conversation the gate judges.
#[derive(Debug)]
pub struct JudgedWords {
    /// [`Conversation::text`].
    pub text: String,
    catalogue_line: Option<usize>,
    /// What it refers to names goods as well as it does.
    quoted: Option<String>,
    forwarded: Vec<Range<usize>>,
}

impl JudgedWords {
    /// As the gate takes it, with what was taught.
    pub fn judged<'a>(&'a self, taught: &'a Taught) -> Judged<'a> {
        Judged {
            text: &self.text,
            catalogue_line: self.catalogue_line,
            quoted: self.quoted.as_deref(),
            forwarded: &self.forwarded,
            taught: Some(taught),
        }
    }

    /// What may name products: the beginning of its words, up to so many characters, and what it
    /// refers to.
    pub fn naming(&self, most: usize) -> String {
        let end = self.text.char_indices().nth(most).map_or(self.text.len(), |(at, _)| at);
        [self.text.get(..end).unwrap_or(&self.text), self.quoted.as_deref().unwrap_or_default()].join("\n")
    }

    /// With no more of its words than so many characters.
    #[must_use]
    pub fn beginning(mut self, most: usize) -> Self {
        if let Some((end, _)) = self.text.char_indices().nth(most) {
            self.text.truncate(end);
        }
        self
    }
}

/// An earlier message that is answered.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Quoted {
    /// Its words, of long ones the first 2,000 characters and an ellipsis. `null`: they are not known.
    pub text: Option<String>,
    /// Whose they are. `null`: Meta does not say.
    pub by: Option<Author>,
}

/// An earlier message that was changed or taken back after its card was decided.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ChangedMessage"))]
pub struct ChangedMessage {
    /// What it said before, of long words the beginning. `null`: it is not known.
    pub text: Option<String>,
    /// Its card.
    pub review_id: Option<ReviewId>,
}

impl Conversation {
    /// From rows in the order of arrival. An edit or a deletion of a message that
    /// is not among them stands as a line of its own.
    pub fn of(mut rows: Vec<MessageRow>) -> Self {
        let mut lines: Vec<CurrentMessage> = Vec::new();
        // Meta delivers in no order; the latest edit is the one that was made last.
        rows.sort_by_key(|row| row.stamped_at);
        let (changes, messages): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_change);
        lines.extend(messages.into_iter().map(CurrentMessage::new));
        for change in changes {
            match lines.iter_mut().find(|line| line.is_changed_by(&change)) {
                Some(line) => line.change(change),
                None => {
                    let later = lines.iter().position(|line| line.row.stamped_at > change.stamped_at);
                    lines.insert(later.unwrap_or(lines.len()), CurrentMessage::new(change));
                }
            }
        }
        Self(lines)
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> &[CurrentMessage] {
        &self.0
    }

    /// What the customer said in words and did not take back. A notice is not theirs.
    pub fn spoken(&self) -> impl Iterator<Item = (&CurrentMessage, &str)> {
        self.0.iter().filter(|line| !line.row.notice).filter_map(|line| Some((line, line.text.as_deref()?)))
    }

    /// All that was spoken, joined by line ends.
    pub fn text(&self) -> String {
        self.spoken().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
    }

    /// Which line of [`Conversation::text`] is the first of a catalogue order.
    pub fn catalogue_line(&self) -> Option<usize> {
        let mut before = 0;
        for (line, text) in self.spoken() {
            if line.row.order_lines.is_some() && !line.edited {
                return Some(before);
            }
            before += text.split('\n').count();
        }
        None
    }

    /// Which lines of [`Conversation::text`] somebody else wrote and the customer passed on.
    pub fn forwarded(&self) -> Vec<Range<usize>> {
        let mut from = 0;
        let lines = self.spoken().filter_map(|(line, text)| {
            let to = from + text.split('\n').count();
            let passed_on = line.row.forwarded.then_some(from..to);
            from = to;
            passed_on
        });
        lines.collect()
    }

    /// The words of each message that was spoken.
    pub fn texts(&self) -> Vec<String> {
        self.spoken().map(|(_, text)| text.to_owned()).collect()
    }

    /// What the customer's words refer to and are not: what they quote, what stood below what
    /// they chose, the product and the advertisement that they are about.
    pub fn context(&self) -> Vec<String> {
        let lines = self.0.iter().filter(|line| line.is_message() && !line.deleted);
        lines.flat_map(CurrentMessage::context).collect()
    }

    /// What the gate judges of it.
    pub fn said(&self) -> JudgedWords {
        JudgedWords {
            text: self.text(),
            catalogue_line: self.catalogue_line(),
            quoted: Some(self.context().join("\n")).filter(|quoted| !quoted.is_empty()),
            forwarded: self.forwarded(),
        }
    }

    /// The lines, oldest first, to keep.
    pub fn into_lines(self) -> Vec<CurrentMessage> {
        self.0
    }
}

fn is_change(row: &MessageRow) -> bool {
    matches!(row.kind, MessageKind::Edit | MessageKind::Revoke)
}

/// The beginning of words that were read no further than one character beyond it.
fn excerpt(text: String) -> String {
    if text.chars().count() <= EXCERPT { text } else { text.chars().take(EXCERPT).chain(['…']).collect() }
}

impl CurrentMessage {
    fn new(mut row: MessageRow) -> Self {
        let parts = [row.order_lines.clone(), row.text.clone()];
        let text: Vec<String> = parts.into_iter().flatten().filter(|t| !t.is_empty()).collect();
        let before = row.referred_text.take().map(excerpt);
        let changes =
            is_change(&row).then(|| ChangedMessage { text: before.clone(), review_id: row.referred_card.clone() });
        let quoted = row.quotes.then(|| quoted(&mut row, before));
        let mut details = row.details.take().map(|json| json.0).unwrap_or_default();
        if let Some(product) = &mut details.product {
            product.name = row.product_name.take();
        }
        Self {
            text: (!text.is_empty()).then(|| text.join("\n")),
            media: row.media.take().map(|json| json.0),
            details,
            quoted,
            changes,
            edited: false,
            deleted: row.kind == MessageKind::Revoke,
            row,
        }
    }

    /// The message itself, or an earlier change to the same message, which is not among the lines.
    fn is_changed_by(&self, change: &MessageRow) -> bool {
        let target = change.target_ref.as_ref();
        target.is_some()
            && (target == Some(&self.row.message_ref) || is_change(&self.row) && target == self.row.target_ref.as_ref())
    }

    fn change(&mut self, change: MessageRow) {
        let change = Self::new(change);
        if change.deleted {
            (self.deleted, self.text, self.media, self.quoted) = (true, None, None, None);
            self.details = Details::default();
        } else if !self.deleted {
            (self.edited, self.text) = (true, change.text);
            self.details.cut = change.details.cut;
            self.media = change.media.or(self.media.take());
        }
    }

    /// A message in its own right: no notice, and not only a change to one that was answered.
    pub fn is_message(&self) -> bool {
        !self.row.notice && !is_change(&self.row)
    }

    /// Whether it may be answered: a group's message went to the group, and opened no window with
    /// its writer (Meta, groups).
    pub fn opens_window(&self) -> bool {
        self.is_message() && !self.row.in_group
    }

    fn context(&self) -> Vec<String> {
        let Details { choice, product, advertisement, .. } = &self.details;
        let quoted = self.quoted.as_ref().and_then(|quoted| quoted.text.clone());
        let below = choice.as_ref().and_then(|choice| choice.description.clone());
        let product = product.as_ref().map(|p| [Some(p.reference.as_str()), p.name.as_deref()]);
        let product = product.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
        let seen = advertisement.as_ref().map(|seen| [seen.headline.clone(), seen.body.clone()]);
        [quoted, below, product].into_iter().chain(seen.into_iter().flatten()).flatten().collect()
    }
}

/// What is kept of the quoted message: the customer's own, or else one of ours.
fn quoted(row: &mut MessageRow, own: Option<String>) -> Quoted {
    let sent = row.sent_text.take().map(excerpt);
    let by = match (&own, &row.referred_card, &sent) {
        (Some(_), _, _) | (_, Some(_), _) => Some(Author::Customer),
        (_, _, Some(_)) => Some(Author::Business),
        (None, None, None) => row.quoted_by,
    };
    Quoted { text: own.or(sent), by }
}

#[cfg(test)]
mod tests;
