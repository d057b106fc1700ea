//! The pages of saved replies.

use super::saved_reply::SavedReply;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::draft::template::places::Place;
use crate::language::Language;
use crate::review::Card;
use crate::review::choice::choices;
use maud::{Markup, html};

/// Each language that has replies, with them.
fn by_language(replies: &[SavedReply]) -> impl Iterator<Item = (Language, Vec<&SavedReply>)> {
    let of = move |language| replies.iter().filter(|reply| reply.language == language).collect::<Vec<_>>();
    Language::ALL.into_iter().map(move |language| (language, of(language))).filter(|(_, found)| !found.is_empty())
}

/// All replies, for one card.
pub fn offer(desk: &Desk<'_>, card: &Card, replies: &[SavedReply]) -> String {
    let w = desk.words;
    let named = |reply: &&SavedReply| (reply.id.clone(), reply.title.clone());
    let content = html! {
        article.card id=(card.id.as_str()) data-version=(card.version) data-state=(card.state.as_str()) {
            header { h2 { (visible(card.customer.name.as_deref().unwrap_or(w.erased))) } }
            @for (language, replies) in by_language(replies) {
                h3 { (w.language(language.tag())) }
                (choices(desk, card, &replies.iter().map(named).collect::<Vec<_>>()))
            }
            p { a.button href=(Desk::card_path(&card.id)) { (w.back) } }
        }
    };
    page(desk, Tab::Queue, None, content)
}

/// The admin's page. `typed`: what was not saved; its form is open.
pub fn list(desk: &Desk<'_>, replies: &[SavedReply], typed: Option<&SavedReply>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let kept = |id: &str| typed.filter(|typed| typed.id == id);
    let is_new = typed.filter(|typed| !replies.iter().any(|reply| reply.id == typed.id));
    let content = html! {
        h2 { (w.saved_replies()) }
        p.hint { (w.saved_hint()) }
        @for (language, replies) in by_language(replies) {
            h3 { (w.language(language.tag())) }
            ol.lines {
                @for reply in replies {
                    li.entry {
                        details.edit open[kept(&reply.id).is_some()] {
                            summary { strong { (visible(&reply.title)) } }
                            (form(desk, kept(&reply.id).unwrap_or(reply)))
                            form method="post" action="/review/saved-replies/remove" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(reply.id);
                                button.plain aria-label={ (w.remove) " " (reply.title) } { (w.remove) }
                            }
                        }
                    }
                }
            }
        }
        details.edit open[is_new.is_some()] {
            summary { (w.saved_add()) }
            (form(desk, is_new.unwrap_or(&fresh(desk))))
        }
    };
    page(desk, Tab::Replies, notice, content)
}

fn fresh(desk: &Desk<'_>) -> SavedReply {
    let id = format!("r-{}", desk.form_nonce.get(..12).unwrap_or_default());
    let [hello, customer] = [Place::Hello, Place::Customer].map(|place| place.shown(desk.words.tongue));
    let text = format!("{hello} {customer}, ");
    SavedReply { id, language: Language::Fr, position: 10, title: String::new(), text }
}

fn form(desk: &Desk<'_>, reply: &SavedReply) -> Markup {
    let (w, id) = (desk.words, reply.id.as_str());
    html! {
        form.stack method="post" action="/review/saved-replies" {
            (csrf(desk))
            input type="hidden" name="id" value=(id);
            label for={ (id) "-language" } { (w.saved_language()) }
            select id={ (id) "-language" } name="language" {
                @for language in Language::ALL {
                    option value=(language.tag()) selected[language == reply.language] { (w.language(language.tag())) }
                }
            }
            label for={ (id) "-title" } { (w.saved_title()) }
            input id={ (id) "-title" } name="title" required maxlength="60" autocomplete="off" value=(reply.title);
            label for={ (id) "-text" } { (w.saved_text()) }
            textarea id={ (id) "-text" } name="text" rows="3" maxlength="1000" required { (reply.text) }
            label for={ (id) "-position" } { (w.saved_position()) }
            input id={ (id) "-position" } name="position" type="number" min="1" max="99" required value=(reply.position);
            button.primary { (w.save) }
        }
    }
}
