//! `REPLY_BUFFER`: one Durable Object per sender. All it holds is a name, an alarm and how
//! often drafting failed; whatever it forgets, the sweep remembers.

use super::Runtime;
use super::host::now;
use crate::clock::Timestamp;
use crate::draft::drafting::{self, Next};
use crate::error::StepError;
use crate::host::log_failure;
use crate::identity::SenderId;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object, wasm_bindgen};

/// Where the sender's id is kept: an alarm does not know its object's name.
const SENDER: &str = "sender";

/// Where it is kept how often drafting has failed in a row; nothing: it did not.
const FAILURES: &str = "failures";

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
    ///
    /// After a failure the alarm that is set is left where it is: the sweep asks for every
    /// sender who waits, once a minute, and would make a back-off of one minute out of any. So
    /// a message of a sender whose drafts fail waits 15 minutes at most, and the sweep still
    /// brings back an alarm that was lost.
    async fn fetch(&self, request: Request) -> Result<Response> {
        let url = request.inner().url();
        let mut segments = url.rsplit('/');
        let at = segments.next().and_then(|millis| millis.parse().ok()).map(Timestamp::from_millis);
        let (Some(sender), Some(at)) = (segments.next().and_then(SenderId::known), at) else {
            return Response::error("no sender and time", 400);
        };
        let storage = self.state.storage();
        let armed = storage.get_alarm().await?.map(Timestamp::from_millis);
        let sooner = match armed {
            Some(armed) => at < armed && self.failures().await? == 0,
            None => true,
        };
        if sooner {
            storage.put(SENDER, sender.as_str()).await?;
            storage.set_alarm(at.since(now())).await?;
        }
        Response::empty()
    }

    /// Errors are caught and the alarm set again: the platform gives up after six.
    async fn alarm(&self) -> Result<Response> {
        let runtime = Runtime::of(&self.env);
        let drafted = self.draft(&runtime).await;
        let (storage, failures) = (self.state.storage(), self.failures().await?);
        let next = match drafted {
            Ok(next) => {
                if failures > 0 {
                    storage.delete(FAILURES).await?;
                }
                next
            }
            Err(error) => {
                log_failure(&runtime.host, "draft", &error);
                let failures = failures.saturating_add(1);
                storage.put(FAILURES, failures).await?;
                Next::At(now().plus(drafting::again_after(failures)))
            }
        };
        if let Next::At(at) = next {
            storage.set_alarm(at.since(now())).await?;
        }
        // Beside the alarm: a slow CRM must not hold up this sender's next draft.
        self.state.wait_until(async move { runtime.tell().await });
        Response::empty()
    }
}

impl ReplyBuffer {
    async fn failures(&self) -> Result<u32> {
        Ok(self.state.storage().get(FAILURES).await?.unwrap_or_default())
    }

    async fn draft(&self, runtime: &Runtime) -> std::result::Result<Next, StepError> {
        let sender = self.state.storage().get::<String>(SENDER).await.ok().flatten();
        let Some(sender) = sender.as_deref().and_then(SenderId::known) else {
            return Ok(Next::Nothing);
        };
        drafting::draft(&runtime.host, &runtime.settings, &sender).await
    }
}
