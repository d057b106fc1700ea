//! The tools. Each reads, and none decides, sends, edits or changes anything: what a tool may do is
//! in this file. A call leaves one row in the ledger: who, and which tool, not what was asked.

use super::customer_words::parted;
use crate::clock::Timestamp;
use crate::connection;
use crate::customers::customer_queries;
use crate::error::StepError;
use crate::host::{Boxed, Host};
use crate::http::{Api, DAY, value_of};
use crate::identity::ReviewId;
use crate::judge;
use crate::ledger::run_ledger;
use crate::ledger::{Event, Invocation, read as ledger};
use crate::review::review_queue::QueueCursor;
use crate::review::review_queue::history::{HistoryCursor, HistoryFilter, Outcome};
use crate::review::{State, history, read};
use crate::settings::Settings;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Name, title, description, schemas: what a client is shown.
const LIST: &str = include_str!("tools.json");

/// The most cards that one answer holds.
const MOST: u32 = 50;

/// How many cards an answer holds if nobody says.
const USUAL: u32 = 20;

/// All tools, in one order.
pub fn list() -> Value {
    // Our own file, which a test reads: it is JSON.
    serde_json::from_slice(LIST.as_bytes()).unwrap_or_default()
}

/// What became of a call.
pub enum Called {
    /// The tool answered, or says why it cannot.
    Done(Value),
    /// There is no such tool, or its arguments do not fit: why.
    Unfit(String),
}

/// What `/api/health` says: the dispatcher knows.
pub type Health = for<'a> fn(&'a dyn Host, &'a Settings) -> Boxed<'a, Value>;

/// Why a tool has no answer.
enum NoAnswer {
    /// The arguments do not fit.
    Arguments(String),
    /// There is nothing to tell, in words for the model.
    Nothing(&'static str),
    /// A step broke.
    Step(StepError),
}

impl From<StepError> for NoAnswer {
    fn from(error: StepError) -> Self {
        Self::Step(error)
    }
}

type Answer = Result<Value, NoAnswer>;

/// Calls the tool that `params` names. Errors: the database failed.
pub async fn call(call: &Api<'_>, params: &Map<String, Value>, health: Health) -> Result<Called, StepError> {
    let name = params.get("name").and_then(Value::as_str).unwrap_or_default();
    let arguments = params.get("arguments").cloned().unwrap_or_else(|| json!({}));
    let Some(tool) = Tool::named(name) else { return Ok(Called::Unfit("There is no such tool.".into())) };
    let invocation = Invocation::begin(call.host);
    let entry = invocation.entry(Event::AssistantAsked).actor(&call.reviewer.id).reason(name);
    call.host.batch(run_ledger::append(&[entry])).await?;
    Ok(match tool.answer(call, arguments, health).await {
        Ok(answer) => Called::Done(json!({
            "content": [{"type": "text", "text": answer.to_string()}],
            "structuredContent": answer,
            "isError": false,
        })),
        Err(NoAnswer::Arguments(why)) => Called::Unfit(why),
        Err(NoAnswer::Nothing(why)) => {
            Called::Done(json!({"content": [{"type": "text", "text": why}], "isError": true}))
        }
        Err(NoAnswer::Step(error)) => return Err(error),
    })
}

/// A tool by its name.
#[derive(Clone, Copy)]
enum Tool {
    ListWaiting,
    GetCard,
    SearchHistory,
    Customer,
    LedgerSummary,
    LedgerTrail,
    Judge,
    Connection,
    Health,
}

impl Tool {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "list_waiting" => Self::ListWaiting,
            "get_card" => Self::GetCard,
            "search_history" => Self::SearchHistory,
            "customer" => Self::Customer,
            "ledger_summary" => Self::LedgerSummary,
            "ledger_trail" => Self::LedgerTrail,
            "judge" => Self::Judge,
            "connection" => Self::Connection,
            "health" => Self::Health,
            _ => return None,
        })
    }

    async fn answer(self, call: &Api<'_>, arguments: Value, health: Health) -> Answer {
        match self {
            Self::ListWaiting => list_waiting(call, of(arguments)?).await,
            Self::GetCard => get_card(call, of(arguments)?).await,
            Self::SearchHistory => search_history(call, of(arguments)?).await,
            Self::Customer => customer(call, of(arguments)?).await,
            Self::LedgerSummary => ledger_summary(call, of(arguments)?).await,
            Self::LedgerTrail => ledger_trail(call, of(arguments)?).await,
            Self::Judge => judge_text(call, of(arguments)?).await,
            Self::Connection => {
                of::<Nothing>(arguments)?;
                Ok(connection::api::told(call.host, call.settings).await?)
            }
            Self::Health => {
                of::<Nothing>(arguments)?;
                Ok(health(call.host, call.settings).await)
            }
        }
    }
}

fn of<T: DeserializeOwned>(arguments: Value) -> Result<T, NoAnswer> {
    crate::json::read(arguments.to_string().as_bytes()).map_err(|error| {
        // Where in the text does not matter: it is not the one that came.
        let error = error.to_string();
        let what = error.split_once(" at line ").map_or(error.as_str(), |(what, _)| what);
        NoAnswer::Arguments(format!("The arguments do not fit: {what}"))
    })
}

fn misfit(why: &str) -> NoAnswer {
    NoAnswer::Arguments(why.to_owned())
}

/// A tool that is asked nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waiting {
    limit: Option<u32>,
    cursor: Option<String>,
}

