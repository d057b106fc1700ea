//! Saved replies at the desk: on a card, and the admin's page of them.

use super::saved_reply::SavedReply;
use super::{all, answer, find, put, remove, view};
use crate::bulk_import::filled;
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::language::Language;
use crate::review::decide::has_blank;
use crate::review::pages::{CardRemarks, named, previewed, show};
use crate::review::read;

pub const ROUTES: &[Route] = &[
    Route::page("/review/cards/{id}/saved", Role::may_decide, |visit| Box::pin(offer(visit))),
    Route::form("/review/cards/{id}/saved", Role::may_decide, |visit| Box::pin(chosen(visit))),
    Route::page("/review/saved-replies", Role::may_administer, |visit| {
        Box::pin(async move { listed(&visit, 200, None, None).await })
    }),
    Route::form("/review/saved-replies", Role::may_administer, |visit| Box::pin(put_one(visit))),
    Route::form("/review/saved-replies/remove", Role::may_administer, |visit| Box::pin(remove_one(visit))),
];

/// The replies in all languages, for a card.
async fn offer(visit: Visit<'_>) -> Result<Response, HttpError> {
    let id = named(&visit)?;
    let card = read::detail(visit.host, visit.reviewer.role, &id).await?.ok_or(HttpError::NotFound)?.card;
    let replies = all(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(200, view::offer(&Desk::of(&visit, &business), &card, &replies)))
}

/// The preview of the reply that was tapped: nothing is sent. One with a blank opens for writing.
async fn chosen(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (id, w) = (named(&visit)?, desk::words_of(&visit));
    let card = read::detail(visit.host, visit.reviewer.role, &id).await?.ok_or(HttpError::NotFound)?.card;
    if visit.form.number("version") != Some(card.version) {
        return show(&visit, &id, 409, CardRemarks::bad(w.card_moved, None)).await;
    }
    let Some(reply) = find(visit.host, &visit.form.text("reply")).await? else {
        return show(&visit, &id, 404, CardRemarks::bad(w.saved_gone(), None)).await;
    };
    let text = answer(&reply, &card, &visit.settings.business_name());
    if has_blank(&reply.text) {
        let said = CardRemarks { notice: Some(Notice::good(w.saved_blank())), typed: Some(&text), wrong: None };
        return show(&visit, &id, 200, said).await;
    }
    Ok(previewed(&visit, &card, &text))
}

/// The admin's page. `typed`: what was not saved, in its form.
async fn listed(
    visit: &Visit<'_>,
    status: u16,
    typed: Option<SavedReply>,
    notice: Option<Notice>,
) -> Result<Response, HttpError> {
    let replies = all(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::list(&Desk::of(visit, &business), &replies, typed.as_ref(), notice)))
}

async fn put_one(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let form = &visit.form;
    let (Some(id), Some(language)) = (filled(&form.text("id"), 128), Language::parse(&form.text("language"))) else {
        return Err(HttpError::NotFound);
    };
    let position = form.number("position").unwrap_or(0);
    let reply = SavedReply { id, language, position, title: form.text("title"), text: form.text("text") };
    match put(visit.host, &visit.reviewer, reply.clone()).await? {
        None => listed(&visit, 200, None, Some(Notice::good(w.replies_saved))).await,
        Some(refused) => listed(&visit, 400, Some(reply), Some(Notice::bad(w.saved_refused(refused)))).await,
    }
}

async fn remove_one(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let (status, notice) = match remove(visit.host, &visit.reviewer, &visit.form.text("id")).await? {
        true => (200, Notice::good(w.saved_removed())),
        false => (404, Notice::bad(w.saved_gone())),
    };
    listed(&visit, status, None, Some(notice)).await
}
