//! One Worker in workerd, one Meta stand-in, one database: a stage of its own for
//! each test.

use reqwest::Method;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};
use testkit::meta_simulator::{Config, Mode, Simulator, connections, unix_millis};
use testkit::webhook::Sender;
use whatsapp_order_ack::keyed_hash::sha256_hex;

pub const APP_SECRET: &str = "e2e-app-secret";
pub const VERIFY_TOKEN: &str = "e2e-verify-token";
pub const ACCESS_TOKEN: &str = "e2e-access-token";
pub const NUMBER_ID: &str = "123456123";
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// People with a token each.
#[derive(Clone, Copy)]
pub enum Person {
    Rani,
    Paul,
    Auditor,
    Revoked,
}

impl Person {
    pub fn token(self) -> &'static str {
        match self {
            Self::Rani => "token-of-rani",
            Self::Paul => "token-of-paul",
            Self::Auditor => "token-of-the-auditor",
            Self::Revoked => "token-of-one-who-left",
        }
    }
}

pub struct Stage {
    pub simulator: Simulator,
    pub url: String,
    /// Where the stand-in for Meta is, and who is told beside it.
    pub outside: String,
    pub client: reqwest::Client,
    worker: Child,
    state: PathBuf,
    port: u16,
    vars: Vec<(String, String)>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        kill(&self.worker);
        let _ = self.worker.wait();
        let _ = std::fs::remove_dir_all(&self.state);
    }
}

/// workerd runs below node: the whole process group goes.
fn kill(worker: &Child) {
    let group = format!("-{}", worker.id());
    let _ = Command::new("kill").args(["-9", "--", &group]).status();
}