async fn list_waiting(call: &Api<'_>, asked: Waiting) -> Answer {
    let after = match asked.cursor {
        Some(cursor) => QueueCursor::decode(&cursor).ok_or_else(|| misfit("cursor is none of ours"))?,
        None => QueueCursor::start(),
    };
    let page = read::list(call.host, call.reviewer.role, State::Pending, &after, limit(asked.limit)).await?;
    let cards: Vec<Value> = page.reviews.into_iter().map(|card| parted(card, call.reviewer.role)).collect();
    Ok(json!({"cards": cards, "unreadable": page.unreadable, "next_cursor": page.next_cursor}))
}

fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(USUAL).clamp(1, MOST)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneCard {
    id: String,
}

impl OneCard {
    fn id(&self) -> Result<ReviewId, NoAnswer> {
        ReviewId::parse(&self.id).ok_or(NoAnswer::Nothing(NO_CARD))
    }
}

const NO_CARD: &str = "There is no card of this id.";

async fn get_card(call: &Api<'_>, asked: OneCard) -> Answer {
    let role = call.reviewer.role;
    let found = read::detail(call.host, role, &asked.id()?).await?;
    let read::Detail { card, orders, as_on: _, before: _, trail } = found.ok_or(NoAnswer::Nothing(NO_CARD))?;
    let mut answer = parted(card, role);
    if let Some(answer) = answer.as_object_mut() {
        answer.insert("orders".into(), value_of(&orders));
        answer.insert("trail".into(), value_of(&trail));
    }
    Ok(answer)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Search {
    from: Option<String>,
    to: Option<String>,
    outcome: Option<String>,
    words: Option<String>,
    customer_id: Option<String>,
    limit: Option<u32>,
    cursor: Option<String>,
}

async fn search_history(call: &Api<'_>, asked: Search) -> Answer {
    let role = call.reviewer.role;
    if !role.reads_words() && (asked.words.is_some() || asked.customer_id.is_some()) {
        return Err(NoAnswer::Nothing("Auditors search by day and outcome alone."));
    }
    let (from, to) = days(call, asked.from.as_deref(), asked.to.as_deref())?;
    let outcome = asked.outcome.as_deref().map(|name| Outcome::parse(name).ok_or_else(|| misfit("no such outcome")));
    let before = asked
        .cursor
        .as_deref()
        .map(|cursor| HistoryCursor::decode(cursor).ok_or_else(|| misfit("cursor is none of ours")));
    let filter = HistoryFilter {
        from,
        to: to.plus(DAY),
        customer: asked.customer_id,
        outcome: outcome.transpose()?,
        words: asked.words.map(|words| words.chars().take(200).collect()),
        before: before.transpose()?,
        limit: limit(asked.limit),
    };
    let found = history::history(call.host, role, &filter).await?;
    let cards: Vec<Value> = found.cards.into_iter().map(|card| parted(card, role)).collect();
    Ok(json!({"cards": cards, "unreadable": found.unreadable, "next_cursor": found.next.map(|place| place.encode())}))
}

/// The first and the last day that are asked about; by default the last 30.
fn days(call: &Api<'_>, from: Option<&str>, to: Option<&str>) -> Result<(Timestamp, Timestamp), NoAnswer> {
    let begins = |day: &str| Timestamp::parse(&format!("{day}T00:00:00Z")).ok_or_else(|| misfit("a day is 2026-11-21"));
    let to = begins(to.unwrap_or(&call.host.now().day()))?;
    let from = from.map_or(Ok(to.minus(DAY * 29)), begins)?;
    Ok((from.max(to.minus(DAY * 366)).min(to), to))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OneCustomer {
    id: String,
}

async fn customer(call: &Api<'_>, asked: OneCustomer) -> Answer {
    let role = call.reviewer.role;
    if !role.reads_words() {
        return Err(NoAnswer::Nothing("Auditors see no names."));
    }
    let (known, orders) = call
        .host
        .batch((customer_queries::find(&asked.id), customer_queries::orders_of(&asked.id)))
        .await
        .map_err(StepError::from)?;
    let known = known.ok_or(NoAnswer::Nothing("There is no customer of this id."))?;
    let now = call.host.now();
    let filter = HistoryFilter {
        from: now.minus(DAY * 90),
        to: now.plus(DAY),
        customer: Some(asked.id),
        outcome: None,
        words: None,
        before: None,
        limit: USUAL,
    };
    let found = history::history(call.host, role, &filter).await?;
    let cards: Vec<Value> = found.cards.into_iter().map(|card| parted(card, role)).collect();
    Ok(json!({
        "customer": value_of(&known), "orders": value_of(&orders), "cards": cards, "unreadable": found.unreadable,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Summary {
    from: Option<String>,
    to: Option<String>,
}

async fn ledger_summary(call: &Api<'_>, asked: Summary) -> Answer {
    let (from, to) = days(call, asked.from.as_deref(), asked.to.as_deref())?;
    let days = ledger::ledger_summary(call.host, &from.day(), &to.day()).await?;
    Ok(json!({"from": from.day(), "to": to.day(), "days": value_of(&days)}))
}

async fn ledger_trail(call: &Api<'_>, asked: OneCard) -> Answer {
    let rows = call.host.batch(run_ledger::trail(&asked.id()?)).await.map_err(StepError::from)?;
    Ok(json!({"rows": value_of(&rows)}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
}

async fn judge_text(call: &Api<'_>, asked: Text) -> Answer {
    let judgment = judge::judge(call.host, &asked.text).await?;
    Ok(value_of(&judgment.ok_or_else(|| misfit("text is longer than 20,000 characters"))?))
}
