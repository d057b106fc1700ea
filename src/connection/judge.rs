//! From what Meta says to checks. Plain values: no call, no clock, no database.

use super::answer::{MetaAnswer, MetaRefusal};
use super::asking::Asked;
use super::check::{Check, Finding, Id};
use super::silence::Silence;
use crate::clock::Timestamp;
use serde_json::Value;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long before its end a token is worth a word, and how long before it is one for today.
const SOON: (Duration, Duration) = (Duration::from_secs(14 * 24 * 60 * 60), Duration::from_secs(2 * 24 * 60 * 60));

const MESSAGING: &str = "whatsapp_business_messaging";
const MANAGEMENT: &str = "whatsapp_business_management";

/// Meta's checks before anybody asked.
pub fn unasked() -> Vec<Check> {
    let asked = |id: &&Id| !matches!(id, Id::LastMessage | Id::Unsigned | Id::OtherNumbers);
    Id::ALL.iter().filter(asked).map(|id| Check::new(*id, Finding::NotAsked)).collect()
}

/// What Meta says. `ours`: the callback URL that is this Worker's, if that is known.
pub fn judge(asked: &Asked, ours: &Option<String>, now: Timestamp) -> Vec<Check> {
    vec![
        token(asked),
        expiry(&asked.token, now),
        scopes(&asked.token),
        app_secret(asked),
        account(asked),
        subscribed(asked),
        callback(asked, ours.as_deref()),
        field(&asked.fields),
        number(&asked.number),
        health(&asked.number),
    ]
}

/// What is known here.
pub fn of_ours(silence: Silence, unsigned: Check, foreign: Option<Timestamp>) -> [Check; 3] {
    let found = match silence.last {
        None => Finding::NeverReceived,
        Some(_) if silence.is_unusual() => Finding::LongAgo,
        Some(_) => Finding::Received,
    };
    let others = if foreign.is_some() { Finding::ForOthers } else { Finding::NoOthers };
    let dated = |check: Check, at: Option<Timestamp>| match at {
        Some(at) => check.with(at.to_string()),
        None => check,
    };
    let others = dated(Check::new(Id::OtherNumbers, others), foreign);
    [dated(Check::new(Id::LastMessage, found), silence.last), unsigned, others]
}

fn refused(id: Id, finding: Finding, refusal: &MetaRefusal) -> Check {
    Check { code: Some(refusal.code), trace: refusal.trace.clone(), ..Check::new(id, finding) }
}

/// What an answer comes to that says nothing of its own.
fn otherwise(id: Id, answer: &MetaAnswer) -> Check {
    match answer {
        MetaAnswer::NotAsked => Check::new(id, Finding::NotAsked),
        MetaAnswer::Refused(refusal) => refused(id, Finding::Withheld, refusal),
        // What it said is of no form that is known.
        MetaAnswer::Silent | MetaAnswer::Said(_) => Check::new(id, Finding::Silent),
    }
}

fn token(asked: &Asked) -> Check {
    let id = Id::Token;
    let of_token = [&asked.number, &asked.proof, &asked.token].into_iter().find_map(|answer| match answer {
        MetaAnswer::Refused(refusal) if refusal.is_of_token() => Some(refusal),
        _ => None,
    });
    match asked.token.at("/data/is_valid").and_then(Value::as_bool) {
        Some(false) => {
            let refusal = asked.token.at("/data/error").map(MetaRefusal::of).unwrap_or_default();
            return refused(id, Finding::TokenRefused, of_token.unwrap_or(&refusal));
        }
        Some(true) => return Check::new(id, Finding::TokenValid),
        None => {}
    }
    // `debug_token` may refuse who asks; then what the token itself opens tells.
    match (&asked.number, of_token) {
        (MetaAnswer::Refused(refusal), _) if refusal.is_of_token() => refused(id, Finding::TokenRefused, refusal),
        (MetaAnswer::Said(_), _) => Check::new(id, Finding::TokenValid),
        (_, Some(refusal)) if matches!(asked.proof, MetaAnswer::Refused(_)) => {
            refused(id, Finding::TokenRefused, refusal)
        }
        _ => otherwise(id, &asked.token),
    }
}

