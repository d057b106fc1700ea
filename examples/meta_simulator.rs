//! A local stand-in for Meta: no account needed.
//!
//! `npm start` runs it beside the Worker. By hand:
//! `cargo run --example meta_simulator -- --help`.

use std::io::BufRead as _;
use std::process::ExitCode;
use std::time::Duration;
use testkit::meta_simulator::{Config, Simulator};
use testkit::webhook::Sender;

const HELP: &str = "\
A local stand-in for Meta's WhatsApp Cloud API.

usage: meta_simulator [--port N] [--worker URL] [--from DIGITS] [--name NAME]
                      [--prompt | --file BODY.json]

  --port N        where to listen; default 8788. The phone is at http://127.0.0.1:N/,
                  the Graph API at http://127.0.0.1:N/graph
  --worker URL    the Worker; default http://127.0.0.1:8787
  --prompt        each line on standard input is a message of the customer
  --file FILE     posts a webhook body, signed, prints the Worker's status, and ends
  --from, --name  who writes with --prompt; default 33600000001, \"Example Shop\"

environment: META_APP_SECRET, WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_ACCESS_TOKEN, as the
Worker has them. How Graph answers is chosen on the page, or:
  curl -d '{\"mode\":\"refuse:131047\"}' -H 'content-type: application/json' http://127.0.0.1:8788/api/mode
modes: accept, refuse:CODE, status:HTTP, timeout, cut, garbled, redirect, fail_later:CODE
What Meta says of the set-up is chosen there too: setup:good, setup:token_refused,
setup:token_expires_soon, setup:no_management, setup:other_secret, setup:other_account,
setup:nobody_subscribed, setup:others_subscribed, setup:callback_elsewhere, setup:field_off,
setup:not_registered, setup:disconnected, setup:low_quality, setup:blocked, setup:silent
";

struct Options {
    port: u16,
    worker: String,
    from: String,
    name: String,
    prompt: bool,
    file: Option<String>,
}

fn options() -> Result<Option<Options>, String> {
    let mut options = Options {
        port: 8788,
        worker: "http://127.0.0.1:8787".into(),
        from: "33600000001".into(),
        name: "Example Shop".into(),
        prompt: false,
        file: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--port" => options.port = value()?.parse().map_err(|_| "--port needs a number")?,
            "--worker" => options.worker = value()?,
            "--from" => options.from = value()?,
            "--name" => options.name = value()?,
            "--prompt" => options.prompt = true,
            "--file" => options.file = Some(value()?),
            other => return Err(format!("unknown argument {other}")),
        }
    }
    Ok(Some(options))
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options() {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(why) => {
            eprintln!("{why}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("meta simulator: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), String> {
    let set = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let simulator = Simulator::new(Config {
        webhook_url: format!("{}/webhook/whatsapp", options.worker),
        app_secret: set("META_APP_SECRET", "local-app-secret"),
        phone_number_id: set("WHATSAPP_PHONE_NUMBER_ID", "123456123"),
        access_token: set("WHATSAPP_ACCESS_TOKEN", "local-access-token"),
        status_delay: Some(Duration::from_millis(700)),
    });
    if let Some(file) = options.file {
        let body = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        let status = simulator.post(body).await.map_err(|error| error.to_string())?;
        println!("{status}");
        return Ok(());
    }
    let address = ([127, 0, 0, 1], options.port).into();
    let bound = simulator.serve(address).await.map_err(|error| format!("port {}: {error}", options.port))?;
    println!("meta simulator: the customer's phone is at http://{bound}/");
    if options.prompt {
        prompt(&simulator, &Sender::phone(&options.from, &options.name)).await
    } else {
        tokio::signal::ctrl_c().await.map_err(|error| error.to_string())
    }
}

async fn prompt(simulator: &Simulator, sender: &Sender) -> Result<(), String> {
    println!("write as {}; an empty line ends", sender.name);
    loop {
        let line = tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().next());
        match line.await.map_err(|error| error.to_string())? {
            Some(Ok(text)) if !text.trim().is_empty() => {
                let (_, status) = simulator.write(sender, &text).await.map_err(|e| e.to_string())?;
                println!("the Worker answered {status}");
            }
            _ => return Ok(()),
        }
    }
}
