//! What is ordered as it was on another day: lines that equal those of a recent order.

use crate::clock::Timestamp;
use crate::customers::customer_queries::RecentOrder;
use crate::gate::taught::Taught;
use crate::gate::{Judged, KnownProducts, folded, name_words, order_lines};
use crate::review::order_lines::LineView;
use serde::Serialize;
use std::time::Duration;

/// When the same was ordered: the `placed_at` of recent orders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct AsOn {
    /// The newest order that has exactly these lines.
    pub all: Option<String>,
    /// For each line, in order, the newest order that has it.
    pub lines: Vec<Option<String>>,
}

/// A line as it is compared: folded words of its name, quantity and unit. A line without a quantity
/// equals none: that the same thing was ordered does not say that as much of it is wanted.
type Sameness = Option<(Vec<String>, i64, String)>;

fn sameness(name: &str, quantity: Option<i64>, unit: Option<&str>) -> Sameness {
    let words = name_words(name);
    (!words.is_empty()).then_some((words, quantity?, folded(unit.unwrap_or_default())))
}

/// An order has the day of its place. As far west as the Antilles and New York, the evening's orders
/// come on the next day here.
const EVENING: Duration = Duration::from_secs(5 * 60 * 60);

/// The lines of a card that came at this time beside its customer's orders, newest first. Only an
/// order of an earlier day counts: one of the same day may be this one.
pub(super) fn as_on(
    lines: &[LineView],
    orders: &[RecentOrder],
    received_at: Timestamp,
    taught: &Taught,
    known: &KnownProducts,
) -> AsOn {
    let said: Vec<_> = lines
        .iter()
        .map(|line| sameness(&line.name, line.quantity.map(|quantity| quantity.0), line.unit.as_deref()))
        .collect();
    let mut found = AsOn { all: None, lines: vec![None; lines.len()] };
    if said.iter().all(Option::is_none) {
        return found;
    }
    let today = received_at.minus(EVENING).to_string();
    for order in orders.iter().filter(|order| is_day(&order.placed_at) && order.placed_at.get(..10) < today.get(..10)) {
        let message = Judged { text: &order.summary, taught: Some(taught), ..Judged::default() };
        let before: Vec<_> = order_lines(&message, &[], known)
            .iter()
            .map(|line| sameness(&line.name, line.quantity.map(|quantity| quantity.0), line.unit.as_deref()))
            .collect();
        for (line, place) in said.iter().zip(&mut found.lines) {
            if place.is_none() && line.is_some() && before.contains(line) {
                *place = Some(order.placed_at.clone());
            }
        }
        if found.all.is_none() && are_same(&said, before) {
            found.all = Some(order.placed_at.clone());
        }
    }
    found
}

/// Whether these are the same lines, in whatever order.
fn are_same(said: &[Sameness], mut before: Vec<Sameness>) -> bool {
    let mut take = |line: &Sameness| {
        let at = before.iter().position(|other| line.is_some() && other == line);
        at.map(|at| before.swap_remove(at)).is_some()
    };
    said.iter().all(&mut take) && before.is_empty()
}

/// Whether it begins as `2026-03-01` does: the CRM may write anything.
fn is_day(text: &str) -> bool {
    let fits = |(n, byte): (usize, &u8)| if matches!(n, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.as_bytes().iter().take(10).enumerate().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten in the morning of 10 March 2026.
    const MORNING: i64 = 1_773_136_800;

    /// When the same was ordered as in this message of 10 March.
    fn of(message: &str, orders: &[(&str, &str)]) -> (Option<String>, Vec<Option<String>>) {
        at(MORNING, message, orders)
    }

    fn at(seconds: i64, message: &str, orders: &[(&str, &str)]) -> (Option<String>, Vec<Option<String>>) {
        let (taught, known) = (Taught::default(), KnownProducts::default());
        let said = Judged { text: message, ..Judged::default() };
        let lines: Vec<_> = order_lines(&said, &[], &known).into_iter().map(|line| LineView::of(line, None)).collect();
        let order = |(placed_at, summary): &(&str, &str)| RecentOrder {
            id: "o".into(),
            placed_at: (*placed_at).into(),
            summary: (*summary).into(),
        };
        let orders: Vec<_> = orders.iter().map(order).collect();
        let found = as_on(&lines, &orders, Timestamp::from_seconds(seconds), &taught, &known);
        (found.all, found.lines)
    }

    const ORDER: &str = "Bonjour, 3 cartons de tomates grappes et 2,5 kg d'œufs";

    #[test]
    fn the_same_lines_are_the_same_order_however_they_are_written() {
        for summary in [
            "3 cartons de tomates grappes, 2,5 kg d'œufs",
            "2.5 kilos oeufs\n3 ctn TOMATE GRAPPE",
            "- 3 x carton tomates grappe\n- oeufs 2,5kg",
        ] {
            assert_eq!(of(ORDER, &[("2026-03-01", summary)]).0.as_deref(), Some("2026-03-01"), "{summary}");
        }
    }

    #[test]
    fn an_order_of_this_evening_where_it_is_still_evening_is_not_an_earlier_one() {
        let half_past_midnight = MORNING + (14 * 60 + 30) * 60;
        assert_eq!(at(half_past_midnight, ORDER, &[("2026-03-10", ORDER)]).0, None);
        assert_eq!(at(half_past_midnight, ORDER, &[("2026-03-09", ORDER)]).0.as_deref(), Some("2026-03-09"));
        assert_eq!(of(ORDER, &[("2026-03-09", ORDER)]).0.as_deref(), Some("2026-03-09"));
    }

    #[test]
    fn another_name_quantity_or_unit_is_another_order() {
        for summary in [
            "3 cartons de tomates grappes",
            "3 cartons de tomates grappes, 2,5 kg d'œufs, 1 kg de sel",
            "3 cartons de tomates, 2,5 kg d'œufs",
            "4 cartons de tomates grappes, 2,5 kg d'œufs",
            "3 caisses de tomates grappes, 2,5 kg d'œufs",
            "3 tomates grappes, 2,5 kg d'œufs",
            "3 cartons de tomates grappes, 3 cartons de tomates grappes",
            "des tomates grappes et des œufs",
        ] {
            assert_eq!(of(ORDER, &[("2026-03-01", summary)]).0, None, "{summary}");
        }
    }

    #[test]
    fn a_line_says_the_newest_order_that_has_it() {
        let orders = [
            ("2026-03-05", "2,5 kg d'œufs, 9 sacs de riz"),
            ("2026-03-01", "3 cartons de tomates grappes, 2,5 kg d'œufs"),
        ];
        let (all, lines) = of(ORDER, &orders);
        assert_eq!(all.as_deref(), Some("2026-03-01"));
        assert_eq!(lines, [Some("2026-03-01".into()), Some("2026-03-05".into())]);
    }

    #[test]
    fn what_has_no_quantity_equals_nothing() {
        assert_eq!(of("je voudrais des tomates", &[("2026-03-01", "des tomates")]), (None, vec![None]));
    }

    #[test]
    fn an_order_of_the_same_day_or_of_no_day_does_not_count() {
        for placed_at in ["2026-03-10", "2026-03-10T06:00:00Z", "2026-03-11", "mardi", ""] {
            assert_eq!(of("3 sacs de riz", &[(placed_at, "3 sacs de riz")]), (None, vec![None]), "{placed_at}");
        }
        assert!(of("3 sacs de riz", &[("2026-03-09T23:00:00Z", "3 sacs de riz")]).0.is_some());
    }
}
