//! The keys of the desk, and what each does.

pub(super) const FR_KEYS: [(&str, &str); 9] = [
    ("J", "carte suivante"),
    ("K", "carte précédente"),
    ("↑ ↓", "parcourir la liste (grand écran)"),
    ("Entrée", "ouvrir la carte ; sur une carte traitée, passer à la suivante"),
    ("A", "envoyer le texte affiché (sur la carte choisie)"),
    ("E", "modifier"),
    ("R", "rejeter ou fermer"),
    ("Échap", "refermer ce qui est ouvert, ou revenir à la liste"),
    ("?", "cette aide"),
];

pub(super) const EN_KEYS: [(&str, &str); 9] = [
    ("J", "next card"),
    ("K", "previous card"),
    ("↑ ↓", "go through the list (wide screen)"),
    ("Enter", "open the card; on one that is done, go to the next"),
    ("A", "send the text that is shown (on the chosen card)"),
    ("E", "edit"),
    ("R", "reject or close"),
    ("Esc", "close what is open, or go back to the list"),
    ("?", "this help"),
];
