//! G9 as clients see it: a key sends once, and is answered one way.

use crate::host::World;
use crate::people;
use crate::press::{Heard, Press};
use serde_json::Value;
use testkit::database::{count_of, rows_of};
use whatsapp_order_ack::host::{Param, Statement};

/// The place of the key among the parameters of a claim.
const KEY: usize = 4;

/// At the moment that a claim is committed: its key has claimed nothing before.
pub fn a_key_claims_once(world: &mut World, statements: &[Statement]) {
    let claim = statements.iter().find(|statement| statement.name == "claim").expect("an attempt is claimed");
    let Some(Param::Text(key)) = claim.params.get(KEY) else { panic!("no key: {:?}", claim.params) };
    assert!(world.keys_claimed.insert(key.clone()), "{key} claimed twice");
}

/// At the moment that a client hears an answer.
pub fn check(world: &mut World, press: &Press, heard: Heard, answer: &Value) {
    if heard == Heard::Erased {
        let erased = "SELECT count(*) FROM review_queue WHERE id = ?1 AND erased_at IS NOT NULL";
        assert_eq!(count_of(&world.db, erased, [&press.card]), 1, "{} was used for something else", press.key);
    }
    if !heard.is_final() {
        return;
    }
    if let Some(before) = press.heard.replace(Some(heard)) {
        assert_eq!(before, heard, "{} of {} was answered otherwise before", press.verb, press.key);
        world.counts.note("an answer was given again");
    } else if press.times.get() > 1 {
        world.counts.note("a lost answer was asked for again");
    }
    let known = "SELECT answer, decision_id FROM idempotency_key WHERE reviewer_id = ?1 AND key = ?2";
    let known = rows_of(&world.db, known, [&people::id(press.who), &press.key]);
    let [known] = known.as_slice() else { panic!("{} is answered and not known", press.key) };
    if heard == Heard::CarriedOut {
        assert!(known["decision_id"].is_string(), "{} of {} was decided by nobody", press.verb, press.key);
    }
    if let Some(stored) = known["answer"].as_str() {
        let stored: Value = serde_json::from_str(stored).expect("an answer is JSON");
        let kept = if stored["refused"].is_null() { Heard::CarriedOut } else { Heard::Refused };
        assert_eq!(kept, heard, "{} of {} is answered otherwise than is kept", press.verb, press.key);
    }
    if heard == Heard::CarriedOut && answer["state"] == "sent" && ["approve", "edit"].contains(&press.verb.as_str()) {
        assert!(world.keys_claimed.contains(&press.key), "{} is said to be sent, by nobody's press", press.card);
    }
}
