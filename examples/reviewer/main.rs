//! Writes the SQL that adds or revokes a reviewer. `npm run reviewer` runs this, and then
//! the SQL on the database. By hand: `cargo run --example reviewer -- --help`.

mod command;
mod script;
#[cfg(test)]
mod tests;

use ring::rand::{SecureRandom as _, SystemRandom};
use script::Script;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::identity::Nonce;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    if matches!(args.as_slice(), ["--help" | "-h"]) {
        println!("{}", command::USAGE);
        return ExitCode::SUCCESS;
    }
    match command::write(&args, Script::new(now(), random)) {
        Ok(written) => {
            println!("{written}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Without random bits there is no token, and nothing to go on with.
fn random() -> Nonce {
    let mut bits = [0; 16];
    if SystemRandom::new().fill(&mut bits).is_err() {
        eprintln!("the operating system gives no random bits");
        std::process::exit(1);
    }
    Nonce(bits)
}
