//! The keys of the desk, and what each does.

pub(super) const FR_KEYS: [(&str, &str); 8] = [
    ("J", "carte suivante"),
    ("K", "carte précédente"),
    ("Entrée", "carte suivante à traiter (sur une carte traitée)"),
    ("A", "envoyer le texte affiché (sur la carte choisie)"),
    ("E", "modifier"),
    ("R", "rejeter ou fermer"),
    ("Échap", "refermer ce qui est ouvert"),
    ("?", "cette aide"),
];

pub(super) const EN_KEYS: [(&str, &str); 8] = [
    ("J", "next card"),
    ("K", "previous card"),
    ("Enter", "next card to answer (on a card that is done)"),
    ("A", "send the text that is shown (on the chosen card)"),
    ("E", "edit"),
    ("R", "reject or close"),
    ("Esc", "close what is open"),
    ("?", "this help"),
];
