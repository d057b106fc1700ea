//! Verifies the ledger offline: `npm run ledger:verify -- FILE --head HEAD`.
//!
//! FILE: what `npm run backup` or `npx wrangler d1 export sodimo-core --remote --output FILE`
//! wrote, or an SQLite file. HEAD: what `GET /api/ledger/head` answered before the export, which
//! `npm run backup` puts beside it; or `--known LINK`, a link that the Worker logged as
//! `ledger_sealed`. Only with one of them it says that the end was not cut off.
//! `META_APP_SECRET` (and `META_APP_SECRET_PREVIOUS` just after a rotation) in the environment
//! checks the seals too.
//!
//! Exit code 0: as it was, as far as it says. 1: not as it was; the first thing that is not is
//! named. 2: a file could not be read.

mod beside;
mod file;

use beside::{Beside, beside};
use file::File;
use serde_json::Value;
use std::process::ExitCode;
use whatsapp_order_ack::ledger::chain::{SealKey, Unbroken, verify};

const USAGE: &str = "usage: npm run ledger:verify -- FILE [--head HEAD | --known LINK]
  FILE          what npm run backup or `wrangler d1 export` wrote, or an SQLite file
  --head HEAD   what GET /api/ledger/head answered before that, as npm run backup keeps it
  --known LINK  a link that the Worker logged (event ledger_sealed)
  META_APP_SECRET, META_APP_SECRET_PREVIOUS in the environment check the seals";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let checked = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [file] => check(file, Ok(None)),
        [file, "--known", link] | ["--known", link, file] => check(file, Ok(Some((*link).to_owned()))),
        [file, "--head", head] | ["--head", head, file] => check(file, newest(head)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match checked {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(found)) => {
            println!("NOT AS IT WAS: {found}");
            ExitCode::FAILURE
        }
        Err(unreadable) => {
            eprintln!("{unreadable}");
            ExitCode::from(2)
        }
    }
}

/// The newest link of an answer of `GET /api/ledger/head`.
fn newest(file: &str) -> Result<Option<String>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let head: Value = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    for alarm in head["alarms"].as_array().into_iter().flatten() {
        println!("ALARM when the head was read: {}", alarm["what"].as_str().unwrap_or("unreadable"));
    }
    Ok(head["newest"]["link"].as_str().map(str::to_owned))
}

/// The outer error: a file that cannot be read. The inner one: what is not as it was.
fn check(name: &str, known: Result<Option<String>, String>) -> Result<Result<(), String>, String> {
    let known = known?;
    let file = File::open(name).map_err(|error| format!("{name}: {error}"))?;
    let secret = |name| std::env::var(name).ok().filter(|secret| !secret.is_empty());
    let keys: Vec<SealKey> = ["META_APP_SECRET", "META_APP_SECRET_PREVIOUS"]
        .into_iter()
        .filter_map(secret)
        .map(|secret| SealKey::derive(&secret))
        .collect();
    let unbroken = match verify(&file.rows, &file.checkpoints, &keys, known.as_deref()) {
        Ok(unbroken) => unbroken,
        Err(broken) => return Ok(Err(broken.to_string())),
    };
    let beside = match beside(&file.db)? {
        Ok(beside) => beside,
        Err(found) => return Ok(Err(found)),
    };
    report(&unbroken, &beside, &file);
    Ok(Ok(()))
}

fn report(unbroken: &Unbroken, beside: &Beside, file: &File) {
    let found = if unbroken.end_checked { "whole" } else { "unbroken, end not checked" };
    println!("{found}: {} rows vouched for, {} since the last checkpoint", unbroken.covered, unbroken.since);
    if let Some((row, link)) = &unbroken.through {
        println!("through row {row}, link {link}");
    }
    if unbroken.covered == 0 && unbroken.since > 0 {
        println!("NO CHECKPOINT AT ALL: the cron trigger has not run yet, or the checkpoints were removed");
    }
    for (id, row) in file.rows.iter().filter(|(_, row)| row.columns.get("step") == Some(&"ledger".into())) {
        let text = |name: &str| row.columns.get(name).and_then(Value::as_str).unwrap_or_default();
        println!("row {id}: {} {} {}", text("outcome"), text("actor"), text("reason"));
    }
    if !unbroken.sealed {
        println!("the seals were not checked: META_APP_SECRET is not set");
    }
    if !unbroken.end_checked {
        println!("whether the end was cut off was not checked: give --head or --known");
    }
    if !beside.sends {
        println!("sends were not compared with the ledger: the file has no table of them");
    }
    if !beside.triggers {
        println!("the triggers were not checked: the file has no d1_migrations");
    }
}
