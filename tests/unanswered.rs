//! What an order asks besides, in each language that the gate knows: as many orders that ask
//! something else as orders that do not.

use whatsapp_order_ack::gate::taught::Taught;
use whatsapp_order_ack::gate::{Judged, KnownProducts, Verdict, judge, read_order};

/// What a text asks besides its order.
fn asked(text: &str) -> Vec<String> {
    let taught = Taught::default();
    let judged = Judged { text, taught: Some(&taught), ..Judged::default() };
    read_order(&judged, &[], &KnownProducts::default()).unanswered.into_iter().map(|asked| asked.text).collect()
}

/// The text without the brackets, and what stands between them.
fn labelled(cell: &str) -> (String, Vec<String>) {
    let text = cell.replace('⏎', "\n");
    let quotes = text.split('⟦').skip(1).map(|rest| rest.split('⟧').next().expect("an end").to_owned()).collect();
    (text.replace(['⟦', '⟧'], ""), quotes)
}

#[test]
fn what_is_asked_beside_an_order_is_quoted_and_courtesy_is_not() {
    let lines = include_str!("fixtures/unanswered.tsv").lines().filter(|line| !line.starts_with('#'));
    let (mut asks, mut orders, mut wrong) = (0, 0, Vec::new());
    for line in lines {
        let cells: Vec<&str> = line.splitn(3, '\t').collect();
        let [language, label, cell] = cells[..] else { panic!("{line}") };
        let (text, quotes) = labelled(cell);
        assert_eq!(quotes.is_empty(), label == "order", "{line}");
        if label == "asks" {
            asks += 1
        } else {
            orders += 1
        }
        if !matches!(judge(&text, None, &KnownProducts::default()), Verdict::Order(_)) {
            wrong.push(format!("{language}: no order: {text}"));
        } else if asked(&text) != quotes {
            wrong.push(format!("{language}: {text}: {:?}", asked(&text)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asks >= 40 && orders >= 40, "{asks} and {orders}");
}
