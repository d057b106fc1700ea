//! One message that the business sent from its own phone.

use super::message::Stamp;
use crate::identity::{Address, Bsuid, MessageId, Phone};
use crate::webhook::json::Object;

/// An answer from the business's phone. Its words are not read: that it was given is enough.
#[derive(Clone, Debug)]
pub struct BusinessEcho {
    /// Its wamid.
    pub id: MessageId,
    /// The number that it went to.
    pub to: Option<Phone>,
    /// The business-scoped id that it went to.
    pub to_user_id: Option<Bsuid>,
    /// When it was sent.
    pub stamp: Stamp,
    /// The business number that it was sent from.
    pub phone_number_id: Option<String>,
}

impl BusinessEcho {
    /// Whom it went to: the number if Meta sent one, else the BSUID.
    pub fn recipient(&self) -> Option<Address> {
        self.to.clone().map(Address::Phone).or_else(|| self.to_user_id.clone().map(Address::Bsuid))
    }
}

/// `None`: it does not say whom it went to, or it answers nobody: a reaction, a change to an
/// earlier message, a deletion, something for a group.
pub(super) fn read(message: &Object<'_>, phone_number_id: Option<&str>) -> Option<BusinessEcho> {
    let kind = message.text("type").unwrap_or_default();
    let echo = BusinessEcho {
        id: message.text("id").and_then(MessageId::new)?,
        to: message.text("to").as_deref().and_then(Phone::as_sent),
        to_user_id: message.text("to_user_id").as_deref().and_then(Bsuid::parse),
        stamp: Stamp::read(message.text("timestamp")),
        phone_number_id: phone_number_id.map(str::to_owned),
    };
    let in_group = message.get("group_id").is_some_and(|group| !group.is_null());
    let answers = !in_group && !matches!(kind.as_str(), "reaction" | "edit" | "revoke");
    (answers && echo.recipient().is_some()).then_some(echo)
}
