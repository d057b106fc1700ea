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
            most: (left / PAGE).clamp(FOR_MEANT + 1, ROWS - 1),
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
pub struct Search<'d> {
    directory: &'d Directory,
    /// A few: they are looked through.
    pages: Vec<(usize, String)>,
}

impl<'d> Search<'d> {
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

    /// Whether the index has the key.
    pub fn has(&self, key: &str) -> bool {
        if !self.may_have(key) {
            return false;
        }
        let sought = terms::of_key(key);
        let Some(body) = self.body(self.directory.page(&sought)) else { return false };
        let mut terms = page::from(body, &sought);
        while let Some(term) = terms.step() {
            if term >= sought.as_str() {
                return term == sought;
            }
        }
        false
    }
}
