//! The runtime's own cryptography, where it is needed for more than a hash: none of it becomes
//! part of the Wasm.

use super::Boxed;

/// A key that was agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Our half, made for this alone: an uncompressed point, 65 bytes.
    pub ours: Vec<u8>,
    /// What both halves come to, 32 bytes.
    pub shared: Vec<u8>,
}

/// P-256 and AES. `None`: a key is none, or the runtime refused.
pub trait Crypto {
    /// Agrees on a key with whoever holds the other half of `theirs`, an uncompressed point: ECDH
    /// with a fresh pair.
    fn agree<'a>(&'a self, theirs: &'a [u8]) -> Boxed<'a, Option<Agreed>>;

    /// AES-128-GCM: the ciphertext with its tag. A key is 16 bytes, a nonce 12.
    fn seal<'a>(&'a self, key: &'a [u8], nonce: &'a [u8], plain: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>>;

    /// The public half of a private key of 32 bytes: an uncompressed point.
    fn public<'a>(&'a self, private: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>>;

    /// ECDSA over SHA-256: r and s, 64 bytes.
    fn sign<'a>(&'a self, private: &'a [u8], bytes: &'a [u8]) -> Boxed<'a, Option<Vec<u8>>>;
}
