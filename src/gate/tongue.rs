//! Which language a message is in. A word means what it means there: `ya` takes nothing
//! back in Spanish, `casse` are crates in Italian and broken in French.

use super::lexicon::{LexiconEntry, Sense, TONGUES, Tongue};

/// How much speaks for each language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tongues {
    points: [u32; TONGUES],
    most: u32,
}

/// What a word weighs that only one language has.
const WEIGHT: u32 = 60;

impl Tongues {
    /// Nothing said yet. French first, then English, where nothing else speaks.
    fn none() -> Self {
        let mut points = [0; TONGUES];
        for (tongue, start) in [(Tongue::Fr, WEIGHT / 4), (Tongue::En, WEIGHT / 6)] {
            if let Some(points) = points.get_mut(tongue as usize) {
                *points = start;
            }
        }
        Self { points, most: 0 }
    }

    /// Told by the words of a text and its letters. Each item: the entries of its words.
    pub fn told<'e>(text: &str, words: impl Iterator<Item = Vec<&'e LexiconEntry>>) -> Self {
        let mut tongues = Self::none();
        for entries in words {
            tongues.add(&entries);
        }
        for c in text.chars().filter(|c| !c.is_ascii()) {
            let speaks_for = match c {
                'ñ' | '¿' | '¡' => Tongue::Es,
                'ã' | 'õ' => Tongue::Pt,
                'è' | 'œ' | 'ù' | 'î' | 'û' => Tongue::Fr,
                'ò' | 'ì' => Tongue::It,
                _ => continue,
            };
            tongues.give(speaks_for, WEIGHT / 4);
        }
        tongues.most = tongues.points.iter().copied().max().unwrap_or(0);
        tongues
    }

    /// A word speaks for the languages that have it, the less the more they are; a package
    /// speaks half as loud, because packages travel.
    fn add(&mut self, entries: &[&LexiconEntry]) {
        let of = |tongue: usize| entries.iter().filter(move |entry| entry.tongue as usize == tongue);
        let having = (0..TONGUES).filter(|tongue| of(*tongue).next().is_some()).count();
        for tongue in 0..TONGUES {
            let Some(longest) = of(tongue).max_by_key(|entry| entry.words) else { continue };
            let weight = match longest.sense {
                Sense::Unit | Sense::Measure | Sense::Goods | Sense::Size => WEIGHT / 2,
                _ => WEIGHT,
            };
            let words = u32::try_from(longest.words).unwrap_or(1);
            let share = weight * words / u32::try_from(having).unwrap_or(1).max(1);
            if let Some(points) = self.points.get_mut(tongue) {
                *points = points.saturating_add(share);
            }
        }
    }

    fn give(&mut self, tongue: Tongue, points: u32) {
        if let Some(own) = self.points.get_mut(tongue as usize) {
            *own = own.saturating_add(points);
        }
    }

    fn points(&self, tongue: Tongue) -> u32 {
        self.points.get(tongue as usize).copied().unwrap_or(0)
    }

    /// Whether the message is, at least in part, in this language.
    fn speaks(&self, tongue: Tongue) -> bool {
        self.points(tongue).saturating_mul(2) >= self.most
    }

    /// Which of the entries that stand in one place is meant: the longest one of a language
    /// that is spoken here, the language's own before what all languages buy. Packages,
    /// goods and greetings are known in every language.
    pub fn sense<'e>(&self, entries: &[&'e LexiconEntry]) -> Option<&'e LexiconEntry> {
        let rank = |entry: &LexiconEntry| {
            let travels =
                matches!(entry.sense, Sense::Unit | Sense::Measure | Sense::Goods | Sense::Courtesy | Sense::Thanks);
            match entry.tongue {
                Tongue::Any => Some((entry.words, 1, 0)),
                tongue if self.speaks(tongue) => Some((entry.words, 2, self.points(tongue))),
                tongue => travels.then(|| (entry.words, 0, self.points(tongue))),
            }
        };
        let ranked = entries.iter().filter_map(|entry| Some((rank(entry)?, *entry)));
        // The first of equals, so that the same text is always read the same way.
        ranked
            .fold(None, |best: Option<((usize, u32, u32), &LexiconEntry)>, (rank, entry)| match best {
                Some((before, _)) if before >= rank => best,
                _ => Some((rank, entry)),
            })
            .map(|(_, entry)| entry)
    }
}
