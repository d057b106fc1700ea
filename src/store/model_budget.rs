//! `model_budget`: model calls per UTC day (G3), taken before the call.

use crate::clock::Timestamp;
use crate::host::Statement;
use crate::identity::WriteId;
use crate::ledger::Entry;

const TAKE: &str = "-- take_model_call
INSERT INTO model_budget (day, calls, last_call) SELECT ?1, 1, ?3 WHERE ?2 > 0
ON CONFLICT (day) DO UPDATE SET calls = calls + 1, last_call = excluded.last_call
WHERE model_budget.calls < ?2
RETURNING calls";

const LEDGER: &str = "-- ledger_model_call
INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, model, reason)
SELECT e.item ->> 'at', e.item ->> 'invocation', e.item ->> 'step', e.item ->> 'outcome',
  e.item ->> 'review_id', e.item ->> 'version', e.item ->> 'model', e.item ->> 'reason'
FROM (SELECT ?1 AS item) AS e
WHERE EXISTS (SELECT 1 FROM model_budget WHERE day = ?2 AND last_call = ?3)";

/// Takes one call out of the day's budget, with its ledger row. The first answer
/// has no row if the budget is used up.
pub fn take(now: Timestamp, limit: u32, write: &WriteId, called: &Entry) -> [Statement; 2] {
    [
        Statement::new(TAKE).bind(now.day()).bind(limit).bind(write.as_str()),
        Statement::new(LEDGER).bind_json(called).bind(now.day()).bind(write.as_str()),
    ]
}
