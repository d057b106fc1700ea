//! What the business teaches: its own goods, packages, order and never-order words and article
//! numbers for the gate, and words that its drafts may use.
//!
//! A taught word is the business's own and no customer's. It widens what the gate and the guard
//! know; it takes nothing away from what they refuse. What would judge messages otherwise is tried
//! on past cards before it is saved ([`trial`]).

pub mod api;
pub mod pages;
pub mod teach;
pub mod trial;
mod view;
pub mod word_trial;
mod words;
