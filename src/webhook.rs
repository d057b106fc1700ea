//! What Meta posts, up to the 200: its handshake, its signature (makes `Verified`), its
//! payload, and the admission of each message in one SQL statement.

pub mod admission;
pub mod admit;
pub mod handshake;
mod hear;
mod json;
pub mod payload;
pub mod receive;
mod routes;
pub mod signature;
pub mod unsigned;

pub use routes::ROUTES;
