//! An admin, who calls the API with a token and sits at the desk with a session.

use serde_json::Value;
use testkit::database::{self, rows};
use testkit::recording::{Fixed, Recording, SECRET};
use testkit::requests::{Browser, Program, Sent, enters, signed};
use testkit::webhook;
use whatsapp_order_ack::app::{App, answer};
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::http::Response;
use whatsapp_order_ack::http::credential::LOCAL_COOKIE;
use whatsapp_order_ack::identity::SenderId;
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::team::sign_in;

const ORIGIN: &str = "http://localhost:8787";
const BOUNDARY: &str = "----form";

pub struct Client {
    pub host: Recording,
    pub settings: Settings,
    pub token: String,
    browser: Browser,
}

impl Client {
    pub fn new() -> Self {
        let host = Recording::new();
        let (signed_in, _) = host.run(sign_in::sign_in(&host, "token", None));
        let (id, _) = signed_in.expect("a database").expect("a reviewer");
        let cookie = id.cookie(LOCAL_COOKIE, false);
        let browser = Browser::with(ORIGIN, cookie.split(';').next().expect("a pair"), id);
        Self { host, settings: Settings::of(Fixed("template")), token: "token".into(), browser }
    }

    fn is_asked(&self, Sent { request, mut body }: Sent) -> Response {
        let app = App { host: &self.host, settings: &self.settings };
        self.host.run(answer(app, &request, &mut body)).0
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        self.is_asked(Sent::new(method, &format!("{ORIGIN}{path}"), headers, body))
    }

