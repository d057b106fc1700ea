//! Who opens a page of the desk.

use crate::error::StepError;
use crate::host::Host;
use crate::http::Counts;
use crate::http::credential::Credential;
use crate::identity::Reviewer;
use crate::review::history::overdue;
use crate::review::review_queue::history;
use crate::team::authenticate::seen;
use crate::team::reviewer;

/// Who opens a page of the desk, and what stands on every page of it.
#[derive(Debug)]
pub struct Visit {
    /// Who.
    pub reviewer: Reviewer,
    /// How many cards wait, how many need somebody.
    pub counts: Counts,
}

/// Whose credential it is, with the counts for their page, in one round trip. `asked`: a person
/// did, not the script, whose looks must not keep a session alive that nobody uses. `None`:
/// nobody's, or not any more. Errors: the database failed.
pub async fn visit(host: &dyn Host, credential: &Credential, asked: bool) -> Result<Option<Visit>, StepError> {
    let now = host.now();
    let seen = seen(credential, now).filter(|_| asked);
    let (who, counts, _) = host.batch((reviewer::by(credential, now), history::counts(overdue(now)), seen)).await?;
    Ok(who.map(|reviewer| Visit { reviewer, counts: counts.unwrap_or_default() }))
}
