//! The queue, a card and the decisions on it.

use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::{self, Notice, Tab};
use crate::desk::words::Words;
use crate::error::StepError;
use crate::guard;
use crate::host::log_failure;
use crate::http::{After, Form, HttpError, Params, Response, Route, Visit};
use crate::identity::{ReviewId, Role};
use crate::keyed_hash::sha256_hex;
use crate::ledger::strangers::{self, Strangers};
use crate::messages::inbound_message::{SHOWN, SHOWN_ON_ASKING};
use crate::review::before;
use crate::review::card_view::{CardSurroundings, Preview, article, preview as preview_html, trail};
use crate::review::decide::{Action, Decided, Decision, DecisionAnswer, DecisionRequest, has_blank, own_words};
use crate::review::idempotency_key::IdempotencyKey;
use crate::review::queue_view::{self, Queue};
use crate::review::read;
use crate::review::review_queue::QueueCursor;
use crate::review::{Card, RejectReason, State};
use maud::html;

pub const ROUTES: &[Route] = &[
    Route::page("/review", Role::is_person, |visit| Box::pin(queue(visit))),
    Route::page("/review/cards/{id}", Role::is_person, |visit| Box::pin(card(visit))),
    Route::form("/review/cards/{id}/preview", Role::may_decide, |visit| Box::pin(preview(visit))),
    Route::press("/review/cards/{id}/approve", "approve"),
    Route::press("/review/cards/{id}/edit", "edit"),
    Route::press("/review/cards/{id}/reject", "reject"),
    Route::press("/review/cards/{id}/resolve", "resolve"),
];

/// How many cards one page of the queue shows.
const PAGE: u32 = 100;

/// How many cards whose sends are under way one look of the script's brings along.
const SETTLING: usize = 10;

/// `?cursor=&done=&settled=`: the queue. The script names the decided cards that its page still
/// shows and that may change, so that one look is one request.
async fn queue(visit: Visit<'_>) -> Result<Response, HttpError> {
    let asked = |name: &str| visit.request.query(name);
    let done = asked("done").as_deref().and_then(ReviewId::parse);
    let settling = visit.request.header("x-desk-cards").unwrap_or_default();
    let settling = settling.split(',').filter_map(ReviewId::parse).take(SETTLING);
    let beside: Vec<ReviewId> = done.iter().cloned().chain(settling).collect();
    let after = asked("cursor").as_deref().and_then(QueueCursor::decode).unwrap_or_else(QueueCursor::start);
    let read::LoadedQueue { cards, next_cursor, unreadable, beside } =
        read::queue(visit.host, visit.reviewer.role, &after, PAGE, &beside).await?;
    let (done, settling) = beside.into_iter().partition::<Vec<_>, _>(|(card, _)| done.as_ref() == Some(&card.id));
    // An open desk looks again and again: it is not asked then.
    let concerned = visit.reviewer.role.may_administer() && cards.is_empty() && !visit.by_script();
    let strangers = if concerned { strangers::unlisted(visit.host).await? } else { Strangers::default() };
    let queue = Queue { cards, next_cursor, unreadable, counts: visit.counts, settling, strangers };
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let notice = done.first().map(|(card, _)| queue_view::done(&desk, card, asked("settled").is_some()));
    Ok(desk::page(200, queue_view::render(&desk, &queue, notice)))
}

/// The card that the path names.
pub fn named(visit: &Visit<'_>) -> Result<ReviewId, HttpError> {
    ReviewId::parse(visit.params.get("id")).ok_or(HttpError::NotFound)
}

/// `?all`: the card, its orders and its ledger rows; with all of its messages.
async fn card(visit: Visit<'_>) -> Result<Response, HttpError> {
    show(&visit, &named(&visit)?, 200, CardRemarks::default()).await
}

/// What is said with a card.
#[derive(Default)]
pub struct CardRemarks<'a> {
    pub notice: Option<Notice>,
    /// What a person typed and could not send.
    pub typed: Option<&'a str>,
    /// What is wrong with it.
    pub wrong: Option<&'a str>,
}

impl<'a> CardRemarks<'a> {
    pub fn bad(text: &str, typed: Option<&'a str>) -> Self {
        Self { notice: Some(Notice::bad(text)), typed, wrong: None }
    }
}

/// The card as it is now: by itself for the script, a page of it for everybody else.
pub async fn show(visit: &Visit<'_>, id: &ReviewId, status: u16, said: CardRemarks<'_>) -> Result<Response, HttpError> {
    let CardRemarks { notice, typed, wrong } = said;
    let messages = if visit.request.query("all").is_some() { SHOWN_ON_ASKING } else { SHOWN };
    let detail = read::detail_with(visit.host, visit.reviewer.role, id, messages).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    let desk = Desk::of(visit, &business);
    let block = article(&desk, &detail.card, &CardSurroundings { orders: &detail.orders, heading: 2, typed, wrong });
    if visit.by_script() {
        let alone = html! {
            (layout::counted(&desk))
            @if let Some(notice) = &notice { (layout::shown(notice)) }
            (block)
        };
        return Ok(desk::page(status, alone.into_string()));
    }
    let content = html! { (block) (before::fold(&desk, &detail.before)) (trail(&desk, &detail.trail)) };
    Ok(desk::page(status, layout::page(&desk, Tab::Queue, notice, content)))
}

