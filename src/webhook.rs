//! What Meta posts: the handshake, the signature, the payload.

pub mod handshake;
pub mod payload;
pub mod signature;
