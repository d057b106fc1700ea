//! Where a statement may scan or sort.

/// Where a plan scans or sorts: what, and why that stays small.
pub const BOUNDED: &[(&str, &[&str], &str)] = &[
    ("add_reviewer", &["SCAN session"], "a team's sessions, when somebody joins or leaves"),
    ("admit 1", &["SCAN k", "SCAN s"], "one message"),
    ("card_trail", &["USE TEMP B-TREE FOR ORDER BY"], "the ledger rows of one card"),
    (
        "count_products",
        &[
            "SCAN products USING COVERING INDEX sqlite_autoindex_products_1",
            "SCAN products USING COVERING INDEX products_unkeyed",
        ],
        "grows with the products; one page for admins",
    ),
    ("erase_answers_of_customer", &["SCAN idempotency_key"], "a week of decisions, when a customer asks to be erased"),
    ("judge_persona", &["SCAN reviewer"], "a team"),
    ("known_product_keys", &["USE TEMP B-TREE FOR DISTINCT"], "the words of one message"),
    ("language_of_the_team", &["SCAN reviewer", "USE TEMP B-TREE FOR ORDER BY"], "a team"),
    ("ledger_head", &["SCAN ledger_checkpoint"], "from its end, the first row"),
    (
        "ledger_summary",
        &["USE TEMP B-TREE FOR GROUP BY", "USE TEMP B-TREE FOR ORDER BY"],
        "the replies of a day, a row a day, of the days asked for",
    ),
    ("ledger_model_call", &["SCAN e"], "one row"),
    ("list_products", &["USE TEMP B-TREE FOR ORDER BY"], "the aliases of one page"),
    ("list_reviewers", &["SCAN reviewer", "USE TEMP B-TREE FOR ORDER BY"], "a team"),
    ("listeners_due", &["SCAN l"], "the CRM, the chat and a team's devices"),
    ("meant_product_words", &["USE TEMP B-TREE FOR DISTINCT"], "the words of one message"),
    ("messages_of_cards", &["USE TEMP B-TREE FOR LAST TERM OF ORDER BY"], "the messages of one page"),
    ("messages_of_listed_cards", &["USE TEMP B-TREE FOR LAST TERM OF ORDER BY"], "the messages of one page"),
    ("migrations_noted", &["SCAN sqlite_master"], "the schema"),
    ("newest_persona", &["SCAN persona"], "from its end, the first row"),
    ("newest_reply_rules", &["SCAN reply_rules"], "from its end, the first row"),
    ("newest_templates", &["USE TEMP B-TREE FOR ORDER BY"], "twenty texts a language"),
    ("next_version", &["SCAN c"], "one row"),
    ("numbers", &["USE TEMP B-TREE FOR GROUP BY"], "the days asked for"),
    ("open_card", &["SCAN c"], "one row"),
    ("orders_of_pending_cards", &["USE TEMP B-TREE FOR ORDER BY"], "the orders of one page"),
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
    ("stuck_cards", &["USE TEMP B-TREE FOR ORDER BY"], "what is stuck, a hundred at most"),
    ("templates_of_sender", &["USE TEMP B-TREE FOR ORDER BY"], "twenty texts"),
    ("ungathered_messages", &["SCAN inbound_message USING COVERING INDEX inbound_waiting"], "what waits for a card"),
    ("unkeyed_products", &["SCAN products USING INDEX products_unkeyed"], "a list's new products, once"),
];
