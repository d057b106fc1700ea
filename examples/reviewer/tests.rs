//! `npm run reviewer` does to the database what the API does: its SQL, as wrangler is
//! given it, leaves the same rows.

use crate::command::{self, ACTOR};
use crate::script::{Script, with_literals};
use rusqlite::Connection;
use serde_json::{Map, Value};
use std::cell::Cell;
use testkit::database;
use testkit::recording::{NOON, Recording};
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::host::{Host as _, Param, Statement};
use whatsapp_order_ack::identity::{Nonce, Reviewer, ReviewerId, Role};
use whatsapp_order_ack::team::{api, members};

/// Whatever a person may be called.
const NAMES: [&str; 6] =
    ["O'Brien", "Anne ?1 Ö", "?12", "a'); DELETE FROM reviewer; --", "\"Bob\" \\ 'x''", "first\nsecond; BEGIN"];

fn operator() -> Reviewer {
    let id = ReviewerId::parse(ACTOR).expect("an id");
    Reviewer { id, name: String::new(), role: Role::Admin, language: "fr".into() }
}

/// What the tool writes, at noon and with the bits that the database's own host would draw.
fn written(args: &[&str]) -> Result<Value, String> {
    written_after(0, args)
}

/// The same some hours later, with other bits.
fn written_after(hours: u32, args: &[&str]) -> Result<Value, String> {
    let drawn = Cell::new(u128::from(hours) * 1_000);
    let draw = || {
        drawn.set(drawn.get() + 1);
        Nonce(drawn.get().to_be_bytes())
    };
    command::write(args, Script::new(Timestamp::from_seconds(NOON + i64::from(hours) * 3600), draw))
}

fn sql(args: &[&str]) -> String {
    sql_after(0, args)
}

fn sql_after(hours: u32, args: &[&str]) -> String {
    written_after(hours, args).expect("SQL")["sql"].as_str().expect("SQL").to_owned()
}

fn run(db: &mut Connection, sql: &str) -> rusqlite::Result<()> {
    let transaction = db.transaction()?;
    transaction.execute_batch(sql)?;
    transaction.commit()
}

type Table = Vec<Map<String, Value>>;

/// The tables that either of both writes.
fn team_and_ledger(host: &Recording) -> (Table, Table) {
    let all = |table: &str| database::rows(&host.db.borrow(), &format!("SELECT * FROM {table} ORDER BY id"));
    (all("reviewer"), all("run_ledger"))
}

#[test]
fn the_script_adds_as_the_api_does_whatever_the_name() {
    for name in NAMES {
        let (by_script, by_api) = (Recording::new(), Recording::new());
        let args = ["add", name, "auditor", "Lea.O'Hara@Example.com"];
        run(&mut by_script.db.borrow_mut(), &sql(&args)).expect(name);
        let id = ReviewerId::new(by_api.nonce());
        let newcomer = api::newcomer(id, name, Role::Auditor, Some(args[3])).expect("a newcomer");
        let added = by_api.run(members::add(&by_api, &operator(), &newcomer)).0.expect("a database");
        assert_eq!(written(&args).expect("a token")["token"], added.expect("somebody").token);
        let (team, ledger) = team_and_ledger(&by_script);
        assert_eq!((&team, &ledger), (&team_and_ledger(&by_api).0, &team_and_ledger(&by_api).1));
        let row = team.iter().find(|row| row["role"] == "auditor").expect("a row");
        assert_eq!((&row["name"], &row["email"]), (&name.into(), &"lea.o'hara@example.com".into()));
        assert_eq!(ledger.len(), 1);
        assert_eq!((&ledger[0]["actor"], &ledger[0]["reason"]), (&ACTOR.into(), &row["id"]));
    }
}

