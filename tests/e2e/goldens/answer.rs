//! An answer as a golden shows it: status, headers, body, one thing a line.

use reqwest::Response;
use whatsapp_order_ack::keyed_hash::sha256_hex;

/// Headers of the runtime's own; the last two stand on static files.
const NOT_OURS: [&str; 6] = ["date", "content-length", "transfer-encoding", "connection", "etag", "cf-cache-status"];

/// Answers that are long and served as they stand in the source; the golden has their hash.
const AS_IN_THE_SOURCE: [&str; 4] = ["/openapi.json", "/api/openapi.json", "/review/desk.css", "/review/desk.js"];

/// What was answered.
pub struct Answer {
    pub status: u16,
    headers: Vec<String>,
    pub body: String,
    kind: String,
}

impl Answer {
    pub async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let mut headers: Vec<String> = response
            .headers()
            .iter()
            .filter(|(name, _)| !NOT_OURS.contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
            .collect();
        headers.sort();
        let kind = response.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.to_owned();
        Self { status, headers, body: response.text().await.expect("a body"), kind }
    }

    pub fn show(&self, path: &str, seen: &mut Seen) -> String {
        let path = path.split('?').next().unwrap_or(path);
        let mut lines = vec![self.status.to_string()];
        lines.extend(seen.once("headers", &self.headers.join("\n"), self.headers.join("\n"), String::new()));
        if AS_IN_THE_SOURCE.contains(&path) && self.status == 200 && !self.body.is_empty() {
            lines.push(format!("\n[{} bytes, SHA-256 {}]", self.body.len(), sha256_hex(self.body.as_bytes())));
        } else if !self.body.is_empty() {
            let body = readable(&self.kind, &self.body);
            lines.push(String::new());
            match frame(&body) {
                Some((frame, main)) => lines.extend(seen.once("frame", &frame, body.clone(), main.to_owned())),
                None => lines.push(body.trim_end_matches('\n').to_owned()),
            }
        }
        lines.join("\n") + "\n"
    }
}

/// What a golden has shown before and does not repeat: headers, and the frame of a page.
#[derive(Default)]
pub struct Seen(Vec<(&'static str, String)>);

impl Seen {
    /// `first` below its number when it is seen first; later its number and `again`.
    fn once(&mut self, what: &'static str, key: &str, first: String, again: String) -> Vec<String> {
        if key.is_empty() {
            return vec![];
        }
        let of_kind = self.0.iter().filter(|(kind, _)| *kind == what);
        let known = of_kind.clone().position(|(_, text)| text == key);
        let shown = match known {
            Some(n) => [format!("[{what} {}]", n + 1), again],
            None => [format!("[{what} {}:]", of_kind.count() + 1), first],
        };
        if known.is_none() {
            self.0.push((what, key.to_owned()));
        }
        shown.into_iter().filter(|line| !line.is_empty()).collect()
    }
}

/// What stands around the main part of a page, and that part.
fn frame(page: &str) -> Option<(String, &str)> {
    let (from, to) = (page.find("<main")?, page.find("</main>")?);
    Some((format!("{}{}", &page[..from], &page[to..]), page[from..to].trim_end()))
}

/// A body in lines.
pub fn readable(kind: &str, body: &str) -> String {
    match kind.split(';').next().unwrap_or_default() {
        "application/json" => pretty(body),
        "text/html" => body.replace("><", ">\n<"),
        // A line end of CSV, so that it is seen and no editor changes it.
        _ => body.replace('\r', "\\r"),
    }
}

/// JSON in lines, with its keys as they were sent and its numbers as they were written.
fn pretty(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted, mut escaped) = (0, false, false);
    let mut rest = json.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    while let Some(c) = rest.next() {
        if quoted {
            out.push(c);
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '{' | '[' if rest.peek().is_some_and(|next| matches!(next, '}' | ']')) => {
                out.push(c);
                out.extend(rest.next());
            }
            '{' | '[' => {
                depth += 1;
                out.push(c);
                line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                quoted = c == '"';
                out.push(c);
            }
        }
    }
    out
}

#[test]
fn a_golden_has_json_in_lines_as_it_was_sent() {
    let json = r#"{"b":[1.50,"x,\"{y}\\"],"a":{},"c":[]}"#;
    let lines = "{\n  \"b\": [\n    1.50,\n    \"x,\\\"{y}\\\\\"\n  ],\n  \"a\": {},\n  \"c\": []\n}";
    assert_eq!(readable("application/json", json), lines);
    assert_eq!(readable("text/html; charset=utf-8", "<p><b>x</b></p>"), "<p>\n<b>x</b>\n</p>");
}
