//! Nobody is told that all is well when it is not: what needs somebody is counted on every page
//! of the desk, and a reply is called sent once it was.

use testkit::recording::{Fixed, NOON, Recording};
use whatsapp_order_ack::app::visit;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::desk::Desk;
use whatsapp_order_ack::desk::form::Typed;
use whatsapp_order_ack::desk::words::{UiLanguage, words};
use whatsapp_order_ack::gate::Why;
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::http::credential::{Credential, Csrf, SessionId};
use whatsapp_order_ack::identity::{ReviewId, ReviewerId, Role, SenderId};
use whatsapp_order_ack::ledger::stats::{Numbers, Period};
use whatsapp_order_ack::ledger::stats_view;
use whatsapp_order_ack::review::card_view::{CardSurroundings, article};
use whatsapp_order_ack::review::history::{self, History};
use whatsapp_order_ack::review::history_view;
use whatsapp_order_ack::review::queue_view::{self, Queue};
use whatsapp_order_ack::review::review_queue::history::{Counts, HistoryFilter, Outcome};
use whatsapp_order_ack::review::{
    Card, DecisionAction, DecisionView, DeliveryState, DeliveryView, Gate, GateVerdict, NoDraft, State, Writer,
};
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::team::members::Team;
use whatsapp_order_ack::team::reviewer::Reviewer;
use whatsapp_order_ack::team::view::{self, Once};

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

fn csrf() -> Csrf {
    Credential::Session(SessionId::new([[1; 16]; 2])).csrf().expect("a session has one")
}

fn desk<'a>(reviewer: &'a Reviewer, csrf: &'a Csrf, counts: Counts) -> Desk<'a> {
    let now = Timestamp::from_seconds(NOON);
    let words = words(UiLanguage::Fr);
    Desk {
        reviewer,
        words,
        counts,
        stamp: 1,
        alarms: &[],
        csrf,
        now,
        form_nonce: String::new(),
        business: "Exemple SARL",
        here: String::new(),
    }
}

/// A card in the database: its state, and hours from now at which it was opened, was claimed and
/// its window closes.
fn stands(host: &Recording, id: &str, state: &str, [opened, claimed, closes]: [i64; 3], erased: bool) {
    let at = |hours: i64| Timestamp::from_seconds(NOON + hours * 3_600).to_string();
    let db = host.db.borrow();
    db.execute(
        "INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
           claimed_at, window_closes_at, gate_verdict, gate_evidence, erased_at, decision_id, attempt_id)
         VALUES (?1, 'w', 'snd_' || ?1, 'c1', ?2, 1, ?3, ?3, ?4, ?5, 'order_shaped', '[]', ?6, 'dec_' || ?1, 'att_' || ?1)",
        (id, state, at(opened), at(claimed), at(closes), erased.then(|| at(0))),
    )
    .expect("a card");
    if !["pending", "expired"].contains(&state) {
        db.execute_batch(&format!(
            "INSERT OR IGNORE INTO reviewer (id, name, role, token_sha256, created_at)
             VALUES ('usr_1', 'Rani', 'admin', 'x', '{0}');
             INSERT INTO decision (id, review_id, version, action, reviewer_id, decided_at)
             VALUES ('dec_{id}', '{id}', 1, 'edit', 'usr_1', '{0}');
             INSERT INTO send_attempt (id, decision_id, review_id, started_at)
             VALUES ('att_{id}', 'dec_{id}', '{id}', '{0}')",
            at(claimed)
        ))
        .expect("what was decided");
    }
}

fn counts(host: &Recording) -> Counts {
    let (standing, _) = host.run(visit::standing(host, &Settings::of(Fixed("template"))));
    standing.expect("a database").counts
}

#[test]
fn the_number_on_the_tab_is_that_of_the_cards_behind_it() {
    let host = Recording::new();
    let needs = [
        ("rev_unknown", "unknown", [-90, -90, -66], false),
        ("rev_failed", "failed", [-20, -19, 4], false),
        ("rev_failed_before", "failed", [-90, -89, -66], false),
        ("rev_expired", "expired", [-30, 0, -6], false),
        ("rev_lost", "sending", [-1, -1, 23], false),
        ("rev_late", "pending", [-3, 0, 21], false),
    ];
    let does_not = [
        ("rev_new", "pending", [-1, 0, 23], false),
        ("rev_going", "sending", [-1, 0, 23], false),
        ("rev_sent", "sent", [-3, -2, 21], false),
        ("rev_closed", "rejected", [-3, 0, 21], false),
        ("rev_failed_long_ago", "failed", [-120, -119, -96], false),
        ("rev_erased", "expired", [-3, 0, 21], true),
    ];
    for (id, state, hours, erased) in needs.into_iter().chain(does_not) {
        stands(&host, id, state, hours, erased);
    }
    let stuck = host.run(history::stuck(&host, Role::Admin)).0.expect("a database");
    let mut found: Vec<&str> = stuck.cards.iter().map(|card| card.id.as_str()).collect();
    found.sort_unstable();
    let mut expected = needs.map(|(id, ..)| id);
    expected.sort_unstable();
    assert_eq!(found, expected);
    let counts = counts(&host);
    assert_eq!(counts, Counts { waiting: 2, stuck: 6, alarm: None });
    let (rani, csrf) = (rani(), csrf());
    let page = history_view::stuck(&desk(&rani, &csrf, counts), &stuck);
    assert_eq!(page.matches("<article").count(), 6);
}

