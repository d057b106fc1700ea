//! Every route there is: each feature's own, one after another.

use crate::http::Route;
use crate::{customers, draft, products, webhook};

/// The tables of the features.
const TABLES: [&[Route]; 7] = [
    webhook::ROUTES,
    customers::api::ROUTES,
    customers::pages::ROUTES,
    products::api::ROUTES,
    products::pages::ROUTES,
    draft::api::ROUTES,
    draft::pages::ROUTES,
];

/// All routes, in the order in which they are looked through.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.into_iter().flatten()
}
