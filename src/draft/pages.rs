//! Templates, reply rules and the persona at the desk. Each press on the page of rules
//! changes one thing of the list that the page showed.

use super::rules::{Matcher, ReplyRule, RuleResponse as Reply, Rules, Texts};
use super::{changed, changed_view, redraft};
use crate::desk;
use crate::desk::Desk;
use crate::desk::layout::Notice;
use crate::draft::rules::active::{self, ActiveRules, PutRules};
use crate::draft::rules::page as view;
use crate::draft::template::page;
use crate::draft::template::sets;
use crate::http::{DAY, Forbidden, Form, HttpError, Response, Route, Visit};
use crate::identity::Role;
use crate::language::Language;
use crate::review::pages::{CardRemarks, named, show};

pub const ROUTES: &[Route] = &[
    Route::form("/review/cards/{id}/redraft", Role::may_decide, |visit| Box::pin(redraft(visit))),
    Route::page("/review/replies", Role::may_administer, |visit| {
        Box::pin(async move { show_replies(&visit, 200, None, None).await })
    }),
    Route::form("/review/replies", Role::may_administer, |visit| Box::pin(put_replies(visit))),
    Route::page("/review/replies/changed", Role::may_administer, |visit| Box::pin(changed_most(visit))),
    Route::form("/review/replies/adopt", Role::may_administer, |visit| Box::pin(adopt(visit))),
    Route::page("/review/rules", Role::may_administer, |visit| {
        Box::pin(async move { show_rules(&visit, 200, None).await })
    }),
    Route::form("/review/rules/{verb}", Role::may_administer, |visit| Box::pin(change_rules(visit))),
    Route::form("/review/persona", Role::may_administer, |visit| Box::pin(put_persona(visit))),
    Route::form("/review/persona/approve", Role::may_administer, |visit| Box::pin(judge_persona(visit, true))),
    Route::form("/review/persona/refuse", Role::may_administer, |visit| Box::pin(judge_persona(visit, false))),
];

/// The page of templates. `unsaved`: what stands in a form all the same.
async fn show_replies(
    visit: &Visit<'_>,
    status: u16,
    unsaved: Option<page::Unsaved<'_>>,
    notice: Option<Notice>,
) -> Result<Response, HttpError> {
    let sets = sets::list(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, page::replies(&Desk::of(visit, &business), &sets, unsaved, notice)))
}

/// Replaces a language's texts, which the form has with empty lines between them. Only the button
/// that says so goes back to the built-in ones: a form that was emptied does not.
async fn put_replies(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (w, form) = (desk::words_of(&visit), &visit.form);
    let language = Language::parse(&form.text("language")).ok_or(HttpError::NotFound)?;
    let typed = form.text("texts");
    let back = form.text("to") == "built_in";
    let texts: Vec<String> = if back { vec![] } else { typed.split(page::BETWEEN).map(str::to_owned).collect() };
    let wrong = if !back && typed.trim().is_empty() {
        Some(w.template_empty().to_owned())
    } else {
        let refused = sets::put(visit.host, &visit.reviewer, language, &texts).await?;
        refused.map(|(text, why)| format!("« {text} »{}{}", w.colon, w.validation_error(&why)))
    };
    match wrong {
        None => show_replies(&visit, 200, None, Some(Notice::good(w.replies_saved))).await,
        Some(wrong) => {
            let unsaved = page::Unsaved { language, texts: &typed, wrong: Some(&wrong) };
            show_replies(&visit, 400, Some(unsaved), Some(Notice::bad(w.replies_refused))).await
        }
    }
}

/// What people changed in the drafts of the last 90 days.
async fn changed_most(visit: Visit<'_>) -> Result<Response, HttpError> {
    let business = visit.settings.business_name();
    let changes = changed::changes(visit.host, &business, visit.host.now().minus(DAY * 90)).await?;
    Ok(desk::page(200, changed_view::render(&Desk::of(&visit, &business), &changes)))
}

/// Puts a text beside what stands in the form of its language, for an admin to look at and to save.
async fn adopt(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (w, form) = (desk::words_of(&visit), &visit.form);
    let language = Language::parse(&form.text("language")).ok_or(HttpError::NotFound)?;
    let before: Vec<String> = if form.filled("typed").is_some() {
        form.filled("texts").into_iter().collect()
    } else {
        let sets = sets::list(visit.host).await?;
        sets.into_iter().find(|set| set.language == language.tag()).map(|set| set.texts).unwrap_or_default()
    };
    let texts: Vec<String> = before.into_iter().chain(form.filled("text")).collect();
    let unsaved = page::Unsaved { language, texts: &texts.join(page::BETWEEN), wrong: None };
    show_replies(&visit, 200, Some(unsaved), Some(Notice::good(w.changed_adopted()))).await
}

