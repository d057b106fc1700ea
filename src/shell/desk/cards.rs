//! The queue, a card and the decisions on it.

use super::super::reviews::carry_out;
use super::serve::{Form, Refused, page, see};
use super::{Call, Visitor, ambient, instead};
use crate::desk::card::{Preview, Shown, article, preview as preview_html, trail};
use crate::desk::layout::{self, Notice, Tab};
use crate::desk::queue::{self, Queue};
use crate::desk::words::Words;
use crate::draft::{Language, guard};
use crate::identity::ReviewId;
use crate::keyed_hash::sha256_hex;
use crate::review::{Card, RejectReason, Role, State};
use crate::steps::StepError;
use crate::steps::decide::{Action, Answer, Decided, Decision, Request, own_words};
use crate::steps::{read, redraft as steps};
use crate::store::idempotency_key::Key;
use crate::store::review_queue::Cursor;
use maud::html;
use worker::Response;

/// How many cards one page of the queue shows.
const PAGE: u32 = 100;

/// GET `/review?cursor=&done=&settled=`: the queue, in one round trip. 204 for the script if
/// nothing has changed.
pub(super) async fn queue(call: &Call) -> Result<Response, Refused> {
    let credential = ambient(call).await?;
    let done = call.query("done").as_deref().and_then(ReviewId::known);
    let after = call.query("cursor").as_deref().and_then(Cursor::decode).unwrap_or_else(Cursor::start);
    let asked = call.header("x-desk").is_none();
    let host = call.host()?;
    let query = read::DeskQuery { after: &after, limit: PAGE, done: done.as_ref(), asked };
    let (mut found, mut credential) = (read::desk(&host, &credential, &query).await?, credential);
    if let (None, Some(access)) = (&found, instead(call, &credential).await) {
        (found, credential) = (read::desk(&host, &access, &query).await?, access);
    }
    let read::Desk { visit, cards, next_cursor, done } = found.ok_or(Refused::SignIn)?;
    let queue = Queue { cards, next_cursor, counts: visit.counts };
    let visitor = Visitor::known(call, host, visit, &credential)?;
    if call.header("x-desk-stamp").is_some_and(|stamp| stamp == queue.stamp()) {
        return super::super::answer::empty(204).map_err(|_| super::serve::broken());
    }
    let desk = visitor.desk();
    let settled = call.query("settled").is_some();
    let notice = done.map(|card| queue::done(&desk, &card, settled));
    page(200, queue::render(&desk, &queue, notice))
}

/// GET `/review/cards/{id}`: the card, its orders and its ledger rows.
pub(super) async fn card(call: &Call, id: &ReviewId) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, |_| true).await?;
    show(call, &visitor, id, 200, Said::default()).await
}

/// What is said with a card.
#[derive(Default)]
struct Said<'a> {
    notice: Option<Notice>,
    /// What a person typed and could not send.
    typed: Option<&'a str>,
}

impl<'a> Said<'a> {
    fn bad(text: &str, typed: Option<&'a str>) -> Self {
        Self { notice: Some(Notice::bad(text)), typed }
    }
}

/// The card as it is now: by itself for the script, a page of it for everybody else.
async fn show(call: &Call, visitor: &Visitor, id: &ReviewId, status: u16, said: Said<'_>) -> Result<Response, Refused> {
    let Said { notice, typed } = said;
    let detail = read::detail(&visitor.host, id).await?.ok_or(Refused::NotFound)?;
    let desk = visitor.desk();
    let block = article(&desk, &detail.card, &Shown { orders: &detail.orders, heading: 2, typed });
    if call.header("x-desk").is_some() {
        let alone = html! {
            (layout::counted(&desk.counts))
            @if let Some(notice) = &notice { (layout::shown(notice)) }
            (block)
        };
        return page(status, alone.into_string());
    }
    let content = html! { (block) (trail(&desk, &detail.trail)) };
    page(status, layout::page(&desk, Tab::Queue, notice, content))
}

/// POST `/review/cards/{id}/preview`: a person's own words, before they are sent.
pub(super) async fn preview(mut call: Call, id: &ReviewId) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, Role::may_decide).await?;
    let detail = read::detail(&visitor.host, id).await?.ok_or(Refused::NotFound)?;
    let desk = visitor.desk();
    let text = match own_words(&form.text("text")) {
        Ok(text) => text,
        Err(why) => {
            return show(&call, &visitor, id, 400, Said::bad(senseless(desk.words, why), Some(&form.text("text"))))
                .await;
        }
    };
    if form.number("version") != Some(detail.card.version) {
        return show(&call, &visitor, id, 409, Said::bad(desk.words.card_moved, Some(&text))).await;
    }
    let warnings = warnings(&detail.card, &text);
    let shown = Preview { card: &detail.card, text: &text, warnings: &warnings };
    page(200, preview_html(&desk, &shown, call.header("x-desk").is_some()))
}

