//! Runs a script on a stage and keeps what was answered.

use super::answer::{Answer, Seen, readable};
use super::normal::{Began, normal};
use super::peer::Peer;
use super::script::{Ask, Body, Line, lines, word};
use crate::desk::{Visitor, browser};
use crate::stage::{NUMBER_ID, Person, Stage};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};
use testkit::meta_simulator::Mode;
use testkit::webhook::{self, Sender};

/// How long something may take to come about.
const PATIENCE: Duration = Duration::from_secs(30);

const BOUNDARY: &str = "golden-boundary";

pub struct Run<'s> {
    stage: &'s Stage,
    peer: &'s Peer,
    began: Began,
    client: Client,
    sessions: HashMap<String, Visitor<'s>>,
    known: BTreeMap<String, String>,
    /// The wamid of everybody's last message.
    last: HashMap<String, String>,
    written: u64,
    answer: Option<Answer>,
    golden: Option<String>,
    goldens: BTreeMap<String, (String, Seen)>,
}

impl<'s> Run<'s> {
    /// The goldens of a script, by name.
    pub async fn through(script: &str, stage: &'s Stage, peer: &'s Peer) -> BTreeMap<String, String> {
        let began = Began::now();
        let known = [
            ("url", stage.url.clone()),
            ("today", began.day(0)),
            ("tomorrow", began.day(1)),
            ("long", "x".repeat(4_097)),
            ("hidden", "\u{202e}".to_owned()),
        ];
        let mut run = Self {
            stage,
            peer,
            began,
            client: browser(),
            sessions: HashMap::new(),
            known: known.map(|(name, value)| (name.to_owned(), value)).into(),
            last: HashMap::new(),
            written: 0,
            answer: None,
            golden: None,
            goldens: BTreeMap::new(),
        };
        for line in lines(script) {
            match line {
                Line::Golden(name) => run.golden = name.map(str::to_owned),
                Line::Event(verb, rest) => run.happens(verb, &run.filled(rest)).await,
                Line::Ask(ask, line) => run.asks(&ask, line).await,
            }
        }
        run.goldens.into_iter().map(|(name, (text, _))| (name, normal(&text, began))).collect()
    }

