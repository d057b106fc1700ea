//! Units in full and in the singular, and numbers in the words of each language.

use crate::gate::lexer::{Token, TokenKind};
use crate::gate::lexicon::Tongue;
use crate::gate::number_words;

/// What is written short. In another language the same letters may stand for another package.
const SHORT: [(Option<Tongue>, &str, &str); 28] = [
    (
        None,
        "kg",
        "kg kgs kgm kilo kilos klo kls k kilogramme kilogrammes kilogram kilograms kilogramo kilogramos quilo quilos chilo chili",
    ),
    (None, "g", "g gr grs gm gms gramme grammes gram grams gramo gramos grama gramas grammo grammi"),
    (None, "l", "l lt lts ltr ltrs litre litres liter liters litro litros litri"),
    (None, "ml", "ml"),
    (None, "cl", "cl"),
    (Some(Tongue::Pt), "caixa", "cx cxs"),
    (Some(Tongue::Pt), "pacote", "pct pcts pc"),
    (Some(Tongue::Pt), "unidade", "und un unds uns"),
    (Some(Tongue::Es), "unidad", "und unds ud uds"),
    (Some(Tongue::Es), "paquete", "paq paqs"),
    (Some(Tongue::Es), "pieza", "pza pzas pz"),
    (Some(Tongue::It), "pezzo", "pz pezzi"),
    (Some(Tongue::It), "cartone", "ct ctn crt"),
    (Some(Tongue::It), "confezione", "cf conf"),
    (Some(Tongue::En), "case", "cs"),
    (Some(Tongue::En), "piece", "pc pcs"),
    (Some(Tongue::En), "packet", "pkt pkts pct pcts pckt pckts"),
    (Some(Tongue::En), "punnet", "pun puns pnt pnts"),
    (Some(Tongue::En), "box", "bx bxs"),
    (Some(Tongue::En), "bunch", "bnch bch"),
    (Some(Tongue::En), "each", "each ea"),
    (Some(Tongue::Fr), "bouteille", "btl btls bouteil"),
    (Some(Tongue::Fr), "barquette", "barq barqs bqt bqts bq"),
    (Some(Tongue::Fr), "cagette", "cag cags"),
    (Some(Tongue::Fr), "sachet", "sch"),
    (Some(Tongue::Fr), "colis", "cls col"),
    (Some(Tongue::Fr), "pièce", "pce pces pcs pc"),
    (None, "carton", "ctn ctns crt crtn cart cartn ct cts"),
];

/// What an abbreviation stands for.
pub(super) fn in_full(folded: &str, tongue: Tongue) -> Option<&'static str> {
    let holds = |own: Option<Tongue>| {
        let mut of = SHORT.iter().filter(move |(language, _, _)| *language == own);
        of.find(|(_, _, short)| short.split(' ').any(|word| word == folded)).map(|(_, full, _)| *full)
    };
    if folded.len() > 12 {
        return None;
    }
    holds(Some(tongue)).or_else(|| holds(None)).or_else(|| {
        let alone = tongue == Tongue::Any;
        alone.then(|| [Tongue::Fr, Tongue::En, Tongue::Es].into_iter().find_map(|tongue| holds(Some(tongue)))).flatten()
    })
}

/// Whether a unit in full measures.
pub(super) fn measures(full: &str) -> bool {
    matches!(full, "kg" | "g" | "l" | "ml" | "cl")
}

/// A unit in full and in the singular, from how it is written.
pub(super) fn singular(written: &str, folded: &str, tongue: Tongue, one: bool) -> String {
    if let Some(full) = in_full(folded, tongue) {
        return full.to_owned();
    }
    let written = written.to_lowercase();
    let cut = |end: &str, put: &str| written.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    let kept = matches!(folded, "colis" | "brix" | "glass");
    let found = match tongue {
        _ if one || kept || written.chars().count() < 4 => None,
        Tongue::En => cut("loaves", "loaf")
            .or_else(|| cut("xes", "x"))
            .or_else(|| cut("ches", "ch"))
            .or_else(|| cut("sses", "ss"))
            .or_else(|| cut("s", "")),
        Tongue::Es => {
            cut("ones", "ón").or_else(|| cut("ades", "ad")).or_else(|| cut("iles", "il")).or_else(|| cut("s", ""))
        }
        Tongue::Pt => {
            cut("ões", "ão").or_else(|| cut("oes", "ão")).or_else(|| cut("ris", "ril")).or_else(|| cut("s", ""))
        }
        Tongue::It => italian(&written),
        _ => cut("caux", "cal").or_else(|| cut("s", "")).or_else(|| cut("eaux", "eau")),
    };
    found.unwrap_or(written)
}

