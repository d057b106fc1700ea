//! What differs from run to run, and what stands for it in a golden.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::desk::time;
use whatsapp_order_ack::desk::words::{UiLanguage, words};

/// What is found, and what it becomes. `#` is a number: 1 for the first of its kind in a
/// file, the same for the same, so that a golden still says which is which. SHA-256 of texts
/// stays: the texts are the same each time.
const RULES: [(&str, &str); 19] = [
    // Opaque ids, and the keyed hashes of wamids, senders and bodies.
    (r"((?:rev|usr|inv|snd|att|dec|dev|wrt|m|b)_)[0-9a-f]{32}", "${1}#"),
    // The row of the ledger that a listener is told of: what else was written before is by chance.
    (r"(?-u:\b)evt_[0-9]+", "evt_#"),
    // Message ids; the stand-in for Meta makes its own from the time.
    (r"wamid\.[0-9A-Za-z+/=]+", "wamid_#"),
    // What only a signed-in browser knows.
    (r#"(name="csrf" value=")[0-9a-f]{64}"#, "${1}[csrf]"),
    (r"(-session=)[0-9a-f]{64}", "${1}[session]"),
    // The token of somebody who was just added.
    (r#"("token": "|class="secret">)[0-9a-f]{64}"#, "${1}[token]"),
    // A link of the ledger hashes ids and times.
    (r#"("link": ")[0-9a-f]{64}"#, "${1}[link]"),
    // The queue's stamp is made of ids.
    (r#"(data-stamp=")[0-9a-f]{64}"#, "${1}[stamp]"),
    // A cursor holds a time and an id, in hex.
    (r"(?-u:\b)[0-9a-f]{65,}", "[cursor]"),
    // The key of a press, and the id of a rule that is not saved yet.
    (r"(?-u:\b)[0-9a-f]{32}(?-u:\b)", "nonce_#"),
    (r"(?-u:\b)r-[0-9a-f]{12}(?-u:\b)", "r-[nonce]"),
    // The path of an asset changes with it, and what it says is looked at by itself.
    (r"(\.(?:css|js|webmanifest|png)\?v=)[0-9a-f]{8}", "${1}[hash]"),
    // Ports of this machine.
    (r"(127\.0\.0\.1:)[0-9]+", "${1}[port]"),
    // How long something took or will last.
    (r#"("(?:latency_ms|seconds)": )[0-9]+|( · )[0-9]+( ms)"#, "${1}${2}[n]${3}"),
    (r#"(data-closes="[^"]*">)[0-9]+ (?:h(?: [0-9]{2})?|min)"#, "${1}[span]"),
    // How long answers took: the last cells of the numbers, a bar's title, the last columns of CSV.
    (r#"(class="n"(?: data-label="[^"]*")?>|: )[0-9]+ (?:s|min|h(?: [0-9]{2})?)(</t)"#, "${1}[span]${2}"),
    // The same on a plot: its bar, and the minutes above it.
    (
        r#"(<rect class="b" x="[0-9]+") y="[0-9]+"( width="[0-9]+") height="[0-9]+"(>[ \n]*<title>[^<]*\[span\]</title>[ \n]*</rect>[ \n]*<text[^>]*) y="[0-9]+"( text-anchor="middle">)[0-9]+"#,
        "${1} y=\"[y]\"${2} height=\"[height]\"${3} y=\"[y]\"${4}[minutes]",
    ),
    (
        r"(\n(?:[0-9-]{10}|\[monday\])(?:,[0-9]+){17}),[0-9.]+,[0-9.]+((?:,[0-9]+){4}\\r)",
        "${1},[seconds],[seconds]${2}",
    ),
    // When the CRM was told, and the signature over that.
    (r"(webhook-timestamp: )[0-9]+|(webhook-signature: v1,)[^ \n]+", "${1}${2}[…]"),
];

static COMPILED: LazyLock<Vec<(Regex, &str)>> =
    LazyLock::new(|| RULES.iter().map(|(find, becomes)| (Regex::new(find).expect("a rule"), *becomes)).collect());

static INSTANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)Z| ([0-9]{2}:[0-9]{2}) UTC)")
        .expect("a rule")
});

/// An instant as the desk writes it in French or English. The year of today goes without saying.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    let months = [MONTHS.0, MONTHS.1].concat().join("|").replace('.', r"\.");
    let rule =
        format!(r"([0-9]{{1,2}})(?:er)? ({months})( [0-9]{{4}})?(?: à|,) ([0-9]{{1,2}})(?: h |:)([0-9]{{2}}) UTC");
    Regex::new(&rule).expect("a rule")
});

const MONTHS: ([&str; 12], [&str; 12]) = (
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
);

/// A day as it is sent or as the desk writes it, or its label below a bar, which has no year.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    let (short, year) = (format!("[0-9]{{2}}/[0-9]{{2}}|[0-9]{{1,2}} (?:{})", MONTHS.1.join("|")), "[ /][0-9]{4}");
    Regex::new(&format!(r"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|(?-u:\b)(?:{short}){year}|>({short})</text>"))
        .expect("a rule")
});

