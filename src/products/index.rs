//! The index of products: what a message can name them by, sorted, in pages of at most
//! 10,000 bytes, of which a message needs a few.
//!
//! Terms of three kinds stand in it: keys (`=huile olive`), and the words that typos may be
//! meant for, forwards (`>huile`) and backwards after their first letter (`<heliu`). A word with
//! a typo in its second half begins as the word that is meant, one with a typo in its first half
//! ends as that does. So each unknown word of a message takes two places of the index, each key
//! one ([`directory`]).
//!
//! Products change; the index is made anew beside the one in force, in slices ([`build`]), from
//! sorted runs that are merged ([`merge`]). The last run that is left is the next index.

pub mod build;
pub mod directory;
pub mod first_words;
pub mod lookup;
pub mod merge;
pub mod page;
pub mod terms;
