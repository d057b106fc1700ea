//! Units in full and in the singular, and numbers in the words of each language.

use crate::gate::lexer::{Token, TokenKind};
use crate::gate::lexicon::Tongue;
use crate::gate::number_words;

/// What is written short. In another language the same letters may stand for another package.
const SHORT: [(Option<Tongue>, &str, &str); 43] = [
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
    (Some(Tongue::Pt), "pacote", "pct pcts pc pac"),
    (Some(Tongue::Pt), "unidade", "und un unds uns unid unids"),
    (Some(Tongue::Es), "unidad", "und unds ud uds"),
    (Some(Tongue::Es), "paquete", "paq paqs"),
    (Some(Tongue::Es), "pieza", "pza pzas pz"),
    (Some(Tongue::Es), "docena", "doc"),
    (Some(Tongue::It), "pezzo", "pz pezzi"),
    (Some(Tongue::It), "bottiglia", "bott"),
    (Some(Tongue::It), "paio", "paia"),
    (Some(Tongue::It), "secchio", "secchi"),
    (Some(Tongue::It), "cartone", "ct ctn crt"),
    (Some(Tongue::It), "confezione", "cf conf"),
    (Some(Tongue::En), "case", "cs"),
    (Some(Tongue::En), "piece", "pc pcs"),
    (Some(Tongue::En), "packet", "pkt pkts pct pcts pckt pckts"),
    (Some(Tongue::En), "punnet", "pun puns pnt pnts"),
    (Some(Tongue::En), "box", "bx bxs"),
    (Some(Tongue::En), "bunch", "bnch bch"),
    (Some(Tongue::En), "each", "each ea"),
    (Some(Tongue::En), "bag", "bg bgs"),
    (Some(Tongue::En), "pack", "pk pks pkg pkgs"),
    (Some(Tongue::En), "pallet", "plt plts"),
    (Some(Tongue::En), "gallon", "gal gals"),
    (Some(Tongue::Fr), "bouteille", "btl btls bouteil"),
    (Some(Tongue::Fr), "barquette", "barq barqs bqt bqts bq"),
    (Some(Tongue::Fr), "cagette", "cag cags"),
    (Some(Tongue::Fr), "sachet", "sch"),
    (Some(Tongue::Fr), "boîte", "boite boites bte btes boit"),
    (Some(Tongue::Fr), "paquet", "pqt pqts pq"),
    (Some(Tongue::Fr), "pack", "pak paks"),
    (Some(Tongue::Fr), "caisse", "cs css"),
    (Some(Tongue::Fr), "palette", "pal"),
    (Some(Tongue::Fr), "plateau", "plt plts"),
    (Some(Tongue::Fr), "colis", "cls col"),
    (Some(Tongue::Fr), "pièce", "pce pces pcs pc"),
    (None, "lb", "lb lbs"),
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

/// A unit in full and in the singular, from how it is written. The link of a unit that has one,
/// `vasos de`, is no part of it.
pub(super) fn singular(written: &str, folded: &str, tongue: Tongue, one: bool) -> String {
    if let Some(full) = in_full(folded, tongue) {
        return full.to_owned();
    }
    let written = written.to_lowercase();
    let written = [" de", " di", " of"].iter().find_map(|link| written.strip_suffix(link)).unwrap_or(&written);
    let kept = matches!(folded, "colis" | "brix" | "glass");
    if one || kept || written.chars().count() < 3 {
        return written.to_owned();
    }
    let ends: &[(&str, &str)] = match tongue {
        Tongue::En => &[("loaves", "loaf"), ("xes", "x"), ("ches", "ch"), ("sses", "ss"), ("s", "")],
        Tongue::Es => &SPANISH,
        Tongue::Pt => &PORTUGUESE,
        Tongue::It => &ITALIAN_ENDS,
        _ => &[("caux", "cal"), ("eaux", "eau"), ("s", "")],
    };
    let found = ends.iter().find_map(|(end, put)| Some(format!("{}{put}", written.strip_suffix(end)?)));
    found.unwrap_or_else(|| written.to_owned())
}

/// What a plural ends in, and its singular: the first that fits.
const SPANISH: [(&str, &str); 9] = [
    ("ones", "ón"),
    ("ades", "ad"),
    ("iles", "il"),
    ("tales", "tal"),
    ("cales", "cal"),
    ("ares", "ar"),
    ("ores", "or"),
    ("eles", "el"),
    ("s", ""),
];
const PORTUGUESE: [(&str, &str); 7] =
    [("ões", "ão"), ("oes", "ão"), ("ris", "ril"), ("gens", "gem"), ("ares", "ar"), ("ores", "or"), ("s", "")];
/// In the singular as they are: `cartone`, `contenitore`, `bancale`, `rete`, `bicchiere`.
const ITALIAN_ENDS: [(&str, &str); 19] = [
    ("one", "one"),
    ("ore", "ore"),
    ("ale", "ale"),
    ("rete", "rete"),
    ("iere", "iere"),
    ("oni", "one"),
    ("ori", "ore"),
    ("ali", "ale"),
    ("reti", "rete"),
    ("ieri", "iere"),
    ("oi", "oio"),
    ("nci", "ncio"),
    ("chi", "co"),
    ("ghi", "go"),
    ("i", "o"),
    ("cce", "ccia"),
    ("che", "ca"),
    ("ghe", "ga"),
    ("e", "a"),
];

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

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tongue: Tongue, pairs: &str) {
        for (written, expected) in pairs.split(' ').filter_map(|pair| pair.split_once('>')) {
            let written = written.replace('_', " ");
            assert_eq!(singular(&written, &crate::gate::folded(&written), tongue, false), expected, "{written}");
        }
    }

    #[test]
    fn a_unit_is_in_the_singular_of_its_language() {
        check(Tongue::Fr, "bocaux>bocal seaux>seau fûts>fût colis>colis cageots>cageot");
        check(Tongue::En, "boxes>box loaves>loaf bunches>bunch glasses>glass orders_of>order trays>tray");
        check(
            Tongue::Es,
            "costales>costal huacales>huacal pares>par garrafones>garrafón barriles>barril vasos_de>vaso cajas>caja",
        );
        check(Tongue::Pt, "embalagens>embalagem pares>par garrafões>garrafão barris>barril copos_de>copo sacos>saco");
        check(Tongue::It, "taniche>tanica trecce>treccia lattine>lattina risme>risma forme>forma reti>rete rete>rete");
        check(Tongue::It, "bancali>bancale vassoi>vassoio tranci>trancio secchi>secchio sacchi>sacco casse>cassa");
        check(
            Tongue::It,
            "cartoni>cartone contenitori>contenitore bicchieri_di>bicchiere paia>paio bottiglie>bottiglia",
        );
    }

    #[test]
    fn what_is_written_short_is_said_in_full() {
        check(Tongue::Fr, "bte>boîte boites>boîte pqts>paquet css>caisse pal>palette kgs>kg");
        check(Tongue::En, "bgs>bag pks>pack plts>pallet gal>gallon lbs>lb");
        check(Tongue::Es, "lbs>lb doc>docena paqs>paquete");
        check(Tongue::Pt, "pac>pacote unid>unidade");
        check(Tongue::It, "bott>bottiglia cf>confezione");
    }
}
