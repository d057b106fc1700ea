//! `/api/allowlist`: admins only.

use super::Call;
use super::answer::{ApiError, broken, empty, json};
use super::reviews::{bad, json_body, parse};
use crate::draft::Language;
use crate::identity::Address;
use crate::review::Role;
use crate::steps::allowlist::{self, OptIn, Put};
use serde::Deserialize;
use worker::Response;

/// GET `/api/allowlist?limit=&cursor=`.
pub(super) async fn list(call: &Call) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    let limit = u32::try_from(call.number("limit", 100, 1..=1_000)?).unwrap_or(100);
    let after = call.query("cursor").unwrap_or_default();
    json(&allowlist::list(&host, &after, limit).await?)
}

/// GET `/api/allowlist/{phone or bsuid}`: 404 if it is not listed.
pub(super) async fn find(call: &Call, address: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    call.authorize(&host, Role::may_administer).await?;
    let entry = allowlist::find(&host, &address_of(address)?).await?;
    json(&entry.ok_or(ApiError::NotFound)?)
}

/// PUT `/api/allowlist/{phone or bsuid}`: adds or changes one entry.
pub(super) async fn put(mut call: Call, address: &str) -> Result<Response, ApiError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        customer_id: String,
        customer_name: String,
        language: String,
        opt_in_note: String,
        #[serde(default)]
        replace: bool,
    }
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    let address = address_of(address)?;
    let body: Body = parse(&json_body(&mut call).await?)?;
    let opt_in = OptIn {
        customer_id: filled("customer_id", &body.customer_id, 128)?,
        customer_name: filled("customer_name", &body.customer_name, 200)?,
        language: Language::parse(&body.language).ok_or_else(|| bad("language must be fr, en, es or pt"))?,
        note: filled("opt_in_note", &body.opt_in_note, 2_000)?,
        replace: body.replace,
    };
    match allowlist::put(&host, &call.settings(), &admin, &address, &opt_in).await? {
        Some(Put::Done(entry)) => json(&entry),
        Some(Put::OtherCustomers(entry)) => Err(ApiError::OtherCustomers(entry.customer_id)),
        None => Err(ApiError::NotFound),
    }
}

/// DELETE `/api/allowlist/{phone or bsuid}`: 204; 404 if it is not listed.
pub(super) async fn remove(call: &Call, address: &str) -> Result<Response, ApiError> {
    let host = call.host()?;
    let admin = call.authorize(&host, Role::may_administer).await?;
    if allowlist::remove(&host, &call.settings(), &admin, &address_of(address)?).await? {
        empty(204).map_err(|_| broken("an answer could not be built"))
    } else {
        Err(ApiError::NotFound)
    }
}

/// The address in a path, percent-decoded, as an admin types it.
fn address_of(segment: &str) -> Result<Address, ApiError> {
    let decoded = worker::js_sys::decode_uri_component(segment).map(String::from);
    decoded
        .ok()
        .and_then(|text| Address::typed(&text))
        .ok_or_else(|| bad("the address must be a phone number with its country code, or a BSUID"))
}

fn filled(name: &str, text: &str, longest: usize) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > longest || text.contains('\0') {
        return Err(bad(format!("{name} must have 1 to {longest} characters")));
    }
    Ok(text.to_owned())
}
