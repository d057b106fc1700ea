//! What people are told, in words. No name, number or text of a customer's is among them.

use super::news::{Call, News};
use crate::clock::Timestamp;
use crate::desk::words::Words;
use std::time::Duration;

impl Words {
    /// What somebody is called for, as one line.
    pub fn called_for(&self, call: Call, news: &News, now: Timestamp) -> String {
        match call {
            Call::Appeared => self.pick("Un client attend une réponse.", "A customer waits for a reply.").into(),
            Call::Overdue => {
                let waited = self.span(now.since(news.received_at.unwrap_or(news.at)));
                let begins = self.pick(
                    "Toujours sans réponse : un client attend depuis",
                    "Still no reply: a customer has waited for",
                );
                format!("{begins} {waited}.")
            }
            Call::Closing => {
                let left = self.span(news.window_closes_at.unwrap_or(now).since(now));
                let begins = self.pick("Bientôt trop tard : il reste", "Soon too late:");
                let ends = self.pick("pour répondre à un client.", "left to answer a customer.");
                format!("{begins} {left} {ends}")
            }
        }
    }

    /// A span, in minutes below two hours and in hours above.
    fn span(&self, span: Duration) -> String {
        let minutes = span.as_secs() / 60;
        match minutes {
            1 => "1 minute".into(),
            0..120 => format!("{minutes} minutes"),
            _ => format!("{} {}", minutes / 60, self.pick("heures", "hours")),
        }
    }
}
