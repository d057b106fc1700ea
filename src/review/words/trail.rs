//! Why something happened to a card, in words.

use crate::desk::words::Words;
use crate::review::{NoDraft, RejectReason};

impl Words {
    /// Why, where a person gains by knowing: a row's `reason`.
    pub fn because(&self, step: &str, outcome: &str, reason: &str) -> Option<String> {
        match (step, outcome) {
            ("decide", "rejected" | "closed") => {
                RejectReason::parse(reason).map(|reason| self.reason(reason).to_owned())
            }
            ("gate", "not_an_order") | ("queue", _) => Some(self.why(NoDraft::parse(reason)).to_owned()),
            ("send" | "status", "failed") if reason.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(format!("{} {reason}", self.pick("code Meta", "Meta's code")))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::words::{UiLanguage, words};

    #[test]
    fn no_code_stands_in_the_trail() {
        let w = words(UiLanguage::Fr);
        assert_eq!(
            w.because("decide", "closed", "handled_elsewhere").as_deref(),
            Some("Traité autrement (téléphone…)")
        );
        assert_eq!(w.because("send", "failed", "131026").as_deref(), Some("code Meta 131026"));
        assert_eq!(w.because("decide", "refused", "approve:stale_version"), None);
    }
}
