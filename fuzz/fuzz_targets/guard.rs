//! A message and a draft, split at the first NUL: the guard never breaks, says the
//! same twice, and lets no address pass.
#![no_main]

use libfuzzer_sys::fuzz_target;
use whatsapp_order_ack::guard;
use whatsapp_order_ack::language::Language;

fuzz_target!(|data: &str| {
    let (message, draft) = data.split_once('\0').unwrap_or(("", data));
    for language in Language::ALL.map(Some).into_iter().chain([None]) {
        let context = guard::Context { message, language, business: "Chez Ada", customer: "Ada", taught: &[] };
        let violations = guard::check(&context, draft);
        assert_eq!(violations, guard::check(&context, draft));
        let warned = guard::warnings(message, draft, language);
        let link = draft.contains("http://") || draft.contains("https://");
        assert!(!(link && (violations.is_empty() || warned.is_empty())), "a link passed");
    }
});
