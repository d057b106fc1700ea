//! Webhooks that Meta did not sign, counted outside the database (G6): beside the witness
//! ([`super::witness`]), in the same Durable Object. Nothing is kept of one but when it came.

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// How many of the last reports of wrong signatures are kept: an hour of them from one isolate.
const REPORTS: usize = 60;

/// Why a webhook is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has no header that could be a signature.
    Malformed,
    /// The signature is not that of its body under our app's secret.
    Wrong,
}

/// So many, and when the last one came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "UnsignedCount"))]
pub struct UnsignedCount {
    pub count: u64,
    pub last_at: Timestamp,
}

impl UnsignedCount {
    /// Adds more of them.
    pub fn add(known: &mut Option<Self>, more: Self) {
        *known = Some(match *known {
            Some(known) => {
                Self { count: known.count.saturating_add(more.count), last_at: known.last_at.max(more.last_at) }
            }
            None => more,
        });
    }
}

/// What an isolate counted since it reported last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub malformed: Option<UnsignedCount>,
    pub wrong: Option<UnsignedCount>,
    /// When the first of the wrong ones came: some may have been counted long before the last.
    pub wrong_from: Option<Timestamp>,
}

/// So many wrong ones, none of them before this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Report {
    count: u64,
    from: Timestamp,
}

/// What is known of them. The counts are lower bounds: what an isolate had counted and not
/// reported is lost with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsigned {
    /// When the first one of all was reported; none: nothing ever was.
    pub counted_since: Option<Timestamp>,
    pub malformed: Option<UnsignedCount>,
    pub wrong: Option<UnsignedCount>,
    reports: Vec<Report>,
}

/// What is asked about them. A report that is made twice counts twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum AskUnsigned {
    /// What is known.
    Read,
    /// So many came.
    Report { counted: Counted, at: Timestamp },
}

impl Unsigned {
    /// Does what is asked. Whether that changed something.
    pub fn answer(&mut self, ask: AskUnsigned) -> bool {
        let AskUnsigned::Report { counted, at } = ask else { return false };
        self.counted_since.get_or_insert(at);
        if let Some(malformed) = counted.malformed {
            UnsignedCount::add(&mut self.malformed, malformed);
        }
        if let Some(wrong) = counted.wrong {
            UnsignedCount::add(&mut self.wrong, wrong);
            self.reports.push(Report { count: wrong.count, from: counted.wrong_from.unwrap_or(wrong.last_at) });
            self.reports.drain(..self.reports.len().saturating_sub(REPORTS));
        }
        true
    }

    /// How many with a wrong signature surely came after this, by the last reports.
    pub fn wrong_after(&self, at: Timestamp) -> u64 {
        self.reports.iter().filter(|report| report.from > at).fold(0, |sum, report| sum.saturating_add(report.count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn report(wrong: u64, seconds: i64) -> AskUnsigned {
        let wrong = Some(UnsignedCount { count: wrong, last_at: at(seconds) });
        AskUnsigned::Report { counted: Counted { wrong, ..Counted::default() }, at: at(seconds + 1) }
    }

    #[test]
    fn reports_add_up_and_the_last_ones_are_known_by_their_time() {
        let mut unsigned = Unsigned::default();
        assert!(!unsigned.answer(AskUnsigned::Read));
        assert_eq!(unsigned, Unsigned::default());
        for n in 1..=100 {
            assert!(unsigned.answer(report(2, n * 60)));
        }
        assert_eq!(unsigned.counted_since, Some(at(61)));
        assert_eq!(unsigned.wrong, Some(UnsignedCount { count: 200, last_at: at(6_000) }));
        assert_eq!((unsigned.malformed, unsigned.reports.len()), (None, REPORTS));
        assert_eq!([5_999, 6_000, 5_880].map(|after| unsigned.wrong_after(at(after))), [2, 0, 4]);
    }

    #[test]
    fn what_was_counted_before_a_good_one_is_not_told_to_have_come_after_it() {
        let mut unsigned = Unsigned::default();
        let wrong = Some(UnsignedCount { count: 6, last_at: at(5_400) });
        let counted = Counted { wrong, wrong_from: Some(at(60)), malformed: None };
        unsigned.answer(AskUnsigned::Report { counted, at: at(5_401) });
        assert_eq!([59, 60, 5_399].map(|after| unsigned.wrong_after(at(after))), [6, 0, 0]);
    }

    #[test]
    fn a_late_report_does_not_set_the_last_time_back() {
        let mut unsigned = Unsigned::default();
        unsigned.answer(report(1, 120));
        unsigned.answer(report(1, 60));
        assert_eq!(unsigned.wrong, Some(UnsignedCount { count: 2, last_at: at(120) }));
    }
}
