//! Counting webhooks that Meta did not sign, without the database: in the isolate, which reports
//! them at most once a minute however many come.

use crate::clock::Timestamp;
use crate::host::unsigned::{AskUnsigned, Counted, Fault, UnsignedCount};
use crate::host::{Host, log_failure};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// What an isolate counted.
#[derive(Debug, Default)]
pub struct Tally {
    counted: Counted,
    reported_at: Option<Timestamp>,
}

impl Tally {
    /// An isolate that has seen none.
    pub const fn new() -> Self {
        Self { counted: Counted { malformed: None, wrong: None, wrong_from: None }, reported_at: None }
    }

    /// One more.
    pub fn add(&mut self, fault: Fault, now: Timestamp) {
        let known = match fault {
            Fault::Malformed => &mut self.counted.malformed,
            Fault::Wrong => {
                self.counted.wrong_from.get_or_insert(now);
                &mut self.counted.wrong
            }
        };
        UnsignedCount::add(known, UnsignedCount { count: 1, last_at: now });
    }

    /// What is to be reported, if there is something and a minute has passed since the last time.
    pub fn due(&mut self, now: Timestamp) -> Option<Counted> {
        let early = self.reported_at.is_some_and(|at| now.since(at) < MINUTE);
        if early || self.counted == Counted::default() {
            return None;
        }
        self.reported_at = Some(now);
        Some(std::mem::take(&mut self.counted))
    }
}

/// Reports what is due. What could not be reported is lost, so that nothing is counted twice.
pub async fn report(host: &dyn Host, due: Option<Counted>) {
    let at = host.now();
    if let Some(counted) = due
        && let Err(error) = host.witness_unsigned(AskUnsigned::Report { counted, at }).await
    {
        log_failure(host, "unsigned", &error);
    }
}
