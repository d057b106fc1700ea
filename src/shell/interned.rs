//! Texts that cross into JavaScript again and again: each is made a JavaScript string once
//! an isolate.

use std::cell::RefCell;
use worker::js_sys::JsString;

thread_local! {
    static KNOWN: RefCell<Vec<(&'static str, JsString)>> = const { RefCell::new(Vec::new()) };
}

/// The text as JavaScript has it. There are a hundred statements.
pub(super) fn interned(text: &'static str) -> JsString {
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, text)) = known.iter().find(|(place, _)| std::ptr::eq(*place, text)) {
            return text.clone();
        }
        let made = JsString::from(text);
        known.push((text, made.clone()));
        made
    })
}
