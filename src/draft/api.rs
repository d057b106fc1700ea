//! `/api/templates`, `/api/rules` and `/api/persona`: what drafts are written from.

use super::redraft;
use super::rules::{Response as Reply, Rule, Rules};
use crate::draft::rules::active::{self, Put};
use crate::draft::template::sets;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use crate::language::Language;
use crate::review::{self, read};
use serde::Deserialize;
use serde_json::json;

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

/// The newest set of each language.
async fn list_templates(call: Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&json!({"templates": sets::list(call.host).await?})))
}

/// Replaces a language's texts; none: the built-in ones again. 400 with the guard's codes if
/// one cannot be used; nothing is changed then.
async fn put_templates(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        texts: Vec<String>,
    }
    let language = Language::parse(call.params.get("language")).ok_or(HttpError::NotFound)?;
    let Body { texts } = call.json()?;
    if let Some((_, validation_error)) = sets::put(call.host, &call.reviewer, language, &texts).await? {
        return Err(HttpError::BadRequest(format!("a text cannot be used: {}", validation_error.codes())));
    }
    list_templates(call).await
}

/// The rules in force and the persona.
async fn in_force(call: &Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&active::in_force(call.host).await?))
}

/// Replaces the list of `version`. 409 if it is not in force any more, 400 with the rule and
/// codes if a rule cannot be used.
async fn put_rules(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
        rules: Vec<Rule>,
        default: Reply,
    }
    let Body { version, rules, default } = call.json()?;
    match active::put(call.host, &call.reviewer, version, &Rules { rules, default }).await? {
        Put::Done => in_force(&call).await,
        Put::Stale => Err(HttpError::conflict("stale_version", "The rules were changed meanwhile.")),
        Put::Refused(rule, why) => Err(HttpError::BadRequest(format!("rule {rule:?} cannot be used: {}", why.codes()))),
    }
}

/// Replaces the persona. It waits to be judged.
async fn put_persona(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        text: String,
    }
    let Body { text } = call.json()?;
    if !active::put_persona(call.host, &call.reviewer, &text).await? {
        return Err(HttpError::bad_request("text is too long, or holds characters that cannot be seen"));
    }
    in_force(&call).await
}

/// Approves or refuses the persona of `version`. 409 if it was judged or replaced meanwhile,
/// or is one's own while another admin could approve it.
async fn judge_persona(call: Api<'_>, approve: bool) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
    }
    let Body { version } = call.json()?;
    if !active::judge_persona(call.host, &call.reviewer, version, approve).await? {
        let message = "It was judged or replaced meanwhile, or another admin has to approve it.";
        return Err(HttpError::conflict("stale_version", message));
    }
    in_force(&call).await
}

/// The card's messages go through the gate and the draft again. 202; 409 if the card is not
/// open at this version. Nothing is sent.
async fn redraft(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
    }
    let card = review::api::named(&call)?;
    let Body { version } = call.json()?;
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