fn expiry(token: &MetaAnswer, now: Timestamp) -> Check {
    let id = Id::Expiry;
    let valid = token.at("/data/is_valid").and_then(Value::as_bool) != Some(false);
    let Some(ends) = token.at("/data/expires_at").and_then(Value::as_i64).filter(|_| valid) else {
        return if valid { otherwise(id, token) } else { Check::new(id, Finding::NotAsked) };
    };
    if ends == 0 {
        return Check::new(id, Finding::NeverExpires);
    }
    let ends = Timestamp::from_seconds(ends);
    let left = ends.since(now);
    let found = match left {
        left if left < SOON.1 => Finding::ExpiresNow,
        left if left < SOON.0 => Finding::ExpiresSoon,
        _ => Finding::ExpiresLater,
    };
    let days = left.as_secs() / DAY.as_secs();
    Check::new(id, found).with(format!("{} ({days} d)", ends.day()))
}

fn scopes(token: &MetaAnswer) -> Check {
    let Some(scopes) = token.at("/data/scopes").and_then(Value::as_array) else { return otherwise(Id::Scopes, token) };
    let has = |name: &str| scopes.iter().any(|scope| scope.as_str() == Some(name));
    let found = match (has(MESSAGING), has(MANAGEMENT)) {
        (false, _) => Finding::NoMessaging,
        (true, false) => Finding::NoManagement,
        (true, true) => Finding::ScopesGiven,
    };
    Check::new(Id::Scopes, found)
}

fn app_secret(asked: &Asked) -> Check {
    let id = Id::AppSecret;
    let of = asked.token.text("/data/app_id");
    if let (Some(set), Some(of)) = (asked.app_set.as_deref(), of)
        && set != of
    {
        return Check::new(id, Finding::OtherApp);
    }
    match &asked.proof {
        MetaAnswer::Said(_) => Check::new(id, Finding::OneApp),
        // 100: "Invalid appsecret_proof provided in the API argument".
        MetaAnswer::Refused(refusal) if refusal.code == 100 => refused(id, Finding::OtherSecret, refusal),
        other => otherwise(id, other),
    }
}

fn account(asked: &Asked) -> Check {
    let id = Id::Account;
    let MetaAnswer::Said(_) = asked.numbers else { return without_account(id, asked, &asked.numbers) };
    let ours = |row: &Value| row.get("id").and_then(Value::as_str) == Some(&asked.phone_number_id);
    let rows = asked.numbers.rows();
    let more = asked.numbers.at("/paging/next").is_some();
    match rows.iter().any(ours) {
        true => Check::new(id, Finding::HasNumber),
        false if more => Check::new(id, Finding::Silent),
        false => Check::new(id, Finding::OtherAccount),
    }
}

fn without_account(id: Id, asked: &Asked, answer: &MetaAnswer) -> Check {
    let answered = !matches!(asked.number, MetaAnswer::NotAsked | MetaAnswer::Silent);
    match answer {
        MetaAnswer::NotAsked if asked.account.is_none() && answered => Check::new(id, Finding::AccountUnknown),
        other => otherwise(id, other),
    }
}

fn subscribed(asked: &Asked) -> Check {
    let id = Id::Subscribed;
    let MetaAnswer::Said(_) = asked.apps else { return without_account(id, asked, &asked.apps) };
    let app = |row: &Value| row.pointer("/whatsapp_business_api_data/id").and_then(Value::as_str).map(str::to_owned);
    let apps: Vec<String> = asked.apps.rows().iter().filter_map(app).collect();
    match (&asked.app, apps.is_empty()) {
        (_, true) => Check::new(id, Finding::NobodySubscribed),
        (Some(ours), false) if apps.contains(ours) => Check::new(id, Finding::WeAreSubscribed),
        (Some(_), false) => Check::new(id, Finding::OthersSubscribed),
        (None, false) => Check::new(id, Finding::NotAsked),
    }
}

