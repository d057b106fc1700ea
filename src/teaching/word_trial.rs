//! `word_trial`: the change that each admin tries, and how far it was tried.

use super::teach::WordChange;
use crate::host::{Json, Query};
use crate::identity::{ReviewId, Reviewer, WriteId};
use crate::taught_words::kind::WordKind;
use serde::{Deserialize, Serialize};

/// How many of the latest messages a change is tried on, and of the cards that somebody said
/// something of.
const TRIED_ON: (u32, u32) = (500, 200);

/// A card that is not judged yet, and how many messages it has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnjudgedCard(pub ReviewId, pub u32);

/// A card that would be judged otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "ChangedVerdict"))]
pub struct JudgedAnew {
    pub review_id: ReviewId,
    /// Whether it would be an order.
    pub order: bool,
}

/// How far a change was tried.
#[derive(Clone, Debug)]
pub struct TrialRow {
    pub write_id: String,
    version: u32,
    kind: WordKind,
    words: Json<Vec<String>>,
    pub waiting: Json<Vec<UnjudgedCard>>,
    pub cards: u32,
    pub non_orders: u32,
    pub became_orders: u32,
    pub changed: Json<Vec<JudgedAnew>>,
}

crate::from_text!(WordKind);
crate::from_row!(TrialRow { write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed });

impl TrialRow {
    /// Whether it is this change that is tried.
    pub fn is_of(&self, change: &WordChange) -> bool {
        (self.version, self.kind) == (change.version, change.kind) && self.words.0 == change.words
    }
}

const OF_ADMIN: &str = "SELECT write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed
FROM word_trial WHERE admin = ?1";

/// What an admin tries.
pub fn of(admin: &Reviewer) -> Query<Option<TrialRow>> {
    Query::new("word_trial", OF_ADMIN).bind(admin.id.as_str())
}

// What is erased is behind the mark of retention.
const BEGIN: &str = "INSERT INTO word_trial
  (admin, write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed)
SELECT ?1, ?2, ?3, ?4, ?5, COALESCE((SELECT json_group_array(json_array(review_id, messages)) FROM (
  SELECT m.review_id, count(*) AS messages FROM inbound_message m
  WHERE m.review_id IN (
    SELECT review_id FROM (
      SELECT review_id FROM inbound_message
      WHERE id > (SELECT through FROM retention WHERE what = 'inbound_message') AND review_id IS NOT NULL
      ORDER BY id DESC LIMIT ?6)
    UNION
    SELECT review_id FROM (SELECT review_id FROM shape_mark ORDER BY marked_at DESC LIMIT ?7))
  GROUP BY m.review_id ORDER BY max(m.id) DESC)), '[]'), 0, 0, 0, '[]'
WHERE true
ON CONFLICT (admin) DO UPDATE SET write_id = excluded.write_id, version = excluded.version, kind = excluded.kind,
  words = excluded.words, waiting = excluded.waiting, cards = 0, non_orders = 0, became_orders = 0, changed = '[]'
RETURNING write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed";

/// Begins to try a change, in place of what the admin tried before.
pub fn begin(admin: &Reviewer, change: &WordChange, write: &WriteId) -> Query<Option<TrialRow>> {
    let begin = Query::new("begin_word_trial", BEGIN).bind(admin.id.as_str()).bind(write.as_str());
    let begin = begin.bind(change.version).bind(change.kind.code()).bind_json(&change.words);
    begin.bind(TRIED_ON.0).bind(TRIED_ON.1)
}

const GO_ON: &str = "UPDATE word_trial
SET write_id = ?3, waiting = ?4, cards = ?5, non_orders = ?6, became_orders = ?7, changed = ?8
WHERE admin = ?1 AND write_id = ?2
RETURNING write_id, version, kind, words, waiting, cards, non_orders, became_orders, changed";

/// Leaves a trial as a page brought it. No row: another page was faster.
pub fn go_on(admin: &Reviewer, row: &TrialRow, write: &WriteId) -> Query<Option<TrialRow>> {
    let go_on = Query::new("go_on_word_trial", GO_ON).bind(admin.id.as_str()).bind(row.write_id.as_str());
    let go_on = go_on.bind(write.as_str()).bind_json(&row.waiting.0).bind(row.cards).bind(row.non_orders);
    go_on.bind(row.became_orders).bind_json(&row.changed.0)
}

const FORGET: &str = "DELETE FROM word_trial WHERE admin = ?1 AND EXISTS (
  SELECT 1 FROM taught_words WHERE version = ?2 AND invocation = ?3)";

/// Forgets what was tried, once it is saved as this version by this invocation.
pub fn forget(admin: &Reviewer, version: u32, invocation: &str) -> Query {
    Query::new("forget_word_trial", FORGET).bind(admin.id.as_str()).bind(version).bind(invocation)
}