#[test]
fn tab_and_page_end_at_the_same_card() {
    let host = Recording::new();
    for n in 0..250 {
        stands(&host, &format!("rev_{n}"), "unknown", [-1, -1, 23], false);
    }
    let stuck = host.run(history::stuck(&host, Role::Admin)).0.expect("a database");
    assert_eq!((counts(&host).stuck, stuck.cards.len()), (200, 200));
}

fn days() -> stats_view::StatsFilter {
    stats_view::StatsFilter { span: None, from: "2026-03-01".into(), to: "2026-03-02".into(), period: Period::Day }
}

/// Some page of each kind.
fn pages(counts: Counts) -> [String; 5] {
    let (rani, csrf) = (rani(), csrf());
    let desk = desk(&rani, &csrf, counts);
    let asked = history_view::SearchForm {
        from: "2026-03-01".into(),
        to: "2026-03-02".into(),
        customer: String::new(),
        outcome: None,
        words: String::new(),
    };
    [
        queue_view::render(
            &desk,
            &Queue {
                cards: vec![],
                unreadable: vec![],
                next_cursor: None,
                counts,
                settling: vec![],
                strangers: Default::default(),
            },
            None,
        ),
        history_view::stuck(&desk, &history::Stuck { cards: vec![], unreadable: vec![], moved: vec![], ungathered: 0 }),
        history_view::render(&desk, &asked, &History { cards: vec![], unreadable: vec![], next: None }, None),
        stats_view::render(&desk, &days(), &Numbers::default()),
        view::people(&desk, &Team::default(), Once::Nothing, None, Typed::default()),
    ]
}

