//! What an order asks or reports besides, which its acknowledgment does not answer. It is read anew whenever
//! the card is, as the order lines are: nothing of it is kept.

use super::{Card, DecisionAction, DraftSource, State, choice};
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::words::{Words, say};
use crate::gate::{Evidence, EvidenceKind};
use maud::{Markup, html};
use serde::Serialize;

/// A sentence of the customer's that an acknowledgment of the order does not answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Unanswered {
    /// What it is: `question`, `after_order`, `complaint`, `return` or `cancellation`.
    pub kind: EvidenceKind,
    /// Its first 300 characters. Empty for auditors.
    pub text: String,
    /// The wamid of the message that it stands in. `null` once erased, and for auditors.
    pub message: Option<String>,
    /// Where it begins in that message's words, in Unicode code points.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
}

impl Unanswered {
    /// In the message of this wamid.
    pub fn of(message: Option<String>, asked: Evidence) -> Self {
        let Evidence { kind, text, start, end } = asked;
        Self { kind, text, message, start, end }
    }

    /// Without its words.
    #[must_use]
    pub fn without_words(self) -> Self {
        let Self { kind, text: _, message: _, start, end } = self;
        Self { kind, text: String::new(), message: None, start, end }
    }
}

say! {
    asks_besides: "Le client demande aussi autre chose. Ce texte n'y répond pas\u{a0}:",
        "The customer also asks something. This text does not answer it:";
    reports_besides: "Le client signale aussi un problème. Ce texte n'y répond pas\u{a0}:",
        "The customer also reports a problem. This text does not answer it:";
    may_answer: "Le client dit aussi ceci. Voyez si ce texte y répond\u{a0}:",
        "The customer also says this. See whether this text answers it:";
    asked_besides: "Le client disait aussi\u{a0}:", "The customer also said:";
    asks_mark: "demande autre chose", "asks something";
    reports_mark: "signale un problème", "reports a problem";
    add_reply: "Ajouter une réponse à la fin du texte", "Add a reply at the end of the text";
}

/// Whether nothing is asked: something was wrong.
fn reports(card: &Card) -> bool {
    card.unanswered.iter().all(|asked| matches!(asked.kind, EvidenceKind::Complaint | EvidenceKind::Return))
}

/// Whether a rule of the business's chose the draft's words: they may be the answer.
fn canned(card: &Card) -> bool {
    let of_rule = |prompt: &String| prompt.starts_with("rules-");
    card.draft
        .as_ref()
        .is_some_and(|draft| draft.source == DraftSource::Template && draft.prompt.as_ref().is_some_and(of_rule))
}

/// What is asked, in the customer's words.
fn quotes(card: &Card) -> Markup {
    html! {
        @if !card.redacted {
            ul {
                @for asked in &card.unanswered {
                    li { "« " bdi { (visible(&asked.text)) @if asked.end - asked.start > asked.text.chars().count() { "…" } } " »" }
                }
            }
        }
    }
}

/// Right before the press that sends the draft: what it leaves open.
pub fn before_sending(card: &Card, w: &Words) -> Markup {
    html! {
        @if !card.unanswered.is_empty() {
            @let says = match reports(card) {
                _ if canned(card) => w.may_answer(),
                true => w.reports_besides(),
                false => w.asks_besides(),
            };
            div.asked { p { strong { (says) } } (quotes(card)) }
        }
    }
}

/// Right after it: the replies that may be added to the draft.
pub fn after_sending(desk: &Desk<'_>, card: &Card) -> Markup {
    html! { @if !card.unanswered.is_empty() { (choice::to_add(desk, card)) } }
}

/// On a card on which nothing may be sent any more.
pub fn afterwards(card: &Card, w: &Words) -> Markup {
    let open = card.state == State::Pending || (card.state == State::Failed && card.may_retry);
    html! {
        @if !(card.unanswered.is_empty() || open && card.draft.is_some()) {
            div.asked { p { strong { (w.asked_besides()) } } (quotes(card)) }
        }
    }
}

/// A word in lists of cards; none where a person's own words were the answer.
pub fn mark(card: &Card, w: &Words) -> Markup {
    let in_own_words = card.decision.as_ref().is_some_and(|decision| decision.action == DecisionAction::Edit);
    let answered = in_own_words && matches!(card.state, State::Sending | State::Sent);
    html! {
        @if !(card.unanswered.is_empty() || answered) {
            " " span.state.unknown { @if reports(card) { (w.reports_mark()) } @else { (w.asks_mark()) } }
        }
    }
}
