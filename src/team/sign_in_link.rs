//! `sign_in_link`: a link that signs somebody in on a phone, once and within ten minutes. An admin
//! makes it; of its code only the SHA-256 is kept.

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::http::credential::SessionId;
use crate::identity::{Reviewer, ReviewerId};
use crate::keyed_hash::sha256_hex;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::settings::Settings;
use crate::team::session;
use std::time::Duration;

/// How long a link can be used.
const LASTS: Duration = Duration::from_secs(10 * 60);

/// A link that was just made; its code is shown this once.
#[derive(Debug)]
pub struct Made {
    /// Whom it signs in.
    pub name: String,
    /// 128 random bits, hex.
    pub code: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Made {
    /// The link, from `PUBLIC_URL`. Without that it is a path, which a browser completes: an origin is
    /// never taken from a Host header.
    pub fn link(&self, settings: &Settings) -> String {
        let origin = settings.public_url().ok().flatten().unwrap_or_default();
        format!("{origin}/review/link/{}", self.code)
    }
}

/// A link that was not used yet.
#[derive(Debug)]
pub struct OpenLink {
    /// Whom it signs in.
    pub reviewer_id: ReviewerId,
    /// Until when.
    pub expires_at: Timestamp,
}

crate::from_row!(OpenLink { reviewer_id, expires_at });

/// Makes a link for somebody; one that they had before does not work any more. `None`: there is
/// no such person, or not any more. Errors: the database failed.
pub async fn make(host: &dyn Host, admin: &Reviewer, whose: &ReviewerId) -> Result<Option<Made>, StepError> {
    let invocation = Invocation::begin(host);
    let code = hex::encode(host.nonce().0);
    let hash = sha256_hex(code.as_bytes());
    let expires_at = invocation.at.plus(LASTS);
    let row = |event| invocation.entry(event).actor(&admin.id).reason(whose.as_str());
    let (.., made, ()) = host
        .batch((
            run_ledger::append_if_open_link(&[row(Event::LinkRevoked)], whose, invocation.at),
            forget(whose),
            insert(&hash, whose, &admin.id, (invocation.at, expires_at)),
            run_ledger::append_if_link(&[row(Event::LinkMade)], &hash),
        ))
        .await?;
    Ok(made.map(|(name,)| Made { name, code, expires_at }))
}

/// Signs a phone in by a link and uses the link up; a session that was there before ends. `None`:
/// the link was used, is too old or was taken back. Errors: the database failed.
pub async fn use_up(host: &dyn Host, code: &str, before: Option<&SessionId>) -> Result<Option<SessionId>, StepError> {
    let invocation = Invocation::begin(host);
    let now = invocation.at;
    let hash = sha256_hex(code.as_bytes());
    let Some(reviewer) = host.batch(holder(&hash, now)).await? else { return Ok(None) };
    let id = SessionId::new([host.nonce().0, host.nonce().0]);
    let session = id.sha256();
    let row = |event| invocation.entry(event).actor(&reviewer.id);
    let rows = [row(Event::LinkUsed), row(Event::SignedIn).reason("phone")];
    let (used, ..) = host
        .batch((
            mark(&hash, &session, now),
            begin(&hash, &session, now),
            run_ledger::append_if_phone(&rows, &session),
            before.map(|old| session::end(old, now)),
        ))
        .await?;
    Ok(used.then_some(id))
}

/// Takes a link back that nobody used yet. Errors: the database failed.
pub async fn take_back(host: &dyn Host, admin: &Reviewer, whose: &ReviewerId) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::LinkRevoked).actor(&admin.id).reason(whose.as_str());
    let row = run_ledger::append_if_open_link(&[entry], whose, invocation.at);
    host.batch((row, forget(whose))).await?;
    Ok(())
}

/// Signs a phone out. Errors: the database failed.
pub async fn revoke_phone(host: &dyn Host, admin: &Reviewer, id_sha256: &str) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let row = run_ledger::append_if_phone(&[invocation.entry(Event::PhoneRevoked).actor(&admin.id)], id_sha256);
    host.batch((row, session::end_phone(id_sha256, invocation.at))).await?;
    Ok(())
}

const FORGET: &str = "DELETE FROM sign_in_link WHERE reviewer_id = ?1";

/// Forgets somebody's links, used or not; what the used ones began goes on.
fn forget(whose: &ReviewerId) -> Query {
    Query::new("forget_sign_in_links", FORGET).bind(whose.as_str())
}

const INSERT: &str = "INSERT INTO sign_in_link (code_sha256, reviewer_id, made_by, made_at, expires_at)
SELECT ?1, id, ?3, ?4, ?5 FROM reviewer WHERE id = ?2 AND revoked_at IS NULL AND assistant = 0
RETURNING (SELECT name FROM reviewer WHERE id = ?2) AS name";

fn insert(
    hash: &str,
    whose: &ReviewerId,
    by: &ReviewerId,
    (at, expires_at): (Timestamp, Timestamp),
) -> Query<Option<(String,)>> {
    let query = Query::new("make_sign_in_link", INSERT).bind(hash).bind(whose.as_str());
    query.bind(by.as_str()).bind(at).bind(expires_at)
}

const HOLDER: &str = "SELECT u.id, u.name, u.role, u.language
FROM sign_in_link l JOIN reviewer u ON u.id = l.reviewer_id
WHERE l.code_sha256 = ?1 AND l.session_sha256 IS NULL AND l.expires_at > ?2
  AND u.revoked_at IS NULL AND u.assistant = 0";

/// Whom a link signs in, while it can be used.
fn holder(hash: &str, now: Timestamp) -> Query<Option<Reviewer>> {
    Query::new("holder_of_sign_in_link", HOLDER).bind(hash).bind(now)
}

const MARK: &str = "UPDATE sign_in_link SET session_sha256 = ?2
WHERE code_sha256 = ?1 AND session_sha256 IS NULL AND expires_at > ?3 RETURNING code_sha256";

fn mark(hash: &str, session: &str, now: Timestamp) -> Query<bool> {
    Query::new("use_sign_in_link", MARK).bind(hash).bind(session).bind(now)
}

// The link says that this session, and no other, used it.
const BEGIN: &str = "INSERT INTO session (id_sha256, reviewer_id, created_at, seen_at, phone)
SELECT ?2, reviewer_id, ?3, ?3, 1 FROM sign_in_link WHERE code_sha256 = ?1 AND session_sha256 = ?2";

fn begin(hash: &str, session: &str, now: Timestamp) -> Query {
    Query::new("begin_phone_session", BEGIN).bind(hash).bind(session).bind(now)
}

const OPEN: &str = "SELECT reviewer_id, expires_at FROM sign_in_link
WHERE session_sha256 IS NULL AND expires_at > ?1 ORDER BY reviewer_id LIMIT 200";

/// The links that can be used; one a person.
pub fn open(now: Timestamp) -> Query<Vec<OpenLink>> {
    Query::new("open_sign_in_links", OPEN).bind(now)
}
