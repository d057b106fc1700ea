//! What the pure steps cost, natively: `cargo bench --bench kernels`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ring::hmac;
use serde_json::json;
use std::hint::black_box;
use testkit::recording::Recording;
use whatsapp_order_ack::bulk_import;
use whatsapp_order_ack::gate::{GateProduct, KnownProducts, judge, keys_of_message, typos_of_message};
use whatsapp_order_ack::guard;
use whatsapp_order_ack::identity::{Reviewer, ReviewerId, Role};
use whatsapp_order_ack::language::Language;
use whatsapp_order_ack::products::catalogue;
use whatsapp_order_ack::products::index::directory::{Directory, IndexSearch};
use whatsapp_order_ack::products::index::first_words::FirstWords;
use whatsapp_order_ack::products::index::merge::{AHEAD, FAN_IN, Merge, Run, RunPage};
use whatsapp_order_ack::products::index::page::{IndexPage, PageWriter};
use whatsapp_order_ack::products::index::terms;
use whatsapp_order_ack::taught_words::kind::WordKind;
use whatsapp_order_ack::teaching::teach::WordChange;
use whatsapp_order_ack::teaching::trial;
use whatsapp_order_ack::webhook::payload;
use whatsapp_order_ack::webhook::signature::{AppSecrets, Signature};

/// Messages as customers write them; a pass over all of them is one iteration.
const MESSAGES: [&str; 10] = [
    "Bonjour, 10 cartons de coca et 5 packs d'eau svp",
    "Salut, je voudrais 12 caisses de jus d'orange et 4 sacs de riz. Merci",
    "HT17 x3",
    "Où est ma commande ?",
    "2 sacs riz\n1 bidon huile\n3 hariss tube",
    "Bonsoir vous livrez demain matin ?",
    "Necesito 3 cajas de tomates y 1 1/2 kilo de papas",
    "quero 2 caixas de suco por favor",
    "ok merci beaucoup bonne journée",
    "Il me faut deux sacs de riz et un bidon d'huile d'olive",
];

const GOODS: [&str; 12] = [
    "Harissa",
    "Huile",
    "Riz",
    "Semoule",
    "Concentré",
    "Couscous",
    "Thon",
    "Sardine",
    "Olive",
    "Pois",
    "Farine",
    "Sucre",
];
const KINDS: [&str; 10] = ["tube", "bidon", "long", "fine", "double", "moyen", "entier", "piquante", "verte", "chiche"];

fn list(n: usize) -> Vec<GateProduct> {
    let product = |i: usize| GateProduct {
        reference: format!("HT{i}"),
        name: format!("{} {} {}", GOODS[i % 12], KINDS[i / 12 % 10], word(i)),
        aliases: format!("{}{}", GOODS[i % 12].to_lowercase(), word(i)),
    };
    (0..n).map(product).collect()
}

fn products(n: usize) -> KnownProducts {
    KnownProducts::from_products(&list(n))
}

/// Products with twenty other names of two words each, no word twice.
fn rich(n: usize) -> Vec<GateProduct> {
    let name = |i: usize| format!("{} {}", word(2 * i * 7_919 % 17_850_625), word((2 * i + 1) * 7_919 % 17_850_625));
    let product = |i: usize| GateProduct {
        reference: format!("HT{i}"),
        name: name(21 * i),
        aliases: (1..=20).map(|a| name(21 * i + a)).collect::<Vec<_>>().join("|"),
    };
    (0..n).map(product).collect()
}

/// A word of its own for each number.
fn word(mut n: usize) -> String {
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(b"bcdfglmnprstv"[n % 13]));
        n /= 13;
        word.push(char::from(b"aeiou"[n % 5]));
        n /= 5;
    }
    word
}

fn gate(c: &mut Criterion) {
    let mut group = c.benchmark_group("gate");
    group.throughput(Throughput::Elements(MESSAGES.len() as u64));
    for n in [0, 10, 1_000, 10_000, 100_000] {
        let known = products(n);
        group.bench_with_input(BenchmarkId::new("products", n), &known, |b, known| {
            b.iter(|| MESSAGES.iter().for_each(|text| drop(black_box(judge(black_box(text), None, known)))));
        });
    }
    group.finish();
}

fn pages(products: &[GateProduct]) -> (Vec<IndexPage>, FirstWords) {
    let (terms, first) = terms::of_products(products);
    let mut words = FirstWords::none();
    first.iter().for_each(|word| words.add(word));
    let mut writer = PageWriter::default();
    terms.iter().for_each(|term| writer.push(term));
    (writer.pages(), words.fitted())
}

