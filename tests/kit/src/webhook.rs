//! Webhook bodies as Meta posts them, and their signature.

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// Who and what a webhook is about.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Digits, or `None` for a customer known by BSUID only.
    pub phone: Option<String>,
    /// Business-scoped user id.
    pub bsuid: Option<String>,
    /// Profile name.
    pub name: String,
}

impl Sender {
    /// A customer with a number and nothing else.
    pub fn phone(digits: &str, name: &str) -> Self {
        Self { phone: Some(digits.to_owned()), bsuid: None, name: name.to_owned() }
    }

    /// A customer by the address that the stand-in's page has: digits, or a BSUID.
    pub fn known_by(address: &str, name: &str) -> Self {
        let bsuid = address.contains('.');
        let known = |is: bool| is.then(|| address.to_owned());
        Self { phone: known(!bsuid), bsuid: known(bsuid), name: name.to_owned() }
    }

    fn contact(&self) -> Value {
        let mut contact = json!({"profile": {"name": self.name}});
        if let Some(phone) = &self.phone {
            contact["wa_id"] = json!(phone);
        }
        if let Some(bsuid) = &self.bsuid {
            contact["user_id"] = json!(bsuid);
        }
        contact
    }

    /// A message of this sender; `content` is what stands under its type.
    pub fn message(&self, wamid: &str, seconds: i64, kind: &str, content: Value) -> Value {
        let mut message = json!({"id": wamid, "timestamp": seconds.to_string(), "type": kind});
        message[kind] = content;
        if let Some(phone) = &self.phone {
            message["from"] = json!(phone);
        }
        if let Some(bsuid) = &self.bsuid {
            message["from_user_id"] = json!(bsuid);
        }
        message
    }

    /// A text message.
    pub fn text(&self, wamid: &str, seconds: i64, body: &str) -> Value {
        self.message(wamid, seconds, "text", json!({"body": body}))
    }
}

/// A webhook that brings messages of one sender.
pub fn messages(phone_number_id: &str, sender: &Sender, messages: &[Value]) -> String {
    change(json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33140000000", "phone_number_id": phone_number_id},
        "contacts": [sender.contact()],
        "messages": messages,
    }))
}

/// A webhook that brings a status of a message that the business sent.
pub fn status(phone_number_id: &str, wamid: &str, callback: Option<&str>, status: &str, error: Option<i64>) -> String {
    let mut row = json!({"id": wamid, "status": status, "timestamp": "1750030073"});
    if let Some(callback) = callback {
        row["biz_opaque_callback_data"] = json!(callback);
    }
    if let Some(code) = error {
        row["errors"] = json!([{"code": code, "title": "simulated"}]);
    }
    change(json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33140000000", "phone_number_id": phone_number_id},
        "statuses": [row],
    }))
}

/// A webhook that tells what the business sent from its own phone.
pub fn echo(phone_number_id: &str, to: &Sender, wamid: &str, seconds: i64, body: &str) -> String {
    let mut echo = json!({"from": "33140000000", "id": wamid, "timestamp": seconds.to_string(), "type": "text"});
    echo["text"] = json!({"body": body});
    if let Some(phone) = &to.phone {
        echo["to"] = json!(phone);
    }
    if let Some(bsuid) = &to.bsuid {
        echo["to_user_id"] = json!(bsuid);
    }
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "33140000000", "phone_number_id": phone_number_id},
        "message_echoes": [echo],
    });
    change_of("smb_message_echoes", value)
}

fn change(value: Value) -> String {
    change_of("messages", value)
}

fn change_of(field: &str, value: Value) -> String {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": [{"field": field, "value": value}]}],
    })
    .to_string()
}

/// The `X-Hub-Signature-256` of a body.
pub fn sign(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes any key");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// A message id that, like Meta's, holds the address it is made with in base64: a structure of
/// Thrift's compact protocol, with the message's token behind the address.
pub fn wamid(address: &str, unique: u64) -> String {
    let mut bytes = vec![0x1c, 0x18, u8::try_from(address.len()).expect("a short address")];
    bytes.extend(address.as_bytes());
    bytes.extend([0x15, 0x02, 0x00, 0x12, 0x18, 20]);
    bytes.extend(format!("3A{unique:018X}").as_bytes());
    bytes.push(0);
    format!("wamid.{}", base64(&bytes))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(word >> (18 - 6 * i)) as usize & 63]));
        }
    }
    out
}