fn senseless(words: &Words, why: &str) -> &'static str {
    match why {
        "text is empty" => words.text_empty,
        "text is longer than 4096 characters" => words.text_long,
        _ => words.text_hidden,
    }
}

/// What the guard says of a person's own words: they may say it, knowing.
fn warnings(card: &Card, text: &str) -> Vec<guard::Violation> {
    let message: Vec<&str> = card.messages.iter().filter_map(|m| m.text.as_deref()).collect();
    let language = card.draft.as_ref().and_then(|draft| Language::parse(&draft.language));
    guard::check(&message.join("\n"), text, language)
}

/// POST `/review/cards/{id}/{verb}`: the same step as the API's.
pub(super) async fn decide(mut call: Call, id: &ReviewId, verb: &str) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, Role::may_decide).await?;
    let desk = visitor.desk();
    let typed = form.filled("text");
    let Some((decision, key)) = decision(&form, verb).zip(Key::parse(&form.text("key"))) else {
        return show(&call, &visitor, id, 400, Said::bad(desk.words.page_is_old, typed.as_deref())).await;
    };
    let tied = format!("desk\n{verb}\n{}\n{decision:?}", id.as_str());
    let request = Request { card: id.clone(), decision, key, request_sha256: sha256_hex(tied.as_bytes()) };
    let decided = carry_out(&call, visitor.reviewer.clone(), request).await;
    let w = desk.words;
    let (status, text) = match decided {
        Ok(Decided::Answered(Answer { refused: None, .. })) => {
            return carried_out(&call, &visitor, id, verb == "resolve").await;
        }
        Ok(Decided::Answered(Answer { refused: Some(refusal), .. })) => {
            let now = read::detail(&visitor.host, id).await?.ok_or(Refused::NotFound)?;
            (409, w.refusal(&refusal, now.card.decision.as_ref().map(|d| d.by.as_str())))
        }
        Ok(Decided::NotFound) => return Err(Refused::NotFound),
        Ok(Decided::KeyReused) => (422, w.key_reused.to_owned()),
        Ok(Decided::Off) => (503, w.bot_off.to_owned()),
        Err(error) => {
            super::super::answer::log_failure("desk", &error);
            match error {
                StepError::Config(_) => (503, w.not_configured.to_owned()),
                StepError::Database(_) | StepError::Timer(_) => (500, w.broke.to_owned()),
            }
        }
    };
    show(&call, &visitor, id, status, Said::bad(&text, typed.as_deref())).await
}

/// `settled`: the press sent nothing, it said what became of a send.
async fn carried_out(call: &Call, visitor: &Visitor, id: &ReviewId, settled: bool) -> Result<Response, Refused> {
    if call.header("x-desk").is_none() {
        let and = if settled { "&settled" } else { "" };
        return see(&format!("/review?done={}{and}", id.as_str()), &[]);
    }
    let detail = read::detail(&visitor.host, id).await?.ok_or(Refused::NotFound)?;
    let desk = visitor.desk();
    let notice = queue::done(&desk, &detail.card, settled);
    let block = article(&desk, &detail.card, &Shown { orders: &detail.orders, heading: 2, typed: None });
    page(200, html! { (layout::shown(&notice)) (block) }.into_string())
}

fn decision(form: &Form, verb: &str) -> Option<Decision> {
    let action = match verb {
        "approve" => Action::Approve { text_sha256: form.text("text_sha256") },
        "edit" => Action::Edit { text: own_words(&form.text("text")).ok()? },
        "reject" => Action::Reject { reason: RejectReason::parse(&form.text("reason"))?, note: form.filled("note") },
        _ => Action::Resolve { arrived: arrived(&form.text("outcome"))? },
    };
    Some(Decision { version: form.number("version")?, shown: Some(State::parse(&form.text("state"))?), action })
}

fn arrived(outcome: &str) -> Option<bool> {
    match outcome {
        "sent" => Some(true),
        "not_sent" => Some(false),
        _ => None,
    }
}

/// POST `/review/cards/{id}/redraft`: drafts again; sends nothing.
pub(super) async fn redraft(mut call: Call, id: &ReviewId) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, Role::may_decide).await?;
    let desk = visitor.desk();
    let version = form.number("version").ok_or(Refused::OldPage)?;
    if steps::redraft(&visitor.host, &call.settings(), &visitor.reviewer, id, version).await? {
        show(&call, &visitor, id, 200, Said { notice: Some(Notice::good(desk.words.redraft_done)), typed: None }).await
    } else {
        show(&call, &visitor, id, 409, Said::bad(desk.words.redraft_not, None)).await
    }
}

impl Form {
    fn number(&self, name: &str) -> Option<u32> {
        self.text(name).parse().ok()
    }
}
