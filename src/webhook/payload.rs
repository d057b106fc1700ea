//! A webhook body, read so that one odd item never loses its neighbours.
//!
//! Every level is cut out raw first and read on its own: what is of an unknown
//! or wrong form becomes an [`Item::Odd`] and the rest goes on. Raw values are
//! skipped without recursion, so depth costs nothing (serde_json, `RawValue`).
//!
//! Source: Meta, WhatsApp Cloud API, webhooks components.

mod account;
mod content;
mod echo;
mod message;
mod moved;
mod surrogates;

use crate::connection::account_notice::AccountNotice;
use crate::identity::{AttemptId, MessageId};
use crate::send::{ErrorCode, StatusUpdate};
use crate::webhook::json::{Object, Raw};

pub use content::{ORDER_LIMIT, TEXT_LIMIT};
pub use echo::BusinessEcho;
pub use message::{CartLine, InboundMessage, QuotedMessage, Stamp, WINDOW};
pub use moved::AddressMove;

/// One thing that a body holds.
#[derive(Debug)]
pub enum Item {
    /// A message that somebody sent to the business.
    Message(Box<InboundMessage>),
    /// What became of a message that the business sent.
    Status(StatusUpdate),
    /// A message that the business sent from its own phone.
    Echo(BusinessEcho),
    /// What Meta reports of the account.
    Account(AccountNotice),
    /// Something else, named but not kept.
    Odd(UnrecognizedItem),
}

/// Why an item is neither a message nor a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnrecognizedItem {
    /// The whole body is not the JSON of a webhook.
    Unreadable,
    /// `object` is not `whatsapp_business_account`.
    OtherObject,
    /// A webhook that holds nothing.
    Empty,
    /// A message without a usable id.
    MessageWithoutId,
    /// A status without a usable id or status.
    StatusWithoutId,
    /// Something that the business did on its phone and that answers nobody.
    Echo,
    /// A message from before the number was connected.
    History,
    /// A call, or what became of one.
    Call,
    /// An error that Meta reports about the number itself.
    Error,
    /// A value where an object or a list belongs.
    Malformed,
    /// A change of another field, such as `message_template_status_update`.
    Field(String),
}

impl UnrecognizedItem {
    /// A short code for the ledger and for `examples/webhook`.
    pub fn code(&self) -> String {
        match self {
            Self::Unreadable => "unreadable".into(),
            Self::OtherObject => "other_object".into(),
            Self::Empty => "empty".into(),
            Self::MessageWithoutId => "message_without_id".into(),
            Self::StatusWithoutId => "status_without_id".into(),
            Self::Echo => "echo".into(),
            Self::History => "history".into(),
            Self::Call => "call".into(),
            Self::Error => "error".into(),
            Self::Malformed => "malformed".into(),
            Self::Field(name) => format!("field:{name}"),
        }
    }
}

