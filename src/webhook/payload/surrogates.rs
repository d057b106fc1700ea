//! Half a surrogate pair, escaped, is no JSON: one in a customer's text would lose the whole body.

use std::borrow::Cow;

/// Replaces `\ud800`-style escapes that are half a pair by `\ufffd`.
pub(super) fn mend_surrogates(json: &str) -> Cow<'_, str> {
    // The quick look first: most bodies have no escape of this kind at all.
    if !json.contains("\\u") || (!json.contains("\\ud") && !json.contains("\\uD")) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let taken = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or("");
                continue;
            }
            // Any other escape is the backslash and what follows it.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, after) = escape.split_at(taken);
        out.push_str(escape);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit that an escape at the start of `json` stands for.
fn unit(json: &str) -> Option<u16> {
    let hex = json.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(hex, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, mended: &str) {
        assert_eq!(mend_surrogates(json), mended);
    }

    #[test]
    fn half_a_pair_is_mended_and_a_pair_is_left() {
        check(r"a \ud83d\ude00 b", r"a \ud83d\ude00 b");
        check(r"a \ud83d b", r"a \ufffd b");
        check(r"\ude00\ud83d", r"\ufffd\ufffd");
        check(r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00");
    }

    #[test]
    fn an_escaped_backslash_is_no_escape() {
        check(r"\\ud83d", r"\\ud83d");
        check(r"\\\ud83d", r"\\\ufffd");
        check(r"é\", r"é\");
        check(r"\ud8", r"\ud8");
    }
}