/// A day as it is sent, and as the desk writes it in French and English.
fn ways(day: &str) -> [String; 3] {
    [day.to_owned(), time::day(day, words(UiLanguage::Fr)), time::day(day, words(UiLanguage::En))]
}

/// A written day without its year.
fn label(written: &str) -> &str {
    &written[..written.len() - "/2026".len()]
}

const HOUR: i64 = 60 * 60 * 1000;
const DAY_MILLIS: i64 = 24 * HOUR;

/// When a run began. Times of these days are told from there; a fixed date of a script is
/// kept as it is.
#[derive(Clone, Copy)]
pub struct Began(pub i64);

impl Began {
    pub fn now() -> Self {
        Self(i64::try_from(testkit::meta_simulator::unix_millis()).expect("a time"))
    }

    /// The day that lies this many days from today.
    pub fn day(self, from_today: i64) -> String {
        Timestamp::from_millis(self.0 + from_today * DAY_MILLIS).day()
    }

    /// The Monday of this week. 1970 began on a Thursday.
    fn monday(self) -> String {
        self.day(-(self.0 / DAY_MILLIS + 3).rem_euclid(7))
    }

    /// An answer that counts by weeks, and names them by their Mondays.
    pub fn by_weeks(self, shown: &str) -> String {
        ways(&self.monday()).iter().fold(shown.to_owned(), |shown, monday| {
            let label = format!(">{}</text>", label(monday));
            shown.replace(monday, "[monday]").replace(&label, ">[monday]</text>")
        })
    }

    /// How long until the day ends, in milliseconds.
    pub fn left_today(self) -> i64 {
        DAY_MILLIS - self.0.rem_euclid(DAY_MILLIS)
    }

    /// Whole hours from the beginning: what is said of an instant within three days of it.
    fn instant(self, found: &Captures<'_>) -> Option<String> {
        let time = found.get(2).or(found.get(3))?.as_str();
        let seconds = if found.get(3).is_some() { ":00" } else { "" };
        let millis = Timestamp::parse(&format!("{}T{time}{seconds}Z", &found[1]))?.millis();
        self.hours(millis)
    }

    /// The same of an instant as the desk writes it.
    fn written(self, found: &Captures<'_>) -> Option<String> {
        let month = [MONTHS.0, MONTHS.1].iter().find_map(|names| names.iter().position(|name| *name == &found[2]))? + 1;
        let year = found.get(3).map_or(self.day(0)[..4].to_owned(), |year| year.as_str().trim().to_owned());
        let text = format!("{year}-{month:02}-{:0>2}T{:0>2}:{}:00Z", &found[1], &found[4], &found[5]);
        self.hours(Timestamp::parse(&text)?.millis())
    }

    fn hours(self, millis: i64) -> Option<String> {
        let hours = (millis - self.0 + HOUR / 2).div_euclid(HOUR);
        (hours.abs() <= 72).then(|| if hours == 0 { "[now]".to_owned() } else { format!("[now{hours:+}h]") })
    }

