//! A plot of bars over days or weeks.

use super::stats::Period;
use crate::clock::Timestamp;
use crate::desk::words::Words;
use crate::http::DAY;
use maud::{Markup, html};

const WIDTH: u32 = 720;
const HEIGHT: u32 = 150;

/// Room for the values of the axis, and for those above the bars.
const LEFT: u32 = 60;
const TOP: u32 = 52;

/// What a label takes in width, and so does one on a phone, where letters are larger.
const LABEL: u32 = 64;
const NARROW: u32 = 2;

/// How many bars a plot may have for the days of which there is nothing.
const MOST: usize = 120;

/// A bar of a plot, made of parts: class, value, what it says.
pub struct Bar {
    pub period: String,
    pub parts: Vec<(&'static str, u32, String)>,
}

impl Bar {
    fn total(&self) -> u32 {
        self.parts.iter().map(|(_, value, _)| value).sum()
    }
}

/// The bars with those between them of which there is nothing, so that a step of the axis is a day
/// or a week; as they are where that would be too many.
pub fn without_gaps(bars: Vec<Bar>, from: &str, to: &str, period: Period) -> Vec<Bar> {
    let begins = |day: &str| Timestamp::parse(&format!("{day}T00:00:00Z"));
    let (Some(first), Some(last)) = (begins(from), begins(to)) else { return bars };
    let (first, step) = match period {
        Period::Day => (first, DAY),
        Period::Week => (super::span::monday(first), DAY * 7),
    };
    let days: Vec<String> = std::iter::successors(Some(first), |day| Some(day.plus(step)))
        .take_while(|day| *day <= last)
        .take(MOST + 1)
        .map(Timestamp::day)
        .collect();
    if days.len() > MOST {
        return bars;
    }
    let mut bars = bars.into_iter().peekable();
    days.into_iter()
        .map(|day| bars.next_if(|bar| bar.period == day).unwrap_or(Bar { period: day, parts: Vec::new() }))
        .collect()
}

/// The highest value of an axis, for which a quarter is a whole number: 4, 8, 20, 40, 80, 200 …
fn scale(most: u32) -> u32 {
    let steps = (0..8).flat_map(|n| [1, 2, 5].map(|step| 4 * step * 10u32.saturating_pow(n)));
    steps.into_iter().find(|top| *top >= most).unwrap_or(most)
}

/// A plot of bars with its axis, its unit and the value of each bar. Presentation attributes only:
/// the page's policy forbids inline style. What has no room on a phone is `wide`.
pub fn plot(title: &str, unit: &str, bars: &[Bar], w: &Words) -> Markup {
    let top = scale(bars.iter().map(Bar::total).max().unwrap_or(0));
    let height = |value: u32| u32::try_from(u64::from(value) * u64::from(HEIGHT) / u64::from(top)).unwrap_or(HEIGHT);
    let base = TOP + HEIGHT;
    let step = (WIDTH - LEFT) / u32::try_from(bars.len()).unwrap_or(1).clamp(7, WIDTH - LEFT);
    let every = LABEL / step + 1;
    html! {
        svg.plot viewBox={ "0 0 " (WIDTH) " " (base + 34) } role="img" aria-label={ (title) ", " (unit) } {
            text x="2" y="22" { (unit) }
            @for quarter in 0..=4 {
                @let value = top / 4 * quarter;
                line x1=(LEFT) x2=(WIDTH) y1=(base - height(value)) y2=(base - height(value)) stroke="currentColor" stroke-opacity="0.15" {}
                text x=(LEFT - 6) y=(base - height(value) + 4) text-anchor="end" { (value) }
            }
            @for (n, bar) in (0u32..).zip(bars) {
                @let x = LEFT + n * step;
                g {
                    @for (at, (class, value, says)) in bar.parts.iter().enumerate() {
                        @let below: u32 = bar.parts.iter().take(at).map(|(_, value, _)| height(*value)).sum();
                        rect class=(class) x=(x + 1) y=(base.saturating_sub(below + height(*value))) width=(step.saturating_sub(3).max(1)) height=(height(*value)) {
                            title { (crate::desk::time::day(&bar.period, w)) (w.colon) (says) }
                        }
                    }
                    @if step >= 20 && bar.total() > 0 {
                        text class=[(step < 20 * NARROW).then_some("wide")] x=(x + step / 2) y=(base - height(bar.total()) - 4) text-anchor="middle" { (bar.total()) }
                    }
                    @if n.is_multiple_of(every) {
                        text class=[(!n.is_multiple_of(every * NARROW)).then_some("wide")] x=(x + 1) y=(base + 24) { (short(&bar.period, w)) }
                    }
                }
            }
        }
    }
}

/// A day without its year.
fn short(day: &str, w: &Words) -> String {
    let whole = crate::desk::time::day(day, w);
    let end = whole.len().saturating_sub("/2026".len());
    whole.get(..end).unwrap_or(&whole).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::words::{UiLanguage, words};

    fn periods(bars: &[Bar]) -> Vec<(&str, usize)> {
        bars.iter().map(|bar| (bar.period.as_str(), bar.parts.len())).collect()
    }

    fn on(day: &str) -> Bar {
        Bar { period: day.to_owned(), parts: vec![("a", 1, String::new())] }
    }

    #[test]
    fn a_day_of_which_there_is_nothing_has_its_place() {
        let days = without_gaps(vec![on("2026-02-28"), on("2026-03-02")], "2026-02-27", "2026-03-02", Period::Day);
        let expected = [("2026-02-27", 0), ("2026-02-28", 1), ("2026-03-01", 0), ("2026-03-02", 1)];
        assert_eq!(periods(&days), expected);
        let weeks = without_gaps(vec![on("2026-03-02")], "2026-02-27", "2026-03-08", Period::Week);
        assert_eq!(periods(&weeks), [("2026-02-23", 0), ("2026-03-02", 1)]);
        let years = without_gaps(vec![on("2026-03-02")], "2016-03-02", "2026-03-02", Period::Day);
        assert_eq!(periods(&years), [("2026-03-02", 1)]);
    }

    #[test]
    fn a_label_of_the_axis_is_a_day_without_its_year() {
        let of = |tongue| short("2026-03-01", words(tongue));
        assert_eq!([of(UiLanguage::Fr), of(UiLanguage::En)], ["01/03", "1 Mar"]);
    }
}
