//! The form that turns the switch. Its button stands on the page of the team, and to turn it on
//! again, on every page.

use crate::alarm::Alarm;
use crate::desk::Desk;
use crate::desk::layout::csrf;
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
    super::turn(visit.host, &visit.reviewer, on).await?;
    Ok(Response::redirect("/review/people"))
}

/// What the switch does, with the button that turns it off.
pub fn section(desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    html! {
        @if !desk.alarms.iter().any(|alarm| matches!(alarm, Alarm::SwitchedOff { .. })) {
            details.edit {
                summary { (w.turn_off) }
                p.hint { (w.turn_off_means) }
                form.stack method="post" action="/review/switch" {
                    (csrf(desk))
                    button.danger name="to" value="off" { (w.turn_off) }
                }
            }
        }
    }
}