/// What one message costs when its pages were read; a slice that reads products; a slice that
/// merges runs.
fn index(c: &mut Criterion) {
    let mut group = c.benchmark_group("index");
    for (name, products) in [("20,000", list(20_000)), ("20,000 rich", rich(20_000))] {
        let (pages, words) = pages(&products);
        let starts: Vec<&str> = pages.iter().map(|page| page.starts_at.as_str()).collect();
        let (starts, words) = (starts.join("\n"), words.write());
        println!("{name}: {} pages, directory of {} bytes", pages.len(), starts.len() + words.len());
        let directory = Directory::read(1, &starts, &words).expect("a directory");
        group.bench_function(BenchmarkId::new("directory", name), |b| b.iter(|| Directory::read(1, &starts, &words)));
        let messages: Vec<String> = MESSAGES.iter().map(|text| (*text).to_owned()).collect();
        let named = [7, 777, 7_777].map(|n: usize| format!("Bonjour, 3 cartons de {} svp", products[n].name));
        let typo = named.clone().map(|text| text.replace("a", "z"));
        for (kind, texts) in [("messages", messages.as_slice()), ("names", &named), ("typos", &typo)] {
            let loaded: Vec<_> = texts
                .iter()
                .map(|text| {
                    let mut search = IndexSearch::of(&directory);
                    for page in search.first_pages(&keys_of_message(text, &[]), &typos_of_message(text)) {
                        search.keep(page as u32, pages[page].body.clone());
                    }
                    let keys = keys_of_message(text, &search.corrections(&typos_of_message(text)));
                    for page in search.more_pages(&keys) {
                        search.keep(page as u32, pages[page].body.clone());
                    }
                    (text, search)
                })
                .collect();
            group.throughput(Throughput::Elements(texts.len() as u64));
            group.bench_function(BenchmarkId::new(kind, name), |b| {
                b.iter(|| {
                    for (text, search) in &loaded {
                        let typos = typos_of_message(text);
                        let mut keys = keys_of_message(text, &[]);
                        black_box(search.first_pages(&keys, &typos));
                        let meant = search.corrections(&typos);
                        if !meant.is_empty() && typos.iter().any(|typed| !meant.contains(typed)) {
                            keys = keys_of_message(text, &meant);
                        }
                        let known = KnownProducts::from_keys(
                            keys.into_iter().filter_map(|key| search.product(&key).map(|reference| (key, reference))),
                        );
                        black_box(judge(text, None, &known));
                    }
                })
            });
        }
        group.throughput(Throughput::Elements(1));
        let slice = if name.ends_with("rich") { &products[..70] } else { &products[..250] };
        group.bench_function(BenchmarkId::new("slice that reads", name), |b| b.iter(|| self::pages(black_box(slice))));
        let many = products.len() / FAN_IN;
        let runs: Vec<Vec<IndexPage>> = products.chunks(many).map(|chunk| self::pages(chunk).0).collect();
        let each = AHEAD as usize / FAN_IN + 1;
        let read: Vec<RunPage> = (0u32..)
            .zip(&runs)
            .flat_map(|(run, pages)| {
                let bound = pages.get(each).map(|page| page.starts_at.clone());
                let page = move |(n, page): (usize, &IndexPage)| RunPage {
                    run,
                    page: n as u32,
                    body: page.body.clone(),
                    bound: bound.clone(),
                };
                pages.iter().take(each).enumerate().map(page)
            })
            .collect();
        let of: Vec<Run> = (0u32..).zip(&runs).map(|(id, pages)| Run { id, pages: pages.len() as u32 }).collect();
        group.bench_function(BenchmarkId::new("slice that merges", name), |b| {
            b.iter(|| Merge::of(of.iter().copied(), 99).slice(black_box(&read)).map(|pages| pages.len()))
        });
        let merged = Merge::of(of.iter().copied(), 99).slice(&read).map(|pages| pages.len());
        println!("{name}: {} pages merged to {merged:?}", read.len());
    }
    group.finish();
}

/// A webhook of one message, with text to fill it up to so many bytes.
fn webhook(bytes: usize) -> Vec<u8> {
    let body = |text: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102290129340398","changes":[{{"field":"messages",
            "value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"33140000000",
            "phone_number_id":"123456123"}},"contacts":[{{"profile":{{"name":"Exemple"}},"wa_id":"33600000001"}}],
            "messages":[{{"from":"33600000001","id":"wamid.HBgLMzM2MDAwMDAwMDEVAgASGBQz","timestamp":"1772352000",
            "type":"text","text":{{"body":"{text}"}}}}]}}}}]}}]}}"#
        )
    };
    let empty = body("").len();
    body(&"10 cartons ".repeat(bytes / 11).as_str()[..bytes.saturating_sub(empty)]).into_bytes()
}

const SECRET: &str = "a secret of the benches, 32 bytes";

/// HMAC-SHA256 as the Worker does it, beside ring's hand-written assembly.
fn verify(c: &mut Criterion) {
    let mut group = c.benchmark_group("verify");
    for bytes in [700, 64 * 1024] {
        let body = webhook(bytes);
        let theirs = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
        let tag = hmac::sign(&theirs, &body);
        let header = format!("sha256={}", hex::encode(tag.as_ref()));
        let secrets = AppSecrets { current: SECRET, previous: None };
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::new("ours", bytes), |b| {
            b.iter(|| Signature::parse(&header).and_then(|s| s.verify(black_box(&body), &secrets).map(|_| ())));
        });
        group.bench_function(BenchmarkId::new("ring", bytes), |b| {
            b.iter(|| {
                let key = hmac::Key::new(hmac::HMAC_SHA256, black_box(SECRET.as_bytes()));
                hmac::verify(&key, black_box(&body), tag.as_ref()).is_ok()
            });
        });
    }
    group.finish();
}

