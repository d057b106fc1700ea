//! Reply rules, a form for each, and the persona.

use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::desk::text::visible;
use crate::draft::rules::active::ActiveRules;
use crate::draft::rules::reply_rules::Safety;
use crate::draft::rules::{Matcher, ReplyRule, RuleResponse};
use crate::language::Language;
use maud::{Markup, html};

/// The page of rules. `typed`: the rule that was just typed and not saved; its form is open.
pub fn rules(desk: &Desk<'_>, in_force: &ActiveRules, typed: Option<&str>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let version = in_force.version;
    let content = html! {
        p.hint { (w.rules_hint) " " (w.rules_need_model) }
        ol.lines {
            @for rule in &in_force.rules.rules {
                li.entry {
                    details.edit open[typed == Some(rule.id.as_str())] {
                        summary { strong { (visible(&rule.label)) } " · " (when(rule)) }
                        (form(desk, version, Some(rule)))
                        (press(desk, version, rule, "up", w.higher))
                        (press(desk, version, rule, "remove", w.remove))
                    }
                }
            }
        }
        details.edit open[in_force.rules.rules.is_empty()] {
            summary { (w.add_rule) }
            (form(desk, version, None))
        }
        h2 { (w.otherwise) }
        form.stack method="post" action="/review/rules/default" {
            (csrf(desk))
            input type="hidden" name="version" value=(version);
            (response(desk, "default", Some(&in_force.rules.default)))
            button { (w.save) }
        }
        (persona(desk, in_force))
    };
    page(desk, Tab::Rules, notice, content)
}

/// What a rule looks for, in short.
fn when(rule: &ReplyRule) -> Markup {
    html! {
        @match &rule.matcher {
            Matcher::Keywords { keywords } => (visible(&keywords.join(", "))),
            Matcher::Intent { description, threshold } => { "≈ " (visible(description)) " (" (percent(*threshold)) " %)" }
        }
    }
}

/// A threshold as people type it.
fn percent(threshold: f32) -> u32 {
    (threshold * 100.0).round() as u32
}

fn form(desk: &Desk<'_>, version: u32, rule: Option<&ReplyRule>) -> Markup {
    let w = desk.words;
    let id =
        rule.map_or_else(|| format!("r-{}", desk.form_nonce.get(..12).unwrap_or_default()), |rule| rule.id.clone());
    let (keywords, intent, threshold) = match rule.map(|rule| &rule.matcher) {
        Some(Matcher::Keywords { keywords }) => (keywords.join(", "), String::new(), 72),
        Some(Matcher::Intent { description, threshold }) => (String::new(), description.clone(), percent(*threshold)),
        None => (String::new(), String::new(), 72),
    };
    html! {
        form.stack method="post" action="/review/rules/save" {
            (csrf(desk))
            input type="hidden" name="version" value=(version);
            input type="hidden" name="id" value=(id);
            label for={ (id) "-label" } { (w.rule_name) }
            input id={ (id) "-label" } name="label" required maxlength="100" autocomplete="off" value=(rule.map_or("", |rule| &rule.label));
            label for={ (id) "-keywords" } { (w.when_words) }
            input id={ (id) "-keywords" } name="keywords" maxlength="2000" autocomplete="off" dir="auto" value=(keywords);
            label for={ (id) "-intent" } { (w.when_intent) }
            input id={ (id) "-intent" } name="intent" maxlength="1000" autocomplete="off" value=(intent);
            label for={ (id) "-threshold" } { (w.threshold) }
            input id={ (id) "-threshold" } name="threshold" inputmode="numeric" maxlength="3" value=(threshold);
            (response(desk, &id, rule.map(|rule| &rule.response)))
            button.primary { (w.save) }
        }
    }
}

fn response(desk: &Desk<'_>, id: &str, now: Option<&RuleResponse>) -> Markup {
    let w = desk.words;
    let (kind, prompt) = match now {
        Some(RuleResponse::Templates) => ("templates", ""),
        Some(RuleResponse::Canned { .. }) => ("canned", ""),
        Some(RuleResponse::Prompt { text }) => ("prompt", text.as_str()),
        None => ("canned", ""),
    };
    html! {
        label for={ (id) "-kind" } { (w.then_draft) }
        select id={ (id) "-kind" } name="kind" {
            @for (value, text) in [("templates", w.by_templates), ("canned", w.by_canned), ("prompt", w.by_prompt)] {
                option value=(value) selected[value == kind] { (text) }
            }
        }
        div.of-prompt {
            label for={ (id) "-prompt" } { (w.instruction) }
            textarea id={ (id) "-prompt" } name="prompt" rows="2" maxlength="1000" { (prompt) }
        }
        details.of-canned open[kind == "canned"] {
            summary { (w.canned_texts) }
            @for language in Language::ALL {
                label for={ (id) "-" (language.tag()) } { (w.canned_in) " " (w.language(language.tag())) }
                textarea id={ (id) "-" (language.tag()) } name=(language.tag()) rows="2" maxlength="700" dir="auto" {
                    (now.and_then(|now| now.canned(language)).unwrap_or_default())
                }
            }
        }
    }
}

fn press(desk: &Desk<'_>, version: u32, rule: &ReplyRule, verb: &str, name: &str) -> Markup {
    html! {
        form method="post" action={ "/review/rules/" (verb) } {
            (csrf(desk))
            input type="hidden" name="version" value=(version);
            input type="hidden" name="id" value=(rule.id);
            button.plain aria-label={ (name) (desk.words.colon) (rule.label) } { (name) }
        }
    }
}

fn persona(desk: &Desk<'_>, in_force: &ActiveRules) -> Markup {
    let w = desk.words;
    let persona = &in_force.persona;
    let own = persona.changed_by.as_deref() == Some(desk.reviewer.id.as_str());
    html! {
        h2 { (w.persona) }
        p.hint { (w.persona_hint) }
        @if !persona.text.is_empty() { p { span.tag { (w.safety(persona.safety)) } } }
        form.stack method="post" action="/review/persona" {
            (csrf(desk))
            label for="persona" { (w.instruction) }
            textarea id="persona" name="text" rows="4" maxlength="2000" { (persona.text) }
            button { (w.save) }
        }
        @if persona.safety == Safety::Pending {
            @for (verb, name) in [("approve", w.approve_persona), ("refuse", w.refuse_persona)] {
                form method="post" action={ "/review/persona/" (verb) } {
                    (csrf(desk))
                    input type="hidden" name="version" value=(persona.version);
                    button.primary[verb == "approve" && !own] { (name) }
                }
            }
        }
    }
}
