//! "This was an order", "this was none": what a person says of a card, whatever the gate made of
//! it. It changes nothing on the card; taught words are tried on the cards that have one. A mark
//! is a reference without words, and goes when the card's text is erased (a trigger).

use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::csrf;
use crate::error::StepError;
use crate::host::{Host, Query};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, Forbidden, HttpError, Method, Response, Route, Visit};
use crate::identity::{ReviewId, Reviewer, Role};
use crate::ledger::{Event, Invocation};
use crate::review::{Card, api, pages, read};
use maud::{Markup, html};
use serde::Deserialize;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Put, "/api/reviews/{id}/mark", "markReview", Role::may_decide, |call| Box::pin(mark(call))),
    Route::form("/review/cards/{id}/mark", Role::may_decide, |visit| Box::pin(pressed(visit))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "markReview",
            "Say what a card was, whatever the gate made of it. It changes no verdict; taught words are tried on it.",
        )
        .path("id", "The card.")
        .takes::<Body>()
        .answers::<Card>(200, "The card.")
        .refuses(404, "There is no such card, or its text is erased."),
    ]
}

/// What a person says that a card was, by name: in the API and in forms.
pub const NAMES: [&str; 2] = ["none", "order"];

const LEDGER: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, id, version, ?6 FROM review_queue WHERE id = ?1 AND erased_at IS NULL";

const MARK: &str = "INSERT INTO shape_mark (review_id, was_order, marked_by, marked_at)
SELECT id, ?2, ?3, ?4 FROM review_queue WHERE id = ?1 AND erased_at IS NULL
ON CONFLICT (review_id) DO UPDATE
SET was_order = excluded.was_order, marked_by = excluded.marked_by, marked_at = excluded.marked_at
RETURNING 1";

/// What the gate made of a card, and what a person said of it.
#[derive(Debug)]
pub struct Shaped {
    pub review_id: ReviewId,
    /// Whether it was judged to be an order.
    pub judged_order: bool,
    /// Whether a person said that it was.
    pub was_order: Option<bool>,
}

crate::from_row!(Shaped { review_id, judged_order, was_order });

const OF_CARDS: &str = "SELECT r.id AS review_id, r.gate_verdict = 'order_shaped' AS judged_order, k.was_order
FROM review_queue r LEFT JOIN shape_mark k ON k.review_id = r.id WHERE r.id IN (SELECT value FROM json_each(?1))";

/// What became of these cards.
pub fn of_cards(cards: &[&ReviewId]) -> Query<Vec<Shaped>> {
    Query::new("shapes_of_cards", OF_CARDS).bind_json(&cards)
}

/// Notes what a card was; the last word counts. Whether there is such a card with its text.
/// Errors: the database failed.
pub async fn put(host: &dyn Host, by: &Reviewer, card: &ReviewId, was_order: bool) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let at: Timestamp = invocation.at;
    let (step, outcome) = if was_order { Event::MarkedOrder.names() } else { Event::MarkedNone.names() };
    let row: Query = Query::new("ledger_mark", LEDGER).bind(card.as_str()).bind(at).bind(invocation.id.as_str());
    let row = row.bind(step).bind(outcome).bind(by.id.as_str());
    let mark: Query<bool> = Query::new("mark_card", MARK).bind(card.as_str()).bind(was_order);
    let ((), marked) = host.batch((row, mark.bind(by.id.as_str()).bind(at))).await?;
    Ok(marked)
}

/// What a card was.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CardMark"))]
#[serde(deny_unknown_fields)]
struct Body {
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("enum" = NAMES)))]
    was: String,
}

/// 200 with the card; 404 if there is none, or its text is erased.
async fn mark(call: Api<'_>) -> Result<Response, HttpError> {
    let (card, Body { was }) = (api::named(&call)?, call.json()?);
    let was_order = read_name(&was).ok_or_else(|| HttpError::bad_request("was is neither order nor none"))?;
    if !put(call.host, &call.reviewer, &card, was_order).await? {
        return Err(HttpError::NotFound);
    }
    let found = read::detail(call.host, call.reviewer.role, &card).await?.ok_or(HttpError::NotFound)?;
    Ok(Response::json(&found.card))
}

fn read_name(name: &str) -> Option<bool> {
    NAMES.iter().position(|known| *known == name).map(|place| place == 1)
}

/// The card again.
async fn pressed(visit: Visit<'_>) -> Result<Response, HttpError> {
    let card = pages::named(&visit)?;
    let was_order = read_name(&visit.form.text("was")).ok_or(HttpError::Forbidden(Forbidden::OldPage))?;
    if !put(visit.host, &visit.reviewer, &card, was_order).await? {
        return Err(HttpError::NotFound);
    }
    Ok(Response::redirect(&Desk::card_path(&card)))
}

/// What was said of the card, and the presses that say it.
pub fn press(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    let said = card.gate.marked;
    let erased = card.customer.name.is_none() && !card.redacted;
    let says = [
        w.pick("Ce n'était pas une commande", "This was no order"),
        w.pick("C'était une commande", "This was an order"),
    ];
    html! {
        @if desk.reviewer.role.may_decide() && !erased {
            form.marks method="post" action={ (Desk::card_path(&card.id)) "/mark" } {
                (csrf(desk))
                @for (name, says) in NAMES.into_iter().zip(says).rev() {
                    button.plain name="was" value=(name) aria-pressed=[(said == Some(name)).then_some("true")] {
                        @if said == Some(name) { "✓ " }
                        (says)
                    }
                }
            }
        }
    }
}
