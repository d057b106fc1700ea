//! Words about the numbers and the ledger.

use crate::desk::words::{Words, say};

say! {
    cards_unit: "cartes", "cards";
    minutes_unit: "minutes", "minutes";
    reached: "Réponses dans les délais", "Answered in time";
    within_5: "en 5 min", "within 5 min";
    within_15: "en 15 min", "within 15 min";
    within_60: "en 60 min", "within 60 min";
    answered: "Réponses", "Answers";
    slowest: "La plus lente", "Slowest";
    what_came: "Ce qui est arrivé", "What came in";
    what_went: "Ce que les réponses sont devenues", "What became of the replies";
    what_closed: "Ce qui a été rejeté ou fermé", "What was rejected or closed";
    share_unchanged: "Part tels quels", "Share unchanged";
    decisions_by_person: "Décisions par personne", "Decisions by person";
    decider: "Personne", "Person";
    by_drafts: "Brouillons envoyés tels quels, par origine", "Drafts sent unchanged, by what made them";
    made_by: "Modèle de texte, règle ou consigne", "Template, rule or prompt";
    changed_most: "Ce que les gens changent le plus", "What people change most";
    run_in_d1: "Chaque requête se lance telle quelle :", "Each query runs as it stands:";
    the_ledger: "Journal", "Ledger";
    ledger_mean: "Chaque étape et chaque issue est une ligne, qui ne change plus. Aucun mot, nom ou numéro de client n'y figure.",
        "Each step and each outcome is a row, which never changes. No word, name or number of a customer's is in it.";
    proof: "La preuve", "The proof";
    proof_none: "Rien n'est encore scellé.", "Nothing is sealed yet.";
    proof_sealed: "Scellé jusqu'à la ligne", "Sealed through row";
    proof_same: "Le sceau gardé hors de la base est le même : rien n'a été coupé ni réécrit jusque-là.",
        "The seal that is kept outside the database is the same: nothing up to there was cut off or rewritten.";
    proof_ahead: "La base a un sceau plus récent que celui gardé hors d'elle ; il y sera dans la minute.",
        "The database has a newer seal than the one outside it, which follows within a minute.";
    proof_differs: "Le sceau gardé hors de la base n'est pas dans la base : elle a été remise à un état antérieur, coupée ou réécrite.",
        "The seal that is kept outside the database is not in it: the database was set back, cut off or rewritten.";
    proof_away: "Le sceau gardé hors de la base n'a pas pu être lu : rien n'est dit de plus.",
        "The seal that is kept outside the database could not be read: nothing more is said.";
    proof_verify: "Pour tout recalculer, hors ligne :", "To work it all out again, offline:";
    ledger_csv: "Télécharger ces lignes et les suivantes en CSV (5 000 au plus)", "Download these rows and those after as CSV (5,000 at most)";
    row_number: "Ligne", "Row";
    ledger_when: "Quand (UTC)", "When (UTC)";
    ledger_step: "Étape", "Step";
    ledger_outcome: "Issue", "Outcome";
    ledger_who: "Qui", "Who";
    ledger_card: "Carte", "Card";
    ledger_detail: "Précision", "Detail";
    from_the_row: "À partir de la ligne", "From row";
    no_rows: "Aucune ligne à partir de là.", "No rows from there on.";
}
