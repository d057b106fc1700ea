//! `/api/devices` and `/api/quiet-hours`: one's own, of those who decide.

use super::Newcomer;
use super::steps::{self, Added, Notices};
use crate::bulk_import::filled;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{DeviceId, Role};
use crate::notify::quiet::{self, QuietHours, time};
use serde::Deserialize;
use serde_json::json;

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/devices", "listDevices", Role::may_decide, |call| Box::pin(list(call))),
    Route::api(Method::Post, "/api/devices", "addDevice", Role::may_decide, |call| Box::pin(add(call))),
    Route::api(Method::Delete, "/api/devices/{id}", "removeDevice", Role::may_decide, |call| Box::pin(remove(call))),
    Route::api(Method::Post, "/api/devices/{id}/test", "testDevice", Role::may_decide, |call| Box::pin(test(call))),
    Route::api(Method::Put, "/api/quiet-hours", "putQuietHours", Role::may_decide, |call| Box::pin(put_quiet(call))),
];

/// Devices, quiet hours, and the key that a browser subscribes with.
async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Notices { devices, quiet, public_key } = steps::notices(call.host, call.settings, &call.reviewer).await?;
    let quiet =
        quiet.map(|hours| json!({"from": time(hours.begins), "to": time(hours.ends), "utc_offset": hours.utc_offset}));
    Ok(Response::json(&json!({"devices": devices, "quiet_hours": quiet, "public_key": public_key})))
}

/// 200 with the device; 400 if it is at no known push service, or there are twenty; 503 without
/// `VAPID_PRIVATE_KEY`.
async fn add(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        name: String,
        endpoint: String,
        p256dh: String,
        auth: String,
        #[serde(default)]
        utc_offset: Option<i64>,
    }
    let Body { name, endpoint, p256dh, auth, utc_offset } = call.json()?;
    let name = filled(&name, 60).ok_or_else(|| HttpError::bad_request("name must have 1 to 60 characters"))?;
    let id = DeviceId::new(call.host.nonce());
    let new = Newcomer { id, name: &name, endpoint: &endpoint, p256dh: &p256dh, auth: &auth };
    let offset = utc_offset.filter(|minutes| minutes.abs() <= quiet::FARTHEST);
    match steps::add(call.host, call.settings, &call.reviewer, &new, offset).await? {
        Added::Device(device) => Ok(Response::json(&device)),
        Added::Senseless => Err(HttpError::bad_request("this is no subscription at a known push service")),
        Added::TooMany => Err(HttpError::bad_request("you have twenty devices; remove one")),
    }
}

/// 204; 404 if it is not one's own.
async fn remove(call: Api<'_>) -> Result<Response, HttpError> {
    let id = DeviceId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    let removed = steps::remove(call.host, &call.reviewer, &id).await?;
    if removed { Ok(Response::empty(204)) } else { Err(HttpError::NotFound) }
}

/// 200 with what became of it; 404 if it is not one's own, or is not pushed to any more.
async fn test(call: Api<'_>) -> Result<Response, HttpError> {
    let id = DeviceId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    let pushed = steps::test(call.host, call.settings, &call.reviewer, &id).await?;
    Ok(Response::json(&json!({"outcome": pushed.ok_or(HttpError::NotFound)?.code()})))
}

/// 204. The same time twice: none.
async fn put_quiet(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        from: String,
        to: String,
        utc_offset: i64,
    }
    let Body { from, to, utc_offset } = call.json()?;
    let hours = QuietHours::read(&from, &to, utc_offset)
        .ok_or_else(|| HttpError::bad_request("from and to must be HH:MM, utc_offset minutes from -840 to 840"))?;
    steps::set_quiet(call.host, &call.reviewer, &hours).await?;
    Ok(Response::empty(204))
}
