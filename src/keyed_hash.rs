//! Keyed hashes: how the ledger names a message or a sender without naming them.
//!
//! A bare hash of a phone number is a phone number: all of them can be tried in
//! minutes. So the hash is keyed. The key is derived from the app secret, which
//! whoever reads the database does not have.

use crate::identity::{Address, MessageId, Nonce, SenderId};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// The key. Not printable on purpose.
#[derive(Clone)]
pub struct HashKey(Hmac<Sha256>);

/// A message, named by a keyed hash of its wamid: `m_` and 32 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct MessageRef(String);

impl MessageRef {
    /// One that was made before; at most 64 of `[A-Za-z0-9_-]`.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        ((1..=64).contains(&text.len()) && text.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// The reference's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl HashKey {
    /// The key that belongs to an app secret.
    pub fn derive(app_secret: &str) -> Self {
        let root = keyed(app_secret.as_bytes(), &[b"whatsapp-order-ack/ledger-hash/v1"]);
        Self(mac(&root))
    }

    /// Names a message: the same, whichever of its sender's addresses the id is made with.
    pub fn message(&self, id: &MessageId) -> MessageRef {
        let hash = match id.without_address() {
            Some(token) => self.tagged(b"mt_", &token),
            None => self.tagged(b"m_", id.as_str().as_bytes()),
        };
        MessageRef(format!("m_{}", hex::encode(hash)))
    }

    /// Names a sender; the same name whether or not they are on the allowlist.
    pub fn sender(&self, address: &Address) -> SenderId {
        SenderId::new(Nonce(self.tagged(b"snd_", address.as_str().as_bytes())))
    }

    /// Names a body that could not be read.
    pub fn body(&self, body: &[u8]) -> String {
        format!("b_{}", hex::encode(self.tagged(b"b_", body)))
    }

    fn tagged(&self, tag: &[u8], data: &[u8]) -> [u8; 16] {
        let mut mac = self.0.clone();
        mac.update(tag);
        mac.update(data);
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let mut first = [0; 16];
        first.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        first
    }
}

/// SHA-256 as hex: of a draft's text, a reviewer's token, a request's body.
pub fn sha256_hex(data: &[u8]) -> String {
    hex::encode(Sha256::digest(data))
}

/// RFC 2104: a key longer than a block is hashed first, a shorter one padded.
fn mac(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0u8; 64];
    let digest: [u8; 32];
    let key = if key.len() > block.len() {
        digest = Sha256::digest(key).into();
        &digest
    } else {
        key
    };
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    <Hmac<Sha256> as Mac>::new(&block.into())
}

/// HMAC-SHA256 of the parts, one after another.
pub(crate) fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac(key);
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Whether the HMAC-SHA256 of `data` is `tag`, in constant time.
pub(crate) fn authentic(key: &[u8], data: &[u8], tag: &[u8; 32]) -> bool {
    let mut mac = mac(key);
    mac.update(data);
    mac.verify_slice(tag).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_4231_short_and_long_keys_agree() {
        let check = |key: &[u8], data: &[u8], tag: &str| {
            assert_eq!(hex::encode(keyed(key, &[data])), tag);
        };
        check(
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        );
        check(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        );
    }

    #[test]
    fn a_name_depends_on_the_key_and_the_kind() {
        let (a, b) = (HashKey::derive("one"), HashKey::derive("two"));
        let id = MessageId::new("wamid.X".into()).unwrap();
        assert_eq!(a.message(&id), a.message(&id));
        assert_ne!(a.message(&id), b.message(&id));
        let number = Address::as_sent("33600000001").unwrap();
        assert!(a.sender(&number).as_str().starts_with("snd_"));
        assert!(!a.sender(&number).as_str().contains("33600000001"));
    }
}
