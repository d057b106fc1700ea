//! What happens in the moments that matter most: between a claim, the Graph call and its
//! record.

use rusqlite::Connection;
use std::cell::{Cell, RefCell};
use std::task::Poll;
use testkit::curve::NoKeys;
use testkit::database;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::erasure;
use whatsapp_order_ack::error::StepError;
use whatsapp_order_ack::host::unsigned::{AskUnsigned, Unsigned};
use whatsapp_order_ack::host::witness::{AskChain, AskErasures, Chain, WitnessError};
use whatsapp_order_ack::host::{
    Boxed, Call, CallError, Crypto, DatabaseError, Download, Downloaded, Host, Level, Reply, Rows, Statement,
    TimerError,
};
use whatsapp_order_ack::http::credential::Credential;
use whatsapp_order_ack::identity::{Nonce, ReviewId, ReviewerId, SenderId};
use whatsapp_order_ack::keyed_hash::sha256_hex;
use whatsapp_order_ack::review::Role;
use whatsapp_order_ack::review::decide::{Action, Decided, Decision, DecisionRequest, Pressed, decide};
use whatsapp_order_ack::review::idempotency_key::IdempotencyKey;
use whatsapp_order_ack::settings::{Settings, SettingsSource};
use whatsapp_order_ack::team::reviewer::Reviewer;

const CARD: &str = "rev_00000000000000000000000000000001";
const TEXT: &str = "Bonjour Épicerie Exemple, bien reçu, merci !";

/// The same, with a character that turns it around.
const HIDDEN: &str = "Bonjour Épicerie Exemple,\u{202e} bien reçu, merci !";

/// What happens meanwhile.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Meanwhile {
    /// The customer is erased while Graph answers.
    Erased,
    /// The claim is committed, and D1 answers this many seconds later.
    Stalled(u64),
    /// The recipient on the card is changed by hand before the press arrives.
    Readdressed,
    /// The draft is changed by hand, and the hash beside it is not.
    Reworded,
    /// The draft is changed by hand to one that holds what cannot be seen, and so is its hash.
    Hidden,
    /// The ledger takes no row of the decision, and says nothing.
    Unwritten,
    /// The reviewer is revoked as they press.
    Revoked,
    /// They become an auditor.
    Demoted,
    /// They become an assistant.
    Mechanised,
    /// Their key was used for another request.
    Untied,
    /// Their key has an answer already.
    Refused,
    /// Their key led to a send that failed, whose answer was lost.
    Unanswered,
}

impl Meanwhile {
    /// What is done to the database right before the claim.
    fn by_hand(self) -> Option<String> {
        Some(match self {
            Self::Erased | Self::Stalled(_) => return None,
            Self::Readdressed => "UPDATE review_queue SET recipient = '33600000009'".to_owned(),
            Self::Reworded => "UPDATE review_queue SET draft_text = 'Autre chose'".to_owned(),
            Self::Hidden => format!(
                "UPDATE review_queue SET draft_text = '{HIDDEN}', draft_sha256 = '{}'",
                sha256_hex(HIDDEN.as_bytes())
            ),
            Self::Unwritten => "CREATE TEMP TRIGGER skip BEFORE INSERT ON run_ledger WHEN NEW.step = 'decide'
              BEGIN SELECT RAISE(IGNORE); END"
                .to_owned(),
            Self::Revoked => "UPDATE reviewer SET revoked_at = '2026-03-01T09:00:00.000Z'".to_owned(),
            Self::Demoted => "UPDATE reviewer SET role = 'auditor'".to_owned(),
            Self::Mechanised => "UPDATE reviewer SET assistant = 1".to_owned(),
            Self::Untied => "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at)
                 VALUES ('usr_1', 'k1', 'another', '2026-03-01T08:59:00.000Z')"
                .to_owned(),
            Self::Unanswered => {
                "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at, decision_id)
                 VALUES ('usr_1', 'k1', 'x', '2026-03-01T08:59:00.000Z', 'dec_1');
                 UPDATE review_queue SET state = 'failed', may_retry = 1"
                    .to_owned()
            }
            Self::Refused => "INSERT INTO idempotency_key (reviewer_id, key, request_sha256, created_at, answer)
                 VALUES ('usr_1', 'k1', 'x', '2026-03-01T08:59:00.000Z', '{\"refused\":null,\"card\":{}}')"
                .to_owned(),
        })
    }
}

