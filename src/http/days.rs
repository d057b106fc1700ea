//! The days that a page is asked for.

use super::Request;
use crate::clock::Timestamp;
use std::time::Duration;

pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The first and the last of `?from=&to=`: by default the last 30 days, and never more than
/// ten years.
pub fn days(request: &Request, now: Timestamp) -> (Timestamp, Timestamp) {
    let begins = |day: &str| Timestamp::parse(&format!("{day}T00:00:00Z"));
    let asked = |name: &str| request.query(name).as_deref().and_then(begins);
    let to = asked("to").or_else(|| begins(&now.day())).unwrap_or(now);
    let from = asked("from").unwrap_or_else(|| to.minus(DAY * 29));
    (from.max(to.minus(DAY * 3650)).min(to), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, from: &str, to: &str) {
        let request = Request::new("GET", &format!("https://desk.example/review/history{query}"), []);
        let (first, last) = days(&request, Timestamp::parse("2026-03-31T18:00:00Z").unwrap());
        assert_eq!((first.day().as_str(), last.day().as_str()), (from, to), "{query}");
    }

    #[test]
    fn a_page_shows_the_days_that_were_asked_for() {
        check("", "2026-03-02", "2026-03-31");
        check("?from=2026-01-05&to=2026-02-01", "2026-01-05", "2026-02-01");
        check("?to=2026-02-01", "2026-01-03", "2026-02-01");
        check("?from=soon&to=", "2026-03-02", "2026-03-31");
    }

    #[test]
    fn a_page_shows_neither_no_day_nor_all_of_them() {
        check("?from=2026-02-02&to=2026-02-01", "2026-02-01", "2026-02-01");
        check("?from=1970-01-01&to=2026-02-01", "2016-02-04", "2026-02-01");
    }
}
