//! The people who decide: who they are, how they sign in, what they may do.

pub mod access;
pub mod api;
pub mod pages;
pub mod sign_in;
