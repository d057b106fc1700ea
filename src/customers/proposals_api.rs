//! `/api/proposals`: addresses of an import, which admit nobody until an admin confirms each.

use crate::bulk_import::Proposal;
use crate::bulk_import::http::{LIMIT, Window, from_call, removed};
use crate::customers::api::{address, other_customer, required};
use crate::customers::proposals::{self, Confirmed};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::Deserialize;
use serde_json::json;

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

async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Window { after, limit } = Window::of(&call)?;
    let rows = proposals::list(call.host, &after, limit).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|n| n == limit);
    let next = rows.last().filter(|_| full).map(|row| row.address.as_str());
    Ok(Response::json(&json!({"proposals": rows, "next_cursor": next})))
}

/// Takes a table. 200 with how many rows were taken, and how many were not: addresses that are listed
/// already, or of a customer who is not known.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    let rows = from_call::<Proposal>(&call)?;
    let taken = proposals::put(call.host, &call.reviewer, &rows).await?;
    Ok(Response::json(&json!({"rows": taken, "left_out": rows.len() - taken})))
}

/// 200 with the new entry; 404 if there is no such proposal for this customer; 409 if the address is
/// another customer's by now.
async fn confirm(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        customer_id: String,
        opt_in_note: String,
    }
    let (address, body) = (address(&call)?, call.json::<Body>()?);
    let note = required("opt_in_note", &body.opt_in_note, 2_000)?;
    match proposals::confirm(call.host, call.settings, &call.reviewer, &address, &body.customer_id, &note).await? {
        Confirmed::Listed(entry) => Ok(Response::json(&entry)),
        Confirmed::OtherCustomers(entry) => Err(other_customer("This address", &entry)),
        Confirmed::NoProposal => Err(HttpError::NotFound),
    }
}

/// 204; 404 if there is none.
async fn discard(call: Api<'_>) -> Result<Response, HttpError> {
    removed(proposals::discard(call.host, &call.reviewer, &address(&call)?).await?)
}
