//! People at their desks: what they press on a card.

use crate::host::Sim;
use std::time::Duration;
use whatsapp_order_ack::draft::redraft;
use whatsapp_order_ack::draft::rules::active::{self, Put};
use whatsapp_order_ack::draft::rules::{Matcher, Response, Rule, Rules};
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::http::credential::Credential;
use whatsapp_order_ack::identity::{ReviewId, ReviewerId};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::review::decide::{Action, Answer, Decided, Decision, Pressed, Request, decide};
use whatsapp_order_ack::review::hold;
use whatsapp_order_ack::review::idempotency_key::Key;
use whatsapp_order_ack::review::later;
use whatsapp_order_ack::review::note::{self, Noted};
use whatsapp_order_ack::review::{Card, RejectReason, Role, State};
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::switch;
use whatsapp_order_ack::team::reviewer::Reviewer;

/// What stands in notes, and must stand nowhere else.
pub const NOTED: &str = "rappeler mardi";

pub fn reviewer(n: usize) -> Reviewer {
    let id = if n == 0 { "usr_1" } else { "usr_2" };
    Reviewer { id: ReviewerId::parse(id).expect("an id"), name: "x".into(), role: Role::Admin, language: "fr".into() }
}

pub fn request(sim: &Sim, card: &Card) -> Request {
    let (choice, key) = {
        let rng = &mut sim.0.borrow_mut().rng;
        (rng.below(6), format!("key-{}", rng.draw()))
    };
    let action = match (&card.draft, card.state, choice) {
        (_, State::Unknown, n) => Action::Resolve { arrived: n.is_multiple_of(2) },
        (_, State::Pending, 0) => Action::Reject { reason: RejectReason::Misleading, note: None },
        (Some(draft), _, 1..=4) => Action::Approve { text_sha256: draft.text_sha256.clone().expect("its hash") },
        (_, _, 5) | (None, ..) => Action::Edit { text: "Bien reçu, merci !".into() },
        (Some(draft), ..) => Action::Approve { text_sha256: draft.text_sha256.clone().expect("its hash") },
    };
    let request_sha256 = sha256_hex(format!("{:?}{:?}{:?}", card.id, card.version, action).as_bytes());
    Request {
        card: ReviewId::parse(card.id.as_str()).expect("an id"),
        decision: Decision {
            version: card.version,
            shown: card.version.is_multiple_of(2).then_some(card.state),
            action,
        },
        key: Key::parse(&key).expect("a key"),
        request_sha256,
    }
}

/// By what the API knows them.
pub fn token(reviewer: &Reviewer) -> String {
    format!("token of {}", reviewer.id.as_str())
}

pub async fn press(sim: &Sim, settings: &Settings, reviewer: &Reviewer, request: &Request) {
    let decided = match decide(sim, settings, &Credential::Token(token(reviewer)), request).await {
        Ok(Pressed::By { decided, .. }) => Ok(decided),
        Ok(nobody) => panic!("{nobody:?}"),
        Err(error) => Err(error),
    };
    let note = match decided {
        Ok(Decided::Answered(Answer { refused: Some(why), .. })) => match why.code.as_str() {
            "already_decided" | "stale_version" => "decision lost the race",
            "newer_card" => "a newer card goes before it",
            _ => "decision refused",
        },
        Ok(Decided::Answered(_)) if matches!(request.decision.action, Action::Resolve { .. }) => "resolved",
        Ok(_) => return,
        Err(_) => "decision broke",
    };
    sim.0.borrow_mut().counts.note(note);
}

/// An admin replaces the reply rules or the persona, or judges it.
pub async fn rewrite(sim: &Sim, admin: &Reviewer, choice: usize) {
    let Ok(in_force) = active::in_force(sim).await else { return };
    let done = match choice {
        0 => {
            let matcher = Matcher::Keywords { keywords: vec!["harissa".into()] };
            let rule = Rule { id: "hot".into(), label: "Hot".into(), matcher, response: Response::Templates };
            let list = if in_force.rules.rules.is_empty() { vec![rule] } else { vec![] };
            let list = Rules { rules: list, ..Rules::default() };
            active::put(sim, admin, in_force.version, &list).await.is_ok_and(|put| put == Put::Done)
        }
        1 => active::put_persona(sim, admin, "Chaleureux.").await.unwrap_or(false),
        _ => active::judge_persona(sim, admin, in_force.persona.version, choice != 2).await.unwrap_or(false),
    };
    if done {
        let note = ["rules replaced", "persona replaced", "persona refused", "persona approved"];
        sim.0.borrow_mut().counts.note(*note.get(choice).unwrap_or(&"persona approved"));
    }
}

/// Somebody says that they are on a card, or not any more.
pub async fn hold(sim: &Sim, reviewer: &Reviewer, card: &Card) {
    let taken = hold::take(sim, reviewer, &card.id).await.is_ok();
    let left = sim.0.borrow_mut().rng.one_in(2) && hold::leave(sim, reviewer, &card.id).await.is_ok();
    if taken || left {
        sim.0.borrow_mut().counts.note("somebody was on a card");
    }
}

/// Somebody notes what they wait for and puts a card off, or takes it up again.
pub async fn set_aside(sim: &Sim, reviewer: &Reviewer, card: &Card) {
    if note::add(sim, reviewer, &card.id, NOTED).await.is_ok_and(|noted| noted == Noted::Done) {
        sim.0.borrow_mut().counts.note("a note was written");
    }
    let until = sim.now().plus(Duration::from_secs(60 * 60));
    let put = later::put_off(sim, reviewer, &card.id, Some(card.version), until).await;
    if put.is_ok_and(|put| put == later::Outcome::Done) {
        sim.0.borrow_mut().counts.note("a card was put off");
    }
    let up = sim.0.borrow_mut().rng.one_in(3);
    if up && later::take_up(sim, reviewer, &card.id).await.is_ok() {
        sim.0.borrow_mut().counts.note("a card was taken up again");
    }
}

/// Drafts a card again.
pub async fn redraft(sim: &Sim, settings: &Settings, reviewer: &Reviewer, card: &Card) {
    let done = redraft::redraft(sim, settings, reviewer, &card.id, card.version).await;
    if matches!(done, Ok(true)) {
        sim.0.borrow_mut().counts.note("redrafted");
    }
}

/// An admin turns the switch on the desk.
pub async fn turn_switch(sim: &Sim, on: bool) {
    if switch::turn(sim, &reviewer(0), on).await.is_ok() && !on {
        sim.0.borrow_mut().counts.note("switched off at the desk");
    }
}
