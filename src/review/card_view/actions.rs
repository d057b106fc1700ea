//! The presses: each a form that works by itself.

use super::super::diff::changes;
use super::CardSurroundings;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::{address, visible};
use crate::desk::time::at;
use crate::desk::words::Words;
use crate::guard::Warnings;
use crate::review::choice::offered;
use crate::review::{Card, DraftView, GateVerdict, RejectReason, State, missed, unanswered};
use crate::send::Class;
use maud::{Markup, html};

/// What may be pressed on a card as it stands.
pub(super) fn forms(desk: &Desk<'_>, card: &Card, shown: &CardSurroundings<'_>) -> Markup {
    let may = desk.reviewer.role.may_decide();
    // Nothing is sent to an address that the customer has left.
    let may_send = may && card.moved.is_none();
    let failed = card.state == State::Failed && card.may_retry;
    html! {
        @if card.state == State::Pending || failed {
            @if let Some(draft) = &card.draft { (draft_block(desk, card, draft, may_send)) }
        }
        @if may {
            @match card.state {
                State::Pending => {
                    @if may_send && card.recipient.is_some() { (offered(desk, card)) (edit(desk, card, shown)) }
                    (reject(desk, card))
                }
                State::Failed if card.closed_at.is_none() => {
                    @if failed && may_send { (offered(desk, card)) (edit(desk, card, shown)) }
                    (reject(desk, card))
                }
                State::Unknown => (resolve(desk, card)),
                State::Failed | State::Sending | State::Sent | State::Rejected | State::Expired => {}
            }
        } @else if card.state == State::Pending { p.hint { (desk.words.read_only) } }
    }
}

/// The draft with the press that sends it: text, recipient and button in one block.
fn draft_block(desk: &Desk<'_>, card: &Card, draft: &DraftView, may: bool) -> Markup {
    let w = desk.words;
    let unseen = draft.text.as_deref().is_some_and(crate::guard::has_unseen);
    html! {
        section.draft {
            h3 { (w.draft) " " span.hint { (w.source(draft.source, draft.model.as_deref())) " · " (w.language(draft.language.tag())) } }
            @if let Some(why) = &draft.fallback { p.hint { (w.fallback(why)) } }
            @if card.redacted { p.hint { (w.not_for_auditors) } (unanswered::before_sending(card, w)) }
            @if let Some(text) = &draft.text {
                blockquote lang=(draft.language.tag()) dir="auto" { (visible(text)) }
                @if unseen { p.trouble { (w.hidden_in_draft) } }
                (unanswered::before_sending(card, w))
                @if may && !unseen && card.recipient.is_some() {
                    (behind_a_tap(card, w, &html! {
                        form method="post" action=(to(card, "approve")) data-decide data-key="a" {
                            (bound(desk, card, "approve"))
                            input type="hidden" name="text_sha256" value=[&draft.text_sha256];
                            @if may_have_gone(card) { p.warning { (w.may_arrive_twice) } }
                            button.primary { (send_to(card, w)) }
                        }
                    }))
                    (unanswered::after_sending(desk, card))
                }
            }
        }
    }
}

/// A send that the configuration prevented never went. Any other failed send may have gone after all: the person
/// who said that it did not arrive may be wrong.
fn may_have_gone(card: &Card) -> bool {
    let error = card.delivery.as_ref().and_then(|delivery| delivery.error.as_ref());
    let never_went = error.is_some_and(|error| error.cause.class() == Class::Configuration);
    card.state == State::Failed && !never_went
}

/// Whoever answers what was answered from the phone taps once more.
fn behind_a_tap(card: &Card, w: &Words, press: &Markup) -> Markup {
    html! {
        @if card.answered_elsewhere_at.is_some() { details.again { summary { (w.send_all_the_same) } (press) } }
        @else { (press) }
    }
}

/// Who gets it stands on the button: the customer and their number.
fn send_to(card: &Card, w: &Words) -> Markup {
    let recipient = card.recipient.as_deref().map(address).unwrap_or_default();
    html! { (w.send_to) " " (visible(&super::name(card, w))) ", " span.address { (visible(&recipient)) } }
}

fn to(card: &Card, verb: &str) -> String {
    format!("{}/{verb}", Desk::card_path(&card.id))
}

