//! Whether time alone has come to change a card. Most minutes it has not, and where no card waits
//! that costs next to nothing to know.

use crate::clock::Timestamp;
use crate::host::Query;

// An equality that nothing has reads no row; each range reads one at least.
const DUE: &str = "SELECT CASE
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'sending' AND claimed_at < ?1) THEN 1
  WHEN NOT EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending') THEN 0
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE state = 'pending' AND window_closes_at <= ?2) THEN 1
  WHEN EXISTS (SELECT 1 FROM review_queue WHERE opened_at > ?3 AND opened_at <= ?4 AND state = 'pending') THEN 1
  WHEN EXISTS (SELECT 1 FROM hold WHERE until <= ?2) THEN 1
  ELSE EXISTS (SELECT 1 FROM later WHERE until <= ?2) END";

/// Whether a send from before `lost` has no answer, a window has closed, a card that was opened
/// between the two of `late` has come to need somebody, or what stood beside a card is over.
pub fn any(lost: Timestamp, now: Timestamp, late: (Timestamp, Timestamp)) -> Query<Option<(bool,)>> {
    Query::new("cards_due", DUE).bind(lost).bind(now).bind(late.0).bind(late.1)
}
