//! Customers: who may be answered and how they opted in, and what the CRM knows of them and
//! of their recent orders.

pub mod api;
pub mod pages;
