//! `saved_reply`: the replies, in the order in which they are offered.

use crate::host::Query;
use crate::language::Language;
use serde::Serialize;

/// A reply.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SavedReply {
    /// Whatever the business calls it by.
    pub id: String,
    /// `fr`, `en`, `es`, `pt`, `it` or `ar`.
    pub language: Language,
    /// Its place among those of its language.
    pub position: u32,
    /// What stands on its button.
    pub title: String,
    /// Its words, with `{hello}`, `{customer}` and `{business}`, and blanks in square brackets.
    pub text: String,
}

crate::from_row!(SavedReply { id, language, position, title, text });

const ALL: &str = "SELECT id, language, position, title, text FROM saved_reply ORDER BY language, position, id";

/// All of them, by language and place.
pub fn all() -> Query<Vec<SavedReply>> {
    Query::new("saved_replies", ALL)
}

const FIND: &str = "SELECT id, language, position, title, text FROM saved_reply WHERE id = ?1";

/// One of them.
pub fn find(id: &str) -> Query<Option<SavedReply>> {
    Query::new("find_saved_reply", FIND).bind(id)
}

const PUT: &str = "INSERT INTO saved_reply (id, language, position, title, text)
SELECT ?1, ?2, ?3, ?4, ?5
WHERE (SELECT count(*) FROM saved_reply WHERE language = ?2 AND id <> ?1) < ?6
ON CONFLICT (id) DO UPDATE SET language = excluded.language, position = excluded.position, title = excluded.title,
  text = excluded.text
RETURNING id";

/// Puts one, unless its language has `most` others. Whether it did.
pub fn put(reply: &SavedReply, most: u32) -> Query<bool> {
    let put = Query::new("put_saved_reply", PUT).bind(reply.id.as_str()).bind(reply.language.tag());
    put.bind(reply.position).bind(reply.title.as_str()).bind(reply.text.as_str()).bind(most)
}

const DELETE: &str = "DELETE FROM saved_reply WHERE id = ?1 RETURNING id";

/// Removes one. Whether there was one.
pub fn delete(id: &str) -> Query<bool> {
    Query::new("delete_saved_reply", DELETE).bind(id)
}
