//! `address_change`: Meta's notice that a listed customer has another address, and the press of an
//! admin that follows it.

use crate::clock::Timestamp;
use crate::customers::allowlist_queries::{self, AllowlistRow};
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::identity::{Address, Reviewer, ReviewerId, SenderId};
use crate::keyed_hash::HashKey;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;

/// What became of the press.
#[derive(Debug)]
pub enum Followed {
    /// The new address is listed in the old one's place.
    Done(AllowlistRow),
    /// The new address is another customer's and stays theirs.
    OtherCustomers(AllowlistRow),
    /// There is no such notice, or not any more.
    NoNotice,
}

/// Lists the address that a customer moved to, in the place of the one that they left. The opt-in
/// goes with them, with its history.
///
/// Errors: the app secret is not set, or the database failed.
pub async fn follow(
    host: &dyn Host,
    settings: &Settings,
    admin: &Reviewer,
    from: &Address,
    to: &Address,
) -> Result<Followed, StepError> {
    let sender = HashKey::derive(&settings.app_secret()?).sender(to);
    let invocation = Invocation::begin(host);
    let entry = |event| invocation.entry(event).sender(sender.clone()).actor(&admin.id);
    let press = Press { from, to, sender: &sender, by: &admin.id, now: invocation.at };
    let ((), (), (), (), (), (), old, new) = host
        .batch((
            run_ledger::append_if_moved(&[entry(Event::AllowlistMoved)], from, to),
            press.keep_opt_in(),
            press.carry_history(),
            press.list_new(),
            press.remove_old(),
            run_ledger::append_if_alias_of_notice(&[entry(Event::AliasAdded)], to, invocation.at),
            allowlist_queries::find(from),
            allowlist_queries::find(to),
        ))
        .await?;
    let noticed = old.is_some_and(|old| old.moved.is_some_and(|moved| moved.0.to == to.as_str()));
    Ok(match new {
        Some(new) if noticed => Followed::OtherCustomers(new),
        Some(new) if new.added_by == admin.id.as_str() && new.added_at == invocation.at => Followed::Done(new),
        Some(_) | None => Followed::NoNotice,
    })
}

struct Press<'a> {
    from: &'a Address,
    to: &'a Address,
    sender: &'a SenderId,
    by: &'a ReviewerId,
    now: Timestamp,
}

/// The notice, while its new address is nobody's. `?1`: the old address, `?2`: the new one.
macro_rules! noticed {
    () => {
        "EXISTS (SELECT 1 FROM address_change WHERE entry = ?1 AND address = ?2)
  AND NOT EXISTS (SELECT 1 FROM allowlist WHERE address = ?2)"
    };
}

const KEEP_OPT_IN: &str = concat!(
    "INSERT INTO past_opt_in (address, customer_id, opt_in_note, added_by, added_at, ended_by, ended_at)
SELECT address, customer_id, opt_in_note, added_by, added_at, ?3, ?4 FROM allowlist WHERE address = ?1 AND ",
    noticed!()
);

const CARRY_HISTORY: &str = concat!(
    "UPDATE past_opt_in SET moved_to = ?2
WHERE (address = ?1 OR moved_to = ?1) AND customer_id = (SELECT customer_id FROM allowlist WHERE address = ?1) AND ",
    noticed!()
);

// The note says who had listed them, and when.
const LIST_NEW: &str = concat!(
    "INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
SELECT ?2, ?5, customer_id, opt_in_note || ' (' || added_by || ', ' || substr(added_at, 1, 10) || ')', ?3, ?4
FROM allowlist WHERE address = ?1 AND ",
    noticed!()
);

// The row above says that this press listed the new one. The notice goes with the old one.
const REMOVE_OLD: &str = "DELETE FROM allowlist WHERE address = ?1 AND EXISTS (
  SELECT 1 FROM allowlist n WHERE n.address = ?2 AND n.added_by = ?3 AND n.added_at = ?4
    AND n.customer_id = allowlist.customer_id)";

impl Press<'_> {
    fn query(&self, name: &'static str, sql: &'static str) -> Query {
        let addresses = Query::new(name, sql).bind(self.from.as_str()).bind(self.to.as_str());
        addresses.bind(self.by.as_str()).bind(self.now)
    }

    fn keep_opt_in(&self) -> Query {
        self.query("keep_opt_in_of_old_address", KEEP_OPT_IN)
    }

    fn carry_history(&self) -> Query {
        let query = Query::new("carry_opt_ins_to_new_address", CARRY_HISTORY);
        query.bind(self.from.as_str()).bind(self.to.as_str())
    }

    fn list_new(&self) -> Query {
        self.query("list_new_address", LIST_NEW).bind(self.sender.as_str())
    }

    fn remove_old(&self) -> Query {
        self.query("remove_old_address", REMOVE_OLD)
    }
}
