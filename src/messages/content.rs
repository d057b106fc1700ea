//! What a message holds besides its words. It is a person's as much as the words are: it is kept
//! as JSON in columns that erasing empties.

#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::left_out;
use serde::{Deserialize, Serialize};

/// Something attached: a picture, a voice note, a video, a document, a sticker. The file itself
/// is at Meta, for seven days (Meta, media).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Meta's type: `image`, `audio`, `video`, `document`, `sticker`.
    pub kind: String,
    /// Meta's id of the file.
    pub id: String,
    /// Its type, as Meta says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// The name that the sender's phone gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// Its SHA-256, as Meta says it (base64).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Recorded with WhatsApp itself: a voice note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voice: bool,
}

/// Who wrote what is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Author {
    /// The customer themselves.
    Customer,
    /// The business.
    Business,
}

impl Author {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "customer" => Some(Self::Customer),
            "business" => Some(Self::Business),
            _ => None,
        }
    }
}

crate::from_text!(Author);

/// What else a person has to see. None of it is judged as the customer's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(transform = left_out))]
#[serde(default)]
pub struct Details {
    /// A place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Cards of other people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// It was chosen from what the business offered, not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<ChosenOption>,
    /// The product that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<NamedProduct>,
    /// The advertisement that it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advertisement: Option<Advertisement>,
    /// WhatsApp did not hand over the content: it can be read on the phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withheld: Option<Withheld>,
    /// What was too much to keep: characters of the text, lines of the cart, contacts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
}

impl Details {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A place, as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(transform = left_out))]
#[serde(default)]
pub struct Location {
    /// Degrees north, as a decimal number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<String>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A contact's card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(transform = left_out))]
#[serde(default)]
pub struct Contact {
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Numbers, e-mail addresses, company, postal addresses, pages: each as one text.
    pub lines: Vec<String>,
}

/// How something was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Choice", transform = left_out))]
pub struct ChosenOption {
    /// From what.
    pub from: Offer,
    /// What stood below the title on the customer's screen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What a customer chose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Offer {
    /// A list.
    List,
    /// Buttons below a message.
    Button,
    /// A form that they filled in; their answers are the message's words.
    Form,
}

/// A product of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(transform = left_out, rename = "NamedProduct")
)]
pub struct NamedProduct {
    /// The seller's reference (`product_retailer_id`).
    pub reference: String,
    /// Its name, where the products have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An advertisement or a post of the business, as the customer saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(transform = left_out))]
#[serde(default)]
pub struct Advertisement {
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// Its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A message whose content WhatsApp did not hand over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(transform = left_out))]
#[serde(default)]
pub struct Withheld {
    /// Meta's error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Meta's name of what it is, such as `poll_creation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// How much of a message was not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default)]
pub struct Cut {
    /// Characters of its text.
    #[serde(skip_serializing_if = "is_zero")]
    pub characters: usize,
    /// Lines of its catalogue order.
    #[serde(skip_serializing_if = "is_zero")]
    pub lines: usize,
    /// Contacts.
    #[serde(skip_serializing_if = "is_zero")]
    pub contacts: usize,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}
