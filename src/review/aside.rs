//! What one does with a card without answering it: put it off, note something for colleagues, or
//! both at once, because a note says what one waits for.

use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::csrf;
use crate::desk::time::span;
use crate::http::{After, HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::review::later::{self, Outcome};
use crate::review::note::{self, Noted};
use crate::review::pages::{CardRemarks, named, show};
use crate::review::{Card, State};
use maud::{Markup, html};
use std::time::Duration;

pub const ROUTES: &[Route] =
    &[Route::form("/review/cards/{id}/aside", Role::may_decide, |visit| Box::pin(pressed(visit)))];

/// `text`: a note; `minutes`: how long the card can wait, 0: not any longer. The card as it is
/// now, or the queue without it.
async fn pressed(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (card, w) = (named(&visit)?, desk::words_of(&visit));
    let (text, minutes) = (visit.form.filled("text"), visit.form.number("minutes"));
    if text.is_some() || minutes.is_none() {
        let text = text.unwrap_or_default();
        let refused = match note::add(visit.host, &visit.reviewer, &card, &text).await? {
            Noted::Done => None,
            Noted::Senseless => Some((400, w.note_senseless())),
            Noted::Full => Some((409, w.note_full())),
        };
        if let Some((status, why)) = refused {
            return show(&visit, &card, status, CardRemarks::bad(why, None)).await;
        }
    }
    let put = match minutes {
        None => Outcome::Done,
        Some(0) => later::take_up(visit.host, &visit.reviewer, &card).await.map(|()| Outcome::Done)?,
        Some(minutes) => {
            let until = visit.host.now().plus(Duration::from_secs(u64::from(minutes) * 60));
            later::put_off(visit.host, &visit.reviewer, &card, visit.form.number("version"), until).await?
        }
    };
    let shown = match put {
        Outcome::NotSoLate => show(&visit, &card, 409, CardRemarks::bad(w.cannot_wait(), None)).await?,
        Outcome::Done if visit.by_script() => show(&visit, &card, 200, CardRemarks::default()).await?,
        Outcome::Done if minutes.is_some_and(|minutes| minutes > 0) => Response::redirect("/review"),
        Outcome::Done => Response::redirect(&Desk::card_path(&card)),
    };
    Ok(shown.then(After::Tell))
}

/// The presses that do not answer.
pub fn presses(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    let area = format!("{}-aside", card.id.as_str());
    let open = card.state == State::Pending;
    html! {
        @if desk.reviewer.role.may_decide() {
            details.aside {
                summary { @if open { (w.later_or_note()) } @else { (w.note_for_colleagues()) } }
                form.stack method="post" action={ (Desk::card_path(&card.id)) "/aside" } data-decide {
                    (csrf(desk))
                    input type="hidden" name="version" value=(card.version);
                    label for=(area) { (w.note_for_colleagues()) " · " (w.note_never_sent()) }
                    input id=(area) name="text" maxlength=(note::LONGEST) autocomplete="off";
                    div.presses {
                        button { (w.save_note()) }
                        @if open {
                            @if card.later.is_some() { button name="minutes" value="0" { (w.take_up()) } }
                            @for minutes in later::offered(desk, card) {
                                button name="minutes" value=(minutes) { (w.later_by()) " " (span(minutes.into(), w)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
