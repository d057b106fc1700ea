//! What a message needs to be admitted: its idempotency key, who may have sent
//! it, and how it stands to the clock. The decision itself is one SQL statement
//! ([`super::admit`]), because it must be atomic.

use super::payload::{InboundMessage, QuotedMessage};
use crate::clock::Timestamp;
use crate::identity::SenderId;
use crate::keyed_hash::{HashKey, MessageRef};
use crate::messages::content::{Author, Details, Media};
use crate::messages::kind::{Freshness, MessageKind};
use serde::Serialize;

/// A message that asks to be admitted, as the statement reads it.
#[derive(Clone, Debug, Serialize)]
pub struct AdmissionRequest {
    #[serde(rename = "ref")]
    message: MessageRef,
    /// The reference under the previous app secret, while a rotation is under way.
    prev: Option<MessageRef>,
    sender: Option<SenderId>,
    phone: Option<String>,
    twin: Option<String>,
    bsuid: Option<String>,
    parent: Option<String>,
    moved_to: Option<String>,
    moved_twin: Option<String>,
    moved_beside: Option<String>,
    kind: MessageKind,
    kind_name: String,
    freshness: Freshness,
    in_group: bool,
    stamped_at: Timestamp,
    window_closes_at: Timestamp,
    target_ref: Option<MessageRef>,
    target_prev: Option<MessageRef>,
    wamid: String,
    text: Option<String>,
    order_lines: Option<String>,
    said: MessageExtras,
}

/// What a message holds besides its words. The trigger takes it apart.
#[derive(Clone, Debug, Serialize)]
struct MessageExtras {
    media: Option<Media>,
    details: Option<Details>,
    quoted: Option<QuotedRef>,
    forwarded: bool,
    notice: bool,
}

/// The message that is answered: the reference finds one of the customer's, the wamid one of ours.
/// The wamid is not kept.
#[derive(Clone, Debug, Serialize)]
struct QuotedRef {
    #[serde(rename = "ref")]
    message: MessageRef,
    prev: Option<MessageRef>,
    wamid: String,
    by: Option<Author>,
}

impl AdmissionRequest {
    /// As the statement reads it.
    pub fn json(&self) -> String {
        // Strings, numbers and flags: this cannot fail; `null` would be no message.
        serde_json::to_string(self).unwrap_or_else(|_| "null".into())
    }
}

/// The keys that references are made with.
pub struct Keys {
    /// Of the current app secret.
    pub current: HashKey,
    /// Of the previous one, during a rotation.
    pub previous: Option<HashKey>,
}

/// The applicants among the messages of one POST.
pub fn applicants(messages: Vec<InboundMessage>, keys: &Keys, now: Timestamp) -> Vec<AdmissionRequest> {
    messages.into_iter().map(|message| applicant(message, keys, now)).collect()
}

fn applicant(message: InboundMessage, keys: &Keys, now: Timestamp) -> AdmissionRequest {
    let sender = message.address();
    let (phone, bsuid, parent) = (message.phone(), message.bsuid(), message.parent_bsuid());
    let moved = message.moved.as_ref();
    AdmissionRequest {
        message: keys.current.message(&message.id),
        prev: keys.previous.as_ref().map(|key| key.message(&message.id)),
        sender: sender.as_ref().map(|address| keys.current.sender(address)),
        twin: phone.as_ref().and_then(|p| p.twin()).map(|p| p.as_str().to_owned()),
        phone: phone.map(|p| p.as_str().to_owned()),
        bsuid: bsuid.map(|b| b.as_str().to_owned()),
        parent: parent.map(|b| b.as_str().to_owned()),
        moved_to: moved.map(|moved| moved.to.as_str().to_owned()),
        moved_twin: moved.and_then(|moved| moved.to.twin()).map(|twin| twin.as_str().to_owned()),
        moved_beside: moved.and_then(|moved| moved.beside.as_ref()).map(|b| b.as_str().to_owned()),
        kind: message.kind,
        kind_name: message.kind_name,
        freshness: message.stamp.freshness(now),
        in_group: message.in_group,
        stamped_at: message.stamp.or_arrival(now),
        window_closes_at: message.stamp.window_closes(now),
        target_ref: message.target.as_ref().map(|id| keys.current.message(id)),
        target_prev: message.target.as_ref().zip(keys.previous.as_ref()).map(|(id, key)| key.message(id)),
        wamid: message.id.as_str().to_owned(),
        text: message.text,
        order_lines: (!message.order_lines.is_empty()).then(|| {
            let lines = message.order_lines.iter();
            lines.map(|l| format!("{} x {}", l.quantity, l.reference)).collect::<Vec<_>>().join("\n")
        }),
        said: MessageExtras {
            media: message.media,
            details: Some(message.details).filter(|details| !details.is_empty()),
            quoted: message.quoted.map(|quoted| quoted_ref(quoted, keys)),
            forwarded: message.forwarded,
            notice: message.notice,
        },
    }
}

fn quoted_ref(quoted: QuotedMessage, keys: &Keys) -> QuotedRef {
    QuotedRef {
        message: keys.current.message(&quoted.id),
        prev: keys.previous.as_ref().map(|key| key.message(&quoted.id)),
        wamid: quoted.id.as_str().to_owned(),
        by: quoted.by,
    }
}
