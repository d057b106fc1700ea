//! Whose a credential is.

use super::{reviewer, session};
use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::http::credential::Credential;
use crate::identity::Reviewer;

/// Whose credential it is. `None`: nobody's, or not any more.
///
/// Errors: the database failed.
pub async fn authenticate(host: &dyn Host, credential: &Credential) -> Result<Option<Reviewer>, StepError> {
    let now = host.now();
    let (who, _) = host.batch((reviewer::by(credential, now), seen(credential, now))).await?;
    Ok(who)
}

/// Notes that a session is used; a token or an assertion has nothing to note.
pub fn seen(credential: &Credential, now: Timestamp) -> Option<Query> {
    match credential {
        Credential::Session(id) => Some(session::seen(id, now)),
        Credential::Token(_) | Credential::Access { .. } => None,
    }
}
