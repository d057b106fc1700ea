//! Which statements there are, and where one may scan or sort.

use std::path::Path;

/// Where a plan scans or sorts: what, and why that stays small.
pub const BOUNDED: &[(&str, &[&str], &str)] = &[
    ("open_sign_in_links", &["SCAN sign_in_link USING INDEX sign_in_link_of_reviewer"], "one link a person"),
    ("phones", &["SCAN session USING INDEX session_phones"], "a team's phones"),
    ("add_reviewer", &["SCAN session"], "a team's sessions, when somebody joins or leaves"),
    ("admit 1", &["SCAN e", "SCAN k", "SCAN s"], "one message"),
    (
        "admit 3",
        &["SCAN address_change USING COVERING INDEX address_change_to"],
        "whether there is a row at all: the first one",
    ),
    ("are_few_products", &["SCAN products USING COVERING INDEX sqlite_autoindex_products_1"], "251 of them"),
    (
        "begin_word_trial",
        &["SCAN shape_mark USING INDEX shape_marked", "USE TEMP B-TREE FOR ORDER BY"],
        "from its end, two hundred marks; the cards of seven hundred messages and marks",
    ),
    ("card_trail", &["USE TEMP B-TREE FOR ORDER BY"], "the ledger rows of one card"),
    (
        "count_products",
        &["SCAN products USING COVERING INDEX sqlite_autoindex_products_1"],
        "grows with the products; one page for admins, while the index is made",
    ),
    (
        "desk_counts",
        &["SCAN address_change USING COVERING INDEX address_change_to"],
        "customers whose new address nobody listed yet",
    ),
    (
        "count_address_proposals",
        &["SCAN address_proposal USING COVERING INDEX proposal_of_customer"],
        "addresses that wait for an admin's word",
    ),
    (
        "customers_by_name",
        &["SCAN a", "SCAN s USING COVERING INDEX alias_of_entry", "SCAN p"],
        "a search for a piece of a number, by admins alone, reads every address",
    ),
    (
        "list_customers",
        &["SCAN a", "SCAN s USING COVERING INDEX alias_of_entry", "SCAN p"],
        "a search for a piece of a number, by admins alone, reads every address",
    ),
    (
        "customers_without_address",
        &["SCAN c USING COVERING INDEX sqlite_autoindex_customers_1"],
        "once after each import of customers",
    ),
    ("entries_of_customer", &["USE TEMP B-TREE FOR ORDER BY"], "the addresses of one customer"),
    ("proposals_of_customer", &["USE TEMP B-TREE FOR ORDER BY"], "the proposals of one customer"),
    ("devices_of_reviewer", &["USE TEMP B-TREE FOR ORDER BY"], "twenty at most"),
    ("erase_answers_of_customer", &["SCAN idempotency_key"], "a week of decisions, when a customer asks to be erased"),
    ("append_once", &["USE TEMP B-TREE FOR GROUP BY"], "the rows of one POST"),
    ("export_alias", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("export_allowlist", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("export_decision", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("export_listed_twice", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("export_orders", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("export_send_attempt", &["USE TEMP B-TREE FOR ORDER BY"], "one customer's, when they ask what is kept"),
    ("note_other_statuses", &["USE TEMP B-TREE FOR GROUP BY"], "the statuses of one POST"),
    ("export_idempotency_key", &["SCAN idempotency_key"], "a week of decisions, when a customer asks what is kept"),
    ("forget_listeners", &["SCAN listener"], "the CRM, the chat and a team's devices"),
    ("judge_persona", &["SCAN reviewer"], "a team"),
    ("language_of_the_team", &["SCAN reviewer", "USE TEMP B-TREE FOR ORDER BY"], "a team"),
    ("bring_ledger_rows_into_line", &["SCAN f"], "rows that somebody put in by hand"),
    ("last_webhook", &["SCAN run_ledger USING INDEX run_ledger_webhooks"], "from its end, the first row"),
    ("newest_migration", &["SCAN d1_migrations"], "from its end, the first row"),
    ("oldest_open_card", &["SCAN review_queue USING COVERING INDEX review_open_since"], "its first row"),
    ("desk_counts", &["SCAN ledger_alarm"], "three rows at most"),
    ("standing_ledger_alarms", &["SCAN ledger_alarm"], "three rows at most"),
    ("account_notices", &["SCAN account_notice"], "five rows at most"),
    ("standing_trouble", &["SCAN trouble"], "a row for each thing that is wrong"),
    ("triggers", &["SCAN sqlite_master", "USE TEMP B-TREE FOR ORDER BY"], "the schema"),
    ("ledger_head", &["SCAN ledger_checkpoint"], "from its end, the first row"),
    (
        "ledger_summary",
        &["USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY"],
        "the replies of a day, a row a day, of the days asked for",
    ),
    ("ledger_model_call", &["SCAN e"], "one row"),
    ("list_products", &["USE TEMP B-TREE FOR ORDER BY"], "the aliases of one page"),
    ("list_reviewers", &["SCAN reviewer", "USE TEMP B-TREE FOR ORDER BY"], "a team"),
    ("all_heard", &["SCAN l"], "the CRM, the chat and a team's devices"),
    ("silence", &["SCAN l"], "one row"),
    ("listeners_due", &["SCAN l"], "the CRM, the chat and a team's devices"),
    ("mark_erased_messages", &["SCAN due"], "one row"),
    ("messages_before_card", &["USE TEMP B-TREE FOR ORDER BY"], "the messages of twenty cards"),
    (
        "messages_of_strangers",
        &["SCAN s", "USE TEMP B-TREE FOR count(DISTINCT)"],
        "a thousand rows at most, when an admin opens the list of customers or a queue without cards",
    ),
    ("messages_of_cards", &["USE TEMP B-TREE FOR LAST TERM OF ORDER BY"], "the messages of one page"),
    ("messages_of_listed_cards", &["USE TEMP B-TREE FOR LAST TERM OF ORDER BY"], "the messages of one page"),
    ("migrations_noted", &["SCAN sqlite_master"], "the schema"),
    ("newest_persona", &["SCAN persona"], "from its end, the first row"),
    ("newest_reply_rules", &["SCAN reply_rules"], "from its end, the first row"),
    ("newest_taught_words", &["SCAN taught_words"], "from its end, the first row"),
    ("newest_templates", &["USE TEMP B-TREE FOR ORDER BY"], "twenty texts a language"),
    ("next_version", &["SCAN c"], "one row"),
    ("ledger_rows_of_kind", &["USE TEMP B-TREE FOR ORDER BY"], "the rows of one kind, of a day or of seven"),
    ("numbers", &["USE TEMP B-TREE FOR GROUP BY"], "the days asked for"),
    (
        "numbers_by_draft",
        &["USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY"],
        "the replies of the days asked for",
    ),
    (
        "numbers_by_reviewer",
        &["USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY"],
        "the decisions of the days asked for",
    ),
    ("open_card", &["SCAN c"], "one row"),
    ("orders_of_queue", &["USE TEMP B-TREE FOR ORDER BY"], "the orders of one page"),
    (
        "overdue_senders",
        &[
            "SCAN inbound_message USING COVERING INDEX inbound_waiting",
            "USE TEMP B-TREE FOR GROUP BY",
            "USE TEMP B-TREE FOR ORDER BY",
        ],
        "what waits for a card",
    ),
    (
        "reply_times",
        &["SCAN placed", "USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY"],
        "the answers of the days asked for",
    ),
    (
        "product_index_pages_ahead",
        &["SCAN o", "SCAN bound", "USE TEMP B-TREE FOR ORDER BY"],
        "twenty runs, thirteen pages of each",
    ),
    ("export_address_proposal", &["USE TEMP B-TREE FOR ORDER BY"], "the addresses proposed for one customer"),
    ("export_note", &["USE TEMP B-TREE FOR ORDER BY"], "the notes on the cards of one customer"),
    ("saved_replies", &["SCAN saved_reply USING INDEX saved_reply_in_order"], "twenty texts a language"),
    ("stuck_cards", &["USE TEMP B-TREE FOR ORDER BY"], "what is stuck, a hundred at most"),
    ("taught_word_in_a_name", &["SCAN c"], "all customers, when an admin teaches words of drafts"),
    ("templates_of_sender", &["USE TEMP B-TREE FOR ORDER BY"], "twenty texts"),
    ("ungathered_messages", &["SCAN inbound_message USING COVERING INDEX inbound_waiting"], "what waits for a card"),
    ("waiting_messages", &["USE TEMP B-TREE FOR ORDER BY"], "one burst, two hundred messages at most"),
];

/// The names of all statements, as they stand in the source.
pub fn named() -> Vec<String> {
    fn read(dir: &Path, into: &mut Vec<String>) {
        for entry in std::fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                read(&path, into);
            } else {
                // The statements of unit tests ask no database.
                let text = std::fs::read_to_string(&path).expect("a file");
                into.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
            }
        }
    }
    let mut texts = Vec::new();
    read(Path::new("src"), &mut texts);
    let mut names: Vec<String> = texts
        .iter()
        .flat_map(|text| {
            let made = text.match_indices("Query::new(").map(|(at, made)| &text[at + made.len()..]);
            let bound = text.match_indices(".bind(").map(|(at, bound)| &text[at + bound.len()..]);
            made.chain(bound)
                .filter_map(|rest| Some(rest.trim_start().strip_prefix('"')?.split_once("\",")?.0.to_owned()))
        })
        .filter(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
        .collect();
    names.sort();
    names.dedup();
    names
}
