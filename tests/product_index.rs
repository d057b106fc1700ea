//! The index of products: a list of any length is known, costs a draft little, and is made anew
//! in slices while the one before it judges.

use serde_json::json;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;
use testkit::database::{count, rows};
use testkit::recording::{Fixed, NOON, Recording, Slow};
use whatsapp_order_ack::bulk_import::Product;
use whatsapp_order_ack::clock::Timestamp;
use whatsapp_order_ack::draft::drafting;
use whatsapp_order_ack::identity::{ReviewerId, SenderId};
use whatsapp_order_ack::products::catalogue;
use whatsapp_order_ack::products::index::build::{self, Progress};
use whatsapp_order_ack::review::Role;
use whatsapp_order_ack::settings::Settings;
use whatsapp_order_ack::sweep;
use whatsapp_order_ack::team::reviewer::Reviewer;

fn settings() -> Settings {
    Settings::of(Fixed("template"))
}

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

/// A word of eleven letters, another for each number below 26^5, and no plural.
fn word(n: usize) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(n / 26_usize.pow(place) % 26).expect("below 26"));
    format!("b{}o{}{}na{}{}lue", letter(4), letter(3), letter(2), letter(1), letter(0))
}

/// Products with so many names each, of so many words out of 60,000; no name stands twice.
fn goods(many: usize, names: usize, words: usize) -> Vec<Product> {
    let one_of = |n: usize| word(n % 60_000 * 7_919 % 26_usize.pow(5));
    let name = |n: usize| (0..words).map(|w| one_of(n + w * (n / 60_000 + 7 * n + 1))).collect::<Vec<_>>().join(" ");
    let product = |p: usize| Product {
        reference: format!("REF-{p:05}"),
        name: name(p * (names + 1)),
        aliases: (1..=names).map(|a| name(p * (names + 1) + a)).collect::<Vec<_>>().join("|"),
    };
    (0..many).map(product).collect()
}

fn put(host: &Recording, goods: &[Product]) -> u64 {
    let (put, cost) = host.run(catalogue::put(host, &rani(), goods));
    put.expect("they are taken");
    cost.rows_written
}

/// Slices until the index is up to date: how many, and the rows that they wrote.
fn build(host: &Recording) -> (u32, u64) {
    let (mut slices, mut written) = (0, 0);
    loop {
        let (progress, cost) = host.run(build::slice(host));
        written += cost.rows_written;
        if progress.expect("a database") == Progress::UpToDate {
            return (slices, written);
        }
        slices += 1;
        assert!(slices < 5_000, "it comes to an end");
    }
}

/// A message of a customer of its own. Returns the names on its card, and what the index cost:
/// rows and bytes.
fn draft(host: &Recording, text: &str) -> (String, usize, usize) {
    let n = count(&host.db.borrow(), "SELECT count(*) FROM inbound_message");
    let at = Timestamp::from_seconds(NOON);
    let closes = at.plus(Duration::from_secs(24 * 60 * 60));
    host.db
        .borrow()
        .execute_batch(&format!(
            "INSERT INTO customers (id, name) VALUES ('c_{n}', 'Exemple');
             INSERT INTO allowlist (address, sender_id, customer_id, opt_in_note, added_by, added_at)
             VALUES ('336{n}', 'snd_{n}', 'c_{n}', 'asked', 'usr_1', 'x');
             INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness,
               stamped_at, admitted_at, window_closes_at, waiting, wamid, reply_to, text, customer_id)
             VALUES ('m_{n}', 'inv', 'snd_{n}', 'admitted', 'words', 'text', 'fresh', '{at}', '{at}', '{closes}',
               1, 'wamid.{n}', '336{n}', '{text}', 'c_{n}');"
        ))
        .expect("a message");
    let sender = SenderId::parse(&format!("snd_{n}")).expect("a sender");
    host.read.borrow_mut().clear();
    let next = host.run(drafting::draft(host, &settings(), &sender)).0.expect("drafted");
    assert_eq!(next, drafting::NextLook::Nothing);
    let read = host.read.borrow();
    let cost = ["product_index", "product_index_pages"].map(|name| read.get(name).copied().unwrap_or_default());
    let evidence = format!(
        "SELECT group_concat(e.value ->> 'text', ';') AS names FROM review_queue r, json_each(r.gate_evidence) e
         WHERE r.sender_id = 'snd_{n}' AND e.value ->> 'kind' IN ('product', 'quantity_product')"
    );
    let names = rows(&host.db.borrow(), &evidence)[0]["names"].as_str().unwrap_or_default().to_owned();
    (names, cost[0].0 + cost[1].0, cost[0].1 + cost[1].1)
}

