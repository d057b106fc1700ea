//! What `npm run reviewer` does to the team: the steps of `/api/reviewers`, by somebody who
//! may write to the database and need not be on the team.

use crate::script::Script;
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use whatsapp_order_ack::host::{Host, Query};
use whatsapp_order_ack::identity::{Nonce, Reviewer, ReviewerId, Role};
use whatsapp_order_ack::team::{api, members};

/// Who the ledger says did it.
pub const ACTOR: &str = "command_line";

pub const USAGE: &str = "usage: reviewer add NAME ROLE [EMAIL]
       reviewer revoke ID

Prints JSON: `sql`, to be run as one transaction, and with `add` the `token`. The first
statement answers with a row if somebody was added or revoked; the last one of `revoke`
answers with their name.";

/// Writes the SQL of a command line. Errors: what is wrong with it, in words.
pub fn write<Draw: Fn() -> Nonce>(args: &[&str], script: Script<Draw>) -> Result<Value, String> {
    match args {
        ["add", name, role] => add(script, name, role, None),
        ["add", name, role, email] => add(script, name, role, Some(email)),
        ["revoke", id] => revoke(script, id),
        _ => Err(USAGE.to_owned()),
    }
}

fn add<Draw: Fn() -> Nonce>(
    script: Script<Draw>,
    name: &str,
    role: &str,
    email: Option<&str>,
) -> Result<Value, String> {
    let role = Role::parse(role).ok_or("role must be reviewer, admin, auditor or assistant")?;
    let newcomer = api::newcomer(ReviewerId::new(script.nonce()), name, role, email)?;
    let added = done(members::add(&script, &operator()?, &newcomer))?.ok_or("nobody was added")?;
    Ok(json!({"id": added.id, "token": added.token, "sql": script.into_sql()}))
}

fn revoke<Draw: Fn() -> Nonce>(script: Script<Draw>, id: &str) -> Result<Value, String> {
    let id = ReviewerId::parse(id).ok_or("this is no id of a reviewer")?;
    done(members::revoke(&script, &operator()?, &id))?;
    let host: &dyn Host = &script;
    done(host.batch(name_of(&id)))?;
    Ok(json!({"id": id, "sql": script.into_sql()}))
}

const NAME_OF: &str = "SELECT name FROM reviewer WHERE id = ?1";

fn name_of(id: &ReviewerId) -> Query<bool> {
    Query::new("reviewer_name", NAME_OF).bind(id.as_str())
}

/// An admin as the steps want one. Newcomers get their language.
fn operator() -> Result<Reviewer, String> {
    let id = ReviewerId::parse(ACTOR).ok_or("the actor has no id")?;
    Ok(Reviewer { id, name: String::new(), role: Role::Admin, language: "fr".into() })
}

/// A script has nothing to wait for.
fn done<T, E: std::fmt::Display>(step: impl Future<Output = Result<T, E>>) -> Result<T, String> {
    step.now_or_never().ok_or("the step waits")?.map_err(|error| error.to_string())
}
