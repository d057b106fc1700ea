//! The page of `/review/judge`.

use super::{Judgment, JudgmentReason};
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::marked;
use crate::review::as_on::AsOn;
use crate::review::card_view::lines;
use maud::{Markup, html};

pub fn judge(desk: &Desk<'_>, text: &str, judgment: Option<&Judgment>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        form.stack method="post" action="/review/judge" {
            (csrf(desk))
            label for="text" { (w.text_to_judge()) }
            textarea id="text" name="text" rows="6" required dir="auto" { (text) }
            button { (w.judge_it()) }
            p.hint { (w.nothing_is_kept()) }
        }
        @if let Some(judgment) = judgment { (said(desk, text, judgment)) }
    };
    page(desk, Tab::Judge, notice, content)
}

fn said(desk: &Desk<'_>, text: &str, judgment: &Judgment) -> Markup {
    let w = desk.words;
    html! {
        article.card {
            h2 { (w.is_an_order(judgment.order)) @if let JudgmentReason::Other(why) = judgment.why { (w.colon) (w.gate_why(why)) } }
            ol.burst { li { p.said dir="auto" { (marked(text, &judgment.evidence, 0, &|e| w.evidence(e.kind))) } } }
            (lines::table(&judgment.lines, &AsOn::default(), w))
        }
    }
}
