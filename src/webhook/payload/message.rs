//! One inbound message.

use super::UnrecognizedItem;
use super::content::{self, bounded};
use super::moved::{self, AddressMove};
use crate::clock::Timestamp;
use crate::identity::{Address, Bsuid, MessageId, Phone};
use crate::messages::content::{Author, Details, Media};
use crate::messages::kind::{Freshness, MessageKind};
use crate::webhook::json::{Object, Raw};
use std::time::Duration;

/// A message that somebody sent to the business.
#[derive(Clone, Debug)]
pub struct InboundMessage {
    /// Its wamid: the idempotency key.
    pub id: MessageId,
    /// The sender's number as Meta sent it; absent for a customer who hides it.
    pub from: Option<String>,
    /// The sender's business-scoped id.
    pub from_user_id: Option<String>,
    /// The id that they have for all portfolios which are linked with the business's.
    pub from_parent_user_id: Option<String>,
    /// Meta's notice that the sender has another address from now on.
    pub moved: Option<AddressMove>,
    /// What it is.
    pub kind: MessageKind,
    /// Meta's name of the type, even one that we do not know.
    pub kind_name: String,
    /// What the sender wrote: body, caption, title of what was chosen, answers of a form, note
    /// of a catalogue order. At most 65,536 characters; NUL is replaced by U+FFFD.
    pub text: Option<String>,
    /// The lines of a catalogue order.
    pub order_lines: Vec<CartLine>,
    /// What was attached.
    pub media: Option<Media>,
    /// What else a person has to see.
    pub details: Details,
    /// The message that it answers.
    pub quoted: Option<QuotedMessage>,
    /// Passed on from another chat.
    pub forwarded: bool,
    /// WhatsApp itself says something of the customer, such as a new number.
    pub notice: bool,
    /// When Meta says it was sent.
    pub stamp: Stamp,
    /// The message that an edit, a deletion or a reaction is about.
    pub target: Option<MessageId>,
    /// Sent to a group, not to the business alone.
    pub in_group: bool,
    /// The business number that it was sent to.
    pub phone_number_id: Option<String>,
}

impl InboundMessage {
    /// The sender's address: the number if Meta sent one, else the BSUID.
    pub fn address(&self) -> Option<Address> {
        let bsuid = || self.bsuid().or_else(|| self.parent_bsuid());
        self.phone().map(Address::Phone).or_else(|| bsuid().map(Address::Bsuid))
    }

    /// The sender's number, if it is one.
    pub fn phone(&self) -> Option<Phone> {
        Phone::as_sent(self.from.as_deref()?)
    }

    /// The sender's business-scoped id, wherever Meta wrote it. A notice of another id names the
    /// one that they had.
    pub fn bsuid(&self) -> Option<Bsuid> {
        let had = self.moved.as_ref().and_then(|moved| moved.previous.clone());
        had.or_else(|| Bsuid::parse(self.from_user_id.as_deref()?)).or_else(|| Bsuid::parse(self.from.as_deref()?))
    }

    /// The id for all linked portfolios, if it is one.
    pub fn parent_bsuid(&self) -> Option<Bsuid> {
        Bsuid::parse(self.from_parent_user_id.as_deref()?)
    }
}

/// A message that another one answers.
#[derive(Clone, Debug)]
pub struct QuotedMessage {
    /// Which.
    pub id: MessageId,
    /// Who wrote it, where Meta says so.
    pub by: Option<Author>,
}

/// One line of a catalogue order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CartLine {
    /// The seller's reference (`product_retailer_id`).
    pub reference: String,
    /// The quantity as it was sent.
    pub quantity: String,
}

/// A message's time, as far as it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// Whole seconds since 1970, as Meta sends it.
    At(Timestamp),
    /// Absent, negative, beyond the year 9999, or not a plain number.
    Unreadable,
}

/// Free-form replies are allowed for 24 hours (Meta, customer service windows).
pub const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
const SKEW: Duration = Duration::from_secs(5 * 60);

impl Stamp {
    pub(super) fn read(text: Option<String>) -> Self {
        let plain = |t: &String| (1..=12).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
        text.filter(plain)
            .and_then(|digits| digits.parse().ok())
            .filter(|seconds| *seconds <= 253_402_300_799)
            .map_or(Self::Unreadable, |seconds| Self::At(Timestamp::from_seconds(seconds)))
    }

    /// Judged at the moment of arrival.
    pub fn freshness(self, now: Timestamp) -> Freshness {
        match self {
            Self::At(at) if at > now.plus(SKEW) => Freshness::Future,
            Self::At(at) if now.since(at) > WINDOW => Freshness::Late,
            Self::At(_) => Freshness::Fresh,
            Self::Unreadable => Freshness::Unreadable,
        }
    }

    /// The stamp, but never later than the arrival, and the arrival if unreadable.
    pub fn or_arrival(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at.min(now),
            Self::Unreadable => now,
        }
    }

    /// When the 24-hour window that this message opened closes. A message whose
    /// age is unknown opens none.
    pub fn window_closes(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at.min(now).plus(WINDOW),
            Self::Unreadable => now,
        }
    }
}

pub(super) fn read(
    message: Option<Object<'_>>,
    phone_number_id: Option<&str>,
) -> Result<InboundMessage, UnrecognizedItem> {
    let message = message.ok_or(UnrecognizedItem::Malformed)?;
    let id = message.text("id").and_then(MessageId::new);
    let from = message.text("from");
    let from_user_id = message.text("from_user_id");
    let kind_name = message.text("type").unwrap_or_else(|| "unknown".into());
    let content = content::read(&message, &kind_name);
    let context = message.get("context").and_then(Raw::object);
    let quoted = context.as_ref().and_then(|context| quoted(context, from.as_deref(), from_user_id.as_deref()));
    let passed_on = |name| context.as_ref().and_then(|context| context.get(name)).is_some_and(Raw::is_true);
    Ok(InboundMessage {
        id: id.ok_or(UnrecognizedItem::MessageWithoutId)?,
        quoted,
        forwarded: passed_on("forwarded") || passed_on("frequently_forwarded"),
        from,
        from_user_id,
        from_parent_user_id: message.text("from_parent_user_id"),
        moved: moved::read(&message, &kind_name),
        kind: content.kind,
        notice: content.notice,
        kind_name: bounded(&kind_name, 64),
        text: content.text,
        order_lines: content.order_lines,
        media: content.media,
        details: content.details,
        stamp: Stamp::read(message.text("timestamp")),
        target: content.target.and_then(MessageId::new),
        in_group: message.get("group_id").is_some_and(|group| !group.is_null()),
        phone_number_id: phone_number_id.map(str::to_owned),
    })
}

/// The message that is answered. Its writer is the sender themselves or the business; a group's
/// other members are not told apart from it.
fn quoted(context: &Object<'_>, from: Option<&str>, from_user_id: Option<&str>) -> Option<QuotedMessage> {
    let id = context.text("id").and_then(MessageId::new)?;
    let (writer, writer_id) = (context.text("from"), context.text("from_user_id"));
    let same = |writer: &Option<String>, sender: Option<&str>| writer.is_some() && writer.as_deref() == sender;
    let by = if same(&writer, from) || same(&writer_id, from_user_id) || same(&writer, from_user_id) {
        Some(Author::Customer)
    } else {
        writer.or(writer_id).map(|_| Author::Business)
    };
    Some(QuotedMessage { id, by })
}
