//! `/api/templates`, `/api/rules` and `/api/persona`: what drafts are written from.

use super::redraft;
use super::rules::{ReplyRule, RuleResponse as Reply, Rules};
#[cfg(not(target_arch = "wasm32"))]
use crate::draft::rules::active::ActiveRules;
use crate::draft::rules::active::{self, PutRules};
use crate::draft::template::sets;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::language::Language;
use crate::review::{self, read};
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Post, "/api/reviews/{id}/redraft", "redraftReview", Role::may_decide, |call| {
        Box::pin(redraft(call))
    }),
    Route::api(Method::Get, "/api/templates", "listTemplates", Role::may_administer, |call| {
        Box::pin(list_templates(call))
    }),
    Route::api(Method::Put, "/api/templates/{language}", "putTemplates", Role::may_administer, |call| {
        Box::pin(put_templates(call))
    }),
    Route::api(Method::Get, "/api/rules", "getRules", Role::may_administer, |call| {
        Box::pin(async move { in_force(&call).await })
    }),
    Route::api(Method::Put, "/api/rules", "putRules", Role::may_administer, |call| Box::pin(put_rules(call))),
    Route::api(Method::Put, "/api/persona", "putPersona", Role::may_administer, |call| Box::pin(put_persona(call))),
    Route::api(Method::Post, "/api/persona/approve", "approvePersona", Role::may_administer, |call| {
        Box::pin(judge_persona(call, true))
    }),
    Route::api(Method::Post, "/api/persona/refuse", "refusePersona", Role::may_administer, |call| {
        Box::pin(judge_persona(call, false))
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    const SETS: &str = "The newest set of each language.";
    const IN_FORCE: &str = "The rules in force and the persona.";
    vec![
        Operation::new("redraftReview", "Draft an open card again; nothing is sent.")
            .path("id", "The card.")
            .takes::<CardSeen>()
            .answers_nothing(202, "The next version comes in a few seconds.")
            .refuses(404, NOT_FOUND)
            .answers::<review::api::ConflictBody>(409, review::api::NOT_CARRIED_OUT),
        Operation::new("listTemplates", "The business's own templates.").answers::<Templates>(200, SETS),
        Operation::new(
            "putTemplates",
            "Replaces the texts of a language; none means the built-in ones. {hello}, {customer} and {business} \
             are filled in, by their French names {bonjour}, {nom} and {entreprise} too.",
        )
        .path("language", "fr, en, es, pt, it or ar.")
        .takes::<TemplatesToPut>()
        .answers::<Templates>(200, SETS)
        .refuses(400, "The request does not fit, or the guard objects to a text.")
        .refuses(404, NOT_FOUND),
        Operation::new("getRules", "The reply rules: the first that matches an order-shaped message makes its draft.")
            .answers::<ActiveRules>(200, IN_FORCE),
        Operation::new("putRules", "Replaces the reply rules. They only ever make drafts.")
            .takes::<RulesToPut>()
            .answers::<ActiveRules>(200, IN_FORCE)
            .refuses(400, "The request does not fit, or a rule cannot be used: the message says which, and why.")
            .refuses(409, "The rules were changed meanwhile."),
        Operation::new(
            "putPersona",
            "Replaces how a model shall sound. It writes nothing until an admin approved it; empty means none.",
        )
        .takes::<PersonaToPut>()
        .answers::<ActiveRules>(200, IN_FORCE),
        Operation::new("approvePersona", "Approves the persona: by another admin than its author, if there is one.")
            .takes::<PersonaSeen>()
            .answers::<ActiveRules>(200, IN_FORCE)
            .refuses(409, "It was judged or replaced meanwhile, or another admin has to approve it."),
        Operation::new("refusePersona", "Refuses the persona.")
            .takes::<PersonaSeen>()
            .answers::<ActiveRules>(200, IN_FORCE)
            .refuses(409, "It was judged or replaced meanwhile."),
    ]
}

/// The business's own templates.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Templates {
    /// The newest set of each language.
    templates: Vec<sets::Set>,
}

