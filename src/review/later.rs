//! `later`: cards that somebody put off, until when. They wait folded below the others. It keeps
//! nobody from anything, the card stays at its version, and reminders go on.

use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::error::StepError;
use crate::host::{Host, Query};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, Operation};
use crate::http::{After, Api, HttpError, Method, Response, Route};
use crate::identity::{ReviewId, Reviewer, Role};
use crate::ledger::{Event, Invocation};
use crate::review::review_queue::decide::senders_of;
use crate::review::{Card, api, read};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use std::time::Duration;

pub const ROUTES: &[Route] =
    &[Route::api(Method::Post, "/api/reviews/{id}/later", "putReviewOff", Role::may_decide, |call| {
        Box::pin(later(call))
    })];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "putReviewOff",
            "Put a card off, or take it up again. It keeps nobody from anything, and reminders go on.",
        )
        .path("id", "The card.")
        .takes::<Body>()
        .answers::<Card>(200, "The card.")
        .refuses(404, NOT_FOUND)
        .answers::<api::ConflictBody>(
            409,
            "The card does not wait, its window closes less than 30 minutes after that time, or the customer has \
             just written. The card as it is now stands under `review`.",
        ),
    ]
}

/// A card comes back this long before its window closes, at the latest.
const BEFORE_CLOSING: Duration = Duration::from_secs(30 * 60);

/// No window is open for longer.
const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);

/// What the desk offers, in minutes.
const OFFERED: [u32; 4] = [30, 60, 120, 240];

/// Who put a card off.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PutOff {
    /// Their name.
    pub name: String,
    /// Until when.
    pub until: Timestamp,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The card is put off, or not any more.
    Done,
    /// It does not wait, its window closes less than 30 minutes after that, or the customer has
    /// written more than was seen.
    NotSoLate,
}

/// A card that can wait: `?1` the card, `?3` the end of its window at the earliest, `?4` the
/// version that was seen, if the reader says. Whoever has written since is not put off unread.
macro_rules! waits {
    () => {
        concat!(
            "FROM review_queue WHERE id = ?1 AND state = 'pending' AND window_closes_at >= ?3
  AND (?4 IS NULL OR version = ?4)
  AND NOT EXISTS (SELECT 1 FROM inbound_message m WHERE m.waiting = 1 AND m.sender_id IN ",
            senders_of!("review_queue"),
            ")"
        )
    };
}

const LEDGER_PUT_OFF: &str = concat!(
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?5, ?6, ?7, ?8, id, version, ?2 ",
    waits!()
);

const PUT_OFF: &str = concat!(
    "INSERT INTO later (review_id, reviewer_id, until) SELECT id, ?2, ?5 ",
    waits!(),
    "
ON CONFLICT (review_id) DO UPDATE SET reviewer_id = excluded.reviewer_id, until = excluded.until
RETURNING review_id"
);

const LEDGER_TAKEN_UP: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?3, ?4, ?5, ?6, r.id, r.version, ?2 FROM later l JOIN review_queue r ON r.id = l.review_id
WHERE l.review_id = ?1 AND l.until > ?3";

const TAKE_UP: &str = "DELETE FROM later WHERE review_id = ?1";

const FORGET: &str = "DELETE FROM later WHERE until <= ?1";

/// Forgets those whose time has come.
pub fn forget(now: Timestamp) -> Query {
    Query::new("forget_later", FORGET).bind(now)
}

/// Puts a card off until `until`, whoever did before. `seen`: its version, if the reader says.
/// Errors: the database failed.
pub async fn put_off(
    host: &dyn Host,
    by: &Reviewer,
    card: &ReviewId,
    seen: Option<u32>,
    until: Timestamp,
) -> Result<Outcome, StepError> {
    let Invocation { id, at } = &Invocation::begin(host);
    // Text order is time order only as long as a year has four digits.
    if until <= *at || until > at.plus(WINDOW) {
        return Ok(Outcome::NotSoLate);
    }
    let (step, outcome) = Event::PutOff.names();
    let earliest = until.plus(BEFORE_CLOSING);
    fn terms<R>(query: Query<R>, by: &Reviewer, card: &ReviewId, earliest: Timestamp) -> Query<R> {
        query.bind(card.as_str()).bind(by.id.as_str()).bind(earliest)
    }
    let ledger: Query = terms(Query::new("ledger_put_off", LEDGER_PUT_OFF), by, card, earliest).bind(seen);
    let ledger = ledger.bind(*at).bind(id.as_str()).bind(step).bind(outcome);
    let put: Query<bool> = terms(Query::new("put_off", PUT_OFF), by, card, earliest).bind(seen).bind(until);
    let ((), put) = host.batch((ledger, put)).await?;
    Ok(if put { Outcome::Done } else { Outcome::NotSoLate })
}

/// Takes a card up again, whoever put it off. Errors: the database failed.
pub async fn take_up(host: &dyn Host, by: &Reviewer, card: &ReviewId) -> Result<(), StepError> {
    let Invocation { id, at } = &Invocation::begin(host);
    let (step, outcome) = Event::TakenUp.names();
    let ledger: Query = Query::new("ledger_taken_up", LEDGER_TAKEN_UP).bind(card.as_str()).bind(by.id.as_str());
    let ledger = ledger.bind(*at).bind(id.as_str()).bind(step).bind(outcome);
    let take_up: Query = Query::new("take_up", TAKE_UP).bind(card.as_str());
    host.batch((ledger, take_up)).await?;
    Ok(())
}

/// Until when a card can wait.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "CardLater"))]
#[serde(deny_unknown_fields)]
struct Body {
    /// A time to come. `null`: the card is not put off any more.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("format" = "date-time")))]
    until: Option<String>,
}

/// 200 with the card; 400 if the time makes no sense, 409 if the card cannot wait so long.
async fn later(call: Api<'_>) -> Result<Response, HttpError> {
    let (card, Body { until }) = (api::named(&call)?, call.json()?);
    let put = match until {
        None => take_up(call.host, &call.reviewer, &card).await.map(|()| Outcome::Done)?,
        Some(until) => {
            let until = Timestamp::parse(&until).filter(|until| *until > call.host.now());
            let until = until.ok_or_else(|| HttpError::bad_request("until must be a time to come, in RFC 3339"))?;
            put_off(call.host, &call.reviewer, &card, None, until).await?
        }
    };
    let found = read::detail(call.host, call.reviewer.role, &card).await?.ok_or(HttpError::NotFound)?;
    match put {
        Outcome::Done => Ok(Response::json(&found.card).then(After::Tell)),
        Outcome::NotSoLate => Err(HttpError::Conflict {
            code: "cannot_wait".into(),
            message: "The card does not wait, its window closes less than 30 minutes after that, or the customer has just written."
                .into(),
            card: serde_json::value::to_raw_value(&found.card).ok(),
        }),
    }
}

/// Who put a card off, and until when.
pub fn line(desk: &Desk<'_>, card: &Card) -> Markup {
    html! {
        @if let Some(later) = &card.later {
            span.later { (desk.words.put_off_by()) " " (visible(&later.name)) " " (desk.words.put_off_until()) " " (at(desk, later.until)) }
        }
    }
}

/// What the desk offers for a card, in minutes, as far as its window allows.
pub fn offered(desk: &Desk<'_>, card: &Card) -> impl Iterator<Item = u32> {
    let left = card.window_closes_at.minus(BEFORE_CLOSING).since(desk.now).as_secs() / 60;
    OFFERED.into_iter().filter(move |minutes| u64::from(*minutes) <= left)
}