struct Stage {
    db: RefCell<Connection>,
    drawn: Cell<u8>,
    meanwhile: Meanwhile,
    now: Cell<Timestamp>,
    calls: Cell<u32>,
    logged: RefCell<Vec<String>>,
}

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

impl Host for Stage {
    fn now(&self) -> Timestamp {
        self.now.get()
    }

    fn nonce(&self) -> Nonce {
        self.drawn.set(self.drawn.get() + 1);
        Nonce([self.drawn.get(); 16])
    }

    fn run(&self, statements: Vec<Statement>) -> Boxed<'_, Result<Vec<Rows>, DatabaseError>> {
        Box::pin(async move {
            let claim = statements.iter().any(|statement| statement.name == "claim");
            if claim && let Some(by_hand) = self.meanwhile.by_hand() {
                self.db.borrow().execute_batch(&by_hand).expect("changed by hand");
            }
            let answers = database::batch(&mut self.db.borrow_mut(), &statements);
            if let (true, Meanwhile::Stalled(seconds)) = (claim, self.meanwhile) {
                self.now.set(self.now.get().plus(std::time::Duration::from_secs(seconds)));
            }
            answers
        })
    }

    fn call(&self, call: Call) -> Boxed<'_, Result<Reply, CallError>> {
        Box::pin(async move {
            self.calls.set(self.calls.get() + 1);
            assert!(call.body.contains("33600000001"), "the reply goes to the customer");
            if self.meanwhile == Meanwhile::Erased {
                assert!(
                    Box::pin(erasure::erase(self, &rani(), "c1")).await.expect("a database"),
                    "there was a customer"
                );
            }
            let body = r#"{"messaging_product":"whatsapp","messages":[{"id":"wamid.ANSWER"}]}"#;
            Ok(Reply { status: 200, body: body.into() })
        })
    }

    fn download(&self, _asked: Download) -> Boxed<'_, Result<Downloaded, CallError>> {
        Box::pin(async { Err(CallError::NoBinding) })
    }

    fn may_knock<'a>(&'a self, _from: &'a str) -> Boxed<'a, bool> {
        Box::pin(async { true })
    }

    fn witness_chain(&self, _ask: AskChain) -> Boxed<'_, Result<Chain, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_erasures(&self, _ask: AskErasures) -> Boxed<'_, Result<Vec<String>, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn witness_unsigned(&self, _ask: AskUnsigned) -> Boxed<'_, Result<Unsigned, WitnessError>> {
        Box::pin(async { Err(WitnessError::NoBinding) })
    }

    fn verify_rs256<'a>(&'a self, _jwk: &'a str, _signed: &'a [u8], _signature: &'a [u8]) -> Boxed<'a, bool> {
        Box::pin(async { false })
    }

    fn crypto(&self) -> &dyn Crypto {
        &NoKeys
    }

    fn log(&self, _level: Level, line: String) {
        self.logged.borrow_mut().push(line);
    }

    fn sleep(&self, _time: std::time::Duration) -> Boxed<'_, ()> {
        Box::pin(async move {})
    }

    fn arm<'a>(&'a self, _sender: &'a SenderId, _at: Timestamp) -> Boxed<'a, Result<(), TimerError>> {
        Box::pin(async move { Ok(()) })
    }
}

struct Set;

impl SettingsSource for Set {
    fn get(&self, name: &'static str) -> Option<String> {
        let value = match name {
            "META_APP_SECRET" => "an invented secret",
            "WHATSAPP_PHONE_NUMBER_ID" => "123456123",
            "WHATSAPP_ACCESS_TOKEN" => "an invented token",
            _ => return None,
        };
        Some(value.to_owned())
    }
}

