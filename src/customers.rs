//! Customers: who may be answered and how they opted in, and what the CRM knows of them and
//! of their recent orders.

pub mod address_change;
pub mod allowlist;
pub mod allowlist_queries;
pub mod api;
pub mod asks;
pub mod customer_queries;
pub mod directory;
pub mod home;
pub mod listable;
pub mod pages;
pub mod proposal_queries;
pub mod proposals;
pub mod proposals_api;
pub mod view;
mod words;
