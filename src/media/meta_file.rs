//! Where Meta keeps a file. Its address holds for five minutes (Meta, media).

use crate::host::{Call, Destination, Reply, bearer};
use crate::send::settings::Graph;
use serde::Deserialize;
use serde_json::Value;

/// Where a file is.
#[derive(Debug, PartialEq, Eq)]
pub struct MetaFile {
    /// Fetched with the access token.
    pub url: String,
    /// How many bytes it has, if Meta says so.
    pub size: Option<u64>,
}

/// What Meta says of a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Located {
    /// Here it is.
    At(MetaFile),
    /// It is not there any more, or belongs to another number.
    Gone,
    /// Something else is wrong: the token, or Meta.
    Refused,
}

/// The question. `None`: that is no id of Meta's.
pub fn ask(graph: &Graph, media_id: &str) -> Option<Call> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    if media_id.is_empty() || !media_id.bytes().all(plain) {
        return None;
    }
    let url = format!("{}/{media_id}?phone_number_id={}", graph.url, graph.phone_number_id);
    let headers = vec![bearer(&graph.access_token)];
    Some(Call { to: Destination::Get { url, headers }, timeout: super::TIMEOUT, body: String::new() })
}

/// Reads the answer.
pub fn read(reply: &Reply) -> Located {
    #[derive(Deserialize)]
    struct Answer {
        url: Option<String>,
        file_size: Option<Value>,
        error: Option<Error>,
    }
    #[derive(Deserialize)]
    struct Error {
        code: Option<i64>,
    }
    let Ok(answer) = crate::json::read::<Answer>(&reply.body) else {
        return if reply.status == 404 { Located::Gone } else { Located::Refused };
    };
    match (reply.status, answer.url, answer.error.and_then(|error| error.code)) {
        (200, Some(url), None) => {
            // A number, or a number as text: Meta sends both.
            let size = answer.file_size.and_then(|size| size.as_u64().or_else(|| size.as_str()?.parse().ok()));
            Located::At(MetaFile { url, size })
        }
        // Meta, errors: 100 is an object that is not there or not ours.
        (404, ..) | (_, _, Some(100)) => Located::Gone,
        _ => Located::Refused,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(status: u16, body: &str, expected: Located) {
        assert_eq!(read(&Reply { status, body: body.into() }), expected, "{status} {body}");
    }

    #[test]
    fn meta_says_where_a_file_is() {
        let at = |size| Located::At(MetaFile { url: "https://lookaside.fbsbx.com/1".into(), size });
        let body = |size: &str| format!(r#"{{"url":"https://lookaside.fbsbx.com/1","mime_type":"image/jpeg"{size}}}"#);
        check(200, &body(r#","file_size":"303833""#), at(Some(303_833)));
        check(200, &body(r#","file_size":303833"#), at(Some(303_833)));
        check(200, &body(r#","file_size":"large""#), at(None));
        check(200, &body(""), at(None));
    }

    #[test]
    fn or_that_it_is_gone_or_why_not() {
        let gone = r#"{"error":{"message":"Unsupported get request","type":"GraphMethodException","code":100,"error_subcode":33}}"#;
        check(400, gone, Located::Gone);
        check(404, "", Located::Gone);
        check(401, r#"{"error":{"code":190}}"#, Located::Refused);
        check(500, "<html>", Located::Refused);
        check(302, "", Located::Refused);
        check(200, "{}", Located::Refused);
    }

    #[test]
    fn an_id_is_an_id_and_no_path() {
        let graph = Graph { url: "https://g/v26.0".into(), phone_number_id: "1".into(), access_token: "t".into() };
        let Destination::Get { url, headers } = ask(&graph, "24230790383178626").unwrap().to else { panic!() };
        assert_eq!(url, "https://g/v26.0/24230790383178626?phone_number_id=1");
        assert_eq!(headers, [("authorization", "Bearer t".to_owned())]);
        for odd in ["", "../me", "1?x=", "1/messages", "é"] {
            assert!(ask(&graph, odd).is_none(), "{odd}");
        }
    }
}
