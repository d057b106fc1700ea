//! Products: the references that the gate knows, kept by admins and the CRM.

pub mod api;
pub mod pages;
