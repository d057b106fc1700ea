//! `REPLY_BUFFER`: one Durable Object per sender, and one that makes the index of products. All
//! it holds is a name, an alarm and how often drafting failed; whatever it forgets, the sweep
//! remembers. One more of the class is the witness (`src/worker/witness.rs`).

use super::Runtime;
use super::host::{PRODUCT_INDEX, now};
use super::witness;
use crate::clock::Timestamp;
use crate::draft::drafting::{self, NextLook};
use crate::draft::timer::Timer;
use crate::error::StepError;
use crate::host::log_failure;
use crate::identity::SenderId;
use crate::products::index::build::{self, Progress};
use std::time::Duration;
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

    /// A POST is for the witness. `/{sender}/{millis}`: gather then, or earlier if that was asked before.
    ///
    /// The object's storage keeps the time of an alarm that the platform lost.
    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.inner().method() == "POST" {
            return Response::ok(witness::answer(&self.state.storage(), &request.text().await?).await?);
        }
        let url = request.inner().url();
        let mut segments = url.rsplit('/');
        let at = segments.next().and_then(|millis| millis.parse().ok()).map(Timestamp::from_millis);
        let (Some(sender), Some(at)) = (segments.next().and_then(SenderId::parse), at) else {
            return Response::error("no sender and time", 400);
        };
        let storage = self.state.storage();
        let armed = storage.get_alarm().await?.map(Timestamp::from_millis);
        let timer = Timer { armed, failures: self.failures().await? };
        if timer.is_set_to(at, now()) {
            storage.put(SENDER, sender.as_str()).await?;
            storage.set_alarm(at.since(now())).await?;
        }
        Response::empty()
    }

    /// Errors are caught and the alarm set again: the platform gives up after six.
    async fn alarm(&self) -> Result<Response> {
        let runtime = Runtime::of(&self.env);
        let name = self.state.storage().get::<String>(SENDER).await.ok().flatten().unwrap_or_default();
        if name == PRODUCT_INDEX {
            return self.index(&runtime).await;
        }
        let drafted = draft(&runtime, &name).await;
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
                NextLook::At(now().plus(drafting::again_after(failures)))
            }
        };
        if let NextLook::At(at) = next {
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

    /// One slice of the index of products, and the next one at once. After a failure the sweep
    /// goes on.
    async fn index(&self, runtime: &Runtime) -> Result<Response> {
        match build::slice(&runtime.host).await {
            Ok(Progress::More) => self.state.storage().set_alarm(Duration::ZERO).await?,
            Ok(Progress::UpToDate) => {}
            Err(error) => log_failure(&runtime.host, PRODUCT_INDEX, &error),
        }
        Response::empty()
    }
}

async fn draft(runtime: &Runtime, name: &str) -> std::result::Result<NextLook, StepError> {
    let Some(sender) = SenderId::parse(name) else {
        return Ok(NextLook::Nothing);
    };
    drafting::draft(&runtime.host, &runtime.settings, &sender).await
}
