//! `/api/judge`: a text, judged.

use super::{LONGEST, judge};
use crate::http::{Api, HttpError, Method, Response, Route};
use crate::identity::Role;
use serde::Deserialize;

pub const ROUTES: &[Route] =
    &[Route::api(Method::Post, "/api/judge", "judgeText", Role::may_decide, |call| Box::pin(judge_text(call)))
        .limit(6 * LONGEST)];

/// 400: the text is longer than [`LONGEST`].
async fn judge_text(call: Api<'_>) -> Result<Response, HttpError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Body {
        text: String,
    }
    let Body { text } = call.json()?;
    let judgment = judge(call.host, &text).await?;
    let judgment = judgment.ok_or_else(|| HttpError::bad_request("text is longer than 20,000 characters"))?;
    Ok(Response::json(&judgment))
}
