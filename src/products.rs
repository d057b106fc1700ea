//! Products: the references that the gate knows, kept by admins and the CRM.

pub mod api;
pub mod catalogue;
pub mod index;
pub mod index_queries;
pub mod pages;
pub mod product_queries;
pub mod view;
mod words;