/// Whether the gate knows this by now.
fn known(host: &Recording, name: &str) -> bool {
    draft(host, &format!("Bonjour, 3 {name}")).0.contains(name)
}

fn assert_known(host: &Recording, goods: &[Product]) {
    for product in goods.iter().step_by(goods.len() / 7 + 1).chain(goods.last()) {
        for name in product.aliases.split('|').chain([product.name.as_str(), &product.reference.replace('-', " ")]) {
            if !name.is_empty() {
                assert!(known(host, name), "{name}");
            }
        }
    }
}

/// `harissa` as it may be typed.
fn typos(word: &str) -> [String; 4] {
    let left_out = |at: usize| word.chars().enumerate().filter(|(n, _)| *n != at).map(|(_, c)| c).collect();
    let mut swapped: Vec<char> = word.chars().collect();
    swapped.swap(2, 3);
    [left_out(2), left_out(word.len() - 2), swapped.into_iter().collect(), format!("{word}w")]
}

#[test]
fn a_short_list_is_known_at_once() {
    let (host, goods) = (Recording::new(), goods(100, 1, 2));
    put(&host, &goods);
    assert_known(&host, &goods);
    assert_eq!(build(&host), (0, 0), "nothing is left to do");
    let indexed = "SELECT count(*) FROM run_ledger WHERE step = 'products' AND outcome = 'indexed'
      AND reason = 'products:100'";
    assert_eq!(count(&host.db.borrow(), indexed), 1);
}

#[test]
fn a_list_is_known_however_it_is_handed_in() {
    for (many, names, words, chunk) in [(500, 20, 2, 500), (500, 8, 4, 77), (1_201, 6, 2, 1_201), (90, 3, 1, 1)] {
        let (host, goods) = (Recording::new(), goods(many, names, words));
        goods.chunks(chunk).for_each(|chunk| assert!(put(&host, chunk) > 0));
        build(&host);
        assert_known(&host, &goods);
        assert_eq!(count(&host.db.borrow(), "SELECT products FROM product_index"), i64::try_from(many).expect("a few"));
    }
}

#[test]
fn a_slip_is_found_beside_the_word_that_is_meant() {
    let host = Recording::new();
    let by_hand = "INSERT INTO products (reference, name) VALUES ('Z-9', 'zimbrule zimbrule'), ('Z-8', 'zorglub')";
    host.db.borrow().execute_batch(by_hand).expect("by hand");
    build(&host);
    for name in ["zimbrle zimbrule", "zimbrule zimbrle", "zibmrule zimbrlue", "zorglib zimbrule"] {
        assert!(
            draft(&host, &format!("Bonjour, 3 {name}")).0.contains(name.split(' ').next().expect("a word")),
            "{name}"
        );
    }
    assert_eq!(draft(&host, "Bonjour, 3 bimbrule").0, "", "never the first letter");
}

#[test]
fn what_is_the_same_already_is_not_written() {
    let (host, goods) = (Recording::new(), goods(1_201, 6, 2));
    assert!(put(&host, &goods) < 1_201 + 50);
    build(&host);
    assert_eq!(put(&host, &goods), 1, "the ledger's row");
    assert_eq!(build(&host), (0, 0));
    let mut changed = goods;
    changed[7].name = "zimbrule".into();
    assert_eq!(put(&host, &changed), 3, "a product, the mark, and the ledger's row");
    assert!(!known(&host, "zimbrule"), "a long list is left to the sweep");
    build(&host);
    assert!(known(&host, "zimbrule"));
}

#[test]
fn a_list_by_hand_is_known_after_sweeps() {
    let host = Recording::new();
    let by_hand = |sql: &str| host.db.borrow().execute_batch(sql).expect("by hand");
    let swept = || host.run(sweep::sweep(&host, &settings())).0.expect("swept");
    by_hand("INSERT INTO products (reference, name, aliases) VALUES ('Z-9', 'zimbrule', '[\"zorglub\"]')");
    assert!(!known(&host, "zimbrule"), "not before a sweep");
    swept();
    assert!(known(&host, "zimbrule") && known(&host, "zorglub"));
    by_hand("UPDATE products SET name = 'bimbrule' WHERE reference = 'Z-9'");
    swept();
    assert!(known(&host, "bimbrule") && !known(&host, "zimbrule") && known(&host, "zorglub"));
    by_hand("INSERT OR REPLACE INTO products (reference, name) VALUES ('Z-9', 'limbrule')");
    swept();
    assert!(known(&host, "limbrule") && !known(&host, "zorglub"));
    by_hand("DELETE FROM products");
    swept();
    assert!(!known(&host, "limbrule"));
    by_hand(
        "INSERT INTO products (reference, name, aliases) VALUES (7, 'zimbrule', 8.5), (X'4142', 'zorglub', ''), ('', '', '')",
    );
    swept();
    assert!(known(&host, "zimbrule") && known(&host, "zorglub"));
}

