//! Push services. A device may name those of browsers and no others: what it names is called from
//! here, and anybody on the team may name one.

/// Whole names.
const HOSTS: [&str; 2] = ["fcm.googleapis.com", "updates.push.services.mozilla.com"];

/// Everything below these.
const DOMAINS: [&str; 3] = [".push.apple.com", ".notify.windows.com", ".push.services.mozilla.com"];

/// The longest endpoint that is kept, in bytes.
const LONGEST: usize = 2_000;

/// Whether it is an address at a known push service; or on this machine, over plain HTTP, where
/// that is `local`.
pub fn is_known(endpoint: &str, local: bool) -> bool {
    let plain = endpoint.len() <= LONGEST && endpoint.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let Some((scheme, rest)) = endpoint.split_once("://") else { return false };
    let host = authority(rest);
    let name = host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
    let known = name && (HOSTS.contains(&host) || DOMAINS.iter().any(|domain| host.ends_with(domain)));
    plain && ((scheme == "https" && known) || (scheme == "http" && local && is_this_machine(host)))
}

/// The origin of an endpoint.
pub fn origin(endpoint: &str) -> String {
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("https", endpoint));
    format!("{scheme}://{}", authority(rest))
}

/// Whether a URL leads to this machine.
pub fn is_local(url: &str) -> bool {
    url.split_once("://").is_some_and(|(_, rest)| is_this_machine(authority(rest)))
}

fn authority(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn is_this_machine(authority: &str) -> bool {
    let port = |rest: &str| rest.is_empty() || rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| authority.strip_prefix(host).is_some_and(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_of_browsers_are_known() {
        for known in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/QAbc",
            "https://wns2-par02p.notify.windows.com/w/?token=x",
        ] {
            assert!(is_known(known, false), "{known}");
        }
    }

    #[test]
    fn nothing_else_is_called() {
        for other in [
            "http://fcm.googleapis.com/fcm/send/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil.example/fcm.googleapis.com",
            "https://fcm.googleapis.com@evil.example/x",
            "https://evil@web.push.apple.com/x",
            "https://evil.example%2f.push.apple.com/x",
            "https://evil.example\\.push.apple.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://push.apple.com/x",
            "https://evilpush.apple.com.example/",
            "https://web.push.apple.com /x",
            "http://127.0.0.1:8788/push/1",
            "https://169.254.169.254/",
            "javascript:alert(1)",
            "fcm.googleapis.com/x",
            "",
        ] {
            assert!(!is_known(other, false), "{other}");
        }
        assert!(!is_known(&format!("https://fcm.googleapis.com/{}", "x".repeat(2_000)), false));
    }

    #[test]
    fn this_machine_is_one_where_it_plays_all_the_others() {
        for local in ["http://127.0.0.1:8788/push/1", "http://localhost/push", "http://[::1]:1/x"] {
            assert!(is_known(local, true) && is_local(local), "{local}");
        }
        for other in ["http://127.0.0.1.evil.example/x", "http://localhost:8788@evil.example/", "http://127.0.0.1:x/"] {
            assert!(!is_known(other, true), "{other}");
        }
        assert_eq!(origin("https://web.push.apple.com/QA?x#y"), "https://web.push.apple.com");
        assert_eq!(origin("http://127.0.0.1:8788/push/1"), "http://127.0.0.1:8788");
    }
}
