//! Drafts that the guard is tried with: acknowledgments made of parts and texts that break a
//! rule (`guard_parts.tsv`), and whole drafts (`guard_drafts.tsv`).

/// What the customer wrote.
pub const MESSAGE: &str = "Bonjour, 10 cartons de harissa svp";

/// Language, part or rule, text.
fn rows(parts: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let rows = parts.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| {
        let mut cells = line.splitn(3, '\t');
        Some((cells.next()?, cells.next()?, cells.next()?))
    })
}

/// Every harmless text of a language.
pub fn harmless(parts: &str, language: &str) -> Vec<String> {
    let part = |name: &str| -> Vec<&str> {
        rows(parts).filter(|row| row.0 == language && row.1 == name).map(|row| row.2).collect()
    };
    let mut texts = vec![String::new()];
    for name in ["hello", "received", "look", "close"] {
        let with = |text: &String| {
            let space = if text.is_empty() { "" } else { " " };
            part(name).into_iter().map(|part| format!("{text}{space}{part}")).collect::<Vec<_>>()
        };
        texts = texts.iter().flat_map(with).collect();
    }
    texts
}

/// Language, rule and text of each that breaks one.
pub fn seeded(parts: &str) -> Vec<(String, String, String)> {
    let harmless = ["hello", "received", "look", "close"];
    let seeded = rows(parts).filter(|row| !harmless.contains(&row.1));
    seeded.map(|row| (row.0.to_owned(), row.1.to_owned(), row.2.to_owned())).collect()
}

/// A draft and what is expected of it.
pub struct Sample {
    /// `harmless`, `violation` or `trick`.
    pub kind: String,
    /// The tag of its language.
    pub language: String,
    /// What the customer wrote.
    pub message: String,
    /// The draft.
    pub draft: String,
}

/// The drafts of `guard_drafts.tsv`. A row whose kind is `message` holds what the customers
/// of its language wrote, from there on.
pub fn samples(drafts: &str) -> Vec<Sample> {
    let mut messages: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for (kind, language, text) in rows(drafts) {
        let text = unescaped(text);
        if kind == "message" {
            messages.insert(0, (language.to_owned(), text));
            continue;
        }
        let message = messages.iter().find(|(tag, _)| tag == language).map(|(_, message)| message.clone());
        let (kind, language, message) = (kind.to_owned(), language.to_owned(), message.unwrap_or_default());
        found.push(Sample { kind, language, message, draft: text });
    }
    found
}

/// A text with its `\u{…}` as the characters that they mean, and `⏎` as line ends.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("a brace that closes");
        let code = u32::from_str_radix(code, 16).expect("a code point");
        out.push(char::from_u32(code).expect("a character"));
        out.push_str(rest);
    }
    out.replace('⏎', "\n")
}
