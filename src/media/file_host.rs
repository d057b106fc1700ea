//! Which hosts the access token may be sent to.

/// Where Meta keeps files: these and what is below them.
const META: [&str; 5] = ["fbsbx.com", "fbcdn.net", "whatsapp.net", "whatsapp.com", "facebook.com"];

/// The hosts that a file may be fetched from.
pub struct FileHosts<'a> {
    /// Scheme and authority of `GRAPH_API_URL`: a stand-in for Meta serves its files itself.
    graph: &'a str,
}

impl<'a> FileHosts<'a> {
    /// Meta's, and that of `GRAPH_API_URL`.
    pub fn of(graph_url: &'a str) -> Self {
        Self { graph: origin(graph_url) }
    }

    /// Whether the token may go to this URL. Anything that two readers could read differently
    /// (a user, a port, a backslash, letters beyond ASCII) may not.
    pub fn may_be_asked(&self, url: &str) -> bool {
        if url.bytes().any(|b| b.is_ascii_control() || b == b' ' || b == b'\\') {
            return false;
        }
        let origin = origin(url);
        if origin == self.graph {
            return true;
        }
        let Some(host) = origin.strip_prefix("https://") else { return false };
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
        let host = host.to_ascii_lowercase();
        host.bytes().all(plain)
            && META
                .iter()
                .any(|meta| host.strip_suffix(meta).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }
}

/// Scheme and authority of a URL, as they stand there.
fn origin(url: &str) -> &str {
    let begins = url.find("://").map_or(0, |at| at + 3);
    let ends = url.get(begins..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(url.len(), |at| begins + at);
    url.get(..ends).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, may: bool) {
        for graph in ["https://graph.facebook.com/v26.0", "http://127.0.0.1:8788/v26.0"] {
            assert_eq!(FileHosts::of(graph).may_be_asked(url), may, "{url} with {graph}");
        }
    }

    #[test]
    fn the_token_goes_to_meta() {
        check("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=x", true);
        check("https://LOOKASIDE.fbsbx.com/x", true);
        check("https://scontent-cdg4-1.xx.fbcdn.net/v/t61?x=1", true);
        check("https://mmg.whatsapp.net/d/f/x.enc", true);
    }

    #[test]
    fn and_to_nobody_who_looks_like_meta() {
        for url in [
            "http://lookaside.fbsbx.com/x",
            "https://evilfbsbx.com/x",
            "https://fbsbx.com.example/x",
            "https://example.com/?fbsbx.com",
            "https://example.com/fbsbx.com",
            "https://example.com#.fbsbx.com",
            "https://example.com\\.fbsbx.com/x",
            "https://example.com\\@lookaside.fbsbx.com/x",
            "https://user@lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com:8443/x",
            "https://lookaside.fbsbx.com@example.com/x",
            "https://\u{ff46}bsbx.com/x",
            "https:lookaside.fbsbx.com/x",
            "//lookaside.fbsbx.com/x",
            "ftp://lookaside.fbsbx.com/x",
            "https://",
            "",
            " https://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com/\nx",
        ] {
            check(url, false);
        }
    }

    #[test]
    fn a_stand_in_for_meta_serves_its_own_files_and_no_neighbour_does() {
        let hosts = FileHosts::of("http://127.0.0.1:8788/v26.0");
        assert!(hosts.may_be_asked("http://127.0.0.1:8788/media/1"));
        for url in ["http://127.0.0.1:8789/x", "http://127.0.0.1:8788@example.com/", "http://127.0.0.1/x"] {
            assert!(!hosts.may_be_asked(url), "{url}");
        }
    }
}
