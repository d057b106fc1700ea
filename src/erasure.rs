//! Erasing a customer on their request, wherever their words, names and numbers are.

use crate::bulk_import::filled;
use crate::bulk_import::http::{id, removed};
use crate::clock::Timestamp;
use crate::customers::directory::{UNKNOWN, find};
use crate::customers::pages::shown;
use crate::customers::view::path;
use crate::customers::{allowlist_queries, customer_queries};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::error::StepError;
use crate::host::Host;
use crate::host::witness::{AskErasures, WitnessError};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route, Visit};
use crate::identity::{Reviewer, ReviewerId, Role};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::messages::inbound_message;
use crate::review::{decision, idempotency_key, note, review_queue};
use crate::send::send_attempt;
use maud::html;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Delete, "/api/customers/{id}", "eraseCustomer", Role::may_administer, |call| {
        Box::pin(erase_by_api(call))
    }),
    Route::page("/review/customers/{id}/erase", Role::may_administer, |visit| Box::pin(ask_at_desk(visit))),
    Route::form("/review/customers/erase", Role::may_administer, |visit| Box::pin(erase_at_desk(visit))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "eraseCustomer",
            "Erases one on their request: off the allowlist, open cards closed, name, numbers and words gone; the \
             ledger stays.",
        )
        .path("id", "The CRM's id.")
        .answers_nothing(204, "Erased.")
        .refuses(400, MISFIT)
        .refuses(404, NOT_FOUND),
    ]
}

/// What stands on a card whose customer was erased.
const ERASED: &str = "erased";

/// Who repeats an erasure, in the ledger.
const RESTORE: &str = "restore";

/// Erases a customer on their request: takes them off the allowlist, closes their open
/// cards, and erases name, numbers, wamids and words wherever they stand. The ledger
/// stays whole: it holds none of these. Whether there was such a customer.
///
/// The witness hears of it first: whoever it knows is erased again if the database comes back
/// from before. A reply that is being sent at this moment still goes; its traces are not kept.
///
/// Errors: the database or the witness failed; nothing or all of it was done.
pub async fn erase(host: &dyn Host, admin: &Reviewer, id: &str) -> Result<bool, StepError> {
    erase_for(host, &admin.id, id).await
}

/// Erases those of these customers again who were erased after `since`, in a database that came
/// back from then. How many. Errors: the database or the witness failed; those before are erased.
pub async fn repeat(host: &dyn Host, customers: Vec<String>, since: Timestamp) -> Result<usize, StepError> {
    let Some(actor) = ReviewerId::parse(RESTORE) else { return Ok(0) };
    let erased = match host.witness_erasures(AskErasures::WhichOf { customers, after: since }).await {
        Ok(erased) => erased,
        Err(WitnessError::NoBinding) => return Ok(0),
        Err(error) => return Err(error.into()),
    };
    for id in &erased {
        erase_for(host, &actor, id).await?;
    }
    Ok(erased.len())
}

async fn erase_for(host: &dyn Host, actor: &ReviewerId, id: &str) -> Result<bool, StepError> {
    if [ERASED, UNKNOWN].contains(&id) || find(host, id).await?.is_none() {
        return Ok(false);
    }
    let invocation = Invocation::begin(host);
    let erased = AskErasures::Erased { customer: id.to_owned(), at: invocation.at, key: hex::encode(host.nonce().0) };
    match host.witness_erasures(erased).await {
        Ok(_) | Err(WitnessError::NoBinding) => {}
        Err(error) => return Err(error.into()),
    }
    let entry = invocation.entry(Event::CustomerErased).actor(actor);
    let (.., gone) = host
        .batch((
            run_ledger::append_if_customer(&[entry], id),
            review_queue::close_of_customer(id, &invocation, actor),
            inbound_message::erase_of_customer(id, invocation.at),
            send_attempt::erase_of_customer(id),
            idempotency_key::erase_of_customer(id),
            decision::erase_of_customer(id),
            note::erase_of_customer(id),
            // What finds the rows above goes last.
            review_queue::erase_of_customer(id, invocation.at),
            allowlist_queries::delete_of_customer(id),
            customer_queries::delete(id),
        ))
        .await?;
    Ok(gone)
}

/// 204; 404 if there is none.
async fn erase_by_api(call: Api<'_>) -> Result<Response, HttpError> {
    removed(erase(call.host, &call.reviewer, &id(&call, "id")?).await?)
}

/// Asks once more, with the customer's name: an id says nothing to whoever erases. 404 if there
/// is none.
async fn ask_at_desk(visit: Visit<'_>) -> Result<Response, HttpError> {
    let customer = find(visit.host, visit.params.get("id")).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let w = desk.words;
    let content = html! {
        h2 { (w.erase_question()) }
        p { strong { (visible(&customer.name)) } " · " (visible(&customer.id)) }
        p { (w.erase_means) }
        form method="post" action="/review/customers/erase" {
            (csrf(&desk))
            input type="hidden" name="id" value=(customer.id);
            button.danger { (w.erase) (w.colon) (visible(&customer.name)) }
        }
        p { a.button href=(path(&customer.id)) { (w.erase_back()) } }
    };
    Ok(desk::page(200, page(&desk, Tab::Customers, None, content)))
}

/// Erases a customer for good, and says whom.
async fn erase_at_desk(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let id = filled(&visit.form.text("id"), 128).unwrap_or_default();
    let customer = find(visit.host, &id).await?;
    let gone = erase(visit.host, &visit.reviewer, &id).await?;
    let (status, notice) = match customer.filter(|_| gone) {
        Some(customer) => (200, Notice { bad: false, text: html! { (visible(&customer.name)) " " (w.was_erased()) } }),
        None => (404, Notice::bad(w.no_such_customer)),
    };
    shown(&visit, status, Some(notice)).await
}
