//! `/api/templates`: admins only.

use super::Call;
use super::answer::{ApiError, json};
use super::reviews::{bad, json_body, parse};
use crate::draft::Language;
use crate::review::Role;
use crate::steps::templates;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

/// GET `/api/templates`: the newest set of each language.
pub(super) async fn list(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    json(&json!({"templates": templates::list(&host).await?}))
}

/// PUT `/api/templates/{language}`, body `{"texts":[…]}`; none: the built-in ones again.
/// 400 with the guard's codes if one cannot be used; nothing is changed then.
pub(super) async fn put(mut call: Call, language: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        texts: Vec<String>,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let language = Language::parse(language).ok_or(ApiError::NotFound)?;
    let Body { texts } = parse(&json_body(&mut call).await?)?;
    match templates::put(&host, &admin, language, &texts).await? {
        Some((_, objection)) => Err(bad(format!("a text cannot be used: {}", objection.codes()))),
        None => json(&json!({"templates": templates::list(&host).await?})),
    }
}
