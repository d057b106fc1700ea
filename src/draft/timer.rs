//! When a sender's timer is set: one rule for every host.

use crate::clock::Timestamp;

/// A timer as its host finds it.
#[derive(Clone, Copy, Debug)]
pub struct Timer {
    /// When it is to go off; `None`: it is not set.
    pub armed: Option<Timestamp>,
    /// How often drafting has failed in a row.
    pub failures: u32,
}

impl Timer {
    /// Whether it has to be set to `asked`.
    ///
    /// A time that has passed is no timer: the platform lost it, or it goes off this moment, and
    /// then once more does no harm. After a failure one that is still to come is left where it
    /// is: the sweep asks for every sender who waits, once a minute, and would make a back-off
    /// of one minute out of any. So a message of a sender whose drafts fail waits 15 minutes at
    /// most.
    pub fn is_set_to(self, asked: Timestamp, now: Timestamp) -> bool {
        match self.armed {
            Some(armed) if now < armed => asked < armed && self.failures == 0,
            Some(_) | None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(armed: Option<i64>, failures: u32, asked: i64, expected: bool) {
        let at = Timestamp::from_seconds;
        let timer = Timer { armed: armed.map(at), failures };
        assert_eq!(timer.is_set_to(at(asked), at(1_000)), expected, "{timer:?} {asked}");
    }

    #[test]
    fn a_timer_is_set_if_it_is_not_or_to_go_off_sooner() {
        check(None, 0, 1_020, true);
        check(Some(1_020), 0, 1_010, true);
        check(Some(1_020), 0, 1_040, false);
        check(Some(1_900), 3, 1_000, false);
        check(None, 3, 1_000, true);
    }

    #[test]
    fn a_time_that_has_passed_is_no_timer() {
        for failures in [0, 3] {
            check(Some(999), failures, 1_000, true);
            check(Some(1_000), failures, 1_020, true);
            check(Some(10), failures, 1_020, true);
        }
    }
}
