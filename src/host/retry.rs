//! Trying a batch again, where that is safe. D1 repeats reads by itself, and writes never.

use super::{Batch, DatabaseError, Host};
use std::time::Duration;

/// Failures that may pass (Cloudflare, D1, retry queries). "Overloaded" is none of them: trying
/// again makes it worse.
const PASSING: [&str; 3] =
    ["Network connection lost", "storage caused object to be reset", "reset because its code was updated"];

/// How often a batch is tried, and the longest that is waited before the first of the others.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(100);

impl DatabaseError {
    /// Whether another try may do better.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Failed(detail) if PASSING.iter().any(|passing| detail.contains(passing)))
    }
}

impl dyn Host + '_ {
    /// Runs a batch, up to three times while its failure may pass. Only for a batch that may be
    /// committed twice: a try that failed may have been.
    ///
    /// Errors: that of the last try.
    pub async fn batch_again<B: Batch>(&self, batch: impl Fn() -> B) -> Result<B::Rows, DatabaseError> {
        let mut tried = 1;
        loop {
            match self.batch(batch()).await {
                Err(error) if error.may_pass() && tried < TRIES => self.sleep(self.pause(tried)).await,
                done => return done,
            }
            tried += 1;
        }
    }

    /// Half of a time that doubles with each try, to the whole of it: whoever lost the same
    /// connection must not come back all at once.
    fn pause(&self, tried: u32) -> Duration {
        let longest = PAUSE * 2_u32.pow(tried.saturating_sub(1));
        let [chance, ..] = self.nonce().0;
        longest / 2 + longest / 2 * u32::from(chance) / 255
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(detail: &str, may_pass: bool) {
        assert_eq!(DatabaseError::Failed(detail.into()).may_pass(), may_pass, "{detail}");
    }

    #[test]
    fn what_may_pass_is_tried_again_and_an_overload_is_not_made_worse() {
        check("D1_ERROR: Network connection lost.", true);
        check("D1_ERROR: Internal error in D1 DB storage caused object to be reset.", true);
        check("D1_ERROR: D1 DB reset because its code was updated.", true);
        check("D1_ERROR: D1 DB is overloaded. Too many requests queued.", false);
        check("D1_ERROR: UNIQUE constraint failed: SQLITE_CONSTRAINT", false);
        check("", false);
        assert!(!DatabaseError::NoBinding.may_pass() && !DatabaseError::Shape("x").may_pass());
    }
}
