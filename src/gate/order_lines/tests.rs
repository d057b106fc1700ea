use super::*;
use crate::gate::GateProduct;

fn products() -> KnownProducts {
    let product = |reference: &str, name: &str, aliases: &str| GateProduct {
        reference: reference.into(),
        name: name.into(),
        aliases: aliases.into(),
    };
    KnownProducts::from_products(&[
        product("HT1", "Harissa forte", "harissa"),
        product("HT2", "Huile d'olive 5L", "huile d'olive"),
        product("TO1", "Tomates", ""),
        product("TO2", "Tomates", ""),
    ])
}

/// Each line as `quantity|unit|name|reference`.
fn read_lines(text: &str, catalogue: &[Range<usize>]) -> Vec<String> {
    let message = Judged { text, ..Judged::default() };
    let lines = order_lines(&message, catalogue, &products()).into_iter();
    let line = |line: OrderLine| {
        let quantity = serde_json::to_string(&line.quantity).unwrap();
        let word = |word: Option<String>| word.unwrap_or_else(|| "-".into());
        format!("{quantity}|{}|{}|{}", word(line.unit), line.name, word(line.reference))
    };
    lines.map(line).collect()
}

#[test]
fn a_line_says_how_much_of_what_and_where() {
    let text = "Bonjour, 2,5 kg d'œufs et 3 cartons d'harissa";
    let lines = order_lines(&Judged { text, ..Judged::default() }, &[], &products());
    let places: Vec<String> =
        lines.iter().map(|line| text.chars().skip(line.start).take(line.end - line.start).collect()).collect();
    assert_eq!(places, ["2,5 kg d'œufs", "3 cartons d'harissa"]);
    assert_eq!(read_lines(text, &[]), ["2.5|kg|œufs|-", "3|carton|harissa|HT1"]);
}

#[test]
fn a_reference_is_that_of_the_one_product_that_fits() {
    assert_eq!(read_lines("2 harissas forte 1kg", &[]), ["2|-|harissas forte 1kg|HT1"]);
    assert_eq!(read_lines("3 bidons d'huile d'olive", &[]), ["3|bidon|huile d'olive|HT2"]);
    assert_eq!(read_lines("3 sauces harissa tomate", &[]), ["3|-|sauces harissa tomate|-"], "another product");
    assert_eq!(read_lines("3 kg de tomates", &[]), ["3|kg|tomates|-"], "two products have the name");
}

#[test]
fn lines_of_the_catalogue_are_read_as_they_stand_and_corrected_by_words() {
    let text = "3 x HT1\n12 x 10452\n1 x ?\net 2 sacs de riz\nfinalement 5 HT1";
    let expected = ["5|-|HT1|HT1", "12|-|10452|10452", "1|-|?|-", "2|sac|riz|-"];
    assert_eq!(read_lines(text, std::slice::from_ref(&(0..3))), expected);
}

#[test]
fn a_unit_stands_at_the_head_of_a_line_or_behind_a_fraction() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read_lines(text, &[]), expected, "{text}");
    check("boîte 4/4 haricots verts x 6", &["6|boîte|4/4 haricots verts|-"]);
    check("latte intero 1L x 12, latte di cocco x 6", &["12|-|latte intero 1L|-", "6|-|latte di cocco|-"]);
    check("tomates rondes 1 plt, blettes 5 bottes", &["1|plateau|tomates rondes|-", "5|botte|blettes|-"]);
    check("bocaux de cornichons x 3", &["3|bocal|cornichons|-"]);
    check("1/2 cagette de figues et 3/4 de kg de noix", &["0.5|cagette|figues|-", "0.75|kg|noix|-"]);
    check("4 caisses de prunes et 2 de figues", &["4|caisse|prunes|-", "2|caisse|figues|-"]);
}

#[test]
fn a_weight_beside_a_count_is_a_size() {
    let check = |text: &str, expected: &str| assert_eq!(read_lines(text, &[]), [expected], "{text}");
    check("carottes 10kg", "10|kg|carottes|-");
    check("carottes 10kg x 3", "3|-|carottes 10kg|-");
    check("3 x 10kg carottes", "3|-|10kg carottes|-");
    check("10kg x 3 carottes", "3|-|10kg carottes|-");
    check("3 x 10kg bags onions", "3|bag|10kg onions|-");
}

#[test]
fn later_words_correct_what_was_said_before() {
    let check = |text: &str, expected: &[&str]| assert_eq!(read_lines(text, &[]), expected, "{text}");
    check("6 cartons de lait, non pardon 7", &["7|carton|lait|-"]);
    check("4 cartons de lait, pardon 6 pas 4", &["6|carton|lait|-"]);
    check("3 kg de carottes, 2 kg de navets\nfinalement 5 kg de carottes", &["5|kg|carottes|-", "2|kg|navets|-"]);
    check("3 kg de carottes\nannule les carottes\n2 kg de navets", &["2|kg|navets|-"]);
    check("10 sacs de farine au lieu de 8", &["10|sac|farine|-"]);
}

#[test]
fn what_is_told_asked_or_dated_is_no_line() {
    for text in [
        "il manquait 2 cartons de lait",
        "c'est combien les 6 sacs de riz ?",
        "livraison le 12/03 à 10h30 au 14 rue Gambetta",
        "appelez le 06 12 34 56 78",
        "facture de 345,60 €",
    ] {
        assert_eq!(read_lines(text, &[]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn twice_the_text_costs_twice_the_steps() {
    let steps = |text: &str| {
        let known = products();
        let reader = EvidenceFinder::new(text, split::glued(text, lexer::tokens(text)), &known, None);
        let _ = read(&reader, &Judged { text, ..Judged::default() }, &[], &known);
        reader.steps.get()
    };
    for part in [
        "deux ",
        "2 x ",
        "1 de ",
        "carton de 12 ",
        "et ",
        "tomates et ",
        "pardon 6 ",
        "3 kg tomates ",
        "a : 3 ",
        "( 2 ",
        "06 ",
        "- riz ",
        "annule le riz, ",
        "[ 1 ",
        "coca, fanta, ",
        "riz 1kg - 2 ",
        "non pas 5 ",
        "5 kg\n",
        "\n[1",
        "vous livrez, ",
        "ok ? ",
        "merci de me dire, ",
    ] {
        let (once, twice) = (steps(&part.repeat(1_000)), steps(&part.repeat(2_000)));
        assert!(twice <= once * 21 / 10 + 200, "{part:?}: {once} and {twice}");
    }
}