fn stage(meanwhile: Meanwhile) -> Stage {
    let db = database::open();
    db.execute_batch(&format!(
        "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES ('usr_1', 'Rani', 'admin', '{}', 'x');
         INSERT INTO customers (id, name) VALUES ('c1', 'Épicerie Exemple');
         INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
         VALUES ('33600000001', 'snd_1', 'c1', 'asked', 'usr_1', 'x');
         INSERT INTO review_queue (id, write_id, sender_id, customer_id, customer_name, state, version, opened_at,
           received_at, window_closes_at, gate_verdict, gate_evidence, draft_language, draft_source, draft_sha256,
           draft_text, recipient, quoted_wamid)
         VALUES ('{CARD}', 'w', 'snd_1', 'c1', 'Épicerie Exemple', 'pending', 1, '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 'order_shaped', '[]', 'fr', 'template', '{}',
           '{TEXT}', '33600000001', 'wamid.ASKED');
         INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
           admitted_at, window_closes_at, waiting, review_id, wamid, reply_to, text, customer_id)
         VALUES ('m_1', 'inv', 'snd_1', 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
           '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, '{CARD}', 'wamid.ASKED', '33600000001',
           '10 cartons de harissa', 'c1');",
        sha256_hex(b"token"),
        sha256_hex(TEXT.as_bytes())
    ))
    .expect("a card");
    let now = Timestamp::parse("2026-03-01T09:00:00.000Z").expect("a time");
    Stage {
        db: RefCell::new(db),
        drawn: Cell::new(0),
        meanwhile,
        now: Cell::new(now),
        calls: Cell::new(0),
        logged: RefCell::default(),
    }
}

fn approve(host: &Stage) -> Decided {
    match try_approve(host).expect("a database") {
        Pressed::By { decided, .. } => decided,
        nobody => panic!("{nobody:?}"),
    }
}

