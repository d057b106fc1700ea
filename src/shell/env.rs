//! The settings as the runtime has them.

use super::interned::interned;
use crate::config::Source;
use worker::Env;
use worker::js_sys::{JSON, Reflect};
use worker::wasm_bindgen::JsValue;

/// The Worker's own variables and secrets.
pub(crate) struct EnvSource(pub Env);

impl Source for EnvSource {
    /// Read anew each time: what is switched off counts at once, also in an isolate that is
    /// kept over a change of settings.
    fn get(&self, name: &'static str) -> Option<String> {
        // `BOT_ENABLED = false` without quotes is no text, and means what it says.
        let text = |value: JsValue| value.as_string().or_else(|| JSON::stringify(&value).ok()?.as_string());
        Reflect::get(&self.0, &interned(name)).ok().and_then(text)
    }
}
