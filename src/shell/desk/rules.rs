//! Reply rules and the persona at the desk: each press changes one thing of the list that
//! the page showed.

use super::serve::{Form, Refused, page, see};
use super::{Call, Visitor};
use crate::desk::layout::Notice;
use crate::desk::rules as pages;
use crate::draft::rules::{Matcher, Response as Reply, Rule, Rules, Texts};
use crate::review::Role;
use crate::steps::rules::{self, Put};
use worker::Response;

const ADMIN: fn(Role) -> bool = Role::may_administer;

/// GET `/review/rules`.
pub(super) async fn show(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    let in_force = rules::in_force(&visitor.host).await?;
    page(200, pages::rules(&visitor.desk(), &in_force, None, None))
}

/// POST `/review/rules/{save|up|remove|default}`.
pub(super) async fn change(mut call: Call, verb: &str) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let mut in_force = rules::in_force(&visitor.host).await?;
    let base = form.text("version").parse().map_err(|_| Refused::OldPage)?;
    changed(&mut in_force.rules, verb, &form).ok_or(Refused::NotFound)?;
    let put = if base == in_force.version {
        rules::put(&visitor.host, &visitor.reviewer, base, &in_force.rules).await?
    } else {
        Put::Stale
    };
    match put {
        Put::Done => see("/review/rules", &[]),
        Put::Stale => shown(&visitor, 409, Notice::bad(w.rules_stale)).await,
        // With what was typed, which is not lost.
        Put::Refused(rule, why) => {
            let notice = Notice::bad(&format!("{} {}", w.rules_refused, w.rule_objection(&why)));
            page(400, pages::rules(&visitor.desk(), &in_force, Some(&rule), Some(notice)))
        }
    }
}

async fn shown(visitor: &Visitor, status: u16, notice: Notice) -> Result<Response, Refused> {
    let in_force = rules::in_force(&visitor.host).await?;
    page(status, pages::rules(&visitor.desk(), &in_force, None, Some(notice)))
}

/// Changes the list as a form has it. `None`: there is no such press.
fn changed(list: &mut Rules, verb: &str, form: &Form) -> Option<()> {
    let id = form.text("id");
    let place = list.rules.iter().position(|rule| rule.id == id);
    match (verb, place) {
        ("default", _) => list.default = reply(form),
        ("save", Some(place)) => *list.rules.get_mut(place)? = typed(id, form),
        ("save", None) => list.rules.push(typed(id, form)),
        ("up", Some(place)) if place > 0 => list.rules.swap(place - 1, place),
        ("remove", Some(place)) => drop(list.rules.remove(place)),
        ("up" | "remove", _) => {}
        _ => return None,
    }
    Some(())
}

fn typed(id: String, form: &Form) -> Rule {
    let description = form.text("intent").trim().to_owned();
    let matcher = if description.is_empty() {
        let keywords = form.text("keywords");
        let keywords = keywords.split([',', '\n']).map(str::trim).filter(|keyword| !keyword.is_empty());
        Matcher::Keywords { keywords: keywords.map(str::to_owned).collect() }
    } else {
        let percent: f32 = form.text("threshold").trim().parse::<u8>().map_or(f32::NAN, f32::from);
        Matcher::Intent { description, threshold: percent / 100.0 }
    };
    Rule { id, label: form.text("label").trim().to_owned(), matcher, response: reply(form) }
}

fn reply(form: &Form) -> Reply {
    match form.text("kind").as_str() {
        "templates" => Reply::Templates,
        "prompt" => Reply::Prompt { text: form.text("prompt").trim().to_owned() },
        _ => Reply::Canned { texts: Texts::of(|language| form.filled(language.tag())) },
    }
}

/// POST `/review/persona`.
pub(super) async fn put_persona(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    if rules::put_persona(&visitor.host, &visitor.reviewer, &form.text("text")).await? {
        return see("/review/rules", &[]);
    }
    shown(&visitor, 400, Notice::bad(visitor.desk().words.persona_refused)).await
}

/// POST `/review/persona/{approve|refuse}`.
pub(super) async fn judge_persona(mut call: Call, verb: &str) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let version = form.text("version").parse().map_err(|_| Refused::OldPage)?;
    if rules::judge_persona(&visitor.host, &visitor.reviewer, version, verb == "approve").await? {
        return see("/review/rules", &[]);
    }
    shown(&visitor, 409, Notice::bad(visitor.desk().words.persona_kept)).await
}
