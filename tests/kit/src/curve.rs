//! Web Push's cryptography natively: for hosts of tests, and a push service that opens what was
//! sealed, independently of what sealed it.

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes128Gcm, Nonce};
use hmac::{Hmac, Mac};
use p256::ecdh::diffie_hellman;
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;
use std::cell::Cell;
use whatsapp_order_ack::host::{Agreed, Boxed, Crypto};

/// What a host of the tests does with keys. Its own half of an agreement is the next of a row of
/// keys: nothing here is random.
#[derive(Default)]
pub struct Curve {
    drawn: Cell<u8>,
    /// The key of every agreement, where a test has one.
    pub ours: Option<[u8; 32]>,
}

impl Crypto for Curve {
    fn agree<'a>(&'a self, theirs: &'a [u8]) -> Boxed<'a, Option<Agreed>> {
        Box::pin(async move {
            self.drawn.set(self.drawn.get().wrapping_add(1).max(1));
            let ours = SecretKey::from_slice(&self.ours.unwrap_or([self.drawn.get(); 32])).ok()?;
            let theirs = PublicKey::from_sec1_bytes(theirs).ok()?;
            let shared = diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
            Some(Agreed { ours: point(&ours), shared: shared.raw_secret_bytes().to_vec() })
        })
    }

    fn seal<'a>(&'a self, key: &'a [u8], nonce: &'a [u8], plain: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { Aes128Gcm::new_from_slice(key).ok()?.encrypt(Nonce::from_slice(nonce), plain).ok() })
    }

    fn public<'a>(&'a self, private: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move { Some(point(&SecretKey::from_slice(private).ok()?)) })
    }

    fn sign<'a>(&'a self, private: &'a [u8], bytes: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async move {
            let signature: Signature = SigningKey::from_slice(private).ok()?.sign(bytes);
            Some(signature.to_bytes().to_vec())
        })
    }
}

/// For hosts on which nothing is sealed or signed.
pub struct NoKeys;

impl Crypto for NoKeys {
    fn agree<'a>(&'a self, _theirs: &'a [u8]) -> Boxed<'a, Option<Agreed>> {
        Box::pin(async { None })
    }

    fn seal<'a>(&'a self, _key: &'a [u8], _nonce: &'a [u8], _plain: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn public<'a>(&'a self, _private: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }

    fn sign<'a>(&'a self, _private: &'a [u8], _bytes: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>> {
        Box::pin(async { None })
    }
}

fn point(key: &SecretKey) -> Vec<u8> {
    key.public_key().to_encoded_point(false).as_bytes().to_vec()
}

/// A browser that was subscribed.
#[derive(Clone)]
pub struct Browser {
    key: SecretKey,
    pub auth: [u8; 16],
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length is a key");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}

impl Browser {
    /// With this private key. `None`: it is none.
    pub fn new(key: &[u8], auth: [u8; 16]) -> Option<Self> {
        Some(Self { key: SecretKey::from_slice(key).ok()?, auth })
    }

    /// Its public key, an uncompressed point.
    pub fn p256dh(&self) -> Vec<u8> {
        point(&self.key)
    }

    /// Opens a body of `aes128gcm` (RFC 8188, RFC 8291). `None`: it is not for this browser.
    pub fn open(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (record, rest) = rest.split_at_checked(4)?;
        let (length, rest) = rest.split_first()?;
        let (theirs, sealed) = rest.split_at_checked(usize::from(*length))?;
        let record = u32::from_be_bytes(record.try_into().ok()?);
        if sealed.len() > record as usize {
            return None;
        }
        let public = PublicKey::from_sec1_bytes(theirs).ok()?;
        let shared = diffie_hellman(self.key.to_nonzero_scalar(), public.as_affine());
        let combined = hmac(&self.auth, &[shared.raw_secret_bytes()]);
        let secret = hmac(&combined, &[b"WebPush: info\0", &self.p256dh(), theirs, &[1]]);
        let extracted = hmac(salt, &[&secret]);
        let key = hmac(&extracted, &[b"Content-Encoding: aes128gcm\0\x01"]);
        let nonce = hmac(&extracted, &[b"Content-Encoding: nonce\0\x01"]);
        let cipher = Aes128Gcm::new_from_slice(key.get(..16)?).ok()?;
        let mut plain = cipher.decrypt(Nonce::from_slice(nonce.get(..12)?), sealed).ok()?;
        (plain.pop() == Some(2)).then_some(plain)
    }
}

/// Whether a key, an uncompressed point, signed these bytes: ES256.
pub fn is_signed(public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    let key = VerifyingKey::from_sec1_bytes(public);
    let signature = Signature::from_slice(signature);
    key.ok().zip(signature.ok()).is_some_and(|(key, signature)| key.verify(bytes, &signature).is_ok())
}
