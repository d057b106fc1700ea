use super::*;
use crate::gate::{Evidence, EvidenceKind};
use crate::host::Json;
use crate::keyed_hash::MessageRef;
use crate::messages::content::NamedProduct;
use crate::messages::kind::MessageKind;
use crate::messages::marks::{Mark, place};

fn notice(n: i64, text: &str) -> MessageRow {
    MessageRow { notice: true, ..MessageRow::example(n, MessageKind::Other, text) }
}

fn change(n: i64, kind: MessageKind, text: &str, of: i64) -> MessageRow {
    MessageRow { target_ref: MessageRef::parse(&format!("m_{of}")), ..MessageRow::example(n, kind, text) }
}

fn evidence(text: &str, start: usize) -> Evidence {
    let end = start + text.chars().count();
    Evidence { kind: EvidenceKind::QuantityUnit, text: text.into(), start, end }
}

#[test]
fn a_notice_is_shown_and_not_spoken() {
    let conversation = Conversation::of(vec![
        MessageRow::example(1, MessageKind::Words, "10 sacs"),
        notice(2, "User A changed"),
        MessageRow::example(3, MessageKind::Words, "svp"),
    ]);
    assert_eq!(conversation.text(), "10 sacs\nsvp");
    assert_eq!(conversation.lines().len(), 3);
    let cart = MessageRow { order_lines: Some("2 x HT1".into()), ..MessageRow::example(3, MessageKind::Order, "vite") };
    let conversation =
        Conversation::of(vec![notice(1, "one\ntwo"), MessageRow::example(2, MessageKind::Words, "a\nb"), cart]);
    assert_eq!(conversation.catalogue_line(), Some(2));
}

#[test]
fn a_mark_keeps_to_its_words_whichever_messages_are_shown() {
    let rows = || {
        vec![
            MessageRow::example(1, MessageKind::Words, "été\n3 sacs"),
            notice(2, "A"),
            MessageRow::example(3, MessageKind::Words, "puis 10 cartons"),
        ]
    };
    let conversation = Conversation::of(rows());
    let text = conversation.text();
    let found = [evidence("3 sacs", 4), evidence("10 cartons", 16)];
    assert!(found.iter().all(|e| text.chars().skip(e.start).collect::<String>().starts_with(&e.text)));
    let marks = conversation.marks(&found);
    let lines = Conversation::of(rows()).into_lines();
    assert_eq!(place(marks.clone(), &lines), [evidence("3 sacs", 4), evidence("10 cartons", 18)], "the notice counts");
    assert_eq!(place(marks, &lines[2..]), [evidence("10 cartons", 5)]);
    let old: Vec<Mark> = serde_json::from_str(r#"[{"kind":"goods","text":"sacs","start":6,"end":10}]"#).expect("marks");
    assert_eq!(place(old, &lines).first().map(|e| (e.start, e.end)), Some((6, 10)));
}

#[test]
fn what_is_taken_back_is_gone_with_all_that_it_held() {
    let details = Details { product: Some(NamedProduct { reference: "HT1".into(), name: None }), ..Details::default() };
    let quoting = MessageRow {
        quotes: true,
        details: Some(Json(details)),
        sent_text: Some("Riz long ?".into()),
        ..MessageRow::example(1, MessageKind::Words, "10")
    };
    let conversation = Conversation::of(vec![quoting.clone()]);
    assert_eq!(conversation.context(), ["Riz long ?", "HT1"]);
    let conversation = Conversation::of(vec![quoting, change(2, MessageKind::Revoke, "", 1)]);
    let line = &conversation.lines()[0];
    assert!(line.deleted && line.quoted.is_none() && line.details.is_empty() && conversation.context().is_empty());
}

#[test]
fn a_change_to_what_is_not_here_stands_by_itself_with_what_it_changes() {
    let before = MessageRow { referred_text: Some("é".repeat(2_001)), ..change(2, MessageKind::Edit, "20 sacs", 9) };
    let conversation = Conversation::of(vec![MessageRow::example(1, MessageKind::Words, "5 sacs"), before]);
    let changes =
        conversation.lines()[1].changes.as_ref().and_then(|changes| changes.text.clone()).expect("what it was");
    assert_eq!((changes.chars().count(), changes.ends_with('…')), (2_001, true));
    let conversation = Conversation::of(vec![
        MessageRow::example(1, MessageKind::Words, "5 sacs"),
        change(2, MessageKind::Edit, "20 sacs", 1),
    ]);
    assert_eq!((conversation.text().as_str(), conversation.lines()[0].changes.is_none()), ("20 sacs", true));
    let twice = vec![
        MessageRow::example(1, MessageKind::Words, "5 sacs"),
        change(2, MessageKind::Edit, "20 sacs", 9),
        change(3, MessageKind::Edit, "25 sacs", 9),
    ];
    assert_eq!(
        Conversation::of(twice).text(),
        "5 sacs\n25 sacs",
        "the later correction stands in the place of the first"
    );
}
