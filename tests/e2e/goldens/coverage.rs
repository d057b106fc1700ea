//! Which answers have a golden: all that `openapi.json` declares, and each path's 405.

use super::FOLDERS;
use crate::stage::Stage;
use serde_json::Value;
use std::collections::BTreeSet;
use testkit::golden_files;

/// Declared, and in no golden: with the reason.
const NOT_REACHED: &[(&str, &str)] = &[
    ("get /api/ledger/head 503", "a binding has to be missing: http, `health`"),
    ("post /api/ledger/acknowledge 503", "a binding has to be missing: http, `health`"),
    ("get /api/media/{message} 200", "a file is no text: http, `media`"),
    ("get /api/media/{message} 206", "a file is no text: http, `media`"),
    ("get /api/media/{message} 410", "the file has to be gone: http, `media`"),
    ("get /api/media/{message} 502", "Meta has to misbehave: http, `media`"),
    ("get /api/media/{message} 503", "a setting has to be missing: http, `media`"),
    ("post /api/devices/{id}/test 200", "a push service answers it: e2e::told"),
    ("post /api/reviews/{id}/reject 503", "nothing is sent: neither the switch nor a setting is needed"),
    ("post /api/reviews/{id}/resolve 503", "nothing is sent: neither the switch nor a setting is needed"),
];

/// Method, path and status of each answer in a golden.
fn answered(golden: &str) -> Vec<(&str, &str, &str)> {
    let pairs = golden.lines().zip(golden.lines().skip(1));
    let requests = pairs.filter_map(|(line, status)| Some((line.strip_prefix("### ")?, status)));
    requests
        .filter_map(|(line, status)| {
            let mut words = line.split(' ').skip(1);
            Some((words.next()?, words.next()?.split('?').next()?, status))
        })
        .collect()
}

/// Whether a path is one of a template's.
fn fits(path: &str, template: &str) -> bool {
    let (path, template): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
    path.len() == template.len() && path.iter().zip(template).all(|(is, may)| *is == may || may.starts_with('{'))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_declared_answer_has_a_golden() {
    if golden_files::recording() {
        return;
    }
    let stage = Stage::new().await;
    let document: Value = stage.get("/openapi.json").await;
    let goldens: Vec<String> = FOLDERS.iter().flat_map(|folder| golden_files::texts(folder)).collect();
    let answered: BTreeSet<_> = goldens.iter().flat_map(|golden| answered(golden)).collect();
    let mut missing = Vec::new();
    for (template, operations) in document["paths"].as_object().expect("paths") {
        let has = |method: Option<&str>, status: &str| {
            let ours = |(m, path, s): &(&str, &str, &str)| {
                method.is_none_or(|method| method.eq_ignore_ascii_case(m)) && *s == status && fits(path, template)
            };
            answered.iter().any(ours)
        };
        for (method, operation) in
            operations.as_object().expect("operations").iter().filter(|(m, _)| *m != "parameters")
        {
            let statuses = operation["responses"].as_object().expect("responses").keys();
            missing.extend(statuses.filter(|s| !has(Some(method), s)).map(|s| format!("{method} {template} {s}")));
        }
        if !has(None, "405") {
            missing.push(format!("{template} 405"));
        }
    }
    missing.retain(|answer| !NOT_REACHED.iter().any(|(known, _)| known == answer));
    assert_eq!(missing, Vec::<String>::new(), "no script gets these answers");
}