    /// What is said of a day of the last month or the days to come.
    fn says(self, found: &Captures<'_>) -> Option<String> {
        let below = found.get(1);
        let is = |day: &str| {
            ways(day).iter().any(|day| below.map_or(day == &found[0], |below| label(day) == below.as_str()))
        };
        let from_today = (-29..=2).find(|n| is(&self.day(*n)))?;
        let day = if from_today == 0 { "[today]".to_owned() } else { format!("[today{from_today:+}]") };
        Some(if below.is_some() { format!(">{day}</text>") } else { day })
    }
}

/// The whole text of a golden, as it is every time.
pub fn normal(text: &str, began: Began) -> String {
    let mut numbers: HashMap<String, Vec<String>> = HashMap::new();
    let mut text = Cow::Borrowed(text);
    for (find, becomes) in COMPILED.iter() {
        let replaced = find.replace_all(&text, |found: &Captures<'_>| {
            let mut said = String::new();
            found.expand(becomes, &mut said);
            let Some(kind) = said.strip_suffix('#') else { return said };
            let known = numbers.entry(kind.to_owned()).or_default();
            let n = known.iter().position(|one| *one == found[0]).unwrap_or_else(|| {
                known.push(found[0].to_owned());
                known.len() - 1
            });
            format!("{kind}{}", n + 1)
        });
        text = Cow::Owned(replaced.into_owned());
    }
    let text = INSTANT.replace_all(&text, |found: &Captures<'_>| began.instant(found).unwrap_or(found[0].to_owned()));
    let text = WRITTEN.replace_all(&text, |found: &Captures<'_>| began.written(found).unwrap_or(found[0].to_owned()));
    let text = DAY.replace_all(&text, |found: &Captures<'_>| began.says(found).unwrap_or(found[0].to_owned()));
    text.into_owned()
}

#[test]
fn a_golden_says_which_id_is_which_and_how_far_a_time_is() {
    let began = Began(1_772_366_400_000);
    let (a, b) = ("0a".repeat(16), "0b".repeat(16));
    let check = |text: &str, expected: &str| assert_eq!(normal(text, began), expected);
    check(&format!("rev_{a} rev_{b} usr_{a} rev_{a}"), "rev_1 rev_2 usr_1 rev_1");
    check(&format!("{a}-approve-rev_{b} {b}-x"), "nonce_1-approve-rev_1 nonce_2-x");
    check("2026-03-01T12:10:00.000Z 2026-03-02 11:58 UTC", "[now] [now+24h]");
    check("1er mars à 12 h 10 UTC, 2 Mar, 11:58 UTC", "[now], [now+24h]");
    check("1er août 2020 à 9 h 00 UTC, 28 févr. à 11 h 00 UTC", "1er août 2020 à 9 h 00 UTC, [now-25h]");
    check("2026-02-28T11:00:00.000Z 2026-01-01T00:00:00.000Z", "[now-25h] 2026-01-01T00:00:00.000Z");
    check("2026-03-01 2026-01-31 2020-01-02", "[today] [today-29] 2020-01-02");
    check("01/03/2026 28 Feb 2026 02/01/2020", "[today] [today-1] 02/01/2020");
    check("<text>01/03</text> 01/03 <text>02/01</text>", "<text>[today]</text> 01/03 <text>02/01</text>");
    check("<text>28 Feb</text> <text>2 Jan</text>", "<text>[today-1]</text> <text>2 Jan</text>");
    check(r#"{"latency_ms": 12, "version": 12}"#, r#"{"latency_ms": [n], "version": 12}"#);
    let hash = "0c".repeat(32);
    check(&format!(r#"text_sha256="{hash}" csrf"#), &format!(r#"text_sha256="{hash}" csrf"#));
    assert_eq!(began.by_weeks("2026-02-23 <text>23/02</text> 2026-03-01"), "[monday] <text>[monday]</text> 2026-03-01");
    assert_eq!(began.by_weeks("23 Feb 2026 <text>23 Feb</text>"), "[monday] <text>[monday]</text>");
    assert_eq!(began.left_today(), 12 * HOUR);
}
