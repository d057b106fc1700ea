//! The house rules that a machine can hold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn sources(dir: &str) -> Vec<(String, String)> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_dir() { walk(&path, out) } else { out.push(path) }
        }
    }
    let mut paths = Vec::new();
    walk(&Path::new(ROOT).join(dir), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let name = path.strip_prefix(ROOT).expect("below the root").display().to_string();
            (name.replace('\\', "/"), text)
        })
        .collect()
}

/// Collects what breaks a rule and fails with all of it.
fn check(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn files_are_readable_in_one_sitting() {
    let all = ["src", "tests", "examples"].into_iter().flat_map(sources);
    let long = all.map(|(name, text)| (name, text.lines().count())).filter(|(_, lines)| *lines > 420);
    check("at most 420 lines", long.map(|(name, lines)| format!("{name}: {lines}")).collect());
}

#[test]
fn names_tell_what_is_in_a_file() {
    let banned = ["util", "utils", "helper", "helpers", "manager", "managers", "common", "misc", "types"];
    let all = ["src", "tests", "examples"].into_iter().flat_map(sources);
    let named = all.filter(|(name, _)| {
        let parts = name.trim_end_matches(".rs").split('/');
        parts.into_iter().any(|part| banned.contains(&part))
    });
    check("no layers by kind", named.map(|(name, _)| name).collect());
}

#[test]
fn only_the_runtime_folder_knows_the_worker_crate() {
    let pure = sources("src").into_iter().filter(|(name, _)| !name.starts_with("src/worker"));
    let mut broken = Vec::new();
    for (name, text) in pure {
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for word in ["worker::", "wasm_bindgen", "js_sys", "web_sys", "SystemTime", "Instant::now"] {
                if line.contains(word) {
                    broken.push(format!("{name}:{}: {word}", n + 1));
                }
            }
        }
    }
    check("pure logic knows no Worker and no clock of its own", broken);
}

#[test]
fn sql_stands_in_named_constants() {
    let items =
        ["const ", "pub const ", "macro_rules! ", "fn ", "pub fn ", "pub async fn ", "async fn ", "impl", "struct "];
    let mut broken = Vec::new();
    for (name, text) in sources("src") {
        let mut item = "";
        for (n, line) in shipped(&text).enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if items.iter().any(|keyword| line.starts_with(keyword)) {
                item = line;
            }
            let sql = ["SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE "].iter().any(|word| line.contains(word));
            if sql && !item.trim_start_matches("pub ").starts_with("const ") && !item.starts_with("macro_rules! ") {
                broken.push(format!("{name}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    check("SQL is a constant beside the function that runs it", broken);
}

#[test]
fn no_two_folders_need_each_other() {
    let folder =
        |name: &str| name.trim_start_matches("src/").trim_end_matches(".rs").split('/').next().map(str::to_owned);
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let all = sources("src");
    let folders: BTreeSet<_> = all.iter().filter_map(|(name, _)| folder(name)).collect();
    for (name, text) in &all {
        let Some(from) = folder(name) else { continue };
        for line in shipped(text).filter(|line| !line.trim_start().starts_with("//")) {
            for (at, _) in line.match_indices("crate::") {
                let to: String = line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if to != from && folders.contains(&to) {
                    needs.entry(from.clone()).or_default().insert(to);
                }
            }
        }
    }
    // What needs nothing but what was taken away is taken away; what is left goes in circles.
    let mut left: BTreeSet<_> = folders;
    while let Some(free) = left.iter().find(|f| needs.get(*f).is_none_or(|to| to.is_disjoint(&left))).cloned() {
        left.remove(&free);
    }
    check("folders need each other in one direction", left.into_iter().collect());
}

/// The lines above a file's unit tests.
fn shipped(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"))
}

#[test]
fn nothing_is_left_unfinished() {
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let all = ["src", "tests", "examples"].into_iter().flat_map(sources);
    let mut broken = Vec::new();
    for (name, text) in all {
        for (n, line) in text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                broken.push(format!("{name}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    check("no loose ends", broken);
}

#[test]
fn every_module_says_what_it_is_for() {
    let all = ["src", "tests", "examples"].into_iter().flat_map(sources);
    let silent = all.filter(|(name, text)| !text.starts_with("//! ") && !name.ends_with("/tests.rs"));
    check("a module begins with its purpose", silent.map(|(name, _)| name).collect());
}

#[test]
fn the_two_halves_of_wasm_bindgen_are_one_version() {
    let read = |file: &str| std::fs::read_to_string(Path::new(ROOT).join(file)).expect(file);
    let (cargo, tools) = (read("Cargo.toml"), read("scripts/tools.mjs"));
    let between = |text: &str, before: &str| {
        let from = text.find(before).map(|at| at + before.len()).unwrap_or_else(|| panic!("{before}"));
        text[from..].split('"').next().expect("a version").trim_start_matches('=').to_owned()
    };
    assert_eq!(between(&cargo, "\nwasm-bindgen = \""), between(&tools, "WASM_BINDGEN = \""));
    assert_eq!(between(&cargo, "\nworker = \""), between(&tools, "WORKER_BUILD = \""));
}

#[test]
fn no_file_has_what_a_merge_left_behind() {
    let found = std::process::Command::new("git")
        .args(["-C", ROOT, "grep", "--untracked", "-lE", "^(<{7}|={7}|>{7})( |$)"])
        .output()
        .expect("git");
    let files = String::from_utf8_lossy(&found.stdout).lines().map(str::to_owned).collect();
    check("no marks of a merge", files);
}

/// What each step calls what came of it. It is always read with the step's name before it.
const OF_EACH_STEP: [&str; 1] = ["Outcome"];

#[test]
fn no_public_name_means_two_things() {
    let mut owners = BTreeMap::<String, Vec<String>>::new();
    for (name, text) in sources("src") {
        for line in shipped(&text).filter_map(|line| line.strip_prefix("pub ")) {
            let mut words = line.split(|c: char| !c.is_alphanumeric());
            let kind = words.next().filter(|kind| ["struct", "enum", "trait", "type"].contains(kind));
            if let Some(defined) = kind.and(words.next()).filter(|defined| !OF_EACH_STEP.contains(defined)) {
                owners.entry(defined.to_owned()).or_default().push(name.clone());
            }
        }
    }
    let twice = owners.into_iter().filter(|(_, files)| files.len() > 1);
    check("one name for one idea", twice.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect());
}
