//! The review card: what a person sees, and what they may decide.

pub mod api;
pub mod as_on;
pub mod aside;
pub mod before;
pub mod card_view;
pub mod choice;
pub mod decide;
pub mod decision;
pub mod desk_stamp;
mod diff;
pub mod due;
mod eyes;
pub mod history;
pub mod history_pages;
pub mod history_view;
pub mod hold;
pub mod idempotency_key;
pub mod later;
pub mod list_view;
pub mod message;
pub mod missed;
mod no_draft;
pub mod note;
pub mod order_lines;
pub mod pages;
pub mod queue_view;
pub mod read;
pub mod recipient;
pub mod review_queue;
pub mod shape_mark;
mod twin;
pub mod unanswered;
mod words;

use crate::clock::Timestamp;
use crate::gate::Evidence;
pub use crate::identity::Role;
use crate::identity::{ReviewId, SenderId};
use crate::language::Language;
use crate::review::message::Message;
use crate::send::{Advice, Delivery};
pub use decision::{DecisionAction, RejectReason};
pub use no_draft::{NoDraft, Reason};
pub use recipient::Moved;
use serde::{Deserialize, Serialize};

/// Where a card stands.
///
/// `pending → sending → sent`, `pending → rejected | expired`,
/// `sending → failed | unknown`, `failed → sending` where the error allows,
/// `unknown → sent | failed` by a status or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CardState"))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for a person.
    Pending,
    /// Claimed by a decision; the Graph call is under way.
    Sending,
    /// Graph took it.
    Sent,
    /// A person rejected or closed it.
    Rejected,
    /// The 24-hour window closed first.
    Expired,
    /// Graph refused it, or it did not arrive.
    Failed,
    /// Nobody knows whether it went.
    Unknown,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Pending, Self::Sending, Self::Sent, Self::Rejected, Self::Expired, Self::Failed, Self::Unknown];

    /// Its name in D1 and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

crate::from_text!(State);

/// A card as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Card {
    /// Its id.
    pub id: ReviewId,
    /// Where it stands.
    pub state: State,
    /// Moves on whenever what is shown changes; a decision names it.
    pub version: u32,
    /// Who wrote, as the business knows them.
    pub customer: Writer,
    /// The number or BSUID that a reply goes to. `null` once erased, and where nothing on the card
    /// can be answered from here: a group's message, a notice.
    pub recipient: Option<String>,
    /// Meta's notice that the customer has left the address that would be answered. Nothing is sent
    /// there until an admin lists the new one.
    pub moved: Option<Moved>,
    /// Whether an address of the customer is listed that was so when the card was opened. One that was
    /// listed since stands on an opt-in that is newer than the customer's words.
    #[serde(skip)]
    pub still_listed: bool,
    /// When Meta stamped the first message.
    pub received_at: Timestamp,
    /// When a reply stops being allowed.
    pub window_closes_at: Timestamp,
    /// What the customer wrote, as it stands after edits and deletions: the latest hundred.
    pub messages: Vec<Message>,
    /// How many earlier messages of this card are not in `messages`.
    pub messages_not_shown: u32,
    /// When the business answered from its own phone. An approval of this version sends all the same.
    pub answered_elsewhere_at: Option<Timestamp>,
    /// How many messages wait on this card beyond the caps.
    pub waiting: u32,
    /// What the gate said.
    pub gate: Gate,
    /// What is ordered, read by a machine out of the messages whenever the card is. Nothing of it is
    /// entered anywhere.
    pub lines: Vec<order_lines::LineView>,
    /// What the customer asks or reports besides the order, which an acknowledgment does not answer: ten sentences
    /// at most. Read by a machine, as `lines` are.
    pub unanswered: Vec<unanswered::Unanswered>,
    /// When this customer ordered the same, where their orders were read.
    #[serde(skip)]
    pub as_on: as_on::AsOn,
    /// The draft, or `null` on a human-only card.
    pub draft: Option<DraftView>,
    /// The latest decision.
    pub decision: Option<DecisionView>,
    /// What became of the send.
    pub delivery: Option<DeliveryView>,
    /// Whether approve or edit may be pressed again after a failure.
    pub may_retry: bool,
    /// When a person closed it after its send failed: it stays `failed` and needs nobody any more.
    pub closed_at: Option<Timestamp>,
    /// The customer's card before this one.
    pub previous_id: Option<ReviewId>,
    /// Who said that they are on it. It keeps nobody from deciding.
    pub held_by: Option<hold::Holder>,
    /// Who put it off, and until when. It is over when the time has come, or when the customer writes;
    /// it keeps nobody from deciding.
    pub later: Option<later::PutOff>,
    /// What colleagues noted about it, oldest first; none for auditors. Never sent.
    pub notes: Vec<note::Note>,
    /// The saved replies that it offers.
    #[serde(skip)]
    pub choices: Vec<choice::Choice>,
    /// Whether words, names and numbers are withheld from this reader, as from auditors.
    pub redacted: bool,
    /// The ledger's reference of who wrote.
    #[serde(skip)]
    pub sender: SenderId,
}

