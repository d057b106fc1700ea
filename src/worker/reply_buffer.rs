//! `REPLY_BUFFER`: one Durable Object per sender. All it holds is a name and an
//! alarm; whatever it forgets, the sweep remembers.

use super::answer::log_failure;
use super::host::WorkerHost;
use super::{EnvSource, now};
use crate::clock::Timestamp;
use crate::config::Settings;
use crate::identity::SenderId;
use crate::steps::StepError;
use crate::steps::drafting::{self, Next};
use std::time::Duration;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object, wasm_bindgen};

/// Where the sender's id is kept: an alarm does not know its object's name.
const SENDER: &str = "sender";

/// How long after a failure the alarm tries again.
const AGAIN: Duration = Duration::from_secs(15);

/// Gathers a sender's burst.
#[durable_object]
pub struct ReplyBuffer {
    state: State,
    env: Env,
}

impl DurableObject for ReplyBuffer {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    /// `/{sender}/{millis}`: gather then, or earlier if that was asked before.
    async fn fetch(&self, request: Request) -> Result<Response> {
        let path = web_sys::Url::new(&request.inner().url())?.pathname();
        let mut segments = path.split('/').skip(1);
        let sender = segments.next().and_then(SenderId::known);
        let at = segments.next().and_then(|millis| millis.parse().ok()).map(Timestamp::from_millis);
        let (Some(sender), Some(at)) = (sender, at) else {
            return super::answer::empty(400);
        };
        let storage = self.state.storage();
        let armed = storage.get_alarm().await?.map(Timestamp::from_millis);
        if armed.is_none_or(|armed| at < armed) {
            storage.put(SENDER, sender.as_str()).await?;
            storage.set_alarm(at.since(now())).await?;
        }
        super::answer::empty(200)
    }

    /// Errors are caught and the alarm set again: the platform gives up after six.
    async fn alarm(&self) -> Result<Response> {
        let next = match self.draft().await {
            Ok(next) => next,
            Err(error) => {
                log_failure("draft", &error);
                Next::At(now().plus(AGAIN))
            }
        };
        if let Next::At(at) = next {
            self.state.storage().set_alarm(at.since(now())).await?;
        }
        // Beside the alarm: a slow CRM must not hold up this sender's next draft.
        let env = self.env.clone();
        self.state.wait_until(async move { super::tell_crm(&env).await });
        super::answer::empty(200)
    }
}

impl ReplyBuffer {
    async fn draft(&self) -> std::result::Result<Next, StepError> {
        let sender = self.state.storage().get::<String>(SENDER).await.ok().flatten();
        let Some(sender) = sender.as_deref().and_then(SenderId::known) else {
            return Ok(Next::Nothing);
        };
        let host = WorkerHost::new(&self.env)?;
        let settings = Settings(EnvSource::new(&self.env));
        drafting::draft(&host, &settings, &sender).await
    }
}
