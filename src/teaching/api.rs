//! `/api/words`: what the business teaches.

use super::teach::{self, TeachRefusal, WordChange};
use super::trial;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
#[cfg(not(target_arch = "wasm32"))]
use crate::taught_words::ActiveWords;
use crate::taught_words::kind::WordKind;
use serde::Deserialize;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/words", "getWords", Role::may_administer, |call| {
        Box::pin(async move { in_force(&call).await })
    }),
    Route::api(Method::Put, "/api/words/{kind}", "putWords", Role::may_administer, |call| Box::pin(put(call))),
    Route::api(Method::Post, "/api/words/{kind}/trial", "tryWords", Role::may_administer, |call| {
        Box::pin(try_page(call))
    }),
    Route::api(Method::Delete, "/api/words/{kind}", "forgetWords", Role::may_administer, |call| Box::pin(forget(call))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    const KIND: &str = "`goods`, `packages`, `order`, `never`, `article_numbers` or `drafts`.";
    const SENSELESS: &str = "The request does not fit, or a word cannot be taught: the message says which, and why.";
    vec![
        Operation::new("getWords", "What the business taught the gate and its drafts.")
            .answers::<ActiveWords>(200, "The words in force."),
        Operation::new("putWords", "Replaces the words of a kind, as they were tried.")
            .path("kind", KIND)
            .takes::<Body>()
            .answers::<ActiveWords>(200, "The words in force.")
            .refuses(400, SENSELESS)
            .refuses(404, "There is no such kind.")
            .refuses(
                409,
                "`stale_version`: the words were changed meanwhile. `not_tried`: the change was not tried to the end.",
            ),
        Operation::new(
            "tryWords",
            "Judges the next page of past cards with words that are not saved. Call it until none are left.",
        )
        .path("kind", KIND)
        .takes::<Body>()
        .answers::<trial::Trial>(200, "How far it is, and what would be judged otherwise.")
        .refuses(400, SENSELESS)
        .refuses(404, "There is no such kind.")
        .refuses(409, "`stale_version`: the words were changed meanwhile."),
        Operation::new("forgetWords", "Takes back all words of a kind, as it was tried.")
            .path("kind", KIND)
            .number("version", "The one that is replaced.", 0, 0..=i64::from(u32::MAX))
            .answers::<ActiveWords>(200, "The words in force.")
            .refuses(400, SENSELESS)
            .refuses(404, "There is no such kind.")
            .refuses(
                409,
                "`stale_version`: the words were changed meanwhile. `not_tried`: the change was not tried to the end.",
            ),
    ]
}

/// The words in force, by kind.
async fn in_force(call: &Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&teach::in_force(call.host).await?))
}

/// The words that a kind is to have.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "WordsOfAKind"))]
#[serde(deny_unknown_fields)]
struct Body {
    /// The one that is replaced.
    version: u32,
    words: Vec<String>,
    /// For a trial: begins anew, after cards were marked.
    #[serde(default)]
    again: bool,
}

/// The change of a call with words, and whether it is to be tried anew. Errors: 404 for another kind, 400 if the body does not fit.
fn proposed(call: &Api<'_>) -> Result<(WordChange, bool), HttpError> {
    let kind = kind(call)?;
    let Body { version, words, again } = call.json()?;
    Ok((WordChange { version, kind, words: kind.tidy(&words) }, again))
}

fn kind(call: &Api<'_>) -> Result<WordKind, HttpError> {
    WordKind::parse(call.params.get("kind")).ok_or(HttpError::NotFound)
}

/// Judges the next page of past cards by a change that is not saved. It is called until none are
/// left. Refused as [`put`] is.
async fn try_page(call: Api<'_>) -> Result<Response, HttpError> {
    let (change, again) = proposed(&call)?;
    match trial::go_on(call.host, &call.reviewer, &change, again).await? {
        Ok(trial) => Ok(Response::json(&trial)),
        Err(refusal) => Err(refused(refusal)),
    }
}

/// Replaces the words of a kind, as they were tried. 409 if the version is not in force any more or
/// they were not tried to the end, 400 with the word and a code if one cannot be taught, or with
/// the cards if an order word would make orders of too many.
async fn put(call: Api<'_>) -> Result<Response, HttpError> {
    let (change, _) = proposed(&call)?;
    save(&call, &change).await
}

/// Takes back all words of a kind; `?version=` as for [`put`].
async fn forget(call: Api<'_>) -> Result<Response, HttpError> {
    let version = call.number("version", 0, 0..=i64::from(u32::MAX))?;
    let version = u32::try_from(version).map_err(|_| HttpError::bad_request("version is no version"))?;
    let change = WordChange { version, kind: kind(&call)?, words: vec![] };
    save(&call, &change).await
}

async fn save(call: &Api<'_>, change: &WordChange) -> Result<Response, HttpError> {
    match teach::put(call.host, &call.reviewer, change).await? {
        Ok(()) => in_force(call).await,
        Err(refusal) => Err(refused(refusal)),
    }
}

fn refused(refusal: TeachRefusal) -> HttpError {
    match refusal {
        TeachRefusal::Stale => HttpError::conflict("stale_version", "The words were changed meanwhile."),
        TeachRefusal::NotTried => {
            HttpError::conflict("not_tried", "These words were not tried on the past messages to the end.")
        }
        TeachRefusal::TooMany(changed) => {
            let cards: Vec<&str> = changed.iter().map(|changed| changed.review_id.as_str()).collect();
            let cards = cards.join(", ");
            HttpError::BadRequest(format!("more than 1 in 50 past non-orders would be orders: {cards}"))
        }
        TeachRefusal::Word(word, why) => HttpError::BadRequest(format!("{word:?} cannot be taught: {}", why.code())),
    }
}
