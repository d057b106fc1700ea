//! The acknowledgments of each language: the texts that are used, as a customer gets them, and the
//! form for the business's own.

use super::places::{self, Place};
use super::{TemplateContext, built_in, render};
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::draft::template::sets::Set;
use crate::language::Language;
use maud::{Markup, html};

/// What stands between two texts in the form: an empty line.
pub const BETWEEN: &str = "\n\n";

/// What stands in a form that is not saved.
#[derive(Clone, Copy)]
pub struct Unsaved<'a> {
    pub language: Language,
    pub texts: &'a str,
    /// Why it was refused.
    pub wrong: Option<&'a str>,
}

/// The page of templates.
pub fn replies(desk: &Desk<'_>, sets: &[Set], unsaved: Option<Unsaved<'_>>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        p { (w.replies_hint) " " (w.template_sample()) " " strong { (w.template_customer()) } "." }
        p { a.button href="/review/saved-replies" { (w.saved_replies()) } }
        p {
            @for (nth, language) in Language::ALL.into_iter().enumerate() {
                @if nth > 0 { " · " }
                a href={ "#language-" (language.tag()) } { (w.language(language.tag())) }
            }
        }
        @for language in Language::ALL {
            @if let Some(set) = sets.iter().find(|set| set.language == language.tag()) {
                (of_language(desk, language, set, unsaved.filter(|unsaved| unsaved.language == language)))
            }
        }
    };
    page(desk, Tab::Replies, notice, content)
}

fn of_language(desk: &Desk<'_>, language: Language, set: &Set, unsaved: Option<Unsaved<'_>>) -> Markup {
    let (w, tag) = (desk.words, language.tag());
    let own = !set.texts.is_empty();
    html! {
        section aria-labelledby={ "language-" (tag) } {
            h2 id={ "language-" (tag) } { (w.language(tag)) }
            p.hint {
                @if own {
                    strong { (w.template_own()) }
                    @if let Some(changed) = &set.changed {
                        " · " (visible(changed.by.as_deref().unwrap_or(w.erased))) ", " (at(desk, changed.at))
                    }
                } @else { strong { (w.template_built_in()) } }
            }
            @if own {
                @for turn in 0..set.texts.len() { (preview(desk, language, &set.texts, turn, None)) }
                details.reject {
                    summary { (w.template_built_in()) }
                    (built_in_texts(desk, language))
                    form method="post" action="/review/replies" {
                        (csrf(desk))
                        input type="hidden" name="language" value=(tag);
                        p { (w.template_back_means()) }
                        button.danger name="to" value="built_in" { (w.template_back()) }
                    }
                }
            } @else { (built_in_texts(desk, language)) }
            details.edit open[unsaved.is_some()] {
                summary { (w.template_write()) }
                (form(desk, language, set, unsaved))
            }
        }
    }
}

fn built_in_texts(desk: &Desk<'_>, language: Language) -> Markup {
    html! {
        @for (turn, text) in built_in(language).into_iter().enumerate() { (preview(desk, language, &[], turn, Some(text))) }
    }
}

/// A text as a customer gets it, by what writes it then. `built_in`: it can be taken into the form.
fn preview(desk: &Desk<'_>, language: Language, own: &[String], turn: usize, built_in: Option<&str>) -> Markup {
    let (w, tag) = (desk.words, language.tag());
    let id = format!("text-{tag}-{turn}");
    let context =
        TemplateContext { language, message: "", customer: w.template_customer(), business: desk.business, own, turn };
    html! {
        blockquote id=[built_in.map(|_| &id)] lang=(tag) dir="auto" { (visible(&render(&context))) }
        @if let Some(text) = built_in {
            button.plain form={ "own-" (tag) } formaction="/review/replies/adopt" name="text" aria-describedby=(id)
                value=(places::fill(text, |place| place.shown(w.tongue))) { (w.template_start()) }
        }
    }
}

fn form(desk: &Desk<'_>, language: Language, set: &Set, unsaved: Option<Unsaved<'_>>) -> Markup {
    let (w, tag) = (desk.words, language.tag());
    let texts = unsaved.map_or_else(|| set.texts.join(BETWEEN), |unsaved| unsaved.texts.to_owned());
    let wrong = unsaved.and_then(|unsaved| unsaved.wrong);
    let (area, places) = (format!("texts-{tag}"), format!("places-{tag}"));
    html! {
        form.stack id={ "own-" (tag) } method="post" action="/review/replies" {
            (csrf(desk))
            input type="hidden" name="language" value=(tag);
            input type="hidden" name="typed" value="1";
            label for=(area) { (w.template_texts()) " " (w.language(tag)) }
            textarea id=(area) name="texts" rows="6" maxlength="14000" dir="auto" placeholder=(w.template_example())
                autofocus[unsaved.is_some()] aria-invalid=[wrong.map(|_| "true")]
                aria-describedby={ @if wrong.is_some() { "texts-wrong " } (places) } { (texts) }
            @if let Some(why) = wrong { p.warning id="texts-wrong" { (visible(why)) } }
            div.hint id=(places) {
                p { (w.template_places()) }
                ul {
                    @for place in Place::ALL {
                        li { code { (place.shown(w.tongue)) } (w.colon) (w.place_means(place))
                            @if place == Place::Business && !desk.business.is_empty() { " (" (visible(desk.business)) ")" } }
                    }
                }
                p { (w.template_must_not()) }
            }
            button.primary { (w.save) }
        }
    }
}
