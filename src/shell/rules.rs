//! `/api/rules` and `/api/persona`: admins only.

use super::Call;
use super::answer::{ApiError, json};
use super::reviews::{bad, json_body, parse};
use crate::draft::rules::{Response as Reply, Rule, Rules};
use crate::review::Role;
use crate::steps::rules::{self, Put};
use serde::Deserialize;
use worker::Response;

/// GET `/api/rules`: the rules in force and the persona.
pub(super) async fn list(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    json(&rules::in_force(&host).await?)
}

/// PUT `/api/rules`, body `{"version","rules","default"}`, `version` being the one that is
/// replaced. 409 if it is not in force any more, 400 with the rule and codes if a rule
/// cannot be used.
pub(super) async fn put(mut call: Call) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
        rules: Vec<Rule>,
        default: Reply,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { version, rules, default } = parse(&json_body(&mut call).await?)?;
    match rules::put(&host, &admin, version, &Rules { rules, default }).await? {
        Put::Done => json(&rules::in_force(&host).await?),
        Put::Stale => Err(ApiError::Stale("The rules were changed meanwhile.")),
        Put::Refused(rule, why) => Err(bad(format!("rule {rule:?} cannot be used: {}", why.codes()))),
    }
}

/// PUT `/api/persona`, body `{"text"}`. It waits to be judged.
pub(super) async fn put_persona(mut call: Call) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        text: String,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { text } = parse(&json_body(&mut call).await?)?;
    if !rules::put_persona(&host, &admin, &text).await? {
        return Err(bad("text is too long, or holds characters that cannot be seen"));
    }
    json(&rules::in_force(&host).await?)
}

/// POST `/api/persona/{approve|refuse}`, body `{"version"}`. 409 if it was judged or
/// replaced meanwhile, or is one's own while another admin could approve it.
pub(super) async fn judge_persona(mut call: Call, verb: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        version: u32,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { version } = parse(&json_body(&mut call).await?)?;
    if !rules::judge_persona(&host, &admin, version, verb == "approve").await? {
        return Err(ApiError::Stale("It was judged or replaced meanwhile, or another admin has to approve it."));
    }
    json(&rules::in_force(&host).await?)
}
