//! The page of taught words, and that of a trial.

use super::teach::WordChange;
use super::trial::{LISTED, Trial, TrialCard};
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::taught_words::ActiveWords;
use crate::taught_words::kind::WordKind;
use maud::{Markup, html};

/// A form for each kind. `typed`: what somebody typed that was not saved.
pub fn words(desk: &Desk<'_>, now: &ActiveWords, typed: Option<&WordChange>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        p.hint {
            (w.pick(
                "Ce que le tri et l'assistant doivent savoir de votre métier, un mot ou une expression par ligne. Tout changement est d'abord essayé sur les 500 derniers messages.",
                "What the gate and the model should know of your trade, one word or phrase to a line. Each change is first tried on the last 500 messages.",
            ))
            " " (version(desk, now.version))
        }
        @for kind in WordKind::ALL {
            @let (title, hint) = w.taught_kind(kind);
            @let kept = typed.filter(|change| change.kind == kind).map(|change| change.words.as_slice());
            @let text = kept.unwrap_or_else(|| now.words.of(kind)).join("\n");
            @let (path, says) = match kind {
                WordKind::Drafts => ("/review/words", w.save),
                _ => ("/review/words/try", w.pick("Essayer sur l'historique", "Try on the history")),
            };
            form.stack method="post" action=(path) {
                (csrf(desk))
                input type="hidden" name="version" value=(now.version);
                input type="hidden" name="kind" value=(kind.code());
                label for={ "words-" (kind.code()) } { (title) }
                p.hint { (hint) }
                textarea id={ "words-" (kind.code()) } name="words" rows="4" maxlength="14000" autocapitalize="off" spellcheck="false" { (text) }
                button { (says) }
            }
        }
    };
    page(desk, Tab::Words, notice, content)
}

fn version(desk: &Desk<'_>, version: u32) -> Markup {
    html! { (desk.words.pick("Version en vigueur :", "Version in force:")) " " (version) "." }
}

/// How far a change was tried, what it would judge otherwise, and the press that goes on or saves.
pub fn trial(desk: &Desk<'_>, change: &WordChange, trial: &Trial, cards: &[TrialCard]) -> String {
    let w = desk.words;
    let (title, _) = w.taught_kind(change.kind);
    let done = trial.left == 0;
    let orders = trial.changed.iter().filter(|changed| changed.order).count();
    let more = if trial.changed.len() >= LISTED { "+" } else { "" };
    let content = html! {
        h2 { (title) }
        p { @for word in &change.words { code { (visible(word)) } " " } }
        dl.tiles {
            div { dt { (w.pick("Cartes jugées", "Cards judged")) } dd { (trial.cards) } }
            div { dt { (w.pick("Cartes restantes", "Cards to go")) } dd { (trial.left) } }
            div { dt { (w.pick("Deviendraient des commandes", "Would become orders")) } dd { (orders) (more) } }
            div { dt { (w.pick("Ne seraient plus des commandes", "Would no longer be orders")) } dd { (trial.changed.len() - orders) (more) } }
        }
        @if trial.refused { p.trouble { (w.too_many_orders()) } }
        (changed_cards(desk, cards))
        @if !done {
            (press(desk, change, ("/review/words/try", true), w.pick("Page suivante", "Next page"), false))
        } @else {
            @if !trial.refused { (press(desk, change, ("/review/words", false), w.save, false)) }
            (press(desk, change, ("/review/words/try", false), w.pick("Recommencer l'essai", "Try again from the start"), true))
        }
        p { a.button href="/review/words" { (w.pick("Retour au vocabulaire", "Back to the vocabulary")) } }
    };
    page(desk, Tab::Words, None::<Notice>, content)
}

/// Each card's words, and its verdict before and after.
fn changed_cards(desk: &Desk<'_>, cards: &[TrialCard]) -> Markup {
    let w = desk.words;
    let verdicts = [w.pick("pas une commande", "no order"), w.pick("commande", "order")];
    let [none, order] = verdicts;
    html! {
        @if !cards.is_empty() {
            ul.trial {
                @for card in cards {
                    @let (before, after) = if card.changed.order { (none, order) } else { (order, none) };
                    li {
                        blockquote dir="auto" { @if card.text.is_empty() { (w.erased) } @else { (visible(&card.text)) } }
                        p {
                            span.tag { (before) } " → " span.tag { (after) } " · "
                            a href=(Desk::card_path(&card.changed.review_id)) { (w.pick("Voir la carte", "See the card")) }
                            @if let Some(was) = card.marked {
                                " · " (w.pick("d'après l'équipe :", "the team says:")) " " (if was { order } else { none })
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The script presses one that goes on by itself.
fn press(desk: &Desk<'_>, change: &WordChange, (path, goes_on): (&str, bool), says: &str, again: bool) -> Markup {
    html! {
        form method="post" action=(path) data-go-on[goes_on] {
            (csrf(desk))
            input type="hidden" name="version" value=(change.version);
            input type="hidden" name="kind" value=(change.kind.code());
            input type="hidden" name="words" value=(change.words.join("\n"));
            @if again { input type="hidden" name="again" value="1"; }
            @if again { button { (says) } } @else { button.primary { (says) } }
        }
    }
}
