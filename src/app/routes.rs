//! Every route there is: each feature's own, one after another.

use super::health;
use crate::http::Route;
use crate::{
    customers, draft, erasure, export, ledger, mcp, media, notify, products, profile, restore, review, switch, team,
    webhook,
};

/// The tables of the features. Webhooks come first: they are asked most.
const TABLES: &[&[Route]] = &[
    webhook::ROUTES,
    review::pages::ROUTES,
    review::history_pages::ROUTES,
    review::api::ROUTES,
    media::ROUTES,
    review::hold::ROUTES,
    draft::api::ROUTES,
    draft::pages::ROUTES,
    customers::api::ROUTES,
    customers::pages::ROUTES,
    profile::pages::ROUTES,
    erasure::ROUTES,
    export::ROUTES,
    products::api::ROUTES,
    products::pages::ROUTES,
    notify::device::api::ROUTES,
    notify::device::pages::ROUTES,
    team::api::ROUTES,
    team::pages::ROUTES,
    team::sign_in_pages::ROUTES,
    team::link_pages::ROUTES,
    switch::api::ROUTES,
    switch::pages::ROUTES,
    ledger::pages::ROUTES,
    ledger::api::ROUTES,
    mcp::ROUTES,
    restore::ROUTES,
    restore::pages::ROUTES,
    health::ROUTES,
];

/// All routes, in the order in which they are looked through.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().copied().flatten()
}
