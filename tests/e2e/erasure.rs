//! A customer who asks for it is erased, whatever is under way; the ledger stays whole.

use crate::desk::Visitor;
use crate::stage::{Person, Stage, shop};
use reqwest::Method;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

const CUSTOMER: &str = "c-33600000001";

/// Where one of these stands in the database: `table.column`.
fn found(db: &Connection, traces: &[&str]) -> Vec<String> {
    let names = |sql: &str| -> Vec<String> {
        let mut rows = db.prepare(sql).expect("a query");
        rows.query_map([], |row| row.get(0)).expect("rows").map(|name| name.expect("a name")).collect()
    };
    let mut hits = Vec::new();
    for table in names("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'") {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).expect("a table");
        let columns: Vec<String> = rows.column_names().into_iter().map(str::to_owned).collect();
        let mut rows = rows.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for (n, column) in columns.iter().enumerate() {
                if let Ok(ValueRef::Text(text)) = row.get_ref(n) {
                    let text = String::from_utf8_lossy(text);
                    if traces.iter().any(|trace| text.contains(trace)) {
                        hits.push(format!("{table}.{column}"));
                    }
                }
            }
        }
    }
    hits.sort();
    hits.dedup();
    hits
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_be_erased_is_gone_and_the_ledger_is_whole() {
    let stage = Stage::new().await;
    let card = stage.card_of_an_order().await;
    let (status, _) = stage.approve(&card, "k").await;
    assert_eq!(status, 200);
    let sent = stage.card("sent").await;
    stage.simulator.write(&shop(), "et 2 sacs de riz").await.expect("posted");
    let open = stage.card("pending").await;
    let wamid = sent["delivery"]["wamid"].as_str().expect("a wamid").to_owned();
    let hash = card["draft"]["text_sha256"].as_str().expect("a hash").to_owned();
    let traces = [
        "33600000001",
        CUSTOMER,
        "Épicerie Exemple",
        "harissa",
        "riz",
        wamid.as_str(),
        hash.as_str(),
        "asked by telephone",
    ];
    assert!(found(&stage.db(), &traces).len() > 8, "there is something to erase");
    let rows = stage.count("SELECT count(*) FROM run_ledger");

    let path = format!("/api/customers/{CUSTOMER}");
    assert_eq!(stage.api(Person::Paul, Method::DELETE, &path, None).await.0, 403);
    assert_eq!(stage.api(Person::Rani, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(stage.api(Person::Rani, Method::DELETE, &path, None).await.0, 404);

    assert_eq!(found(&stage.db(), &traces), Vec::<String>::new());
    // Nothing left the ledger; a late status may have come besides.
    assert!(stage.count("SELECT count(*) FROM run_ledger") >= rows + 2);
    assert_eq!(stage.count("SELECT max(id) - count(*) FROM run_ledger"), 0);
    // The open card is closed, and says nothing any more.
    let (status, body) = stage.approve(&open, "late").await;
    assert_eq!((status, body["error"]["code"].as_str()), (409, Some("window_closed")), "{body}");
    let id = open["id"].as_str().expect("an id");
    let closed = stage.get(&format!("/api/reviews/{id}")).await;
    assert_eq!((closed["state"].as_str(), closed["customer"]["name"].as_str()), (Some("expired"), None));
    // The key of then stays used: nothing can be pressed with it again.
    let (status, again) = stage.approve(&card, "k").await;
    assert!(status == 422 && !again.to_string().contains("33600000001"), "{status} {again}");
    // What they write now leaves nothing either.
    stage.simulator.write(&shop(), "encore 3 sacs de riz").await.expect("posted");
    assert_eq!(found(&stage.db(), &traces), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_taken_off_the_list_first_is_erased_too() {
    let stage = Stage::with(&[("BURST_SECONDS", "2")]).await;
    stage.allow("33600000001", "fr").await;
    stage.simulator.write(&shop(), "10 cartons de harissa").await.expect("posted");
    // Before the card is written.
    let entry = "/api/allowlist/33600000001";
    assert_eq!(stage.api(Person::Rani, Method::DELETE, entry, None).await.0, 204);
    let card = stage.card("pending").await;
    assert_eq!(card["customer"]["id"], CUSTOMER);
    let path = format!("/api/customers/{CUSTOMER}");
    assert_eq!(stage.api(Person::Rani, Method::DELETE, &path, None).await.0, 204);
    assert_eq!(found(&stage.db(), &["33600000001", CUSTOMER, "harissa", "wamid."]), Vec::<String>::new());
    assert_eq!(stage.api(Person::Rani, Method::DELETE, "/api/customers/erased", None).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_erases_a_customer_at_the_desk() {
    let stage = Stage::new().await;
    stage.allow("33600000001", "fr").await;
    let rani = Visitor::enter(&stage, Person::Rani).await;
    let (_, page) = rani.get(&format!("/review/customers/{CUSTOMER}/erase")).await;
    assert!(page.contains("/review/customers/erase"), "the form is there");
    let (status, page) = rani.post("/review/customers/erase", &[("id", "nobody")]).await;
    assert_eq!((status, page.contains("rien n&#39;a été effacé") || page.contains("rien n'a été effacé")), (404, true));
    let (status, page) = rani.post("/review/customers/erase", &[("id", CUSTOMER)]).await;
    assert_eq!((status, page.contains("33600000001")), (200, false));
    assert_eq!(stage.count("SELECT count(*) FROM customers"), 0);
}