/// What binds a form to this card, this version, this session and one press.
fn bound(desk: &Desk<'_>, card: &Card, verb: &str) -> Markup {
    html! {
        (csrf(desk))
        input type="hidden" name="version" value=(card.version);
        input type="hidden" name="state" value=(card.state.as_str());
        input type="hidden" name="key" value={ (desk.form_nonce) "-" (verb) "-" (card.id.as_str()) };
    }
}

fn edit(desk: &Desk<'_>, card: &Card, shown: &CardSurroundings<'_>) -> Markup {
    let (w, CardSurroundings { typed, wrong, .. }) = (desk.words, shown);
    let draft = card.draft.as_ref().and_then(|draft| draft.text.clone());
    let before = card.decision.as_ref().and_then(|d| d.text.clone()).or(draft).unwrap_or_default();
    let text = typed.unwrap_or(&before);
    let area = format!("{}-text", card.id.as_str());
    let why = wrong.map(|_| format!("{area}-wrong"));
    html! {
        details.edit data-key="e" open[typed.is_some()] {
            summary { @if card.draft.is_some() { (w.edit) } @else { (w.write_answer) } }
            form.stack method="post" action=(to(card, "preview")) data-decide {
                (bound(desk, card, "preview"))
                label for=(area) { (w.your_words) }
                textarea id=(area) name="text" rows="5" required dir="auto"
                    aria-invalid=[wrong.map(|_| "true")] aria-describedby=[&why] { (text) }
                @if let Some(wrong) = wrong { p.warning id=[why] { (wrong) } }
                button { (w.look_before_sending) }
            }
        }
    }
}

/// The one press that closes a card which nobody has to answer.
pub(super) fn close(desk: &Desk<'_>, card: &Card) -> Markup {
    html! {
        @if desk.reviewer.role.may_decide() {
            form method="post" action=(to(card, "reject")) data-decide {
                (bound(desk, card, "close"))
                input type="hidden" name="reason" value=(RejectReason::NoAnswerNeeded.as_str());
                button { (desk.words.pick("Rien à répondre : fermer", "Nothing to answer: close")) }
            }
        }
    }
}

fn reject(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    let id = card.id.as_str();
    let (failed, verdict) = (card.state == State::Failed, on_its_draft(card));
    html! {
        details.reject data-key="r" {
            summary { @if verdict { (w.reject) } @else if failed { (w.close_failed()) } @else { (w.close_card) } }
            form.stack method="post" action=(to(card, "reject")) data-decide {
                (bound(desk, card, "reject"))
                label for={ (id) "-reason" } { (w.why_reject) }
                select id={ (id) "-reason" } name="reason" required {
                    @if verdict { option value="" { (w.choose) } }
                    @for reason in reasons(card) { option value=(reason.as_str()) { (w.reason(reason)) } }
                }
                label for={ (id) "-note" } { (w.note) }
                input id={ (id) "-note" } name="note" maxlength="2000" autocomplete="off" dir="auto";
                button.danger {
                    @if verdict { (w.reject_nothing_sent) } @else if failed { (w.close_nothing_more()) } @else { (w.close_nothing_sent) }
                }
            }
        }
    }
}

/// A card without a draft, or whose send failed, is closed because it was dealt with; one that
/// waits with a draft is rejected for what is wrong with it.
fn on_its_draft(card: &Card) -> bool {
    card.draft.is_some() && card.state == State::Pending
}

fn reasons(card: &Card) -> Vec<RejectReason> {
    let verdict = on_its_draft(card);
    // Nobody took for an order what the gate says is none.
    let taken = verdict || card.gate.verdict == GateVerdict::OrderShaped;
    let fits = |reason: &RejectReason| match reason {
        RejectReason::Misleading | RejectReason::WrongLanguage => verdict,
        RejectReason::NotAnOrder => taken,
        RejectReason::NoAnswerNeeded => card.draft.is_none(),
        RejectReason::Duplicate | RejectReason::HandledElsewhere | RejectReason::Other => true,
    };
    let mut reasons: Vec<RejectReason> = RejectReason::ALL.into_iter().filter(fits).collect();
    // Stable: what closes most cards without a verdict comes first.
    reasons.sort_by_key(|reason| !verdict && *reason != RejectReason::HandledElsewhere);
    reasons
}

