//! Who wrote, what they wrote, and our own opaque names for things.
//!
//! A phone number, a BSUID and a wamid are personal data; everything that ends
//! up in the ledger is a [`keyed hash`](crate::keyed_hash) of them instead.

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::{Deserialize, Serialize};

/// A phone number: 6–20 ASCII digits, country code first, no `+`.
///
/// Meta sends digits without `+` and wants exactly the same back (Meta, phone
/// number formats), so nothing here rewrites a number that Meta sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Phone(String);

impl Phone {
    /// The number as Meta sent it. Full-width or Arabic digits, spaces and
    /// zero-width characters make it no number at all.
    pub fn as_sent(text: &str) -> Option<Self> {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        (digits && (6..=20).contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// A number as a person types it: `+`, `00`, spaces, dots, dashes, slashes
    /// and brackets are dropped, the rest must be ASCII digits.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('+').unwrap_or(text);
        let digits: String =
            text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/' | '(' | ')')).collect();
        Self::as_sent(digits.strip_prefix("00").unwrap_or(&digits))
    }

    /// The other way the same telephone may be written, for matching only:
    /// Brazilian mobiles with and without the ninth digit, Mexico 521/52,
    /// Argentina 549/54, and Ivory Coast and Benin before and after they
    /// renumbered.
    pub fn twin(&self) -> Option<Self> {
        let n = self.0.as_str();
        let twin = match (n.get(..2)?, n.len()) {
            // 55, area code, [9,] eight digits; landlines begin with 2–5.
            ("55", 13) if n.get(4..5) == Some("9") && mobile(n.get(5..6)) => {
                format!("{}{}", n.get(..4)?, n.get(5..)?)
            }
            ("55", 12) if mobile(n.get(4..5)) => format!("{}9{}", n.get(..4)?, n.get(4..)?),
            ("52", 13) if n.get(2..3) == Some("1") => format!("52{}", n.get(3..)?),
            ("52", 12) => format!("521{}", n.get(2..)?),
            ("54", 13) if n.get(2..3) == Some("9") => format!("54{}", n.get(3..)?),
            ("54", 12) => format!("549{}", n.get(2..)?),
            ("22", 11 | 13) => return renumbered(n.get(..3)?, n.get(3..)?).map(Self),
            _ => return None,
        };
        Some(Self(twin))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// WhatsApp ids that are older than the renumbering keep eight digits. Benin put 01 before all
/// of them (2024), Ivory Coast two digits that tell the operator (2021).
fn renumbered(country: &str, number: &str) -> Option<String> {
    match (country, number.len()) {
        ("229", 8) => Some(format!("22901{number}")),
        ("229", 10) => number.strip_prefix("01").map(|old| format!("229{old}")),
        ("225", 8) => ivorian_operator(number).map(|operator| format!("225{operator}{number}")),
        ("225", 10) => {
            let (operator, old) = number.split_at_checked(2)?;
            (ivorian_operator(old)? == operator).then(|| format!("225{old}"))
        }
        _ => None,
    }
}

/// By the second of the eight digits; landlines, which began with 2 and 3, have others.
fn ivorian_operator(old: &str) -> Option<&'static str> {
    match old.as_bytes() {
        [b'2' | b'3', ..] => None,
        [_, b'0'..=b'3', ..] => Some("01"),
        [_, b'4'..=b'6', ..] => Some("05"),
        [_, b'7'..=b'9', ..] => Some("07"),
        _ => None,
    }
}

fn mobile(first: Option<&str>) -> bool {
    matches!(first, Some("6" | "7" | "8" | "9"))
}

/// A business-scoped user id: two-letter country, a dot, up to 128
/// alphanumerics (`US.ENT.` for the parent form). Meta, business-scoped user IDs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Bsuid(String);

impl Bsuid {
    /// Reads one; `None` for anything of another form.
    pub fn parse(text: &str) -> Option<Self> {
        let (country, rest) = text.split_once('.')?;
        let id = rest.strip_prefix("ENT.").unwrap_or(rest);
        let fits = country.len() == 2
            && country.bytes().all(|b| b.is_ascii_uppercase())
            && (1..=128).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned()))
    }

    /// The id as Meta sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address on WhatsApp: what the allowlist lists and what a reply is sent to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// Sent in Graph's `to`.
    Phone(Phone),
    /// Sent in Graph's `recipient`.
    Bsuid(Bsuid),
}

impl Address {
    /// As Meta sent it or as we stored it.
    pub fn as_sent(text: &str) -> Option<Self> {
        Bsuid::parse(text).map(Self::Bsuid).or_else(|| Phone::as_sent(text).map(Self::Phone))
    }

    /// As an admin types it.
    pub fn typed(text: &str) -> Option<Self> {
        Bsuid::parse(text.trim()).map(Self::Bsuid).or_else(|| Phone::typed(text).map(Self::Phone))
    }

