//! All of one customer on one page: addresses with where each came from, opt-ins, orders, cards,
//! and what can be done with what is kept.

mod cards;
pub mod pages;
pub mod profile;
mod view;
