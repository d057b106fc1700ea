//! Several sorted runs become one, a slice at a time.

use super::page::{self, IndexPage, PageWriter, Terms};
use serde::{Deserialize, Serialize};

/// How many runs are merged at once.
pub const FAN_IN: usize = 20;

/// How many pages a slice goes on by. Besides them, the page where each run stands is read.
pub const AHEAD: u32 = 12;

/// A run: its number, and how many pages it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub id: u32,
    pub pages: u32,
}

/// A merge that is under way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Merge {
    /// The runs, each with the page where it stands.
    inputs: Vec<(Run, u32)>,
    /// What they become: its pages so far.
    pub into: Run,
    /// The last term that was written.
    last: String,
}

/// A page of a run that was read.
#[derive(Debug)]
pub struct RunPage {
    pub run: u32,
    pub page: u32,
    pub body: String,
    /// What the pages that were not read start at, at least; none if all were.
    pub bound: Option<String>,
}

impl Merge {
    /// Of these runs into one of this number.
    pub fn of(runs: impl IntoIterator<Item = Run>, into: u32) -> Self {
        let inputs = runs.into_iter().map(|run| (run, 0)).collect();
        Self { inputs, into: Run { id: into, pages: 0 }, last: String::new() }
    }

    /// The runs that it takes the place of.
    pub fn runs(&self) -> Vec<u32> {
        self.inputs.iter().map(|(run, _)| run.id).collect()
    }

    pub fn is_done(&self) -> bool {
        self.open().is_empty()
    }

    /// The runs that are not at their end, and the page where each stands.
    pub fn open(&self) -> Vec<(u32, u32)> {
        let open = self.inputs.iter().filter(|(run, at)| *at < run.pages);
        open.map(|(run, at)| (run.id, *at)).collect()
    }

    /// Merges what was read, by run and page. Returns the pages that come next in the new run;
    /// `None` if a page is missing.
    pub fn slice(&mut self, read: &[RunPage]) -> Option<Vec<IndexPage>> {
        let there = |(run, at): (u32, u32)| read.iter().any(|page| (page.run, page.page) == (run, at));
        if !self.open().into_iter().all(there) {
            return None;
        }
        let bound = read.first().and_then(|page| page.bound.as_deref());
        let mut inputs: Vec<Input<'_>> =
            self.inputs.iter().map(|(run, at)| Input::of(*run, *at, read, &self.last)).collect();
        // The one with the greatest term first, those at their end not at all.
        let mut waiting: Vec<Input<'_>> = Vec::new();
        let mut stand = Vec::new();
        let mut next = inputs.pop();
        let mut writer = PageWriter::after(&self.last);
        while let Some(mut input) = next {
            if input.advance() {
                let at = waiting.partition_point(|other| other.term > input.term);
                waiting.insert(at, input);
            } else {
                stand.push((input.run.id, input.page));
            }
            next = inputs.pop().or_else(|| {
                // Beyond the bound, a page that was not read may have terms that come first.
                let least = waiting.pop_if(|least| bound.is_none_or(|bound| least.term.as_str() < bound))?;
                writer.push(&least.term);
                Some(least)
            });
        }
        stand.extend(waiting.iter().map(|input| (input.run.id, input.page)));
        for (run, at) in &mut self.inputs {
            *at = stand.iter().find(|(id, _)| *id == run.id).map_or(*at, |(_, page)| *page);
        }
        self.last = writer.last().to_owned();
        let pages = writer.pages();
        self.into.pages += u32::try_from(pages.len()).unwrap_or_default();
        Some(pages)
    }
}

/// The pages of a run that were read, term by term.
struct Input<'p> {
    run: Run,
    /// The page of the term.
    page: u32,
    bodies: Vec<&'p str>,
    terms: Terms<'p>,
    term: String,
}

impl<'p> Input<'p> {
    /// From the block on that has the term after `last`.
    fn of(run: Run, at: u32, read: &'p [RunPage], last: &str) -> Self {
        let pages = read.iter().filter(|page| page.run == run.id && page.page >= at);
        let mut bodies: Vec<&str> = pages.map(|page| page.body.as_str()).collect();
        bodies.reverse();
        let terms = page::from(bodies.pop().unwrap_or_default(), last);
        Self { run, page: at, bodies, terms, term: String::new() }
    }

