//! Scripts: what they may say, line by line.
//!
//! ```text
//! # A remark.
//! == reviews                          what follows stands in the golden `reviews.txt`
//! == -                                what follows has to succeed and is not kept
//! rani GET /api/reviews?state=sent    somebody's request
//! rani PUT /api/persona {"text":"x"}  with a body
//! !graph refuse:131047                something that happens
//! ```
//!
//! A request names who makes it, method, path, headers as `name=value`, and the body: JSON,
//! or one of the kinds of [`Body`]. People are `rani`, `paul`, `auditor` and `revoked`;
//! `nobody` brings nothing, `stranger` a token of nobody's, `as:name` the token that is known
//! by that name. At `/review` they bring their session, elsewhere their token; `rani@desk`
//! and `rani@api` turn that round. What is posted to `/review` comes from our own page, with
//! its CSRF token, unless the line has an `origin=` or `csrf=` of its own.
//!
//! What may happen:
//!
//! ```text
//! !write 33600000001 words            a customer writes; 33600000001@90000: so many seconds ago
//! !message 33600000001 audio {…}      a message of another type
//! !signed {…}                         a POST that Meta signed; its status is kept
//! !card name 33600000001              waits until that is on the pending card, and names it
//! !await name /delivery/state read    waits until the card is so, by JSON pointer
//! !graph accept                       how Graph answers from now on, as the simulator has it
//! !status name delivered              Meta reports of the last message to the card's customer
//! !sent                               keeps what Graph was asked to send
//! !heard 2                            waits for so many calls to model and CRM, and keeps them
//! !peer 2                             the next two of those fail
//! !begin rani POST …                  a request that nobody waits for
//! !take name /pointer                 names something of the last answer, by JSON pointer
//! !find name marker                   names what stands between the marker and a quotation mark
//! !sql …   !sweep   !pause 5          the database by hand; the cron trigger; seconds
//! ```
//!
//! `$name` is what is known by that name: `$card`, `$card.version`, `$card.state`, `$card.sha`
//! and `$card.to` of a card; `$wamid` of the last message; `$url`, `$today`, `$tomorrow`;
//! `$csrf` of the session that asked last; `$long`, 4,097 letters; `$hidden`, a character that
//! cannot be seen.

/// A line of a script.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// `== name`; `None` for `-`.
    Golden(Option<&'a str>),
    /// `!verb rest`
    Event(&'a str, &'a str),
    /// A request, and the line as it stands.
    Ask(Ask<'a>, &'a str),
}

/// A request, before what is known is put in.
#[derive(Debug, PartialEq, Eq)]
pub struct Ask<'a> {
    pub who: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub headers: Vec<(&'a str, &'a str)>,
    pub body: Body<'a>,
}

/// A request's body. `\n` in it is a line end.
#[derive(Debug, PartialEq, Eq)]
pub enum Body<'a> {
    None,
    /// `{…}`, `[…]`, or `json` and anything.
    Json(&'a str),
    /// `form name=value&…`, unescaped.
    Form(&'a str),
    /// `csv` and lines.
    Csv(&'a str),
    /// `text` and anything.
    Text(&'a str),
    /// `file` and what is in it, as a browser uploads it.
    File(&'a str),
    /// `large` type and size: that many spaces.
    Large(&'a str, usize),
}

/// The lines of a script.
pub fn lines(script: &str) -> impl Iterator<Item = Line<'_>> {
    script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(read)
}

fn read(line: &str) -> Line<'_> {
    if let Some(name) = line.strip_prefix("== ") {
        return Line::Golden((name != "-").then_some(name));
    }
    if let Some(event) = line.strip_prefix('!') {
        let (verb, rest) = word(event);
        return Line::Event(verb, rest);
    }
    let (who, rest) = word(line);
    let (method, rest) = word(rest);
    let (path, mut rest) = word(rest);
    let mut headers = Vec::new();
    while let Some(header) = header(word(rest).0) {
        headers.push(header);
        rest = word(rest).1;
    }
    Line::Ask(Ask { who, method, path, headers, body: body(rest) }, line)
}

/// The first word, and what comes after the space behind it.
pub fn word(text: &str) -> (&str, &str) {
    text.split_once(' ').unwrap_or((text, ""))
}

fn header(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    name.bytes().all(plain).then_some((name, value))
}

fn body(text: &str) -> Body<'_> {
    let (kind, rest) = word(text);
    match kind {
        "" => Body::None,
        "json" => Body::Json(rest),
        "form" => Body::Form(rest),
        "csv" => Body::Csv(rest),
        "text" => Body::Text(rest),
        "file" => Body::File(rest),
        "large" => {
            let (kind, size) = word(rest);
            Body::Large(kind, size.parse().expect("a size"))
        }
        _ if text.starts_with(['{', '[']) => Body::Json(text),
        _ => panic!("no body begins like this: {text}"),
    }
}

#[test]
fn a_line_of_a_golden_script_is_read() {
    let ask = |who, method, path, headers, body| Ask { who, method, path, headers, body };
    let line = "rani POST /api/x idempotency-key=k1 {\"a\": 1}";
    let expected = ask("rani", "POST", "/api/x", vec![("idempotency-key", "k1")], Body::Json("{\"a\": 1}"));
    assert_eq!(read(line), Line::Ask(expected, line));
    let line = "paul POST /review/x form a=1&b=2 3";
    assert_eq!(read(line), Line::Ask(ask("paul", "POST", "/review/x", vec![], Body::Form("a=1&b=2 3")), line));
    assert_eq!(read("!write 336 Bonjour, vous"), Line::Event("write", "336 Bonjour, vous"));
    assert_eq!(lines("# x\n\n== -\n== a b").collect::<Vec<_>>(), [Line::Golden(None), Line::Golden(Some("a b"))]);
}
