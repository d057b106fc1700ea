//! Before this card: what the customer wrote and what they were answered, the latest twenty.

use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::text::visible;
use crate::desk::time::at;
use crate::host::Query;
use crate::identity::ReviewId;
use crate::messages::inbound_message;
use crate::messages::inbound_message::select_messages;
use crate::review::review_queue::unreadable::Legible;
use crate::review::review_queue::{self, CardRow, CardsAndMessages, select_cards};
use crate::review::{Card, DecisionAction, State};
use maud::{Markup, html};
use serde::Serialize;

/// How many are shown.
const SHOWN: usize = 20;

/// Something that was said between the customer and the business.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Exchange {
    /// Its card.
    pub review_id: ReviewId,
    /// When.
    pub at: Timestamp,
    /// Whose words they are.
    pub from: From,
    /// The reviewer's name, of an answer.
    pub by: Option<String>,
    /// The words. `null` where there are none, where the customer deleted them, once erased, and
    /// for what was answered from the phone.
    pub text: Option<String>,
    /// They were erased.
    pub erased: bool,
    /// For a message, Meta's name of its type; for an answer, the state of its card.
    #[serde(rename = "type")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "String"))]
    pub said: ExchangeKind,
}

/// What was said.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeKind {
    /// Written on the business's own phone.
    Echo,
    /// A message of this type of Meta's.
    #[serde(untagged)]
    Message(String),
    /// An answer, whose card stands so.
    #[serde(untagged)]
    Answer(State),
}

/// Whose words they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema), schemars(rename = "Speaker"))]
#[serde(rename_all = "lowercase")]
pub enum From {
    /// The customer's.
    Customer,
    /// A reviewer's: sent from here.
    Reviewer,
    /// The business's, from its own phone.
    Phone,
}

/// The customer's cards before one, latest first. Of those who were erased nobody knows which
/// were theirs.
macro_rules! earlier_cards {
    () => {
        "SELECT p.id FROM review_queue t JOIN review_queue p ON p.customer_id = t.customer_id
  WHERE t.id = ?1 AND t.customer_id NOT IN ('erased', 'unknown') AND (p.opened_at, p.id) < (t.opened_at, t.id)
  ORDER BY p.opened_at DESC, p.id DESC LIMIT 20"
    };
}

const CARDS: &str = concat!(select_cards!("WHERE r.id IN (\n  "), earlier_cards!(), ")");

const MESSAGES: &str = concat!(
    select_messages!("WHERE m.id IN (\n  SELECT n.id FROM inbound_message n WHERE n.review_id IN (\n  "),
    earlier_cards!(),
    ") ORDER BY n.id DESC LIMIT 60)\nORDER BY m.id"
);

/// The earlier cards of a card's customer, and their messages.
pub fn earlier(card: &ReviewId) -> CardsAndMessages {
    let messages = Query::new("messages_before_card", MESSAGES).bind(card.as_str());
    (Query::new("cards_before_card", CARDS).bind(card.as_str()), messages)
}

/// What was said on those cards that can be read, oldest first.
pub fn exchanges(
    rows: Vec<Legible<CardRow>>,
    messages: Vec<Legible<inbound_message::MessageRow>>,
    now: Timestamp,
) -> Vec<Exchange> {
    let mut all: Vec<Exchange> = Vec::new();
    // Cards overlap: what is said is nearly in order, and put where it belongs.
    for exchange in review_queue::into_cards(rows, messages, &crate::review::order_lines::LineReader::default(), now)
        .cards
        .into_iter()
        .flat_map(of_card)
    {
        let place = all.partition_point(|earlier| earlier.at <= exchange.at);
        all.insert(place, exchange);
    }
    all.split_off(all.len().saturating_sub(SHOWN))
}

fn of_card(card: Card) -> Vec<Exchange> {
    let Card { id, state, messages, decision, answered_elsewhere_at, .. } = card;
    let line = |at: Timestamp, from: From, text: Option<String>, said: ExchangeKind| Exchange {
        review_id: id.clone(),
        at,
        from,
        by: None,
        text,
        erased: false,
        said,
    };
    let mut all = Vec::new();
    for message in messages.into_iter().filter(|message| !message.notice) {
        let erased = message.id.is_none();
        all.push(Exchange {
            erased,
            ..line(message.at, From::Customer, message.text, ExchangeKind::Message(message.kind))
        });
    }
    if let Some(answer) =
        decision.filter(|decision| matches!(decision.action, DecisionAction::Approve | DecisionAction::Edit))
    {
        let erased = answer.text.is_none();
        let exchange = line(answer.at, From::Reviewer, answer.text, ExchangeKind::Answer(state));
        all.push(Exchange { erased, by: Some(answer.by), ..exchange });
    }
    all.extend(answered_elsewhere_at.map(|at| line(at, From::Phone, None, ExchangeKind::Echo)));
    all
}

/// The conversation, folded.
pub fn fold(desk: &Desk<'_>, before: &[Exchange]) -> Markup {
    let w = desk.words;
    html! {
        @if !before.is_empty() {
            details.before id="before" {
                summary { (w.before_this_card()) " (" (before.len()) ")" }
                ol.burst {
                    @for exchange in before {
                        li.answer[exchange.from != From::Customer] {
                            @match &exchange.text {
                                Some(text) => p.said dir="auto" { (visible(text)) },
                                None => p.said.gone { (wordless(desk, exchange)) },
                            }
                            span.when {
                                a href=(Desk::card_path(&exchange.review_id)) { (at(desk, exchange.at)) }
                                @if let Some(by) = &exchange.by { " · " (visible(by)) }
                                @if let Some(state) = unsent(exchange) { " · " (w.state(state)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What stands in the place of words that are not there.
fn wordless(desk: &Desk<'_>, exchange: &Exchange) -> Markup {
    let w = desk.words;
    html! {
        @match &exchange.said {
            _ if exchange.erased => (w.erased),
            ExchangeKind::Echo => (w.from_the_phone()),
            ExchangeKind::Message(kind) => (w.kind(kind)),
            ExchangeKind::Answer(_) => {},
        }
    }
}

/// The state of an answer that did not go, as far as anybody knows.
fn unsent(exchange: &Exchange) -> Option<State> {
    match exchange.said {
        ExchangeKind::Answer(state) if state != State::Sent => Some(state),
        ExchangeKind::Answer(_) | ExchangeKind::Message(_) | ExchangeKind::Echo => None,
    }
}
