//! Adding, trying and removing a device, and pushing to one.

use super::{Device, NewDevice, Target};
use crate::desk::words::{UiLanguage, words};
use crate::error::StepError;
use crate::host::{CallError, Host, Query};
use crate::identity::{DeviceId, Reviewer};
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation};
use crate::notify::push::vapid::Vapid;
use crate::notify::push::{self, About, PushedText, Subscription, service};
use crate::notify::quiet::QuietHours;
use crate::settings::{ConfigError, Settings};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::time::Duration;

/// Reads what a browser gave. `None`: a key is none.
pub fn subscription(endpoint: &str, p256dh: &str, auth: &str) -> Option<Subscription> {
    let bytes = |text: &str, length: usize| {
        URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok().filter(|bytes| bytes.len() == length)
    };
    let p256dh = bytes(p256dh, 65).filter(|point| point.first() == Some(&4))?;
    Some(Subscription { endpoint: endpoint.to_owned(), p256dh, auth: bytes(auth, 16)? })
}

/// What a reviewer is told by, and when not.
pub struct Notices {
    pub devices: Vec<Device>,
    pub quiet: Option<QuietHours>,
    /// What a browser subscribes with. `None`: nothing can be pushed.
    pub public_key: Option<String>,
}

/// A reviewer's devices and quiet hours. Errors: the database failed.
pub async fn notices(host: &dyn Host, settings: &Settings, who: &Reviewer) -> Result<Notices, StepError> {
    let (devices, quiet) = host.batch((super::of(&who.id), super::quiet(&who.id))).await?;
    let public_key = match settings.vapid() {
        Ok(Some(vapid)) => vapid.public(host).await,
        Ok(None) | Err(_) => None,
    };
    Ok(Notices { devices, quiet, public_key })
}

/// What became of an addition.
#[derive(Debug)]
pub enum DeviceAdded {
    Device(Device),
    /// The address is at no known push service, or a key is none.
    Senseless,
    /// The reviewer has twenty.
    TooMany,
}

/// Has a reviewer's browser pushed to. Errors: there is no `VAPID_PRIVATE_KEY`, a setting is
/// senseless, or the database failed.
pub async fn add(
    host: &dyn Host,
    settings: &Settings,
    who: &Reviewer,
    new: &NewDevice<'_>,
    utc_offset: Option<i64>,
) -> Result<DeviceAdded, StepError> {
    settings.vapid()?.ok_or(ConfigError::Missing("VAPID_PRIVATE_KEY"))?;
    let known = service::is_known(new.endpoint, settings.plays_outside());
    if !known || subscription(new.endpoint, new.p256dh, new.auth).is_none() {
        return Ok(DeviceAdded::Senseless);
    }
    let clock = utc_offset.map(|offset| super::move_clock(&who.id, offset));
    let by = Invocation::begin(host);
    let ((_, _, _, device, _, _), _) = host.batch((super::add(new, &who.id, &by), clock)).await?;
    Ok(device.map_or(DeviceAdded::TooMany, DeviceAdded::Device))
}

/// Removes a reviewer's device. Whether they had it. Errors: the database failed.
pub async fn remove(host: &dyn Host, who: &Reviewer, id: &DeviceId) -> Result<bool, StepError> {
    let by = Invocation::begin(host);
    let (_, removed, _) = host.batch(super::remove(id, &who.id, &by)).await?;
    Ok(removed)
}

/// Sets when a reviewer is not to be called; from a time to the same time is never. Errors: the
/// database failed.
pub async fn set_quiet(host: &dyn Host, who: &Reviewer, hours: &QuietHours) -> Result<(), StepError> {
    let never = hours.begins == hours.ends;
    host.batch(if never { super::no_quiet(&who.id) } else { super::set_quiet(&who.id, hours) }).await?;
    Ok(())
}

/// What became of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Taken,
    /// The push service knows the device no more.
    Gone,
    Refused(u16),
    NoAnswer,
    /// A key is none.
    Unsealed,
}

impl Pushed {
    /// As it stands in the database and in answers.
    pub fn code(self) -> String {
        match self {
            Self::Taken => "taken".into(),
            Self::Gone => "gone".into(),
            Self::Refused(status) => format!("refused:{status}"),
            Self::NoAnswer => "no_answer".into(),
            Self::Unsealed => "unsealed".into(),
        }
    }
}

/// Pushes to a device; notes nothing.
pub async fn push(host: &dyn Host, vapid: &Vapid, desk: Option<&str>, to: &Subscription, shown: &PushedText) -> Pushed {
    let Some(call) = push::call(host, vapid, desk, to, shown).await else { return Pushed::Unsealed };
    match host.call(call).await {
        Ok(reply) => match reply.status {
            200..300 => Pushed::Taken,
            404 | 410 => Pushed::Gone,
            status => Pushed::Refused(status),
        },
        Err(CallError::Timeout | CallError::Connection | CallError::NoBinding) => Pushed::NoAnswer,
    }
}

/// How long a test is of any use.
const TEST_LASTS: Duration = Duration::from_secs(10 * 60);

/// Pushes a test to a reviewer's device, and notes what became of it. `None`: they have none of
/// this id that works.
///
/// Errors: there is no `VAPID_PRIVATE_KEY`, a setting is senseless, or the database failed.
pub async fn test(
    host: &dyn Host,
    settings: &Settings,
    who: &Reviewer,
    id: &DeviceId,
) -> Result<Option<Pushed>, StepError> {
    let vapid = settings.vapid()?.ok_or(ConfigError::Missing("VAPID_PRIVATE_KEY"))?;
    let desk = settings.desk_url();
    let target: Option<Target> = host.batch(super::target(id.as_str())).await?;
    let Some(target) = target.filter(|target| target.reviewer_id == who.id) else { return Ok(None) };
    let Some(to) = target.subscription() else { return Ok(None) };
    let language = UiLanguage::parse(&target.language).unwrap_or(UiLanguage::Fr);
    let (title, body) = words(language).push_test();
    let until = host.now().plus(TEST_LASTS);
    let shown = PushedText {
        title,
        body,
        language: language.tag(),
        about: About::Test,
        waiting: target.waiting,
        open: target.open.0.clone(),
        until,
    };
    let pushed = push(host, &vapid, desk.as_deref(), &to, &shown).await;
    let gone = (pushed == Pushed::Gone).then(|| gone(host, &target));
    host.batch((super::told(id, host.now(), &pushed.code()), gone)).await?;
    Ok(Some(pushed))
}

/// What is written when a push service knows a device no more.
pub fn gone(host: &dyn Host, target: &Target) -> (Query, Query, Query) {
    let entry = Invocation::begin(host).entry(Event::DeviceGone).actor(&target.reviewer_id);
    let (give_up, silence) = super::give_up(&target.id);
    (give_up, silence, run_ledger::append(&[entry]))
}
