use super::*;

fn products() -> KnownProducts {
    let product = |reference: &str, name: &str, aliases: &str| Product {
        reference: reference.into(),
        name: name.into(),
        aliases: aliases.into(),
    };
    KnownProducts::from_products(&[
        product("HT1", "Harissa tube 70g", r#"["harissa"]"#),
        product("HO5", "Huile d'olive", "huile olive;olive 5L;huile dolive"),
        product("MZ", "Mergez Zorro", "zorros"),
    ])
}

fn order(text: &str) {
    let verdict = judge(text, None, &products());
    assert!(matches!(verdict, Verdict::Order(_)), "{text:?}: {:?}", verdict);
}

fn other(text: &str, why: Why) {
    match judge(text, None, &products()) {
        Verdict::Other(other) => assert_eq!(other.why, why, "{text:?}"),
        order @ Verdict::Order(_) => panic!("{text:?}: {order:?}"),
    }
}

#[test]
fn orders_pass_in_four_languages() {
    order("Bonjour, 10 cartons de coca et 5 packs d'eau svp");
    order("Salut, je voudrais 12 caisses de jus d'orange et 4 sacs de riz. Merci");
    order("besoin de 3 fûts IPA pour demain");
    order("Il me faut deux sacs de riz");
    order("Donnez-moi un kilo d'oignons s'il vous plaît");
    order("Pls send 2 box tomatoes\n5kg onions\n1 x lemons");
    order("Necesito 3 cajas de tomates y 1 1/2 kilo de papas");
    order("quero pedir 2 pizzas");
}

#[test]
fn bare_lists_and_references_pass() {
    order("HT1 x3");
    order("3 HT1");
    order("2 sacs riz\n1 bidon huile");
    order("2 x Box Lemons\n2 x Bag Oranges");
    order("2 margheritas\n3 reginas");
    order("harissa 4");
}

#[test]
fn products_are_known_in_the_plural_without_accents_and_with_a_slip() {
    order("4 harissas");
    order("harisa 4");
    order("3 huiles d'olive");
    order("3 huile dolive 5L");
    order("ht1 2");
    order("zoros 4");
    other("HT2 3", Why::NothingOrdered);
}

#[test]
fn wishes_for_goods_pass_and_wishes_for_deeds_do_not() {
    order("Je veux les couches taille 4");
    order("can I have a margherita please");
    order("quiero la 45A");
    order("Beetroot x2\nstrawberry × 4");
    other("Je voudrais savoir le prix", Why::Question);
    other("I want to talk to someone", Why::NothingOrdered);
    other("je ne veux plus de pizza", Why::NothingOrdered);
}

#[test]
fn lists_of_stock_and_of_sales_are_no_orders() {
    other("STOCK AS AT 2 SEP 2025\nTomatoes 5kg\nOnions 3 bags", Why::StockOrSales);
    other("Stock 29 sep\n1.Carrots 11kg\n2.Corn 3 bags", Why::StockOrSales);
    other("vendu trois sachets de sucre", Why::StockOrSales);
    order("Separate invoice\n\nCabbage x4\nPotato 10kg");
}

#[test]
fn everything_else_is_for_a_person() {
    other("Bonjour", Why::NothingOrdered);
    other("", Why::NoText);
    other("Où est ma commande de 10 cartons ?", Why::AboutAnEarlierOrder);
    other("Annulez les 3 cartons svp", Why::Cancellation);
    other("C'est combien le carton ?", Why::Question);
    other("Quel est le prix de la harissa ?", Why::Question);
    other("Mon numéro : 06 12 34 56 78", Why::NothingOrdered);
    other("On arrive dans 20 minutes", Why::NothingOrdered);
    other("Rendez-vous le 12 mars à 15 heures", Why::NothingOrdered);
}

#[test]
fn evidence_points_into_the_text() {
    let text = "Été : 10 cartons d'eau";
    let verdict = judge(text, None, &KnownProducts::default());
    let evidence = verdict.evidence().first().unwrap();
    assert_eq!(evidence.kind, EvidenceKind::QuantityUnit);
    assert_eq!(evidence.text, "10 cartons");
    let chars: Vec<char> = text.chars().collect();
    let cut: String = chars[evidence.start..evidence.end].iter().collect();
    assert_eq!(cut, evidence.text);
}

#[test]
fn a_catalogue_order_is_an_order() {
    for (text, line) in [("2 x di9ozbzfi4\nLove these!", 0), ("Bonjour\n2 x di9ozbzfi4", 1)] {
        let verdict = judge(text, Some(line), &KnownProducts::default());
        assert!(matches!(verdict, Verdict::Order(_)));
        let found = verdict.evidence().iter().find(|e| e.kind == EvidenceKind::CatalogueLine);
        assert_eq!(found.map(|e| e.text.as_str()), Some("2 x di9ozbzfi4"));
    }
}