/// Which URL is in effect: that of the number, else of the account, else of the app.
fn callback(asked: &Asked, ours: Option<&str>) -> Check {
    let id = Id::Callback;
    let MetaAnswer::Said(_) = asked.number else { return otherwise(id, &asked.number) };
    let of = |name: &str| asked.number.text(&format!("/webhook_configuration/{name}")).filter(|url| !url.is_empty());
    let of_app = || {
        let row = asked.fields.rows().iter().find(|row| is_ours(row))?;
        row.get("callback_url").and_then(Value::as_str)
    };
    let overridden = of("phone_number").or_else(|| of("whatsapp_business_account"));
    let Some(url) = overridden.or_else(|| of("application")).or_else(of_app) else {
        return Check::new(id, Finding::NoCallback);
    };
    let found = match ours {
        None => Finding::NoPublicUrl,
        Some(ours) if ours != url => Finding::CallbackElsewhere,
        Some(_) if overridden.is_some() => Finding::OverrideOurs,
        Some(_) => Finding::CallbackOurs,
    };
    Check::new(id, found).with(host_of(url))
}

/// The host alone: the rest of a URL may hold a secret.
fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.chars().take(100).collect()
}

fn is_ours(row: &Value) -> bool {
    row.get("object").and_then(Value::as_str) == Some("whatsapp_business_account")
}

fn field(fields: &MetaAnswer) -> Check {
    let id = Id::Field;
    let MetaAnswer::Said(_) = fields else { return otherwise(id, fields) };
    let Some(row) = fields.rows().iter().find(|row| is_ours(row)) else { return Check::new(id, Finding::FieldOff) };
    let named = |field: &Value| {
        field.get("name").and_then(Value::as_str).or_else(|| field.as_str()).is_some_and(|name| name == "messages")
    };
    let on = row.get("fields").and_then(Value::as_array).is_some_and(|fields| fields.iter().any(named));
    let found = match (on, row.get("active").and_then(Value::as_bool)) {
        (false, _) => Finding::FieldOff,
        (true, Some(false)) => Finding::FieldInactive,
        (true, _) => Finding::FieldOn,
    };
    Check::new(id, found)
}

fn number(number: &MetaAnswer) -> Check {
    let id = Id::Number;
    match number {
        MetaAnswer::Said(_) => {}
        MetaAnswer::Refused(refusal) if refusal.is_missing() => return refused(id, Finding::NoSuchNumber, refusal),
        other => return otherwise(id, other),
    }
    let word = |path: &str| number.text(path).map(word_of_meta).unwrap_or_default();
    let (status, platform, quality) = (word("/status"), word("/platform_type"), word("/quality_rating"));
    match (status.as_str(), platform.as_str()) {
        (_, "NOT_APPLICABLE" | "ON_PREMISE") => Check::new(id, Finding::NotRegistered).with(platform),
        ("", _) => Check::new(id, Finding::Silent),
        ("CONNECTED", _) if word("/account_mode") == "SANDBOX" => Check::new(id, Finding::TestNumber),
        ("CONNECTED", _) if matches!(quality.as_str(), "RED" | "YELLOW") => {
            Check::new(id, Finding::LowQuality).with(quality)
        }
        ("CONNECTED", _) => Check::new(id, Finding::Connected),
        _ => Check::new(id, Finding::NotConnected).with(status),
    }
}

fn health(number: &MetaAnswer) -> Check {
    let id = Id::Health;
    let found = match number.text("/health_status/can_send_message") {
        Some("AVAILABLE") => Finding::CanSend,
        Some("LIMITED") => Finding::CanSendLittle,
        Some("BLOCKED") => Finding::CannotSend,
        _ => return otherwise(id, number),
    };
    let entities = number.at("/health_status/entities").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let troubled = |entity: &&Value| entity.get("can_send_message").and_then(Value::as_str) != Some("AVAILABLE");
    let mut check = Check::new(id, found);
    if let Some(entity) = entities.iter().find(troubled).filter(|_| found != Finding::CanSend) {
        check.value = entity.get("entity_type").and_then(Value::as_str).map(word_of_meta);
        check.code = entity.pointer("/errors/0/error_code").and_then(Value::as_i64);
    }
    check
}

/// A constant of Meta's, and nothing that could be somebody's words or number.
fn word_of_meta(word: &str) -> String {
    let plain = |b: u8| b.is_ascii_uppercase() || b == b'_';
    if word.len() <= 40 && word.bytes().all(plain) { word.to_owned() } else { "OTHER".to_owned() }
}
