//! Order lines, in words.

use crate::desk::words::{UiLanguage, Words};

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

impl Words {
    /// The heading of the lines that were read.
    pub fn order_lines(&self, many: usize) -> String {
        format!("{} ({many})", self.pick("Lignes de commande", "Order lines"))
    }

    /// The same was ordered on this day, `2026-03-01` at least.
    pub fn as_on(&self, day: &str) -> String {
        let mut parts = day.get(..10).unwrap_or(day).splitn(3, '-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next().unwrap_or_default());
        let named = month.and_then(|month| MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?));
        let (Some(year), Some((fr, en))) = (year, named) else { return String::new() };
        let day = day.trim_start_matches('0');
        match self.tongue {
            UiLanguage::Fr => format!("comme le {day}{} {fr} {year}", if day == "1" { "er" } else { "" }),
            UiLanguage::En => format!("as on {day} {en} {year}"),
        }
    }

    pub fn lines_are_read(&self) -> &'static str {
        self.pick(
            "Lues par une machine dans ces messages, saisies nulle part. Relisez-les avant de vous en servir.",
            "Read by a machine from these messages, entered nowhere. Check them before you use them.",
        )
    }

    pub fn quantity(&self) -> &'static str {
        self.pick("Qté", "Qty")
    }

    pub fn unit(&self) -> &'static str {
        self.pick("Unité", "Unit")
    }

    pub fn written(&self) -> &'static str {
        self.pick("Écrit", "Written")
    }

    pub fn reference_short(&self) -> &'static str {
        self.pick("Réf.", "Ref.")
    }

    pub fn copy_lines(&self) -> &'static str {
        self.pick("Copier pour un tableur", "Copy for a spreadsheet")
    }

    pub fn lines_copied(&self) -> &'static str {
        self.pick("Copié", "Copied")
    }
}
