//! The form that turns the switch. Its button stands on the page of the team, and to turn it on
//! again, on every page.

use crate::alarm::Alarm;
use crate::desk::Desk;
use crate::desk::form::own_path;
use crate::desk::layout::{Tab, csrf};
use crate::desk::switch::{MISSED, back, here};
use crate::http::{Forbidden, HttpError, Response, Route, Visit};
use crate::identity::Role;
use maud::{Markup, html};

pub const ROUTES: &[Route] = &[Route::form("/review/switch", Role::may_administer, |visit| Box::pin(turn(visit)))];

async fn turn(visit: Visit<'_>) -> Result<Response, HttpError> {
    let on = match visit.form.text("to").as_str() {
        "on" => true,
        "off" => false,
        _ => return Err(HttpError::Forbidden(Forbidden::OldPage)),
    };
    let missed = super::turn(visit.host, &visit.reviewer, on).await?;
    Ok(Response::redirect(&back(own_path(&visit.form.text("next")), on, missed)))
}

/// What the switch does, with the button that turns it off, and what came while it was.
pub fn section(desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    html! {
        @if !desk.alarms.iter().any(|alarm| matches!(alarm, Alarm::SwitchedOff { .. })) {
            details.edit {
                summary { (w.turn_off) }
                p.hint { (w.turn_off_means) }
                form.stack method="post" action="/review/switch" {
                    (csrf(desk))
                    (here(desk, Tab::People))
                    button.danger name="to" value="off" { (w.turn_off) }
                }
            }
        }
        p.hint { a href=(MISSED) { (w.came_while_off()) } }
    }
}
