//! What an admin does, once each.

use super::*;
use whatsapp_order_ack::customers::customer_queries::CustomerSearch;
use whatsapp_order_ack::customers::{home, proposals};
use whatsapp_order_ack::identity::Role;
use whatsapp_order_ack::ledger::strangers;
use whatsapp_order_ack::profile;
use whatsapp_order_ack::team::sign_in_link;

pub fn admin(host: &Recording, rani: &Reviewer) {
    let run = |what: &str, done: bool| assert!(done, "{what}");
    let address = Address::as_sent("33600000004").expect("an address");
    let product = bulk_import::Product { reference: "HT1".into(), name: "Harissa".into(), aliases: "piment".into() };
    let customer = bulk_import::Customer { id: "c9".into(), name: "Exemple".into(), language: "fr".into() };
    let order = bulk_import::Order {
        id: "o1".into(),
        customer_id: "c9".into(),
        placed_at: "2026-01-02T00:00:00.000Z".into(),
        summary: "2 cartons".into(),
    };
    run("products", host.run(catalogue::put(host, rani, &[product])).0.is_ok());
    run("products", host.run(catalogue::list(host, "", 100)).0.is_ok());
    run("products", host.run(catalogue::find(host, "HT1")).0.is_ok_and(|product| product.is_some()));
    run("products", host.run(catalogue::remove(host, rani, "HT1")).0.is_ok());
    run("customers", host.run(directory::put(host, rani, &[customer])).0.is_ok());
    let file = MessageRef::parse("m_1").expect("a reference");
    run("media", host.run(media::open(host, &template(), &file, None)).0.is_ok());
    run("orders", host.run(directory::put_orders(host, rani, &[order])).0.is_ok());
    run("orders", host.run(directory::remove_order(host, rani, "o1")).0.is_ok());
    run("customers", host.run(directory::find(host, "c9")).0.is_ok());
    let search = CustomerSearch { words: "06 00 00".into(), without_address: true };
    run("customers", host.run(directory::list(host, &search, "", 100)).0.is_ok());
    run("customers", host.run(directory::roll(host, &search, "", 100)).0.is_ok());
    run("customers", host.run(directory::without_address(host)).0.is_ok());
    run("customers", host.run(profile::of(host, Role::Admin, "c9")).0.is_ok());
    let proposal = bulk_import::Proposal {
        address: "33600000071".into(),
        customer_id: "c9".into(),
        opt_in_note: "at the counter".into(),
        completed: false,
    };
    run("strangers", host.run(strangers::unlisted(host)).0.is_ok());
    run("strangers", host.run(strangers::wrote_before(host, &template(), &address)).0.is_ok());
    run("proposals", host.run(proposals::put(host, rani, &[proposal])).0.is_ok_and(|taken| taken == 1));
    run("proposals", host.run(proposals::list(host, "", 100)).0.is_ok_and(|rows| rows.len() == 1));
    run("proposals", host.run(proposals::waiting(host, "", 50)).0.is_ok_and(|waiting| waiting.count == 1));
    run("proposals", host.run(home::home(host)).0.is_ok());
    let proposed = Address::as_sent("33600000071").expect("an address");
    let of_nobody = host.run(proposals::confirm(host, &template(), rani, &proposed, "c8", "at the counter")).0;
    run("proposals", of_nobody.is_ok_and(|done| matches!(done, proposals::Confirmed::NoProposal)));
    run("proposals", host.run(proposals::discard(host, rani, &proposed)).0.is_ok());
    run("export", host.run(export::export(host, rani, "c3", 0)).0.is_ok());
    run("erase", host.run(erasure::erase(host, rani, "c3")).0.is_ok());
    run("allowlist", host.run(allowlist::list(host, "", 100)).0.is_ok());
    run("allowlist", host.run(allowlist::find(host, &address)).0.is_ok());
    let new = Address::as_sent("33600000005").expect("an address");
    run("allowlist", host.run(address_change::follow(host, &template(), rani, &address, &new)).0.is_ok());
    run("allowlist", host.run(allowlist::remove(host, &template(), rani, &address)).0.is_ok());
    run("allowlist", host.run(allowlist::remove_all(host, &template(), rani, "c2")).0.is_ok());
    run("templates", host.run(sets::list(host)).0.is_ok());
    let text = "{hello} {customer}, bien reçu, merci.".to_owned();
    run("templates", host.run(sets::put(host, rani, Language::Fr, &[text])).0.is_ok_and(|no| no.is_none()));
    colleagues::keep_replies(host, rani);
    run("rules", host.run(active::in_force(host)).0.is_ok());
    run(
        "rules",
        host.run(active::put(host, rani, 0, &Rules::default())).0.is_ok_and(|put| put == active::PutRules::Done),
    );
    run("persona", host.run(active::put_persona(host, rani, "Bref.")).0.is_ok());
    run("persona", host.run(active::judge_persona(host, rani, 1, true)).0.is_ok());
    let id = ReviewerId::parse("usr_00000000000000000000000000000009").expect("an id");
    let newcomer = members::NewMember { id: id.clone(), name: "Léa".into(), role: Role::Reviewer, email: None };
    run("team", host.run(members::add(host, rani, &newcomer)).0.is_ok());
    run("team", host.run(members::set_email(host, rani, &id, Some("lea@example.com"))).0.is_ok());
    telling::devices(host, rani);
    run("team", host.run(members::list(host)).0.is_ok());
    let made = host.run(sign_in_link::make(host, rani, &id)).0.expect("made").expect("a link");
    run("team", host.run(members::team(host)).0.is_ok_and(|team| team.links.len() == 1));
    let phone = host.run(sign_in_link::use_up(host, &made.code, None)).0.expect("used").expect("a session");
    run("team", host.run(sign_in_link::revoke_phone(host, rani, &phone.sha256())).0.is_ok());
    run("team", host.run(sign_in_link::take_back(host, rani, &id)).0.is_ok());
    run("team", host.run(members::revoke(host, rani, &id)).0.is_ok());
}
