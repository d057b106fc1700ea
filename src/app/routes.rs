//! Every route there is: each feature's own, one after another.

use super::health;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Method, Route};
use crate::identity::Role;
use crate::{
    connection, customers, draft, erasure, export, judge, ledger, mcp, media, notify, products, profile, restore,
    review, saved_replies, switch, teaching, team, webhook,
};

/// The tables of the features. Webhooks come first: they are asked most.
const TABLES: &[&[Route]] = &[
    webhook::ROUTES,
    review::pages::ROUTES,
    review::history_pages::ROUTES,
    review::api::ROUTES,
    judge::api::ROUTES,
    judge::pages::ROUTES,
    media::ROUTES,
    review::missed::ROUTES,
    review::hold::ROUTES,
    review::note::ROUTES,
    review::later::ROUTES,
    review::aside::ROUTES,
    review::shape_mark::ROUTES,
    draft::api::ROUTES,
    draft::pages::ROUTES,
    saved_replies::api::ROUTES,
    saved_replies::pages::ROUTES,
    customers::api::ROUTES,
    customers::proposals_api::ROUTES,
    customers::pages::ROUTES,
    profile::pages::ROUTES,
    erasure::ROUTES,
    export::ROUTES,
    products::api::ROUTES,
    products::pages::ROUTES,
    connection::api::ROUTES,
    connection::pages::ROUTES,
    teaching::api::ROUTES,
    teaching::pages::ROUTES,
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
    MCP,
    restore::ROUTES,
    restore::pages::ROUTES,
    health::ROUTES,
];

/// Asked with what health says, which no feature can know.
const MCP: &[Route] = &[Route::api(Method::Post, "/mcp", "askMcp", Role::may_ask, |call| {
    Box::pin(mcp::ask(call, |host, settings| Box::pin(health::told(host, settings))))
})];

/// What is said of the operations of those routes.
#[cfg(not(target_arch = "wasm32"))]
pub(super) const DESCRIBED: &[fn() -> Vec<Operation>] = &[
    review::api::described,
    judge::api::described,
    media::described,
    review::hold::described,
    review::note::described,
    review::later::described,
    review::shape_mark::described,
    draft::api::described,
    saved_replies::api::described,
    customers::api::described,
    customers::proposals_api::described,
    erasure::described,
    export::described,
    products::api::described,
    connection::api::described,
    teaching::api::described,
    notify::device::api::described,
    team::api::described,
    switch::api::described,
    ledger::api::described,
    restore::described,
    health::described,
];

/// All routes, in the order in which they are looked through.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.iter().copied().flatten()
}
