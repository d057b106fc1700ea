//! The numbers: how often it helped, how often it misled.

use super::plot::{Bar, plot, without_gaps};
use super::span::Span;
use super::stats::Numbers;
use crate::desk::Desk;
use crate::desk::layout::{Tab, page};
use crate::desk::table::{TableColumn, blocks};
use crate::desk::text::visible;
use crate::desk::time::{day, span};
use crate::desk::words::Words;
use crate::ledger::stats::{
    BY_DRAFT, BY_REVIEWER, DayRow, HAPPENED, OfDraft, OfReviewer, Period, TIMES, Times, as_it_stands,
};
use maud::{Markup, html};

/// What was asked for.
pub struct StatsFilter {
    /// By a name, where it has one.
    pub span: Option<Span>,
    /// The first UTC day.
    pub from: String,
    /// The last one.
    pub to: String,
    /// By day or week.
    pub period: Period,
}

/// How many days or weeks are listed without a tap: those of a week.
const FEW: usize = 8;

type Pick = fn(&DayRow) -> u32;

/// The page of the numbers.
pub fn render(desk: &Desk<'_>, asked: &StatsFilter, numbers: &Numbers) -> String {
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
        (choice(w, asked))
        @if rows.is_empty() && numbers.times.is_empty() { p.empty { (w.no_numbers()) } }
        dl.tiles { @for (name, pick) in tiles { div { dt { (name) } dd { (sum(pick)) } } } }
        p.hint { (w.numbers_hint) }
        (in_time(&numbers.times, desk))
        h2 { (w.decisions_plot) }
        (stacked(rows, asked, desk))
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
        (times(&numbers.times, asked, desk))
        details.by-period open[rows.len() <= FEW] {
            summary { (w.by_period(asked.period)) }
            (tables(rows, &numbers.times, asked.period, desk))
        }
        (by_person(&numbers.by_reviewer, w))
        (by_draft(&numbers.by_draft, desk))
        p {
            a.button href={ "/review/numbers.csv?" (query) } { (w.csv) }
            @if desk.reviewer.role.may_audit() { " " a.button href="/review/ledger/rows" { (w.the_ledger()) } }
            @if desk.reviewer.role.may_administer() { " " a.button href="/review/replies/changed" { (w.changed_most()) } }
        }
        details {
            summary { (w.the_sql) }
            p.hint { (w.run_in_d1()) " " code { "npx wrangler d1 execute DB --remote --command \"…\"" } }
            @for (figure, sql) in [(w.what_happened(), HAPPENED), (w.reached(), TIMES), (w.decisions_by_person(), BY_REVIEWER), (w.by_drafts(), BY_DRAFT)] {
                h3 { (figure) }
                pre { (as_it_stands(sql, &asked.from, &asked.to, asked.period)) }
            }
        }
    };
    page(desk, Tab::Numbers, None, content)
}

/// Which days: a span by its name, or two days, by day or week.
fn choice(w: &Words, asked: &StatsFilter) -> Markup {
    html! {
        p.presses.spans {
            @for span in Span::ALL {
                a.button href={ "/review/numbers?span=" (span.as_str()) "&by=" (asked.period.as_str()) }
                    aria-current=[(asked.span == Some(span)).then_some("true")] { (w.span_name(span)) }
            }
        }
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
        p.hint { (w.days_are_utc()) }
    }
}

/// How many of the answers came in time, with the share.
fn in_time(times: &[Times], desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    let sum = |pick: fn(&Times) -> u32| times.iter().map(pick).sum::<u32>();
    let answers = sum(|t| t.answers);
    let limits: [(&str, u32); 3] = [
        (w.within_5(), sum(|t| t.within_5)),
        (w.within_15(), sum(|t| t.within_15)),
        (w.within_60(), sum(|t| t.within_60)),
    ];
    html! {
        @if answers > 0 {
            h2 { (w.reached()) }
            dl.tiles { @for (name, n) in limits { div { dt { (name) } dd { (share(n, answers)) } } } }
            p.hint { (w.answered()) (w.colon) (answers) }
        }
    }
}

