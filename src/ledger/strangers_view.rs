//! What is said of messages of people who are not on the list, to whoever can list them.

use super::kind::Kind;
use super::rows_view::path_of;
use super::strangers::{MOST, Strangers, WroteBefore};
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::desk::words::{UiLanguage, Words};
use maud::{Markup, html};

/// How many came, when, and what can be done. Nothing if none came.
pub fn strangers(desk: &Desk<'_>, found: &Strangers) -> Markup {
    let w = desk.words;
    html! {
        @if found.messages > 0 {
            div.offer.strangers {
                p {
                    (w.of_strangers(found))
                    @if let Some(last) = found.last.filter(|_| found.messages < MOST) { (last_one(desk, last)) }
                    ". " (w.look_at_the_phone()) " "
                    a href=(path_of(Kind::Strangers)) { (w.in_the_ledger()) }
                }
            }
        }
    }
}

/// What an address that was just listed wrote before.
pub fn wrote_before(desk: &Desk<'_>, address: &str, found: &WroteBefore) -> Markup {
    let w = desk.words;
    html! {
        " " (visible(address)) " " (w.wrote_before(found.messages))
        @if let Some(last) = found.last { (last_one(desk, last)) }
        ". " (w.answer_on_the_phone())
    }
}

fn last_one(desk: &Desk<'_>, last: Timestamp) -> Markup {
    html! { " (" (desk.words.last_message()) (desk.words.colon) (at(desk, last)) ")" }
}

impl Words {
    fn of_strangers(&self, found: &Strangers) -> String {
        let Strangers { messages, senders, .. } = *found;
        match (self.tongue, messages, senders) {
            (UiLanguage::Fr, 1, _) => "1 message d'un numéro non inscrit, ces 7 derniers jours".to_owned(),
            (UiLanguage::Fr, MOST.., _) => {
                "1\u{202f}000 messages ou plus de numéros non inscrits, ces 7 derniers jours".to_owned()
            }
            (UiLanguage::Fr, n, 0 | 1) => format!("{n} messages d'un même numéro non inscrit, ces 7 derniers jours"),
            (UiLanguage::Fr, n, of) => format!("{n} messages de {of} numéros non inscrits, ces 7 derniers jours"),
            (UiLanguage::En, 1, _) => "1 message from a number that is not listed, in the last 7 days".to_owned(),
            (UiLanguage::En, MOST.., _) => {
                "1,000 messages or more from numbers that are not listed, in the last 7 days".to_owned()
            }
            (UiLanguage::En, n, 0 | 1) => {
                format!("{n} messages from one number that is not listed, in the last 7 days")
            }
            (UiLanguage::En, n, of) => {
                format!("{n} messages from {of} numbers that are not listed, in the last 7 days")
            }
        }
    }

    fn wrote_before(&self, n: u32) -> String {
        match (self.tongue, n) {
            (UiLanguage::Fr, 1) => "a écrit une fois ces 7 derniers jours, avant d'être inscrit".to_owned(),
            (UiLanguage::Fr, n) => format!("a écrit {n} fois ces 7 derniers jours, avant d'être inscrit"),
            (UiLanguage::En, 1) => "wrote once in the last 7 days, before it was listed".to_owned(),
            (UiLanguage::En, n) => format!("wrote {n} times in the last 7 days, before it was listed"),
        }
    }
}
