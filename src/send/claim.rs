//! The proof that a card was claimed, and the call that it is used up by.

use super::TIMEOUT;
use super::settings::Graph;
use crate::host::{Call, Destination, FromRow, Row, RowError, bearer};
use crate::identity::{Address, AttemptId, MessageId};
use serde_json::json;

/// Proof that one decision of a named person claimed its card, committed in D1,
/// for exactly this text and recipient (G1). It is read from the row that the claim wrote and
/// made nowhere else; the request to Graph cannot be built without it.
#[derive(Debug)]
pub struct Claim {
    attempt: AttemptId,
    to: Address,
    quoted: MessageId,
    text: String,
}

impl Claim {
    /// The words that it would send.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The Graph call. A claim is used up by it: one decision, one call (G9).
    pub fn into_call(self, graph: &Graph) -> Call {
        let mut body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "type": "text",
            "text": {"body": self.text, "preview_url": false},
            "context": {"message_id": self.quoted.as_str()},
            "biz_opaque_callback_data": self.attempt.as_str(),
        });
        // Meta, messages: `recipient` for a BSUID, `to` for a number, never both.
        let key = match self.to {
            Address::Phone(_) => "to",
            Address::Bsuid(_) => "recipient",
        };
        if let Some(body) = body.as_object_mut() {
            body.insert(key.into(), self.to.as_str().into());
        }
        Call {
            to: Destination::Http {
                url: format!("{}/{}/messages", graph.url, graph.phone_number_id),
                headers: vec![bearer(&graph.access_token)],
            },
            timeout: TIMEOUT,
            body: body.to_string(),
        }
    }
}

impl FromRow for Claim {
    fn from_row(row: &mut Row<'_>) -> Result<Self, RowError> {
        let recipient: String = row.take("recipient")?;
        Ok(Self {
            attempt: row.take("attempt_id")?,
            to: Address::as_sent(&recipient).ok_or(RowError)?,
            quoted: MessageId::new(row.take("quoted_wamid")?).ok_or(RowError)?,
            text: row.take("text")?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::host::{FromRows, Rows};

    #[test]
    fn a_number_goes_to_to_and_a_bsuid_to_recipient() {
        let graph = Graph { url: "https://g".into(), phone_number_id: "1".into(), access_token: "t".into() };
        for (address, key, other) in [("33600000001", "to", "recipient"), ("FR.1", "recipient", "to")] {
            let row = json!([
                ["attempt_id", "recipient", "quoted_wamid", "text"],
                ["att_1", address, "wamid.IN", "Bien reçu"],
            ]);
            let rows = Rows::from_json(&row.to_string()).unwrap();
            let claim = Option::<Claim>::from_rows(rows).unwrap().unwrap();
            let call = claim.into_call(&graph);
            let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
            assert_eq!(body[key], address);
            assert!(body.get(other).is_none());
            assert_eq!(body["context"]["message_id"], "wamid.IN");
            assert_eq!(body["biz_opaque_callback_data"], "att_1");
        }
    }
}
