//! What colleagues say to each other on a card.

use crate::desk::words::Words;

impl Words {
    pub fn note_for_colleagues(&self) -> &'static str {
        self.pick("Note aux collègues", "Note for colleagues")
    }

    pub fn note_never_sent(&self) -> &'static str {
        self.pick("jamais envoyée au client", "never sent to the customer")
    }

    pub fn note_senseless(&self) -> &'static str {
        self.pick("Une note a de 1 à 2 000 caractères.", "A note has 1 to 2,000 characters.")
    }

    pub fn note_full(&self) -> &'static str {
        self.pick(
            "Cette carte ne prend plus de note : elle en a 50, ou elle a été effacée.",
            "This card takes no more notes: it has 50, or it was erased.",
        )
    }

    pub fn save_note(&self) -> &'static str {
        self.pick("Ajouter la note", "Add the note")
    }

    pub fn later_or_note(&self) -> &'static str {
        self.pick("Plus tard, ou une note", "Later, or a note")
    }

    pub fn later_by(&self) -> &'static str {
        self.pick("Dans", "In")
    }

    pub fn later(&self) -> &'static str {
        self.pick("Plus tard", "Later")
    }

    pub fn put_off_by(&self) -> &'static str {
        self.pick("Remise à plus tard par", "Put off by")
    }

    pub fn put_off_until(&self) -> &'static str {
        self.pick("jusqu'au", "until")
    }

    pub fn take_up(&self) -> &'static str {
        self.pick("Reprendre maintenant", "Take it up now")
    }

    pub fn cannot_wait(&self) -> &'static str {
        self.pick(
            "Cette carte n'est pas remise à plus tard : le client vient d'écrire, ou sa fenêtre se ferme moins de 30 minutes après.",
            "This card was not put off: the customer has just written, or its window closes less than 30 minutes after that.",
        )
    }

    pub fn only_put_off(&self) -> &'static str {
        self.pick("Tout ce qui attend encore a été remis à plus tard.", "All that still waits was put off.")
    }

    pub fn before_this_card(&self) -> &'static str {
        self.pick("Avant cette carte", "Before this card")
    }

    pub fn from_the_phone(&self) -> &'static str {
        self.pick("Répondu depuis le téléphone", "Answered from the phone")
    }
}
