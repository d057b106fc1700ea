//! Acknowledgments made of parts, and texts that break a rule: `guard_parts.tsv`.

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
