//! Order lines, in words.

use crate::desk::words::Words;

impl Words {
    /// The heading of the lines that were read.
    pub fn order_lines(&self, many: usize) -> String {
        format!("{} ({many})", self.pick("Lignes de commande", "Order lines"))
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