    /// The other way the same telephone may be written.
    pub fn twin(&self) -> Option<Self> {
        match self {
            Self::Phone(phone) => phone.twin().map(Self::Phone),
            Self::Bsuid(_) => None,
        }
    }

    /// The digits, or the BSUID.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Phone(phone) => phone.as_str(),
            Self::Bsuid(bsuid) => bsuid.as_str(),
        }
    }
}

/// A WhatsApp message id (`wamid.…`), 1–512 characters. It holds the phone
/// number in base64, so it is personal data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct MessageId(String);

impl MessageId {
    /// `None` if empty or longer than 512 bytes.
    pub fn new(text: String) -> Option<Self> {
        (1..=512).contains(&text.len()).then_some(Self(text))
    }

    /// The id as Meta sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is the same in the two ids that a message has: one is made with the number, the
    /// other with the BSUID. `None` for ids of another form, and for tokens so short that two
    /// senders may have the same.
    ///
    /// Below the base64 is a structure of Thrift's compact protocol whose first field is the
    /// address; the token of the message is a later one.
    pub fn without_address(&self) -> Option<Vec<u8>> {
        let bytes = WAMID.decode(self.0.strip_prefix("wamid.")?).ok()?;
        let (length, rest) = match bytes.as_slice() {
            [0x1c, 0x18, length @ 0..=0x7f, rest @ ..] => (usize::from(*length), rest),
            // A BSUID may be longer than 127.
            [0x1c, 0x18, low, 1, rest @ ..] => (usize::from(*low), rest),
            _ => return None,
        };
        let (address, token) = rest.split_at_checked(length)?;
        Address::as_sent(std::str::from_utf8(address).ok()?)?;
        (token.len() >= SHORTEST_TOKEN).then(|| token.to_vec())
    }
}

/// A token of 16 characters, with the seven bytes that stand around it.
const SHORTEST_TOKEN: usize = 23;

/// Base64 with its padding or without.
const WAMID: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// 128 bits, random or a keyed hash; every opaque id is made of one.
#[derive(Clone, Copy, Debug)]
pub struct Nonce(pub [u8; 16]);

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(inline))]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The id made of these bits.
            pub fn new(nonce: Nonce) -> Self {
                Self(format!(concat!($prefix, "{}"), hex::encode(nonce.0)))
            }

            /// One that was made before; at most 64 of `[A-Za-z0-9_-]`.
            pub fn parse(text: &str) -> Option<Self> {
                let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
                ((1..=64).contains(&text.len()) && text.bytes().all(plain))
                    .then(|| Self(text.to_owned()))
            }

            /// The id's text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

opaque_id!(
    /// A review card.
    ReviewId,
    "rev_"
);
opaque_id!(
    /// One decision of one reviewer.
    DecisionId,
    "dec_"
);
opaque_id!(
    /// One attempt to send; Graph gets it as `biz_opaque_callback_data`.
    AttemptId,
    "att_"
);
opaque_id!(
    /// One entry into this Worker: a request, an alarm, a sweep.
    InvocationId,
    "inv_"
);
opaque_id!(
    /// A person who decides.
    ReviewerId,
    "usr_"
);
opaque_id!(
    /// One batch that wrote a card; the statements after it check for it.
    WriteId,
    "wrt_"
);
opaque_id!(
    /// A sender on the allowlist, named without their number.
    SenderId,
    "snd_"
);
opaque_id!(
    /// A device that is pushed to.
    DeviceId,
    "dev_"
);

/// What a person may do in this product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Decides on cards.
    Reviewer,
    /// Decides, and keeps the allowlist.
    Admin,
    /// Reads the ledger.
    Auditor,
    /// A model that asks through MCP, and nothing else.
    Assistant,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reviewer, Self::Admin, Self::Auditor, Self::Assistant];

    /// Its name in D1 and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
            Self::Assistant => "assistant",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// Reads cards and decides on them.
    pub fn may_decide(self) -> bool {
        matches!(self, Self::Reviewer | Self::Admin)
    }

    /// Sees what customers write, and who and where they are.
    pub fn reads_words(self) -> bool {
        self.may_decide() || self == Self::Assistant
    }

    /// Has the desk and the API: everybody but an assistant.
    pub fn is_person(self) -> bool {
        self != Self::Assistant
    }

    /// Asks through MCP. A client that holds the token of somebody who decides could press.
    pub fn may_ask(self) -> bool {
        matches!(self, Self::Assistant | Self::Auditor)
    }

    /// Keeps the allowlist.
    pub fn may_administer(self) -> bool {
        self == Self::Admin
    }

    /// Reads the ledger.
    pub fn may_audit(self) -> bool {
        matches!(self, Self::Auditor | Self::Admin)
    }
}

/// A person who may do something.
#[derive(Clone, Debug)]
pub struct Reviewer {
    pub id: ReviewerId,
    /// As it is shown on cards.
    pub name: String,
    pub role: Role,
    /// The language of their desk: `fr` or `en`.
    pub language: String,
}

#[cfg(test)]
mod tests;
