//! A listed customer who writes: webhooks are received and drafted, and the card is looked at by
//! the API and at the desk.

use crate::client::{Client, text};
use serde_json::{Value, json};
use testkit::recording::{NOON, NUMBER_ID, SECRET};
use testkit::webhook;
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

/// The customer's number.
pub const PHONE: &str = "33600000001";

/// The business's.
pub const BUSINESS: &str = "33140000000";

pub struct Chat {
    pub rani: Client,
}

impl Chat {
    /// The customer is on the list and has written nothing.
    pub fn new() -> Self {
        let chat = Self { rani: Client::new() };
        chat.lists(PHONE);
        chat
    }

    /// Puts an address on the list.
    pub fn lists(&self, address: &str) {
        let opt_in = json!({"customer_id": format!("c-{address}"), "customer_name": "Épicerie Exemple",
            "language": "fr", "opt_in_note": "asked"});
        let (status, told) = self.rani.calls("PUT", &format!("/api/allowlist/{address}"), &opt_in);
        assert!((200..300).contains(&status), "{told}");
    }

    /// A message of the customer's, some seconds after noon.
    pub fn message(&self, wamid: &str, after: i64, kind: &str, content: Value) -> Value {
        let mut message = json!({"from": PHONE, "id": wamid, "timestamp": (NOON + after).to_string(), "type": kind});
        message[kind] = content;
        message
    }

    /// A text of the customer's.
    pub fn text(&self, wamid: &str, after: i64, body: &str) -> Value {
        self.message(wamid, after, "text", json!({"body": body}))
    }

    /// Meta posts a change of this field; what it brings is drafted at once.
    pub fn posts(&self, field: &str, value: Value) {
        let mut value = value;
        value["messaging_product"] = json!("whatsapp");
        value["metadata"] = json!({"display_phone_number": BUSINESS, "phone_number_id": NUMBER_ID});
        let entry = json!([{"id": "102290129340398", "changes": [{"field": field, "value": value}]}]);
        let body = json!({"object": "whatsapp_business_account", "entry": entry}).to_string();
        let header = webhook::sign(SECRET, body.as_bytes());
        let secrets = AppSecrets { current: SECRET, previous: None };
        let verified = Signature::parse(&header).expect("a header").verify(body.as_bytes(), &secrets).expect("signed");
        let (host, settings) = (&self.rani.host, &self.rani.settings);
        let senders = host.run(receive::receive(host, settings, &verified)).0.expect("received");
        for sender in senders {
            host.run(drafting::draft(host, settings, &sender)).0.expect("drafted");
        }
    }

    /// The customer writes.
    pub fn writes(&self, messages: &[Value]) {
        self.posts("messages", json!({ "messages": messages }));
    }

    /// The business answers from its own phone, some seconds after noon.
    pub fn answers_on_the_phone(&self, to: Value, wamid: &str, after: i64) {
        let mut echo = json!({"from": BUSINESS, "id": wamid, "timestamp": (NOON + after).to_string(),
            "type": "text", "text": {"body": "Bonjour, bien noté"}});
        for (name, value) in to.as_object().expect("an address") {
            echo[name] = value.clone();
        }
        self.posts("smb_message_echoes", json!({ "message_echoes": [echo] }));
    }

    /// All cards that wait, by the API.
    pub fn cards(&self) -> Vec<Value> {
        let (_, page) = self.rani.calls("GET", "/api/reviews", &Value::Null);
        page["reviews"].as_array().expect("cards").clone()
    }

    /// The one card that waits.
    pub fn card(&self) -> Value {
        let cards = self.cards();
        assert_eq!(cards.len(), 1, "{cards:?}");
        cards[0].clone()
    }

    /// That card's page at the desk.
    pub fn page(&self) -> String {
        let id = self.card()["id"].as_str().expect("an id").to_owned();
        text(&self.rani.opens(&format!("/review/cards/{id}")))
    }

    /// Presses approve, by the API.
    pub fn approves(&self, card: &Value) -> (u16, Value) {
        let body = json!({"version": card["version"], "text_sha256": card["draft"]["text_sha256"]});
        let path = format!("/api/reviews/{}/approve", card["id"].as_str().expect("an id"));
        let key = format!("k-{}", card["version"]);
        let answer = self.rani.decides(&path, &key, &body);
        (answer.status, serde_json::from_slice(&answer.body).expect("JSON"))
    }
}

/// The one message of the one card.
pub fn only(chat: &Chat) -> Value {
    chat.card()["messages"][0].clone()
}

/// What stands on a page, without its markup.
fn words_of(page: &str) -> String {
    let parts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words));
    parts.collect::<String>().replace("&#39;", "'")
}

/// Both the API's card and the desk hold these words.
pub fn shows(chat: &Chat, words: &[&str]) {
    let (card, page) = (chat.card().to_string(), words_of(&chat.page()));
    for word in words {
        assert!(card.contains(word), "the API does not say {word}: {card}");
        assert!(page.contains(word), "the desk does not say {word}: {page}");
    }
}

/// The words that the evidence marks are the words that stand there.
pub fn marks_fit(card: &Value) -> usize {
    let texts = card["messages"].as_array().expect("messages").iter().filter_map(|message| message["text"].as_str());
    let all: Vec<char> = texts.collect::<Vec<_>>().join("\n").chars().collect();
    let evidence = card["gate"]["evidence"].as_array().expect("evidence");
    for mark in evidence {
        let place = |name: &str| usize::try_from(mark[name].as_u64().expect("a place")).expect("small");
        let there: String = all[place("start")..place("end")].iter().collect();
        assert_eq!(there, mark["text"].as_str().expect("words"));
    }
    evidence.len()
}
