//! The numbers: how often it helped, how often it misled.

use super::stats::Numbers;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::time::span;
use crate::ledger::stats::{HAPPENED, Period, Row, TIMES, Times};
use maud::{Markup, html};

/// What was asked for.
pub struct Asked {
    /// The first UTC day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// By day or week.
    pub period: Period,
}

type Pick = fn(&Row) -> u32;

/// The page of the numbers.
pub fn render(desk: &Desk<'_>, asked: &Asked, numbers: &Numbers) -> String {
    let w = desk.words;
    let rows = &numbers.happened;
    let sum = |pick: Pick| rows.iter().map(pick).sum::<u32>();
    let tiles: [(&str, Pick); 7] = [
        (w.helped, |r| r.sent_unchanged),
        (w.helped_after_edit, |r| r.sent_edited),
        (w.by_hand, |r| r.answered_by_hand),
        (w.misled, |r| r.rejected_misleading),
        (w.rejected_in_all, |r| r.rejected),
        (w.human_only_in_all, |r| r.human_only),
        (w.failed_or_unknown, |r| r.failed + r.unknown),
    ];
    let query = format!("from={}&to={}&by={}", asked.from, asked.to, asked.period.as_str());
    let content = html! {
        form.filters method="get" action="/review/numbers" {
            div { label for="from" { (w.from_day) } input id="from" type="date" name="from" value=(asked.from); }
            div { label for="to" { (w.to_day) } input id="to" type="date" name="to" value=(asked.to); }
            div {
                label for="by" { (w.by) }
                select id="by" name="by" {
                    @for (period, name) in [(Period::Day, w.by_day), (Period::Week, w.by_week)] {
                        option value=(period.as_str()) selected[asked.period == period] { (name) }
                    }
                }
            }
            button { (w.show_it) }
        }
        dl.tiles { @for (name, pick) in tiles { div { dt { (name) } dd { (sum(pick)) } } } }
        p.hint { (w.numbers_hint) }
        h2 { (w.decisions_plot) }
        (stacked(rows, w.decisions_plot))
        ul.key {
            @for (class, name) in [
                ("a", w.helped),
                ("b", w.helped_after_edit),
                ("d", w.by_hand),
                ("c", w.rejected_in_all),
                ("e", w.failed_or_unknown),
            ] { li { span class=(class) {} (name) } }
        }
        h2 { (w.times_plot) }
        (times(&numbers.times, desk))
        (table(rows, &numbers.times, desk))
        p { a.button href={ "/review/numbers.csv?" (query) } { (w.csv) } }
        details {
            summary { (w.the_sql) }
            p.hint { (w.the_sql_hint) " ?1 = '" (asked.from) "', ?2 = '" (asked.to) "', ?3 = '" (asked.period.as_str()) "'" }
            pre { (HAPPENED) }
            pre { (TIMES) }
        }
    };
    page(desk, Tab::Numbers, None, content)
}

const WIDTH: u32 = 720;
const HEIGHT: u32 = 150;

/// Bars of what became of the cards.
fn stacked(rows: &[Row], title: &str) -> Markup {
    let parts: [(&str, Pick); 5] = [
        ("a", |r| r.sent_unchanged),
        ("b", |r| r.sent_edited),
        ("d", |r| r.answered_by_hand),
        ("c", |r| r.rejected),
        ("e", |r| r.failed + r.unknown),
    ];
    let total = |row: &Row| parts.iter().map(|(_, pick)| pick(row)).sum::<u32>();
    let most = rows.iter().map(total).max().unwrap_or(0).max(1);
    bars(title, rows.iter().map(|row| row.period.as_str()), |n| {
        let Some(row) = rows.get(n) else { return vec![] };
        let heights = parts.iter().map(|(class, pick)| (*class, pick(row)));
        heights.map(|(class, n)| (class, n * HEIGHT / most, n.to_string())).collect()
    })
}

fn times(times: &[Times], desk: &Desk<'_>) -> Markup {
    let most = times.iter().map(|row| row.median_seconds).fold(1.0, f64::max);
    bars(desk.words.times_plot, times.iter().map(|row| row.period.as_str()), |n| {
        let Some(row) = times.get(n) else { return vec![] };
        vec![("b", (row.median_seconds / most * f64::from(HEIGHT)) as u32, minutes(row.median_seconds, desk))]
    })
}

fn minutes(seconds: f64, desk: &Desk<'_>) -> String {
    // Not `{seconds:.0}`: that would bring the exact decimals of any fraction into the Wasm.
    if seconds < 90.0 {
        format!("{} s", seconds.round() as u64)
    } else {
        span((seconds / 60.0).round() as u64, desk.words)
    }
}