    /// A text with what is known put in, the longest names first.
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in self.known.iter().rev().filter(|_| text.contains('$')).collect::<Vec<_>>() {
            text = text.replace(&format!("${name}"), value);
        }
        text
    }

    fn knows(&mut self, name: &str, value: impl Into<String>) {
        self.known.insert(name.to_owned(), value.into());
    }

    /// Adds to the golden that is written, if one is.
    fn keep(&mut self, line: &str, show: impl FnOnce(&mut Seen) -> String) {
        let Some(name) = &self.golden else { return };
        let (golden, seen) = self.goldens.entry(name.clone()).or_default();
        let between = if golden.is_empty() { "" } else { "\n" };
        golden.push_str(&format!("{between}### {line}\n{}", show(seen)));
    }

    async fn asks(&mut self, ask: &Ask<'_>, line: &str) {
        let request = self.request(ask).await;
        // A body that is refused unread may cut the connection before the answer is seen.
        let tries = if matches!(ask.body, Body::Large(..)) { 20 } else { 1 };
        let mut answer = Err(String::new());
        for _ in 0..tries {
            answer = request.try_clone().expect("a body in memory").send().await.map_err(|error| error.to_string());
            if answer.is_ok() {
                break;
            }
        }
        let answer = Answer::of(answer.unwrap_or_else(|error| panic!("{line}: {error}"))).await;
        assert!(self.golden.is_some() || answer.status < 400, "{line}: {} {}", answer.status, answer.body);
        let began = self.began;
        let by_weeks = |shown: String| if ask.path.contains("by=week") { began.by_weeks(&shown) } else { shown };
        self.keep(line, |seen| by_weeks(answer.show(ask.path, seen)));
        self.answer = Some(answer);
    }

    async fn request(&mut self, ask: &Ask<'_>) -> RequestBuilder {
        let path = self.filled(ask.path);
        let (name, at) = ask.who.split_once('@').unwrap_or((ask.who, ""));
        let at_desk = at == "desk" || (at.is_empty() && path.starts_with("/review"));
        let posted = path.starts_with("/review") && ask.method != "GET" && ask.method != "HEAD";
        let method = Method::from_bytes(ask.method.as_bytes()).expect("a method");
        let mut request = self.client.request(method, format!("{}{path}", self.stage.url));
        let mut csrf = None;
        match person(name) {
            Some(who) if at_desk => {
                let visitor = self.session(name, who).await;
                let (ours, cookie) = (visitor.csrf.clone(), visitor.cookie.clone());
                self.knows("csrf", &ours);
                csrf = Some(ours);
                request = request.header("cookie", cookie);
            }
            Some(who) => request = request.bearer_auth(who.token()),
            None => match (name, name.strip_prefix("as:")) {
                ("nobody", _) => {}
                ("stranger", _) => request = request.bearer_auth("a token of nobody's"),
                (_, Some(token)) => request = request.bearer_auth(self.filled(&format!("${token}"))),
                _ => panic!("who is {name}?"),
            },
        }
        if posted && !ask.headers.iter().any(|(name, _)| *name == "origin") {
            request = request.header("origin", &self.stage.url).header("sec-fetch-site", "same-origin");
        }
        request = self.with_body(request, &ask.body, csrf.filter(|_| posted));
        // Last, so that they stand instead of what is usual.
        let headers = ask.headers.iter().filter(|(_, value)| !value.is_empty());
        let headers =
            headers.map(|(name, value)| (name.parse().expect("a name"), self.filled(value).parse().expect("a value")));
        request.headers(headers.collect())
    }

    fn with_body(&self, request: RequestBuilder, body: &Body<'_>, csrf: Option<String>) -> RequestBuilder {
        let filled = |text: &str| self.filled(text).replace("\\n", "\n");
        let of_kind = |kind: &str, body: String| (kind.to_owned(), body);
        let (kind, body) = match body {
            Body::None => return request,
            Body::Json(text) => of_kind("application/json", self.filled(text)),
            Body::Csv(text) => of_kind("text/csv", filled(text)),
            Body::Text(text) => of_kind("text/plain", filled(text)),
            Body::Large(kind, size) => of_kind(kind, " ".repeat(*size)),
            Body::Form(text) => {
                let text = filled(text);
                let fields = text.split('&').filter_map(|field| field.split_once('='));
                let mut fields: Vec<(&str, &str)> = fields.collect();
                if let Some(csrf) = csrf.as_deref().filter(|_| fields.iter().all(|(name, _)| *name != "csrf")) {
                    fields.push(("csrf", csrf));
                }
                return request.form(&fields);
            }
            Body::File(text) => {
                let field = |name: &str, more: &str, text: &str| {
                    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
                };
                let body = field("csrf", "", &csrf.unwrap_or_default())
                    + &field("file", "; filename=\"table.csv\"\r\ncontent-type: text/csv", &filled(text))
                    + &format!("--{BOUNDARY}--\r\n");
                of_kind(&format!("multipart/form-data; boundary={BOUNDARY}"), body)
            }
        };
        request.header("content-type", kind).body(body)
    }

    /// Somebody's session, begun when it is first needed.
    async fn session(&mut self, name: &str, who: Person) -> &Visitor<'s> {
        if !self.sessions.contains_key(name) {
            self.sessions.insert(name.to_owned(), Visitor::enter(self.stage, who).await);
        }
        &self.sessions[name]
    }

    /// Something happens, as [`super::script`] lists it.
    async fn happens(&mut self, verb: &str, rest: &str) {
        let (first, more) = word(rest);
        match verb {
            "write" => self.write(first, "text", &serde_json::json!({ "body": more })).await,
            "message" => {
                let (kind, content) = word(more);
                self.write(first, kind, &serde_json::from_str(content).expect("JSON")).await;
            }
            "card" => self.card(first, more).await,
            "await" => self.await_value(first, more).await,
            "graph" => self.stage.graph_answers(Mode::parse(first).expect("a mode")),
            "status" => self.status(first, more).await,
            "pause" => tokio::time::sleep(Duration::from_secs(first.parse().expect("seconds"))).await,
            "sweep" => self.stage.sweep().await,
            "sql" => self.stage.db().execute_batch(rest).unwrap_or_else(|error| panic!("{rest}: {error}")),
            "take" => {
                let answer: Value = serde_json::from_str(&self.last_body()).expect("JSON");
                let value =
                    answer.pointer(more).and_then(Value::as_str).unwrap_or_else(|| panic!("no {more}: {answer}"));
                self.knows(first, value);
            }
            "find" => {
                let body = self.last_body();
                let value = body.split_once(more).and_then(|(_, after)| after.split('"').next());
                self.knows(first, value.unwrap_or_else(|| panic!("no {more} in {body}")));
            }
            "begin" => {
                if let Some(Line::Ask(ask, _)) = lines(rest).next() {
                    tokio::spawn(self.request(&ask).await.send());
                }
            }
            "signed" => self.signed(rest).await,
            "sent" => self.sent(),
            "heard" => self.heard(first.parse().expect("a number")).await,
            "peer" => self.peer.fails(first.parse().expect("a number")),
            _ => panic!("what is !{verb}?"),
        }
    }

    fn last_body(&self) -> String {
        self.answer.as_ref().expect("an answer").body.clone()
    }

    /// A customer writes. Each message is stamped a second after the one before, ten minutes
    /// ago, so that cards stand in the order of their messages; `address@90000` stamps it so many
    /// seconds ago.
    async fn write(&mut self, address: &str, kind: &str, content: &Value) {
        self.written += 1;
        let (address, ago) = address.split_once('@').unwrap_or((address, ""));
        let began = self.began.0 / 1000;
        let stamp = match ago {
            "" => began - 600 + i64::try_from(self.written).expect("a few"),
            ago => began - ago.parse::<i64>().expect("seconds"),
        };
        let bsuid = address.contains('.').then(|| address.to_owned());
        let phone = bsuid.is_none().then(|| address.to_owned());
        let sender = Sender { phone, bsuid, name: "Profile Name".into() };
        let wamid = webhook::wamid(address, self.written);
        let message = sender.message(&wamid, stamp, kind, content.clone());
        let status = self.stage.simulator.post(webhook::messages(NUMBER_ID, &sender, &[message])).await;
        assert_eq!(status.expect("posted"), 200);
        self.knows("wamid", &wamid);
        self.last.insert(address.to_owned(), wamid);
    }

    /// The pending card of an address, once its last message is on it.
    async fn card(&mut self, name: &str, address: &str) {
        let wamid = self.last[address].clone();
        let last =
            |card: &Value| card["messages"].as_array().and_then(|all| all.last()?["id"].as_str().map(str::to_owned));
        let ours = |card: &&Value| card["recipient"] == address && last(card).as_deref() == Some(&wamid);
        let found = |page: &Value| page["reviews"].as_array().and_then(|all| all.iter().find(ours).cloned());
        let page = self.stage.eventually("/api/reviews?limit=100", |page| found(page).is_some()).await;
        self.is_card(name, &found(&page).expect("a card"));
    }

    fn is_card(&mut self, name: &str, card: &Value) {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        for (field, value) in [
            ("version", &card["version"]),
            ("state", &card["state"]),
            ("sha", &card["draft"]["text_sha256"]),
            ("to", &card["recipient"]),
        ] {
            self.knows(&format!("{name}.{field}"), text(value));
        }
        self.knows(name, text(&card["id"]));
    }

    /// Until something on a card, by its JSON pointer, is this.
    async fn await_value(&mut self, name: &str, rest: &str) {
        let (pointer, wanted) = word(rest);
        let path = format!("/api/reviews/{}", self.filled(&format!("${name}")));
        let is = |value: Option<&Value>| value.is_some_and(|value| value.to_string().trim_matches('"') == wanted);
        let card = self.stage.eventually(&path, |card| is(card.pointer(pointer))).await;
        self.is_card(name, &card);
    }

    /// Meta reports how the last message to a card's customer fares, perhaps with an error.
    async fn status(&mut self, name: &str, rest: &str) {
        let (word, error) = word(rest);
        let to = self.filled(&format!("${name}.to"));
        let sends = self.stage.sends();
        let send = sends.iter().rfind(|send| send["to"] == *to || send["recipient"] == *to).expect("a send");
        let callback = send["biz_opaque_callback_data"].as_str();
        let wamid = {
            let memory = self.stage.simulator.memory();
            memory.bubbles.iter().rfind(|bubble| bubble.from_business && bubble.customer == to).map(|b| b.id.clone())
        };
        let body = webhook::status(NUMBER_ID, &wamid.expect("a bubble"), callback, word, error.parse().ok());
        assert_eq!(self.stage.simulator.post(body).await.expect("posted"), 200);
    }

    /// A body that Meta signed; the status that it gets.
    async fn signed(&mut self, body: &str) {
        let status = self.stage.simulator.post(body.to_owned()).await.expect("posted");
        self.keep(&format!("!signed {body}"), |_| format!("{status}\n"));
    }

    /// What the model and the CRM heard since this was last looked at. Whoever tells the CRM
    /// keeps others from it meanwhile, and what they had to tell waits for the next sweep.
    async fn heard(&mut self, n: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.peer.count() < n {
            assert!(Instant::now() < deadline, "{} of {n} requests:\n{}", self.peer.count(), self.stage.log());
            self.stage.sweep().await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let heard = self.peer.take();
        self.keep("!heard", |_| heard);
    }

    /// What Graph was asked to send since this was last looked at.
    fn sent(&mut self) {
        let sends = std::mem::take(&mut self.stage.simulator.memory().sends);
        let shown: Vec<String> = sends.iter().map(|send| readable("application/json", &send.to_string())).collect();
        self.keep("!sent", |_| shown.join("\n") + "\n");
    }
}

fn person(name: &str) -> Option<Person> {
    Some(match name {
        "rani" => Person::Rani,
        "paul" => Person::Paul,
        "auditor" => Person::Auditor,
        "revoked" => Person::Revoked,
        _ => return None,
    })
}
