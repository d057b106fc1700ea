//! Making the index anew, in slices: each reads and writes a little, and leaves word of how far
//! it came. A slice that fails or is cut off is done again by the next.
//!
//! First every product is read, and each slice leaves a sorted run. Then the oldest runs are
//! merged, until one is left. Until that is in force, the index before it is.

use super::first_words::FirstWords;
use super::merge::{FAN_IN, Merge, Run};
use super::page::{IndexPage, PageWriter};
use super::terms;
use crate::error::StepError;
use crate::gate::{FORM, GateProduct};
use crate::host::{Host, log_failure};
use crate::identity::WriteId;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::products::index_queries::{self, ActiveIndex, IndexState, Numbered};
use serde::{Deserialize, Serialize};

/// How many products a slice reads.
const PRODUCTS: u32 = 250;

/// How many letters of theirs: the time of a slice goes with them.
const LETTERS: u32 = 30_000;

/// How far a build is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    /// How names are folded.
    form: u32,
    /// The number of the last product's row that was read.
    after: i64,
    /// All were read.
    gathered: bool,
    /// How many.
    products: u32,
    /// The number of the next run.
    next: u32,
    /// The runs that are left, the oldest first.
    runs: Vec<Run>,
    merge: Option<Merge>,
}

impl Work {
    fn begin(newest: u32) -> Self {
        Self {
            form: FORM,
            after: i64::MIN,
            gathered: false,
            products: 0,
            next: newest.saturating_add(1),
            runs: Vec::new(),
            merge: None,
        }
    }

    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn number(&mut self) -> u32 {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        number
    }

    /// The one run that is left.
    fn result(&self) -> Option<Run> {
        let done = self.gathered && self.merge.is_none() && self.runs.len() < 2;
        done.then(|| self.runs.first().copied().unwrap_or(Run { id: self.next, pages: 0 }))
    }
}

/// What a slice left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The index in force has all products.
    UpToDate,
    /// There is more to do.
    More,
}

/// One slice, if products changed. Errors: the database failed; the next slice does it again.
pub async fn slice(host: &dyn Host) -> Result<Progress, StepError> {
    match host.batch(index_queries::state()).await? {
        Some(state) => Build::new(host, state).slice().await,
        None => Ok(Progress::UpToDate),
    }
}

/// After a change of products: a list that one slice has room for is known at once, a longer one
/// is left to the sweep. What fails is logged, and left to the sweep as well.
pub async fn after_change(host: &dyn Host) {
    let at_once = async {
        match host.batch((index_queries::state(), index_queries::are_few(PRODUCTS))).await? {
            (Some(state), Some((true,))) => Build::new(host, state).slice().await.map(drop),
            _ => Ok(()),
        }
    };
    if let Err(error) = at_once.await {
        log_failure(host, "product_index", &error);
    }
}

/// A build while a slice of it is made.
struct Build<'h> {
    host: &'h dyn Host,
    state: IndexState,
}

impl<'h> Build<'h> {
    fn new(host: &'h dyn Host, state: IndexState) -> Self {
        Self { host, state }
    }

    async fn slice(mut self) -> Result<Progress, StepError> {
        let work = self.state.work.as_deref().and_then(|json| crate::json::read::<Work>(json.as_bytes()).ok());
        let mut work = match work.filter(|work| work.form == FORM) {
            Some(work) => work,
            None if self.state.changed || self.state.work.is_some() || self.state.form != FORM => {
                let work = Work::begin(self.state.newest.max(self.state.run));
                let mark = self.mark();
                let begin = index_queries::begin(&work.to_json(), &mark, &self.state.write_id);
                if !self.host.batch(begin).await? {
                    return Ok(Progress::More);
                }
                self.state.changed = false;
                self.state.first_words = None;
                self.state.write_id = mark.as_str().to_owned();
                work
            }
            None => return Ok(Progress::UpToDate),
        };
        let ours = if !work.gathered {
            self.gather(&mut work).await?
        } else if work.result().is_none() {
            self.merge(&mut work).await?
        } else {
            true
        };
        match work.result() {
            Some(run) if ours => self.publish(&work, run).await,
            _ => Ok(Progress::More),
        }
    }

    fn mark(&self) -> WriteId {
        WriteId::new(self.host.nonce())
    }