impl Stage {
    /// A stage with the usual settings, and these instead or besides.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        Self::begin(settings, Some(Duration::from_millis(150))).await
    }

    /// One that has somebody to tell.
    pub async fn told() -> Self {
        let settings = [
            ("VAPID_PRIVATE_KEY", "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM"),
            ("VAPID_SUBJECT", "mailto:rani@example.com"),
            ("PUBLIC_URL", "https://desk.example"),
            ("ALERT_WEBHOOK_URL", "{outside}/chat"),
            ("HEARTBEAT_URL", "{outside}/heartbeat"),
        ];
        Self::with(&settings).await
    }

    /// One on which Meta reports no status unless it is told to.
    pub async fn without_statuses(settings: &[(&str, &str)]) -> Self {
        Self::begin(settings, None).await
    }

    async fn begin(settings: &[(&str, &str)], status_delay: Option<Duration>) -> Self {
        let worker_port = free_port();
        let url = format!("http://127.0.0.1:{worker_port}");
        let simulator = Simulator::new(Config {
            webhook_url: format!("{url}/webhook/whatsapp"),
            app_secret: APP_SECRET.into(),
            phone_number_id: NUMBER_ID.into(),
            access_token: ACCESS_TOKEN.into(),
            status_delay,
        });
        let meta = simulator.serve(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let state = fresh_state(worker_port);
        let outside = format!("http://{meta}");
        let graph = format!("{outside}/graph");
        let usual = [
            ("META_APP_SECRET", APP_SECRET),
            ("WHATSAPP_VERIFY_TOKEN", VERIFY_TOKEN),
            ("WHATSAPP_ACCESS_TOKEN", ACCESS_TOKEN),
            ("WHATSAPP_PHONE_NUMBER_ID", NUMBER_ID),
            ("GRAPH_API_URL", graph.as_str()),
            ("BUSINESS_NAME", "Exemple SARL"),
            ("BURST_SECONDS", "0"),
        ];
        let set = |value: &str| value.replace("{outside}", &outside).replace("{worker}", &url);
        let vars = usual.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), set(value)));
        let vars: Vec<_> = vars.collect();
        let client = connections().build().expect("a client");
        let worker = start_until_ready(worker_port, &state, &vars, &client).await;
        Self { simulator, url, outside, client, worker, state, port: worker_port, vars }
    }

    /// Kills the Worker as a power cut would, and starts it again on what it left.
    pub async fn kill_and_restart(&mut self) {
        kill(&self.worker);
        let _ = self.worker.wait();
        self.worker = start_until_ready(self.port, &self.state, &self.vars, &self.client).await;
    }

    /// As [`Self::kill_and_restart`], and meanwhile the platform loses every alarm: the row of
    /// the scheduler is gone, the time that the object keeps of it stays.
    pub async fn lose_alarms_and_restart(&mut self, settings: &[(&str, &str)]) {
        kill(&self.worker);
        let _ = self.worker.wait();
        let scheduler = find_file(&self.state, &|path| {
            path.ends_with("metadata.sqlite") && path.to_string_lossy().contains("-ReplyBuffer/")
        });
        let scheduler = Connection::open(scheduler.expect("a scheduler")).expect("it opens");
        let lost = scheduler.execute("DELETE FROM _cf_ALARM", []).expect("alarms");
        assert!(lost > 0, "there was an alarm to lose");
        drop(scheduler);
        self.vars.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.worker = start_until_ready(self.port, &self.state, &self.vars, &self.client).await;
    }

    /// The cron trigger, which local workerd fires only when asked.
    pub async fn sweep(&self) {
        let swept = self.client.get(format!("{}/cdn-cgi/local/scheduled?time=0", self.url)).send().await;
        assert_eq!(swept.expect("a sweep").status(), 200);
    }

    /// A stage with the usual settings.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// All that the Worker logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.state.join("log")).unwrap_or_default()
    }

    /// Waits until the Worker has logged this.
    pub async fn logs(&self, words: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !self.log().contains(words) {
            assert!(Instant::now() < deadline, "never logged {words:?}:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The Worker's own database file, read beside it.
    pub fn db(&self) -> Connection {
        Connection::open(database_file(&self.state)).expect("the database opens")
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.db().query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// An API call; its status and JSON.
    pub async fn api(&self, who: Person, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
        let request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(who.token());
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        answer(request).await
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.api(Person::Rani, Method::GET, path, None).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// A decision; its status and JSON.
    pub async fn decide(&self, who: Person, card: &Value, verb: &str, key: &str, body: Value) -> (u16, Value) {
        let id = card["id"].as_str().expect("a card");
        let url = format!("{}/api/reviews/{id}/{verb}", self.url);
        let request = self.client.post(url).bearer_auth(who.token()).header("idempotency-key", key);
        answer(request.json(&body)).await
    }

    pub async fn approve(&self, card: &Value, key: &str) -> (u16, Value) {
        let body = json!({"version": card["version"], "text_sha256": card["draft"]["text_sha256"]});
        self.decide(Person::Rani, card, "approve", key, body).await
    }

    /// Puts a customer on the allowlist.
    pub async fn allow(&self, address: &str, language: &str) {
        let body = json!({
            "customer_id": format!("c-{address}"), "customer_name": "Épicerie Exemple",
            "language": language, "opt_in_note": "asked by telephone",
        });
        let path = format!("/api/allowlist/{address}");
        let (status, body) = self.api(Person::Rani, Method::PUT, &path, Some(body)).await;
        assert_eq!(status, 200, "{body}");
    }

    /// The one card of a state, once it is there.
    pub async fn card(&self, state: &str) -> Value {
        let path = format!("/api/reviews?state={state}");
        let reviews = self.eventually(&path, |body| body["reviews"].as_array().is_some_and(|r| !r.is_empty())).await;
        assert_eq!(reviews["reviews"].as_array().map(Vec::len), Some(1), "{reviews}");
        reviews["reviews"][0].clone()
    }

    /// A GET's answer, once it is as wanted.
    pub async fn eventually(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let body = self.get(path).await;
            if wanted(&body) {
                return body;
            }
            assert!(Instant::now() < deadline, "{path} stays {body}\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// An allowlisted customer has written an order, and its card is there.
    pub async fn card_of_an_order(&self) -> Value {
        self.allow("33600000001", "fr").await;
        let (_, status) = self.simulator.write(&shop(), "Bonjour, 10 cartons de harissa svp").await.expect("posted");
        assert_eq!(status, 200);
        self.card("pending").await
    }

    pub fn graph_answers(&self, mode: Mode) {
        self.simulator.memory().mode = mode;
    }

    pub fn sends(&self) -> Vec<Value> {
        self.simulator.memory().sends.clone()
    }
}

pub fn shop() -> Sender {
    Sender::phone("33600000001", "Example Shop")
}

pub fn now_seconds() -> i64 {
    i64::try_from(unix_millis() / 1000).expect("a time")
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("the Worker answers");
    let status = response.status().as_u16();
    (status, response.json().await.unwrap_or(Value::Null))
}

/// A free port below those that the system hands out by itself: workerd and node take
/// several of the latter for themselves while a stage starts.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = 20_000 + u16::try_from(std::process::id() % 100).expect("below 100") * 100;
    loop {
        let port = first + NEXT.fetch_add(1, Ordering::Relaxed) % 100;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A port is picked before it is taken: when somebody else was faster it is tried again.
async fn start_until_ready(port: u16, state: &Path, vars: &[(String, String)], client: &reqwest::Client) -> Child {
    let mut logs = String::new();
    for _ in 0..4 {
        let mut worker = start(port, state, vars);
        let deadline = Instant::now() + Duration::from_secs(30);
        while Instant::now() < deadline && matches!(worker.try_wait(), Ok(None)) {
            let health = client.get(format!("http://127.0.0.1:{port}/healthz")).send().await;
            if health.is_ok_and(|response| response.status() == 200) {
                return worker;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        kill(&worker);
        let _ = worker.wait();
        logs.push_str(&std::fs::read_to_string(state.join("log")).unwrap_or_default());
    }
    panic!("workerd did not start:\n{logs}")
}

/// A script under Node: the one among the npm packages where there is one.
fn node(script: impl AsRef<Path>) -> Command {
    let bin = Path::new(ROOT).join("node_modules/.bin");
    assert!(bin.join("wrangler").exists(), "wrangler is not installed: run npm test, or npm ci first");
    let packaged = bin.join("node");
    let mut command = Command::new(if packaged.exists() { packaged } else { "node".into() });
    command.arg(script.as_ref()).current_dir(ROOT).env("WRANGLER_SEND_METRICS", "false").env("CI", "true");
    command.stdin(Stdio::null());
    command
}

/// A migrated database, copied from one that is made once per run.
fn fresh_state(port: u16) -> PathBuf {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("e2e-{}", std::process::id()));
    let template = TEMPLATE.get_or_init(|| {
        assert!(Path::new(ROOT).join("build/index.js").exists(), "run npm run build first");
        let template = base.join("template");
        let output = node("node_modules/.bin/wrangler")
            .args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"])
            .arg(&template)
            .output()
            .expect("wrangler runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        add_people(&template);
        template
    });
    let state = base.join(port.to_string());
    let copied = Command::new("cp").arg("-r").arg(template).arg(&state).status();
    assert!(copied.is_ok_and(|status| status.success()), "the template is copied");
    state
}

fn database_file(state: &Path) -> PathBuf {
    let dir = state.join("v3/d1/miniflare-D1DatabaseObject");
    let mut files = std::fs::read_dir(&dir).expect("a database").filter_map(Result::ok).map(|e| e.path());
    let plain = |path: &PathBuf| {
        path.extension().is_some_and(|end| end == "sqlite") && path.file_stem().is_some_and(|s| s != "metadata")
    };
    files.find(plain).expect("a database file")
}

/// The first file below a directory that is wanted.
fn find_file(dir: &Path, wanted: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    std::fs::read_dir(dir)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find_map(|path| if path.is_dir() { find_file(&path, wanted) } else { wanted(&path).then_some(path) })
}

fn add_people(state: &Path) {
    let db = Connection::open(database_file(state)).expect("the database opens");
    for (person, id, name, role) in [
        (Person::Rani, "usr_rani", "Rani", "admin"),
        (Person::Paul, "usr_paul", "Paul", "reviewer"),
        (Person::Auditor, "usr_auditor", "Auditor", "auditor"),
        (Person::Revoked, "usr_revoked", "Left", "admin"),
    ] {
        let revoked = matches!(person, Person::Revoked).then_some("2026-01-02T00:00:00.000Z");
        db.execute(
            "INSERT INTO reviewer (id, name, role, token_sha256, created_at, revoked_at)
             VALUES (?1, ?2, ?3, ?4, '2026-01-01T00:00:00.000Z', ?5)",
            (id, name, role, sha256_hex(person.token().as_bytes()), revoked),
        )
        .expect("a reviewer is added");
    }
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("the template is one file");
}

fn start(port: u16, state: &Path, vars: &[(String, String)]) -> Child {
    let log = std::fs::File::create(state.join("log")).expect("a log");
    let mut command = node("tests/workerd.mjs");
    command.args(["--port", &port.to_string(), "--persist-to"]).arg(state);
    for (name, value) in vars {
        command.args(["--var", &format!("{name}:{value}")]);
    }
    let command = command.stdout(log.try_clone().expect("a log")).stderr(log);
    command.process_group(0).spawn().expect("node starts")
}
