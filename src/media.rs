//! What customers attach: pictures, voice notes, documents. A file is streamed from Meta at the
//! moment that somebody looks, and kept nowhere. Meta holds it for seven days (Meta, media).

mod attachment;
mod file_host;
mod file_type;
mod meta_file;
mod routes;
pub mod view;
mod words;

pub use routes::ROUTES;
#[cfg(not(target_arch = "wasm32"))]
pub use routes::described;

use crate::error::StepError;
use crate::host::{Download, Downloaded, Host};
use crate::keyed_hash::MessageRef;
use crate::messages::content::Media;
use crate::send::settings::Graph;
use crate::settings::Settings;
use file_host::FileHosts;
use meta_file::{Located, MetaFile};
use std::time::Duration;

/// The path of a message's file, for the API. A wamid holds a telephone number, so the message is
/// named by its reference.
pub fn href(message: &MessageRef) -> String {
    format!("/api/media/{}", message.as_str())
}

/// How long Meta may take to say where the file is, and then to begin with it.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The file of a message, as far as it can be had.
pub enum Opened {
    /// It comes.
    File { media: Media, file: Downloaded },
    /// No card has such a message, or nothing is attached to it.
    NotFound,
    /// Meta has it no more: seven days are over.
    Gone,
    /// It is larger than WhatsApp takes, or Meta does not say how large.
    TooLarge,
    /// Meta did not hand it over, or named a place that is not Meta's.
    Refused,
}

/// Opens the file of a message that stands on a card. `range`: the part that a player asks for.
///
/// 1. The row says which file.
/// 2. Meta says where it is, for five minutes.
/// 3. It is fetched from there, if that is one of Meta's hosts. Where it is not, Meta is asked
///    once more: the address may have been too old.
///
/// Errors: a setting is missing or senseless, or the database failed.
pub async fn open(
    host: &dyn Host,
    settings: &Settings,
    message: &MessageRef,
    range: Option<&str>,
) -> Result<Opened, StepError> {
    let Some(media) = host.batch(attachment::of_message(message)).await?.and_then(|row| row.media) else {
        return Ok(Opened::NotFound);
    };
    let graph = settings.graph()?;
    let hosts = FileHosts::of(&graph.url);
    let mut tries = 2;
    loop {
        tries -= 1;
        let located = match locate(host, &graph, &media).await {
            Located::At(file) => file,
            Located::Gone => return Ok(Opened::Gone),
            Located::Refused => return Ok(Opened::Refused),
        };
        // The token goes to Meta and to nobody else.
        if !hosts.may_be_asked(&located.url) {
            return Ok(Opened::Refused);
        }
        let asked = download(&located, &graph, range);
        match host.download(asked).await {
            Ok(file) if file.status == 404 && tries > 0 => {}
            Ok(file) if file.status == 404 => return Ok(Opened::Gone),
            Ok(file) if matches!(file.status, 200 | 206) => {
                let limit = file_type::limit(&media.kind);
                let length = file.length.or(located.size);
                if length.is_none_or(|length| length > limit) {
                    return Ok(Opened::TooLarge);
                }
                return Ok(Opened::File { media, file });
            }
            Ok(_) | Err(_) => return Ok(Opened::Refused),
        }
    }
}

async fn locate(host: &dyn Host, graph: &Graph, media: &Media) -> Located {
    let Some(call) = meta_file::ask(graph, &media.id) else { return Located::Gone };
    match host.call(call).await {
        Ok(reply) => meta_file::read(&reply),
        Err(_) => Located::Refused,
    }
}

fn download(file: &MetaFile, graph: &Graph, range: Option<&str>) -> Download {
    let range = range.filter(|range| file_type::is_range(range)).map(|range| ("range", range.to_owned()));
    let headers = std::iter::once(crate::host::bearer(&graph.access_token)).chain(range).collect();
    Download { url: file.url.clone(), headers, timeout: TIMEOUT }
}
