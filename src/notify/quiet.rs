//! When a reviewer is not to be called.

use crate::clock::Timestamp;

/// The minutes of a day.
const DAY: i64 = 24 * 60;

/// From one minute of a reviewer's day to another, past midnight too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The first quiet minute, 0 to 1439.
    pub begins: u32,
    /// The first one that is not. The same as `begins`: no quiet hours.
    pub ends: u32,
    /// Minutes that the reviewer's clock is ahead of UTC.
    pub utc_offset: i64,
}

impl QuietHours {
    /// Whether it is quiet then.
    pub fn cover(&self, at: Timestamp) -> bool {
        let minute = (at.millis().div_euclid(60_000) + self.utc_offset).rem_euclid(DAY);
        let (begins, ends) = (i64::from(self.begins), i64::from(self.ends));
        if begins <= ends { begins <= minute && minute < ends } else { minute >= begins || minute < ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hours: (u32, u32, i64), utc: &str, quiet: bool) {
        let (begins, ends, utc_offset) = hours;
        let at = Timestamp::parse(&format!("2026-03-01T{utc}:00.000Z")).expect("a time");
        assert_eq!(QuietHours { begins, ends, utc_offset }.cover(at), quiet, "{hours:?} at {utc}");
    }

    #[test]
    fn a_night_goes_past_midnight_on_the_reviewers_clock() {
        let paris = (20 * 60, 7 * 60, 60);
        for (utc, quiet) in [("18:59", false), ("19:00", true), ("23:30", true), ("05:59", true), ("06:00", false)] {
            check(paris, utc, quiet);
        }
        check((12 * 60, 14 * 60, -180), "15:00", true);
        check((12 * 60, 14 * 60, -180), "17:00", false);
        check((480, 480, 0), "08:00", false);
    }
}