    /// Reads some products and leaves a run of their terms. Whether it counted.
    async fn gather(&mut self, work: &mut Work) -> Result<bool, StepError> {
        let after = index_queries::products_after(work.after, PRODUCTS, LETTERS);
        let (read, last) = self.host.batch((after, index_queries::last_product())).await?;
        let number = |text: &str| text.parse::<i64>().unwrap_or(i64::MAX);
        let last = last.map_or(i64::MIN, |(text,)| number(&text));
        work.after = read.last().map_or(i64::MAX, |row: &Numbered| number(&row.number));
        work.gathered = work.after >= last;
        work.products = work.products.saturating_add(u32::try_from(read.len()).unwrap_or_default());
        let products: Vec<GateProduct> = read.into_iter().map(GateProduct::from).collect();
        let (terms, first) = terms::of_products(&products);
        let mut words = self.first_words();
        first.iter().for_each(|word| words.add(word));
        let mut writer = PageWriter::default();
        terms.iter().for_each(|term| writer.push(term));
        let pages = writer.pages();
        let run = Run { id: work.number(), pages: u32::try_from(pages.len()).unwrap_or_default() };
        if run.pages > 0 {
            work.runs.push(run);
        }
        self.state.first_words = Some(words.write());
        self.go_on(work, run.id, 0, &pages, &[]).await
    }

    fn first_words(&self) -> FirstWords {
        self.state.first_words.as_deref().and_then(FirstWords::read).unwrap_or_else(FirstWords::none)
    }

    /// Merges some pages of the oldest runs. Whether it counted.
    async fn merge(&mut self, work: &mut Work) -> Result<bool, StepError> {
        let mut merge = match work.merge.take() {
            Some(merge) => merge,
            None => {
                let into = work.number();
                Merge::of(work.runs.drain(..FAN_IN.min(work.runs.len())), into)
            }
        };
        let read = self.host.batch(index_queries::ahead_of(&merge.open())).await?;
        let (run, from) = (merge.into.id, merge.into.pages);
        let Some(pages) = merge.slice(&read) else {
            // Somebody removed pages by hand.
            self.host.batch(index_queries::end(true, &self.mark(), &self.state.write_id)).await?;
            return Ok(false);
        };
        let mut merged = Vec::new();
        if merge.is_done() {
            merged = merge.runs();
            work.runs.push(merge.into);
        } else {
            work.merge = Some(merge);
        }
        self.go_on(work, run, from, &pages, &merged).await
    }

    /// Leaves what a slice made, if no other slice was made meanwhile. Whether it counted.
    async fn go_on(
        &mut self,
        work: &Work,
        run: u32,
        from: u32,
        pages: &[IndexPage],
        merged: &[u32],
    ) -> Result<bool, StepError> {
        let mark = self.mark();
        let first_words = self.state.first_words.as_deref();
        let go_on = index_queries::go_on(&work.to_json(), first_words, &mark, &self.state.write_id);
        let mut writes = index_queries::write(run, from, pages, &mark);
        if !merged.is_empty() {
            writes.push(index_queries::forget(merged, &mark));
        }
        let (ours, _) = self.host.batch((go_on, writes)).await?;
        self.state.write_id = mark.as_str().to_owned();
        Ok(ours)
    }

    /// Puts the run in force.
    async fn publish(self, work: &Work, run: Run) -> Result<Progress, StepError> {
        let starts = self.host.batch(index_queries::starts(run.id)).await?;
        let starts: Vec<String> = starts.into_iter().map(|(start,)| start).collect();
        let invocation = Invocation::begin(self.host);
        let index = ActiveIndex {
            run: run.id,
            form: FORM,
            starts: starts.join("\n"),
            first_words: self.first_words().fitted().write(),
            products: work.products,
            built_at: invocation.at,
        };
        let mark = self.mark();
        let entry = invocation.entry(Event::ProductsIndexed).reason(format!("products:{}", work.products));
        let end = index_queries::end(false, &mark, &self.state.write_id);
        let writes = vec![
            index_queries::publish(&index, &mark),
            index_queries::forget_before(self.state.run, &mark),
            run_ledger::append_if_indexed(&[entry], &mark),
        ];
        let (ours, _) = self.host.batch((end, writes)).await?;
        Ok(if ours && !self.state.changed { Progress::UpToDate } else { Progress::More })
    }
}
