//! The one list of places that hold a customer's words, names and numbers.
//!
//! Erasing empties what is on it and the export reads it, both by the SQL that is made of it here.
//! A new column of a person's words is added to its table's line; a new table gets a line.
//! What the business taught (`taught_words`) is its own and no customer's, so it is not on the list:
//! a word of drafts that is part of a customer's name cannot be taught.
//! `tests/http/personal_data.rs` compares the list with the schema, with the export and with what
//! erasing leaves.

/// A table with a customer's data.
#[derive(Clone, Copy, Debug)]
pub struct DataPlace {
    pub table: &'static str,
    /// The columns that hold it.
    pub columns: &'static [&'static str],
    /// What its statement is called.
    pub name: &'static str,
    /// Reads a customer's rows, by the key that every table begins with. `?1`: the CRM's id;
    /// `?2`, `?3`: how many, after how many.
    pub read: &'static str,
    /// What is old is emptied as well, and not only what is erased on request.
    pub ages: bool,
}

macro_rules! places {
    (
        emptied {$(
            $table:ident of $whose:literal $(by $owner:ident)? {
                $column:ident = $empty:literal $(, $more:ident = $empty_too:literal)*
            }
        )+}
        deleted {$( $gone:ident of $theirs:literal { $($held:ident),+ } )+}
    ) => {
        /// What empties a table's columns, as `SET` takes it.
        macro_rules! emptied {
            $(($table) => {
                concat!(stringify!($column), " = ", $empty $(, ", ", stringify!($more), " = ", $empty_too)*)
            };)+
        }

        /// What finds a customer's rows of a table, as `WHERE` takes it. `?1`: the CRM's id.
        macro_rules! of_customer {
            $(($table) => { $whose };)+
            $(($gone) => { $theirs };)+
        }

        /// All of them.
        pub const PLACES: &[DataPlace] = &[
            $(DataPlace {
                table: stringify!($gone),
                columns: &[$(stringify!($held)),+],
                name: concat!("export_", stringify!($gone)),
                read: concat!(
                    "SELECT * FROM ", stringify!($gone), " WHERE ", $theirs, "\nORDER BY 1, 2 LIMIT ?2 OFFSET ?3"
                ),
                ages: false,
            },)+
            $(DataPlace {
                table: stringify!($table),
                columns: &[$(stringify!($owner),)? stringify!($column) $(, stringify!($more))*],
                name: concat!("export_", stringify!($table)),
                read: concat!(
                    "SELECT * FROM ", stringify!($table), " WHERE ", $whose, "\nORDER BY 1, 2 LIMIT ?2 OFFSET ?3"
                ),
                ages: true,
            },)+
        ];
    };
}

places! {
    emptied {
        inbound_message of "id IN (
  SELECT id FROM inbound_message WHERE customer_id = ?1 AND erased_at IS NULL
  UNION ALL
  SELECT id FROM inbound_message WHERE review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1))"
        by customer_id { wamid = "NULL", reply_to = "NULL", text = "NULL", order_lines = "NULL", media = "NULL", details = "NULL" }

        review_queue of "id IN (SELECT id FROM review_queue WHERE customer_id = ?1)"
        by customer_id {
            customer_name = "NULL", recipient = "NULL", quoted_wamid = "NULL", draft_text = "NULL",
            draft_sha256 = "NULL", gate_evidence = "'[]'", named_products = "'[]'"
        }

        decision of "review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1)" {
            text = "NULL", text_sha256 = "NULL", recipient = "NULL", note = "NULL"
        }

        note of "review_id IN (SELECT id FROM review_queue WHERE customer_id = ?1)" { text = "NULL" }

        send_attempt of "decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
  SELECT id FROM review_queue WHERE customer_id = ?1))" { wamid = "NULL" }

        idempotency_key of "answer ->> '$.card.id' IN (SELECT id FROM review_queue WHERE customer_id = ?1)
  OR decision_id IN (SELECT d.id FROM decision d WHERE d.review_id IN (
    SELECT id FROM review_queue WHERE customer_id = ?1))" { answer = "NULL", request_sha256 = "'erased'" }
    }
    deleted {
        customers of "id = ?1" { id, name }
        orders of "customer_id = ?1" { id, customer_id, summary, placed_at }
        allowlist of "customer_id = ?1" { address, customer_id, opt_in_note }
        alias of "entry IN (SELECT address FROM allowlist WHERE customer_id = ?1)" { address, entry }
        address_change of "entry IN (SELECT address FROM allowlist WHERE customer_id = ?1)" { address, beside, entry }
        listed_twice of "number IN (SELECT address FROM allowlist WHERE customer_id = ?1)
  OR bsuid IN (SELECT address FROM allowlist WHERE customer_id = ?1)" { number, bsuid }
        address_proposal of "customer_id = ?1" { address, customer_id, opt_in_note }
        past_opt_in of "customer_id = ?1" { address, moved_to, customer_id, opt_in_note }
    }
}

pub(crate) use {emptied, of_customer};
