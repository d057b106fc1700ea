//! A message on a card, as the API shows it.

use crate::clock::Timestamp;
use crate::keyed_hash::MessageRef;
use crate::media::href;
use crate::messages::content::{Details, Media};
use crate::messages::conversation::{Changed, Line, Quoted};
use serde::Serialize;

/// One message on a card.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Message {
    /// Its wamid. `null` once erased.
    pub id: Option<String>,
    /// When Meta stamped it.
    pub at: Timestamp,
    /// Meta's name of its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its words: a text, a caption, the title of what was chosen, the answers of a form, the lines of a
    /// catalogue order. `null` if it has none, was deleted by the customer, or is erased.
    pub text: Option<String>,
    /// The customer changed it afterwards.
    pub edited: bool,
    /// The customer took it back.
    pub deleted: bool,
    /// What is attached.
    pub media: Option<MediaView>,
    /// The message that it answers.
    pub quoted: Option<Quoted>,
    /// Passed on from another chat.
    pub forwarded: bool,
    /// Said by WhatsApp itself, not by the customer.
    pub notice: bool,
    /// Written in a group: an answer goes to its writer alone.
    pub group: bool,
    /// The message of another card that this one changes or takes back.
    pub changes: Option<Changed>,
    /// What a person has to see besides: only what is there is named.
    pub details: Option<Details>,
}

/// Something attached.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Media"))]
pub struct MediaView {
    /// Meta's type: `image`, `audio`, `video`, `document`, `sticker`.
    pub kind: String,
    /// Its type, as Meta says it.
    pub mime: Option<String>,
    /// The name that the sender's phone gave it.
    pub filename: Option<String>,
    /// Where it is opened: streamed from Meta, which keeps it for 7 days. `null` for a reader who may
    /// not, such as an auditor.
    pub href: Option<String>,
}

impl MediaView {
    fn of(media: Media, message: &MessageRef) -> Self {
        let href = Some(href(message));
        Self { kind: media.kind, mime: media.mime, filename: media.filename, href }
    }
}

impl From<Line> for Message {
    fn from(line: Line) -> Self {
        Self {
            id: line.row.wamid,
            at: line.row.stamped_at,
            kind: line.row.kind_name,
            text: line.text,
            edited: line.edited,
            deleted: line.deleted,
            media: line.media.map(|media| MediaView::of(media, &line.row.message_ref)),
            quoted: line.quoted,
            forwarded: line.row.forwarded,
            notice: line.row.notice,
            group: line.row.in_group,
            changes: line.changes,
            details: Some(line.details).filter(|details| !details.is_empty()),
        }
    }
}
