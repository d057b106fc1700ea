//! Texts that stand in files, most of them below `tests/goldens`: compared, or written where
//! `GOLDENS=record` is set.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../goldens");
/// What a failure ends with.
pub const HOW: &str =
    "If this is meant: GOLDENS=record cargo test --test e2e --test step_costs golden; then read the diff.";

/// How many places that differ are shown, how many lines of each, and how many before it.
const PLACES: usize = 3;
const SHOWN: usize = 12;
const CONTEXT: usize = 2;

/// So many equal lines end a place that differs.
const AGAIN: usize = 3;

pub fn recording() -> bool {
    std::env::var("GOLDENS").is_ok_and(|mode| mode == "record")
}

/// Compares a text with its golden, or writes it. What differs, if anything does.
pub fn check(name: &Path, text: &str) -> Option<String> {
    check_file(&Path::new(ROOT).join(name), text)
}

/// Compares a text with a file of any folder, or writes it. What differs, if anything does.
pub fn check_file(path: &Path, text: &str) -> Option<String> {
    if recording() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a golden is written");
        return None;
    }
    let name = path.strip_prefix(ROOT).unwrap_or(path).display();
    match std::fs::read_to_string(path) {
        Ok(golden) => difference(&golden, text).map(|lines| format!("{name}:\n{lines}")),
        Err(_) => Some(format!("{name}: there is no such golden yet")),
    }
}

/// Goldens that belong together: a folder, whose every file is one of them.
pub struct Goldens {
    folder: PathBuf,
    known: BTreeSet<PathBuf>,
    wrong: Vec<String>,
}

impl Goldens {
    pub fn below(folder: &str) -> Self {
        Self { folder: folder.into(), known: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Compares or records one text.
    pub fn check(&mut self, name: &str, text: &str) {
        let path = self.folder.join(name);
        self.wrong.extend(check(&path, text));
        assert!(self.known.insert(path), "{name} is written twice");
    }

    /// Fails with all that differs, and with what nothing wrote.
    pub fn close(mut self) {
        let there = std::fs::read_dir(Path::new(ROOT).join(&self.folder)).expect("a folder");
        let there = there.map(|entry| self.folder.join(entry.expect("an entry").file_name()));
        for path in there.filter(|path| !self.known.contains(path)) {
            if recording() {
                std::fs::remove_file(Path::new(ROOT).join(&path)).expect("a golden is removed");
            } else {
                self.wrong.push(format!("{}: nothing writes this golden any more", path.display()));
            }
        }
        assert!(self.wrong.is_empty(), "{}\n\n{HOW}", self.wrong.join("\n\n"));
    }
}

/// The names in the folder of all goldens.
pub fn names() -> Vec<String> {
    let there = std::fs::read_dir(ROOT).expect("the goldens").map(|entry| entry.expect("an entry").file_name());
    there.map(|name| name.into_string().expect("a plain name")).collect()
}

/// The text of every golden in a folder.
pub fn texts(folder: &str) -> Vec<String> {
    let there = std::fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder");
    there.map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a golden")).collect()
}

/// The first places that differ, each below what stands before it. `None`: the same.
pub fn difference(golden: &str, now: &str) -> Option<String> {
    let (golden, now): (Vec<&str>, Vec<&str>) = (golden.split('\n').collect(), now.split('\n').collect());
    let (mut at, mut at_now, mut lines) = (0, 0, Vec::new());
    for place in 0.. {
        let same = golden[at..].iter().zip(&now[at_now..]).take_while(|(a, b)| a == b).count();
        (at, at_now) = (at + same, at_now + same);
        if at == golden.len() && at_now == now.len() {
            break;
        }
        if place == PLACES {
            lines.push("and more".to_owned());
            break;
        }
        let (gone, come) = place_that_differs(&golden[at..], &now[at_now..]);
        let before = at.saturating_sub(CONTEXT);
        let heading = golden[..before].iter().rfind(|line| line.starts_with("### "));
        lines.push(format!("line {} {}", at + 1, heading.unwrap_or(&"")).trim_end().to_owned());
        lines.extend(golden[before..at].iter().map(|line| format!("  {}", line.chars().take(100).collect::<String>())));
        for (sign, part) in [('-', &golden[at..at + gone]), ('+', &now[at_now..at_now + come])] {
            lines.extend(part.iter().take(SHOWN).map(|line| format!("{sign} {line}")));
            if part.len() > SHOWN {
                lines.push(format!("{sign} … {} more lines", part.len() - SHOWN));
            }
        }
        (at, at_now) = (at + gone, at_now + come);
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// How many lines of each differ before some are equal again.
fn place_that_differs(golden: &[&str], now: &[&str]) -> (usize, usize) {
    let equal = |gone: usize, come: usize| {
        let (golden, now) = (&golden[gone..], &now[come..]);
        let equal = golden.iter().zip(now).take(AGAIN).take_while(|(a, b)| a == b).count();
        equal == AGAIN || (equal == golden.len() && equal == now.len())
    };
    let both = (1..=golden.len() + now.len()).flat_map(|all| (0..=all).map(move |gone| (gone, all - gone)));
    let mut both = both.filter(|(gone, come)| *gone <= golden.len() && *come <= now.len());
    both.find(|(gone, come)| equal(*gone, *come)).unwrap_or((golden.len(), now.len()))
}

#[test]
fn a_golden_difference_is_short_and_says_where() {
    let golden = "### one\n1\n2\n3\n4\nold\n5\n6\n7\ngone\nend";
    let now = "### one\n1\n2\n3\n4\nnew\nmore\n5\n6\n7\nend";
    let shown = "line 6 ### one\n  3\n  4\n- old\n+ new\n+ more\nline 10 ### one\n  6\n  7\n- gone";
    assert_eq!(difference(golden, now).as_deref(), Some(shown));
    assert_eq!(difference(golden, golden), None);
    assert_eq!(difference("a\n", "a").as_deref(), Some("line 2\n  a\n- "));
}
