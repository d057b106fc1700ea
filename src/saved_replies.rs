//! Saved replies: the business's own short texts for what is no order, by language. No model
//! writes them or chooses one; a person taps one, reads it, and sends it as words of their own.

pub mod api;
pub mod pages;
pub mod saved_reply;
pub mod view;
mod words;

use crate::bulk_import::filled;
use crate::draft::template::{TemplateContext, places, render, without_greeting};
use crate::error::StepError;
use crate::guard::has_unseen;
use crate::host::Host;
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::review::Card;
use saved_reply::SavedReply;

/// The most characters of a title and of a text, and the most replies of one language.
pub const MOST: (usize, usize, u32) = (60, 1_000, 20);

/// Why a reply cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyRefused {
    /// Title or text is empty, too long, or holds what cannot be seen.
    Senseless,
    /// Braces that mean nothing.
    Placeholder,
    /// The language has as many as it may have.
    TooMany,
}

impl ReplyRefused {
    /// For callers of the API.
    pub fn message(self) -> &'static str {
        match self {
            Self::Senseless => {
                "title must have 1 to 60 characters and text 1 to 1000, all of them visible; position is 1 to 99"
            }
            Self::Placeholder => "text may hold {hello}, {customer} and {business}, and no other braces",
            Self::TooMany => "a language has 20 saved replies at most",
        }
    }
}

/// All replies, by language and place. Errors: the database failed.
pub async fn all(host: &dyn Host) -> Result<Vec<SavedReply>, StepError> {
    Ok(host.batch(saved_reply::all()).await?)
}

/// A reply, if there is one of this id. Errors: the database failed.
pub async fn find(host: &dyn Host, id: &str) -> Result<Option<SavedReply>, StepError> {
    Ok(host.batch(saved_reply::find(id)).await?)
}

/// Puts a reply in the place of the one of its id, or adds it. `Some`: it was not, and why.
/// Errors: the database failed.
pub async fn put(host: &dyn Host, admin: &Reviewer, reply: SavedReply) -> Result<Option<ReplyRefused>, StepError> {
    let (title, text, most) = MOST;
    let visible = |words: &str, longest| filled(words, longest).filter(|words| !has_unseen(words));
    let (Some(title), Some(text), 1..=99) = (visible(&reply.title, title), visible(&reply.text, text), reply.position)
    else {
        return Ok(Some(ReplyRefused::Senseless));
    };
    if places::unknown(&text).is_some() {
        return Ok(Some(ReplyRefused::Placeholder));
    }
    let reply = SavedReply { title, text, ..reply };
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::SavedRepliesChanged).actor(&admin.id).reason(reply.language.tag());
    let ledger = run_ledger::append_if_room(&[entry], &reply.id, reply.language.tag(), most);
    let ((), put) = host.batch((ledger, saved_reply::put(&reply, most))).await?;
    Ok((!put).then_some(ReplyRefused::TooMany))
}

/// Removes a reply. Whether there was one. Errors: the database failed.
pub async fn remove(host: &dyn Host, admin: &Reviewer, id: &str) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::SavedRepliesChanged).actor(&admin.id).reason("removed");
    let ((), gone) = host.batch((run_ledger::append_if_saved_reply(&[entry], id), saved_reply::delete(id))).await?;
    Ok(gone)
}

/// What this customer would get: the reply, greeted as they greeted and called by name. On a card
/// with a draft it stands at the draft's end, which has greeted already, above the signature.
pub fn answer(reply: &SavedReply, card: &Card, business: &str) -> String {
    let draft = card.draft.as_ref().and_then(|draft| draft.text.as_deref());
    let said: Vec<&str> = card.messages.iter().filter_map(|message| message.text.as_deref()).collect();
    let own = if draft.is_some() { without_greeting(&reply.text, reply.language) } else { reply.text.clone() };
    let rendered = render(&TemplateContext {
        language: reply.language,
        message: &said.join("\n"),
        customer: card.customer.name.as_deref().unwrap_or_default(),
        business,
        own: &[own],
        turn: 0,
    });
    match draft {
        Some(draft) => format!("{}\n\n{rendered}", without_signature(draft, &rendered)),
        None => rendered,
    }
}

/// The draft without its last line where the reply ends with the same: `— Exemple SARL` stands once.
fn without_signature<'a>(draft: &'a str, reply: &str) -> &'a str {
    match (draft.rsplit_once('\n'), reply.rsplit_once('\n')) {
        (Some((words, signed)), Some((_, signature))) if signed == signature && signed.starts_with('—') => words,
        _ => draft,
    }
}
