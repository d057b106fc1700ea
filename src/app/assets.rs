//! Files that are served as they are.

use crate::desk;
use crate::http::{HttpError, Method, Response, Route};

const DESCRIPTION: &str = include_str!("../../assets/openapi.json");

pub const ROUTES: &[Route] = &[
    Route::open(Method::Get, "/openapi.json", |_| Box::pin(async { description() })),
    Route::open(Method::Get, "/api/openapi.json", |_| Box::pin(async { description() })),
    Route::open(Method::Get, "/review/desk.css", |_| Box::pin(async { kept("text/css; charset=utf-8", desk::STYLE) })),
    Route::open(Method::Get, "/review/desk.js", |_| {
        Box::pin(async { kept("text/javascript; charset=utf-8", desk::SCRIPT) })
    }),
];

fn description() -> Result<Response, HttpError> {
    Ok(Response::typed(200, "application/json", DESCRIPTION))
}

/// Stylesheet and script; their path changes with them.
fn kept(kind: &str, text: &'static str) -> Result<Response, HttpError> {
    Ok(Response::typed(200, kind, text).with("cache-control", "public, max-age=31536000, immutable"))
}