#[test]
fn every_page_says_how_many_wait_and_how_many_need_somebody() {
    for page in pages(Counts { waiting: 3, stuck: 2, alarm: None }) {
        assert!(page.contains("<title>(3 · !2) "), "{page}");
        assert!(page.contains(r#"À traiter <span class="number waiting">3</span>"#), "{page}");
        assert!(page.contains(r#"À débloquer <span class="number stuck">2</span>"#), "{page}");
    }
    for page in pages(Counts { waiting: 0, stuck: 2, alarm: None }) {
        assert!(page.contains("<title>(!2) "), "{page}");
    }
    for page in pages(Counts { waiting: 3, stuck: 0, alarm: None }) {
        assert!(page.contains("<title>(3) "), "{page}");
    }
    for page in pages(Counts::default()) {
        assert!(!page.contains("<title>("), "{page}");
        assert!(page.contains(r#"À débloquer <span class="number stuck" hidden>0</span>"#), "{page}");
    }
}

#[test]
fn an_empty_queue_congratulates_nobody_while_something_is_left() {
    let queue = |waiting, stuck| {
        let [queue, ..] = pages(Counts { waiting, stuck, alarm: None });
        queue
    };
    let sends_on = |page: &str, to: &str, says: &str| page.contains(&format!(r#"href="{to}">{says}</a>"#));
    assert!(queue(0, 0).contains("Tout est traité"));
    let one = queue(0, 1);
    assert!(!one.contains("Tout est traité") && sends_on(&one, "/review/stuck", "1 carte demande votre attention"));
    let nine = queue(0, 9);
    assert!(!nine.contains("Bravo") && sends_on(&nine, "/review/stuck", "9 cartes demandent votre attention"));
    // A page behind the last one.
    let behind = queue(4, 0);
    assert!(!behind.contains("Tout est traité") && sends_on(&behind, "/review", "Retour aux cartes"));
}

#[derive(Clone, Copy)]
enum Of {
    Draft,
    NoDraft,
}

fn decided(state: State, action: DecisionAction, of: Of) -> Card {
    let at = Timestamp::from_seconds(NOON);
    let delivery = |state| Some(DeliveryView { state, wamid: None, error: None });
    Card {
        id: ReviewId::parse("rev_1").expect("an id"),
        state,
        version: 1,
        customer: Writer { id: "c1".into(), name: Some("Épicerie Exemple".into()) },
        recipient: Some("33600000001".into()),
        moved: None,
        still_listed: true,
        received_at: at,
        window_closes_at: at,
        messages: vec![],
        messages_not_shown: 0,
        answered_elsewhere_at: None,
        waiting: 0,
        lines: vec![],
        unanswered: vec![],
        as_on: whatsapp_order_ack::review::as_on::AsOn::default(),
        gate: Gate {
            verdict: GateVerdict::OrderShaped,
            why: matches!(of, Of::NoDraft).then_some(NoDraft::Gate(Why::Question)),
            evidence: vec![],
            words_version: 0,
            marked: None,
        },
        draft: None,
        decision: Some(DecisionView { action, by: "Rani".into(), at, text: None, reason: None }),
        delivery: match state {
            State::Sent => delivery(DeliveryState::Accepted),
            State::Failed => delivery(DeliveryState::Failed),
            State::Unknown => delivery(DeliveryState::Unknown),
            State::Pending | State::Sending | State::Rejected | State::Expired => None,
        },
        may_retry: false,
        closed_at: None,
        previous_id: None,
        held_by: None,
        later: None,
        notes: vec![],
        choices: vec![],
        redacted: false,
        sender: SenderId::parse("snd_1").expect("an id"),
    }
}

fn shown(card: &Card) -> String {
    let (rani, csrf) = (rani(), csrf());
    let desk = desk(&rani, &csrf, Counts::default());
    let line = CardSurroundings::plain(&[], 2);
    article(&desk, card, &line).into_string()
}

#[test]
fn a_reply_is_called_sent_once_it_was() {
    for (state, action, of, line, outcome) in [
        (State::Sending, DecisionAction::Approve, Of::Draft, "Approuvé tel quel · Rani", "Approuvé, envoi en cours."),
        (State::Sent, DecisionAction::Approve, Of::Draft, "Envoyé tel quel · Rani", "✓ envoyé"),
        (State::Failed, DecisionAction::Approve, Of::Draft, "Approuvé tel quel · Rani", "L'envoi a échoué."),
        (
            State::Unknown,
            DecisionAction::Approve,
            Of::Draft,
            "Approuvé tel quel · Rani",
            "On ne sait pas si c'est parti.",
        ),
        (State::Sent, DecisionAction::Edit, Of::Draft, "Envoyé après modification · Rani", "✓ envoyé"),
        (State::Failed, DecisionAction::Edit, Of::Draft, "Approuvé avec modification · Rani", "L'envoi a échoué."),
        (
            State::Unknown,
            DecisionAction::Edit,
            Of::Draft,
            "Approuvé avec modification · Rani",
            "On ne sait pas si c'est parti.",
        ),
        (State::Sent, DecisionAction::Edit, Of::NoDraft, "Répondu à la main · Rani", "✓ envoyé"),
        (State::Failed, DecisionAction::Edit, Of::NoDraft, "Réponse écrite à la main · Rani", "L'envoi a échoué."),
    ] {
        let card = decided(state, action, of);
        let html = shown(&card);
        assert!(html.contains(line) && html.contains(outcome), "{state:?} {action:?}: {html}");
        assert_eq!(html.contains("Envoyé"), state == State::Sent && !line.starts_with("Répondu"), "{html}");
        let (rani, csrf) = (rani(), csrf());
        let desk = desk(&rani, &csrf, Counts::default());
        let asked = history_view::SearchForm {
            from: String::new(),
            to: String::new(),
            customer: String::new(),
            outcome: None,
            words: String::new(),
        };
        let page =
            history_view::render(&desk, &asked, &History { cards: vec![card], unreadable: vec![], next: None }, None);
        assert!(page.contains(&format!(" · {line}")), "{page}");
    }
}

#[test]
fn a_press_says_at_once_what_became_of_it() {
    let (rani, csrf) = (rani(), csrf());
    let desk = desk(&rani, &csrf, Counts::default());
    for (state, settled, bad, says) in [
        (State::Sending, false, false, "Approuvé, envoi en cours : "),
        (State::Sent, false, false, "Envoyé à "),
        (State::Failed, false, true, "L'envoi a échoué ; le conseil est sur la carte : "),
        (State::Unknown, false, true, "On ne sait pas si c'est parti ; regardez la carte : "),
        // Somebody said that it did not arrive.
        (State::Failed, true, false, "Noté. Vous pouvez l'envoyer de nouveau depuis la carte : "),
    ] {
        let notice = queue_view::done(&desk, &decided(state, DecisionAction::Approve, Of::Draft), settled);
        let text = notice.text.into_string();
        assert_eq!((notice.bad, text.split('<').next()), (bad, Some(says)), "{state:?}");
        assert!(text.contains("Épicerie Exemple"), "{text}");
    }
}

#[test]
fn the_history_tells_changed_drafts_from_answers_by_hand() {
    let host = Recording::new();
    for (id, why) in [("rev_changed", "NULL"), ("rev_by_hand", "'question'")] {
        stands(&host, id, "sent", [-3, -2, 21], false);
        let sql = format!("UPDATE review_queue SET gate_why = {why} WHERE id = '{id}'");
        host.db.borrow().execute_batch(&sql).expect("a card");
    }
    for (outcome, expected) in [(Outcome::Edited, "rev_changed"), (Outcome::ByHand, "rev_by_hand")] {
        let (from, to) = (Timestamp::from_seconds(0), host.now());
        let query =
            HistoryFilter { from, to, customer: None, outcome: Some(outcome), words: None, before: None, limit: 9 };
        let found = host.run(history::history(&host, Role::Admin, &query)).0.expect("a database");
        let ids: Vec<&str> = found.cards.iter().map(|card| card.id.as_str()).collect();
        assert_eq!(ids, [expected]);
    }
}