#[test]
fn the_index_in_force_judges_while_the_next_is_made() {
    let (host, goods) = (Recording::new(), goods(700, 5, 2));
    put(&host, &goods);
    build(&host);
    host.db
        .borrow()
        .execute_batch("UPDATE products SET name = 'zimbrule' WHERE reference = 'REF-00699'")
        .expect("by hand");
    let old = &goods[699].name;
    let mut slices = 0;
    loop {
        let count = host.run(catalogue::list(&host, "", 1)).0.expect("a page").count;
        assert!(count.rebuilding && count.total == 700 && count.known == 700);
        assert!(known(&host, old) && !known(&host, "zimbrule"), "after {slices} slices");
        if host.run(build::slice(&host)).0.expect("a slice") == Progress::UpToDate {
            break;
        }
        slices += 1;
    }
    assert!(slices > 3, "{slices}");
    assert!(known(&host, "zimbrule") && !known(&host, old));
    assert!(!host.run(catalogue::list(&host, "", 1)).0.expect("a page").count.rebuilding);
}

#[test]
fn what_changes_while_the_index_is_made_is_in_the_next_one() {
    let (host, goods) = (Recording::new(), goods(700, 5, 2));
    put(&host, &goods);
    host.run(build::slice(&host)).0.expect("a slice");
    host.db
        .borrow()
        .execute_batch("UPDATE products SET name = 'zimbrule' WHERE reference = 'REF-00000'")
        .expect("by hand");
    build(&host);
    assert!(known(&host, "zimbrule") && !known(&host, &goods[0].name));
    assert_eq!(count(&host.db.borrow(), "SELECT count(*) FROM run_ledger WHERE outcome = 'indexed'"), 2);
}

#[test]
fn a_slice_that_fails_is_done_again_and_stops_nothing() {
    let statements = [
        "product_index_state",
        "begin_product_index",
        "products_after",
        "go_on_product_index",
        "write_product_index_pages",
        "product_index_pages_ahead",
        "forget_product_index_runs",
        "product_index_starts",
        "publish_product_index",
    ];
    for broken in statements {
        let (host, goods) = (Recording::new(), goods(700, 5, 2));
        put(&host, &goods);
        build(&host);
        host.db.borrow().execute_batch("UPDATE products SET aliases = aliases || \'|zimbrule\'").expect("by hand");
        let (mut failed, mut slices) = (0, 0);
        loop {
            // It fails twice where it comes to this statement.
            host.broken.set((failed < 2).then_some(broken));
            let (progress, _) = host.run(build::slice(&host));
            failed += u32::from(progress.is_err());
            host.broken.set(None);
            slices += 1;
            if progress.is_ok_and(|progress| progress == Progress::UpToDate) {
                break;
            }
            assert!(slices < 500, "{broken}");
        }
        assert_eq!(failed, 2, "{broken}");
        assert_known(&host, &goods);
        assert!(known(&host, "zimbrule"), "{broken}");
        let runs = "SELECT count(DISTINCT run) FROM product_index_page";
        assert_eq!(count(&host.db.borrow(), runs), 2, "{broken}: the one in force and the one before it");
    }
}

#[test]
fn of_two_slices_at_once_one_counts() {
    let (host, goods) = (Recording::new(), goods(700, 5, 2));
    put(&host, &goods);
    let slow = Slow(&host);
    let mut context = Context::from_waker(Waker::noop());
    for rounds in 1.. {
        let (mut one, mut other) = (pin!(build::slice(&slow)), pin!(build::slice(&slow)));
        let mut done = (false, false);
        while done != (true, true) {
            done.0 = done.0 || one.as_mut().poll(&mut context).is_ready();
            done.1 = done.1 || other.as_mut().poll(&mut context).is_ready();
        }
        if count(&host.db.borrow(), "SELECT work IS NULL AND changed = 0 FROM product_index_build") == 1 {
            break;
        }
        assert!(rounds < 100, "it comes to an end");
    }
    assert_known(&host, &goods);
    let indexed = "SELECT count(*) FROM run_ledger WHERE outcome = 'indexed' AND reason = 'products:700'";
    assert_eq!(count(&host.db.borrow(), indexed), 1);
}

#[test]
fn a_slice_that_is_cut_off_anywhere_is_done_again() {
    let (host, goods) = (Recording::new(), goods(700, 5, 2));
    put(&host, &goods);
    let slow = Slow(&host);
    let mut context = Context::from_waker(Waker::noop());
    for cut_off in (1..=5).cycle().take(60) {
        let mut slice = pin!(build::slice(&slow));
        let _ = (0..cut_off).find(|_| slice.as_mut().poll(&mut context).is_ready());
    }
    build(&host);
    assert_known(&host, &goods);
    assert_eq!(count(&host.db.borrow(), "SELECT products FROM product_index"), 700);
}

