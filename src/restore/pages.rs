//! The page on which an admin reads what a database that went back has forgotten, and
//! acknowledges it.

use super::{Acknowledged, acknowledge};
use crate::alarm::Alarm;
use crate::clock::Timestamp;
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::time::at;
use crate::error::StepError;
use crate::http::{HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::ledger::ledger_alarm::{self, AlarmRow, LedgerAlarm};
use maud::{Markup, html};

pub const ROUTES: &[Route] = &[
    Route::page("/review/ledger", Role::may_administer, |visit| Box::pin(shown(visit, 200, None))),
    Route::form("/review/ledger", Role::may_administer, |visit| Box::pin(acknowledged(visit))),
];

async fn acknowledged(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (w, link) = (desk::words_of(&visit), visit.form.filled("link"));
    let (status, notice) = match acknowledge(visit.host, &visit.reviewer, link.as_deref()).await? {
        Acknowledged::Done => (200, Notice::good(w.acknowledged)),
        Acknowledged::Nothing => (409, Notice::bad(w.nothing_to_acknowledge)),
        Acknowledged::TooSoon => (409, Notice::bad(w.not_settled)),
        Acknowledged::OtherGap => (409, Notice::bad(w.page_is_old)),
    };
    shown(visit, status, Some(notice)).await
}

async fn shown(mut visit: Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    let alarms = visit.host.batch(ledger_alarm::standing()).await.map_err(StepError::from)?;
    // As it is now: this page is where it is dealt with.
    visit.alarms.retain(|alarm| !matches!(alarm, Alarm::Ledger(_)));
    visit.alarms.extend(alarms.first().map(|alarm| Alarm::Ledger(alarm.what)));
    let business = visit.settings.business_name();
    let desk = Desk::of(&visit, &business);
    let gap = alarms.into_iter().find(|alarm| alarm.what == LedgerAlarm::WentBack);
    Ok(desk::page(status, page(&desk, Tab::Numbers, notice, render(&desk, gap.as_ref()))))
}

fn render(desk: &Desk<'_>, gap: Option<&AlarmRow>) -> Markup {
    let w = desk.words;
    let Some(gap) = gap else { return html! { p { (w.nothing_to_acknowledge) } } };
    html! {
        h2 { (w.the_gap) }
        dl {
            dt { (w.kept_outside) } dd { (place(desk, gap.kept_row, gap.kept_at)) }
            dt { (w.found_inside) } dd { (place(desk, gap.found_row, gap.found_at)) }
        }
        p { (w.gap_hint) }
        @if gap.settled_at.is_some() {
            form method="post" action="/review/ledger" {
                (csrf(desk))
                input type="hidden" name="link" value=[gap.kept_link.as_deref()];
                button.primary { (w.acknowledge) }
            }
        } @else {
            p.hint { (w.not_settled) }
        }
    }
}

fn place(desk: &Desk<'_>, row: Option<i64>, when: Option<Timestamp>) -> Markup {
    let w = desk.words;
    match (row, when) {
        (Some(row), Some(when)) => html! { (w.ledger_row) " " (row) ", " (at(desk, when)) },
        _ => html! { (w.nothing_known) },
    }
}
