//! Lists that statements are given as JSON, cut to what one parameter holds.

/// The most JSON that one parameter is given, in bytes. D1 takes 2,000,000 in a string
/// (Cloudflare, D1 limits); what is counted here need not be exact to stay below that.
pub const PARAMETER: usize = 1_000_000;

/// Cuts a list into runs of at most `most`, in order. An item that is more than that by
/// itself is a run of its own.
pub fn runs<T>(items: &[T], most: usize, size: impl Fn(&T) -> usize) -> impl Iterator<Item = &[T]> {
    let mut rest = items;
    std::iter::from_fn(move || {
        let mut sum = 0;
        let fits = |item: &&T| {
            sum += size(item);
            sum <= most
        };
        let many = rest.iter().take_while(fits).count().max(1);
        let (run, after) = rest.split_at_checked(many)?;
        rest = after;
        Some(run)
    })
}

/// How many bytes these texts take as JSON, with quotes and commas.
pub fn json_size<const N: usize>(texts: [&str; N]) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' => 2,
        0..=31 => 6,
        _ => 1,
    };
    texts.iter().map(|text| text.bytes().map(escaped).sum::<usize>() + 3).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(items: &[usize]) -> Vec<usize> {
        runs(items, 10, |size| *size).map(<[usize]>::len).collect()
    }

    #[test]
    fn a_run_ends_before_it_is_too_much() {
        assert_eq!(lengths(&[]), [0; 0]);
        assert_eq!(lengths(&[5, 5, 1]), [2, 1]);
        assert_eq!(lengths(&[4, 99, 4, 6, 11]), [1, 1, 2, 1]);
        let items = [3, 99, 4, 7, 1];
        assert_eq!(runs(&items, 10, |size| *size).collect::<Vec<_>>().concat(), items);
    }

    #[test]
    fn a_size_is_never_less_than_the_json() {
        for text in ["", "huile d'olive", "Épicerie «5 L»", "\"\\\u{1}\n\t\u{7f}\u{2028}", "🫒🫒"] {
            let json = serde_json::to_string(&[text, text]).expect("JSON");
            // Two brackets more, a comma less.
            let size = json_size([text, text]) + 1;
            assert!(json.len() <= size, "{text:?}: {size} for {}", json.len());
            assert!(json.len() == size || text.contains('\n'), "{text:?}: {size} for {}", json.len());
        }
    }
}
