//! What the reports of gate and guard share: shares with their intervals, the quarter that is
//! kept aside, and the worst misses of each set.

use std::collections::BTreeMap;
use whatsapp_order_ack::keyed_hash::sha256_hex;

/// A share in per cent, and between what the share of all such texts lies 19 times of 20
/// (Wilson, "Probable Inference", 1927).
pub fn share(part: usize, of: usize) -> String {
    const Z: f64 = 1.96;
    if of == 0 {
        return " ".repeat(23);
    }
    let (n, p) = (of as f64, part as f64 / of as f64);
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let end = |value: f64| 100.0 * value / (1.0 + Z * Z / n);
    format!("{:5.1} % [{:5.1}–{:5.1}]", 100.0 * p, end(middle - half).max(0.0), end(middle + half))
}

/// Whether a text is of the quarter whose misses nobody looks at while mending: a quarter of
/// all, whatever file it stands in.
pub fn is_kept_aside(text: &str) -> bool {
    sha256_hex(text.as_bytes()).starts_with(['0', '1', '2', '3'])
}

/// What a report is asked for.
pub struct Asked {
    /// How many misses of each set it prints.
    pub misses: usize,
    /// Whether it prints the misses of the quarter that is kept aside, instead of the others'.
    pub kept: bool,
    /// Whether it stores the figures for the next time.
    pub save: bool,
}

impl Asked {
    /// From the command line: `[--save] [--kept] [--misses N]`. Errors: what cannot be read.
    pub fn of(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self { misses: 20, kept: false, save: false };
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--save" => asked.save = true,
                "--kept" => asked.kept = true,
                "--misses" => asked.misses = args.next().and_then(|n| n.parse().ok()).ok_or("--misses N")?,
                other => return Err(format!("{other}: [--save] [--kept] [--misses N]")),
            }
        }
        Ok(asked)
    }
}

/// The misses of a report, by set.
#[derive(Default)]
pub struct Misses(BTreeMap<String, Vec<(bool, String, String)>>);

impl Misses {
    /// One more: what it is and its text. `grave`: it is worse than the set's others.
    pub fn add(&mut self, set: &str, grave: bool, what: String, text: &str) {
        self.0.entry(set.to_owned()).or_default().push((!grave, what, text.to_owned()));
    }

    /// Prints the worst of each set: the grave ones first, and of those the shortest, which
    /// have the least to be misled by.
    pub fn print(mut self, asked: &Asked) {
        let part = if asked.kept { "the quarter that is kept aside" } else { "the three quarters that are looked at" };
        println!("\nThe worst misses of each set, in {part} (--misses N for more, --kept for the rest):");
        for (set, misses) in &mut self.0 {
            misses.retain(|(_, _, text)| is_kept_aside(text) == asked.kept);
            misses.sort_by_key(|(mild, _, text)| (*mild, text.len()));
            if !misses.is_empty() {
                println!("\n{set}: {}", misses.len());
            }
            for (_, what, text) in misses.iter().take(asked.misses) {
                let text: String = text.replace('\n', " ⏎ ").chars().take(160).collect();
                println!("  {what} {text:?}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_kept_aside() {
        let kept = (0..1_000).filter(|n| is_kept_aside(&format!("message {n}"))).count();
        assert!((200..300).contains(&kept), "{kept}");
    }

    #[test]
    fn an_interval_is_wide_where_there_is_little() {
        assert_eq!(share(97, 97), "100.0 % [ 96.2–100.0]");
        assert_eq!(share(0, 4), "  0.0 % [  0.0– 49.0]");
    }
}
