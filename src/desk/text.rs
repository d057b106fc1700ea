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
pub fn marked(text: &str, evidence: &[Evidence], offset: usize, reason: impl Fn(&Evidence) -> &'static str) -> Markup {
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
    fn markup_is_text() {
        check("<script>alert('x')</script>", "&lt;script&gt;alert('x')&lt;/script&gt;");
        check("\"><img src=x>", "&quot;&gt;&lt;img src=x&gt;");
    }

    #[test]
    fn evidence_is_marked_where_it_stands() {
        let evidence =
            |text: &str, start, end| Evidence { kind: EvidenceKind::QuantityUnit, text: text.into(), start, end };
        let found = [evidence("10 cartons", 16, 26), evidence("cartons", 19, 26), evidence("elsewhere", 0, 9)];
        let html = marked("é: 10 cartons <b>", &found, 13, |_| "why").into_string();
        assert_eq!(html, r#"é: <mark title="why">10 cartons</mark> &lt;b&gt;"#);
    }
}
