//! Every route there is: each feature's own, one after another.

use crate::http::Route;
use crate::webhook;

/// The tables of the features.
const TABLES: [&[Route]; 1] = [webhook::ROUTES];

/// All routes, in the order in which they are looked through.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    TABLES.into_iter().flatten()
}
