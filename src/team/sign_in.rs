//! Signing in at the desk and out of it.

use crate::error::StepError;
use crate::host::Host;
use crate::http::credential::{Credential, SessionId};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::team::reviewer::{self, Reviewer};
use crate::team::session;

/// Begins a session for whoever holds the token; one that was there before ends.
/// `None`: nobody holds it, or not any more.
///
/// Errors: the database failed.
pub async fn sign_in(
    host: &dyn Host,
    token: &str,
    before: Option<&SessionId>,
) -> Result<Option<(SessionId, Reviewer)>, StepError> {
    let invocation = Invocation::begin(host);
    let credential = Credential::Token(token.to_owned());
    let who = host.batch(reviewer::by(&credential, invocation.at)).await?;
    let Some(reviewer) = who.filter(|who| who.role.is_person()) else { return Ok(None) };
    // Always a new id: one that somebody else planted is worth nothing.
    let id = SessionId::new([host.nonce().0, host.nonce().0]);
    let entry = invocation.entry(Event::SignedIn).actor(&reviewer.id);
    let begin = session::begin(&id, &reviewer.id, invocation.at);
    host.batch((begin, run_ledger::append(&[entry]), before.map(|old| session::end(old, invocation.at)))).await?;
    Ok(Some((id, reviewer)))
}

/// Ends a session. Errors: the database failed.
pub async fn sign_out(host: &dyn Host, who: &Reviewer, id: &SessionId) -> Result<(), StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::SignedOut).actor(&who.id);
    host.batch((session::end(id, invocation.at), run_ledger::append(&[entry]))).await?;
    Ok(())
}

/// Sets the language of somebody's desk. Errors: the database failed.
pub async fn set_language(host: &dyn Host, who: &Reviewer, language: &str) -> Result<(), StepError> {
    host.batch(reviewer::set_language(&who.id, language)).await?;
    Ok(())
}
