//! Why a decision was not carried out.

use super::{Action, Decision, DecisionRefusal};
use crate::clock::Timestamp;
use crate::guard::has_unseen;
use crate::keyed_hash::sha256_hex;
use crate::review::review_queue;
use crate::review::review_queue::decide::SaidSince;
use crate::review::{Card, State};

/// Why a decision was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// Somebody else was first.
    AlreadyDecided,
    /// The card has moved on since it was seen, or is about to.
    StaleVersion,
    /// The draft is not the one that was seen, or there is none.
    OtherText,
    /// The draft holds characters that cannot be seen.
    HiddenCharacters,
    /// The 24-hour window is closed.
    WindowClosed,
    /// The customer has written since, and that stands on another card.
    NewerCard,
    /// The customer was taken off the allowlist.
    NotAllowlisted,
    /// Meta says that the customer has another address now.
    AddressChanged,
    /// The failure cannot be mended by pressing again.
    NoRetry,
    /// There is nothing to resolve.
    NotUnknown,
    /// Whom to answer was erased or never known.
    NoRecipient,
}

impl Conflict {
    /// Its code in errors and in the ledger.
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadyDecided => "already_decided",
            Self::StaleVersion => "stale_version",
            Self::OtherText => "other_text",
            Self::HiddenCharacters => "hidden_characters",
            Self::WindowClosed => "window_closed",
            Self::NewerCard => "newer_card",
            Self::NotAllowlisted => "not_allowlisted",
            Self::AddressChanged => "address_changed",
            Self::NoRetry => "no_retry",
            Self::NotUnknown => "not_unknown",
            Self::NoRecipient => "no_recipient",
        }
    }

    /// From its code.
    pub fn parse(code: &str) -> Option<Self> {
        let all = [
            Self::AlreadyDecided,
            Self::StaleVersion,
            Self::OtherText,
            Self::HiddenCharacters,
            Self::WindowClosed,
            Self::NewerCard,
            Self::NotAllowlisted,
            Self::AddressChanged,
            Self::NoRetry,
            Self::NotUnknown,
            Self::NoRecipient,
        ];
        all.into_iter().find(|conflict| conflict.code() == code)
    }

    /// In words for a reviewer.
    pub fn message(self, card: &Card) -> String {
        match self {
            Self::AlreadyDecided if card.closed_at.is_some() => "The card is closed already.".into(),
            Self::AlreadyDecided => match &card.decision {
                Some(d) => format!("{} was faster: {} at {}.", d.by, d.action.as_str(), d.at),
                None => format!("The card is not open any more: {}.", card.state.as_str()),
            },
            Self::StaleVersion => {
                "The card has changed since you saw it: the customer wrote, or it was answered from the phone. Look at it again."
                    .into()
            },
            Self::OtherText => "The draft is not the one you saw. Look at it again.".into(),
            Self::HiddenCharacters => "The draft holds characters that cannot be seen. Edit it instead.".into(),
            Self::WindowClosed => "The 24-hour window is closed; nothing was sent.".into(),
            Self::NotAllowlisted => "This address is not on the allowlist as this customer's; nothing was sent.".into(),
            Self::NewerCard => {
                "The customer has written since, on another card. Answer or close that one first.".into()
            }
            Self::AddressChanged => {
                "The customer has another address now. List it and ask them to write again; nothing was sent.".into()
            }
            Self::NoRetry => "Pressing again is no use; see the card's error.".into(),
            Self::NotUnknown => "The outcome of this card is known.".into(),
            Self::NoRecipient => "There is no message left to answer.".into(),
        }
    }

    /// As whoever pressed is told.
    pub(super) fn refusal(self, card: &Card) -> DecisionRefusal {
        DecisionRefusal { code: self.code().into(), message: self.message(card) }
    }

    /// What is wrong with the draft that would be sent: it is sent only if the hash that was seen
    /// is that of what stands on the card, and nothing in it is hidden.
    pub(super) fn of_text(draft: Option<&str>, decision: &Decision) -> Option<Self> {
        let Action::Approve { text_sha256 } = &decision.action else { return None };
        match draft {
            Some(text) if sha256_hex(text.as_bytes()) == *text_sha256 => {
                has_unseen(text).then_some(Self::HiddenCharacters)
            }
            _ => Some(Self::OtherText),
        }
    }

    /// Which of the claim's conditions does not hold, read off the card.
    pub(super) fn why_not(
        card: &review_queue::CardRow,
        since: Option<&SaidSince>,
        decision: &Decision,
        now: Timestamp,
    ) -> Option<Self> {
        if decision.shown.is_some_and(|shown| shown != card.state) && card.state != State::Expired {
            return Some(Self::AlreadyDecided);
        }
        let sends = decision.action.sends();
        match (&decision.action, card.state) {
            (Action::Resolve { .. }, State::Unknown) => {}
            (Action::Resolve { .. }, _) => return Some(Self::NotUnknown),
            (_, State::Pending) => {}
            (_, State::Expired) => return Some(Self::WindowClosed),
            (_, State::Failed) if card.closed_at.is_some() => return Some(Self::AlreadyDecided),
            (_, State::Failed) if sends && !card.may_retry => return Some(Self::NoRetry),
            (_, State::Failed) => {}
            _ => return Some(Self::AlreadyDecided),
        }
        let waiting = since.is_some_and(|since| since.waiting);
        let newer = since.is_some_and(|since| since.on_card.is_some());
        if card.version != decision.version || (sends && waiting) {
            Some(Self::StaleVersion)
        } else if !sends {
            None
        } else if card.moved().is_some() {
            Some(Self::AddressChanged)
        } else if card.window_closes_at <= now {
            Some(Self::WindowClosed)
        } else if card.recipient.is_some() && !card.allowlisted() {
            Some(Self::NotAllowlisted)
        } else if newer {
            Some(Self::NewerCard)
        } else {
            None
        }
    }
}