    /// Goes on to the next term. Whether there is one among those that were read.
    fn advance(&mut self) -> bool {
        while self.page < self.run.pages {
            if let Some(term) = self.terms.step() {
                self.term.clear();
                self.term.push_str(term);
                return true;
            }
            self.page += 1;
            let Some(body) = self.bodies.pop() else { break };
            self.terms = Terms::of(body);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    type Pages = BTreeMap<(u32, u32), IndexPage>;

    fn keep(all: &mut Pages, run: Run, from: u32, pages: Vec<IndexPage>) {
        all.extend(pages.into_iter().enumerate().map(|(n, page)| ((run.id, from + n as u32), page)));
    }

    fn run(all: &mut Pages, id: u32, terms: impl IntoIterator<Item = String>) -> Run {
        let mut writer = PageWriter::default();
        terms.into_iter().for_each(|term| writer.push(&term));
        let pages = writer.pages();
        let run = Run { id, pages: pages.len() as u32 };
        keep(all, run, 0, pages);
        run
    }

    fn read(all: &Pages, id: u32) -> Vec<String> {
        let mut read = Vec::new();
        for page in all.iter().filter(|((run, _), _)| *run == id).map(|(_, page)| page) {
            let mut terms = Terms::of(&page.body);
            while let Some(term) = terms.step() {
                read.push(term.to_owned());
            }
        }
        read
    }

    /// As the database chooses them.
    fn ahead(all: &Pages, open: &[(u32, u32)]) -> Vec<RunPage> {
        let of = |(run, at): (u32, u32), from: u32| all.range((run, at + from)..=(run, at + AHEAD + 1));
        let mut starts: Vec<&str> =
            open.iter().flat_map(|stand| of(*stand, 1)).map(|(_, page)| page.starts_at.as_str()).collect();
        starts.sort();
        let bound = starts.get(AHEAD as usize).map(|start| (*start).to_owned());
        let near =
            |at: u32, page: u32, starts_at: &str| page == at || bound.as_deref().is_none_or(|bound| starts_at < bound);
        let mut pages = Vec::new();
        for stand in open {
            for ((run, page), text) in of(*stand, 0).filter(|((_, page), text)| near(stand.1, *page, &text.starts_at)) {
                pages.push(RunPage { run: *run, page: *page, body: text.body.clone(), bound: bound.clone() });
            }
        }
        pages
    }

    /// Runs of many pages, of a few and of one, that have terms in common.
    fn check(runs: &[(u32, usize, usize)]) {
        let mut all = Pages::new();
        let mut expected = Vec::new();
        let inputs: Vec<Run> = runs
            .iter()
            .map(|(id, step, many)| {
                let terms: Vec<String> = (0..*many).map(|n| format!("=mot {:06}", n * step)).collect();
                expected.extend(terms.clone());
                run(&mut all, *id, terms)
            })
            .collect();
        expected.sort();
        expected.dedup();
        let mut merge = Merge::of(inputs, 99);
        let mut slices = 0;
        while !merge.is_done() {
            let pages = ahead(&all, &merge.open());
            assert!(pages.len() <= FAN_IN + AHEAD as usize);
            let from = merge.into.pages;
            // As it is kept between two slices.
            merge = serde_json::from_str(&serde_json::to_string(&merge).unwrap()).unwrap();
            let next = merge.slice(&pages).unwrap();
            keep(&mut all, merge.into, from, next);
            slices += 1;
            assert!(slices < 1_000, "it comes to an end");
        }
        assert_eq!(read(&all, 99), expected);
    }

    #[test]
    fn a_page_that_is_missing_is_noticed() {
        let mut all = Pages::new();
        let run = run(&mut all, 1, (0..30_000).map(|n| format!("=mot {n:06}")));
        assert!(Merge::of([run, Run { id: 2, pages: 1 }], 99).slice(&ahead(&all, &[(1, 0)])).is_none());
        assert!(Merge::of([run], 99).slice(&[]).is_none());
    }

    #[test]
    fn runs_become_one_run_with_each_term_once() {
        check(&[(1, 1, 30_000), (2, 7, 4_000), (3, 1_000, 20), (4, 30_000, 1)]);
        check(&[(1, 1, 9_000), (2, 1, 9_000)]);
        check(&[(1, 1, 90_000)]);
        check(&[
            (1, 2, 10),
            (2, 3, 10),
            (3, 5, 20_000),
            (4, 5, 20_000),
            (5, 1, 1),
            (6, 9, 9),
            (7, 8, 8),
            (8, 4, 9_000),
        ]);
    }
}
