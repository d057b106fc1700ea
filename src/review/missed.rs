//! Cards that came while the service was off: they have no draft, and one is asked for by a press.

use super::card_view::{CardSurroundings, article};
use super::queue_view::unreadable;
use super::review_queue::unreadable::{Cards, Legible};
use super::review_queue::{CardRow, select_cards};
use super::{Card, NoDraft, Reason, State, history};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::words::{Words, say};
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;
use maud::html;

pub const ROUTES: &[Route] =
    &[Route::page(desk::switch::MISSED, Role::is_person, |visit| Box::pin(async move { list(&visit).await }))];

say! {
    missed_mean: "Ces messages sont arrivés pendant l'arrêt du service : aucun brouillon n'a été fait.",
        "These messages came while the service was off: nothing was drafted.";
    missed_none: "Aucune carte arrivée pendant un arrêt n'attend.", "No card that came while it was off waits.";
    off_still: "Le service est encore à l'arrêt : vous pourrez demander un brouillon quand il sera remis en marche.",
        "The service is still off: a draft can be made once it is on again.";
    on_again: "Le service est de nouveau en marche.", "The service is on again.";
    make_draft: "Faire le brouillon", "Make the draft";
}

const LIST: &str = select_cards!(
    "WHERE r.state = 'pending' AND r.gate_why = 'bot_disabled' ORDER BY r.window_closes_at, r.id LIMIT 100"
);

/// Those that wait, least time left first.
fn waiting() -> Query<Vec<Legible<CardRow>>> {
    Query::new("list_missed_cards", LIST)
}

/// Whether the card came while the service was off, and waits.
pub fn is_missed(card: &Card) -> bool {
    card.state == State::Pending && card.gate.why == Some(NoDraft::Other(Reason::BotDisabled))
}

/// Those that wait, for eyes of a role. Errors: the database failed.
pub async fn of_role(host: &dyn Host, role: Role) -> Result<Cards, StepError> {
    let rows = host.batch(waiting()).await?;
    history::with_messages(host, role, rows).await
}

async fn list(visit: &Visit<'_>) -> Result<Response, HttpError> {
    let Cards { cards, unreadable: illegible } = of_role(visit.host, visit.reviewer.role).await?;
    let business = visit.settings.business_name();
    let desk = Desk::of(visit, &business);
    let w = desk.words;
    let content = html! {
        h2 { (w.came_while_off()) " (" (cards.len()) ")" }
        @if cards.is_empty() { p.empty { (w.missed_none()) } } @else { p.hint { (w.missed_mean()) } }
        (unreadable(&desk, &illegible))
        @for card in &cards { (article(&desk, card, &CardSurroundings::plain(&[], 3))) }
    };
    Ok(desk::page(200, page(&desk, Tab::Queue, None, content)))
}