/// A plot of bars made of parts: class, height, what it says. Presentation attributes
/// only: the page's policy forbids inline style.
fn bars<'a>(
    title: &str,
    periods: impl ExactSizeIterator<Item = &'a str>,
    parts: impl Fn(usize) -> Vec<(&'static str, u32, String)>,
) -> Markup {
    let step = WIDTH / u32::try_from(periods.len()).unwrap_or(1).clamp(7, WIDTH);
    html! {
        svg.plot viewBox={ "0 0 " (WIDTH) " " (HEIGHT + 24) } role="img" aria-label=(title) {
            @for (n, (period, x)) in periods.zip((0u32..).map(|n| n * step)).enumerate() {
                @let stack = parts(n);
                g {
                    @for (at, (class, height, says)) in stack.iter().enumerate() {
                        @let below: u32 = stack.iter().take(at).map(|(_, height, _)| height).sum();
                        rect class=(class) x=(x + 1) y=(HEIGHT.saturating_sub(below + height)) width=(step.saturating_sub(3).max(1)) height=(height) {
                            title { (period) ": " (says) }
                        }
                    }
                    @if n % (64 / step + 1) as usize == 0 { text x=(x + 1) y=(HEIGHT + 16) { (period.get(5..).unwrap_or(period)) } }
                }
            }
        }
    }
}

/// What a table of the numbers shows of a row.
const COLUMNS: [Pick; 14] = [
    |r| r.received,
    |r| r.drafted,
    |r| r.human_only,
    |r| r.sent_unchanged,
    |r| r.sent_edited,
    |r| r.answered_by_hand,
    |r| r.rejected,
    |r| r.rejected_misleading,
    |r| r.rejected_not_an_order,
    |r| r.rejected_wrong_language,
    |r| r.rejected_otherwise,
    |r| r.expired,
    |r| r.failed,
    |r| r.unknown,
];

fn table(rows: &[Row], times: &[Times], desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    html! {
        div.scroll tabindex="0" role="region" aria-label=(w.numbers) {
            table {
                thead { tr { th { (w.period) } @for name in w.columns() { th.n { (name) } } th.n { (w.median) } } }
                tbody {
                    @for row in rows {
                        tr {
                            td { (row.period) }
                            @for pick in COLUMNS { td.n { (pick(row)) } }
                            @let time = times.iter().find(|time| time.period == row.period);
                            td.n { (time.map(|time| minutes(time.median_seconds, desk)).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

/// The numbers as a file. Numbers and days hold nothing that would need quoting.
pub fn csv(numbers: &Numbers) -> String {
    const COLUMNS: [(&str, Pick); 17] = [
        ("received", |r| r.received),
        ("drafted", |r| r.drafted),
        ("human_only", |r| r.human_only),
        ("approved_unchanged", |r| r.approved_unchanged),
        ("edited", |r| r.edited),
        ("sent_unchanged", |r| r.sent_unchanged),
        ("sent_edited", |r| r.sent_edited),
        ("answered_by_hand", |r| r.answered_by_hand),
        ("rejected", |r| r.rejected),
        ("rejected_misleading", |r| r.rejected_misleading),
        ("rejected_not_an_order", |r| r.rejected_not_an_order),
        ("rejected_wrong_language", |r| r.rejected_wrong_language),
        ("rejected_otherwise", |r| r.rejected_otherwise),
        ("sent", |r| r.sent),
        ("failed", |r| r.failed),
        ("unknown", |r| r.unknown),
        ("expired", |r| r.expired),
    ];
    let head = ["period"].into_iter().chain(COLUMNS.map(|(name, _)| name)).chain(["median_seconds", "slowest_seconds"]);
    let head: Vec<String> = head.map(str::to_owned).collect();
    let lines = numbers.happened.iter().map(|row| {
        let times = numbers.times.iter().find(|times| times.period == row.period);
        let seconds = |pick: fn(&Times) -> f64| times.map(|times| pick(times).to_string()).unwrap_or_default();
        let counts = COLUMNS.map(|(_, pick)| pick(row).to_string());
        let times = [seconds(|t| t.median_seconds), seconds(|t| t.slowest_seconds)];
        [row.period.clone()].into_iter().chain(counts).chain(times).collect()
    });
    std::iter::once(head).chain(lines).map(|line: Vec<String>| line.join(",") + "\r\n").collect()
}
