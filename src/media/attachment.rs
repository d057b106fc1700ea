//! What is attached to a message that stands on a card.

use crate::host::{Json, Query};
use crate::keyed_hash::MessageRef;
use crate::messages::content::Media;

/// The file of a message.
#[derive(Debug)]
pub struct Attachment {
    /// `None`: it has none, or it was erased.
    pub media: Option<Media>,
}

impl crate::host::FromRow for Attachment {
    fn from_row(row: &mut crate::host::Row<'_>) -> Result<Self, crate::host::RowError> {
        let media: Option<Json<Media>> = row.take("media")?;
        Ok(Self { media: media.map(|Json(media)| media) })
    }
}

const OF_MESSAGE: &str =
    "SELECT media FROM inbound_message WHERE message_ref = ?1 AND review_id IS NOT NULL AND erased_at IS NULL";

/// The file of this message.
pub fn of_message(message: &MessageRef) -> Query<Option<Attachment>> {
    Query::new("attachment", OF_MESSAGE).bind(message.as_str())
}
