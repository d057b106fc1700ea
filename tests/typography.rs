//! The desk's own French texts keep a sign together with its word: no line begins with `:`, `;`, `?`,
//! `!` or `»`, and none ends with `«`.

use regex::Regex;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What is sent to customers or read by machines, and words that are looked for in messages.
const NOT_THE_DESK: [&str; 8] = [
    "src/notify",
    "src/mcp",
    "src/gate",
    "src/guard",
    "src/http",
    "src/draft/template",
    "src/ledger/event.rs",
    "src/worker",
];

/// Files below a folder, with what they say. Tests of their own at their end are left out.
fn files(dir: &Path, ending: &str, found: &mut Vec<(String, String)>) {
    for path in std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|end| end == ending) {
            let name = path.strip_prefix(ROOT).expect("below the root").display().to_string();
            let text = std::fs::read_to_string(&path).expect("a source file");
            found.push((name, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()));
        }
    }
}

/// What stands between quotes in a file, outside of its comments.
fn literals(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
    let code = code.replace("'\"'", "").replace("\\\"", "");
    code.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// A sign that a plain space separates from its word, or a plain space in a number.
fn loose() -> Regex {
    let word = r"[a-zA-Z0-9À-ÿœ»)”’}\]…]";
    let number = "(?:^|[^0-9])[0-9]{1,3} [0-9]{3}(?:[^0-9]|$)";
    Regex::new(&format!(r"{word} (?:[;!](?:[^=]|$)|\?(?:[^0-9]|$)|:(?:[^:]|$)|»)|« |^ : $|{number}"))
        .expect("a pattern")
}

#[test]
fn no_sign_of_a_french_text_stands_on_a_line_of_its_own() {
    let mut sources = Vec::new();
    files(&Path::new(ROOT).join("src"), "rs", &mut sources);
    let speaks = |(name, text): &(String, String)| {
        let theirs = NOT_THE_DESK.iter().any(|part| name.starts_with(part)) || name.contains("tests");
        !theirs && (text.contains("pick(") || text.contains("UiLanguage::Fr") || name.contains("words"))
    };
    let mut texts: Vec<(String, String)> = sources
        .into_iter()
        .filter(speaks)
        .flat_map(|(name, text)| literals(&text).into_iter().map(move |text| (name.clone(), text)))
        .collect();
    // The scripts' own are between `fr: {` and `en: {`.
    let mut scripts = Vec::new();
    files(&Path::new(ROOT).join("assets/review"), "js", &mut scripts);
    for (name, text) in scripts {
        for part in text.split("\n    fr: {").chain(text.split("\n  fr: {")).skip(1) {
            let french = part.split("en: {").next().unwrap_or_default().replace('`', "\"");
            texts.extend(literals(&french).into_iter().map(|text| (name.clone(), text)));
        }
    }
    assert!(texts.len() > 1000, "texts are found: {}", texts.len());
    // A template's wording, shown as an example, is a text that is sent.
    let sent = |text: &str| text.contains("{hello} {customer},");
    let loose = loose();
    let broken: Vec<String> = texts
        .iter()
        .filter(|(_, text)| loose.is_match(text) && !sent(text))
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    assert!(
        broken.is_empty(),
        "U+202F before ; ! ? and in numbers, U+00A0 before : and inside « »:\n  {}",
        broken.join("\n  ")
    );
}

#[test]
fn a_plain_space_is_found_and_the_right_one_is_not() {
    let loose = loose();
    for wrong in [
        "Rejeter : rien",
        "Pourquoi ?",
        "fait ; relisez",
        "Bravo !",
        "« Envoyer",
        "Envoyer »",
        "20 000 lignes",
        " : ",
        "{n} : {why}",
    ] {
        assert!(loose.is_match(wrong), "{wrong}");
    }
    for right in [
        "Rejeter\u{a0}: rien",
        "Pourquoi\u{202f}?",
        "«\u{a0}Envoyer\u{a0}»",
        "20\u{202f}000 lignes",
        "a != b",
        "id = ?1",
        "https://",
        "WHERE a = ?1",
    ] {
        assert!(!loose.is_match(right), "{right}");
    }
}
