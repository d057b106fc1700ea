//! What operating the Worker asks of the database: health, and a ledger that is not as it is
//! known outside.

use crate::{page, post, rani, template};
use testkit::recording::Recording;
use whatsapp_order_ack::app::{self, App, guards, schema, watch};
use whatsapp_order_ack::connection;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::host::witness::Chain;
use whatsapp_order_ack::http::Request;
use whatsapp_order_ack::ledger::seal::{Sealed, seal};
use whatsapp_order_ack::notify::alerts;
use whatsapp_order_ack::restore::{Acknowledged, acknowledge, settle};
use whatsapp_order_ack::team::sign_in;

/// Runs all of it, for its plans.
pub fn everything(host: &Recording) {
    assert!(host.run(schema::schema(host)).0.is_ok_and(|schema| schema == schema::Schema::Ready));
    for (path, status) in [("/healthz", 200), ("/api/health", 200), ("/api/ledger/head", 200)] {
        let token = ("authorization".to_owned(), "Bearer token".to_owned());
        let request = Request::new("GET", &format!("https://desk.example{path}"), [token]);
        let (settings, mut body) = (template(), Vec::new());
        let (answer, _) = host.run(app::answer(App { host, settings: &settings }, &request, &mut body));
        assert_eq!(answer.status, status, "{path}");
    }
    for _ in 0..2 {
        assert!(host.run(connection::ask(host, &template())).0.is_ok());
    }
    let number = connection::state::keep_number("33639980000");
    assert!(host.run((host as &dyn Host).batch(number)).0.is_ok(), "as if Meta had said it");
    assert!(host.run(connection::report(host, &template())).0.is_ok());
    // Messages came, and more is wrong than was before.
    assert!(host.run(watch::watch(host, &template())).0.is_ok());
    assert!(host.run(alerts::tell(host, &template())).0.is_ok());
    for event in ["ACCOUNT_DELETED", "VERIFIED_ACCOUNT"] {
        let value = serde_json::json!({"field": "account_update", "value": {"event": event}});
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"changes": [value]}]});
        post(host, &body.to_string());
    }
    let does = |sql: &str| host.db.borrow().execute_batch(sql).expect("by hand");
    let asked = |what: &str| assert!(host.plans.borrow().contains_key(what), "{what}");
    let known = host.witness.chain.replace(Chain::default());
    assert!(host.run(seal(host, &template())).0.is_ok(), "nothing is known outside");
    asked("newest_checkpoint");
    // In the place of the next checkpoint, and then gone again.
    does("INSERT INTO ledger_alarm (what, since, invocation) VALUES ('not_ours', '2026-03-01T08:00:00.000Z', 'x')");
    does(
        "DROP TRIGGER run_ledger_in_line; INSERT INTO run_ledger (id, at, invocation, step, outcome)
          VALUES (9223372036854775807, 'x', 'x', 'x', 'x')",
    );
    assert!(host.run(seal(host, &template())).0.is_ok());
    assert!(host.run(guards::watch(host)).0.is_ok());
    // Another end is known outside.
    let mut lost = known;
    if let Some(newest) = &mut lost.newest {
        newest.link = "lost".to_owned();
    }
    host.witness.chain.replace(lost);
    assert!(host.run(seal(host, &template())).0.is_ok_and(|sealed| sealed == Sealed::WentBack));
    assert!(host.run(settle(host)).0.is_ok());
    let done = host.run(acknowledge(host, &rani(), Some("lost"))).0;
    assert!(done.is_ok_and(|done| done == Acknowledged::Done));
}

/// Looks at the pages of the ledger's rows and of what people change.
pub fn audit(host: &Recording) {
    let (session, _) = host.run(sign_in::sign_in(host, "token", None)).0.expect("a database").expect("a reviewer");
    for path in [
        "/review/ledger/rows",
        "/review/ledger/rows?day=2026-03-01",
        "/review/ledger/rows?kind=sending",
        "/review/ledger/rows.csv",
        "/review/replies/changed",
    ] {
        assert_eq!(page(host, path, &session).0.status, 200, "{path}");
    }
}
