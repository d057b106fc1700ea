//! `model_budget`: model calls and what they cost, per UTC day (G3), taken before the call.

use crate::clock::Timestamp;
use crate::host::Query;
use crate::identity::WriteId;
use crate::ledger::Entry;
use crate::ledger::Micros;

const TAKE: &str =
    "INSERT INTO model_budget (day, calls, last_call, spent_micros) SELECT ?1, 1, ?3, ?4 WHERE ?2 > 0 AND ?4 <= ?5
ON CONFLICT (day) DO UPDATE SET calls = calls + 1, last_call = excluded.last_call,
  spent_micros = spent_micros + excluded.spent_micros
WHERE model_budget.calls < ?2 AND model_budget.spent_micros + excluded.spent_micros <= ?5
RETURNING calls";

const LEDGER: &str = "INSERT INTO run_ledger (at, invocation, step, outcome, review_id, version, model, reason)
SELECT e.item ->> 'at', e.item ->> 'invocation', e.item ->> 'step', e.item ->> 'outcome',
  e.item ->> 'review_id', e.item ->> 'version', e.item ->> 'model', e.item ->> 'reason'
FROM (SELECT ?1 AS item) AS e
WHERE EXISTS (SELECT 1 FROM model_budget WHERE day = ?2 AND last_call = ?3)";

const CALLS: &str = "SELECT calls FROM model_budget WHERE day = ?1";

/// What a day has left, as far as this many calls and this much money are allowed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Calls.
    pub calls: u32,
    /// Money; none: no limit.
    pub spend: Option<Micros>,
}

/// Takes one call and the most that it can cost out of the day's budget, with its ledger
/// row. Returns whether it was taken, and how many calls the day has seen.
pub fn take(
    now: Timestamp,
    limits: Limits,
    at_most: Micros,
    write: &WriteId,
    called: &Entry,
) -> (Query<bool>, Query, Query<Option<(u32,)>>) {
    // What JavaScript can carry.
    let spend = limits.spend.map_or((1 << 53) - 1, |Micros(micros)| micros);
    let take = Query::new("take_model_call", TAKE).bind(now.day()).bind(limits.calls).bind(write.as_str());
    (
        take.bind(at_most.0).bind(spend),
        Query::new("ledger_model_call", LEDGER).bind_json(called).bind(now.day()).bind(write.as_str()),
        Query::new("model_calls_of_day", CALLS).bind(now.day()),
    )
}

const GIVE_BACK: &str = "UPDATE model_budget SET spent_micros = max(0, spent_micros - ?2) WHERE day = ?1";

/// Gives back what a call of that day did not cost.
pub fn give_back(taken_at: Timestamp, Micros(micros): Micros) -> Query {
    Query::new("give_back_spending", GIVE_BACK).bind(taken_at.day()).bind(micros)
}