/// A share in whole percent; empty of nothing.
fn share(part: u32, of: u32) -> String {
    match of {
        0 => String::new(),
        of => format!("{}\u{202f}%", (u64::from(part) * 100 + u64::from(of) / 2) / u64::from(of)),
    }
}

/// Bars of what became of the cards.
fn stacked(rows: &[DayRow], asked: &StatsFilter, desk: &Desk<'_>) -> Markup {
    let parts: [(&str, Pick); 5] = [
        ("a", |r| r.sent_unchanged),
        ("b", |r| r.sent_edited),
        ("d", |r| r.answered_by_hand),
        ("c", |r| r.rejected),
        ("e", |r| r.failed + r.unknown),
    ];
    let bars = rows
        .iter()
        .map(|row| Bar {
            period: row.period.clone(),
            parts: parts.iter().map(|(class, pick)| (*class, pick(row), pick(row).to_string())).collect(),
        })
        .collect();
    let bars = without_gaps(bars, &asked.from, &asked.to, asked.period);
    plot(desk.words.decisions_plot, desk.words.cards_unit(), &bars, desk.words)
}

/// Bars of the median time, in minutes.
fn times(times: &[Times], asked: &StatsFilter, desk: &Desk<'_>) -> Markup {
    let bars = times
        .iter()
        .map(|row| {
            let whole = (row.median_seconds / 60.0).ceil() as u32;
            Bar { period: row.period.clone(), parts: vec![("b", whole, minutes(row.median_seconds, desk))] }
        })
        .collect();
    let bars = without_gaps(bars, &asked.from, &asked.to, asked.period);
    plot(desk.words.times_plot, desk.words.minutes_unit(), &bars, desk.words)
}

fn minutes(seconds: f64, desk: &Desk<'_>) -> String {
    // Not `{seconds:.0}`: that would bring the exact decimals of any fraction into the Wasm.
    if seconds < 90.0 {
        format!("{} s", seconds.round() as u64)
    } else {
        span((seconds / 60.0).round() as u64, desk.words)
    }
}

