//! Words about attachments.

use crate::desk::words::Words;

impl Words {
    /// What is attached, by Meta's type, where it has no name.
    pub fn attached(&self, kind: &str) -> &'static str {
        match kind {
            "image" => self.pick("Photo du client", "The customer's picture"),
            "audio" | "voice" => self.pick("Message vocal du client", "The customer's voice message"),
            "video" => self.pick("Vidéo du client", "The customer's video"),
            "sticker" => self.pick("Autocollant", "Sticker"),
            _ => self.pick("Document du client", "The customer's document"),
        }
    }
}