fn try_approve(host: &Stage) -> Result<Pressed, StepError> {
    let seen = if host.meanwhile == Meanwhile::Hidden { HIDDEN } else { TEXT };
    let request = DecisionRequest {
        card: ReviewId::parse(CARD).expect("an id"),
        decision: Decision {
            version: 1,
            shown: None,
            action: Action::Approve { text_sha256: sha256_hex(seen.as_bytes()) },
        },
        key: IdempotencyKey::parse("k1").expect("a key"),
        request_sha256: "x".into(),
    };
    let (settings, rani) = (Settings::of(Set), Credential::Token("token".into()));
    let mut step = std::pin::pin!(decide(host, &settings, &rani, &request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match step.as_mut().poll(&mut context) {
        Poll::Ready(decided) => decided,
        Poll::Pending => panic!("nothing here waits"),
    }
}

#[test]
fn a_claim_that_d1_answers_in_time_is_sent_once() {
    let host = stage(Meanwhile::Stalled(30));
    approve(&host);
    assert_eq!(host.calls.get(), 1);
    assert_eq!(database::count(&host.db.borrow(), "SELECT count(*) FROM review_queue WHERE state = 'sent'"), 1);
    assert_eq!(host.logged.take(), [""; 0]);
}

#[test]
fn a_claim_that_d1_answers_late_is_not_sent_and_can_be_pressed_again() {
    let host = stage(Meanwhile::Stalled(31));
    approve(&host);
    assert_eq!(host.calls.get(), 0, "a late call could be a second message");
    let db = host.db.borrow();
    let open = "SELECT count(*) FROM review_queue WHERE state = 'failed' AND may_retry = 1 AND error_code IS NULL";
    assert_eq!(database::count(&db, open), 1);
    let told =
        "SELECT count(*) FROM run_ledger WHERE step = 'send' AND outcome = 'failed' AND reason = 'claim_too_old'";
    assert_eq!(database::count(&db, told), 1);
    // Whoever watches the log learns of it, and of nobody.
    let line = serde_json::json!({"level": "error", "event": "send", "outcome": "failed", "error": "claim_too_old",
        "configuration": false, "of": CARD});
    assert_eq!(host.logged.take(), [line.to_string()]);
}

/// What an approval is answered that nobody may carry out: the card waits as before, no decision
/// stands, Graph is not called.
fn is_left_alone(meanwhile: Meanwhile) -> Pressed {
    let host = stage(meanwhile);
    let pressed = try_approve(&host).expect("a database");
    assert_eq!(host.calls.get(), 0, "{meanwhile:?}");
    for untouched in ["SELECT count(*) FROM review_queue WHERE state <> 'pending'", "SELECT count(*) FROM decision"] {
        assert_eq!(database::count(&host.db.borrow(), untouched), 0, "{meanwhile:?}: {untouched}");
    }
    pressed
}

fn refusal(pressed: Pressed) -> String {
    match pressed {
        Pressed::By { decided: Decided::Answered(answer), .. } => answer.refused.expect("refused").code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_recipient_that_was_not_looked_at_is_not_sent_to() {
    assert_eq!(refusal(is_left_alone(Meanwhile::Readdressed)), "stale_version");
}

#[test]
fn words_that_were_not_seen_are_not_sent_though_their_hash_was() {
    for (meanwhile, why) in [(Meanwhile::Reworded, "other_text"), (Meanwhile::Hidden, "hidden_characters")] {
        let host = stage(meanwhile);
        assert_eq!(refusal(try_approve(&host).expect("a database")), why);
        assert_eq!(host.calls.get(), 0, "{why}");
        let db = host.db.borrow();
        let told =
            format!("SELECT count(*) FROM run_ledger WHERE step = 'send' AND outcome = 'failed' AND reason = '{why}'");
        assert_eq!(database::count(&db, &told), 1, "{why}");
        let open = "SELECT count(*) FROM review_queue WHERE state = 'failed' AND may_retry = 1";
        assert_eq!(database::count(&db, open), 1, "{why}");
    }
}

#[test]
fn whoever_is_nobody_any_more_decides_nothing() {
    assert!(matches!(is_left_alone(Meanwhile::Revoked), Pressed::ByNobody));
    assert!(matches!(is_left_alone(Meanwhile::Demoted), Pressed::MayNot));
    assert!(matches!(is_left_alone(Meanwhile::Mechanised), Pressed::MayNot));
}

#[test]
fn a_key_that_was_used_decides_nothing() {
    let reused = is_left_alone(Meanwhile::Untied);
    assert!(matches!(reused, Pressed::By { decided: Decided::KeyReused, .. }), "{reused:?}");
    let Pressed::By { decided: Decided::Answered(answer), .. } = is_left_alone(Meanwhile::Refused) else {
        panic!("an answer")
    };
    assert_eq!(answer.card.get(), "{}", "the answer of then");
}

#[test]
fn a_press_whose_answer_was_lost_is_not_made_again() {
    let host = stage(Meanwhile::Unanswered);
    let Decided::Answered(answer) = approve(&host) else { panic!("an answer") };
    assert!(answer.refused.is_none() && answer.card.get().contains(r#""state":"failed""#), "{answer:?}");
    assert_eq!(host.calls.get(), 0);
}

#[test]
fn a_claim_whose_ledger_row_did_not_land_is_not_sent() {
    let host = stage(Meanwhile::Unwritten);
    assert!(try_approve(&host).is_err());
    assert_eq!(host.calls.get(), 0);
}

#[test]
fn nothing_comes_back_with_the_answer_of_a_send() {
    let host = stage(Meanwhile::Erased);
    approve(&host);
    let db = host.db.borrow();
    let sent = "SELECT count(*) FROM send_attempt WHERE outcome = 'accepted'";
    assert_eq!(database::count(&db, sent), 1, "the send is recorded");
    for table in database::rows(&db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
        let name = table["name"].as_str().unwrap_or_default();
        for row in database::rows(&db, &format!("SELECT * FROM {name}")) {
            let text = serde_json::to_string(&row).unwrap_or_default();
            for trace in ["33600000001", "wamid.", "Épicerie", "harissa", "Bien reçu", "bien reçu", "c1\""] {
                assert!(!text.contains(trace), "{name} keeps {trace}: {text}");
            }
        }
    }
}