/// A person's own words, before they are sent.
async fn preview(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (id, w, typed) = (named(&visit)?, desk::words_of(&visit), visit.form.text("text"));
    if visit.form.filled("back").is_some() {
        return show(&visit, &id, 200, CardRemarks { typed: Some(&typed), ..CardRemarks::default() }).await;
    }
    let detail = read::detail(visit.host, visit.reviewer.role, &id).await?.ok_or(HttpError::NotFound)?;
    let text = match own_words(&typed) {
        Ok(text) => text,
        Err(why) => {
            let wrong = invalid(w, why);
            return show(&visit, &id, 400, CardRemarks { wrong: Some(wrong), ..CardRemarks::bad(wrong, Some(&typed)) })
                .await;
        }
    };
    if has_blank(&text) {
        let wrong = w.text_blank;
        return show(&visit, &id, 400, CardRemarks { wrong: Some(wrong), ..CardRemarks::bad(wrong, Some(&text)) })
            .await;
    }
    if visit.form.number("version") != Some(detail.card.version) {
        return show(&visit, &id, 409, CardRemarks::bad(w.card_moved, Some(&text))).await;
    }
    Ok(previewed(&visit, &detail.card, &text))
}

/// The preview of words that a person is about to send on this card.
pub fn previewed(visit: &Visit<'_>, card: &Card, text: &str) -> Response {
    let warnings = warnings(card, text);
    let business = visit.settings.business_name();
    let shown = Preview { card, text, warnings: &warnings };
    desk::page(200, preview_html(&Desk::of(visit, &business), &shown, visit.by_script()))
}

fn invalid(words: &Words, why: &str) -> &'static str {
    match why {
        "text is empty" => words.text_empty,
        "text is longer than 4096 characters" => words.text_long,
        _ => words.text_hidden,
    }
}

/// What the guard says of a person's own words: they may say it, knowing.
fn warnings(card: &Card, text: &str) -> guard::Warnings {
    let theirs = card.messages.iter().filter(|message| !message.notice);
    let message: Vec<&str> = theirs.filter_map(|message| message.text.as_deref()).collect();
    let language = card.draft.as_ref().map(|draft| draft.language);
    guard::warnings(&message.join("\n"), text, language)
}

/// What a press on a card asks for. `None`: the page is old.
pub fn asked(params: &Params, form: &Form, verb: &str) -> Option<DecisionRequest> {
    let card = ReviewId::parse(params.get("id"))?;
    let (decision, key) = decision(form, verb).zip(IdempotencyKey::parse(&form.text("key")))?;
    let tied = format!("desk\n{verb}\n{}\n{decision:?}", card.as_str());
    Some(DecisionRequest { card, decision, key, request_sha256: sha256_hex(tied.as_bytes()) })
}

/// What became of a press; `None`: it asked for nothing.
pub async fn pressed(
    visit: Visit<'_>,
    verb: &str,
    decided: Option<Result<Decided, StepError>>,
) -> Result<Response, HttpError> {
    let id = named(&visit)?;
    match decided {
        // A decision that is refused may have found the window closed, and that is news as well.
        Some(decided) => Ok(tell(&visit, &id, verb, decided).await?.then(After::Tell)),
        None => {
            let typed = visit.form.filled("text");
            show(&visit, &id, 400, CardRemarks::bad(desk::words_of(&visit).page_is_old, typed.as_deref())).await
        }
    }
}

/// What became of a press, with the card as it is now.
async fn tell(
    visit: &Visit<'_>,
    id: &ReviewId,
    verb: &str,
    decided: Result<Decided, StepError>,
) -> Result<Response, HttpError> {
    let w = desk::words_of(visit);
    let (status, text) = match decided {
        Ok(Decided::Answered(DecisionAnswer { refused: None, .. })) => {
            return carried_out(visit, id, verb == "resolve").await;
        }
        Ok(Decided::Answered(DecisionAnswer { refused: Some(refusal), .. })) => {
            let now = read::detail(visit.host, visit.reviewer.role, id).await?.ok_or(HttpError::NotFound)?.card;
            // Whoever decided on the send is not who closed the card after it.
            let by = now.decision.as_ref().filter(|_| now.closed_at.is_none());
            (409, w.refusal(&refusal, by.map(|decision| decision.by.as_str())))
        }
        Ok(Decided::NotFound) => return Err(HttpError::NotFound),
        Ok(Decided::KeyReused) => (422, w.key_reused.to_owned()),
        Ok(Decided::Off) => (503, w.bot_off.to_owned()),
        Err(error) => {
            log_failure(visit.host, "desk", &error);
            match error {
                StepError::Config(_) => (503, w.not_configured.to_owned()),
                StepError::Database(_) | StepError::Timer(_) | StepError::Witness(_) => (500, w.in_doubt().to_owned()),
            }
        }
    };
    show(visit, id, status, CardRemarks::bad(&text, visit.form.filled("text").as_deref())).await
}

/// `settled`: the press sent nothing, it said what became of a send.
async fn carried_out(visit: &Visit<'_>, id: &ReviewId, settled: bool) -> Result<Response, HttpError> {
    if !visit.by_script() {
        let and = if settled { "&settled" } else { "" };
        return Ok(Response::redirect(&format!("/review?done={}{and}", id.as_str())));
    }
    let detail = read::detail(visit.host, visit.reviewer.role, id).await?.ok_or(HttpError::NotFound)?;
    let business = visit.settings.business_name();
    let desk = Desk::of(visit, &business);
    let notice = queue_view::done(&desk, &detail.card, settled);
    let block = article(&desk, &detail.card, &CardSurroundings::plain(&detail.orders, 2));
    Ok(desk::page(200, html! { (layout::shown(&notice)) (block) }.into_string()))
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
