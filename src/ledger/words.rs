//! Words about the numbers and the ledger.

mod happened;

use super::span::Span;
use super::stats::Period;
use crate::desk::words::{Words, say};

say! {
    cards_unit: "cartes", "cards";
    minutes_unit: "minutes", "minutes";
    reached: "Réponses dans les délais", "Answered in time";
    within_5: "en 5 min", "within 5 min";
    within_15: "en 15 min", "within 15 min";
    within_60: "en 60 min", "within 60 min";
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
    run_in_d1: "Chaque requête se lance telle quelle :", "Each query runs as it stands:";
    what_happened: "Ce qui est arrivé, et ce que les cartes et les réponses sont devenues", "What came in, and what became of cards and replies";
    no_numbers: "Rien sur ces jours-là.", "Nothing on these days.";
    days_are_utc: "Jours en temps universel (UTC)\u{a0}; une semaine commence le lundi.", "Days are UTC days; a week begins on Monday.";
    day_of: "Jour", "Day";
    week_of: "Semaine du", "Week of";
    the_ledger: "Journal", "Ledger";
    ledger_mean: "Chaque étape et chaque issue est une ligne, qui ne change plus. Aucun mot, nom ou numéro de client n'y figure.",
        "Each step and each outcome is a row, which never changes. No word, name or number of a customer's is in it.";
    proof: "La preuve", "The proof";
    proof_none: "Rien n'est encore scellé.", "Nothing is sealed yet.";
    proof_sealed: "Scellé jusqu'à la ligne", "Sealed through row";
    proof_same: "Le sceau gardé hors de la base est le même : rien n'a été coupé ni réécrit jusque-là.",
        "The seal that is kept outside the database is the same: nothing up to there was cut off or rewritten.";
    proof_ahead: "La base a un sceau plus récent que celui gardé hors d'elle ; il y sera dans la minute.",
        "The database has a newer seal than the one outside it, which follows within a minute.";
    proof_differs: "Le sceau gardé hors de la base n'est pas dans la base : elle a été remise à un état antérieur, coupée ou réécrite.",
        "The seal that is kept outside the database is not in it: the database was set back, cut off or rewritten.";
    proof_away: "Le sceau gardé hors de la base n'a pas pu être lu : rien n'est dit de plus.",
        "The seal that is kept outside the database could not be read: nothing more is said.";
    proof_verify: "Pour tout recalculer, hors ligne :", "To work it all out again, offline:";
    ledger_csv: "Tout en CSV (5 000 lignes au plus), à partir de la ligne", "All as CSV (5,000 rows at most), from row";
    these_as_csv: "Celles-ci en CSV (les 5 000 dernières au plus)", "These as CSV (the newest 5,000 at most)";
    row_number: "Ligne", "Row";
    ledger_when: "Quand", "When";
    ledger_outcome: "Ce qui s'est passé", "What happened";
    ledger_who: "Qui", "Who";
    ledger_card: "Carte", "Card";
    ledger_detail: "Précision", "Detail";
    ledger_day: "Jour (UTC)", "Day (UTC)";
    about: "Sujet", "About";
    all_kinds: "Tout", "Everything";
    through_row: "Jusqu'à la ligne", "Through row";
    last_seven_days: "Sur les 7 derniers jours. Choisissez un jour pour remonter plus loin.",
        "Of the last 7 days. Choose a day to look further back.";
    newer_rows: "Plus récentes", "Newer";
    newest_rows: "Les plus récentes", "Newest";
    older_rows: "Plus anciennes", "Older";
    look_at_the_phone: "Le service ne garde ni le numéro ni le texte : regardez le téléphone de l'entreprise, puis ajoutez le client.",
        "The service keeps neither number nor text: look at the phone of the business, then add the customer.";
    last_message: "dernier message", "last message";
    in_the_ledger: "Les voir dans le journal", "See them in the ledger";
    answer_on_the_phone: "Le service n'a pas gardé ces messages : répondez depuis le téléphone de l'entreprise.",
        "The service did not keep these messages: answer on the phone of the business.";
    no_rows: "Aucune ligne ne correspond.", "No row matches.";
}

impl Words {
    /// What is folded.
    pub fn by_period(&self, period: Period) -> &'static str {
        match period {
            Period::Day => self.pick("Jour par jour", "Day by day"),
            Period::Week => self.pick("Semaine par semaine", "Week by week"),
        }
    }

    /// What a span is called.
    pub fn span_name(&self, span: Span) -> &'static str {
        match span {
            Span::ThisWeek => self.pick("Cette semaine", "This week"),
            Span::LastWeek => self.pick("La semaine dernière", "Last week"),
            Span::Last30Days => self.pick("30 derniers jours", "Last 30 days"),
        }
    }
}
