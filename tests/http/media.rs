//! What customers attached, as the desk and the API open it.

use crate::client::Client;
use crate::review::at_work;
use testkit::recording::Recording;
use whatsapp_order_ack::host::{Download, Downloaded, Reply, Stream};
use whatsapp_order_ack::http::Response;

const FILE: &str = "/review/media/m_1";
const AT_META: &str = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1";

/// A card whose message has this attached.
fn attached(media: &str) -> Client {
    let rani = at_work();
    rani.host.db.borrow().execute("UPDATE inbound_message SET media = ?1", [media]).expect("a message");
    rani
}

fn photo() -> Client {
    attached(r#"{"kind":"image","id":"991","mime":"image/jpeg"}"#)
}

fn says(host: &Recording, status: u16, body: &str) {
    host.replies.borrow_mut().push_back(Reply { status, body: body.into() });
}

/// Meta says that the file is there, and then hands it over, or not.
fn hands_over(rani: &Client, url: &str, status: u16, length: Option<u64>) {
    says(&rani.host, 200, &format!(r#"{{"url":"{url}","mime_type":"image/jpeg"}}"#));
    let content = Stream::of(b"bytes".to_vec());
    rani.host.files.borrow_mut().push_back(Downloaded { status, length, range: None, content });
}

fn asked(rani: &Client) -> Vec<Download> {
    rani.host.downloads.borrow().clone()
}

fn bytes(response: Response) -> Option<Vec<u8>> {
    response.stream.and_then(Stream::into)
}

#[test]
fn a_picture_is_streamed_from_meta_with_our_token_and_kept_nowhere() {
    let rani = photo();
    hands_over(&rani, AT_META, 200, Some(5));
    let response = rani.opens(FILE);
    assert_eq!((response.status, response.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("content-disposition"), None);
    assert_eq!(bytes(response).as_deref(), Some(&b"bytes"[..]));
    let [download] = asked(&rani).try_into().expect("one download");
    assert_eq!(download.url, AT_META);
    assert_eq!(download.headers, [("authorization", "Bearer access".to_owned())]);
}

#[test]
fn a_document_is_a_named_download_of_a_type_of_our_own_list() {
    for (mime, name, kind, disposition) in [
        ("application/pdf", "Bon 4411.pdf", "application/pdf", "attachment; filename=\"Bon 4411.pdf\""),
        ("text/html", "bon.html", "application/octet-stream", "attachment; filename=\"bon.bin\""),
        (
            "application/pdf",
            "Réf.pdf",
            "application/pdf",
            "attachment; filename=\"R_f.pdf\"; filename*=UTF-8''R%C3%A9f%2Epdf",
        ),
    ] {
        let rani = attached(&format!(r#"{{"kind":"document","id":"991","mime":"{mime}","filename":"{name}"}}"#));
        hands_over(&rani, AT_META, 200, Some(5));
        let response = rani.opens(FILE);
        let headers = (response.header("content-type"), response.header("content-disposition"));
        assert_eq!(headers, (Some(kind), Some(disposition)));
    }
}

#[test]
fn a_player_gets_the_part_that_it_asks_for() {
    let rani = attached(r#"{"kind":"audio","id":"991","mime":"audio/ogg; codecs=opus","voice":true}"#);
    says(&rani.host, 200, &format!(r#"{{"url":"{AT_META}"}}"#));
    let content = Stream::of(b"by".to_vec());
    let part = Downloaded { status: 206, length: Some(2), range: Some("bytes 0-1/5".into()), content };
    rani.host.files.borrow_mut().push_back(part);
    let response = rani.looks(FILE, &[("range", "bytes=0-1")]);
    assert_eq!((response.status, response.header("content-range")), (206, Some("bytes 0-1/5")));
    assert!(asked(&rani)[0].headers.contains(&("range", "bytes=0-1".to_owned())));
}

#[test]
fn the_token_goes_to_meta_alone() {
    for url in ["https://example.com/x", "http://lookaside.fbsbx.com/x", "https://lookaside.fbsbx.com@example.com/"] {
        let rani = photo();
        hands_over(&rani, url, 200, Some(5));
        assert_eq!(rani.opens(FILE).status, 502, "{url}");
        assert!(asked(&rani).is_empty(), "{url}");
    }
}

#[test]
fn an_address_that_was_too_old_is_asked_for_once_more() {
    let rani = photo();
    hands_over(&rani, AT_META, 404, None);
    hands_over(&rani, AT_META, 200, Some(5));
    assert_eq!((rani.opens(FILE).status, asked(&rani).len()), (200, 2));
    hands_over(&rani, AT_META, 404, None);
    hands_over(&rani, AT_META, 404, None);
    assert_eq!((rani.opens(FILE).status, asked(&rani).len()), (410, 4));
}

#[test]
fn a_redirect_is_not_followed_and_what_is_too_large_or_gone_is_said() {
    let rani = photo();
    hands_over(&rani, AT_META, 302, None);
    assert_eq!(rani.opens(FILE).status, 502);
    hands_over(&rani, AT_META, 200, Some(6 * 1024 * 1024));
    assert_eq!(rani.opens(FILE).status, 502);
    hands_over(&rani, AT_META, 200, None);
    assert_eq!(rani.opens(FILE).status, 502, "nobody says how large it is");
    says(&rani.host, 400, r#"{"error":{"code":100,"error_subcode":33}}"#);
    let gone = rani.opens(FILE);
    assert_eq!(gone.status, 410);
    assert!(crate::client::text(&gone).contains("7 jours"));
    says(&rani.host, 401, r#"{"error":{"code":190}}"#);
    assert_eq!(rani.calls("GET", "/api/media/m_1", &serde_json::Value::Null).0, 502);
}

#[test]
fn only_what_is_attached_to_a_card_is_opened_and_not_by_auditors() {
    let rani = photo();
    assert_eq!(rani.opens("/review/media/m_2").status, 404);
    assert_eq!(rani.opens("/review/media/..%2Fm_1").status, 404);
    rani.host.db.borrow().execute_batch("UPDATE inbound_message SET review_id = NULL").expect("a message");
    assert_eq!(rani.opens(FILE).status, 404);
    rani.host
        .db
        .borrow()
        .execute_batch("UPDATE inbound_message SET review_id = 'rev_1', media = NULL")
        .expect("a message");
    assert_eq!(rani.opens(FILE).status, 404);
    let auditor = photo();
    auditor.host.db.borrow().execute_batch("UPDATE reviewer SET role = 'auditor'").expect("a reviewer");
    assert_eq!(auditor.opens(FILE).status, 403);
    assert_eq!(auditor.calls("GET", "/api/media/m_1", &serde_json::Value::Null).0, 403);
    assert!(asked(&auditor).is_empty());
}
