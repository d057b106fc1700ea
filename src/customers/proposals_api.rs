//! `/api/proposals`: addresses of an import, which admit nobody until an admin confirms each.

use crate::bulk_import::Proposal;
use crate::bulk_import::http::{LIMIT, Window, from_call, removed};
#[cfg(not(target_arch = "wasm32"))]
use crate::customers::allowlist::Listed;
use crate::customers::api::{address, other_customer, required};
use crate::customers::proposal_queries::ProposalRow;
use crate::customers::proposals::{self, Confirmed};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/proposals", "listProposals", Role::may_administer, |call| Box::pin(list(call))),
    Route::api(Method::Put, "/api/proposals", "putProposals", Role::may_administer, |call| Box::pin(put(call)))
        .limit(LIMIT),
    Route::api(Method::Post, "/api/proposals/{address}/confirm", "confirmProposal", Role::may_administer, |call| {
        Box::pin(confirm(call))
    }),
    Route::api(Method::Delete, "/api/proposals/{address}", "discardProposal", Role::may_administer, |call| {
        Box::pin(discard(call))
    }),
];

#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listProposals", "The addresses of imports that wait for an admin's word. They admit nobody.")
            .window(100, 1_000)
            .answers::<ProposalPage>(200, "A page, by address."),
        Operation::new(
            "putProposals",
            "Proposes addresses; CSV columns `address,customer_id,opt_in_note`. Nobody is listed by it.",
        )
        .takes_table::<Proposal>()
        .answers::<ProposalsTaken>(
            200,
            "How many. Left out are addresses that are listed already, and those of customers who are not known.",
        ),
        Operation::new("confirmProposal", "Lists a proposed address for the customer whom the proposal names.")
            .path("address", "The proposed address.")
            .takes::<Confirmation>()
            .answers::<Listed>(200, "The new entry.")
            .refuses(404, "There is no such proposal for this customer, or not any more.")
            .refuses(409, "The address is another customer's by now."),
        Operation::new("discardProposal", "Takes a proposal off. Nobody is listed by it.")
            .path("address", "The proposed address.")
            .answers_nothing(204, "It is gone.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
    ]
}

/// A page of them, by address.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ProposalPage"))]
struct ProposalPage {
    next_cursor: Option<String>,
    proposals: Vec<ProposalRow>,
}

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    let rows = proposals::list(call.host, &after, limit).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    let next_cursor = rows.last().filter(|_| full).map(|row| row.address.clone());
    Ok(Response::json(&ProposalPage { next_cursor, proposals: rows }))
}

/// How many came.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ProposalsTaken"))]
struct ProposalsTaken {
    left_out: usize,
    rows: usize,
}

/// Takes a table. 200 with how many rows were taken, and how many were not: addresses that are listed
/// already, or of a customer who is not known.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Proposal>(&call)?;
    let taken = proposals::put(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&ProposalsTaken { left_out: rows.len() - taken, rows: taken }))
}

#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// The proposal's, as it was shown.
    customer_id: String,
    /// Who opted in, when and how.
    opt_in_note: String,
}

/// 200 with the new entry; 404 if there is no such proposal for this customer; 409 if the address is
/// another customer's by now.
async fn confirm(call: Api<'_>) -> Result<Response, HttpError> {
    let (address, body) = (address(&call)?, call.json::<Confirmation>()?);
    let note = required("opt_in_note", &body.opt_in_note, 2_000)?;
    match proposals::confirm(call.host, call.settings, &call.reviewer, &address, &body.customer_id, &note).await? {
        Confirmed::Listed(entry) => Ok(Response::json(&entry)),
        Confirmed::OtherCustomers(entry) => Err(other_customer("This address", &entry)),
        Confirmed::Before(_) | Confirmed::NoProposal => Err(HttpError::NotFound),
    }
}

/// 204; 404 if there is none.
async fn discard(call: Api<'_>) -> Result<Response, HttpError> {
    removed(proposals::discard(call.host, &call.reviewer, &address(&call)?).await?)
}
