//! What the Worker answered, word for word: fixed scripts run over HTTP, and each answer is
//! compared with the one that stands in `tests/goldens`.
//!
//! A golden does not say what is right; the other modules do. It says that nothing changed
//! that nobody meant to change. After a change that was meant,
//! `GOLDENS=record cargo test --test e2e golden` writes the files anew; then read the diff.
//!
//! A script ([`script`]) has a stage of its own. Each of its goldens is a file, and each file
//! in its folder is one of its goldens: one that nothing writes any more is a failure. Below
//! each request stand the answer's status, its headers without the runtime's own, and its
//! body. Headers and the frame of a page stand in full where a file has them first, and by
//! their number after that. What differs from run to run is replaced by rules ([`normal`]).

mod answer;
mod coverage;
mod normal;
mod peer;
mod run;
mod script;

use crate::stage::Stage;
use normal::Began;
use peer::Peer;
use run::Run;
use std::time::Duration;
use testkit::golden_files;
use testkit::golden_files::Goldens;

/// A run that would not end today begins tomorrow.
const LONGEST_RUN: Duration = Duration::from_secs(5 * 60);

/// Runs a script on a stage with these settings; `$peer` in one is where the model and the CRM
/// are.
async fn check(folder: &str, script: &str, settings: &[(&str, &str)]) {
    let left = Duration::from_millis(Began::now().left_today().unsigned_abs());
    if left < LONGEST_RUN {
        tokio::time::sleep(left).await;
    }
    let (url, peer) = Peer::serve().await;
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.replace("$peer", &url))).collect();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let stage = Stage::without_statuses(&settings).await;
    let mut goldens = Goldens::below(folder);
    for (name, text) in Run::through(script, &stage, &peer).await {
        goldens.check(&format!("{name}.txt"), &text);
    }
    goldens.close();
}

/// Each with its script, which is the folder's name too.
macro_rules! scripts {
    ($($test:ident: $name:literal, $settings:expr;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                check($name, include_str!(concat!("goldens/scripts/", $name, ".txt")), &$settings).await;
            }
        )*

        /// Where the goldens of the scripts are.
        const FOLDERS: &[&str] = &[$($name),*];

        #[test]
        fn every_golden_is_of_some_script() {
            let mut names = golden_files::names();
            names.retain(|name| ![$($name),*, "statements.sql"].contains(&name.as_str()));
            assert_eq!(names, Vec::<String>::new(), "nobody writes these");
        }
    };
}

scripts! {
    golden_api: "api", [];
    golden_cards: "cards", [];
    golden_door: "door", [];
    golden_admin: "admin", [];
    golden_connection: "connection", [];
    golden_webhook: "webhook", [];
    golden_pages: "pages", [];
    golden_limits: "limits", [("SENDER_HOURLY_LIMIT", "1")];
    golden_off: "off", [("BOT_ENABLED", "false")];
    golden_unsendable: "unsendable", [("WHATSAPP_ACCESS_TOKEN", "")];
    golden_unconfigured: "unconfigured", [
        ("META_APP_SECRET", ""), ("WHATSAPP_VERIFY_TOKEN", ""), ("WHATSAPP_PHONE_NUMBER_ID", ""),
        ("WHATSAPP_ACCESS_TOKEN", ""), ("BUSINESS_NAME", ""), ("BURST_SECONDS", "99"), ("DRAFTER", "gpt"),
    ];
    golden_teaching: "teaching", [];
    golden_devices: "devices", [
        ("VAPID_PRIVATE_KEY", "nEQ-8BXL7JyYcCYWZJ5NEfwrxRW7yGYangXStrrPnsM"), ("VAPID_SUBJECT", "mailto:rani@example.com"),
    ];
    golden_broken: "broken", [];
    golden_crm: "crm", [
        ("CRM_WEBHOOK_URL", "$peer/news"), ("CRM_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ];
    golden_models: "models", [
        ("DRAFTER", "openai"), ("LLM_API_URL", "$peer/v1"), ("LLM_MODEL", "writer"), ("LLM_API_KEY", "e2e-llm-key"),
        ("EMBEDDINGS_MODEL", "comparer"), ("LLM_PRICES", "1/2"),
    ];
}
