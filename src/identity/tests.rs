use super::*;

fn check_typed(text: &str, digits: Option<&str>) {
    assert_eq!(Phone::typed(text).as_ref().map(Phone::as_str), digits, "{text:?}");
}

#[test]
fn a_typed_number_is_matched_without_its_decoration() {
    check_typed("+33 6 12 34 56 78", Some("33612345678"));
    check_typed("0033 (6) 12.34-56/78", Some("33612345678"));
    check_typed("33612345678", Some("33612345678"));
    check_typed("12345", None);
    check_typed("call me", None);
    check_typed("33+612345678", None);
}

#[test]
fn other_digits_and_invisible_characters_are_no_number() {
    check_typed("٣٣٦١٢٣٤٥٦٧٨", None);
    check_typed("３３６１２３４５６７８", None);
    check_typed("336\u{200b}12345678", None);
}

fn check_twins(a: &str, b: &str) {
    let twin = |n: &str| Phone::as_sent(n).and_then(|p| p.twin()).map(|p| p.0);
    assert_eq!(twin(a).as_deref(), Some(b));
    assert_eq!(twin(b).as_deref(), Some(a));
}

#[test]
fn known_twins_match_both_ways() {
    check_twins("5511987654321", "551187654321");
    check_twins("5215512345678", "525512345678");
    check_twins("5491112345678", "541112345678");
    check_twins("2290197123456", "22997123456");
    for (old, operator) in [("02123456", "01"), ("45123456", "05"), ("07123456", "07"), ("89123456", "07")] {
        check_twins(&format!("225{old}"), &format!("225{operator}{old}"));
    }
}

#[test]
fn brazilian_landlines_and_other_countries_have_no_twin() {
    let ivorian = ["22520212223", "2250520212223", "2250107123456", "2250012345678"];
    for number in ["551132345678", "33612345678", "16505551234", "2290297123456"].into_iter().chain(ivorian) {
        assert_eq!(Phone::as_sent(number).and_then(|p| p.twin()), None, "{number}");
    }
}

fn token(wamid: &str) -> Option<Vec<u8>> {
    MessageId::new(wamid.to_owned()).and_then(|id| id.without_address())
}

#[test]
fn the_two_ids_of_a_message_have_one_token() {
    let by_number = "wamid.HBgLMzM2MDAwMDAwMDEVAgASGBQzQTAxQzRENUU2RjdBOEI5QzBEMQA=";
    let by_bsuid = "wamid.HBgKRlIuMTMwMDc3NxUCABIYFDNBMDFDNEQ1RTZGN0E4QjlDMEQxAA==";
    let other = "wamid.HBgKRlIuMTMwMDc3NxUCABIYFDNBMDJDNEQ1RTZGN0E4QjlDMEQxAA==";
    assert!(token(by_number).is_some());
    assert_eq!(token(by_number), token(by_bsuid));
    assert_eq!(token(by_number), token(by_bsuid.trim_end_matches('=')));
    assert_ne!(token(by_number), token(other));
    let long = [b"\x1c\x18\x83\x01FR.".as_slice(), &[b'1'; 128], b"\x15\x02\0\x12\x18\x143A01C4D5E6F7A8B9C0D1\0"];
    assert_eq!(token(&format!("wamid.{}", WAMID.encode(long.concat()))), token(by_number));
}

#[test]
fn an_id_of_another_form_is_taken_as_it_is() {
    let with_token = |token: &str| {
        let bytes = [b"\x1c\x18\x0b33600000001\x15\x02\0\x12\x18\x10".as_slice(), token.as_bytes(), b"\0"].concat();
        format!("wamid.{}", WAMID.encode(bytes))
    };
    let short = with_token("1182086267ABCDE");
    for id in ["wamid.a1", "wamid.", "wamid.HBgL", "wamid.!!!!", "3A01C4D5E6F7A8B9C0D1", &short] {
        assert_eq!(token(id), None, "{id}");
    }
    assert!(token(&with_token("1182086267ABCDEF")).is_some());
}

#[test]
fn a_bsuid_has_its_own_form() {
    for good in ["US.13491208655302741918", "FR.ENT.118abc"] {
        assert!(Bsuid::parse(good).is_some(), "{good}");
    }
    for bad in ["US.", "us.123", "USA.123", "US.12 3", "33612345678", "US.ENT."] {
        assert!(Bsuid::parse(bad).is_none(), "{bad}");
    }
}