#[test]
fn a_build_that_was_broken_by_hand_begins_anew() {
    for by_hand in [
        "DELETE FROM product_index_page",
        "UPDATE product_index_build SET work = 'x'",
        "UPDATE product_index_build SET work = json_set(work, '$.form', 0)",
        "UPDATE product_index SET form = 0; UPDATE product_index_build SET work = NULL, changed = 0",
        "UPDATE product_index_build SET first_words = 'x', work = NULL, changed = 1",
    ] {
        let (host, goods) = (Recording::new(), goods(700, 5, 2));
        put(&host, &goods);
        host.run(build::slice(&host)).0.expect("a slice");
        host.run(build::slice(&host)).0.expect("a slice");
        host.db.borrow().execute_batch(by_hand).expect("by hand");
        build(&host);
        assert_known(&host, &goods);
    }
}

#[test]
fn an_enormous_product_stops_no_other() {
    let host = Recording::new();
    let names: Vec<String> = (0..8_000).map(|n| word(n).replace("lue", "")).collect();
    let sql = "INSERT INTO products (reference, name, aliases) VALUES (?1, ?2, ?3)";
    let products = [
        ("A-1", "harissa".to_owned(), json!(names).to_string()),
        ("A-2", "x".repeat(900_000), "y".repeat(900_000)),
        (&"z".repeat(1_900_000), "zorglub".to_owned(), String::new()),
        ("Z-9", "zimbrule".to_owned(), String::new()),
    ];
    for (reference, name, aliases) in &products {
        host.db.borrow().execute(sql, (reference, name, aliases)).expect("by hand");
    }
    build(&host);
    for name in [&names[0], &names[7_999], "harissa", "zorglub", "zimbrule"] {
        assert!(known(&host, name), "{name}");
    }
}

#[test]
fn a_product_with_as_many_letters_as_it_may_have_is_known() {
    let host = Recording::new();
    let product = |n: usize| Product {
        reference: format!("{n}{}", "🫒".repeat(60)),
        name: "\u{1}".repeat(150) + &word(n),
        aliases: "\u{2}\"".repeat(900) + "|" + &word(10_000 + n),
    };
    let goods: Vec<Product> = (0..600).map(product).collect();
    put(&host, &goods);
    build(&host);
    assert!(known(&host, &word(599)) && known(&host, &word(10_599)));
}

#[test]
fn a_draft_reads_little_of_a_long_list_and_finds_slips_in_it() {
    let (host, goods) = (Recording::new(), goods(20_000, 20, 2));
    let mut written = 0;
    for chunk in goods.chunks(1_777) {
        written += put(&host, chunk);
    }
    let (slices, built) = build(&host);
    let pages = count(&host.db.borrow(), "SELECT count(*) FROM product_index_page");
    let bytes = count(&host.db.borrow(), "SELECT sum(length(body)) FROM product_index_page");
    println!("import {written} rows; index {built} rows in {slices} slices; {pages} pages of {bytes} bytes");
    assert!(written <= 20_000 + 100, "{written}");
    assert!(built < 20_000, "{built}");
    assert!(host.heaviest.get() < 5_000_000, "{} bytes in one batch", host.heaviest.get());
    let check = |text: &str, expected: &str| {
        let (names, rows, bytes) = draft(&host, text);
        println!("{rows} rows, {bytes} bytes: {text:.60}");
        assert!(rows <= 20 && bytes <= 256 * 1024, "{rows} rows, {bytes} bytes for {text}");
        assert!(names.contains(expected), "{expected} in {names} of {text}");
    };
    for product in goods.iter().step_by(4_999).chain(goods.last()) {
        let name = product.aliases.rsplit('|').next().expect("a name");
        check(&format!("Bonjour, je voudrais 3 cartons de {name} svp, merci beaucoup"), name);
        let (first, second) = name.split_once(' ').expect("two words");
        for (a, b) in typos(first).iter().zip(typos(second)) {
            check(&format!("Bonjour, 3 {a} {second}"), &format!("{a} {second}"));
            check(&format!("Bonjour, 3 {first} {b}"), &format!("{first} {b}"));
        }
    }
    let all: Vec<&str> = goods.iter().step_by(400).map(|product| product.name.as_str()).collect();
    check(&format!("Bonjour, 2 {}", all.join(", 3 ")), all[0]);
    check(&"zorglub blimp wxyzt ".repeat(200), "");
}