/// The newest set of each language.
async fn list_templates(call: Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&Templates { templates: sets::list(call.host).await? }))
}

/// A language's templates.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct TemplatesToPut {
    /// None: the built-in ones again.
    texts: Vec<String>,
}

/// Replaces a language's texts; none: the built-in ones again. 400 with the guard's codes if
/// one cannot be used; nothing is changed then.
async fn put_templates(call: Api<'_>) -> Result<Response, HttpError> {
    let language = Language::parse(call.params.get("language")).ok_or(HttpError::NotFound)?;
    let TemplatesToPut { texts } = call.json()?;
    if let Some((_, validation_error)) = sets::put(call.host, &call.reviewer, language, &texts).await? {
        return Err(HttpError::BadRequest(format!("a text cannot be used: {}", validation_error.codes())));
    }
    list_templates(call).await
}

/// The rules in force and the persona.
async fn in_force(call: &Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&active::in_force(call.host).await?))
}

/// A list of rules.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct RulesToPut {
    /// The one that is replaced.
    version: u32,
    rules: Vec<ReplyRule>,
    /// Where no rule matches.
    default: Reply,
}

/// Replaces the list of `version`. 409 if it is not in force any more, 400 with the rule and
/// codes if a rule cannot be used.
async fn put_rules(call: Api<'_>) -> Result<Response, HttpError> {
    let RulesToPut { version, rules, default } = call.json()?;
    match active::put(call.host, &call.reviewer, version, &Rules { rules, default }).await? {
        PutRules::Done => in_force(&call).await,
        PutRules::Stale => Err(HttpError::conflict("stale_version", "The rules were changed meanwhile.")),
        PutRules::Refused(rule, why) => {
            Err(HttpError::BadRequest(format!("rule {rule:?} cannot be used: {}", why.codes())))
        }
    }
}

/// How a model shall sound.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PersonaToPut {
    /// Empty: none.
    text: String,
}

/// Replaces the persona. It waits to be judged.
async fn put_persona(call: Api<'_>) -> Result<Response, HttpError> {
    let PersonaToPut { text } = call.json()?;
    if !active::put_persona(call.host, &call.reviewer, &text).await? {
        return Err(HttpError::bad_request("text is too long, or holds characters that cannot be seen"));
    }
    in_force(&call).await
}

/// Which persona is judged.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct PersonaSeen {
    version: u32,
}

/// Approves or refuses the persona of `version`. 409 if it was judged or replaced meanwhile,
/// or is one's own while another admin could approve it.
async fn judge_persona(call: Api<'_>, approve: bool) -> Result<Response, HttpError> {
    let PersonaSeen { version } = call.json()?;
    if !active::judge_persona(call.host, &call.reviewer, version, approve).await? {
        let message = "It was judged or replaced meanwhile, or another admin has to approve it.";
        return Err(HttpError::conflict("stale_version", message));
    }
    in_force(&call).await
}

/// Which version of a card was seen.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct CardSeen {
    /// The version that was seen.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
    version: u32,
}

/// The card's messages go through the gate and the draft again. 202; 409 if the card is not
/// open at this version. Nothing is sent.
async fn redraft(call: Api<'_>) -> Result<Response, HttpError> {
    let card = review::api::named(&call)?;
    let CardSeen { version } = call.json()?;
    if redraft::redraft(call.host, call.settings, &call.reviewer, &card, version).await? {
        return Ok(Response::empty(202));
    }
    let now = read::detail(call.host, call.reviewer.role, &card).await?.ok_or(HttpError::NotFound)?.card;
    Err(HttpError::Conflict {
        code: "stale_version".into(),
        message: "The card cannot be drafted again as it stands.".into(),
        card: serde_json::value::to_raw_value(&now).ok(),
    })
}
