//! The review desk: pages as pure functions of what they show.
//!
//! Nothing here reads or writes; a feature's routes hand in what a step returned and serve
//! the HTML. Every text of a customer, a model or a reviewer goes through maud's
//! escaping and [`text::visible`]; no page holds inline script or style.

pub mod form;
pub mod layout;
mod refusal;
pub mod switch;
mod tab;
pub mod table;
pub mod text;
pub mod time;
pub mod words;

use crate::alarm::Alarm;
use crate::clock::Timestamp;
use crate::http::credential::Csrf;
use crate::http::{Counts, Visit};
use crate::identity::Reviewer;
pub use refusal::{page, refusal};
use words::{UiLanguage, Words};

/// The words of whoever visits: in the language of their browser, or else the one they chose last.
pub fn words_of(visit: &Visit<'_>) -> &'static Words {
    let theirs = || UiLanguage::parse(&visit.reviewer.language);
    words::words(UiLanguage::of_request(visit.request).or_else(theirs).unwrap_or(UiLanguage::Fr))
}

/// What every page knows.
pub struct Desk<'a> {
    /// Who looks at it.
    pub reviewer: &'a Reviewer,
    /// Theirs.
    pub words: &'static Words,
    /// How many cards wait, how many need somebody: on every page.
    pub counts: Counts,
    /// Moves whenever what a card shows does; the script asks with it.
    pub stamp: i64,
    /// What is wrong: on every page.
    pub alarms: &'a [Alarm],
    /// What its forms hold.
    pub csrf: &'a Csrf,
    /// When it was made.
    pub now: Timestamp,
    /// Fresh: a form of this page pressed twice is one request.
    pub form_nonce: String,
    /// `BUSINESS_NAME`.
    pub business: &'a str,
    /// Path and query of a page that was opened; empty where it came of a press.
    pub here: String,
}

impl<'a> Desk<'a> {
    /// The desk of somebody who visits it.
    pub fn of(visit: &'a Visit<'_>, business: &'a str) -> Self {
        Self {
            reviewer: &visit.reviewer,
            words: words_of(visit),
            counts: visit.counts,
            stamp: visit.stamp,
            alarms: &visit.alarms,
            csrf: &visit.csrf,
            now: visit.host.now(),
            form_nonce: hex::encode(visit.host.nonce().0),
            business,
            here: if visit.request.reads() { visit.request.path_and_query() } else { String::new() },
        }
    }

    /// Whether nothing is drafted and nothing is sent, by either switch.
    pub fn is_off(&self) -> bool {
        self.alarms.iter().any(|alarm| matches!(alarm, Alarm::SwitchedOff { .. } | Alarm::DisabledBySetting))
    }

    /// The path of a card.
    pub fn card_path(id: &crate::identity::ReviewId) -> String {
        format!("/review/cards/{}", id.as_str())
    }
}
