//! A request comes in, goes through the one dispatcher, and its answer goes out. Any of the pauses
//! between may be a crash: then the client hears nothing.

use crate::host::Sim;
use testkit::requests::Sent;
use whatsapp_order_ack::app::{self, App};
use whatsapp_order_ack::host::{Boxed, Host};
use whatsapp_order_ack::http::{After, Body, BodyError, Response};
use whatsapp_order_ack::notify::tell;
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::webhook::receive;
use whatsapp_order_ack::webhook::unsigned::{self, Tally};

/// Where the Worker stands.
pub const ORIGIN: &str = "https://desk.invalid";

/// A body that is still on its way when its request is answered.
struct Arriving<'a> {
    sim: &'a Sim,
    bytes: Vec<u8>,
}

impl Body for Arriving<'_> {
    fn read(&mut self, limit: usize) -> Boxed<'_, Result<Vec<u8>, BodyError>> {
        Box::pin(async move {
            self.sim.pause("before", "body").await;
            self.bytes.read(limit).await
        })
    }
}

/// What a request is answered.
pub async fn ask(sim: &Sim, settings: &Settings, sent: &Sent) -> Response {
    ask_over(sim, sim, settings, sent).await
}

/// The same over a host that stands before the simulated one.
pub async fn ask_over(sim: &Sim, host: &dyn Host, settings: &Settings, sent: &Sent) -> Response {
    sim.pause("before", "request").await;
    let mut body = Arriving { sim, bytes: sent.body.clone() };
    let mut response = app::answer(App { host, settings }, &sent.request, &mut body).await;
    // As in `src/worker.rs`: what is left to do does not wait until the client has heard.
    let after = std::mem::take(&mut response.after);
    if !after.is_empty() {
        let (host, settings) = (sim.clone(), settings.clone());
        sim.start(async move { carry_on(&host, &settings, after).await });
    }
    sim.pause("before", "answer").await;
    response
}

async fn carry_on(sim: &Sim, settings: &Settings, after: Vec<After>) {
    for task in after {
        let _ = match task {
            After::Arm(senders) => receive::arm(sim, settings, &senders).await,
            After::Tell => tell::tell(sim, settings).await.map(|_| ()),
            After::Count(fault) => {
                let mut tally = Tally::new();
                tally.add(fault, sim.now());
                unsigned::report(sim, tally.due(sim.now())).await;
                Ok(())
            }
        };
    }
}
