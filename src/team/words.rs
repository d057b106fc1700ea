//! Words about links that sign a phone in.

use crate::desk::words::{Words, say};

say! {
    link_make: "Connecter un téléphone", "Sign in a phone";
    link_for: "Lien de connexion pour", "Sign-in link for";
    link_lasts: "Ce lien ne sert qu'une fois, dans les dix minutes.", "This link works once, within ten minutes.";
    link_until: "à utiliser une seule fois, avant le", "works once, until";
    link_qr: "Code QR du lien de connexion", "QR code of the sign-in link";
    link_hand_over: "Scannez ce code avec le téléphone, ou copiez l'adresse du lien. Quiconque ouvre ce lien peut se connecter : ne le transmettez qu'à cette personne.",
        "Scan this code with the phone, or copy the link's address. Whoever opens the link can sign in: hand it to this person only.";
    link_asks: "Connecter ce téléphone ? Il reste connecté trente jours au plus, et se déconnecte après douze heures sans servir.",
        "Sign in this phone? It stays signed in for at most 30 days, and is signed out after twelve hours without use.";
    link_sign_in: "Connecter ce téléphone", "Sign in this phone";
    link_gone: "Ce lien a déjà servi, a expiré ou a été annulé. Demandez-en un autre à votre administrateur.",
        "This link was used, has expired or was cancelled. Ask your administrator for another.";
    link_open: "Un lien de connexion est en attente, valable jusqu'au", "A sign-in link works until";
    link_take_back: "Annuler le lien", "Cancel the link";
    phone_since: "Téléphone connecté le", "Phone signed in on";
    phone_seen: "utilisé pour la dernière fois le", "last used on";
    phone_revoke: "Déconnecter ce téléphone", "Sign this phone out";
    roles: "Ce que chacun peut faire", "What each role may do";
    revoke_means: "ne pourra plus se connecter : jeton, téléphones et sessions cessent de fonctionner pour de bon.",
        "can no longer sign in: token, phones and sessions stop working for good.";
}
