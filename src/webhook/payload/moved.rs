//! Meta's notice that a customer has another number, or another BSUID (Meta, system messages).

use crate::identity::{Address, Bsuid, Phone};
use crate::webhook::json::Object;

/// Where a customer writes from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressMove {
    /// The new number, or the new BSUID of a customer whose number Meta does not tell.
    pub to: Address,
    /// The new BSUID beside the new number.
    pub beside: Option<Bsuid>,
    /// The BSUID that they had, where the notice says so.
    pub previous: Option<Bsuid>,
}

/// `None`: the message is no such notice. Newer and older forms of it are read alike.
pub(super) fn read(message: &Object<'_>, kind: &str) -> Option<AddressMove> {
    if kind != "system" {
        return None;
    }
    let notice = message.get("system")?.object()?;
    let before = [message.text("from"), notice.text("customer")];
    let number = ["wa_id", "new_wa_id"].into_iter().find_map(|key| Phone::as_sent(&notice.text(key)?));
    let number = number.filter(|number| !before.iter().flatten().any(|before| before == number.as_str()));
    let previous = notice.text("previous_user_id").and_then(|id| Bsuid::parse(&id));
    let bsuid = notice.text("user_id").and_then(|id| Bsuid::parse(&id)).filter(|id| Some(id) != previous.as_ref());
    match (number, bsuid) {
        (Some(number), beside) => Some(AddressMove { to: Address::Phone(number), beside, previous }),
        (None, Some(bsuid)) => Some(AddressMove { to: Address::Bsuid(bsuid), beside: None, previous }),
        (None, None) => None,
    }
}
