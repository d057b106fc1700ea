//! Reviewers and their tokens: added and revoked by admins, each a ledger row.

use crate::error::StepError;
use crate::host::Host;
use crate::identity::ReviewerId;
use crate::identity::Role;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::team::reviewer::{self, NewReviewer, Reviewer, ReviewerRow};
use crate::team::session::{self, SignedInPhone};
use crate::team::sign_in_link;
use serde::Serialize;

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewMember {
    /// Their id: the same form sent twice adds them once.
    pub id: ReviewerId,
    /// Their name, as it will stand on cards.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// What Cloudflare Access knows them by, lower case.
    pub email: Option<String>,
}

/// A reviewer who was just added.
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "AddedReviewer"))]
pub struct MemberAdded {
    /// Their id.
    pub id: ReviewerId,
    /// Their token, shown this once.
    pub token: String,
}

/// All reviewers, revoked ones last. Errors: the database failed.
pub async fn list(host: &dyn Host) -> Result<Vec<ReviewerRow>, StepError> {
    Ok(host.batch(reviewer::list()).await?)
}

/// The team with its phones.
#[derive(Debug, Default)]
pub struct Team {
    /// Revoked ones last.
    pub people: Vec<ReviewerRow>,
    /// The phones that are signed in.
    pub phones: Vec<SignedInPhone>,
    /// The links that can be used.
    pub links: Vec<sign_in_link::OpenLink>,
}

/// The team with its phones. Errors: the database failed.
pub async fn team(host: &dyn Host) -> Result<Team, StepError> {
    let now = host.now();
    let (people, phones, links) = host.batch((reviewer::list(), session::phones(now), sign_in_link::open(now))).await?;
    Ok(Team { people, phones, links })
}

/// Adds a reviewer and makes their token. `None`: somebody has that e-mail address, or
/// they were added before.
///
/// Errors: the database failed. The token is lost then: revoke and add again.
pub async fn add(host: &dyn Host, admin: &Reviewer, newcomer: &NewMember) -> Result<Option<MemberAdded>, StepError> {
    let invocation = Invocation::begin(host);
    let id = newcomer.id.clone();
    let token = hex::encode([host.nonce().0, host.nonce().0].concat());
    let new = NewReviewer {
        id: &id,
        name: &newcomer.name,
        role: newcomer.role,
        token: &token,
        email: newcomer.email.as_deref(),
        language: &admin.language,
    };
    let entry = invocation.entry(Event::ReviewerAdded).actor(&admin.id).reason(id.as_str());
    let row = run_ledger::append_if_reviewer(&[entry], &id, invocation.at);
    let (added, ()) = host.batch((reviewer::add(&new, invocation.at), row)).await?;
    Ok(added.then_some(MemberAdded { id, token }))
}

/// Takes a reviewer's token, sessions and e-mail address away, for good. Whether they
/// had any. Errors: the database failed.
pub async fn revoke(host: &dyn Host, admin: &Reviewer, id: &ReviewerId) -> Result<bool, StepError> {
    let invocation = Invocation::begin(host);
    let entry = invocation.entry(Event::ReviewerRevoked).actor(&admin.id).reason(id.as_str());
    let row = run_ledger::append_if_reviewer(&[entry], id, invocation.at);
    let (revoked, ()) = host.batch((reviewer::revoke(id, invocation.at), row)).await?;
    Ok(revoked)
}

/// Sets what Cloudflare Access knows a reviewer by. `false`: they were revoked, or
/// somebody else has the address. Errors: the database failed.
pub async fn set_email(
    host: &dyn Host,
    admin: &Reviewer,
    id: &ReviewerId,
    email: Option<&str>,
) -> Result<bool, StepError> {
    let entry = Invocation::begin(host).entry(Event::ReviewerChanged).actor(&admin.id).reason(id.as_str());
    // The row goes first, while the reviewer still says whether anything changes.
    let row = run_ledger::append_if_email_changes(&[entry], id, email);
    let ((), set) = host.batch((row, reviewer::set_email(id, email))).await?;
    Ok(set)
}
