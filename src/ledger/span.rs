//! Spans of days that have a name. Days are UTC days, and weeks begin on Monday.

use crate::clock::Timestamp;
use crate::http::DAY;

/// A span with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// From Monday through today.
    ThisWeek,
    /// The seven days before this week.
    LastWeek,
    /// Today and the 29 days before.
    Last30Days,
}

impl Span {
    /// As they are offered.
    pub const ALL: [Self; 3] = [Self::ThisWeek, Self::LastWeek, Self::Last30Days];

    /// Its name in a link.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThisWeek => "this_week",
            Self::LastWeek => "last_week",
            Self::Last30Days => "last_30_days",
        }
    }

    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.as_str() == name)
    }

    /// Its first and its last day.
    pub fn days(self, now: Timestamp) -> (String, String) {
        let (from, to) = match self {
            Self::ThisWeek => (monday(now), now),
            Self::LastWeek => (monday(now).minus(DAY * 7), monday(now).minus(DAY)),
            Self::Last30Days => (now.minus(DAY * 29), now),
        };
        (from.day(), to.day())
    }
}

/// The same time of the Monday of that week.
pub fn monday(at: Timestamp) -> Timestamp {
    // The day that time is counted from was a Thursday.
    let day = at.millis().div_euclid(24 * 60 * 60 * 1000);
    let since = u32::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
    at.minus(DAY * since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(now: &str, span: Span, from: &str, to: &str) {
        let now = Timestamp::parse(now).unwrap();
        assert_eq!(span.days(now), (from.to_owned(), to.to_owned()), "{now} {span:?}");
    }

    #[test]
    fn a_week_begins_on_monday_at_midnight_utc() {
        check("2026-03-01T23:59:59Z", Span::ThisWeek, "2026-02-23", "2026-03-01");
        check("2026-03-02T00:00:00Z", Span::ThisWeek, "2026-03-02", "2026-03-02");
        check("2026-03-02T00:00:00Z", Span::LastWeek, "2026-02-23", "2026-03-01");
        check("2026-03-01T12:00:00Z", Span::LastWeek, "2026-02-16", "2026-02-22");
        check("2026-03-01T12:00:00Z", Span::Last30Days, "2026-01-31", "2026-03-01");
    }
}
