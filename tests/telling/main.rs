//! G11: a card that waits is told outside the page, at least once; who cannot be told holds
//! nobody else up.

mod chat;
mod push;
mod stage;
mod thanks;
