//! What admins change by the API and at the desk while everything else goes on.

use crate::addresses::MOVERS;
use crate::host::Sim;
use crate::peers::name_of;
use crate::people::{self, at_desk, call};
use crate::scenario::{ERASED_CUSTOMER, HEIR, Scenario};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use whatsapp_order_ack::settings::Settings;

impl Scenario {
    /// Puts a number on the list; as `heir`'s, whoever has it now.
    pub fn allow(&mut self, typed: &str, language: &'static str, heir: Option<&'static str>) {
        let (sim, settings, path) = (self.sim.clone(), self.settings(), entry(typed));
        let listed = typed.replace(['+', ' '], "");
        self.start(async move {
            let customer_id = heir.map_or_else(|| format!("c-{listed}"), str::to_owned);
            let opt_in = json!({
                "customer_name": name_of(&customer_id),
                "customer_id": customer_id,
                "language": language,
                "opt_in_note": "asked by telephone",
                "replace": heir.is_some(),
            });
            call(&sim, &settings, 0, "PUT", &path, &opt_in).await;
        });
    }

    /// Takes a number off the list.
    pub fn disallow(&mut self, typed: &str) {
        let (sim, settings, path) = (self.sim.clone(), self.settings(), entry(typed));
        self.start(async move {
            call(&sim, &settings, 0, "DELETE", &path, &Value::Null).await;
        });
    }

    /// A BSUID is listed for somebody else than the one who has the number, or not any more.
    pub fn bsuid_is_listed_elsewhere(&mut self) {
        let (_, [_, bsuid], _) = MOVERS[0];
        if self.sim.0.borrow_mut().rng.one_in(2) {
            self.sim.0.borrow_mut().counts.note("a bsuid listed elsewhere");
            return self.allow(bsuid, "fr", Some(HEIR));
        }
        self.disallow(bsuid);
    }

    /// An admin lists what Meta's notices say.
    pub fn admin_follows(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.start(async move {
            let (_, page) = call(&sim, &settings, 0, "GET", "/api/allowlist?limit=100", &Value::Null).await;
            for listed in page["allowlist"].as_array().into_iter().flatten() {
                let (Some(address), Some(to)) = (listed["address"].as_str(), listed["moved"]["to"].as_str()) else {
                    continue;
                };
                let path = format!("{}/move", entry(address));
                let (followed, _) = call(&sim, &settings, 0, "POST", &path, &json!({"to": to})).await;
                if followed == 200 {
                    sim.0.borrow_mut().counts.note("new address listed");
                }
            }
        });
    }

    /// Two admins: each may approve what the other wrote.
    pub fn admin_rewrites(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        let (who, choice) = {
            let rng = &mut sim.0.borrow_mut().rng;
            (rng.below(people::MANY), rng.below(6))
        };
        self.start(async move { rewrite(&sim, &settings, who, choice).await });
    }

    /// By the API, or at the desk.
    pub fn turn_switch(&mut self, on: bool) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        self.start(async move {
            let by_api = sim.0.borrow_mut().rng.one_in(2);
            let turned = if by_api {
                call(&sim, &settings, 0, "PUT", "/api/switch", &json!({"on": on})).await.0 == 200
            } else {
                let to = if on { "on" } else { "off" };
                let page = at_desk(&sim, &settings, 0, |desk| desk.submits("/review/switch", &[], &[("to", to)])).await;
                page.is_some_and(|page| page.status == 303)
            };
            if turned && !on {
                sim.0.borrow_mut().counts.note("switched off at the desk");
            }
        });
    }

    /// Rarely: it takes a customer out of the run.
    pub fn customer_asks_to_be_erased(&mut self) {
        let (sim, settings) = (self.sim.clone(), self.settings());
        if !sim.0.borrow_mut().rng.one_in(4) {
            return;
        }
        sim.0.borrow_mut().counts.note("customer erased");
        self.start(async move {
            let path = format!("/api/customers/{ERASED_CUSTOMER}");
            call(&sim, &settings, 0, "DELETE", &path, &Value::Null).await;
        });
    }
}

/// The path of an entry of the allowlist, as an admin types its address.
fn entry(typed: &str) -> String {
    format!("/api/allowlist/{}", utf8_percent_encode(typed, NON_ALPHANUMERIC))
}

/// Replaces the reply rules or the persona, or judges it.
async fn rewrite(sim: &Sim, settings: &Settings, who: usize, choice: usize) {
    let (200, in_force) = call(sim, settings, who, "GET", "/api/rules", &Value::Null).await else { return };
    let judged = json!({"version": in_force["persona"]["version"]});
    let (method, path, body) = match choice {
        0 => {
            let hot = json!({
                "id": "hot", "label": "Hot",
                "matcher": {"kind": "keywords", "keywords": ["harissa"]}, "response": {"kind": "templates"},
            });
            let rules = if in_force["rules"] == json!([]) { json!([hot]) } else { json!([]) };
            let list = json!({"version": in_force["version"], "rules": rules, "default": in_force["default"]});
            ("PUT", "/api/rules", list)
        }
        1 => ("PUT", "/api/persona", json!({"text": "Chaleureux."})),
        2 => ("POST", "/api/persona/refuse", judged),
        _ => ("POST", "/api/persona/approve", judged),
    };
    let (status, answer) = call(sim, settings, who, method, path, &body).await;
    assert_ne!(status, 400, "{path}: {answer}");
    if status == 200 {
        let note = ["rules replaced", "persona replaced", "persona refused", "persona approved"];
        sim.0.borrow_mut().counts.note(note[choice.min(3)]);
    }
}
