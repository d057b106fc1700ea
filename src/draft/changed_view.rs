//! The page of what people change most.

use super::changed::Changes;
use crate::desk::Desk;
use crate::desk::layout::{Tab, csrf, page};
use crate::desk::text::visible;
use maud::{Markup, html};

/// The texts that people send in the place of drafts, each with the press that makes it a template.
pub fn render(desk: &Desk<'_>, changes: &Changes) -> String {
    let w = desk.words;
    let content = html! {
        p { a href=(Tab::Numbers.path()) { (w.numbers) } }
        h2 { (w.changed_drafts()) }
        p.hint { (w.changed_mean()) " " (w.changed_looked_at()) (w.colon) (changes.drafts) }
        @if changes.instead.is_empty() { p.empty { (w.changed_nothing()) } }
        ul.lines {
            @for instead in &changes.instead {
                li.entry {
                    p { strong { (instead.times) " ×" } " · " (w.language(instead.language.tag())) }
                    blockquote lang=(instead.language.tag()) dir="auto" { (visible(&instead.text)) }
                    form method="post" action="/review/replies/adopt" {
                        (csrf(desk))
                        input type="hidden" name="language" value=(instead.language.tag());
                        input type="hidden" name="text" value=(instead.text);
                        button { (w.changed_adopt()) }
                    }
                }
            }
        }
        (words(w.changed_out(), &changes.out))
        (words(w.changed_into(), &changes.into))
    };
    page(desk, Tab::Replies, None, content)
}

fn words(title: &str, words: &[(String, usize)]) -> Markup {
    html! {
        @if !words.is_empty() {
            h3 { (title) }
            ul { @for (word, times) in words { li { (visible(word)) " · " (times) " ×" } } }
        }
    }
}
