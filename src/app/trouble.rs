//! What is wrong now, for the pages, for health and for the cron, all by the same facts: each a
//! look at the end of an index.

use crate::alarm::{Alarm, LedgerAlarm};
use crate::clock::Timestamp;
use crate::connection::account_notice::{self, Unseen};
use crate::connection::silence::{self, Silence};
use crate::connection::state::{self, ConnectionStanding};
use crate::host::{Batch, Query};
use crate::review::history::overdue;
use crate::review::review_queue::decide::closed;
use crate::send::refusals::{self, Refusals, SendRefusal};
use crate::settings::Settings;
use crate::switch::bot_switch::{self, SwitchedOff};

/// What the alarms are told by.
#[derive(Debug)]
pub struct Facts {
    off: Option<SwitchedOff>,
    pub refusals: Refusals,
    pub silence: Silence,
    pub connection: Option<ConnectionStanding>,
    /// Since when webhooks come with a wrong signature and none with a good one.
    pub unsigned: Option<Timestamp>,
    undone: Undone,
    notices: Vec<Unseen>,
}

/// Cards that a send left behind, whether a device rings, and since when the cron has known of
/// wrong signatures: they are counted outside the database, and pages go by what the cron noted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Undone {
    cards: u32,
    device: bool,
    unsigned: Option<Timestamp>,
}

crate::from_row!(Undone { cards, device, unsigned });

const UNDONE: &str = concat!(
    "SELECT (SELECT count(*) FROM (
  SELECT id FROM review_queue WHERE state = 'unknown'
  UNION ALL SELECT id FROM review_queue WHERE state = 'failed' AND window_closes_at > ?1 AND erased_at IS NULL
    AND NOT EXISTS (",
    closed!("review_queue"),
    ")
  LIMIT 200)) AS cards,
  EXISTS (SELECT 1 FROM device WHERE endpoint IS NOT NULL) AS device,
  (SELECT since FROM trouble WHERE what = 'unsigned') AS unsigned"
);

pub type TroubleRows = (
    Option<SwitchedOff>,
    (Option<(Timestamp,)>, Vec<SendRefusal>),
    Option<Silence>,
    Option<ConnectionStanding>,
    Option<Undone>,
    Vec<Unseen>,
);

/// Asks for them.
pub fn ask(now: Timestamp) -> impl Batch<Rows = TroubleRows> {
    (
        bot_switch::off(),
        refusals::recent(),
        silence::silence(now),
        state::standing(),
        Query::<Option<Undone>>::new("undone_cards", UNDONE).bind(overdue(now).closed_since),
        account_notice::unseen(),
    )
}

impl Facts {
    pub fn of(rows: TroubleRows) -> Self {
        let (off, refusals, silence, connection, undone, notices) = rows;
        Self {
            off,
            refusals: Refusals::of(refusals),
            silence: silence.unwrap_or_default(),
            connection,
            unsigned: undone.and_then(|undone| undone.unsigned),
            undone: undone.unwrap_or_default(),
            notices,
        }
    }

    /// The refusal for token, permission or account that stands: nothing was accepted since, and
    /// Meta has not found other settings good.
    pub fn refused(&self) -> Option<SendRefusal> {
        let mended = |refusal: &SendRefusal| {
            self.connection.as_ref().is_some_and(|c| c.settings_since > refusal.at && !c.failing)
        };
        self.refusals.for_configuration.filter(|refusal| !mended(refusal))
    }

    /// What is wrong.
    pub fn alarms(&self, settings: &Settings, ledger: &[LedgerAlarm]) -> Vec<Alarm> {
        let hook = settings.chat().ok().flatten().is_some();
        let rings = self.undone.device && settings.vapid().ok().flatten().is_some();
        let off = self.off.clone().map(|off| Alarm::SwitchedOff { by: off.by, since: off.since });
        let failing = self.connection.as_ref().filter(|connection| connection.failing);
        let mut alarms: Vec<Alarm> = ledger.iter().map(|alarm| Alarm::Ledger(*alarm)).collect();
        let others = [
            (!settings.bot_enabled()).then_some(Alarm::DisabledBySetting),
            off,
            settings.graph().is_err().then_some(Alarm::CannotSend),
            self.refused().map(|refusal| Alarm::Sends { code: refusal.told_code(), since: refusal.at }),
            failing.map(|connection| Alarm::Connection { alerted: connection.alerted }),
            (self.undone.cards > 0).then_some(Alarm::Undone { cards: self.undone.cards }),
            self.silence.is_unusual().then_some(Alarm::NoMessages { last: self.silence.last }),
            self.unsigned.map(|since| Alarm::Unsigned { since }),
            (!hook && !rings).then_some(Alarm::NobodyTold),
        ];
        alarms.extend(others.into_iter().flatten());
        alarms.extend(self.notices.iter().map(|notice| Alarm::Account {
            field: notice.field.as_str(),
            event: notice.event.clone(),
            since: notice.at,
        }));
        alarms
    }
}
