//! Cards that nobody answered: the ledger says so once when they are overdue and once before
//! their window closes, and whoever listens is told.

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::ledger::{Event, Invocation};
use crate::notify::listener::{self, CHAT};
use crate::settings::Settings;
use std::time::Duration;

/// How long before its window closes a card is recalled once more.
const CLOSING: Duration = Duration::from_secs(60 * 60);

// As many at once as one batch may write without trouble; the next minute takes the others.
const LEDGER_OVERDUE: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?1, ?2, ?3, ?4, id, version FROM review_queue INDEXED BY review_unreminded
WHERE state = 'pending' AND reminded = 0 AND gate_why IS NOT 'thanks' AND received_at <= ?5 AND window_closes_at > ?1
ORDER BY received_at LIMIT 200";

const MARK_OVERDUE: &str = "UPDATE review_queue SET reminded = 1 WHERE id IN (
  SELECT id FROM review_queue INDEXED BY review_unreminded
  WHERE state = 'pending' AND reminded = 0 AND gate_why IS NOT 'thanks' AND received_at <= ?2 AND window_closes_at > ?1
  ORDER BY received_at LIMIT 200)";

const LEDGER_CLOSING: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version)
SELECT ?1, ?2, ?3, ?4, id, version FROM review_queue
WHERE state = 'pending' AND reminded < 2 AND gate_why IS NOT 'thanks' AND window_closes_at > ?1 AND window_closes_at <= ?5
ORDER BY window_closes_at LIMIT 200";

const MARK_CLOSING: &str = "UPDATE review_queue SET reminded = 2 WHERE id IN (
  SELECT id FROM review_queue
  WHERE state = 'pending' AND reminded < 2 AND gate_why IS NOT 'thanks' AND window_closes_at > ?1 AND window_closes_at <= ?2
  ORDER BY window_closes_at LIMIT 200)";

// Where no card waits this reads no row.
const DUE: &str = "SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending') THEN 0
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending' AND window_closes_at > ?1 AND window_closes_at <= ?2)
  THEN 1
  ELSE EXISTS (SELECT 1 FROM review_queue INDEXED BY review_unreminded
    WHERE state = 'pending' AND reminded = 0 AND received_at <= ?3) END";

fn row(name: &'static str, sql: &'static str, event: Event, by: &Invocation, limit: Timestamp) -> Query {
    let (step, outcome) = event.names();
    Query::new(name, sql).bind(by.at).bind(by.id.as_str()).bind(step).bind(outcome).bind(limit)
}

/// Notes the cards that wait for longer than `REMIND_AFTER_MINUTES`, and those whose window
/// closes within an hour, each once. A card that is both is only about to close; nobody is
/// reminded of thanks alone.
///
/// Errors: the setting is senseless, or the database failed.
pub async fn recall(host: &dyn Host, settings: &Settings) -> Result<(), StepError> {
    let by = Invocation::begin(host);
    let (late, closing) = (by.at.minus(settings.remind_after()?), by.at.plus(CLOSING));
    let due = Query::<Option<(bool,)>>::new("reminders_due", DUE).bind(by.at).bind(closing).bind(late);
    if host.batch(due).await? == Some((false,)) {
        return Ok(());
    }
    // Before the first reminder there is: the chat that is new must hear it.
    let chat = settings.chat().ok().flatten().map(|_| listener::begin(CHAT, by.at));
    host.batch((
        chat,
        row("ledger_closing_cards", LEDGER_CLOSING, Event::Closing, &by, closing),
        Query::<()>::new("mark_closing_cards", MARK_CLOSING).bind(by.at).bind(closing),
        row("ledger_overdue_cards", LEDGER_OVERDUE, Event::Overdue, &by, late),
        Query::<()>::new("mark_overdue_cards", MARK_OVERDUE).bind(by.at).bind(late),
    ))
    .await?;
    Ok(())
}
