//! The numbers at the desk, and the ledger by the API.

use crate::client::{Client, text};
use crate::review::{approve, at_work};
use serde_json::{Value, json};

/// After one draft that was sent as it stood, four hours after its message.
fn sent_once() -> Client {
    let rani = at_work();
    assert_eq!(approve(&rani, &[]).status, 303);
    rani
}

#[test]
fn the_numbers_are_a_page_and_a_file_with_all_of_them() {
    let rani = sent_once();
    let page = text(&rani.opens("/review/numbers?by=week"));
    assert!(page.contains("<td>23/02/2026</td>") && page.contains("/review/numbers.csv?"), "the week's Monday: {page}");
    let file = rani.opens("/review/numbers.csv?from=2026-03-01&to=2026-03-01");
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"numbers.csv\""));
    assert_eq!(
        text(&file),
        "period,received,drafted,human_only,approved_unchanged,edited,sent_unchanged,sent_edited,answered_by_hand,\
         rejected,rejected_misleading,rejected_not_an_order,rejected_wrong_language,rejected_otherwise,sent,failed,\
         unknown,expired,median_seconds,slowest_seconds,answers,within_5,within_15,within_60\r\n\
         2026-03-01,0,0,0,1,0,1,0,0,0,0,0,0,0,1,0,0,0,14400,14400,1,0,0,0\r\n"
    );
    assert_eq!(text(&rani.opens("/review/numbers.csv?to=2026-02-28")).lines().count(), 1, "only its head");
}

#[test]
fn the_ledger_is_read_page_by_page_and_day_by_day() {
    let rani = sent_once();
    let get = |path: &str| rani.calls("GET", path, &Value::Null);
    let (_, page) = get("/api/ledger?limit=1");
    let after = page["next_after"].as_i64().expect("there are more");
    let (_, rest) = get(&format!("/api/ledger?after={after}"));
    let ids: Vec<i64> = rest["rows"].as_array().into_iter().flatten().filter_map(|row| row["id"].as_i64()).collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| *id > after), "{rest}");
    assert_eq!(rest["next_after"], Value::Null);
    let (_, month) = get("/api/ledger/summary");
    assert_eq!((&month["from"], &month["to"]), (&json!("2026-01-31"), &json!("2026-03-01")));
    assert_eq!((&month["days"][0]["day"], &month["days"][0]["sent"]), (&json!("2026-03-01"), &json!(1)));
    let (_, before) = get("/api/ledger/summary?from=2026-02-02T01:00:00%2B02:00&to=2026-02-02");
    assert_eq!(before, json!({"from": "2026-02-01", "to": "2026-02-02", "days": []}));
    for senseless in
        ["/api/ledger?limit=1001", "/api/ledger?after=-1", "/api/ledger/summary?from=soon", "/api/ledger/summary?to="]
    {
        assert_eq!(get(senseless).0, 400, "{senseless}");
    }
}

#[test]
fn who_only_decides_reads_numbers_and_no_ledger() {
    let rani = Client::new();
    let statuses = |role: &str| {
        rani.host.db.borrow().execute("UPDATE reviewer SET role = ?1", [role]).expect("another role");
        let get = |path: &str| rani.calls("GET", path, &Value::Null).0;
        (get("/api/ledger"), get("/api/ledger/summary"), rani.opens("/review/numbers").status)
    };
    assert_eq!(statuses("reviewer"), (403, 403, 200));
    assert_eq!(statuses("auditor"), (200, 200, 200));
}
