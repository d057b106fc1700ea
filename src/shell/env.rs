//! The settings as the runtime has them.

use crate::config::Source;
use std::cell::RefCell;
use std::rc::Rc;
use worker::Env;
use worker::js_sys::{JSON, Object, Reflect};
use worker::wasm_bindgen::JsValue;

/// The Worker's own variables and secrets, each read once.
///
/// They are kept by the `env` that they come from. Settings that change make another version
/// of the Worker, and that runs in isolates of its own (Cloudflare, Workers changelog,
/// 2025-01-15): what is switched off counts with the first request of that version.
pub(crate) struct EnvSource(Rc<Kept>);

struct Kept {
    env: Env,
    texts: RefCell<Vec<(&'static str, Option<String>)>>,
}

thread_local! {
    static LAST: RefCell<Option<Rc<Kept>>> = const { RefCell::new(None) };
}

impl EnvSource {
    /// The settings of this `env`.
    pub fn new(env: &Env) -> Self {
        Self(LAST.with_borrow_mut(|last| match last {
            Some(kept) if Object::is(&kept.env, env) => Rc::clone(kept),
            _ => Rc::clone(last.insert(Rc::new(Kept { env: env.clone(), texts: RefCell::default() }))),
        }))
    }
}

impl Source for EnvSource {
    fn get(&self, name: &'static str) -> Option<String> {
        let mut texts = self.0.texts.borrow_mut();
        if let Some((_, text)) = texts.iter().find(|(known, _)| *known == name) {
            return text.clone();
        }
        // `BOT_ENABLED = false` without quotes is no text, and means what it says.
        let text = |value: JsValue| value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string());
        let text = Reflect::get(&self.0.env, &name.into()).ok().and_then(text);
        texts.push((name, text.clone()));
        text
    }
}
