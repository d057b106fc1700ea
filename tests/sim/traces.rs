//! Whose traces must stand nowhere: strangers', and those of who was erased.

use crate::addresses;
use crate::scenario::ERASED_CUSTOMER;
use rusqlite::Connection;
use testkit::database::{count, every_text, rows};
use testkit::webhook;

/// G2: neither number, nor name, nor text, nor wamid of a stranger, in any column
/// of any table; and nobody's in the ledger.
pub fn strangers_leave_nothing(db: &Connection) {
    let trace = webhook::wamid("33699999999", 1);
    let stranger = ["33699999999", "Nosy Stranger", "secret goods", &trace[..20]];
    let anybody = [
        "336000000",
        "5511987654",
        "5511876543",
        "5521987654",
        "R.13007",
        "R.13000",
        "Épicerie",
        "Example Shop",
        "cartons",
        "wamid.",
    ];
    every_text(db, |table, text| {
        let hit = stranger.iter().find(|trace| text.contains(**trace));
        assert!(hit.is_none(), "{table} keeps a stranger's {hit:?}: {text}");
        if table == "run_ledger" {
            let hit = anybody.iter().find(|trace| text.contains(**trace));
            assert!(hit.is_none(), "the ledger holds {hit:?}: {text}");
        }
    });
}

/// Whoever was erased is in no table any more, whatever was under way meanwhile.
pub fn who_was_erased_leaves_nothing(db: &Connection) {
    if count(db, "SELECT count(*) FROM run_ledger WHERE step = 'customers' AND outcome = 'erased'") == 0 {
        return;
    }
    let mut traces = vec![ERASED_CUSTOMER.to_owned()];
    // Words that are one customer's alone: each text has its mark, an emoji has none.
    let wrote = format!(
        "SELECT iif(text LIKE '%qqq%', text, NULL) AS text, wamid FROM admitted_words
         WHERE customer_id = '{ERASED_CUSTOMER}'"
    );
    let wrote = rows(db, &wrote);
    let texts = wrote.iter().flat_map(|row| [&row["text"], &row["wamid"]]);
    // As it was written, and as it stands in JSON.
    traces.extend(texts.filter_map(|text| text.as_str()).flat_map(|text| [text.to_owned(), text.replace('\n', "\\n")]));
    // Whoever has the number now may be listed with it and have written from it.
    let passed_on = "SELECT (SELECT count(*) FROM admitted_words WHERE customer_id = 'c-heir')
        + (SELECT count(*) FROM allowlist WHERE customer_id = 'c-heir')
        + (SELECT count(*) FROM past_opt_in WHERE customer_id = 'c-heir')";
    if count(db, passed_on) == 0 {
        let (listed, old, new) = addresses::MOVERS[1];
        traces.extend([listed].into_iter().chain(old).chain(new).map(str::to_owned));
    }
    every_text(db, |table, text| {
        let hit = traces.iter().find(|trace| text.contains(trace.as_str()));
        assert!(hit.is_none(), "{table} keeps {hit:?} of who was erased: {text}");
    });
    for (what, sql) in [
        (
            "an erased card's words",
            "SELECT count(*) FROM review_queue WHERE customer_id = 'erased'
               AND (state = 'pending' OR COALESCE(customer_name, recipient, quoted_wamid, draft_text, draft_sha256) IS NOT NULL)",
        ),
        (
            "an erased card's messages",
            "SELECT count(*) FROM inbound_message m JOIN review_queue r ON r.id = m.review_id
             WHERE r.customer_id = 'erased' AND COALESCE(m.wamid, m.reply_to, m.text, m.order_lines) IS NOT NULL",
        ),
        (
            "an erased card's decisions",
            "SELECT count(*) FROM decision d JOIN review_queue r ON r.id = d.review_id
             WHERE r.customer_id = 'erased' AND COALESCE(d.recipient, d.note, d.text_sha256, d.text) IS NOT NULL",
        ),
    ] {
        assert_eq!(count(db, sql), 0, "{what}");
    }
}
