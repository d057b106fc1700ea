use super::*;
use crate::clock::Timestamp;
use crate::messages::kind::{Freshness, MessageKind};
use crate::send::ErrorCode;

/// A webhook with these JSON texts as its messages.
fn webhook(messages: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{
        "metadata":{{"phone_number_id":"123"}},
        "contacts":[{{"profile":{{"name":"Example Shop"}},"wa_id":"33600000001"}}],
        "messages":[{messages}]}}}}]}}]}}"#
    )
}

fn text_message(id: &str, body: &str) -> String {
    format!(r#"{{"from":"33600000001","id":"{id}","timestamp":"1750030073","type":"text","text":{{"body":{body}}}}}"#)
}

/// The one message of a body.
fn one(body: &str) -> InboundMessage {
    match parse(body.as_bytes()).pop() {
        Some(Item::Message(message)) => *message,
        other => panic!("{other:?}"),
    }
}

/// `M:id:text` for messages, `S:id:status` for statuses, `E:id` for echoes, `O:why` for the odd.
fn check(body: impl AsRef<[u8]>, expected: &[&str]) {
    let items: Vec<String> = parse(body.as_ref())
        .iter()
        .map(|item| match item {
            Item::Message(m) => format!("M:{}:{}", m.id.as_str(), m.text.as_deref().unwrap_or("-")),
            Item::Status(s) => format!("S:{}:{}", s.id.as_str(), s.status),
            Item::Echo(echo) => format!("E:{}", echo.id.as_str()),
            Item::Account(notice) => format!("A:{}:{}", notice.field.as_str(), notice.event),
            Item::Odd(odd) => format!("O:{}", odd.code()),
        })
        .collect();
    assert_eq!(items, expected);
}

#[test]
fn a_text_message_is_read() {
    let body = webhook(&text_message("w1", r#""10 cartons""#));
    let items = parse(body.as_bytes());
    let Some(Item::Message(message)) = items.first() else { panic!("{items:?}") };
    assert_eq!(message.phone_number_id.as_deref(), Some("123"));
    assert_eq!(message.stamp, Stamp::At(Timestamp::from_seconds(1_750_030_073)));
    assert_eq!(message.kind, MessageKind::Words);
}

#[test]
fn one_odd_item_does_not_lose_its_neighbours() {
    let messages = [
        text_message("w1", r#""a""#),
        "17".into(),
        r#"{"type":"text"}"#.into(),
        "null".into(),
        text_message("w2", r#"{"not":"text"}"#),
        text_message("w3", r#""c""#),
    ];
    check(
        webhook(&messages.join(",")),
        &["M:w1:a", "O:malformed", "O:message_without_id", "O:malformed", "M:w2:-", "M:w3:c"],
    );
}

#[test]
fn bodies_that_are_no_webhook_are_one_oddity() {
    for body in ["", "[]", "null", "{", "\"text\"", "plain text"] {
        check(body, &["O:unreadable"]);
    }
    check(r#"{"object":"page","entry":[]}"#, &["O:other_object"]);
    check(r#"{"object":7}"#, &["O:other_object"]);
    check(r#"{"object":"whatsapp_business_account","entry":[]}"#, &["O:empty"]);
    check(r#"{"object":"whatsapp_business_account","entry":[{"changes":null}]}"#, &["O:empty"]);
    check(r#"{"object":"whatsapp_business_account","entry":7}"#, &["O:malformed"]);
    check(r#"{"object":"whatsapp_business_account","entry":[7,{"changes":[7]}]}"#, &["O:malformed"; 2]);
}

#[test]
fn depth_and_duplicate_keys_cost_nothing() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let body = webhook(&text_message("w1", r#""a""#));
    let body = body.replacen("\"id\":\"1\"", &format!("\"id\":\"1\",\"x\":{deep}"), 1);
    check(&body, &["M:w1:a"]);
    let in_message = text_message("w1", r#""a""#).replacen('{', &format!("{{\"x\":{deep},"), 1);
    check(webhook(&in_message), &["M:w1:a"]);
    let nested = format!(
        r#"{{"id":"w1","type":"edit","edit":{}{}{}}}"#,
        r#"{"message":{"type":"edit","edit":"#.repeat(3_000),
        "1",
        "}}".repeat(3_000)
    );
    check(webhook(&nested), &["M:w1:-"]);
    check(webhook(&text_message("w1", r#""a""#).replacen('{', r#"{"id":"w0","#, 1)), &["M:w1:a"]);
}

#[test]
fn broken_text_is_mended_not_lost() {
    check(webhook(&text_message("w1", r#""a\ud83d""#)), &["M:w1:a\u{fffd}"]);
    check(webhook(&text_message("w1", r#""a\u0000b""#)), &["M:w1:a\u{fffd}b"]);
    let mut bytes = webhook(&text_message("w1", r#""a!""#)).into_bytes();
    let at = bytes.windows(2).position(|w| w == b"a!").unwrap() + 1;
    bytes[at] = 0xff;
    check(&bytes, &["M:w1:a\u{fffd}"]);
    let bom = [b"\xef\xbb\xbf".as_slice(), webhook(&text_message("w1", r#""a""#)).as_bytes()].concat();
    check(bom, &["M:w1:a"]);
}

#[test]
fn senseless_stamps_are_unreadable() {
    let stamp = |text: &str| {
        let message = text_message("w1", r#""a""#).replace("\"1750030073\"", text);
        match parse(webhook(&message).as_bytes()).pop() {
            Some(Item::Message(m)) => m.stamp,
            other => panic!("{other:?}"),
        }
    };
    for bad in [r#""-1""#, "-1", r#""9223372036854775808""#, r#""+15""#, r#""""#, "null", "1e3", "[]"] {
        assert_eq!(stamp(bad), Stamp::Unreadable, "{bad}");
    }
    assert_eq!(stamp("1750030073"), Stamp::At(Timestamp::from_seconds(1_750_030_073)));
}

#[test]
fn freshness_is_judged_at_arrival() {
    let now = Timestamp::from_seconds(1_750_000_000);
    let check = |seconds: i64, expected| {
        let stamp = Stamp::At(Timestamp::from_seconds(1_750_000_000 + seconds));
        assert_eq!(stamp.freshness(now), expected, "{seconds}");
    };
    check(0, Freshness::Fresh);
    check(299, Freshness::Fresh);
    check(301, Freshness::Future);
    check(-86_400, Freshness::Fresh);
    check(-90_000, Freshness::Late);
    assert_eq!(Stamp::Unreadable.window_closes(now), now);
}

#[test]
fn the_words_of_every_type_are_found() {
    let message = |kind: &str, content: &str| {
        webhook(&format!(r#"{{"id":"w1","from":"33600000001","type":"{kind}",{content}}}"#))
    };
    check(message("image", r#""image":{"caption":"10 sacs","id":"1"}"#), &["M:w1:10 sacs"]);
    check(message("button", r#""button":{"text":"Oui"}"#), &["M:w1:Oui"]);
    check(message("interactive", r#""interactive":{"list_reply":{"id":"1","title":"Riz"}}"#), &["M:w1:Riz"]);
    check(message("order", r#""order":{"text":"vite","product_items":[]}"#), &["M:w1:vite"]);
    check(message("reaction", r#""reaction":{"message_id":"w0","emoji":"👍"}"#), &["M:w1:👍"]);
    check(
        message("edit", r#""edit":{"original_message_id":"w0","message":{"type":"text","text":{"body":"12 sacs"}}}"#),
        &["M:w1:12 sacs"],
    );
    check(message("hologram", r#""hologram":{"x":1}"#), &["M:w1:-"]);
}

#[test]
fn the_lines_of_a_catalogue_order_are_read() {
    let body = webhook(
        r#"{"id":"w1","type":"order","order":{"product_items":[
           {"product_retailer_id":"HT1","quantity":2,"item_price":30},{"quantity":"3"},7]}}"#,
    );
    let items = parse(body.as_bytes());
    let Some(Item::Message(message)) = items.first() else { panic!("{items:?}") };
    let line = |quantity: &str, reference: &str| CartLine { reference: reference.into(), quantity: quantity.into() };
    assert_eq!(message.order_lines, [line("2", "HT1"), line("3", "?"), line("1", "?")]);
}

#[test]
fn a_cart_of_any_length_is_whole_or_says_how_many_lines_are_not_kept() {
    let cart = |lines: usize| {
        let items = vec![r#"{"product_retailer_id":"EPICERIE-SALEE-REF-0001-CARTON-DE-12","quantity":2}"#; lines];
        let items = items.join(",");
        one(&webhook(&format!(r#"{{"id":"w1","type":"order","order":{{"product_items":[{items}]}}}}"#)))
    };
    let whole = cart(700);
    assert_eq!((whole.order_lines.len(), whole.details.cut), (700, None));
    let cut = cart(9_000);
    let kept = cut.order_lines.len();
    assert!(kept > 2_000, "{kept}");
    assert_eq!(cut.details.cut.map(|cut| cut.lines), Some(9_000 - kept));
}

#[test]
fn a_long_text_is_whole_and_an_overlong_one_says_what_is_not_kept() {
    let text = |characters: usize| one(&webhook(&text_message("w1", &format!("\"{}\"", "é".repeat(characters)))));
    let kept = |message: &InboundMessage| message.text.as_ref().map(|text| text.chars().count());
    let whole = text(TEXT_LIMIT);
    assert_eq!((kept(&whole), whole.details.cut), (Some(65_536), None));
    let cut = text(1_000_000);
    assert_eq!(kept(&cut), Some(TEXT_LIMIT));
    assert_eq!(cut.details.cut.map(|cut| cut.characters), Some(1_000_000 - TEXT_LIMIT));
}

#[test]
fn statuses_echoes_history_and_other_fields_are_told_apart() {
    let change = |field: &str, value: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{{"field":"{field}","value":{value}}}]}}]}}"#
        )
    };
    check(
        change("messages", r#"{"statuses":[{"id":"w9","status":"read"},{"status":"read"},{"id":"w9"}]}"#),
        &["S:w9:read", "O:status_without_id", "O:status_without_id"],
    );
    check(change("smb_message_echoes", r#"{"message_echoes":[{"id":"w1"}]}"#), &["O:echo"]);
    check(
        change(
            "smb_message_echoes",
            r#"{"message_echoes":[{"id":"w1","to":"33600000001","type":"text"},
            {"id":"w2","to_user_id":"FR.1349120865530274191","type":"image"},
            {"id":"w3","to":"33600000001","type":"reaction"},{"id":"w4","to":"33600000001","group_id":"g","type":"text"},{"to":"33600000001","type":"text"}]}"#,
        ),
        &["E:w1", "E:w2", "O:echo", "O:echo", "O:echo"],
    );
    check(change("history", r#"{"history":[{"threads":[{"messages":[{},{}]}]}]}"#), &["O:history", "O:history"]);
    check(
        change(
            "history",
            r#"{"messages":[{"id":"w1","from":"33600000001","type":"image"}],"message_echoes":[{"id":"w2"}]}"#,
        ),
        &["O:history", "O:history"],
    );
    check(change("history", r#"{"history":[{"errors":[{"code":2593109}]}]}"#), &["O:error"]);
    check(
        change("calls", r#"{"calls":[{"id":"c1"}],"statuses":[{"id":"c1","status":"RINGING"}]}"#),
        &["O:call", "O:call"],
    );
    check(change("message_template_status_update", r#"{"event":"X"}"#), &["O:field:message_template_status_update"]);
    check(change("account_update", r#"{"event":"ACCOUNT_DELETED"}"#), &["A:account_update:ACCOUNT_DELETED"]);
    for other in ["<script>", "33612345678", "order_33612345678", ""] {
        check(change(other, "{}"), &["O:field:unnamed"]);
    }
    check(change("messages", r#"{"errors":[{"code":130429}]}"#), &["O:error"]);
}

#[test]
fn a_status_carries_our_attempt_and_the_error() {
    let body = r#"{"object":"whatsapp_business_account","entry":[{"changes":[{"value":{"statuses":[
        {"id":"w9","status":"failed","biz_opaque_callback_data":"att_1","errors":[{"code":131047}]},
        {"id":"w9","status":"failed","biz_opaque_callback_data":"no id of ours"}]}}]}]}"#;
    let items = parse(body.as_bytes());
    let [Item::Status(ours), Item::Status(other)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(ours.attempt.as_ref().map(AttemptId::as_str), Some("att_1"));
    assert_eq!(ours.error_code.map(ErrorCode::code), Some(131_047));
    assert_eq!(other.attempt, None);
}

#[test]
fn what_is_quoted_and_passed_on_is_told() {
    use crate::messages::content::Author;
    let message = |context: &str| {
        one(&webhook(&format!(
            r#"{{"id":"w1","from":"33600000001","type":"text","text":{{"body":"ok"}},"context":{context}}}"#
        )))
    };
    let quoted = |context: &str| message(context).quoted.map(|quoted| (quoted.id.as_str().to_owned(), quoted.by));
    let w0 = |by| Some(("w0".to_owned(), by));
    assert_eq!(quoted(r#"{"from":"33600000001","id":"w0"}"#), w0(Some(Author::Customer)));
    assert_eq!(quoted(r#"{"from":"33140000000","id":"w0"}"#), w0(Some(Author::Business)));
    assert_eq!(quoted(r#"{"id":"w0"}"#), w0(None));
    assert_eq!(quoted(r#"{"forwarded":true}"#), None);
    assert_eq!(quoted("null"), None);
    assert!(message(r#"{"forwarded":true}"#).forwarded);
    assert!(message(r#"{"frequently_forwarded":true}"#).forwarded);
    assert!(!message(r#"{"forwarded":false}"#).forwarded);
}

#[test]
fn what_whatsapp_itself_says_is_a_notice() {
    let notice = one(&webhook(
        r#"{"id":"w1","from":"33600000001","type":"system",
        "system":{"body":"User A changed from 33600000001 to 33600000009","type":"user_changed_number"}}"#,
    ));
    assert!(notice.notice);
    assert!(notice.text.is_some());
}
