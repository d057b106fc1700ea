//! The page of the team.

use super::members::Team;
use super::reviewer::ReviewerRow;
use super::sign_in_link::Made;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, asset, csrf, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::identity::Role;
use crate::switch::pages as switch;
use maud::{Markup, html};

const ROLES: [Role; 4] = [Role::Reviewer, Role::Admin, Role::Auditor, Role::Assistant];

/// What is on the page this once.
#[derive(Clone, Copy)]
pub enum Once<'a> {
    Nothing,
    /// The token of somebody who was just added.
    Token(&'a str),
    /// A link that signs somebody in on a phone.
    Link {
        /// From PUBLIC_URL, or a path that the browser completes.
        link: &'a str,
        made: &'a Made,
    },
}

/// The page of the team. `typed`: a form that was refused.
pub fn people(desk: &Desk<'_>, team: &Team, shown: Once<'_>, notice: Option<Notice>, typed: Typed<'_>) -> String {
    let w = desk.words;
    let content = html! {
        @match shown {
            Once::Nothing => {},
            Once::Token(token) => div.notice { p { (w.token_once) } p.secret { (token) } },
            Once::Link { link, made } => (sign_in_link(desk, link, made)),
        }
        p { a href=(Tab::Notices.path()) { (w.notices) } }
        h2 { (w.roles()) }
        ul.hint {
            @for role in ROLES { li { strong { (w.role_name(role)) } (w.colon) (w.role_means(role)) } }
        }
        details.edit open[typed.open()] {
            summary { (w.add_person) }
            form.stack method="post" action="/review/people" {
                (csrf(desk))
                input type="hidden" name="id" value={ "usr_" (desk.form_nonce) };
                label for="name" { (w.person_name) } input id="name" name="name" required maxlength="100" autocomplete="off"
                    value=[typed.value("name")] aria-invalid=[typed.invalid("name")] aria-describedby=[typed.why("name")];
                (typed.beside(w, "name"))
                label for="role" { (w.role) }
                select id="role" name="role" {
                    @for role in ROLES {
                        option value=(role.as_str()) selected[typed.value("role").as_deref() == Some(role.as_str())] { (w.role_name(role)) }
                    }
                }
                label for="email" { (w.email) } input id="email" name="email" type="email" maxlength="254" autocomplete="off"
                    value=[typed.value("email")] aria-invalid=[typed.invalid("email")] aria-describedby=[typed.why("email")];
                (typed.beside(w, "email"))
                button.primary { (w.make_token) }
            }
        }
        ul.lines {
            @for person in &team.people {
                li.entry {
                    strong { (visible(&person.name)) } " · " (w.role_name(person.role))
                    @if let Some(email) = &person.email { " · " (visible(email)) }
                    p.hint { (w.since) " " (at(desk, person.created_at)) }
                    @if person.revoked_at.is_none() {
                        (phones(desk, person, team))
                        details.reject {
                            summary aria-label={ (w.set_email) (w.colon) (person.name) } { (w.set_email) }
                            form.stack method="post" action="/review/people/email" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                label for={ "email-" (person.id.as_str()) } { (w.email) }
                                input id={ "email-" (person.id.as_str()) } name="email" type="email" maxlength="254" autocomplete="off" value=(person.email.as_deref().unwrap_or_default());
                                button aria-label={ (w.save) (w.colon) (w.set_email) ", " (person.name) } { (w.save) }
                            }
                        }
                    }
                    @match person.revoked_at {
                        Some(when) => p.hint { (w.revoked) " " (at(desk, when)) },
                        None if person.id == desk.reviewer.id => p.hint { (w.thats_you) },
                        None => details.reject {
                            summary { (w.revoke) " " (visible(&person.name)) }
                            form method="post" action="/review/people/revoke" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                p { strong { (visible(&person.name)) } " " (w.revoke_means()) }
                                button.danger { (w.revoke) " " (visible(&person.name)) }
                            }
                        },
                    }
                }
            }
        }
        (switch::section(desk))
    };
    page(desk, Tab::People, notice, content)
}

/// A link with its QR code, which the script draws.
fn sign_in_link(desk: &Desk<'_>, link: &str, made: &Made) -> Markup {
    let w = desk.words;
    html! {
        div.notice {
            p { (w.link_for()) " " strong { (visible(&made.name)) } (w.colon) (w.link_until()) " " (at(desk, made.expires_at)) }
            div id="qr" data-label=(w.link_qr()) {}
            p.secret { a id="sign-in-link" href=(link) { (link) } }
            p.hint { (w.link_hand_over()) }
        }
        script type="module" src=(asset("link.js")) {}
    }
}

/// Somebody's phones, and the press that makes a link for another.
fn phones(desk: &Desk<'_>, person: &ReviewerRow, team: &Team) -> Markup {
    let w = desk.words;
    let whose = |press: &str| [press, &person.name].join(w.colon);
    let of_theirs = team.phones.iter().filter(|phone| phone.reviewer_id == person.id);
    html! {
        @for (nth, phone) in of_theirs.enumerate() {
            @let which = format!("phone-{nth}-{}", person.id.as_str());
            form method="post" action="/review/people/phone/revoke" {
                (csrf(desk))
                span id=(which) { (w.phone_since()) " " (at(desk, phone.created_at)) ", " (w.phone_seen()) " " (at(desk, phone.seen_at)) } " "
                button.plain name="phone" value=(phone.id_sha256) aria-label=(whose(w.phone_revoke())) aria-describedby=(which) { (w.phone_revoke()) }
            }
        }
        @for open in team.links.iter().filter(|open| open.reviewer_id == person.id) {
            form method="post" action="/review/people/link/revoke" {
                (csrf(desk))
                (w.link_open()) " " (at(desk, open.expires_at)) " "
                button.plain name="id" value=(person.id.as_str()) aria-label=(whose(w.link_take_back())) { (w.link_take_back()) }
            }
        }
        @if person.role.is_person() {
            form method="post" action="/review/people/link" {
                (csrf(desk))
                button name="id" value=(person.id.as_str()) aria-label=(whose(w.link_make())) { (w.link_make()) }
            }
        }
    }
}