/// As JSON writes it, without a fraction of zero. `f64::to_string` would bring a second way of writing decimals into
/// the Wasm.
fn decimal(number: f64) -> String {
    let text = serde_json::Value::from(number).to_string();
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A table that is whole on a screen: a title, the heads of its columns, and a line for each row.
fn table(title: &str, first: &str, heads: &[&str], lines: impl Iterator<Item = (String, Vec<String>)>) -> Markup {
    let columns: Vec<TableColumn<'_>> =
        std::iter::once(TableColumn::words(first)).chain(heads.iter().map(|head| TableColumn::numbers(head))).collect();
    let row = |(name, cells): (String, Vec<String>)| {
        std::iter::once(visible(&name)).chain(cells.iter().map(|cell| html! { (cell) })).collect()
    };
    html! { h2 { (title) } (blocks(title, &columns, &lines.map(row).collect::<Vec<_>>())) }
}

/// What happened by period, in tables that are whole on a screen.
fn tables(rows: &[DayRow], times: &[Times], by: Period, desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    let of = match by {
        Period::Day => w.day_of(),
        Period::Week => w.week_of(),
    };
    let [
        received,
        drafted,
        human_only,
        unchanged,
        edited,
        by_hand,
        rejected,
        misleading,
        not_order,
        language,
        other,
        expired,
        failed,
        unknown,
    ] = w.columns();
    let part = |title: &str, columns: &[(&str, Pick)]| {
        let heads: Vec<&str> = columns.iter().map(|(head, _)| *head).collect();
        let line =
            |row: &DayRow| (day(&row.period, w), columns.iter().map(|(_, pick)| pick(row).to_string()).collect());
        table(title, of, &heads, rows.iter().map(line))
    };
    let became = rows.iter().map(|row| {
        let [unchanged, edited, rest @ ..] =
            [row.sent_unchanged, row.sent_edited, row.answered_by_hand, row.failed, row.unknown].map(|n| n.to_string());
        let share = share(row.sent_unchanged, row.sent_unchanged + row.sent_edited);
        (day(&row.period, w), [unchanged, edited, share].into_iter().chain(rest).collect())
    });
    let fates = [unchanged, edited, w.share_unchanged(), by_hand, failed, unknown];
    let lines = times.iter().map(|t| {
        let shares = [t.within_5, t.within_15, t.within_60].map(|n| share(n, t.answers));
        let spans = [t.median_seconds, t.slowest_seconds].map(|seconds| minutes(seconds, desk));
        (day(&t.period, w), [t.answers.to_string()].into_iter().chain(shares).chain(spans).collect())
    });
    let heads = [w.answered(), w.within_5(), w.within_15(), w.within_60(), w.median, w.slowest()];
    html! {
        (part(w.what_came(), &[(received, |r| r.received), (drafted, |r| r.drafted), (human_only, |r| r.human_only), (expired, |r| r.expired)]))
        (table(w.what_went(), of, &fates, became))
        (part(w.what_closed(), &[
            (rejected, |r| r.rejected), (misleading, |r| r.rejected_misleading), (not_order, |r| r.rejected_not_an_order),
            (language, |r| r.rejected_wrong_language), (other, |r| r.rejected_otherwise),
        ]))
        (table(w.reached(), of, &heads, lines))
    }
}

/// Who decided what.
fn by_person(rows: &[OfReviewer], w: &Words) -> Markup {
    let [_, _, _, _, _, by_hand, rejected, ..] = w.columns();
    // What was decided: a send may have failed after it.
    let unchanged = w.pick("Approuvés tels quels", "Approved unchanged");
    let edited = w.pick("Approuvés modifiés", "Approved after an edit");
    let lines = rows.iter().map(|row| {
        let counts = [row.unchanged, row.edited, row.by_hand, row.rejected].map(|n| n.to_string());
        (row.name.clone(), counts.into_iter().chain([share(row.unchanged, row.unchanged + row.edited)]).collect())
    });
    table(w.decisions_by_person(), w.decider(), &[unchanged, edited, by_hand, rejected, w.share_unchanged()], lines)
}

/// Which drafts are sent as they stand.
fn by_draft(rows: &[OfDraft], desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    let [_, _, _, unchanged, edited, ..] = w.columns();
    let lines = rows.iter().map(|row| {
        let counts = [row.unchanged, row.edited].map(|n| n.to_string()).into_iter();
        let share = share(row.unchanged, row.unchanged + row.edited);
        (format!("{} · {}", row.made_by, w.language(&row.language)), counts.chain([share]).collect())
    });
    table(w.by_drafts(), w.made_by(), &[unchanged, edited, w.share_unchanged()], lines)
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
    const TIMED: [&str; 6] = ["median_seconds", "slowest_seconds", "answers", "within_5", "within_15", "within_60"];
    let head = ["period"].into_iter().chain(COLUMNS.map(|(name, _)| name)).chain(TIMED);
    let head: Vec<String> = head.map(str::to_owned).collect();
    let lines = numbers.happened.iter().map(|row| {
        let times = numbers.times.iter().find(|times| times.period == row.period);
        let said = |pick: &dyn Fn(&Times) -> String| times.map(pick).unwrap_or_default();
        let counts = COLUMNS.map(|(_, pick)| pick(row).to_string());
        let times = [
            said(&|t| decimal(t.median_seconds)),
            said(&|t| decimal(t.slowest_seconds)),
            said(&|t| t.answers.to_string()),
            said(&|t| t.within_5.to_string()),
            said(&|t| t.within_15.to_string()),
            said(&|t| t.within_60.to_string()),
        ];
        [row.period.clone()].into_iter().chain(counts).chain(times).collect()
    });
    std::iter::once(head).chain(lines).map(|line: Vec<String>| line.join(",") + "\r\n").collect()
}
