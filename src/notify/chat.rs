//! The chat: one line, in words, for a card that nobody answered. It names nobody and shows
//! nothing, and what it links to asks who comes: whoever reads a chat may press nothing there.

use super::news::{self, CardEvent};
use crate::clock::Timestamp;
use crate::desk::words::Words;
use crate::host::{Call, Destination};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);

/// Where the chat is, and what its links begin with.
#[derive(Clone)]
pub struct Chat {
    /// `ALERT_WEBHOOK_URL`: a secret.
    pub url: String,
    /// `PUBLIC_URL`. Without it a line has no link.
    pub desk: Option<String>,
}

impl Chat {
    /// The request that says it, as Slack, Mattermost, Google Chat and Discord's `/slack` take it.
    pub fn call(&self, news: &CardEvent, call: news::CallReason, now: Timestamp, words: &Words) -> Call {
        let mut text = words.called_for(call, news, now);
        if let Some(desk) = &self.desk {
            text = format!("{text} {desk}/review/cards/{}", news.review_id.as_str());
        }
        self.post(&text)
    }

    /// The request that says a line about the service, with a link to the desk.
    pub fn says(&self, mut line: String) -> Call {
        if let Some(desk) = &self.desk {
            line = format!("{line} {desk}/review");
        }
        self.post(&line)
    }

    fn post(&self, text: &str) -> Call {
        let body = serde_json::json!({ "text": text }).to_string();
        Call { to: Destination::Http { url: self.url.clone(), headers: vec![] }, timeout: TIMEOUT, body }
    }
}
