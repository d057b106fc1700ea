//! `/api/switch`.

#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] =
    &[Route::api(Method::Put, "/api/switch", "turnSwitch", Role::may_administer, |call| Box::pin(turn(call)))];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "turnSwitch",
            "Turns drafting and sending off at once, or on again. `BOT_ENABLED` is the outer switch: either of \
             them off is off.",
        )
        .takes::<Switch>()
        .answers::<Switch>(200, "How it stands now."),
    ]
}

/// How the switch is to stand, and how it stands.
#[derive(Debug, Deserialize, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

async fn turn(call: Api<'_>) -> Result<Response, HttpError> {
    let switch: Switch = call.json()?;
    super::turn(call.host, &call.reviewer, switch.on).await?;
    Ok(Response::json(&switch))
}
