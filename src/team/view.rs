//! The page of the team.

use super::reviewer::Row;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::identity::Role;
use crate::switch::pages as switch;
use maud::html;

/// The page of the team. `token`: of somebody who was just added, shown this once.
pub fn people(desk: &Desk<'_>, team: &[Row], token: Option<&str>, notice: Option<Notice>, typed: Typed<'_>) -> String {
    let w = desk.words;
    let content = html! {
        @if let Some(token) = token {
            div.notice { p { (w.token_once) } p.secret { (token) } }
        }
        p { a href=(Tab::Notices.path()) { (w.notices) } }
        details.edit open[typed.open()] {
            summary { (w.add_person) }
            form.stack method="post" action="/review/people" {
                (csrf(desk))
                input type="hidden" name="id" value={ "usr_" (desk.press) };
                label for="name" { (w.person_name) } input id="name" name="name" required maxlength="100" autocomplete="off"
                    value=[typed.value("name")] aria-invalid=[typed.invalid("name")] aria-describedby=[typed.why("name")];
                (typed.beside(w, "name"))
                label for="role" { (w.role) }
                select id="role" name="role" {
                    @for role in [Role::Reviewer, Role::Admin, Role::Auditor, Role::Assistant] {
                        option value=(role.as_str()) selected[typed.value("role").as_deref() == Some(role.as_str())] { (w.role_means(role)) }
                    }
                }
                label for="email" { (w.email) } input id="email" name="email" type="email" maxlength="254" autocomplete="off"
                    value=[typed.value("email")] aria-invalid=[typed.invalid("email")] aria-describedby=[typed.why("email")];
                (typed.beside(w, "email"))
                button.primary { (w.make_token) }
            }
        }
        ul.lines {
            @for person in team {
                li.entry {
                    strong { (visible(&person.name)) } " · " (w.role_name(person.role))
                    @if let Some(email) = &person.email { " · " (visible(email)) }
                    p.hint { (w.since) " " (at(person.created_at)) }
                    @if person.revoked_at.is_none() {
                        details.reject {
                            summary { (w.set_email) }
                            form.stack method="post" action="/review/people/email" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                label for={ "email-" (person.id.as_str()) } { (w.email) }
                                input id={ "email-" (person.id.as_str()) } name="email" type="email" maxlength="254" autocomplete="off" value=(person.email.as_deref().unwrap_or_default());
                                button { (w.save) }
                            }
                        }
                    }
                    @match person.revoked_at {
                        Some(when) => p.hint { (w.revoked) " " (at(when)) },
                        None if person.id == desk.reviewer.id => p.hint { (w.thats_you) },
                        None => details.reject {
                            summary { (w.revoke) }
                            form method="post" action="/review/people/revoke" {
                                (csrf(desk))
                                input type="hidden" name="id" value=(person.id.as_str());
                                p { (w.revoke_means) }
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