fn parse(c: &mut Criterion) {
    let mut group = c.benchmark_group("parse");
    for bytes in [700, 64 * 1024] {
        let body = webhook(bytes);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(bytes), |b| b.iter(|| payload::parse(black_box(&body)).len()));
    }
    group.finish();
}

/// A harmless acknowledgment, which is read to its end.
fn guarded(c: &mut Criterion) {
    let message = "Bonjour, 10 cartons de coca et 5 packs d'eau svp";
    let draft = "Bonjour, nous avons bien reçu votre commande de 10 cartons de coca et 5 packs d'eau, merci beaucoup ! \
                 Nous la regardons et revenons vers vous en cas de question.";
    let context = guard::Context { message, language: Some(Language::Fr), ..Default::default() };
    c.bench_function("guard", |b| b.iter(|| guard::check(&context, black_box(draft))));
}

/// Five hundred cards of a message each, with the word that is tried in it.
const TOUCHED: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO review_queue (id, write_id, sender_id, customer_id, state, version, opened_at, received_at,
  window_closes_at, gate_verdict, gate_evidence)
SELECT 'rev_' || i, 'w', 'snd_' || i, 'c' || i, 'expired', 1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:00:00.000Z',
  '2026-03-02T08:00:00.000Z', 'not_an_order', '[]' FROM n;
INSERT INTO inbound_message (message_ref, invocation, sender_id, outcome, kind, kind_name, freshness, stamped_at,
  admitted_at, window_closes_at, waiting, review_id, text)
SELECT 'm_' || substr(id, 5), 'inv', sender_id, 'admitted', 'words', 'text', 'fresh', '2026-03-01T08:00:00.000Z',
  '2026-03-01T08:00:00.000Z', '2026-03-02T08:00:00.000Z', 0, id, '";

/// A page of a trial all of whose cards have the word, with as many words taught as can be: the
/// whole request but for what the dispatcher does, SQLite included.
fn a_page_of_a_trial(c: &mut Criterion) {
    let mut group = c.benchmark_group("a page of a trial");
    let many = |n: usize| (0..200).map(|i| format!("mot{} {}", letters(n), letters(i))).collect::<Vec<_>>();
    let patterns = ["[A-Z]{2}-?[0-9]{3,4}", "7[0-9]{5}", "[A-Z][0-9]{2}[A-Z]{1,3}-[0-9]{2,6}"];
    let taught = json!({"goods": many(1), "packages": many(2), "order": many(3), "never": many(4),
        "article_numbers": patterns, "drafts": []});
    let message = MESSAGES[4].replace('\n', ", ").replace('\'', "");
    for (name, text) in [
        ("short cards", format!("zorblax {message}")),
        ("long cards", format!("zorblax {message} ").repeat(80)),
        ("article numbers", "zorblax AB-1234 x 3, 712345 x 2, Z99ZZ-12 ".repeat(80)),
    ] {
        let host = Recording::new();
        host.db.borrow().execute_batch(&format!("{TOUCHED}{text}' FROM review_queue;")).expect("cards");
        let insert = "INSERT INTO taught_words (version, body, invocation, changed_by, changed_at)
            VALUES (1, ?1, 'inv', 'usr_1', '2026-03-01T08:00:00.000Z')";
        host.db.borrow().execute(insert, [taught.to_string()]).expect("words");
        let as_listed = |GateProduct { reference, name, aliases }| bulk_import::Product { reference, name, aliases };
        let products: Vec<_> = list(200).into_iter().map(as_listed).collect();
        host.run(catalogue::put(&host, &rani(), &products)).0.expect("products");
        let mut words = many(1);
        words[0] = "zorblax".into();
        let change = WordChange { version: 1, kind: WordKind::Goods, words };
        let tried = host.run(trial::go_on(&host, &rani(), &change, true)).0.expect("a database").expect("tried");
        assert!(tried.cards > 0 && tried.left > 0, "{tried:?}");
        println!("{name}: {} cards a page", tried.cards);
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| host.run(trial::go_on(&host, &rani(), black_box(&change), true)).0.expect("a database").is_ok());
        });
    }
    group.finish();
}

fn letters(n: usize) -> String {
    [n / 26 % 26, n % 26].map(|n| char::from(b'a' + u8::try_from(n).expect("a letter"))).iter().collect()
}

fn rani() -> Reviewer {
    let id = ReviewerId::parse("usr_1").expect("an id");
    Reviewer { id, name: "Rani".into(), role: Role::Admin, language: "fr".into() }
}

criterion_group!(kernels, verify, parse, gate, index, guarded, a_page_of_a_trial);
criterion_main!(kernels);