#[test]
fn the_script_revokes_as_the_api_does_and_says_whom() {
    let (by_script, by_api) = (Recording::new(), Recording::new());
    let revoking = sql(&["revoke", "usr_1"]);
    run(&mut by_script.db.borrow_mut(), &revoking).expect("revoked");
    let id = ReviewerId::parse("usr_1").expect("an id");
    assert!(by_api.run(members::revoke(&by_api, &operator(), &id)).0.expect("a database"));
    let (team, ledger) = team_and_ledger(&by_script);
    assert_eq!((&team, &ledger), (&team_and_ledger(&by_api).0, &team_and_ledger(&by_api).1));
    assert!(team[0]["revoked_at"].is_string());
    assert_eq!(ledger.len(), 1);
    let last = revoking.trim().lines().last().expect("a statement");
    assert_eq!(database::rows(&by_script.db.borrow(), last)[0]["name"], "Rani");
}

#[test]
fn whoever_is_revoked_already_or_has_that_address_changes_nothing() {
    let host = Recording::new();
    run(&mut host.db.borrow_mut(), &sql(&["add", "Léa", "reviewer", "lea@example.com"])).expect("added");
    run(&mut host.db.borrow_mut(), &sql(&["revoke", "usr_1"])).expect("revoked");
    let before = team_and_ledger(&host);
    for args in [&["add", "Max", "admin", "LEA@example.com"][..], &["revoke", "usr_1"], &["revoke", "usr_nobody"]] {
        run(&mut host.db.borrow_mut(), &sql_after(1, args)).expect("it runs");
        assert_eq!(team_and_ledger(&host), before, "{args:?}");
    }
}

#[test]
fn a_ledger_that_fails_leaves_the_team_as_it_was() {
    for args in [&["add", "Max", "admin"][..], &["revoke", "usr_1"]] {
        let host = Recording::new();
        let before = team_and_ledger(&host);
        let broken = "CREATE TEMP TRIGGER broken BEFORE INSERT ON run_ledger BEGIN SELECT RAISE(ABORT, 'broken'); END";
        host.db.borrow().execute_batch(broken).expect("a trigger");
        let error = run(&mut host.db.borrow_mut(), &sql(args)).expect_err("it fails").to_string();
        assert!(error.contains("broken"), "{error}");
        assert_eq!(team_and_ledger(&host), before, "{args:?}");
    }
}

#[test]
fn what_the_api_refuses_is_refused_before_there_is_any_sql() {
    for (args, why) in [
        (&["add", " ", "admin"][..], "name must have"),
        (&["add", "Max", "owner"], "role must be"),
        (&["add", "Max", "admin", "nobody"], "e-mail"),
        (&["revoke", "usr_1; --"], "no id"),
        (&["remove", "usr_1"], "usage"),
    ] {
        let error = written(args).expect_err("refused");
        assert!(error.contains(why), "{args:?}: {error}");
    }
}

fn literals(sql: &'static str, params: Vec<Param>) -> Option<String> {
    with_literals(&Statement { name: "test", sql, params })
}

#[test]
fn a_placeholder_is_replaced_whole_and_outside_of_quotes_alone() {
    let numbers = || (1..=12).map(Param::Integer).collect::<Vec<_>>();
    assert_eq!(literals("?1,?12,?2", numbers()).as_deref(), Some("(1),(12),(2)"));
    assert_eq!(
        literals("'?1' || '''?1' || \"?1\" || ?1", numbers()).as_deref(),
        Some("'?1' || '''?1' || \"?1\" || (1)")
    );
    assert_eq!(literals("?1-?2", vec![Param::Null, Param::Integer(-1)]).as_deref(), Some("NULL-(-1)"));
    let texts = vec![Param::from("?2 'x'"), Param::from("?1")];
    assert_eq!(literals("?1, ?2", texts).as_deref(), Some("'?2 ''x''', '?1'"));
    for missing in ["?13", "?0", "?", "?x", "?99999999999999999999999"] {
        assert_eq!(literals(missing, numbers()), None, "{missing}");
    }
    assert_eq!(literals("?1", vec![Param::from("cut\0off")]), None);
}
