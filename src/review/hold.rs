//! "I am on it": who said so of a card, for five minutes. The others see it. It keeps nobody from
//! anything, and the card stays at its version.

use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::csrf;
use crate::desk::text::visible;
use crate::error::StepError;
use crate::host::{Host, Query};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, Operation};
use crate::http::{After, Api, HttpError, Method, Response, Route, Visit};
use crate::identity::{ReviewId, Reviewer, ReviewerId, Role};
use crate::ledger::{Event, Invocation};
use crate::review::pages::{CardRemarks, show};
use crate::review::review_queue::decide::closed;
use crate::review::{Card, State, api, later, pages, read};
use maud::{Markup, html};
use serde::Serialize;
use std::time::Duration;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Post, "/api/reviews/{id}/hold", "holdReview", Role::may_decide, |call| Box::pin(hold(call))),
    Route::api(Method::Delete, "/api/reviews/{id}/hold", "releaseReview", Role::may_decide, |call| {
        Box::pin(release(call))
    }),
    Route::form("/review/cards/{id}/hold", Role::may_decide, |visit| Box::pin(said(visit, true))),
    Route::form("/review/cards/{id}/release", Role::may_decide, |visit| Box::pin(said(visit, false))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "holdReview",
            "Say that you are on a card, for five minutes. The others see it; it keeps nobody from anything.",
        )
        .path("id", "The card.")
        .answers::<Card>(200, "The card. `held_by` is `null` if it needs nobody any more.")
        .refuses(404, NOT_FOUND),
        Operation::new("releaseReview", "Say that you are not on it any more. What somebody else said stands.")
            .path("id", "The card.")
            .answers_nothing(204, "You are not on it.")
            .refuses(404, NOT_FOUND),
    ]
}

/// How long it lasts, unless it is said again.
const LASTS: Duration = Duration::from_secs(5 * 60);

/// Somebody who is on a card.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Holder {
    #[serde(skip)]
    pub id: ReviewerId,
    /// Who says that they are on it.
    pub name: String,
    /// Until when, unless they say it again.
    pub until: Timestamp,
}

/// A card that somebody can be on ([`open`]): `?1`.
macro_rules! open_card {
    () => {
        concat!(
            "FROM review_queue
WHERE id = ?1 AND state IN ('pending', 'failed', 'unknown') AND NOT EXISTS (",
            closed!("review_queue"),
            ")"
        )
    };
}

const LEDGER_TAKEN: &str = concat!(
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, id, version, ?6 ",
    open_card!()
);

const TAKE: &str = concat!(
    "INSERT INTO hold (review_id, reviewer_id, until)
SELECT id, ?2, ?3 ",
    open_card!(),
    "
ON CONFLICT (review_id) DO UPDATE SET reviewer_id = excluded.reviewer_id, until = excluded.until"
);

const LEDGER_LEFT: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?3, ?4, ?5, r.id, r.version, ?6 FROM hold h JOIN review_queue r ON r.id = h.review_id
WHERE h.review_id = ?1 AND h.reviewer_id = ?6 AND h.until > ?2";

const LEAVE: &str = "DELETE FROM hold WHERE review_id = ?1 AND reviewer_id = ?2";

const FORGET: &str = "DELETE FROM hold WHERE until <= ?1";

/// Forgets those that are over.
pub fn forget(now: Timestamp) -> Query {
    Query::new("forget_holds", FORGET).bind(now)
}

fn row(name: &'static str, sql: &'static str, card: &ReviewId, event: Event, by: (&Invocation, &ReviewerId)) -> Query {
    let ((step, outcome), (invocation, reviewer)) = (event.names(), by);
    let row = Query::new(name, sql).bind(card.as_str()).bind(invocation.at).bind(invocation.id.as_str());
    row.bind(step).bind(outcome).bind(reviewer.as_str())
}

/// Notes that somebody is on a card, whoever was on it before. A card that needs nobody is left
/// as it is. Errors: the database failed.
pub async fn take(host: &dyn Host, by: &Reviewer, card: &ReviewId) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let until = invocation.at.plus(LASTS);
    let ledger = row("ledger_hold_taken", LEDGER_TAKEN, card, Event::HoldTaken, (&invocation, &by.id));
    let take: Query = Query::new("take_hold", TAKE).bind(card.as_str()).bind(by.id.as_str()).bind(until);
    host.batch((ledger, take)).await?;
    Ok(())
}

/// Notes that somebody is not on a card any more; somebody else's word stands. Errors: the
/// database failed.
pub async fn leave(host: &dyn Host, by: &Reviewer, card: &ReviewId) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let ledger = row("ledger_hold_left", LEDGER_LEFT, card, Event::HoldLeft, (&invocation, &by.id));
    let leave: Query = Query::new("leave_hold", LEAVE).bind(card.as_str()).bind(by.id.as_str());
    host.batch((ledger, leave)).await?;
    Ok(())
}

/// 200 with the card; 404 if there is none.
async fn hold(call: Api<'_>) -> Result<Response, HttpError> {
    let card = api::named(&call)?;
    take(call.host, &call.reviewer, &card).await?;
    let found = read::detail(call.host, call.reviewer.role, &card).await?.ok_or(HttpError::NotFound)?;
    Ok(Response::json(&found.card).then(After::Tell))
}

/// 204, whoever is on it.
async fn release(call: Api<'_>) -> Result<Response, HttpError> {
    leave(call.host, &call.reviewer, &api::named(&call)?).await?;
    Ok(Response::empty(204).then(After::Tell))
}

/// The card again: by itself for the script.
async fn said(visit: Visit<'_>, on: bool) -> Result<Response, HttpError> {
    let card = pages::named(&visit)?;
    if on {
        take(visit.host, &visit.reviewer, &card).await?;
    } else {
        leave(visit.host, &visit.reviewer, &card).await?;
    }
    let shown = if visit.by_script() {
        show(&visit, &card, 200, CardRemarks::default()).await?
    } else {
        Response::redirect(&Desk::card_path(&card))
    };
    Ok(shown.then(After::Tell))
}

/// Whether a card is one that somebody can be on.
pub(super) fn open(state: State, closed_at: Option<Timestamp>) -> bool {
    matches!(state, State::Pending | State::Failed | State::Unknown) && closed_at.is_none()
}

/// Who is on a card, and who put it off. The element is there even if nobody did either: the
/// script puts a fresh one in its place.
pub fn line(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    let holder = card.held_by.as_ref();
    let put_off = card.later.as_ref().map(|later| later.until.to_string()).unwrap_or_default();
    html! {
        @if open(card.state, card.closed_at) {
            p.held data-held={ (holder.map(|holder| holder.id.as_str()).unwrap_or_default()) (put_off) } {
                @match holder {
                    Some(holder) if holder.id == desk.reviewer.id => (w.held_by_you),
                    Some(holder) => { (visible(&holder.name)) " " (w.held_by) }
                    None => {}
                }
                (later::line(desk, card))
            }
        }
    }
}

/// The press that says that one is on it, or not any more.
pub fn press(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    let mine = card.held_by.as_ref().is_some_and(|holder| holder.id == desk.reviewer.id);
    let (verb, says) = if mine { ("release", w.hold_leave) } else { ("hold", w.hold_take) };
    html! {
        @if open(card.state, card.closed_at) && desk.reviewer.role.may_decide() {
            form.hold method="post" action={ (Desk::card_path(&card.id)) "/" (verb) } data-hold {
                (csrf(desk))
                button.plain { (says) }
            }
        }
    }
}