/// Reads a body. Never fails: what cannot be read is an [`UnrecognizedItem`].
///
/// A byte-order mark is skipped, bytes that are not UTF-8 become U+FFFD, and so
/// do escapes of half a surrogate pair: each would otherwise lose the whole body.
pub fn parse(body: &[u8]) -> Vec<Item> {
    let text = String::from_utf8_lossy(body);
    let text = surrogates::mend_surrogates(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let mut items = Vec::new();
    match Object::parse(&text) {
        None => items.push(Item::Odd(UnrecognizedItem::Unreadable)),
        Some(envelope) => {
            let object = envelope.text("object");
            if object.as_deref() == Some("whatsapp_business_account") {
                each(envelope.get("entry"), &mut items, entry);
            } else {
                items.push(Item::Odd(UnrecognizedItem::OtherObject));
            }
        }
    }
    if items.is_empty() {
        items.push(Item::Odd(UnrecognizedItem::Empty));
    }
    items
}

/// Reads each element of a list, `None` where it is no object; anything that is no list is
/// one oddity.
fn each<'a>(list: Option<Raw<'a>>, items: &mut Vec<Item>, mut read: impl FnMut(Option<Object<'a>>, &mut Vec<Item>)) {
    let Some(list) = list else { return };
    match list.list() {
        Some(elements) => elements.into_iter().for_each(|element| read(element, items)),
        None if list.is_null() => {}
        None => items.push(Item::Odd(UnrecognizedItem::Malformed)),
    }
}

fn entry(entry: Option<Object<'_>>, items: &mut Vec<Item>) {
    match entry {
        Some(entry) => each(entry.get("changes"), items, change),
        None => items.push(Item::Odd(UnrecognizedItem::Malformed)),
    }
}

fn change(change: Option<Object<'_>>, items: &mut Vec<Item>) {
    let Some(change) = change else {
        return items.push(Item::Odd(UnrecognizedItem::Malformed));
    };
    let field = change.text("field").unwrap_or_default();
    let before = items.len();
    match change.get("value").map(|value| (value, value.object())) {
        Some((_, Some(value))) => match field.as_str() {
            "history" => history(&value, items),
            "calls" => calls(&value, items),
            field => match account::read(field, &value) {
                Some(notice) => items.push(Item::Account(notice)),
                None => self::value(&value, items),
            },
        },
        Some((value, None)) if !value.is_null() => items.push(Item::Odd(UnrecognizedItem::Malformed)),
        _ => {}
    }
    // A change with nothing that we read is recorded by its name.
    if items.len() == before {
        items.push(Item::Odd(UnrecognizedItem::Field(field_name(&field))));
    }
}

fn value(value: &Object<'_>, items: &mut Vec<Item>) {
    let number = value
        .get("metadata")
        .and_then(|metadata| metadata.object())
        .and_then(|metadata| metadata.text("phone_number_id"));
    each(value.get("messages"), items, |message, items| {
        items.push(match message::read(message, number.as_deref()) {
            Ok(message) => Item::Message(Box::new(message)),
            Err(oddity) => Item::Odd(oddity),
        });
    });
    each(value.get("statuses"), items, |status, items| {
        items.push(match self::status(status, number.as_deref()) {
            Ok(status) => Item::Status(status),
            Err(oddity) => Item::Odd(oddity),
        });
    });
    each(value.get("message_echoes"), items, |echo, items| {
        let echo = echo.and_then(|echo| echo::read(&echo, number.as_deref()));
        items.push(echo.map_or(Item::Odd(UnrecognizedItem::Echo), Item::Echo));
    });
    threads(value, items);
    each(value.get("errors"), items, |_, items| {
        items.push(Item::Odd(UnrecognizedItem::Error));
    });
}

/// What was said before the number was connected, by whomever: nothing of it is new.
fn history(value: &Object<'_>, items: &mut Vec<Item>) {
    for list in ["messages", "message_echoes", "statuses"] {
        each(value.get(list), items, |_, items| items.push(Item::Odd(UnrecognizedItem::History)));
    }
    threads(value, items);
    each(value.get("errors"), items, |_, items| items.push(Item::Odd(UnrecognizedItem::Error)));
}

fn threads(value: &Object<'_>, items: &mut Vec<Item>) {
    each(value.get("history"), items, |chunk, items| {
        let threads = chunk.as_ref().and_then(|chunk| chunk.get("threads"));
        each(threads, items, |thread, items| {
            let messages = thread.and_then(|thread| thread.get("messages"));
            each(messages, items, |_, items| items.push(Item::Odd(UnrecognizedItem::History)));
        });
        each(chunk.and_then(|chunk| chunk.get("errors")), items, |_, items| {
            items.push(Item::Odd(UnrecognizedItem::Error));
        });
    });
}

/// Calls, and what became of them: the statuses here are of no message.
fn calls(value: &Object<'_>, items: &mut Vec<Item>) {
    for list in ["calls", "statuses"] {
        each(value.get(list), items, |_, items| items.push(Item::Odd(UnrecognizedItem::Call)));
    }
    each(value.get("errors"), items, |_, items| items.push(Item::Odd(UnrecognizedItem::Error)));
}

fn status(status: Option<Object<'_>>, phone_number_id: Option<&str>) -> Result<StatusUpdate, UnrecognizedItem> {
    let status = status.ok_or(UnrecognizedItem::Malformed)?;
    let id = status.text("id").and_then(MessageId::new);
    Ok(StatusUpdate {
        id: id.ok_or(UnrecognizedItem::StatusWithoutId)?,
        status: status.text("status").ok_or(UnrecognizedItem::StatusWithoutId)?,
        attempt: status.text("biz_opaque_callback_data").and_then(|id| AttemptId::parse(&id)),
        error_code: status
            .get("errors")
            .and_then(|errors| errors.list())
            .and_then(|errors| errors.first()?.as_ref()?.integer("code"))
            .and_then(|code| ErrorCode::new(code, None)),
        phone_number_id: phone_number_id.map(str::to_owned),
    })
}

/// A field's name as it may stand in the ledger: Meta's names are snake case without digits,
/// anything else might be anything, a number of somebody's too.
fn field_name(field: &str) -> String {
    let plain = |b: u8| b.is_ascii_lowercase() || b == b'_';
    if (1..=64).contains(&field.len()) && field.bytes().all(plain) { field.to_owned() } else { "unnamed".to_owned() }
}

#[cfg(test)]
mod tests;
