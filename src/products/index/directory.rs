//! Where a term of the index stands, and the pages of it that were read for one message.

use super::first_words::FirstWords;
use super::page::{self, PAGE};
use super::terms;
use crate::gate::one_typo;
use std::ops::RangeInclusive;

/// The most rows that a message costs: the directory, and pages.
const ROWS: usize = 20;

/// The most that is read of the index for a message, in bytes.
const BYTES: usize = 256 * 1024;

/// The most bytes of a page as it is read: JSON writes its tabs and ends of lines with two.
const AS_JSON: usize = PAGE + PAGE / 6;

/// How many of the pages are left for the words that others turn out to be meant for.
const FOR_MEANT: usize = 4;

/// What is known of an index before a page of it is read.
pub struct Directory {
    /// Which run it is.
    pub run: u32,
    /// What each page starts at.
    starts: Vec<String>,
    first_words: FirstWords,
    /// The most pages that are read for a message.
    most: usize,
}

impl Directory {
    /// As it was written: the starts a line each. `None`: it is something else.
    pub fn read(run: u32, starts: &str, first_words: &str) -> Option<Self> {
        let left = BYTES.saturating_sub(starts.len() + first_words.len());
        Some(Self {
            run,
            starts: starts.lines().map(str::to_owned).collect(),
            first_words: FirstWords::read(first_words)?,
            most: (left / AS_JSON).clamp(FOR_MEANT + 1, ROWS - 1),
        })
    }

    /// The page that has the term, if any has.
    fn page(&self, term: &str) -> usize {
        self.starts.partition_point(|start| start.as_str() <= term).saturating_sub(1)
    }

    /// The pages that terms with this beginning may stand on.
    fn pages(&self, beginning: &str) -> RangeInclusive<usize> {
        let behind = self.starts.partition_point(|start| start.as_str() <= beginning || start.starts_with(beginning));
        self.page(beginning)..=behind.saturating_sub(1)
    }
}

/// The pages that were read for one message.
pub struct IndexSearch<'d> {
    directory: &'d Directory,
    /// A few: they are looked through.
    pages: Vec<(usize, String)>,
}

impl<'d> IndexSearch<'d> {
    pub fn of(directory: &'d Directory) -> Self {
        Self { directory, pages: Vec::new() }
    }

    /// Keeps a page that was read.
    pub fn keep(&mut self, page: u32, body: String) {
        if let Ok(page) = usize::try_from(page) {
            self.pages.push((page, body));
        }
    }

    fn body(&self, page: usize) -> Option<&str> {
        self.pages.iter().find(|(at, _)| *at == page).map(|(_, body)| body.as_str())
    }

    /// The pages to read for these keys, and for these words that may be typos: as many as one
    /// message may cost, those of the keys first.
    pub fn first_pages(&self, keys: &[String], typos: &[String]) -> Vec<usize> {
        let places = typos.iter().flat_map(|word| terms::of_typo(word));
        let of_typos = places.flat_map(|place| self.directory.pages(place.beginning()));
        self.missing(self.of_keys(keys).chain(of_typos), self.directory.most - FOR_MEANT)
    }

    /// The pages to read for the keys with the words that others turned out to be meant for.
    pub fn more_pages(&self, keys: &[String]) -> Vec<usize> {
        self.missing(self.of_keys(keys), self.directory.most)
    }

    fn of_keys(&self, keys: &[String]) -> impl Iterator<Item = usize> {
        keys.iter().filter(|key| self.may_have(key)).map(|key| self.directory.page(&terms::of_key(key)))
    }

    fn may_have(&self, key: &str) -> bool {
        key.split(' ').next().is_some_and(|first| self.directory.first_words.may_have(first))
    }

    /// Those of the pages that were not read, each once, so that it becomes no more than `most`
    /// in all.
    fn missing(&self, pages: impl Iterator<Item = usize>, most: usize) -> Vec<usize> {
        let mut missing = Vec::new();
        for page in pages.filter(|page| *page < self.directory.starts.len()) {
            if self.pages.len() + missing.len() >= most {
                break;
            }
            if self.body(page).is_none() && !missing.contains(&page) {
                missing.push(page);
            }
        }
        missing
    }

    /// The products' words that these may be meant for: one typo away, or the same.
    pub fn corrections(&self, typos: &[String]) -> Vec<String> {
        let mut meant: Vec<String> = Vec::new();
        for typed in typos {
            for place in terms::of_typo(typed) {
                self.each(place.beginning(), |term| {
                    if one_typo(&place.typed, term) {
                        meant.extend(terms::word(term).filter(|word| !meant.contains(word)));
                    }
                });
            }
        }
        meant
    }

