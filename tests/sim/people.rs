//! Two admins. Each has a program that calls the API, and a browser at the desk.

use crate::dispatch::{ORIGIN, ask};
use crate::host::Sim;
use serde_json::Value;
use testkit::requests::{Browser, Program, Sent, enters};
use whatsapp_order_ack::http::Response;
use whatsapp_order_ack::http::credential::COOKIE;
use whatsapp_order_ack::settings::Settings;

/// How many there are.
pub const MANY: usize = 2;

/// What stands in notes, and must stand nowhere else.
pub const NOTED: &str = "rappeler mardi";

pub fn id(who: usize) -> String {
    format!("usr_{}", who + 1)
}

/// By what the API and the door know them.
pub fn token(who: usize) -> String {
    format!("token-of-{}", id(who))
}

/// Their program calls the API.
pub async fn call(sim: &Sim, settings: &Settings, who: usize, method: &str, path: &str, body: &Value) -> (u16, Value) {
    called(sim, settings, who, method, path, &[], body).await
}

/// The same with these headers.
pub async fn called(
    sim: &Sim,
    settings: &Settings,
    who: usize,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, Value) {
    let token = token(who);
    let program = Program { origin: ORIGIN, token: &token };
    let sent = if method == "GET" { program.reads(path) } else { program.calls(method, path, headers, body) };
    let response = ask(sim, settings, &sent).await;
    assert!(!matches!(response.status, 401 | 403 | 405 | 413 | 415), "{method} {path}: {}", response.status);
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// Their browser asks; whoever's session is over signs in first. `None`: the door did not open.
pub async fn at_desk(sim: &Sim, settings: &Settings, who: usize, asks: impl Fn(&Browser) -> Sent) -> Option<Response> {
    for _ in 0..2 {
        let browser = signed_in(sim, settings, who).await?;
        let response = ask(sim, settings, &asks(&browser)).await;
        if response.status != 401 {
            assert!(!matches!(response.status, 403 | 405 | 413 | 415), "{}", response.status);
            return Some(response);
        }
        let world = &mut *sim.0.borrow_mut();
        world.counts.note("a session was over");
        world.browsers[who] = None;
    }
    None
}

async fn signed_in(sim: &Sim, settings: &Settings, who: usize) -> Option<Browser> {
    let open = sim.0.borrow().browsers[who].clone();
    if open.is_some() {
        return open;
    }
    let form = format!("token={}", token(who));
    let answer = ask(sim, settings, &enters(ORIGIN, "/review/sign-in", &[], &form)).await;
    let browser = Browser::of(ORIGIN, &answer, COOKIE);
    assert!(browser.is_some() || answer.status >= 500, "{} at the door", answer.status);
    sim.0.borrow_mut().browsers[who].clone_from(&browser);
    browser
}
