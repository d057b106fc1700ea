//! Kinds of events, for whoever looks for some of them in the ledger.

use super::Event;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What customers wrote, and what the business answered from its own phone.
    Messages,
    /// What somebody wrote, or was written, who is not on the list.
    Strangers,
    /// From gate to card.
    Drafting,
    /// What people did with cards.
    Decisions,
    /// Sends and what became of them.
    Sending,
    /// Who was told, and reminded.
    Telling,
    /// Customers, products, texts and rules.
    Settings,
    /// Who may do what, and who signed in.
    People,
    /// What the service says of itself and of Meta's side.
    Running,
}

impl Kind {
    /// As they are offered.
    pub const ALL: [Self; 9] = [
        Self::Messages,
        Self::Strangers,
        Self::Drafting,
        Self::Decisions,
        Self::Sending,
        Self::Telling,
        Self::Settings,
        Self::People,
        Self::Running,
    ];

    /// Its name in a link.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Strangers => "strangers",
            Self::Drafting => "drafting",
            Self::Decisions => "decisions",
            Self::Sending => "sending",
            Self::Telling => "telling",
            Self::Settings => "settings",
            Self::People => "people",
            Self::Running => "running",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// `step` and `outcome` of its events.
    pub fn names(self) -> Vec<(&'static str, &'static str)> {
        Event::ALL.iter().filter(|event| event.kind() == self).map(|event| event.names()).collect()
    }
}

impl Event {
    /// What it is about: by its step, unless somebody has part in it who is not on the list.
    pub fn kind(self) -> Kind {
        match (self, self.names().0) {
            (Self::OfStranger | Self::EchoToStranger, _) => Kind::Strangers,
            (_, "admit" | "echo") => Kind::Messages,
            (_, "gate" | "rules" | "model" | "draft" | "queue" | "redraft") => Kind::Drafting,
            (_, "decide" | "resolve" | "hold" | "note" | "mark") => Kind::Decisions,
            (_, "send" | "status") => Kind::Sending,
            (_, "remind" | "notify" | "device") => Kind::Telling,
            (_, "session" | "sign_in_link" | "reviewer" | "mcp") => Kind::People,
            (_, "webhook" | "sweep" | "trouble" | "connection" | "ledger" | "switch") => Kind::Running,
            _ => Kind::Settings,
        }
    }
}
