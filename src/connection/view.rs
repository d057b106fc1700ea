//! The page of the connection: each check with its state, what was found and what to do.

use super::check::{Check, CheckState};
use super::{ConnectionReport, Id, SUBSCRIBE};
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::desk::words::Words;
use maud::{Markup, html};

/// The page.
pub fn connection(desk: &Desk<'_>, report: &ConnectionReport, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        p { (w.pick("Si les messages de vos clients arrivent et si vos réponses partent, d'après Meta.", "Whether your customers' messages arrive and your replies go out, as Meta sees it.")) }
        p.hint {
            @match report.checked_at {
                Some(when) => { (w.pick("Vérifié le", "Checked on")) " " (at(desk, when)) "." },
                None => { (w.pick("Jamais vérifié.", "Never checked.")) },
            }
        }
        @for notice in &report.notices {
            form.stack method="post" action="/review/connection/seen" {
                (csrf(desk))
                input type="hidden" name="field" value=(notice.field.as_str());
                p.trouble { (w.account_notice(notice.field)) " " (notice.event) ", " (at(desk, notice.at)) }
                button { (w.pick("J'ai vu", "I have seen it")) }
            }
        }
        form method="post" action="/review/connection" {
            (csrf(desk))
            button.primary { (w.pick("Vérifier maintenant", "Check now")) }
        }
        p { strong { (w.verdict(&report.checks)) } }
        @let token = report.checks.iter().any(|check| check.id == Id::Token && check.state() == CheckState::Failing);
        ol.lines.checks { @for check in &report.checks { (line(desk, check, token)) } }
        @if report.account.is_some() {
            form.stack method="post" action=(SUBSCRIBE) {
                (csrf(desk))
                button { (w.pick("Abonner l'application au compte", "Subscribe the app to the account")) }
                p.hint { (w.pick(
                    "C'est tout ce que ce bouton change chez Meta. Une adresse de rappel propre au compte est retirée : celle de l'application vaut alors.",
                    "That is all this button changes at Meta. A callback URL of the account's own is removed: that of the app is then in effect.",
                )) }
            }
        }
    };
    page(desk, Tab::Connection, notice, content)
}

/// `token`: Meta does not take the token. Then nothing else can be asked, and mending it comes first.
fn line(desk: &Desk<'_>, check: &Check, token: bool) -> Markup {
    let (w, state) = (desk.words, check.state());
    let time = check.value.as_deref().and_then(Timestamp::parse);
    let found = html! {
        p.hint {
            @match time {
                Some(when) => { (w.found(check.finding)) " " (at(desk, when)) },
                None => { (visible(&w.check_detail(check))) },
            }
        }
    };
    html! {
        li.entry.check data-state=(state.as_str()) {
            strong { (w.check_title(check.id)) } " " span.state { (w.check_state(state)) }
            p { (w.check_means(check)) }
            @if state == CheckState::Ok { (found) }
            @else if token && state == CheckState::Unknown {
                p.hint { (w.pick("Dépend du jeton d'accès : réparez-le d'abord.", "Depends on the access token: mend that first.")) }
            } @else {
                details {
                    summary { (w.pick("Ce qu'il faut faire, et par qui", "What to do, and who does it")) }
                    ul {
                        @for step in w.check_steps(check.finding) {
                            li { strong { (w.who_does(step.who)) } br; (step.does)
                                @if let Some(command) = step.command { br; code { (command) } } }
                        }
                    }
                    (found)
                }
            }
        }
    }
}

impl Words {
    /// What to make of them all.
    fn verdict(&self, checks: &[Check]) -> &'static str {
        let any = |state| checks.iter().any(|check| check.state() == state);
        match (any(CheckState::Failing), any(CheckState::Unknown), any(CheckState::Warning)) {
            (true, _, _) => self.pick("Quelque chose est en panne.", "Something is failing."),
            (_, true, true) => self.pick(
                "Tout n'est pas vérifié, et quelque chose est à surveiller.",
                "Not everything is checked, and something needs an eye on it.",
            ),
            (_, true, false) => {
                self.pick("Rien n'est en panne parmi ce qui est vérifié.", "Nothing is failing among what is checked.")
            }
            (_, _, true) => self.pick(
                "Tout marche, mais quelque chose est à surveiller.",
                "It all works, but something needs an eye on it.",
            ),
            (false, false, false) => self.pick("Tout est en ordre.", "All is well."),
        }
    }

    fn check_state(&self, state: CheckState) -> &'static str {
        match state {
            CheckState::Ok => self.pick("en ordre", "ok"),
            CheckState::Warning => self.pick("à surveiller", "warning"),
            CheckState::Failing => self.pick("en panne", "failing"),
            CheckState::Unknown => self.pick("inconnu", "unknown"),
        }
    }

    /// Why the account is not subscribed.
    pub fn not_subscribed(&self, code: Option<i64>) -> String {
        match code {
            Some(code) => format!("{} {code}.", self.pick("Meta a refusé : code", "Meta refused: code")),
            None => self.pick("Meta n'a pas répondu. Réessayez.", "Meta did not answer. Try again.").to_owned(),
        }
    }
}
