//! Who is told, and what of the news each of them is told.

use super::chat::Chat;
use super::crm::{self, Crm};
use super::device::{Target, steps};
use super::listener::{CHAT, CRM, DueListener};
use super::news::{self, CardEvent};
use super::push::vapid::Vapid;
use super::push::{About, PushedText};
use super::quiet::QuietHours;
use crate::clock::Timestamp;
use crate::desk::words::{UiLanguage, words};
use crate::host::{Call, Host};
use crate::ledger::{Entry, Event, Invocation};
use crate::settings::{ConfigError, Settings};

/// All that the settings name.
pub struct Tellers {
    pub crm: Result<Option<Crm>, ConfigError>,
    pub chat: Result<Option<Chat>, ConfigError>,
    vapid: Result<Option<Vapid>, ConfigError>,
    desk: Option<String>,
}

impl Tellers {
    pub fn of(settings: &Settings) -> Self {
        Self { crm: settings.crm(), chat: settings.chat(), vapid: settings.vapid(), desk: settings.desk_url() }
    }

    /// Who a listener is. `None`: there is no setting for it, or it is not to be called now.
    pub fn find(&self, due: &DueListener, now: Timestamp) -> Option<Teller> {
        match due.name.as_str() {
            CRM => self.crm.clone().ok().flatten().map(Teller::Crm),
            CHAT => self.chat.clone().ok().flatten().map(Teller::Chat),
            _ => {
                let vapid = self.vapid.clone().ok().flatten()?;
                let quiet = due.quiet();
                let calm = quiet.is_some_and(|hours| hours.cover(now));
                (!calm).then(|| Teller::Device { vapid, desk: self.desk.clone(), quiet })
            }
        }
    }

    /// The first setting that is senseless.
    pub fn sense(self) -> Result<(), ConfigError> {
        self.crm?;
        self.chat?;
        self.vapid.map(|_| ())
    }
}

/// Somebody who is told.
pub enum Teller {
    Crm(Crm),
    Chat(Chat),
    Device { vapid: Vapid, desk: Option<String>, quiet: Option<QuietHours> },
}

/// What is told at once.
pub enum TellerMessage {
    Call(Call),
    Push(PushedText),
}

/// A notice, and the last row that is dealt with by it.
pub struct DeviceNotice {
    pub through: i64,
    pub message: TellerMessage,
    /// What the ledger says once it was taken.
    pub entries: Vec<Entry>,
}

/// What a teller is told by: the run, and of a device the device.
pub struct By<'a> {
    pub invocation: &'a Invocation,
    pub now: Timestamp,
    pub language: UiLanguage,
    pub target: Option<&'a Target>,
}

impl Teller {
    /// What there is to tell, and how many rows are too old for that.
    pub fn notices(&self, news: &[CardEvent], by: &By<'_>) -> (Vec<DeviceNotice>, u32) {
        match self {
            Self::Crm(crm) => {
                let told: Vec<&CardEvent> = news.iter().filter(|row| crm::is_told(row)).collect();
                let (stale, fresh): (Vec<&CardEvent>, Vec<&CardEvent>) =
                    told.into_iter().partition(|row| crm::is_stale(row, by.now));
                let message = |row: &CardEvent| TellerMessage::Call(crm.call(row, by.now));
                let notice = |row: &CardEvent| DeviceNotice { through: row.id, message: message(row), entries: vec![] };
                (fresh.into_iter().map(notice).collect(), u32::try_from(stale.len()).unwrap_or(u32::MAX))
            }
            Self::Chat(chat) => {
                let notice = |row: &CardEvent| {
                    let call = row.call()?;
                    let message = TellerMessage::Call(chat.call(row, call, by.now, words(by.language)));
                    Some(DeviceNotice {
                        through: row.id,
                        message,
                        entries: vec![entry(by, Event::ChatTold, row, call)],
                    })
                };
                (news.iter().filter_map(notice).collect(), 0)
            }
            Self::Device { quiet, .. } => {
                (by.target.map(|target| rings(news, *quiet, by, target)).unwrap_or_default(), 0)
            }
        }
    }

    /// Who it is, where the ledger says who could not be told. The CRM stands there without.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::Crm(_) => None,
            Self::Chat(_) => Some(CHAT),
            Self::Device { .. } => Some("push"),
        }
    }
}

fn entry(by: &By<'_>, event: Event, row: &CardEvent, call: news::CallReason) -> Entry {
    by.invocation.entry(event).review(&row.review_id, row.version.unwrap_or(1)).reason(call.as_str())
}