/// The page of rules as they are in force.
async fn show_rules(visit: &Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    let in_force = active::in_force(visit.host).await?;
    Ok(page_of_rules(visit, status, &in_force, None, notice))
}

fn page_of_rules(
    visit: &Visit<'_>,
    status: u16,
    list: &ActiveRules,
    typed: Option<&str>,
    notice: Option<Notice>,
) -> Response {
    let business = visit.settings.business_name();
    desk::page(status, view::rules(&Desk::of(visit, &business), list, typed, notice))
}

/// `save`, `up`, `remove` or `default`: changes one thing of the list. 404 for another press.
async fn change_rules(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let mut in_force = active::in_force(visit.host).await?;
    let base = version(&visit.form)?;
    changed(&mut in_force.rules, visit.params.get("verb"), &visit.form).ok_or(HttpError::NotFound)?;
    let put = if base == in_force.version {
        active::put(visit.host, &visit.reviewer, base, &in_force.rules).await?
    } else {
        PutRules::Stale
    };
    match put {
        PutRules::Done => Ok(Response::redirect("/review/rules")),
        PutRules::Stale => show_rules(&visit, 409, Some(Notice::bad(w.rules_stale))).await,
        // With what was typed, which is not lost.
        PutRules::Refused(rule, why) => {
            let notice = Notice::bad(&format!("{} {}", w.rules_refused, w.rule_objection(&why)));
            Ok(page_of_rules(&visit, 400, &in_force, Some(&rule), Some(notice)))
        }
    }
}

/// The version that the page showed. A form without one is of an old page.
fn version(form: &Form) -> Result<u32, HttpError> {
    form.number("version").ok_or(HttpError::Forbidden(Forbidden::OldPage))
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

fn typed(id: String, form: &Form) -> ReplyRule {
    let description = form.text("intent").trim().to_owned();
    let matcher = if description.is_empty() {
        let keywords = form.text("keywords");
        let keywords = keywords.split([',', '\n']).map(str::trim).filter(|keyword| !keyword.is_empty());
        Matcher::Keywords { keywords: keywords.map(str::to_owned).collect() }
    } else {
        let percent: f32 = form.text("threshold").trim().parse::<u8>().map_or(f32::NAN, f32::from);
        Matcher::Intent { description, threshold: percent / 100.0 }
    };
    ReplyRule { id, label: form.text("label").trim().to_owned(), matcher, response: reply(form) }
}

fn reply(form: &Form) -> Reply {
    match form.text("kind").as_str() {
        "templates" => Reply::Templates,
        "prompt" => Reply::Prompt { text: form.text("prompt").trim().to_owned() },
        _ => Reply::Canned { texts: Texts::of(|language| form.filled(language.tag())) },
    }
}

/// Replaces the persona. It waits to be judged.
async fn put_persona(visit: Visit<'_>) -> Result<Response, HttpError> {
    if active::put_persona(visit.host, &visit.reviewer, &visit.form.text("text")).await? {
        return Ok(Response::redirect("/review/rules"));
    }
    let notice = Notice::bad(desk::words_of(&visit).persona_refused);
    show_rules(&visit, 400, Some(notice)).await
}

/// 409 if it was judged or replaced meanwhile, or another admin has to approve it.
async fn judge_persona(visit: Visit<'_>, approve: bool) -> Result<Response, HttpError> {
    let version = version(&visit.form)?;
    if active::judge_persona(visit.host, &visit.reviewer, version, approve).await? {
        return Ok(Response::redirect("/review/rules"));
    }
    let notice = Notice::bad(desk::words_of(&visit).persona_kept);
    show_rules(&visit, 409, Some(notice)).await
}

/// Drafts again; sends nothing.
async fn redraft(visit: Visit<'_>) -> Result<Response, HttpError> {
    let (id, w) = (named(&visit)?, desk::words_of(&visit));
    let version = visit.form.number("version").ok_or(HttpError::Forbidden(Forbidden::OldPage))?;
    if redraft::redraft(visit.host, visit.settings, &visit.reviewer, &id, version).await? {
        show(&visit, &id, 200, CardRemarks { notice: Some(Notice::good(w.redraft_done)), ..CardRemarks::default() })
            .await
    } else {
        show(&visit, &id, 409, CardRemarks::bad(w.redraft_not, None)).await
    }
}
