//! People look at the queue, by the API or at the desk, and press something on a card.

use crate::host::Sim;
use crate::people::{NOTED, at_desk, call};
use crate::press::{Press, Way};
use serde_json::{Value, json};
use std::rc::Rc;
use std::time::Duration;
use testkit::forms::{self, Form};
use whatsapp_order_ack::host::Host;
use whatsapp_order_ack::settings::Settings;

/// A person's own words.
const WORDS: &str = "Bien reçu, merci !";

/// Somebody looks at the cards of a state, and presses something on the first of them.
#[derive(Clone)]
pub struct Look {
    pub sim: Sim,
    pub settings: Settings,
    pub who: usize,
    pub state: &'static str,
    /// All that was ever pressed.
    pub presses: Rc<std::cell::RefCell<Vec<Rc<Press>>>>,
}

impl Look {
    fn below(&self, n: usize) -> usize {
        self.sim.0.borrow_mut().rng.below(n)
    }

    fn note(&self, what: &str) {
        self.sim.0.borrow_mut().counts.note(what);
    }

    async fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        call(&self.sim, &self.settings, self.who, method, path, body).await
    }

    async fn presses(&self, card: &str, verb: &str, key: &str, way: Way) {
        let press = Rc::new(Press::new(&self.sim, self.who, card, verb, key, way));
        self.presses.borrow_mut().push(press.clone());
        press.make(&self.sim, &self.settings).await;
    }

    /// By the API.
    pub async fn by_api(self) {
        let (status, page) = self.call("GET", &format!("/api/reviews?state={}", self.state), &Value::Null).await;
        let card = &page["reviews"][0];
        let (200, Some(id)) = (status, card["id"].as_str()) else { return };
        let path = format!("/api/reviews/{id}");
        if self.below(12) == 0 {
            self.holds(&path).await;
        }
        if self.below(12) == 0 {
            self.sets_aside(&path).await;
        }
        let version = &card["version"];
        if self.below(12) == 0 {
            let (status, _) = self.call("POST", &format!("{path}/redraft"), &json!({"version": version})).await;
            return if status == 202 {
                self.note("redrafted")
            };
        }
        let draft = &card["draft"]["text_sha256"];
        let (verb, body) = match (card["state"].as_str(), self.below(6)) {
            (Some("unknown"), n) => {
                ("resolve", json!({"version": version, "outcome": if n % 2 == 0 { "sent" } else { "not_sent" }}))
            }
            (Some("pending"), 0) => ("reject", json!({"version": version, "reason": "misleading"})),
            (_, 0..=4) if draft.is_string() => ("approve", json!({"version": version, "text_sha256": draft})),
            _ => ("edit", json!({"version": version, "text": WORDS})),
        };
        let key = format!("key-{}", self.sim.0.borrow_mut().rng.draw());
        self.presses(id, verb, &key, Way::Api(body)).await;
    }

    /// Says that they are on a card, or not any more.
    async fn holds(&self, path: &str) {
        let (taken, _) = self.call("POST", &format!("{path}/hold"), &json!({})).await;
        let left = self.below(2) == 0 && self.call("DELETE", &format!("{path}/hold"), &json!({})).await.0 == 204;
        if taken == 200 || left {
            self.note("somebody was on a card");
        }
    }

    /// Notes what they wait for and puts the card off, or takes it up again.
    async fn sets_aside(&self, path: &str) {
        let (noted, _) = self.call("POST", &format!("{path}/note"), &json!({"text": NOTED})).await;
        if noted == 200 {
            self.note("a note was written");
        }
        let later = format!("{path}/later");
        let until = self.sim.now().plus(Duration::from_secs(60 * 60)).to_string();
        let (put, _) = self.call("POST", &later, &json!({"until": until})).await;
        if put == 200 {
            self.note("a card was put off");
        }
        if self.below(3) == 0 && self.call("POST", &later, &json!({"until": null})).await.0 == 200 {
            self.note("a card was taken up again");
        }
    }

    async fn submits(&self, form: &Form, more: &[(&str, &str)]) -> Option<(u16, String)> {
        let fields = filled(form, more);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let sends = |browser: &testkit::requests::Browser| browser.submits(&form.action, &[], &fields);
        let page = at_desk(&self.sim, &self.settings, self.who, sends).await?;
        Some((page.status, String::from_utf8(page.body).expect("UTF-8")))
    }

    /// At the desk: with the forms that its page has.
    pub async fn at_desk(self) {
        let path = if self.state == "pending" { "/review" } else { "/review/stuck" };
        let page = at_desk(&self.sim, &self.settings, self.who, |browser| browser.opens(path, &[])).await;
        let Some(page) = page.filter(|page| page.status == 200) else { return };
        let forms = forms::of(std::str::from_utf8(&page.body).expect("UTF-8"));
        let shown = forms.iter().find(|form| form.field("state") == Some(self.state)).and_then(of_card);
        let Some((card, _)) = shown else { return };
        let on_card = |verb: &str| forms.iter().find(|form| of_card(form) == Some((card, verb)));
        if self.below(12) == 0
            && let Some(form) = on_card("aside")
        {
            let put = self.submits(form, &[("text", NOTED), ("minutes", "60")]).await;
            return if put.is_some_and(|(status, _)| status == 303) {
                self.note("a card was put off at the desk")
            };
        }
        if self.below(12) == 0
            && let Some(form) = on_card("redraft")
        {
            let drafted = self.submits(form, &[]).await;
            return if drafted.is_some_and(|(status, _)| status == 200) {
                self.note("redrafted")
            };
        }
        let resolve = forms.iter().filter(|form| of_card(form) == Some((card, "resolve")));
        let resolve: Vec<&Form> = resolve.collect();
        let choice = self.below(6);
        match (on_card("approve"), on_card("preview"), on_card("reject")) {
            _ if !resolve.is_empty() => self.press_form(card, "resolve", resolve[choice % resolve.len()], &[]).await,
            (_, _, Some(reject)) if choice == 0 => {
                let reason = reject.options.iter().find(|reason| !reason.is_empty()).expect("reasons");
                self.press_form(card, "reject", reject, &[("reason", reason)]).await;
            }
            (Some(approve), ..) if choice < 5 => self.press_form(card, "approve", approve, &[]).await,
            (_, Some(preview), _) => self.edits(card, preview).await,
            _ => {}
        }
    }

    /// Looks at their own words first, and sends them from there.
    async fn edits(&self, card: &str, preview: &Form) {
        let Some((200, page)) = self.submits(preview, &[("text", WORDS)]).await else { return };
        let forms = forms::of(&page);
        let edit = forms.iter().find(|form| of_card(form) == Some((card, "edit"))).expect("a preview sends");
        self.press_form(card, "edit", edit, &[]).await;
    }

    async fn press_form(&self, card: &str, verb: &str, form: &Form, more: &[(&str, &str)]) {
        let key = form.field("key").expect("a form that decides has a key").to_owned();
        self.presses(card, verb, &key, Way::Desk(filled(form, more))).await;
    }
}

/// The card and the verb of a form.
fn of_card(form: &Form) -> Option<(&str, &str)> {
    form.action.strip_prefix("/review/cards/")?.split_once('/')
}

/// Its fields with what somebody chose or typed. The browser adds its own CSRF token.
fn filled(form: &Form, more: &[(&str, &str)]) -> Vec<(String, String)> {
    let hidden = form.hidden.iter().filter(|(name, _)| name != "csrf").cloned();
    hidden.chain(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
}
