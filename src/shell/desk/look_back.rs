//! History, numbers, what is stuck.

use super::super::answer::typed;
use super::serve::{Refused, broken, page};
use super::{Call, Visitor};
use crate::clock::Timestamp;
use crate::desk::text::in_query;
use crate::desk::{history, numbers};
use crate::steps::look_back;
use crate::store::numbers::Period;
use crate::store::review_queue::history::{Outcome, Place, Query};
use std::time::Duration;
use worker::Response;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How many cards one page of the history lists.
const PAGE: u32 = 50;

/// The days asked for, by default the last 30; never more than ten years.
fn days(call: &Call, now: Timestamp) -> (Timestamp, Timestamp) {
    let read = |name: &str| Timestamp::parse(&format!("{}T00:00:00Z", call.query(name)?));
    let today = Timestamp::parse(&format!("{}T00:00:00Z", now.day())).unwrap_or(now);
    let to = read("to").unwrap_or(today);
    let from = read("from").unwrap_or_else(|| to.minus(DAY * 29));
    (from.max(to.minus(DAY * 3650)).min(to), to)
}

/// GET `/review/history?from=&to=&outcome=&q=&customer=&before=`.
pub(super) async fn history(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, |_| true).await?;
    let (from, to) = days(call, visitor.now());
    let filled = |name: &str| call.query(name).map(|text| text.trim().chars().take(200).collect::<String>());
    let asked = history::Asked {
        from: from.day(),
        to: to.day(),
        customer: filled("customer").unwrap_or_default(),
        outcome: call.query("outcome").as_deref().and_then(Outcome::parse),
        words: filled("q").unwrap_or_default(),
    };
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let query = Query {
        from,
        to: to.plus(DAY),
        customer: some(&asked.customer),
        outcome: asked.outcome,
        words: some(&asked.words),
        before: call.query("before").as_deref().and_then(Place::decode),
        limit: PAGE,
    };
    let found = look_back::history(&visitor.host, &query).await?;
    let next = found.next.as_ref().map(|place| {
        format!(
            "/review/history?from={}&to={}&outcome={}&q={}&customer={}&before={}",
            asked.from,
            asked.to,
            asked.outcome.map_or("", Outcome::as_str),
            in_query(&asked.words),
            in_query(&asked.customer),
            place.encode(),
        )
    });
    page(200, history::render(&visitor.desk(), &asked, &found, next.as_deref()))
}

/// GET `/review/stuck`.
pub(super) async fn stuck(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, |_| true).await?;
    let stuck = look_back::stuck(&visitor.host).await?;
    page(200, history::stuck(&visitor.desk(), &stuck))
}

/// GET `/review/numbers?from=&to=&by=` and `/review/numbers.csv`.
pub(super) async fn numbers(call: &Call, csv: bool) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, |_| true).await?;
    let (from, to) = days(call, visitor.now());
    let period = call.query("by").as_deref().and_then(Period::parse).unwrap_or(Period::Day);
    let asked = numbers::Asked { from: from.day(), to: to.day(), period };
    let found = look_back::numbers(&visitor.host, &asked.from, &asked.to, period).await?;
    if csv {
        return download("numbers.csv", numbers::csv(&found));
    }
    page(200, numbers::render(&visitor.desk(), &asked, &found))
}

/// A file to keep.
pub(super) fn download(name: &str, csv: String) -> Result<Response, Refused> {
    let mut response = typed(200, "text/csv; charset=utf-8", csv).map_err(|_| broken())?;
    let named = response.headers_mut().set("content-disposition", &format!("attachment; filename=\"{name}\""));
    named.map_err(|_| broken())?;
    Ok(response)
}
