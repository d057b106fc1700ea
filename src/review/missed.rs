//! Cards that came while the service was off: they have no draft, and one is asked for by a press.

use super::card_view::{CardSurroundings, article};
use super::queue_view::unreadable;
use super::review_queue::unreadable::{Cards, Legible};
use super::review_queue::{CardRow, QueueCursor, select_cards};
use super::{Card, NoDraft, Reason, State, history, read};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::words::{Words, say};
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::switch::bot_switch;
use maud::html;

pub const ROUTES: &[Route] =
    &[Route::page(desk::switch::MISSED, Role::is_person, |visit| Box::pin(async move { list(&visit).await }))];

say! {
    missed_mean: "Ces messages sont arrivés pendant l'arrêt du service : aucun brouillon n'a été fait.",
        "These messages came while the service was off: nothing was drafted.";
    missed_none: "Aucune carte arrivée pendant un arrêt n'attend.", "No card from that time is waiting.";
    off_still: "Le service est encore à l'arrêt : vous pourrez demander un brouillon quand il sera remis en marche.",
        "The service is still off: a draft can be made once it is on again.";
    on_again: "Le service est de nouveau en marche.", "The service is on again.";
    make_draft: "Faire le brouillon", "Make the draft";
}

const LIST: &str = select_cards!(
    "WHERE r.state = 'pending' AND r.gate_why = 'bot_disabled' AND (r.window_closes_at, r.id) > (?1, ?2)
ORDER BY r.window_closes_at, r.id LIMIT ?3"
);

/// How many cards a page shows.
const PAGE: u32 = 100;

/// Those that wait after a place, least time left first.
fn waiting(after: &QueueCursor) -> Query<Vec<Legible<CardRow>>> {
    let (window, id) = after.place();
    Query::new("list_missed_cards", LIST).bind(window).bind(id).bind(PAGE)
}

/// Whether the card came while the service was off, and waits.
pub fn is_missed(card: &Card) -> bool {
    card.state == State::Pending && card.gate.why == Some(NoDraft::Other(Reason::BotDisabled))
}

/// A page of them.
pub struct Missed {
    pub cards: Cards,
    /// How many wait in all.
    pub all: u32,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// Those that wait after a place, for eyes of a role. Errors: the database failed.
pub async fn of_role(host: &dyn Host, role: Role, after: &QueueCursor) -> Result<Missed, StepError> {
    let (rows, all) = host.batch((waiting(after), bot_switch::missed())).await?;
    let next_cursor = read::next(&rows, PAGE);
    let cards = history::with_messages(host, role, rows).await?;
    Ok(Missed { cards, all: all.map_or(0, |(all,)| all), next_cursor })
}

/// `?cursor=`: a page of them.
async fn list(visit: &Visit<'_>) -> Result<Response, HttpError> {
    let cursor = visit.request.query("cursor");
    let after = cursor.as_deref().and_then(QueueCursor::decode).unwrap_or_else(QueueCursor::start);
    let Missed { cards: Cards { cards, unreadable: illegible }, all, next_cursor } =
        of_role(visit.host, visit.reviewer.role, &after).await?;
    let business = visit.settings.business_name();
    let desk = Desk::of(visit, &business);
    let w = desk.words;
    let content = html! {
        h2 { (w.came_while_off()) " (" (all) ")" }
        @if all == 0 { p.empty { (w.missed_none()) } } @else { p.hint { (w.missed_mean()) } }
        (unreadable(&desk, &illegible))
        @for card in &cards { (article(&desk, card, &CardSurroundings::plain(&[], 3))) }
        @if let Some(cursor) = &next_cursor {
            p { a.button href={ (desk::switch::MISSED) "?cursor=" (cursor) } { (w.more_cards) } }
        } @else if cursor.is_some() && all > 0 {
            p { a.button href=(desk::switch::MISSED) { (w.from_the_first()) } }
        }
    };
    Ok(desk::page(200, page(&desk, Tab::Queue, None, content)))
}