/// The press that has the draft written again.
pub(super) fn redraft(desk: &Desk<'_>, card: &Card) -> Markup {
    html! {
        @if !missed::is_missed(card) && may_redraft(desk, card) {
            form.redraft method="post" action=(to(card, "redraft")) data-decide {
                (bound(desk, card, "redraft"))
                button.plain title=(desk.words.redraft_hint) { (desk.words.redraft) }
            }
        }
    }
}

/// A card that came while the service was off: how that stands now, and the press that has it drafted.
pub(super) fn first_draft(desk: &Desk<'_>, card: &Card) -> Markup {
    html! {
        @if missed::is_missed(card) {
            p.hint { @if desk.is_off() { (desk.words.off_still()) } @else { (desk.words.on_again()) } }
            @if may_redraft(desk, card) {
                form.redraft method="post" action=(to(card, "redraft")) data-decide {
                    (bound(desk, card, "redraft"))
                    button title=(desk.words.redraft_hint) { (desk.words.make_draft()) }
                }
            }
        }
    }
}

/// Nothing is drafted while the service is off.
fn may_redraft(desk: &Desk<'_>, card: &Card) -> bool {
    card.state == State::Pending && card.waiting == 0 && desk.reviewer.role.may_decide() && !desk.is_off()
}

fn resolve(desk: &Desk<'_>, card: &Card) -> Markup {
    let w = desk.words;
    html! {
        div.resolve {
            @for (outcome, words) in [("sent", w.it_arrived), ("not_sent", w.it_did_not)] {
                form method="post" action=(to(card, "resolve")) data-decide {
                    (bound(desk, card, outcome))
                    input type="hidden" name="outcome" value=(outcome);
                    button { (words) }
                }
            }
        }
    }
}

/// A person's own words before they are sent.
pub struct Preview<'a> {
    /// The card as it stands.
    pub card: &'a Card,
    /// The words.
    pub text: &'a str,
    /// What the guard would refuse in a model's draft. A person may say it.
    pub warnings: &'a Warnings,
}

/// The element that shows what changed and sends it.
fn preview_block(desk: &Desk<'_>, preview: &Preview<'_>) -> Markup {
    let (w, card) = (desk.words, preview.card);
    let draft = card.draft.as_ref().and_then(|d| d.text.as_deref());
    let id = card.id.as_str();
    html! {
        article.card id=(id) tabindex="0" data-version=(card.version) data-state="preview" aria-labelledby={ (id) "-who" } {
            header { (super::face(card)) h2 id={ (id) "-who" } { (visible(&super::name(card, w))) } }
            (super::burst::burst(desk, card))
            @if let Some(draft) = draft.filter(|draft| *draft != preview.text) {
                h3 { (w.what_changed) }
                p.diff dir="auto" { (changes(draft, preview.text)) }
            }
            @if !preview.warnings.grave.is_empty() {
                div.trouble {
                    p { strong { (w.mind) } }
                    ul { @for v in &preview.warnings.grave { li { (w.warning(v.rule)) ": « " (visible(&v.text)) " »" } } }
                    p { (w.your_words_your_choice) }
                }
            }
            @if !preview.warnings.others.is_empty() {
                p.caution { (w.look_also) " " (others(w, preview.warnings)) "." }
            }
            section.draft {
                h3 { (w.what_will_be_sent) }
                blockquote dir="auto" { (visible(preview.text)) }
                form method="post" action=(to(card, "edit")) data-decide data-key="a" {
                    (bound(desk, card, "edit"))
                    input type="hidden" name="text" value=(preview.text);
                    @if may_have_gone(card) { p.warning { (w.may_arrive_twice) } }
                    @if let Some(when) = card.answered_elsewhere_at { p.warning { (w.answered_elsewhere) " " (at(desk, when)) } }
                    button.primary { (send_to(card, w)) }
                }
                form method="post" action=(to(card, "preview")) {
                    (csrf(desk))
                    input type="hidden" name="text" value=(preview.text);
                    button name="back" value="1" data-back { (w.back) }
                }
            }
        }
    }
}

fn others(w: &Words, warnings: &Warnings) -> String {
    warnings.others.iter().map(|rule| w.caution(*rule)).collect::<Vec<_>>().join(", ")
}

/// The preview: the element alone for the script, or a page of it.
pub fn preview(desk: &Desk<'_>, preview: &Preview<'_>, alone: bool) -> String {
    let block = preview_block(desk, preview);
    if alone { block.into_string() } else { page(desk, Tab::Queue, None::<Notice>, block) }
}