/// What a device rings for: each card once, by the newest that there is to say of it. Cards that
/// came while it was to be quiet are one notice with the count.
fn rings(news: &[CardEvent], quiet: Option<QuietHours>, by: &By<'_>, target: &Target) -> Vec<DeviceNotice> {
    let calls = news.iter().enumerate().filter_map(|(n, row)| Some((n, row, row.call()?)));
    let last = |n: usize, row: &CardEvent| {
        !news.iter().skip(n + 1).any(|later| later.review_id == row.review_id && later.call().is_some())
    };
    let calls: Vec<(&CardEvent, news::CallReason)> =
        calls.filter(|(n, row, _)| last(*n, row)).map(|(_, row, call)| (row, call)).collect();
    let held = |(row, _): &(&CardEvent, news::CallReason)| quiet.is_some_and(|hours| hours.cover(row.at));
    let through_quiet = calls.iter().rposition(held).map_or(0, |last| last + 1);
    let (held, fresh) = calls.split_at_checked(through_quiet).unwrap_or((&calls, &[]));
    let mut notices = Vec::new();
    match held {
        [] => {}
        [(row, call)] => notices.push(ring(row, *call, by, target)),
        many => notices.push(count(many, by, target)),
    }
    notices.extend(fresh.iter().map(|(row, call)| ring(row, *call, by, target)));
    notices
}

/// One card.
fn ring(row: &CardEvent, call: news::CallReason, by: &By<'_>, target: &Target) -> DeviceNotice {
    let (title, body) = words(by.language).call_shown(call, row, target.waiting, by.now);
    let until = row.window_closes_at.unwrap_or(by.now);
    let about = About::Card(row.review_id.clone());
    let shown = PushedText {
        title,
        body,
        language: by.language.tag(),
        about,
        waiting: target.waiting,
        open: target.open.0.clone(),
        until,
    };
    let entries = vec![entry(by, Event::DeviceTold, row, call).actor(&target.reviewer_id)];
    DeviceNotice { through: row.id, message: TellerMessage::Push(shown), entries }
}

/// How many wait.
fn count(rows: &[(&CardEvent, news::CallReason)], by: &By<'_>, target: &Target) -> DeviceNotice {
    let (title, body) = words(by.language).after_quiet(target.waiting);
    let until = rows.iter().filter_map(|(row, _)| row.window_closes_at).max().unwrap_or(by.now);
    let shown = PushedText {
        title,
        body,
        language: by.language.tag(),
        about: About::Queue,
        waiting: target.waiting,
        open: target.open.0.clone(),
        until,
    };
    let told = |(row, call): &(&CardEvent, news::CallReason)| {
        entry(by, Event::DeviceTold, row, *call).actor(&target.reviewer_id)
    };
    DeviceNotice {
        through: rows.iter().map(|(row, _)| row.id).max().unwrap_or_default(),
        message: TellerMessage::Push(shown),
        entries: rows.iter().map(told).collect(),
    }
}

/// How a notice was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Taken,
    NotTaken,
    /// The device is no more.
    Gone,
}

impl Teller {
    /// Tells one. With what the database notes of a device.
    pub async fn tell(
        &self,
        host: &dyn Host,
        message: TellerMessage,
        target: Option<&Target>,
    ) -> (Outcome, Option<steps::Pushed>) {
        match (self, message) {
            (Self::Device { vapid, desk, .. }, TellerMessage::Push(shown)) => {
                let Some(to) = target.and_then(Target::subscription) else {
                    return (Outcome::NotTaken, Some(steps::Pushed::Unsealed));
                };
                let pushed = steps::push(host, vapid, desk.as_deref(), &to, &shown).await;
                let taken = match pushed {
                    steps::Pushed::Taken => Outcome::Taken,
                    steps::Pushed::Gone => Outcome::Gone,
                    steps::Pushed::Refused(_) | steps::Pushed::NoAnswer | steps::Pushed::Unsealed => Outcome::NotTaken,
                };
                (taken, Some(pushed))
            }
            (_, TellerMessage::Call(call)) => {
                let reply = host.call(call).await;
                let taken = reply.is_ok_and(|reply| (200..300).contains(&reply.status));
                (if taken { Outcome::Taken } else { Outcome::NotTaken }, None)
            }
            (_, TellerMessage::Push(_)) => (Outcome::NotTaken, None),
        }
    }
}
