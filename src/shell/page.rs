//! `/review`: the built-in page.
use super::answer::typed;
use worker::Response;
pub(super) fn index() -> worker::Result<Response> {
    typed(200, "text/html; charset=utf-8", "")
}
pub(super) fn script() -> worker::Result<Response> {
    typed(200, "text/javascript; charset=utf-8", "")
}
pub(super) fn style() -> worker::Result<Response> {
    typed(200, "text/css; charset=utf-8", "")
}
