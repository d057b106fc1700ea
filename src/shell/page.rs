//! `/review`: the built-in page. It is a client of the API like any other: whoever
//! opens it gives a reviewer token, which stays in that tab.

use super::answer::{self, ApiError};
use worker::{Method, Response};

/// Only what we serve ourselves, and nothing inline.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// GET `/review`, `/review/page.js`, `/review/page.css`.
pub(super) fn serve(file: &str) -> worker::Result<Response> {
    let (kind, body) = match file {
        "" => ("text/html; charset=utf-8", include_str!("page/index.html")),
        "page.js" => ("text/javascript; charset=utf-8", include_str!("page/page.js")),
        "page.css" => ("text/css; charset=utf-8", include_str!("page/page.css")),
        _ => return ApiError::NotFound.into_response(),
    };
    let mut response = answer::typed(200, kind, body)?;
    response.headers_mut().set("content-security-policy", POLICY)?;
    Ok(response)
}

/// Whether a method reads.
pub(super) fn reads(method: &str) -> bool {
    method == Method::Get.as_ref() || method == Method::Head.as_ref()
}
