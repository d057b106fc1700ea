//! A note, a card that is put off, and the saved replies, once each.

use super::*;
use whatsapp_order_ack::review::{later, note};
use whatsapp_order_ack::saved_replies::{self, saved_reply::SavedReply};

/// What one does with a card without answering it.
pub fn set_aside(host: &Recording, rani: &Reviewer, card: &Card) {
    let until = card.window_closes_at.minus(std::time::Duration::from_secs(60 * 60));
    let noted = host.run(note::add(host, rani, &card.id, "Rappeler")).0;
    assert!(noted.is_ok_and(|noted| noted == note::Noted::Done), "note");
    let put = host.run(later::put_off(host, rani, &card.id, Some(card.version), until)).0;
    assert!(put.is_ok_and(|put| put == later::Outcome::Done), "later");
    assert!(host.run(later::take_up(host, rani, &card.id)).0.is_ok(), "taken up");
}

/// What an admin does with the business's own texts.
pub fn keep_replies(host: &Recording, rani: &Reviewer) {
    let reply = SavedReply {
        id: "r1".into(),
        language: Language::Fr,
        position: 5,
        title: "Livraison".into(),
        text: "{hello} {customer}, nous livrons [jours].".into(),
    };
    assert!(host.run(saved_replies::put(host, rani, reply)).0.is_ok_and(|refused| refused.is_none()), "saved");
    assert!(host.run(saved_replies::all(host)).0.is_ok(), "listed");
    assert!(host.run(saved_replies::find(host, "r1")).0.is_ok(), "found");
    assert!(host.run(saved_replies::remove(host, rani, "r1")).0.is_ok_and(|gone| gone), "removed");
}
