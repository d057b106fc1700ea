//! `note`: what colleagues tell each other about a card. It is never sent, no model reads it, and
//! the ledger says only that somebody wrote one.

use crate::bulk_import::filled;
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::error::StepError;
use crate::host::{Host, Query};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{ReviewId, Reviewer, Role};
use crate::ledger::{Event, Invocation};
use crate::personal_data::{emptied, of_customer};
use crate::review::{Card, api, read};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] =
    &[Route::api(Method::Post, "/api/reviews/{id}/note", "noteReview", Role::may_decide, |call| Box::pin(note(call)))];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "noteReview",
            "Note something on a card, for colleagues. It is never sent, and no model reads it.",
        )
        .path("id", "The card.")
        .takes::<Body>()
        .answers::<Card>(200, "The card. The same note of the same person stands once.")
        .refuses(404, NOT_FOUND)
        .refuses(409, "The card was erased, or has 50 notes."),
    ]
}

/// The most characters of one.
pub const LONGEST: usize = 2_000;

/// A note as a card shows it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Note {
    /// Its words. `null` once erased.
    pub text: Option<String>,
    /// The name of who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Note {
    /// From its words, its writer and its time.
    pub fn of((text, by, at): (Option<String>, String, Timestamp)) -> Self {
        Self { text, by, at }
    }
}

/// What became of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It stands on the card.
    Done,
    /// It is empty, too long, or holds a NUL.
    Senseless,
    /// The card has fifty notes, or was erased.
    Full,
}

/// A card that takes a note: `?1` the card, `?3` who, `?4` the text. The same note of the same
/// person is a form that was sent twice.
macro_rules! takes_note {
    () => {
        "FROM review_queue r WHERE r.id = ?1 AND r.erased_at IS NULL
  AND (SELECT count(*) FROM note n WHERE n.review_id = r.id) < 50
  AND NOT EXISTS (SELECT 1 FROM note n WHERE n.review_id = r.id AND n.reviewer_id = ?3 AND n.text = ?4)"
    };
}

const LEDGER_NOTED: &str = concat!(
    "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, actor)
SELECT ?2, ?5, ?6, ?7, r.id, r.version, ?3 ",
    takes_note!()
);

const ADD: &str =
    concat!("INSERT INTO note (review_id, reviewer_id, at, text) SELECT r.id, ?3, ?2, ?4 ", takes_note!());

const STANDS: &str = "SELECT 1 FROM note WHERE review_id = ?1 AND reviewer_id = ?2 AND text = ?3";

const ERASE: &str = concat!("UPDATE note SET ", emptied!(note), "\nWHERE at < ?1 AND text IS NOT NULL");

/// Erases the words of notes older than `before`.
pub fn erase(before: Timestamp) -> Query {
    Query::new("erase_notes", ERASE).bind(before)
}

const ERASE_OF_CUSTOMER: &str = concat!("UPDATE note SET ", emptied!(note), "\nWHERE ", of_customer!(note));

/// Erases the words of the notes on a customer's cards.
pub fn erase_of_customer(id: &str) -> Query {
    Query::new("erase_notes_of_customer", ERASE_OF_CUSTOMER).bind(id)
}

/// Puts a note on a card. Errors: the database failed.
pub async fn add(host: &dyn Host, by: &Reviewer, card: &ReviewId, text: &str) -> Result<Noted, StepError> {
    let Some(text) = filled(text, LONGEST) else { return Ok(Noted::Senseless) };
    let invocation = Invocation::begin(host);
    let (step, outcome) = Event::NoteAdded.names();
    let row = |name, sql| -> Query {
        Query::new(name, sql).bind(card.as_str()).bind(invocation.at).bind(by.id.as_str()).bind(text.as_str())
    };
    let ledger = row("ledger_noted", LEDGER_NOTED).bind(invocation.id.as_str()).bind(step).bind(outcome);
    let stands: Query<bool> =
        Query::new("note_stands", STANDS).bind(card.as_str()).bind(by.id.as_str()).bind(text.as_str());
    let ((), (), stands) = host.batch((ledger, row("add_note", ADD), stands)).await?;
    Ok(if stands { Noted::Done } else { Noted::Full })
}

/// What is noted.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "NewNote"))]
#[serde(deny_unknown_fields)]
struct Body {
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(min = 1, max = 2000)))]
    text: String,
}

/// 200 with the card; 400 if the text makes no sense, 409 if the card takes none.
async fn note(call: Api<'_>) -> Result<Response, HttpError> {
    let (card, Body { text }) = (api::named(&call)?, call.json()?);
    let noted = add(call.host, &call.reviewer, &card, &text).await?;
    let found = read::detail(call.host, call.reviewer.role, &card).await?.ok_or(HttpError::NotFound)?;
    match noted {
        Noted::Done => Ok(Response::json(&found.card)),
        Noted::Senseless => Err(HttpError::bad_request("text must have 1 to 2000 characters")),
        Noted::Full => Err(HttpError::conflict("no_more_notes", "The card was erased, or has 50 notes.")),
    }
}

/// The notes of a card.
pub fn notes(desk: &Desk<'_>, card: &Card) -> Markup {
    html! { @for note in &card.notes { (line(desk, note)) } }
}

/// A note with who wrote it, and when.
pub fn line(desk: &Desk<'_>, note: &Note) -> Markup {
    let text = note.text.as_deref().unwrap_or(desk.words.erased);
    html! { span.note { (visible(text)) " " span.when { (visible(&note.by)) " · " (at(desk, note.at)) } } }
}
