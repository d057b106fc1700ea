//! What the pure steps cost, natively: `cargo bench --bench kernels`.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use whatsapp_order_ack::gate::{KnownProducts, Product, judge};

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

fn products(n: usize) -> KnownProducts {
    let product = |i: usize| Product {
        reference: format!("HT{i}"),
        name: format!("{} {} {}", GOODS[i % 12], KINDS[i / 12 % 10], word(i)),
        aliases: format!("{}{}", GOODS[i % 12].to_lowercase(), word(i)),
    };
    KnownProducts::from_products(&(0..n).map(product).collect::<Vec<_>>())
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

criterion_group!(kernels, gate);
criterion_main!(kernels);
