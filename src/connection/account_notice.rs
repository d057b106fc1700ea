//! `account_notice`: what Meta reported of the account by webhook, the last of each kind.

use crate::clock::Timestamp;
use crate::error::StepError;
use crate::host::{Host, Query};
use crate::identity::Reviewer;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};

/// What a webhook is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    AccountUpdate,
    AccountAlerts,
    Quality,
    Name,
    Security,
}

impl Field {
    const ALL: [Self; 5] = [Self::AccountUpdate, Self::AccountAlerts, Self::Quality, Self::Name, Self::Security];

    /// Meta's name for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountUpdate => "account_update",
            Self::AccountAlerts => "account_alerts",
            Self::Quality => "phone_number_quality_update",
            Self::Name => "phone_number_name_update",
            Self::Security => "security",
        }
    }

    /// From Meta's name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }
}

crate::from_text!(Field);

/// A report of Meta's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountNotice {
    pub field: Field,
    /// Meta's own word: capitals and underscores.
    pub event: String,
    /// Somebody has to look; else what was reported before is over.
    pub bad: bool,
}

/// A report that nobody has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    pub field: Field,
    pub event: String,
    pub at: Timestamp,
}

crate::from_row!(Unseen { field, event, at });

const UNSEEN: &str = "SELECT field, event, at FROM account_notice ORDER BY field";

/// Those that nobody has seen.
pub fn unseen() -> Query<Vec<Unseen>> {
    Query::new("account_notices", UNSEEN)
}

const KEEP: &str = "INSERT INTO account_notice (field, event, at) VALUES (?1, ?2, ?3)
ON CONFLICT (field) DO UPDATE SET event = excluded.event, at = excluded.at";

const OVER: &str = "DELETE FROM account_notice WHERE field = ?1";

fn over<R>(field: Field) -> Query<R> {
    Query::new("account_notice_over", OVER).bind(field.as_str())
}

/// Keeps a report, or takes back what it ends.
pub fn keep(notice: &AccountNotice, by: &Invocation) -> Query {
    if notice.bad {
        Query::new("keep_account_notice", KEEP).bind(notice.field.as_str()).bind(notice.event.as_str()).bind(by.at)
    } else {
        over(notice.field)
    }
}

/// An admin has seen it. Errors: the database failed.
pub async fn see(host: &dyn Host, admin: &Reviewer, field: Field) -> Result<(), StepError> {
    let by = Invocation::begin(host);
    let row = by.entry(Event::AccountSeen).actor(&admin.id).reason(field.as_str());
    host.batch((over::<()>(field), run_ledger::append(&[row]))).await?;
    Ok(())
}
