//! What teaching asks, once each.

use super::*;
use whatsapp_order_ack::review::shape_mark;
use whatsapp_order_ack::taught_words::kind::WordKind;
use whatsapp_order_ack::teaching::teach::{self, WordChange};
use whatsapp_order_ack::teaching::trial;

pub fn teaching(host: &Recording, rani: &Reviewer) {
    let card = pending(host);
    assert!(host.run(shape_mark::put(host, rani, &card.id, true)).0.expect("marked"));
    let change = WordChange { version: 0, kind: WordKind::Order, words: vec!["réassort".into()] };
    while host.run(trial::go_on(host, rani, &change, false)).0.expect("a database").expect("tried").left > 0 {}
    let tried = host.run(trial::go_on(host, rani, &change, false)).0.expect("a database").expect("tried");
    host.run(trial::shown(host, &tried)).0.expect("shown");
    host.run(teach::put(host, rani, &change)).0.expect("a database").expect("taught");
    host.run(teach::in_force(host)).0.expect("in force");
}