    /// A program with the token.
    fn program(&self) -> Program<'_> {
        Program { origin: ORIGIN, token: &self.token }
    }

    /// A call of the API, with a body of this type.
    pub fn sends(&self, method: &str, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> (u16, String) {
        told(self.is_asked(self.program().sends(method, path, &[], kind, body.into())))
    }

    /// The same database, asked with another token.
    pub fn becomes(mut self, token: &str) -> Self {
        token.clone_into(&mut self.token);
        self
    }

    /// Posts JSON with the token and these headers.
    pub fn posts_json(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        self.is_asked(self.program().calls("POST", path, headers, body))
    }

    /// Posts what is said to be JSON.
    pub fn posts_text(&self, path: &str, body: &str) -> Response {
        self.is_asked(self.program().sends("POST", path, &[], "application/json", body.as_bytes().to_vec()))
    }

    /// Every row of every table, but of these.
    pub fn dump(&self, except: &[&str]) -> Vec<String> {
        let db = self.host.db.borrow();
        let tables = database::rows(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
        let names = tables.iter().filter_map(|table| table["name"].as_str()).filter(|name| !except.contains(name));
        names
            .flat_map(|name| database::rows(&db, &format!("SELECT '{name}', * FROM \"{name}\"")))
            .map(|row| format!("{row:?}"))
            .collect()
    }

    /// A call of the API, with JSON both ways.
    pub fn calls(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let (status, text) = self.sends(method, path, "application/json", body.to_string());
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    /// A decision by the API, with its key.
    pub fn decides(&self, path: &str, key: &str, body: &Value) -> Response {
        self.posts_json(path, &[("idempotency-key", key)], body)
    }

    /// Opens a page of the desk.
    pub fn opens(&self, path: &str) -> Response {
        self.looks(path, &[])
    }

    /// Opens it with these headers, as the script does.
    pub fn looks(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        self.is_asked(self.browser.opens(path, headers))
    }

    /// What somebody gets who made up a session, or a token for the API.
    pub fn stranger(&self, path: &str) -> Response {
        let made_up = "0123456789abcdef".repeat(4);
        let cookie = format!("{LOCAL_COOKIE}={made_up}");
        let bearer = format!("Bearer {made_up}");
        let header =
            if path.starts_with("/api") { ("authorization", bearer.as_str()) } else { ("cookie", cookie.as_str()) };
        self.ask("GET", path, &[header, ("cf-connecting-ip", "192.0.2.7")], Vec::new())
    }

    /// What somebody gets who brings nothing.
    pub fn passes_by(&self, method: &str, path: &str) -> Response {
        self.ask(method, path, &[("cf-connecting-ip", "192.0.2.7")], Vec::new())
    }

    /// Sends a form of the door, from a page of ours.
    pub fn enters(&self, path: &str, form: &str) -> Response {
        self.is_asked(enters(ORIGIN, path, &[], form))
    }

    /// Opens a page with another session's cookie.
    pub fn sits(&self, cookie: &str, path: &str) -> Response {
        self.ask("GET", path, &[("cookie", cookie)], Vec::new())
    }

    /// Tries a token at the door.
    pub fn tries(&self, token: &str) -> Response {
        let from = [("cf-connecting-ip", "2001:db8::1")];
        self.is_asked(enters(ORIGIN, "/review/sign-in", &from, &format!("token={token}")))
    }

    /// Presses a button of a page.
    pub fn presses(&self, path: &str, fields: &[(&str, &str)]) -> (u16, String) {
        told(self.submits(path, &[], fields))
    }

    /// Sends a form with these headers, as the script does.
    pub fn submits(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Response {
        self.is_asked(self.browser.submits(path, headers, fields))
    }

    /// What a page of ours holds, so that its forms act.
    pub fn csrf(&self) -> &str {
        self.browser.csrf()
    }

    /// Sends a form with the session's cookie, another CSRF token and these headers alone.
    pub fn submits_from(&self, path: &str, headers: &[(&str, &str)], csrf: &str, fields: &[(&str, &str)]) -> Response {
        self.is_asked(self.browser.submits_from(path, headers, csrf, fields))
    }

    /// Posts JSON with the session's cookie and these headers.
    pub fn posts_json_with_session(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        let own = [("content-type", "application/json")];
        self.is_asked(self.browser.asks("POST", path, &[&own, headers].concat(), body.to_string().into_bytes()))
    }

    /// Uploads a file.
    pub fn uploads(&self, path: &str, file: &[u8]) -> (u16, String) {
        let disposition = "content-disposition: form-data; name=";
        let head = format!(
            "--{BOUNDARY}\r\n{disposition}\"csrf\"\r\n\r\n{}\r\n--{BOUNDARY}\r\n{disposition}\"file\"; \
             filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\n",
            self.csrf()
        );
        let body = [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        told(self.is_asked(self.browser.posts(path, &format!("multipart/form-data; boundary={BOUNDARY}"), &[], body)))
    }

    /// Meta posts a webhook; then the timers go off that it set.
    pub fn receives(&self, body: &str) {
        let signature = webhook::sign(SECRET, body.as_bytes());
        assert_eq!(self.posts_signed(&signature, body), 200, "{body}");
        let waiting = "SELECT DISTINCT sender_id FROM inbound_message WHERE waiting = 1";
        let senders = rows(&self.host.db.borrow(), waiting);
        for sender in senders {
            let sender = SenderId::parse(sender["sender_id"].as_str().expect("an id")).expect("an id");
            let (drafted, _) = self.host.run(drafting::draft(&self.host, &self.settings, &sender));
            assert_eq!(drafted.expect("a database"), drafting::NextLook::Nothing);
        }
    }

    /// What Meta posts, signed; the status of the answer.
    pub fn posts_signed(&self, signature: &str, body: &str) -> u16 {
        self.is_asked(signed(ORIGIN, signature, body)).status
    }

    /// A webhook `{}` with this header in the place of a signature.
    pub fn posts_unsigned(&self, signature: &str) -> Response {
        self.ask("POST", "/webhook/whatsapp", &[("x-hub-signature-256", signature)], b"{}".to_vec())
    }

    /// How many rows the query finds.
    pub fn count(&self, sql: &str) -> i64 {
        self.host.db.borrow().query_row(sql, [], |row| row.get(0)).expect("a count")
    }
}

/// The body as text, as somebody reads it: a space that does not break is a space.
pub fn text(response: &Response) -> String {
    String::from_utf8(response.body.clone()).expect("UTF-8").replace(['\u{a0}', '\u{202f}'], " ")
}

/// Status and body; for a redirect, where it leads.
fn told(response: Response) -> (u16, String) {
    let text = match response.header("location") {
        Some(path) => path.to_owned(),
        None => text(&response),
    };
    (response.status, text)
}
