//! The places of a template: what stands in braces and is filled in. Each may be named in English
//! or in French, in any case.

use crate::desk::words::UiLanguage;

/// What is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The customer's own greeting, returned.
    Hello,
    /// The customer's name.
    Customer,
    /// The business's name.
    Business,
}

/// Each with its names: the contract's first, then the one that French readers are shown.
const NAMES: [(Place, &[&str]); 3] = [
    (Place::Hello, &["hello", "bonjour", "salutation"]),
    (Place::Customer, &["customer", "nom", "client"]),
    (Place::Business, &["business", "entreprise", "société", "societe"]),
];

impl Place {
    pub const ALL: [Self; 3] = [Self::Hello, Self::Customer, Self::Business];

    /// As a reader of this language is shown it, with its braces.
    pub fn shown(self, tongue: UiLanguage) -> String {
        let nth = match tongue {
            UiLanguage::En => 0,
            UiLanguage::Fr => 1,
        };
        let names = NAMES.iter().find(|(place, _)| *place == self).map_or(&[][..], |(_, names)| *names);
        format!("{{{}}}", names.get(nth).copied().unwrap_or_default())
    }

    fn of(braced: &str) -> Option<Self> {
        let name = braced.strip_prefix('{')?.strip_suffix('}')?.trim().to_lowercase();
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(place, _)| *place)
    }
}

enum Piece<'a> {
    Words(&'a str),
    Place(Place),
    /// Braces that mean nothing, with what stands in them.
    Unknown(&'a str),
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((words, braced)) = rest.find(['{', '}']).and_then(|at| rest.split_at_checked(at)) {
        let braced = braced.split_inclusive('}').next().unwrap_or(braced);
        pieces.push(Piece::Words(words));
        pieces.push(Place::of(braced).map_or(Piece::Unknown(braced), Piece::Place));
        rest = rest.get(words.len() + braced.len()..).unwrap_or_default();
    }
    pieces.push(Piece::Words(rest));
    pieces
}

/// The text with its places filled in. Without a name there is no space before it either.
pub fn fill(template: &str, with: impl Fn(Place) -> String) -> String {
    let mut text = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Words(words) | Piece::Unknown(words) => text.push_str(words),
            Piece::Place(place) => {
                let name = with(place);
                if name.is_empty() && text.ends_with(' ') {
                    text.pop();
                }
                text.push_str(&name);
            }
        }
    }
    text
}

/// The template without the greeting that it begins with: `{hello} {customer}, we are open` is `we are open`. `None`: it
/// begins with no greeting. `greets`: what is left behind words that greet.
pub fn without_greeting<'a>(template: &'a str, greets: impl Fn(&'a str) -> Option<&'a str>) -> Option<&'a str> {
    let template = template.trim_start();
    let rest = behind(template, Place::Hello).or_else(|| greets(template))?.trim_start();
    let rest = behind(rest, Place::Customer).unwrap_or(rest);
    Some(rest.trim_start_matches(|c: char| c.is_whitespace() || ",،!.:–-".contains(c)))
}

/// What stands behind this place, if the text begins with it.
fn behind(text: &str, place: Place) -> Option<&str> {
    let braced = text.split_inclusive('}').next().filter(|braced| Place::of(braced) == Some(place))?;
    text.get(braced.len()..)
}

/// Whether a template has this place.
pub fn has(template: &str, place: Place) -> bool {
    pieces(template).iter().any(|piece| matches!(piece, Piece::Place(found) if *found == place))
}

/// The first braces that mean nothing, 40 characters of them at most.
pub fn unknown(template: &str) -> Option<String> {
    pieces(template).into_iter().find_map(|piece| match piece {
        Piece::Unknown(braced) => Some(braced.chars().take(40).collect()),
        Piece::Words(_) | Piece::Place(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        fill(template, |place| match place {
            Place::Hello => "Bonsoir".into(),
            Place::Customer => String::new(),
            Place::Business => "Exemple".into(),
        })
    }

    #[test]
    fn a_place_has_a_name_in_either_language() {
        for template in [
            "{hello} {customer}, merci. {business}",
            "{bonjour} {nom}, merci. {entreprise}",
            "{ Bonjour } {CLIENT}, merci. {Société}",
        ] {
            assert_eq!((filled(template), unknown(template)), ("Bonsoir, merci. Exemple".into(), None), "{template}");
            assert!(Place::ALL.iter().all(|place| has(template, *place)), "{template}");
        }
        for place in Place::ALL {
            for tongue in [UiLanguage::Fr, UiLanguage::En] {
                assert!(has(&place.shown(tongue), place));
            }
        }
        assert!(!has("bonjour, nom", Place::Customer));
    }

    #[test]
    fn braces_that_mean_nothing_are_named() {
        let check = |template: &str, found: &str| assert_eq!(unknown(template).as_deref(), Some(found));
        check("{bonjour} {prix}, merci", "{prix}");
        check("{bonjour}, merci}", "}");
        check("{bonjour}, {nom", "{nom");
        check("{{nom}}", "{{nom}");
        assert_eq!(filled("{prix} {hello}"), "{prix} Bonsoir");
    }
}
