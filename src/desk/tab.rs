//! The pages of the desk, as the links at its top name them.

use super::words::Words;
use crate::http::Counts;

/// Which page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The cards that wait.
    Queue,
    /// Unknown, failed, expired or waiting too long.
    Stuck,
    /// Decided cards.
    History,
    /// How often it helped and misled.
    Numbers,
    /// Customers and the allowlist.
    Customers,
    /// The gate's known references.
    Products,
    /// The business's own templates.
    Replies,
    /// Reply rules and persona.
    Rules,
    /// What the business teaches.
    Words,
    /// Reviewers and their tokens.
    People,
    /// What Meta's side says.
    Connection,
    /// One's devices and quiet hours; its link is one's own name.
    Notices,
    /// A text is judged; the queue leads there.
    Judge,
}

impl Tab {
    pub(super) const ALL: [Self; 11] = [
        Self::Queue,
        Self::Stuck,
        Self::History,
        Self::Numbers,
        Self::Customers,
        Self::Products,
        Self::Replies,
        Self::Rules,
        Self::Words,
        Self::People,
        Self::Connection,
    ];

    /// How many of them stand before the others: on a phone these are at hand, and the rest behind
    /// one more tap.
    pub(super) const FIRST: usize = 3;

    /// What is drawn beside the name of those that come first.
    pub(super) fn icon(self) -> Option<&'static str> {
        match self {
            Self::Queue => Some("M4 5h16v11H9l-5 4z"),
            Self::Stuck => Some("M12 4l9 16H3zM12 10v4M12 17v.1"),
            Self::History => Some("M12 4a8 8 0 1 1-8 8M12 8v4l3 2M4 5v4h4"),
            _ => None,
        }
    }

    /// Where it is.
    pub fn path(self) -> &'static str {
        match self {
            Self::Queue => "/review",
            Self::Stuck => "/review/stuck",
            Self::History => "/review/history",
            Self::Numbers => "/review/numbers",
            Self::Customers => "/review/customers",
            Self::Products => "/review/products",
            Self::Replies => "/review/replies",
            Self::Rules => "/review/rules",
            Self::Words => "/review/words",
            Self::People => "/review/people",
            Self::Connection => "/review/connection",
            Self::Notices => "/review/notices",
            Self::Judge => "/review/judge",
        }
    }

    /// Its name.
    pub fn title(self, words: &Words) -> &'static str {
        match self {
            Self::Queue => words.queue,
            Self::Stuck => words.stuck,
            Self::History => words.history,
            Self::Numbers => words.numbers,
            Self::Customers => words.customers,
            Self::Products => words.products,
            Self::Replies => words.replies,
            Self::Rules => words.rules,
            Self::Words => words.pick("Vocabulaire", "Vocabulary"),
            Self::People => words.people,
            Self::Connection => words.pick("Connexion", "Connection"),
            Self::Notices => words.notices,
            Self::Judge => words.judge,
        }
    }

    /// The count that stands beside its name, and what the style and the script call it.
    pub(super) fn count(self, counts: &Counts) -> Option<(&'static str, u32)> {
        match self {
            Self::Queue => Some(("waiting", counts.waiting)),
            Self::Stuck => Some(("stuck", counts.stuck)),
            _ => None,
        }
    }

    pub(super) fn for_admins(self) -> bool {
        matches!(
            self,
            Self::Customers
                | Self::Products
                | Self::Replies
                | Self::Rules
                | Self::Words
                | Self::People
                | Self::Connection
        )
    }
}
