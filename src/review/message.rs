//! A message on a card, as the API shows it.

use crate::clock::Timestamp;
use crate::host::json_size;
use crate::keyed_hash::MessageRef;
use crate::media::href;
use crate::messages::content::{Details, Media};
use crate::messages::conversation::{ChangedMessage, CurrentMessage, Quoted};
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
    pub changes: Option<ChangedMessage>,
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

impl From<CurrentMessage> for Message {
    fn from(line: CurrentMessage) -> Self {
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

/// The most JSON of messages that a card shows, in bytes: its answer is kept in one column, which
/// takes 2 MB (Cloudflare, D1 limits). The latest message is shown whatever it takes.
const SHOWN_JSON: usize = 1_200_000;

/// The latest lines, as far as a card shows them.
pub fn shown(mut lines: Vec<CurrentMessage>) -> Vec<CurrentMessage> {
    let size = |line: &CurrentMessage| {
        let text = |text: Option<&String>| text.map_or(0, |text| json_size([text]));
        let quoted = line.quoted.as_ref().and_then(|quoted| quoted.text.as_ref());
        let contacts = line.details.contacts.iter().flat_map(|contact| contact.name.iter().chain(&contact.lines));
        text(line.text.as_ref()) + text(quoted) + contacts.map(|line| json_size([line])).sum::<usize>()
    };
    let mut sum = 0;
    let fit = lines.iter().rev().take_while(|line| {
        sum += size(line);
        sum <= SHOWN_JSON
    });
    let dropped = lines.len() - fit.count().max(1).min(lines.len());
    lines.drain(..dropped);
    lines
}
