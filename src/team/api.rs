//! `/api/reviewers`: admins only.

use crate::bulk_import::filled;
use crate::clock::Timestamp;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{MISFIT, NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{ReviewerId, Role};
#[cfg(not(target_arch = "wasm32"))]
use crate::team::members::MemberAdded;
use crate::team::members::{self, NewMember};
use crate::team::reviewer::ReviewerRow;
use crate::team::sign_in_link;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/reviewers", "listReviewers", Role::may_administer, |call| Box::pin(list(call))),
    Route::api(Method::Post, "/api/reviewers", "addReviewer", Role::may_administer, |call| Box::pin(add(call))),
    Route::api(Method::Delete, "/api/reviewers/{id}", "revokeReviewer", Role::may_administer, |call| {
        Box::pin(revoke(call))
    }),
    Route::api(Method::Post, "/api/reviewers/{id}/sign-in-link", "makeSignInLink", Role::may_administer, |call| {
        Box::pin(make_link(call))
    }),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listReviewers", "The team, without tokens.").answers::<Team>(200, "All."),
        Operation::new("addReviewer", "Adds a reviewer.")
            .takes::<Body>()
            .answers::<MemberAdded>(200, "The token, shown this once."),
        Operation::new("revokeReviewer", "Revokes a reviewer's token and sessions, for good.")
            .path("id", "The reviewer.")
            .answers_nothing(204, "Revoked.")
            .refuses(400, MISFIT)
            .refuses(404, NOT_FOUND),
        Operation::new(
            "makeSignInLink",
            "A link that signs a reviewer in on a phone, once and within ten minutes; one made before stops working.",
        )
        .path("id", "The reviewer.")
        .answers::<SignInLink>(200, "The link, shown this once.")
        .refuses(404, NOT_FOUND),
    ]
}

/// Everybody who was ever added.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Team {
    /// Revoked ones last.
    reviewers: Vec<ReviewerRow>,
}

/// Without tokens, which nobody has.
async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    Ok(Response::json(&Team { reviewers: members::list(call.host).await? }))
}

/// Somebody who is to come in.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "NewReviewer"))]
#[serde(deny_unknown_fields)]
struct Body {
    /// 1 to 100 characters.
    name: String,
    role: Role,
    /// What Cloudflare Access knows them by.
    #[serde(default)]
    email: Option<String>,
}

/// 200 with the token, shown this once; 400 if somebody has the e-mail address.
async fn add(call: Api<'_>) -> Result<Response, HttpError> {
    let Body { name, role, email } = call.json()?;
    let id = ReviewerId::new(call.host.nonce());
    let newcomer = newcomer(id, &name, role, email.as_deref()).map_err(HttpError::bad_request)?;
    let added = members::add(call.host, &call.reviewer, &newcomer).await?;
    Ok(Response::json(&added.ok_or_else(|| HttpError::bad_request("somebody has that e-mail address"))?))
}

/// 204; 404 if there is nobody of this id or it was done before; 400 for oneself, so that
/// somebody is left to add others.
async fn revoke(call: Api<'_>) -> Result<Response, HttpError> {
    let id = ReviewerId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    if id == call.reviewer.id {
        return Err(HttpError::bad_request("nobody revokes themselves"));
    }
    let revoked = members::revoke(call.host, &call.reviewer, &id).await?;
    if revoked { Ok(Response::empty(204)) } else { Err(HttpError::NotFound) }
}

/// A link that signs somebody in.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct SignInLink {
    expires_at: Timestamp,
    /// Below `PUBLIC_URL`; without that setting a path.
    link: String,
}

/// 200 with a link that signs them in on a phone, shown this once; 404 if there is no such person.
async fn make_link(call: Api<'_>) -> Result<Response, HttpError> {
    let whose = ReviewerId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    let made = sign_in_link::make(call.host, &call.reviewer, &whose).await?.ok_or(HttpError::NotFound)?;
    Ok(Response::json(&SignInLink { expires_at: made.expires_at, link: made.link(call.settings) }))
}

/// Checks what was typed. Errors: what is wrong, in words.
pub fn newcomer(id: ReviewerId, name: &str, role: Role, email: Option<&str>) -> Result<NewMember, &'static str> {
    let name = filled(name, 100).ok_or("name must have 1 to 100 characters")?;
    let email = email_address(email)?;
    Ok(NewMember { id, name, role, email })
}

/// An e-mail address, its ASCII letters in lower case: Unicode has letters that become them, such
/// as the Kelvin sign. `None` if none was given. Errors: it is not one.
pub(super) fn email_address(email: Option<&str>) -> Result<Option<String>, &'static str> {
    let Some(text) = email.map(str::trim).filter(|email| !email.is_empty()) else { return Ok(None) };
    let email = filled(text, 254).filter(|e| e.contains('@') && !e.contains(char::is_whitespace));
    email.map(|email| Some(email.to_ascii_lowercase())).ok_or("email must be an e-mail address")
}
