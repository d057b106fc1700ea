//! Which words keys begin with, in a few bits a word (a Bloom filter): nearly every other word of
//! a message needs no look into the index.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The most bits, while the words are gathered.
const BITS: usize = 1 << 18;

/// How many bits stand for a word.
const MARKS: u64 = 4;

/// Below one set bit in so many the filter is halved.
const SPARSE: usize = 8;

/// The words, or what may be one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstWords {
    /// A power of two of them.
    bytes: Vec<u8>,
}

impl FirstWords {
    /// None yet.
    pub fn none() -> Self {
        Self { bytes: vec![0; BITS / 8] }
    }

    /// As it was written. `None`: it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        bytes.len().is_power_of_two().then_some(Self { bytes })
    }

    /// As text.
    pub fn write(&self) -> String {
        STANDARD.encode(&self.bytes)
    }

    /// Adds a word.
    pub fn add(&mut self, word: &str) {
        for (byte, bit) in places(word, self.bytes.len()) {
            if let Some(byte) = self.bytes.get_mut(byte) {
                *byte |= bit;
            }
        }
    }

    /// Whether it is one of the words; now and then also of one that is not.
    pub fn may_have(&self, word: &str) -> bool {
        places(word, self.bytes.len()).all(|(byte, bit)| self.bytes.get(byte).is_some_and(|byte| byte & bit != 0))
    }

    /// As small as it can be and still say mostly what is so.
    pub fn fitted(mut self) -> Self {
        loop {
            let set: usize = self.bytes.iter().map(|byte| byte.count_ones() as usize).sum();
            let half = self.bytes.len() / 2;
            let Some((low, high)) = self.bytes.split_at_checked(half) else { return self };
            if half == 0 || set * SPARSE > self.bytes.len() * 8 {
                return self;
            }
            self.bytes = low.iter().zip(high).map(|(low, high)| low | high).collect();
        }
    }
}

/// The places of a word's bits: byte, and bit in it. FNV-1a, mixed as MurmurHash3 ends; what is
/// written is read by later versions, so it is a hash of our own.
fn places(word: &str, bytes: usize) -> impl Iterator<Item = (usize, u8)> {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = word.bytes().fold(0xcbf2_9ce4_8422_2325, fnv);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    let step = (hash >> 32) | 1;
    (0..MARKS).map(move |n| {
        let bit = hash.wrapping_add(n.wrapping_mul(step));
        // Halving keeps the low bits of a place.
        let byte = usize::try_from(bit >> 3 & 0xffff_ffff).unwrap_or_default() & bytes.wrapping_sub(1);
        (byte, 1 << (bit & 7))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: usize) -> FirstWords {
        let mut first = FirstWords::none();
        (0..words).for_each(|n| first.add(&format!("mot{n}")));
        first.fitted()
    }

    #[test]
    fn every_word_is_in_it_and_hardly_another() {
        for words in [1, 10, 3_000, 24_000] {
            let first = FirstWords::read(&of(words).write()).unwrap();
            assert!((0..words).all(|n| first.may_have(&format!("mot{n}"))), "{words}");
            let wrong = (0..10_000).filter(|n| first.may_have(&format!("autre{n}"))).count();
            assert!(wrong < 300, "{words}: {wrong} of 10,000");
        }
    }

    #[test]
    fn a_few_words_take_a_few_bytes() {
        assert!(of(0).write().len() <= 4);
        assert!(of(10).write().len() <= 100, "{}", of(10).write().len());
        assert!(of(400_000).write().len() < 45_000);
    }

    #[test]
    fn other_text_is_no_filter() {
        for text in ["", "AAAA", "ä", "AA=A"] {
            assert_eq!(FirstWords::read(text), None, "{text:?}");
        }
    }
}
