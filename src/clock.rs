//! Time as the rest of the crate sees it: an argument, never a global.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::time::Duration;
use time::{Date, Month, OffsetDateTime, Time};

/// An instant, UTC, milliseconds since 1970.
///
/// As text it is RFC 3339 of one fixed width (`2026-11-21T09:30:00.000Z`), so
/// that the order of the texts in D1 is the order of the instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// 9999-12-31T23:59:59.999Z; RFC 3339 writes no later year.
const LAST: i64 = 253_402_300_799_999;

impl Timestamp {
    /// From milliseconds since 1970, clamped to the years 1970–9999.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis.clamp(0, LAST))
    }

    /// From seconds since 1970, clamped likewise.
    pub fn from_seconds(seconds: i64) -> Self {
        Self::from_millis(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// This instant and then some.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_add(millis_of(span)))
    }

    /// That long before this instant.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self::from_millis(self.0.saturating_sub(millis_of(span)))
    }

    /// How long since `earlier`; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The UTC day, `2026-11-21`.
    pub fn day(self) -> String {
        let mut text = self.to_string();
        text.truncate(10);
        text
    }

    /// Reads RFC 3339 with any offset. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from, to| digits(text.get(from..to)?);
        let mark = |at: usize, marks: &[u8]| text.as_bytes().get(at).is_some_and(|b| marks.contains(b));
        if !(mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":")) {
            return None;
        }
        let month = Month::try_from(u8::try_from(number(5, 7)?).ok()?).ok()?;
        let date = Date::from_calendar_date(number(0, 4)?, month, u8::try_from(number(8, 10)?).ok()?).ok()?;
        let clock = |from, to| u8::try_from(number(from, to)?).ok();
        let (seconds, rest) = (clock(17, 19)?, text.get(19..)?);
        let (fraction, zone) = fraction(rest)?;
        let time = Time::from_hms_milli(clock(11, 13)?, clock(14, 16)?, seconds, fraction).ok()?;
        let local = date.with_time(time).assume_utc().unix_timestamp_nanos() / 1_000_000;
        Some(Self::from_millis(i64::try_from(local).ok()?.checked_sub(offset(zone)?)?))
    }
}

/// A number of digits alone.
fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Milliseconds after a `.`, finer digits cut off, and what follows.
fn fraction(text: &str) -> Option<(u16, &str)> {
    let Some(part) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = part.find(|c: char| !c.is_ascii_digit()).filter(|end| *end > 0)?;
    let (part, rest) = part.split_at_checked(end)?;
    let millis = part.bytes().chain(*b"00").take(3).fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    Some((millis, rest))
}

/// What `Z` or `+01:00` is ahead of UTC, in milliseconds.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('+') { 1 } else { -1 };
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let (hours, minutes) =
        ((hours.len() == 2).then(|| digits(hours))??, (minutes.len() == 2).then(|| digits(minutes))??);
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes) * 60_000)
}

fn millis_of(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let millis = u32::try_from(self.0.rem_euclid(1000)).unwrap_or(0);
        let parts: [(u32, u32, char); 7] = [
            (at.year().unsigned_abs(), 1_000, '-'),
            (u8::from(at.month()).into(), 10, '-'),
            (at.day().into(), 10, 'T'),
            (at.hour().into(), 10, ':'),
            (at.minute().into(), 10, ':'),
            (at.second().into(), 10, '.'),
            (millis, 100, 'Z'),
        ];
        // Digit by digit: every message has five of these, and `{:02}` is slow.
        let mut text = String::with_capacity(24);
        for (number, mut place, mark) in parts {
            while place > 0 {
                text.push(char::from_digit(number / place % 10, 10).unwrap_or('0'));
                place /= 10;
            }
            text.push(mark);
        }
        f.write_str(&text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not an RFC 3339 time"))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date-time"})
    }
}

/// How long to wait after so many failures in a row: `first`, then twice as long each time,
/// up to `longest`.
pub fn back_off(failures: u32, first: Duration, longest: Duration) -> Duration {
    first.saturating_mul(1 << failures.saturating_sub(1).min(20)).min(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_one_width_and_reads_back() {
        for millis in [0, 1, 999, 1_750_030_073_000, LAST] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(at.to_string().len(), 24);
            assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
        }
    }

    #[test]
    fn what_is_read_is_what_the_library_reads() {
        use time::UtcOffset;
        use time::format_description::well_known::Rfc3339;
        let check = |text: &str| {
            let theirs = OffsetDateTime::parse(text, &Rfc3339).ok().map(|at| {
                let millis = at.to_offset(UtcOffset::UTC).unix_timestamp_nanos().div_euclid(1_000_000);
                Timestamp::from_millis(i64::try_from(millis).unwrap())
            });
            assert_eq!(Timestamp::parse(text), theirs, "{text}");
        };
        for text in [
            "2026-11-21T09:30:00Z",
            "2026-11-21T09:30:00.1Z",
            "2026-11-21T09:30:00.123456789Z",
            "2026-11-21t09:30:00z",
            "2024-02-29T23:59:59.999+05:45",
            "2026-01-01T00:30:00-11:00",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-10T00:00:00Z",
            "2026-11-31T00:00:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T09:60:00Z",
            "2026-11-21T09:30:00",
            "2026-11-21T09:30:00.Z",
            "2026-11-21T09:30:00+1:00",
            "2026-11-21T09:30:00+01:0",
            "2026-11-21T09:30:00+01:60",
            "2026-11-21T09:30:00+24:00",
            "2026-11-21T09:30:00Zx",
            "2026-11-21",
            "+026-11-21T09:30:00Z",
            "2026-1é-21T09:30:00Z",
            "",
        ] {
            check(text);
        }
    }

    #[test]
    fn an_offset_is_folded_into_utc() {
        assert_eq!(
            Timestamp::parse("2026-11-21T10:00:00+01:00").map(|at| at.to_string()),
            Some("2026-11-21T09:00:00.000Z".to_owned())
        );
    }

    #[test]
    fn senseless_instants_are_clamped() {
        assert_eq!(Timestamp::from_seconds(i64::MAX).millis(), LAST);
        assert_eq!(Timestamp::from_seconds(-1).millis(), 0);
    }
}
