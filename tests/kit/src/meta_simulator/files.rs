//! The stand-in's files: what customers attach, as Meta keeps and serves them.

use super::sample_files;
use super::{Bubble, Simulator, answered, error, unix_millis};
use crate::webhook::{self, Sender};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

/// A file that a customer attached.
#[derive(Clone, Debug)]
pub struct File {
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// What is attached: a file of the page's, or one of the samples.
#[derive(Clone, Debug, Deserialize)]
pub struct Attached {
    customer: String,
    name: String,
    /// Meta's type: `image`, `audio`, `video`, `document`.
    kind: String,
    mime: Option<String>,
    filename: Option<String>,
    caption: Option<String>,
}

impl Attached {
    /// What this customer attaches, with words below it if that is a picture.
    pub fn by(customer: &str, name: &str, kind: &str, caption: Option<&str>) -> Self {
        Self {
            customer: customer.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            mime: None,
            filename: None,
            caption: caption.map(str::to_owned),
        }
    }

    /// The type and bytes of the sample of this kind.
    fn sample(&self) -> (&'static str, Vec<u8>) {
        match self.kind.as_str() {
            "image" => ("image/png", sample_files::photo()),
            "audio" => ("audio/ogg; codecs=opus", sample_files::voice_note()),
            _ => ("application/pdf", sample_files::document()),
        }
    }
}

/// A customer sends a file. Without bytes it is a sample.
pub(super) async fn customer_attaches(
    State(simulator): State<Simulator>,
    Query(attached): Query<Attached>,
    bytes: Bytes,
) -> Response {
    answered(simulator.attach(&attached, bytes.to_vec()).await)
}

impl Simulator {
    /// A customer sends a file; the message's id and the Worker's status.
    pub async fn attach(&self, attached: &Attached, bytes: Vec<u8>) -> reqwest::Result<(String, u16)> {
        let (mime, bytes) = match attached.mime.clone().filter(|_| !bytes.is_empty()) {
            Some(mime) => (mime, bytes),
            None => {
                let (mime, bytes) = attached.sample();
                (mime.to_owned(), bytes)
            }
        };
        let sender = Sender::known_by(&attached.customer, &attached.name);
        let wamid = self.fresh_wamid(&attached.customer);
        let id = {
            let mut memory = self.memory();
            memory.serial += 1;
            let id = format!("{}", memory.serial);
            memory.files.insert(id.clone(), File { mime: mime.clone(), bytes });
            id
        };
        let kind = attached.kind.as_str();
        let mut content = json!({"id": id, "mime_type": mime, "sha256": "c2ltdWxhdGVk"});
        match kind {
            "audio" => content["voice"] = json!(true),
            "document" => content["filename"] = json!(attached.filename.as_deref().unwrap_or("Bon 4411.pdf")),
            _ => {}
        }
        if let Some(caption) = attached.caption.as_deref().filter(|caption| !caption.is_empty()) {
            content["caption"] = json!(caption);
        }
        let message = sender.message(&wamid, unix_millis() as i64 / 1000, kind, content);
        let text = format!("[{kind}] {}", attached.caption.as_deref().unwrap_or_default());
        self.memory().bubbles.push(Bubble::of_customer(&wamid, &attached.customer, text.trim()));
        let body = webhook::messages(&self.config.phone_number_id, &sender, &[message]);
        let status = self.post(body).await?;
        self.tick(&wamid, &format!("webhook {status}"));
        Ok((wamid, status))
    }
}

/// `GET /{media id}`: where the file is. `GET /{phone number id}`: how the number stands.
pub(super) async fn locate(State(simulator): State<Simulator>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if id == simulator.config.phone_number_id {
        return simulator.number(&headers);
    }
    if !simulator.authorizes(&headers) {
        return error(StatusCode::UNAUTHORIZED, 190);
    }
    let memory = simulator.memory();
    let Some(file) = memory.files.get(&id).filter(|_| !memory.files_gone) else {
        return error(StatusCode::BAD_REQUEST, 100);
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let located: Value = json!({
        "messaging_product": "whatsapp",
        "url": format!("http://{host}/files/{id}"),
        "mime_type": file.mime,
        "sha256": "c2ltdWxhdGVk",
        "file_size": file.bytes.len().to_string(),
        "id": id,
    });
    Json(located).into_response()
}

/// The file itself, whole or a part of it, for whoever has the access token.
pub(super) async fn file(State(simulator): State<Simulator>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !simulator.authorizes(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let memory = simulator.memory();
    let Some(File { mime, bytes }) = memory.files.get(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = (header::CONTENT_TYPE, mime.clone());
    let part = headers.get(header::RANGE).and_then(|range| part(range.to_str().ok()?, bytes.len()));
    match part {
        Some((from, to)) => {
            let range = (header::CONTENT_RANGE, format!("bytes {from}-{}/{}", to - 1, bytes.len()));
            let bytes = bytes.get(from..to).unwrap_or_default().to_vec();
            (StatusCode::PARTIAL_CONTENT, [kind, range], bytes).into_response()
        }
        None => ([kind], bytes.clone()).into_response(),
    }
}

/// `bytes=0-1`, of a file of this length.
fn part(range: &str, length: usize) -> Option<(usize, usize)> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = to.parse().map_or(length, |last: usize| length.min(last + 1));
    (from < to).then_some((from, to))
}
