//! Asks the Graph API, through the one outbound call.

use super::answer::MetaAnswer;
use crate::host::{Boxed, Call, Destination, Host, all, bearer};
use crate::keyed_hash::keyed;
use crate::send::settings::Graph;
use crate::settings::Settings;
use serde_json::Value;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);

/// What of the number is asked for.
const FIELDS: &str =
    "status,platform_type,account_mode,quality_rating,webhook_configuration,health_status,display_phone_number";

/// Everything that Meta answered.
#[derive(Debug, Default)]
pub struct Asked {
    pub token: MetaAnswer,
    pub proof: MetaAnswer,
    pub number: MetaAnswer,
    pub fields: MetaAnswer,
    pub apps: MetaAnswer,
    pub numbers: MetaAnswer,
    /// Whose token it is, as the settings say.
    pub app_set: Option<String>,
    /// Our app, by the settings or as Meta says.
    pub app: Option<String>,
    /// The account that was asked about.
    pub account: Option<String>,
    pub phone_number_id: String,
}

fn get<'a>(host: &'a dyn Host, graph: &Graph, path: &str, token: &str) -> Boxed<'a, MetaAnswer> {
    let url = format!("{}/{path}", graph.url);
    let call =
        Call { to: Destination::Get { url, headers: vec![bearer(token)] }, timeout: TIMEOUT, body: String::new() };
    Box::pin(async move { MetaAnswer::of(host.call(call).await) })
}

/// Asks all there is to ask; where one answer is needed for the next question, in two turns.
pub async fn ask(host: &dyn Host, settings: &Settings, learned: Option<String>) -> Asked {
    let Ok(graph) = settings.graph() else { return Asked::default() };
    let secret = settings.app_secret().unwrap_or_default();
    let token = graph.access_token.as_str();
    let app_set = settings.app_id().ok().flatten();
    let app_token = |app: &str| format!("{app}|{secret}");
    let asks_as = app_set.as_deref().map_or_else(|| token.to_owned(), app_token);
    let input: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    let proof = hex::encode(keyed(secret.as_bytes(), &[token.as_bytes()]));
    let number = format!("{}?fields={FIELDS}", graph.phone_number_id);
    let first = all(vec![
        get(host, &graph, &format!("debug_token?input_token={input}"), &asks_as),
        get(host, &graph, &format!("me?appsecret_proof={proof}"), token),
        get(host, &graph, &number, token),
    ])
    .await;
    let [token_said, proof, number] = take(first);
    let app = app_set.clone().or_else(|| token_said.text("/data/app_id").map(str::to_owned));
    let named = settings.account().or_else(|| account_of(&number)).or_else(|| account_granted(&token_said));
    let account = named.or(learned);
    // Nothing more is to be heard with a token that is none.
    let refused = matches!(&number, MetaAnswer::Refused(refusal) if refusal.is_of_token());
    let of_account = |path: &str| match &account {
        Some(account) if !refused => get(host, &graph, &format!("{account}/{path}"), token),
        _ => nobody(),
    };
    let asked: Vec<Boxed<'_, MetaAnswer>> = vec![
        match &app {
            Some(app) => get(host, &graph, &format!("{app}/subscriptions"), &app_token(app)),
            None => nobody(),
        },
        of_account("subscribed_apps"),
        of_account("phone_numbers?fields=id&limit=100"),
    ];
    let [fields, apps, numbers] = take(all(asked).await);
    let phone_number_id = graph.phone_number_id;
    Asked { token: token_said, proof, number, fields, apps, numbers, app_set, app, account, phone_number_id }
}

impl Asked {
    /// The business's own number as Meta shows it, in digits.
    pub fn business_number(&self) -> Option<String> {
        let shown = self.number.text("/display_phone_number")?;
        let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
        (6..=20).contains(&digits.len()).then_some(digits)
    }
}

fn nobody<'a>() -> Boxed<'a, MetaAnswer> {
    Box::pin(async { MetaAnswer::NotAsked })
}

fn take(answers: Vec<MetaAnswer>) -> [MetaAnswer; 3] {
    let mut answers = answers.into_iter();
    std::array::from_fn(|_| answers.next().unwrap_or_default())
}

/// The account, as the number's health names it.
fn account_of(number: &MetaAnswer) -> Option<String> {
    let entities = number.at("/health_status/entities")?.as_array()?;
    let account = entities.iter().find(|entity| entity.get("entity_type").and_then(Value::as_str) == Some("WABA"))?;
    id(account.get("id")?)
}

/// The account, if the token is for one alone.
fn account_granted(token: &MetaAnswer) -> Option<String> {
    let scopes = token.at("/data/granular_scopes")?.as_array()?;
    let of_messages = |scope: &&Value| {
        scope.get("scope").and_then(Value::as_str).is_some_and(|name| name.starts_with("whatsapp_business_"))
    };
    let targets = scopes.iter().find(of_messages)?.get("target_ids")?.as_array()?;
    match targets.as_slice() {
        [only] => id(only),
        _ => None,
    }
}

/// An id of Meta's, and nothing that leads elsewhere.
fn id(value: &Value) -> Option<String> {
    let id = value.as_str()?;
    ((1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())).then(|| id.to_owned())
}

/// Subscribes the token's app to the account's webhooks: the one thing that is ever written.
pub async fn subscribe(host: &dyn Host, graph: &Graph, account: &str) -> MetaAnswer {
    let url = format!("{}/{account}/subscribed_apps", graph.url);
    let to = Destination::Http { url, headers: vec![bearer(&graph.access_token)] };
    MetaAnswer::of(host.call(Call { to, timeout: TIMEOUT, body: "{}".into() }).await)
}
