//! The people who decide: who they are, how they sign in, what they may do.

pub mod access;
pub mod api;
pub mod authenticate;
pub mod link_pages;
pub mod members;
pub mod pages;
pub mod reviewer;
pub mod session;
pub mod sign_in;
pub mod sign_in_link;
pub mod sign_in_pages;
pub mod view;
mod words;
