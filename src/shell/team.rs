//! `/api/reviewers`: admins only.

use super::Call;
use super::answer::{ApiError, broken, empty, json};
use super::reviews::{bad, json_body, parse};
use crate::host::Host;
use crate::identity::ReviewerId;
use crate::review::Role;
use crate::steps::team::{self, Newcomer};
use crate::tables::filled;
use serde::Deserialize;
use serde_json::json;
use worker::Response;

/// GET `/api/reviewers`: without tokens, which nobody has.
pub(super) async fn list(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    json(&json!({"reviewers": team::list(&host).await?}))
}

/// POST `/api/reviewers`, body `{"name","role","email"}`: 200 with the token, shown
/// this once; 400 if somebody has the e-mail address.
pub(super) async fn add(mut call: Call) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        role: Role,
        #[serde(default)]
        email: Option<String>,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let Body { name, role, email } = parse(&json_body(&mut call).await?)?;
    let id = ReviewerId::new(host.nonce());
    let newcomer = newcomer(id, &name, role, email.as_deref()).map_err(bad)?;
    let added = team::add(&host, &admin, &newcomer).await?;
    json(&added.ok_or_else(|| bad("somebody has that e-mail address"))?)
}

/// Checks what was typed. Errors: what is wrong, in words.
pub(super) fn newcomer(id: ReviewerId, name: &str, role: Role, email: Option<&str>) -> Result<Newcomer, &'static str> {
    let name = filled(name, 100).ok_or("name must have 1 to 100 characters")?;
    let email = address(email)?;
    Ok(Newcomer { id, name, role, email })
}

/// An e-mail address in lower case; `None` if none was given. Errors: it is none.
pub(super) fn address(email: Option<&str>) -> Result<Option<String>, &'static str> {
    let Some(text) = email.map(str::trim).filter(|email| !email.is_empty()) else { return Ok(None) };
    let email = filled(text, 254).filter(|e| e.contains('@') && !e.contains(char::is_whitespace));
    email.map(|email| Some(email.to_lowercase())).ok_or("email must be an e-mail address")
}

/// DELETE `/api/reviewers/{id}`: 204; 404 if there is none or it was done before; 400
/// for oneself, so that somebody is left to add others.
pub(super) async fn revoke(call: Call, id: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let id = ReviewerId::known(id).ok_or(ApiError::NotFound)?;
    if id == admin.id {
        return Err(bad("nobody revokes themselves"));
    }
    if !team::revoke(&host, &admin, &id).await? {
        return Err(ApiError::NotFound);
    }
    empty(204).map_err(|_| broken("an answer could not be built"))
}
