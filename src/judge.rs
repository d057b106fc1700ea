//! A text that somebody pastes, judged as a message is: what the gate says, on what it rests, and
//! the order lines. Nothing of it is kept.

pub mod api;
pub mod pages;
mod view;
mod words;

use crate::error::StepError;
use crate::gate::{Evidence, Judged, Shape, Verdict, Why, judge_message, order_lines};
use crate::host::Host;
use crate::products::index::directory::Directory;
use crate::products::index::lookup::known_products;
use crate::products::index_queries;
use crate::review::order_lines::LineView;
use crate::taught_words::{self, ActiveWords};
use serde::Serialize;

/// The longest text that is judged, in Unicode code points.
pub const LONGEST: usize = 20_000;

/// What the gate says of a text.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Judgment {
    /// Whether it is an order.
    pub order: bool,
    /// What makes it one, or why it is none.
    pub why: JudgmentReason,
    /// What that rests on.
    pub evidence: Vec<Evidence>,
    /// What is ordered.
    pub lines: Vec<LineView>,
}

/// Why a text is an order or none.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "WhyJudged"))]
#[serde(untagged)]
pub enum JudgmentReason {
    /// What makes it an order.
    Order(Shape),
    /// Why it is none.
    Other(Why),
}

/// Judges a text with today's products and taught words. None: it is too long.
///
/// Errors: the database failed.
pub async fn judge(host: &dyn Host, text: &str) -> Result<Option<Judgment>, StepError> {
    if text.chars().nth(LONGEST).is_some() {
        return Ok(None);
    }
    let (row, newest) = host.batch((index_queries::directory(), taught_words::newest())).await?;
    let directory = row.and_then(|row| Directory::read(row.run, &row.starts, &row.first_words));
    let known = known_products(host, directory.as_ref(), text).await?;
    let taught = ActiveWords::of(newest).words.for_gate();
    let message = Judged { text, taught: Some(&taught), ..Judged::default() };
    Ok(Some(match judge_message(&message, &known) {
        Verdict::Order(order) => Judgment {
            order: true,
            why: JudgmentReason::Order(order.shape()),
            evidence: order.evidence().to_vec(),
            lines: order_lines(&message, &[], &known).into_iter().map(|line| LineView::of(line, None)).collect(),
        },
        Verdict::Other(other) => {
            Judgment { order: false, why: JudgmentReason::Other(other.why), evidence: other.evidence, lines: vec![] }
        }
    }))
}