fn italian(written: &str) -> Option<String> {
    const ENDS: [(&str, &str); 9] = [
        ("cchi", "cco"),
        ("oni", "one"),
        ("ioni", "ione"),
        ("sche", "sca"),
        ("glie", "glia"),
        ("te", "ta"),
        ("se", "sa"),
        ("le", "la"),
        ("i", "o"),
    ];
    let found = ENDS.iter().find_map(|(end, put)| Some(format!("{}{put}", written.strip_suffix(end)?)));
    found.or_else(|| Some(format!("{}a", written.strip_suffix("me")?)))
}

/// A number in words. `de` is two in Creole alone.
pub(super) fn number(folded: &str, tongue: Tongue) -> Option<i64> {
    let own = match tongue {
        Tongue::It => ITALIAN.iter().find(|(word, _)| *word == folded),
        Tongue::Ht => CREOLE.iter().find(|(word, _)| *word == folded),
        Tongue::Ary => DARIJA.iter().find(|(word, _)| *word == folded),
        Tongue::Ar => ARABIC.iter().find(|(word, _)| *word == folded),
        Tongue::Hi => HINDI.iter().find(|(word, _)| *word == folded),
        _ => None,
    };
    let shared = || {
        let token = Token { kind: TokenKind::Word, folded: folded.to_owned(), start: 0, end: 0, bytes: 0..0 };
        number_words::hundredths(&token).map(|value| value / 100)
    };
    own.map(|(_, value)| *value).or_else(shared)
}

const ITALIAN: [(&str, i64); 20] = [
    ("due", 2),
    ("tre", 3),
    ("quattro", 4),
    ("cinque", 5),
    ("sei", 6),
    ("sette", 7),
    ("otto", 8),
    ("nove", 9),
    ("dieci", 10),
    ("undici", 11),
    ("dodici", 12),
    ("quindici", 15),
    ("venti", 20),
    ("trenta", 30),
    ("quaranta", 40),
    ("cinquanta", 50),
    ("sessanta", 60),
    ("cento", 100),
    ("sedici", 16),
    ("diciotto", 18),
];
const CREOLE: [(&str, i64); 17] = [
    ("de", 2),
    ("twa", 3),
    ("kat", 4),
    ("senk", 5),
    ("sis", 6),
    ("set", 7),
    ("uit", 8),
    ("nef", 9),
    ("dis", 10),
    ("douz", 12),
    ("kenz", 15),
    ("ven", 20),
    ("trant", 30),
    ("roa", 2),
    ("telo", 3),
    ("efatra", 4),
    ("dimy", 5),
];
const DARIJA: [(&str, i64); 16] = [
    ("juj", 2),
    ("zouj", 2),
    ("zuj", 2),
    ("jooj", 2),
    ("jouj", 2),
    ("joj", 2),
    ("tlata", 3),
    ("tlat", 3),
    ("reb3a", 4),
    ("rab3a", 4),
    ("khamsa", 5),
    ("5amsa", 5),
    ("setta", 6),
    ("seb3a", 7),
    ("tmenya", 8),
    ("3echra", 10),
];
const ARABIC: [(&str, i64); 10] = [
    ("اثنين", 2),
    ("ثلاثه", 3),
    ("ثلاث", 3),
    ("اربعه", 4),
    ("اربع", 4),
    ("خمسه", 5),
    ("خمس", 5),
    ("سته", 6),
    ("عشره", 10),
    ("عشر", 10),
];
const HINDI: [(&str, i64); 9] = [
    ("do", 2),
    ("teen", 3),
    ("char", 4),
    ("chaar", 4),
    ("paanch", 5),
    ("panch", 5),
    ("chhe", 6),
    ("das", 10),
    ("bees", 20),
];
