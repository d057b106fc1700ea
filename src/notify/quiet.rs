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

crate::from_row!(QuietHours { begins, ends, utc_offset });

/// No clock is further from UTC, in minutes.
pub const FARTHEST: i64 = 14 * 60;

/// A time of day, `HH:MM`, as minutes. `None`: it is none.
fn minute(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |text: &str, most| {
        let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|n| digits && *n <= most)
    };
    Some(number(hours, 23)? * 60 + number(minutes, 59)?)
}

/// Minutes as a time of day, `HH:MM`.
pub fn time(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

impl QuietHours {
    /// Reads them as a person sets them. `None`: one of them is none.
    pub fn read(from: &str, to: &str, utc_offset: i64) -> Option<Self> {
        let near = utc_offset.abs() <= FARTHEST;
        near.then_some(Self { begins: minute(from)?, ends: minute(to)?, utc_offset })
    }

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
    fn times_are_read_as_they_are_shown() {
        let read = QuietHours::read("20:30", "07:00", 120).expect("hours");
        assert_eq!((time(read.begins), time(read.ends)), ("20:30".into(), "07:00".into()));
        for (from, to, offset) in [
            ("24:00", "07:00", 0),
            ("20:60", "07:00", 0),
            ("8:00", "07:00", 0),
            ("20:00", "", 0),
            ("20:00", "07:00", 841),
            ("+1:00", "07:00", 0),
        ] {
            assert_eq!(QuietHours::read(from, to, offset), None, "{from} {to} {offset}");
        }
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
