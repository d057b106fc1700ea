//! `/api/switch`.

use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::{Deserialize, Serialize};

pub const ROUTES: &[Route] =
    &[Route::api(Method::Put, "/api/switch", "turnSwitch", Role::may_administer, |call| Box::pin(turn(call)))];

/// How the switch is to stand, and how it stands.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Switch {
    on: bool,
}

async fn turn(call: Api<'_>) -> Result<Response, HttpError> {
    let switch: Switch = call.json()?;
    super::turn(call.host, &call.reviewer, switch.on).await?;
    Ok(Response::json(&switch))
}
