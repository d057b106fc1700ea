//! Words about links that sign a phone in.

use crate::desk::words::{Words, say};

say! {
    link_make: "Connecter un téléphone", "Sign in a phone";
    link_for: "Lien de connexion pour", "Sign-in link for";
    link_lasts: "valable dix minutes, une seule fois.", "works for ten minutes, once.";
    link_until: "valable une seule fois ; fin de validité :", "works once, until";
    link_qr: "Code QR du lien de connexion", "QR code of the sign-in link";
    link_hand_over: "Scannez le code avec le téléphone, ou copiez l'adresse du lien. Quiconque l'ouvre et appuie est connecté.",
        "Scan the code with the phone, or copy the link's address. Whoever opens it and presses is signed in.";
    link_asks: "Connecter ce téléphone ? Il le restera trente jours au plus, s'il sert au moins une fois en douze heures.",
        "Sign in this phone? It stays signed in for 30 days at most, as long as it is used at least once in twelve hours.";
    link_sign_in: "Connecter ce téléphone", "Sign in this phone";
    link_gone: "Ce lien a déjà servi, a expiré ou a été repris. Demandez-en un autre à votre administrateur.",
        "This link was used, has expired or was taken back. Ask your administrator for another.";
    link_open: "Un lien de connexion est en attente ; fin de validité :", "A sign-in link works until";
    link_take_back: "Reprendre le lien", "Take the link back";
    phone_since: "Téléphone connecté :", "Phone signed in since";
    phone_seen: "dernière activité :", "last seen";
    phone_revoke: "Déconnecter ce téléphone", "Sign this phone out";
}
