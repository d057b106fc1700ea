use super::*;

fn products() -> KnownProducts {
    let product = |reference: &str, name: &str, aliases: &str| GateProduct {
        reference: reference.into(),
        name: name.into(),
        aliases: aliases.into(),
    };
    KnownProducts::from_products(&[
        product("HT1", "Harissa tube 70g", r#"["harissa"]"#),
        product("HO5", "Huile d'olive", "huile olive;olive 5L;huile dolive"),
        product("MZ", "Mergez Zorro", "zorros"),
        product("10452", "Boulgour fin", ""),
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
fn products_are_known_in_the_plural_without_accents_and_with_a_typo() {
    order("4 harissas");
    order("harisa 4");
    order("3 huiles d'olive");
    order("3 huile dolive 5L");
    order("ht1 2");
    order("zoros 4");
    other("HT2 3", Why::NothingOrdered);
    order("10452 x 3");
    order("10452 2");
    other("je vous rappelle au 10452", Why::NothingOrdered);
}

#[test]
fn wishes_for_goods_pass_and_wishes_for_deeds_do_not() {
    order("Je veux les couches taille 4");
    order("can I have a margherita please");
    order("quiero la 45A");
    order("Beetroot x2\nstrawberry × 4");
    other("Je voudrais savoir le prix", Why::Question);
    other("I want to talk to someone", Why::NothingOrdered);
    other("give me a tuna salad recipe", Why::Told);
    other("je ne veux plus de pizza", Why::Cancellation);
}

#[test]
fn lists_of_stock_and_of_sales_are_no_orders() {
    other("STOCK AS AT 2 SEP 2025\nTomatoes 5kg\nOnions 3 bags", Why::StockOrSales);
    other("Stock 29 sep\n1.Carrots 11kg\n2.Corn 3 bags", Why::StockOrSales);
    other("TOCK AS AT 2 SEP 2025\nTomatoes 5kg\nOnions 3 bags", Why::StockOrSales);
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

fn shape(text: &str, expected: Shape) {
    match judge(text, None, &KnownProducts::default()) {
        Verdict::Order(order) => assert_eq!(order.shape(), expected, "{text:?}"),
        Verdict::Other(other) => panic!("{text:?}: {other:?}"),
    }
}

#[test]
fn a_word_means_what_it_means_in_its_language() {
    // Crates in Italian, broken in French; milk in Creole, a verb in English.
    order("mi servono 3 casse di birra");
    other("les 3 verres sont casse", Why::Complaint);
    order("2 bwat let tanpri");
    other("let me think about it", Why::NothingOrdered);
    // Already in Spanish, nothing taken back; very in French, no number.
    order("ya quiero 3 cajas de tomates");
    other("c'est très poires et pommes, non", Why::NothingOrdered);
    other("à l'eau, 3 fois", Why::NothingOrdered);
}

#[test]
fn the_usual_is_an_order_unless_it_is_complained_of() {
    for text in ["Comme d'hab pour demain stp", "same again please", "lo de siempre", "il solito grazie", "كالعادة"]
    {
        shape(text, Shape::Usual);
    }
    other("comme d'habitude vous êtes en retard", Why::Complaint);
    other("40 000 is the same as 40000", Why::Question);
}

#[test]
fn a_change_of_goods_is_an_order_and_one_of_the_time_is_not() {
    shape("Finalement 4 cartons au lieu de 3", Shape::Change);
    shape("Remplacez les tomates par des courgettes", Shape::Change);
    other("Changez l'heure de livraison, 10h au lieu de 7h", Why::NothingOrdered);
}

#[test]
fn what_is_done_is_decided_before_quantities_count() {
    other("Finalement pas les 10 cartons, merci", Why::Cancellation);
    other("Les 5 sacs de riz d'hier étaient mouillés", Why::Complaint);
    other("Reprenez les 4 bidons périmés svp", Why::Return);
    other("Retour de 4 fûts vides", Why::Return);
    other("Il me reste 10 cartons de lait, ça va pour cette semaine", Why::StockOrSales);
    other("Pas besoin de lait cette semaine, 0 carton", Why::Cancellation);
    other("Hier on a fait 80 pizzas", Why::Told);
    other("Offre : 10 cartons achetés, 1 offert", Why::Promotion);
    other("Did you get my order for 4 pallets?", Why::Question);
    // Each clause for itself.
    order("Got a party on, 10 kegs");
    other("Hier on a fait 80 pizzas, 20 tartes", Why::Told);
    order("Les œufs étaient cassés hier. Mettez-moi 3 plateaux pour demain");
    order("5 kg de citrons et vous passez à quelle heure ?");
}

#[test]
fn who_calls_it_all_off_takes_back_what_they_said_before() {
    for off in ["annulez tout svp", "finalement non merci", "laissez tomber", "stop tout"] {
        other(&format!("je voudrais 10 cartons de lait\n{off}"), Why::Cancellation);
    }
    other("2 boxes of milk\ncancel that please", Why::Cancellation);
    other("quiero 3 cajas de leche\nmejor no, cancela", Why::Cancellation);
    order("annulez la commande d'hier, je voudrais 10 cartons de lait");
    order("annulez tout. Nouvelle commande : 5 sacs de riz");
    order("10 cartons de lait, pas le riz");
}

#[test]
fn thanks_alone_are_told_from_other_messages() {
    for text in ["Merci beaucoup !", "👍", "ok parfait 🙏", "thanks", "Merci pour la livraison des 10 cartons ce matin"]
    {
        other(text, Why::Thanks);
    }
    other("❓", Why::NothingOrdered);
    other("merci de me rappeler", Why::NothingOrdered);
}

#[test]
fn digits_of_any_script_and_thousands_count() {
    for text in ["2️⃣ cartons de lait", "１０ cartons", "١٠ cartons", "1 200 bouteilles d'eau", "+ 3 cartons", "🔟 sacs"]
    {
        shape(text, Shape::Quantities);
    }
    other("06 12 34 56 78 cartons", Why::NothingOrdered);
}

#[test]
fn a_quoted_text_completes_and_orders_nothing_alone() {
    let known = products();
    let judge = |text: &str, quoted: &str| {
        let message = Judged { text, quoted: Some(quoted), ..Judged::default() };
        match judge_message(&message, &known) {
            Verdict::Order(order) => Some(order.shape()),
            Verdict::Other(_) => None,
        }
    };
    for text in ["j'en prends 2", "ok les deux premiers", "6", "I'll take 3", "j'en veux", "oui 2 c'est bon"] {
        assert_eq!(judge(text, "Harissa tube 70 g"), Some(Shape::Quoted), "{text:?}");
    }
    for text in ["ok merci", "c'est combien ?", "pas besoin", "à 15 heures", "j'ai mal au dos depuis 2 ans", "👍"] {
        assert_eq!(judge(text, "10 cartons de harissa à 12 €"), None, "{text:?}");
    }
    assert_eq!(judge("2", "On passe quand vous voulez, dites-nous simplement l'heure"), None);
    assert_eq!(judge("10", "Vous voulez combien de cartons ?"), Some(Shape::Quoted));
}

#[test]
fn forwarded_lines_order_nothing_alone() {
    let verdict = |text: &str, forwarded: &[std::ops::Range<usize>]| {
        judge_message(&Judged { text, forwarded, ..Judged::default() }, &KnownProducts::default())
    };
    let list = "10 cartons de tomates\n5 sacs de riz";
    assert!(matches!(verdict(list, &[]), Verdict::Order(_)));
    let Verdict::Other(other) = verdict(list, std::slice::from_ref(&(0..2))) else { panic!("a forwarded list") };
    assert_eq!(other.why, Why::Forwarded);
    assert!(matches!(verdict(&format!("{list}\nj'en prends 2"), std::slice::from_ref(&(0..2))), Verdict::Order(_)));
    assert!(matches!(verdict(list, std::slice::from_ref(&(0..1))), Verdict::Order(_)));
}

#[test]
fn each_reason_has_a_name() {
    for why in Why::ALL {
        assert_eq!(Why::parse(why.code()), Some(why));
        assert_eq!(serde_json::to_value(why).unwrap(), why.code());
    }
}

#[test]
fn the_whole_text_is_judged() {
    let long = format!("{}\n10 cartons de lait", "bla ".repeat(16_000));
    order(&long);
}

#[test]
fn twice_the_text_costs_twice_the_steps() {
    let steps = |text: &str| {
        let reader = reader::EvidenceFinder::new(text, lexer::tokens(text), &products(), None);
        let _ = verdict::Case::of(&reader, &Judged { text, ..Judged::default() }, &products()).verdict();
        reader.steps.get()
    };
    for part in [
        "ne vx vx ",
        "deux ",
        "2 x ",
        "1 de ",
        "pizza ( ",
        "kg x ",
        "06 ",
        "merci pour les 8 cartons. ",
        "annulez et je veux 2 sacs, ",
        "comme d'hab ",
        "la meme chose ",
        "harissa olive ",
        "👍",
        "5 kg\n",
    ] {
        let (once, twice) = (steps(&part.repeat(1_000)), steps(&part.repeat(2_000)));
        assert!(twice <= once * 21 / 10 + 100, "{part:?}: {once} and {twice}");
    }
}

#[test]
fn goods_that_an_accent_tells_from_another_word_are_goods() {
    let named = |text: &str| {
        let judged = Judged { text, ..Judged::default() };
        let read = read_order(&judged, &[], &KnownProducts::default());
        read.lines.iter().map(|line| line.name.clone()).collect::<Vec<_>>()
    };
    for text in ["3 thé", "Je voudrais du thé et du maïs", "2 THÉS svp", "5 mai\u{308}s"] {
        assert!(matches!(judge(text, None, &KnownProducts::default()), Verdict::Order(_)), "{text}");
    }
    assert_eq!(named("5 cartons de thé"), ["thé"]);
    assert_eq!(named("10 boîtes de maïs et 2 cartons de thé vert"), ["maïs", "thé vert"]);
    for text in ["the shop", "mais non", "the 3 of us"] {
        assert!(!matches!(judge(text, None, &KnownProducts::default()), Verdict::Order(_)), "{text}");
    }
}
