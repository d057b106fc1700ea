//! Who opens a page of the desk.

use crate::alarm::Alarm;
use crate::app::trouble::{self, Facts};
use crate::error::StepError;
use crate::host::Host;
use crate::http::Counts;
use crate::http::credential::Credential;
use crate::identity::Reviewer;
use crate::review::desk_stamp;
use crate::review::history::overdue;
use crate::review::review_queue::history;
use crate::settings::Settings;
use crate::team::authenticate::seen;
use crate::team::reviewer;

/// Who opens a page, and how the desk's stamp stood then.
#[derive(Debug)]
pub struct Visitor {
    /// Who.
    pub reviewer: Reviewer,
    /// What changes whenever a card does ([`desk_stamp`]).
    pub stamp: i64,
}

/// Whose credential it is. `asked`: a person did, not the script, whose looks must not keep a
/// session alive that nobody uses. `None`: nobody's, or not any more. Errors: the database failed.
pub async fn visitor(host: &dyn Host, credential: &Credential, asked: bool) -> Result<Option<Visitor>, StepError> {
    let now = host.now();
    let seen = seen(credential, now).filter(|_| asked);
    let (who, stamp, _) = host.batch((reviewer::by(credential, now), desk_stamp::stamp(), seen)).await?;
    let stamp = stamp.map_or(0, |(moves,)| moves);
    Ok(who.map(|reviewer| Visitor { reviewer, stamp }))
}

/// What stands on every page of the desk.
#[derive(Debug)]
pub struct DeskStanding {
    /// How many cards wait, how many need somebody.
    pub counts: Counts,
    /// What is wrong.
    pub alarms: Vec<Alarm>,
}

/// What stands on every page. Comes after the visitor is known: a made-up cookie must not make
/// the database count. Errors: the database failed.
pub async fn standing(host: &dyn Host, settings: &Settings) -> Result<DeskStanding, StepError> {
    let now = host.now();
    let (counts, facts) = host.batch((history::counts(overdue(now)), trouble::ask(now))).await?;
    let counts = counts.unwrap_or_default();
    let alarms = Facts::of(facts).alarms(settings, counts.alarm.as_slice());
    Ok(DeskStanding { counts, alarms })
}
