//! What model calls cost, and how much of it a day may bring. Amounts are millionths of
//! the currency that the prices are given in.

use crate::ledger::Micros;

/// What a million tokens cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    /// That the model reads.
    pub read: Micros,
    /// That it writes.
    pub written: Micros,
}

impl Prices {
    /// From `0.15/0.60`: read, then written. `None`: it is something else.
    pub fn parse(text: &str) -> Option<Self> {
        let (read, written) = text.split_once('/')?;
        Some(Self { read: Micros::parse(read.trim())?, written: Micros::parse(written.trim())? })
    }

    /// What so many tokens cost, rounded up.
    pub fn cost(&self, read: u32, written: u32) -> Micros {
        let millionths = i128::from(read) * i128::from(self.read.0) + i128::from(written) * i128::from(self.written.0);
        Micros(i64::try_from((millionths + 999_999) / 1_000_000).unwrap_or(i64::MAX))
    }

    /// The most that a call can cost: a token stands for one byte or more.
    pub fn at_most(&self, request_bytes: usize, tokens_written: u32) -> Micros {
        self.cost(u32::try_from(request_bytes).unwrap_or(u32::MAX), tokens_written)
    }
}

/// What calls may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// What they cost, if that is known.
    pub prices: Option<Prices>,
    /// The most in a UTC day.
    pub daily: Option<Micros>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_and_nothing_else() {
        let check = |text: &str, micros: Option<i64>| assert_eq!(Micros::parse(text).map(|m| m.0), micros, "{text}");
        check("2", Some(2_000_000));
        check("0.15", Some(150_000));
        check("0.000001", Some(1));
        for odd in ["", ".5", "1.", "-1", "1e3", "0.0000001", "1,5", "9999999999"] {
            check(odd, None);
        }
    }

    #[test]
    fn a_call_costs_what_its_tokens_cost() {
        let prices = Prices::parse("0.15/0.60").unwrap();
        assert_eq!(prices.cost(1_000_000, 1_000_000), Micros(750_000));
        assert_eq!(prices.cost(280, 40), Micros(66));
        assert_eq!(prices.cost(1, 0), Micros(1), "rounded up");
        assert_eq!(Prices::parse("0.15"), None);
    }
}