/// Who wrote.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Writer"))]
pub struct Writer {
    /// The CRM's id; for auditors the ledger's reference of the sender.
    pub id: String,
    /// The business's name for them. `null` once erased, and for auditors.
    pub name: Option<String>,
}

/// What the gate said.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Gate {
    /// Whether its words were taken for an order.
    pub verdict: GateVerdict,
    /// Why there is no draft.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Option<String>"))]
    pub why: Option<NoDraft>,
    /// What the verdict rests on. Positions count Unicode code points in the texts of the messages that
    /// are shown, joined by line ends.
    pub evidence: Vec<Evidence>,
    /// The version of the taught words that made the verdict; 0: nothing was taught.
    pub words_version: u32,
    /// What a person said that the card was: `order` or `none`.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("enum" = ["order", "none", null])))]
    pub marked: Option<&'static str>,
}

/// Whether the gate took a card's words for an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "snake_case")]
pub enum GateVerdict {
    OrderShaped,
    NotAnOrder,
}

impl GateVerdict {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "order_shaped" => Self::OrderShaped,
            "not_an_order" => Self::NotAnOrder,
            _ => return None,
        })
    }
}

/// Who wrote a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum DraftSource {
    Template,
    Model,
}

impl DraftSource {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "template" => Self::Template,
            "model" => Self::Model,
            _ => return None,
        })
    }
}

crate::from_text!(GateVerdict, DraftSource);

/// A draft as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Draft"))]
pub struct DraftView {
    /// The words that an approval sends. `null` once erased.
    pub text: Option<String>,
    /// SHA-256 of the words, hex; an approval names it. `null` for auditors.
    pub text_sha256: Option<String>,
    /// Their language.
    pub language: Language,
    /// Who wrote them.
    pub source: DraftSource,
    /// The model's name.
    pub model: Option<String>,
    /// Prompt, persona, rule or templates that it was made from, with their versions.
    pub prompt: Option<String>,
    /// Why no model wrote it, if one was meant to: a code of the ledger's.
    pub fallback: Option<String>,
}

/// A decision as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Decision"))]
pub struct DecisionView {
    /// What was decided.
    pub action: DecisionAction,
    /// The reviewer's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The words that were sent. `null` for a rejection or once erased.
    pub text: Option<String>,
    /// Why it was rejected.
    pub reason: Option<RejectReason>,
}

/// How far a send got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(inline))]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    Accepted,
    Sent,
    Delivered,
    Read,
    Failed,
    Unknown,
}

impl DeliveryState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

impl From<Delivery> for DeliveryState {
    fn from(delivery: Delivery) -> Self {
        match delivery {
            Delivery::Accepted => Self::Accepted,
            Delivery::Sent => Self::Sent,
            Delivery::Failed => Self::Failed,
            Delivery::Delivered => Self::Delivered,
            Delivery::Read => Self::Read,
        }
    }
}

/// What became of a send, as the API shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Delivery"))]
pub struct DeliveryView {
    /// How far it got.
    pub state: DeliveryState,
    /// The sent message's wamid.
    pub wamid: Option<String>,
    /// What went wrong and what to do.
    pub error: Option<Advice>,
}
