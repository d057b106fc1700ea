//! HTTP as plain values: a request, a response, a table of routes. Nothing here knows the
//! runtime, so that all of it is tested natively and the simulator can drive it.

pub mod credential;
mod days;
#[cfg(not(target_arch = "wasm32"))]
pub mod description;
mod error;
mod form;
mod json;
mod request;
mod response;
mod route;

pub use days::{DAY, days};
#[cfg(not(target_arch = "wasm32"))]
pub use error::ErrorBody;
pub use error::{Forbidden, HttpError, RETRY_AFTER};
pub use form::Form;
pub use json::{json_object, value_of};
pub use request::{Body, BodyError, Method, Request};
pub use response::{After, Response};
pub use route::{Api, Counts, Endpoint, May, Open, Params, Route, Routed, Visit, find, said_to_be_json};
