//! Answers from the business's own phone: a row each into the view `business_echo`, whose trigger
//! tells the open card of a listed customer (`migrations/0003_content.sql`).

use super::admission::Keys;
use super::payload::BusinessEcho;
use crate::clock::Timestamp;
use crate::host::{PARAMETER, Query, json_size, runs};
use crate::identity::SenderId;
use crate::keyed_hash::MessageRef;
use crate::ledger::Invocation;
use serde::Serialize;

/// What an echo adds to its texts as JSON, in bytes: less than this.
const ECHO: usize = 500;

const HEAR: &str = "INSERT INTO business_echo (ref, recipient, phone, twin, bsuid, wamid, stamped_at, invocation, at)
SELECT e.value ->> 'ref', e.value ->> 'recipient', e.value ->> 'phone', e.value ->> 'twin', e.value ->> 'bsuid',
  e.value ->> 'wamid', e.value ->> 'stamped_at', ?2, ?3
FROM json_each(?1) AS e";

/// An echo as the statement reads it.
#[derive(Debug, Serialize)]
struct Heard<'a> {
    #[serde(rename = "ref")]
    message: MessageRef,
    recipient: Option<SenderId>,
    phone: Option<&'a str>,
    twin: Option<String>,
    bsuid: Option<&'a str>,
    wamid: &'a str,
    stamped_at: Timestamp,
}

/// Hears the echoes, in their order.
pub fn hear(echoes: &[BusinessEcho], keys: &Keys, invocation: &Invocation) -> Vec<Query> {
    let size = |echo: &BusinessEcho| json_size([echo.id.as_str()]) + ECHO;
    let statement = |run: &[BusinessEcho]| {
        let rows: Vec<Heard<'_>> = run.iter().map(|echo| heard(echo, keys, invocation)).collect();
        Query::new("hear_echoes", HEAR).bind_json(&rows).bind(invocation.id.as_str()).bind(invocation.at)
    };
    runs(echoes, PARAMETER, size).map(statement).collect()
}

fn heard<'a>(echo: &'a BusinessEcho, keys: &Keys, invocation: &Invocation) -> Heard<'a> {
    Heard {
        message: keys.current.message(&echo.id),
        recipient: echo.recipient().map(|address| keys.current.sender(&address)),
        phone: echo.to.as_ref().map(|phone| phone.as_str()),
        twin: echo.to.as_ref().and_then(|phone| phone.twin()).map(|twin| twin.as_str().to_owned()),
        bsuid: echo.to_user_id.as_ref().map(|bsuid| bsuid.as_str()),
        wamid: echo.id.as_str(),
        stamped_at: echo.stamp.or_arrival(invocation.at),
    }
}
