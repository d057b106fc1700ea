//! Pages of sorted terms, as text: blocks on lines of their own, in which each term after the
//! first is written as what it does not share with the one before it.
//!
//! `=harissaG forteG tube` are `=harissa`, `=harissa forte` and `=harissa tube`: a capital letter
//! begins a term and says how many bytes it shares, `A` for none. Terms are folded, so they have
//! no capitals of their own.

/// The most bytes of a page; [`LONGEST`] has to fit.
pub const PAGE: usize = 10_000;

/// Longer terms are in no index: all names that the API takes are shorter, but for aliases
/// without a mark between them.
pub const LONGEST: usize = 1_000;

/// How many terms a block has: what is walked through to find one.
const BLOCK: u32 = 16;

/// The most bytes that a capital letter can say.
const SHARED: usize = 25;

/// A page while it is written, or as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPage {
    /// Terms below this stand on the pages before, the others here or behind.
    pub starts_at: String,
    /// The blocks.
    pub body: String,
}

/// Cuts sorted terms into pages.
#[derive(Default)]
pub struct PageWriter {
    pages: Vec<IndexPage>,
    last: String,
    terms: u32,
}

impl PageWriter {
    /// After a term that stands on an earlier page.
    pub fn after(last: &str) -> Self {
        Self { last: last.to_owned(), ..Self::default() }
    }

    /// Adds a term, if it comes after all of them so far.
    pub fn push(&mut self, term: &str) {
        if term.len() > LONGEST || term <= self.last.as_str() {
            return;
        }
        let full = |page: &IndexPage| page.body.len() + term.len() + 1 > PAGE;
        if self.pages.last().is_none_or(full) {
            self.pages.push(IndexPage { starts_at: separator(&self.last, term).to_owned(), body: term.to_owned() });
            self.terms = 1;
        } else if let Some(page) = self.pages.last_mut() {
            if self.terms.is_multiple_of(BLOCK) {
                page.body.push('\n');
                page.body.push_str(term);
            } else {
                let shared = term.floor_char_boundary(shared(&self.last, term).min(SHARED));
                page.body.push(u8::try_from(shared).map_or('A', |n| char::from(b'A' + n)));
                page.body.push_str(term.get(shared..).unwrap_or_default());
            }
            self.terms += 1;
        }
        self.last.clear();
        self.last.push_str(term);
    }

    /// The last term so far.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// What was written, in order.
    pub fn pages(self) -> Vec<IndexPage> {
        self.pages
    }
}

fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

/// The shortest text that is greater than `before` and not greater than `term`.
fn separator<'t>(before: &str, term: &'t str) -> &'t str {
    let end = term.ceil_char_boundary(shared(before, term) + 1);
    term.get(..end).unwrap_or(term)
}

/// What stands in a page from the block on that would have this term.
pub fn from<'p>(body: &'p str, term: &str) -> Terms<'p> {
    let (mut low, mut high) = (0, body.len());
    while low < high {
        let middle = body.floor_char_boundary(usize::midpoint(low, high));
        let line_end = body.get(middle..high).and_then(|half| half.find('\n'));
        match line_end.map(|end| middle + end) {
            Some(end) if first_term(body.get(end + 1..).unwrap_or_default()) <= term => low = end + 1,
            Some(end) => high = end,
            None => high = middle,
        }
    }
    Terms::of(body.get(low..).unwrap_or_default())
}

fn first_term(blocks: &str) -> &str {
    blocks.split(|c: char| c.is_ascii_uppercase() || c == '\n').next().unwrap_or_default()
}

/// The terms of blocks, one after another.
pub struct Terms<'p> {
    /// What is left of them.
    pub rest: &'p str,
    term: String,
}

impl<'p> Terms<'p> {
    pub fn of(body: &'p str) -> Self {
        Self { rest: body, term: String::new() }
    }

    /// The next one.
    pub fn step(&mut self) -> Option<&str> {
        let mark = *self.rest.as_bytes().first()?;
        let shared = match mark {
            b'A'..=b'Z' => usize::from(mark - b'A'),
            _ => 0,
        };
        self.term.truncate(self.term.floor_char_boundary(shared));
        let own = if matches!(mark, b'A'..=b'Z' | b'\n') { self.rest.get(1..)? } else { self.rest };
        let end = own.bytes().position(|byte| byte.is_ascii_uppercase() || byte == b'\n').unwrap_or(own.len());
        let (own, rest) = own.split_at_checked(end)?;
        self.term.push_str(own);
        self.rest = rest;
        Some(&self.term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pages: &[IndexPage]) -> Vec<String> {
        let mut read = Vec::new();
        for page in pages {
            let mut terms = Terms::of(&page.body);
            while let Some(term) = terms.step() {
                read.push(term.to_owned());
            }
        }
        read
    }

    #[test]
    fn terms_come_back_as_they_were_written() {
        let mut terms: Vec<String> = (0..20_000).map(|n| format!("=huile d{}é {n}", n % 7)).collect();
        terms.extend(["=é".into(), "=éa".into(), "=è".into(), format!("={}", "ü".repeat(40)), "=日本 x".into()]);
        terms.sort();
        let mut writer = PageWriter::default();
        terms.iter().for_each(|term| writer.push(term));
        let pages = writer.pages();
        assert!(pages.len() > 3 && pages.iter().all(|page| page.body.len() <= PAGE));
        assert_eq!(read(&pages), terms);
    }

    #[test]
    fn a_page_is_found_by_what_it_starts_at() {
        let terms: Vec<String> = (0..9_000).map(|n| format!("=mot{n:05}")).collect();
        let mut writer = PageWriter::default();
        terms.iter().for_each(|term| writer.push(term));
        let pages = writer.pages();
        for pair in pages.windows(2) {
            let (before, after) = (read(&pair[..1]), read(&pair[1..]));
            assert!(before[before.len() - 1] < pair[1].starts_at && pair[1].starts_at <= after[0]);
            assert!(pair[1].starts_at.len() <= after[0].len());
        }
    }

    #[test]
    fn a_term_is_found_from_its_block_on() {
        let terms: Vec<String> = (0..900).map(|n| format!("=mot{:04}", 2 * n)).collect();
        let mut writer = PageWriter::default();
        terms.iter().for_each(|term| writer.push(term));
        let [page] = writer.pages().try_into().expect("one page");
        for n in 0..1_800 {
            let sought = format!("=mot{n:04}");
            let mut near = from(&page.body, &sought);
            let mut steps = 1;
            while near.step().is_some_and(|term| term < sought.as_str()) {
                steps += 1;
            }
            assert_eq!(near.term == sought, n % 2 == 0, "{sought}");
            assert!(steps <= BLOCK + 1, "{sought}: {steps}");
        }
    }

    #[test]
    fn what_is_too_long_or_out_of_order_is_left_out() {
        let mut writer = PageWriter::after("=b");
        for term in ["=a", "=b", "=c", &"x".repeat(LONGEST + 1), "=c", "=d"] {
            writer.push(term);
        }
        assert_eq!(read(&writer.pages()), ["=c", "=d"]);
    }

    #[test]
    fn a_page_that_was_altered_by_hand_is_read_without_a_panic() {
        for body in ["", "\n", "Z", "éB", "AZ\nQé", "=éCx\n\nDé"] {
            drop(read(&[IndexPage { starts_at: String::new(), body: body.into() }]));
            from(body, "é").step();
        }
    }
}
