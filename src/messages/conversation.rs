//! What a customer said, as it stands after their own edits and deletions.

use crate::messages::inbound_message::Row;

/// The messages of one card in the order they were sent.
#[derive(Debug, Default)]
pub struct Conversation(Vec<Line>);

/// One message as it stands now.
#[derive(Debug)]
pub struct Line {
    /// The message itself.
    pub row: Row,
    /// Its words, catalogue lines first.
    pub text: Option<String>,
    /// Changed afterwards.
    pub edited: bool,
    /// Taken back.
    pub deleted: bool,
}

impl Conversation {
    /// From rows in the order of arrival. An edit or a deletion of a message that
    /// is not among them stands as a line of its own.
    pub fn of(mut rows: Vec<Row>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        // Meta delivers in no order; the latest edit is the one that was made last.
        rows.sort_by_key(|row| row.stamped_at);
        let (changes, messages): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|row| matches!(row.kind.as_str(), "edit" | "revoke"));
        lines.extend(messages.into_iter().map(Line::new));
        for change in changes {
            let target = change.target_ref.as_ref();
            match lines.iter_mut().find(|line| Some(&line.row.message_ref) == target) {
                Some(line) => line.change(change),
                None => {
                    let later = lines.iter().position(|line| line.row.stamped_at > change.stamped_at);
                    lines.insert(later.unwrap_or(lines.len()), Line::new(change));
                }
            }
        }
        Self(lines)
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The words of all that was not taken back, joined by line ends.
    pub fn text(&self) -> String {
        self.texts().join("\n")
    }

    /// Which line of [`Conversation::text`] is the first of a catalogue order.
    pub fn catalogue_line(&self) -> Option<usize> {
        let mut before = 0;
        for line in self.0.iter() {
            let Some(text) = &line.text else { continue };
            if line.row.order_lines.is_some() && !line.edited {
                return Some(before);
            }
            before += text.split('\n').count();
        }
        None
    }

    /// The words of each message that was not taken back.
    pub fn texts(&self) -> Vec<String> {
        self.0.iter().filter_map(|line| line.text.clone()).collect()
    }

    /// The lines, oldest first, to keep.
    pub fn into_lines(self) -> Vec<Line> {
        self.0
    }
}

impl Line {
    fn new(row: Row) -> Self {
        let parts = [row.order_lines.clone(), row.text.clone()];
        let text: Vec<String> = parts.into_iter().flatten().filter(|t| !t.is_empty()).collect();
        let deleted = row.kind == "revoke";
        Self { row, text: (!text.is_empty()).then(|| text.join("\n")), edited: false, deleted }
    }

    fn change(&mut self, change: Row) {
        if change.kind == "revoke" {
            (self.deleted, self.text) = (true, None);
        } else if !self.deleted {
            (self.edited, self.text) = (true, change.text);
        }
    }

    /// A message in its own right, not only a change to one that was answered.
    pub fn is_message(&self) -> bool {
        !matches!(self.row.kind.as_str(), "edit" | "revoke")
    }
}
