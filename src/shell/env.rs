//! The settings as the runtime has them.

use crate::config::Source;
use std::cell::RefCell;
use std::rc::Rc;
use worker::Env;
use worker::js_sys::{JSON, Reflect};
use worker::wasm_bindgen::JsValue;

/// The Worker's own variables and secrets. An isolate is given one `env`, and new settings
/// a new isolate; what was read of one is kept as long as it is the same.
#[derive(Clone)]
pub(crate) struct EnvSource(Rc<Known>);

struct Known {
    env: Env,
    values: RefCell<Vec<(&'static str, Option<String>)>>,
}

thread_local! {
    static LATEST: RefCell<Option<Rc<Known>>> = const { RefCell::new(None) };
}

impl EnvSource {
    /// Of this `env`.
    pub fn of(env: &Env) -> Self {
        LATEST.with_borrow_mut(|latest| {
            let known =
                latest.take().filter(|known| AsRef::<JsValue>::as_ref(&known.env) == AsRef::<JsValue>::as_ref(env));
            let known = known.unwrap_or_else(|| Rc::new(Known { env: env.clone(), values: RefCell::default() }));
            *latest = Some(Rc::clone(&known));
            Self(known)
        })
    }
}

impl Source for EnvSource {
    fn get(&self, name: &'static str) -> Option<String> {
        let mut values = self.0.values.borrow_mut();
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            return value.clone();
        }
        // `BOT_ENABLED = false` without quotes is no text, and means what it says.
        let text = |value: JsValue| value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string());
        let value = Reflect::get(&self.0.env, &name.into()).ok().and_then(text);
        values.push((name, value.clone()));
        value
    }
}
