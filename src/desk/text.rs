//! Words that somebody else wrote: always inert, and nothing in them unseen.

use crate::gate::Evidence;
use crate::guard::unseen;
use maud::{Markup, html};

/// A text as it is, each character that cannot be seen by its code point.
pub fn visible(text: &str) -> Markup {
    html! { @for piece in pieces(text) { (piece) } }
}

enum Piece<'a> {
    Plain(&'a str),
    Hidden(char),
}

impl maud::Render for Piece<'_> {
    fn render_to(&self, buffer: &mut String) {
        match self {
            Self::Plain(text) => text.render_to(buffer),
            Self::Hidden(c) => html! { span.unseen { (format!("U+{:04X}", u32::from(*c))) } }.render_to(buffer),
        }
    }
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    let plain = |from: usize, to: usize| text.get(from..to).filter(|plain| !plain.is_empty()).map(Piece::Plain);
    for (at, c) in unseen(text) {
        pieces.extend(plain(from, at));
        pieces.push(Piece::Hidden(c));
        from = at + c.len_utf8();
    }
    pieces.extend(plain(from, text.len()));
    pieces
}

/// A message's text with the gate's evidence marked in it. `offset`: where the text
/// begins among those of its card, in code points. `reason`: a kind in words.
pub fn marked(text: &str, evidence: &[Evidence], offset: usize, reason: &dyn Fn(&Evidence) -> &'static str) -> Markup {
    let chars: Vec<char> = text.chars().collect();
    let part = |from: usize, to: usize| chars.get(from..to).map(String::from_iter).unwrap_or_default();
    let mut marks: Vec<(usize, usize, &Evidence)> = evidence
        .iter()
        .filter_map(|e| Some((e.start.checked_sub(offset)?, e.end.checked_sub(offset)?, e)))
        .filter(|(from, to, _)| from < to && *to <= chars.len())
        .collect();
    marks.sort_by_key(|(from, to, _)| (*from, std::cmp::Reverse(*to)));
    // Those that overlap one before them are left out.
    let mut done = 0;
    marks.retain(|(from, to, _)| {
        *from >= done && {
            done = *to;
            true
        }
    });
    let ends = std::iter::once(0).chain(marks.iter().map(|(_, to, _)| *to));
    html! {
        @for (plain, (from, to, evidence)) in ends.zip(&marks) {
            (visible(&part(plain, *from)))
            mark title=(reason(evidence)) { (visible(&part(*from, *to))) }
        }
        (visible(&part(done, chars.len())))
    }
}

/// How much of a text is seen at once, in lines and in characters: twelve lines of a phone.
const SEEN: (usize, usize) = (12, 480);

/// A long text, cut in two at the end of a line or between words. `None`: it is not long.
pub fn fold(text: &str) -> Option<(&str, &str)> {
    let by_lines = text.match_indices('\n').nth(SEEN.0 - 1).map(|(at, _)| at);
    let by_characters = text.char_indices().nth(SEEN.1).map(|(at, _)| at);
    let most = [by_lines, by_characters].into_iter().flatten().min()?;
    let between = |at: usize| Some((text.get(..at)?, text.get(at..)?.chars().next()?));
    let at = match between(most)? {
        (_, '\n') => most,
        (head, _) => head.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(most),
    };
    let (head, rest) = text.split_at_checked(at)?;
    // The white space itself stands in neither.
    let rest = rest.strip_prefix(char::is_whitespace).unwrap_or(rest);
    (!rest.is_empty()).then_some((head, rest))
}

/// A telephone number with its `+`, or a BSUID as it is.
pub fn address(recipient: &str) -> String {
    if recipient.bytes().all(|b| b.is_ascii_digit()) { format!("+{recipient}") } else { recipient.to_owned() }
}

/// A value in a link's query: RFC 3986's unreserved characters, the rest by bytes.
pub fn in_query(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::EvidenceKind;

    fn check(text: &str, html: &str) {
        assert_eq!(visible(text).into_string(), html);
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        check("10 cartons", "10 cartons");
        check("a\u{202e}b\u{200b}", r#"a<span class="unseen">U+202E</span>b<span class="unseen">U+200B</span>"#);
        check("👨\u{200d}👩", "👨\u{200d}👩");
        check("❤\u{fe0f}", "❤\u{fe0f}");
        check("con\u{fe0f}firmé", r#"con<span class="unseen">U+FE0F</span>firmé"#);
        check("x\u{200d}y", r#"x<span class="unseen">U+200D</span>y"#);
    }

    #[test]
    fn a_long_text_is_folded_between_lines_or_words() {
        let lines = |n: usize| (1..=n).map(|n| format!("{n} cartons")).collect::<Vec<_>>().join("\n");
        assert_eq!(fold(&lines(12)), None);
        let text = lines(14);
        let (head, rest) = fold(&text).expect("long");
        assert!(head.ends_with("\n12 cartons"), "{head}");
        assert_eq!(rest, "13 cartons\n14 cartons");
        let words = "harissa ".repeat(100);
        let (head, rest) = fold(&words).expect("long");
        assert!(head.ends_with("harissa") && rest.starts_with("harissa") && head.chars().count() <= 480);
        let unbroken = "é".repeat(580);
        assert_eq!(fold(&unbroken).map(|(head, rest)| (head.chars().count(), rest.chars().count())), Some((480, 100)));
    }

    #[test]
    fn markup_is_text() {
        check("<script>alert('x')</script>", "&lt;script&gt;alert('x')&lt;/script&gt;");
        check("\"><img src=x>", "&quot;&gt;&lt;img src=x&gt;");
    }

    #[test]
    fn evidence_is_marked_where_it_stands() {
        let evidence =
            |text: &str, start, end| Evidence { kind: EvidenceKind::QuantityUnit, text: text.into(), start, end };
        let found = [evidence("10 cartons", 16, 26), evidence("cartons", 19, 26), evidence("elsewhere", 0, 9)];
        let html = marked("é: 10 cartons <b>", &found, 13, &|_| "why").into_string();
        assert_eq!(html, r#"é: <mark title="why">10 cartons</mark> &lt;b&gt;"#);
    }
}
