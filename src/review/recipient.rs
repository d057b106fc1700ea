//! Whom a card's reply goes to, and whether it may: a listed address of the card's customer (G2).

use crate::clock::Timestamp;
use crate::identity::Address;
use serde::{Deserialize, Serialize};

/// An entry of the card's customer on the allowlist.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedAddress {
    entry: String,
    /// BSUIDs that Meta signed beside it.
    aliases: Vec<String>,
    moved: Option<AddressChange>,
}

/// Where Meta says that the customer writes from now on.
#[derive(Clone, Debug, Deserialize)]
struct AddressChange {
    to: String,
    at: Timestamp,
    messages: u32,
}

/// Meta's notice that the customer has left the address that a card would answer. Nothing is
/// sent there until an admin lists the new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Moved {
    /// The listed address that they left.
    pub from: String,
    /// The one that they write from now.
    pub to: String,
    /// When Meta said so.
    pub at: Timestamp,
    /// How many messages came from there since. None of them was kept.
    pub messages: u32,
}

/// The entry that the recipient is listed by: as it stands, by its twin, or as an alias.
pub fn listed_as<'a>(listing: &'a [ListedAddress], recipient: &str) -> Option<&'a ListedAddress> {
    let twin = Address::as_sent(recipient).and_then(|address| address.twin());
    let twin = twin.as_ref().map(Address::as_str);
    listing.iter().find(|listed| {
        let entry = listed.entry.as_str();
        entry == recipient || Some(entry) == twin || listed.aliases.iter().any(|alias| alias == recipient)
    })
}

impl ListedAddress {
    /// Whether Meta says that the customer has left it.
    pub fn moved(&self) -> Option<Moved> {
        let AddressChange { to, at, messages } = self.moved.clone()?;
        Some(Moved { from: self.entry.clone(), to, at, messages })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_listed_by_itself_its_twin_or_as_an_alias() {
        let listing = r#"[{"entry":"33600000001","aliases":["FR.1"],"moved":null},
            {"entry":"551187654321","aliases":[],"moved":{"to":"FR.2","at":"2026-03-01T12:00:00.000Z","messages":2}}]"#;
        let listing: Vec<ListedAddress> = serde_json::from_str(listing).unwrap();
        let entry = |recipient| listed_as(&listing, recipient).map(|listed| listed.entry.as_str());
        assert_eq!(entry("33600000001"), Some("33600000001"));
        assert_eq!(entry("FR.1"), Some("33600000001"));
        assert_eq!(entry("5511987654321"), Some("551187654321"));
        assert_eq!(["33600000002", "FR.2", ""].map(entry), [None, None, None]);
        let moved = listing[1].moved().map(|moved| (moved.from, moved.to, moved.messages));
        assert_eq!(moved, Some(("551187654321".into(), "FR.2".into(), 2)));
    }
}
