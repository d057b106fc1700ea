//! `/api/devices` and `/api/quiet-hours`: one's own, of those who decide.

use super::steps::{self, DeviceAdded, Notices};
use super::{Device, NewDevice};
use crate::bulk_import::filled;
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::{NOT_FOUND, Operation};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::{DeviceId, Role};
use crate::notify::quiet::{self, QuietHours, time};
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] = &[
    Route::api(Method::Get, "/api/devices", "listDevices", Role::may_decide, |call| Box::pin(list(call))),
    Route::api(Method::Post, "/api/devices", "addDevice", Role::may_decide, |call| Box::pin(add(call))),
    Route::api(Method::Delete, "/api/devices/{id}", "removeDevice", Role::may_decide, |call| Box::pin(remove(call))),
    Route::api(Method::Post, "/api/devices/{id}/test", "testDevice", Role::may_decide, |call| Box::pin(test(call))),
    Route::api(Method::Put, "/api/quiet-hours", "putQuietHours", Role::may_decide, |call| Box::pin(put_quiet(call))),
];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new("listDevices", "Your devices, your quiet hours, and the key that a browser subscribes with.")
            .answers::<OwnDevices>(200, "Yours."),
        Operation::new("addDevice", "Have a browser of yours pushed to. One that is there is kept up to date.")
            .takes::<Body>()
            .answers::<Device>(200, "The device.")
            .refuses(503, "A setting is missing or invalid."),
        Operation::new("removeDevice", "Push to it no more.")
            .path("id", "The device.")
            .answers_nothing(204, "Removed.")
            .refuses(404, NOT_FOUND),
        Operation::new("testDevice", "Push a test to it.")
            .path("id", "The device.")
            .answers::<Tested>(200, "What became of it.")
            .refuses(404, NOT_FOUND)
            .refuses(503, "A setting is missing or invalid."),
        Operation::new("putQuietHours", "When your devices are not to ring.")
            .takes::<Hours>()
            .answers_nothing(204, "Set."),
    ]
}

/// When somebody's devices are not to ring.
#[derive(Deserialize, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "QuietHours"))]
#[serde(deny_unknown_fields)]
struct Hours {
    /// `HH:MM` on the reviewer's clock.
    from: String,
    /// `HH:MM`; the same as `from`: no quiet hours.
    to: String,
    /// Minutes that their clock is ahead of UTC.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -840, max = 840)))]
    utc_offset: i64,
}

/// What somebody is told by.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct OwnDevices {
    devices: Vec<Device>,
    /// What a browser subscribes with, base64url; `null` without `VAPID_PRIVATE_KEY`.
    public_key: Option<String>,
    quiet_hours: Option<Hours>,
}

/// Devices, quiet hours, and the key that a browser subscribes with.
async fn list(call: Api<'_>) -> Result<Response, HttpError> {
    let Notices { devices, quiet, public_key } = steps::notices(call.host, call.settings, &call.reviewer).await?;
    let hours =
        |quiet: QuietHours| Hours { from: time(quiet.begins), to: time(quiet.ends), utc_offset: quiet.utc_offset };
    Ok(Response::json(&OwnDevices { devices, public_key, quiet_hours: quiet.map(hours) }))
}

/// A browser's subscription.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "NewDevice"))]
#[serde(deny_unknown_fields)]
struct Body {
    /// What kind of device it is, 1 to 60 characters.
    name: String,
    /// As the browser's subscription has it; of a known push service.
    endpoint: String,
    /// The subscription's public key, base64url.
    p256dh: String,
    /// The subscription's secret, base64url.
    auth: String,
    /// Minutes that the device's clock is ahead of UTC; keeps quiet hours right.
    #[serde(default)]
    utc_offset: Option<i64>,
}

/// 200 with the device; 400 if it is at no known push service, or there are twenty; 503 without
/// `VAPID_PRIVATE_KEY`.
async fn add(call: Api<'_>) -> Result<Response, HttpError> {
    let Body { name, endpoint, p256dh, auth, utc_offset } = call.json()?;
    let name = filled(&name, 60).ok_or_else(|| HttpError::bad_request("name must have 1 to 60 characters"))?;
    let id = DeviceId::new(call.host.nonce());
    let new = NewDevice { id, name: &name, endpoint: &endpoint, p256dh: &p256dh, auth: &auth };
    let offset = utc_offset.filter(|minutes| minutes.abs() <= quiet::FARTHEST);
    match steps::add(call.host, call.settings, &call.reviewer, &new, offset).await? {
        DeviceAdded::Device(device) => Ok(Response::json(&device)),
        DeviceAdded::Senseless => Err(HttpError::bad_request("this is no subscription at a known push service")),
        DeviceAdded::TooMany => Err(HttpError::bad_request("you have twenty devices; remove one")),
    }
}

/// 204; 404 if it is not one's own.
async fn remove(call: Api<'_>) -> Result<Response, HttpError> {
    let id = DeviceId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    let removed = steps::remove(call.host, &call.reviewer, &id).await?;
    if removed { Ok(Response::empty(204)) } else { Err(HttpError::NotFound) }
}

/// What became of a test.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
struct Tested {
    /// `taken`, `gone`, `no_answer`, `unsealed` or `refused:STATUS`.
    outcome: String,
}

/// 200 with what became of it; 404 if it is not one's own, or is not pushed to any more.
async fn test(call: Api<'_>) -> Result<Response, HttpError> {
    let id = DeviceId::parse(call.params.get("id")).ok_or(HttpError::NotFound)?;
    let pushed = steps::test(call.host, call.settings, &call.reviewer, &id).await?;
    Ok(Response::json(&Tested { outcome: pushed.ok_or(HttpError::NotFound)?.code() }))
}

/// 204. The same time twice: none.
async fn put_quiet(call: Api<'_>) -> Result<Response, HttpError> {
    let Hours { from, to, utc_offset } = call.json()?;
    let hours = QuietHours::read(&from, &to, utc_offset)
        .ok_or_else(|| HttpError::bad_request("from and to must be HH:MM, utc_offset minutes from -840 to 840"))?;
    steps::set_quiet(call.host, &call.reviewer, &hours).await?;
    Ok(Response::empty(204))
}
