//! `/api/judge`: a text, judged.

#[cfg(not(target_arch = "wasm32"))]
use super::Judgment;
use super::{LONGEST, judge};
#[cfg(not(target_arch = "wasm32"))]
use crate::http::description::Operation;
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::Deserialize;

pub const ROUTES: &[Route] =
    &[Route::api(Method::Post, "/api/judge", "judgeText", Role::may_decide, |call| Box::pin(judge_text(call)))
        .limit(6 * LONGEST)];

/// What the API's description says of them.
#[cfg(not(target_arch = "wasm32"))]
pub fn described() -> Vec<Operation> {
    vec![
        Operation::new(
            "judgeText",
            "What the gate says of a text, as of a message with today's products and taught words. Nothing of it \
             is kept.",
        )
        .takes::<Body>()
        .answers::<Judgment>(200, "The verdict.")
        .refuses(400, "The body does not fit, or the text is too long."),
    ]
}

/// A text to judge.
#[derive(Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "TextToJudge"))]
#[serde(deny_unknown_fields)]
struct Body {
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = LONGEST)))]
    text: String,
}

/// 400: the text is longer than [`LONGEST`].
async fn judge_text(call: Api<'_>) -> Result<Response, HttpError> {
    let Body { text } = call.json()?;
    let judgment = judge(call.host, &text).await?;
    let judgment = judgment.ok_or_else(|| HttpError::bad_request("text is longer than 20,000 characters"))?;
    Ok(Response::json(&judgment))
}