    /// Each term that begins so, on the pages that were read.
    fn each(&self, beginning: &str, mut each: impl FnMut(&str)) {
        let places = self.directory.pages(beginning);
        for (_, body) in self.pages.iter().filter(|(page, _)| places.contains(page)) {
            let mut terms = page::from(body, beginning);
            while let Some(term) = terms.step() {
                if term.starts_with(beginning) {
                    each(term);
                } else if term > beginning {
                    break;
                }
            }
        }
    }

    /// Whether the index has the key, and then the reference of the one product that has it.
    pub fn product(&self, key: &str) -> Option<Option<String>> {
        if !self.may_have(key) {
            return None;
        }
        let (alone, with_reference) = (terms::of_key(key), terms::of_products_with(key));
        let place = self.directory.page(&alone);
        let mut terms = page::from(self.body(place)?, &alone);
        let reference = loop {
            let term = terms.step()?;
            if term == alone {
                return Some(None);
            }
            if term > alone.as_str() {
                break terms::reference(term, &with_reference)?;
            }
        };
        // Where the next page begins with the key, it has another product of it.
        let next = || self.directory.starts.get(place + 1).is_some_and(|start| start.starts_with(&with_reference));
        let another = terms.step().map_or_else(next, |term| term.starts_with(&with_reference));
        Some(Some(reference).filter(|_| !another))
    }
}

#[cfg(test)]
mod tests {
    use super::super::first_words::FirstWords;
    use super::*;
    use crate::gate::GateProduct;
    use crate::products::index::page::PageWriter;

    /// What the index says of a key, made of these terms.
    fn product(terms: &[String], key: &str) -> Option<Option<String>> {
        let mut writer = PageWriter::default();
        terms.iter().for_each(|term| writer.push(term));
        let pages = writer.pages();
        let starts: Vec<&str> = pages.iter().map(|page| page.starts_at.as_str()).collect();
        let mut first = FirstWords::none();
        ["huile", "harissa", "mot9"].into_iter().for_each(|word| first.add(word));
        let directory = Directory::read(1, &starts.join("\n"), &first.write()).expect("a directory");
        let mut search = IndexSearch::of(&directory);
        (0..).zip(pages).for_each(|(n, page)| search.keep(n, page.body));
        search.product(key)
    }

    fn terms_of(products: &[(&str, &str)]) -> Vec<String> {
        let product = |(reference, name): &(&str, &str)| GateProduct {
            reference: (*reference).into(),
            name: (*name).into(),
            aliases: String::new(),
        };
        terms::of_products(&products.iter().map(product).collect::<Vec<_>>()).0
    }

    #[test]
    fn a_key_of_one_product_has_its_reference_and_a_key_of_two_has_none() {
        let terms = terms_of(&[("HO-1", "huile"), ("HO-2", "Huile d'olive"), ("H1", "Harissa"), ("H2", "harissa")]);
        assert_eq!(product(&terms, "huile"), Some(Some("HO-1".into())));
        assert_eq!(product(&terms, "huile olive"), Some(Some("HO-2".into())));
        assert_eq!(product(&terms, "harissa"), Some(None));
        assert_eq!(product(&terms, "huile olives"), None);
    }

    #[test]
    fn an_index_that_was_made_without_references_is_read_until_the_next_one() {
        assert_eq!(product(&["=huile".into(), "=huile olive".into()], "huile"), Some(None));
    }

    #[test]
    fn a_second_product_on_the_next_page_is_seen() {
        // So many before it that the page ends after the first of the two, whichever letter it ends at.
        let seconds = (0..700).filter(|many| {
            let mut terms: Vec<String> = (0..*many).map(|n| format!("=mot{n:04}{}", "x".repeat(40))).collect();
            terms.extend([format!("=mot9\t1{}", "y".repeat(200)), format!("=mot9\t2{}", "z".repeat(200))]);
            assert_eq!(product(&terms, "mot9"), Some(None), "after {many}");
            let mut writer = PageWriter::default();
            terms.iter().for_each(|term| writer.push(term));
            writer.pages().last().is_some_and(|page| page.starts_at == "=mot9\t2")
        });
        assert!(seconds.count() > 0, "it came so");
    }
}
