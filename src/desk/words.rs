//! What the desk says, in French and English, side by side: a word that is missing in
//! one of them does not compile.

mod codes;
mod counts;
mod keys;
mod ui_language;

use keys::{EN_KEYS, FR_KEYS};
pub use ui_language::UiLanguage;

/// The words of a language.
pub fn words(tongue: UiLanguage) -> &'static Words {
    match tongue {
        UiLanguage::Fr => &FR,
        UiLanguage::En => &EN,
    }
}

macro_rules! words {
    ($($name:ident: $fr:literal, $en:literal;)*) => {
        /// The words of one language.
        #[allow(missing_docs, reason = "each says itself what it means")]
        pub struct Words {
            pub(crate) tongue: UiLanguage,
            $(pub $name: &'static str,)*
            /// What each key does.
            pub key_list: &'static [(&'static str, &'static str)],
        }

        static FR: Words = Words { tongue: UiLanguage::Fr, $($name: $fr,)* key_list: &FR_KEYS };
        static EN: Words = Words { tongue: UiLanguage::En, $($name: $en,)* key_list: &EN_KEYS };
    };
}

words! {
    tag: "fr", "en";
    itself: "Français", "English";
    desk: "Réponses WhatsApp", "WhatsApp replies";
    skip: "Aller au contenu", "Skip to the content";

    sign_in: "Se connecter", "Sign in";
    your_token: "Votre jeton", "Your token";
    where_tokens_come_from: "Votre administrateur vous donne un jeton, une seule fois. Perdu ? Il connecte votre téléphone par un lien.",
        "Your administrator gives you a token, once. Lost it? They connect your phone by a link.";
    token_unknown: "Ce jeton n'est pas valable, ou plus.", "This token is not valid, or not any more.";
    sign_out: "Se déconnecter", "Sign out";
    session_over: "Votre session est terminée : connectez-vous à nouveau.", "Your session is over: sign in again.";
    needs_https: "La connexion demande HTTPS : ouvrez l'adresse en https://.", "Signing in needs HTTPS: open the address with https://.";
    not_from_here: "Cette demande ne venait pas de cette page. Rien n'a été fait.", "This request did not come from this page. Nothing was done.";
    page_is_old: "Cette page était trop ancienne. Rien n'a été fait ; regardez encore et appuyez de nouveau.",
        "This page was too old. Nothing was done; look again and press again.";
    not_yours: "Votre rôle ne le permet pas.", "Your role may not do this.";
    not_found: "Cette page n'existe pas.", "There is no such page.";
    broke: "Quelque chose n'a pas marché. Réessayez ; rien n'est envoyé deux fois.", "Something broke. Try again; nothing is sent twice.";
    form_too_large: "Le fichier ou le texte est trop grand, ou n'est pas lisible. Rien n'a été fait.",
        "The file or text is too large, or cannot be read. Nothing was done.";
    can_send_again: "Noté. Vous pouvez l'envoyer de nouveau depuis la carte :", "Noted. It can be sent again from the card:";
    unknown_customers: "Lignes laissées de côté, de clients inconnus :", "Rows left out, of unknown customers:";
    set_email: "Changer l'e-mail", "Change the e-mail address";
    not_configured: "Le service n'est pas entièrement configuré. Voyez avec votre administrateur.",
        "The service is not fully configured. Ask your administrator.";
    not_migrated: "La base de données n'a pas été migrée. Voyez avec votre administrateur.",
        "The database has not been migrated. Ask your administrator.";
    judge: "Lire un texte", "Read a text";
    to_the_queue: "Retour aux cartes", "Back to the cards";

    ledger_went_back: "La base de données a été remise à un état antérieur, ou la fin du journal a été coupée. Des réponses déjà envoyées peuvent y manquer : chaque carte attend que quelqu'un regarde la conversation.",
        "The database was set back to an earlier state, or the end of the ledger was cut off. Replies that were sent may be missing in it: each card waits for somebody to look at the conversation.";
    ledger_not_ours: "Le journal contient un point de contrôle qui n'est pas du service. Il n'est plus scellé. Voyez avec votre administrateur.",
        "The ledger holds a checkpoint that is not this service's. It is not sealed any more. Ask your administrator.";
    ledger_guards: "Les gardes de la base de données ont été modifiées ou retirées. Voyez avec votre administrateur.",
        "The guards of the database were changed or removed. Ask your administrator.";
    read_and_acknowledge: "Lire et prendre acte", "Read and acknowledge";
    the_gap: "Ce qui manque", "What is missing";
    kept_outside: "Connu hors de la base", "Known outside the database";
    found_inside: "Trouvé dans la base", "Found in the database";
    ledger_row: "ligne", "row";
    nothing_known: "rien", "nothing";
    gap_hint: "Entre les deux, le service a pu envoyer des réponses, des clients ont pu être retirés de la liste et des accès révoqués : la base l'a oublié. Les effacements de clients sont refaits automatiquement. Prendre acte s'inscrit au registre, sous votre nom, et une nouvelle chaîne commence.",
        "Between the two, replies may have been sent, customers taken off the list and access withdrawn: the database has forgotten it. Erasures of customers are repeated by themselves. Your acknowledgment is written into the ledger under your name, and a new chain begins.";
    acknowledge: "J'en prends acte", "I acknowledge this";
    acknowledged: "C'est noté. Une nouvelle chaîne commence.", "Noted. A new chain begins.";
    not_settled: "Des effacements sont encore en train d'être refaits. Réessayez dans une minute.",
        "Erasures are still being repeated. Try again in a minute.";
    nothing_to_acknowledge: "Il n'y a rien à signaler.", "There is nothing to acknowledge.";

    queue: "À traiter", "To answer";
    stuck: "À débloquer", "Needs attention";
    history: "Historique", "History";
    numbers: "Chiffres", "Numbers";
    customers: "Clients", "Customers";
    products: "Produits", "Products";
    people: "Équipe", "Team";

    left: "restantes", "left";
    hours: "h", "h";
    minutes: "min", "min";
    window_closed: "fenêtre fermée", "window closed";

    empty_queue: "Tout est traité. Bravo !", "All answered. Well done!";
    empty_hint: "Les nouvelles cartes apparaissent ici d'elles-mêmes.", "New cards appear here by themselves.";
    more_cards: "Cartes suivantes", "More cards";
    next_card: "Carte suivante", "Next card";
    card_moved: "Cette carte a changé entre-temps : le client a écrit, le brouillon a été refait, ou on a répondu depuis le téléphone.",
        "This card has changed meanwhile: the customer wrote, it was drafted again, or it was answered from the phone.";
    show_it: "Voir", "Show";
    offline: "Pas de réseau : la page n'est plus à jour.", "No network: the page is not up to date.";

    keys: "Raccourcis clavier", "Keyboard shortcuts";
    close_help: "Fermer", "Close";

    notice: "Avis de WhatsApp, pas un message du client", "A notice of WhatsApp's, not a message of the customer's";
    forwarded: "transféré", "forwarded";
    in_group: "écrit dans un groupe : une réponse n'irait qu'à cette personne", "written in a group: an answer would go to this person alone";
    advertisement: "Depuis votre publicité", "From your advertisement";
    about_product: "À propos de l'article", "About the product";
    changes_earlier: "Corrige un message précédent, d'une autre carte", "Changes an earlier message, of another card";
    takes_back_earlier: "A supprimé un message précédent, d'une autre carte", "Took back an earlier message, of another card";
    and_now: "devient :", "becomes:";
    withheld: "WhatsApp n'a pas transmis le contenu de ce message : lisez-le sur le téléphone",
        "WhatsApp did not hand over what this message holds: read it on the phone";
    show_all: "Tout afficher", "Show all";
    answered_elsewhere: "Répondu depuis le téléphone :", "Answered from the phone:";
    send_all_the_same: "Envoyer quand même", "Send all the same";
    human_only: "Sans brouillon", "No draft";
    colon: " : ", ": ";
    erased: "(effacé)", "(erased)";
    not_for_auditors: "Masqué pour les auditeurs", "Withheld from auditors";
    withheld_customer: "Client", "Customer";
    messages: "Messages du client", "The customer's messages";
    edited_by_customer: "modifié par le client", "edited by the customer";
    deleted_by_customer: "Message supprimé par le client", "Message deleted by the customer";
    why_the_gate: "Pourquoi", "Why";
    recent_orders: "Commandes récentes", "Recent orders";
    read: "lu", "read";
    delivered: "reçu sur le téléphone", "delivered";
    previous_card: "Carte précédente de ce client", "This customer's card before";
    send_failed: "L'envoi a échoué.", "Sending failed.";
    nobody_knows: "On ne sait pas si c'est parti.", "We do not know whether it was sent.";
    unknown_advice: "Regardez la conversation sur un téléphone, puis dites si le message est arrivé.",
        "Look at the conversation on a phone, then say whether the message arrived.";
    expired_advice: "La fenêtre de 24 heures s'est fermée avant une décision : WhatsApp n'accepte plus de réponse libre. Appelez le client, ou attendez qu'il récrive.",
        "The 24-hour window closed before a decision: WhatsApp takes no free reply any more. Call the customer, or wait until they write again.";
    sending_hint: "Approuvé, envoi en cours.", "Approved, being sent.";
    read_only: "Votre rôle permet de regarder, pas de décider.", "Your role may look, not decide.";

    draft: "Réponse proposée", "Proposed reply";
    hidden_in_draft: "Ce brouillon contient des caractères invisibles : il ne peut pas être envoyé tel quel. Modifiez-le.",
        "This draft holds characters that cannot be seen: it cannot be sent as it stands. Edit it.";
    may_arrive_twice: "Si le premier envoi est passé malgré tout, le client recevra ce message deux fois.",
        "If the first one went through after all, the customer gets this message twice.";
    send_to: "Envoyer à", "Send to";
    edit: "Modifier", "Edit";
    write_answer: "Écrire une réponse", "Write an answer";
    your_words: "Votre texte", "Your words";
    look_before_sending: "Relire avant d'envoyer", "Look before sending";
    reject: "Rejeter", "Reject";
    close_card: "Fermer sans répondre", "Close without answering";
    why_reject: "Pourquoi ?", "Why?";
    choose: "Choisir…", "Choose…";
    note: "Remarque (facultatif)", "Note (optional)";
    reject_nothing_sent: "Rejeter : rien n'est envoyé", "Reject: nothing is sent";
    close_nothing_sent: "Fermer : rien n'est envoyé", "Close: nothing is sent";
    redraft: "Refaire le brouillon", "Draft again";
    redraft_hint: "Rien n'est envoyé : les messages repassent par le tri et le brouillon.",
        "Nothing is sent: the messages go through the gate and the draft again.";
    redraft_done: "Le brouillon est refait ; la nouvelle version arrive dans quelques secondes.",
        "It is being drafted again; the new version comes in a few seconds.";
    redraft_not: "Cette carte ne peut pas être refaite.", "This card cannot be drafted again.";
    it_arrived: "Il est arrivé", "It arrived";
    it_did_not: "Il n'est pas arrivé", "It did not arrive";
    what_changed: "Ce qui change", "What changes";
    mind: "Votre texte dit plus qu'un accusé de réception", "Your words say more than a receipt";
    look_also: "À vérifier aussi :", "Look also at:";
    your_words_your_choice: "Vous pouvez l'envoyer quand même : c'est votre texte.", "You may send it all the same: these are your words.";
    what_will_be_sent: "Ce qui sera envoyé", "What will be sent";
    back: "Retour sans envoyer", "Back without sending";
    trail: "Tout ce qui s'est passé", "Everything that happened";
    text_empty: "Le texte est vide.", "The text is empty.";
    text_long: "Le texte dépasse 4096 caractères.", "The text is longer than 4096 characters.";
    text_blank: "Il reste quelque chose à compléter entre crochets.", "Something in square brackets is still to be filled in.";
    text_hidden: "Le texte contient des caractères invisibles.", "The text holds characters that cannot be seen.";
    disabled_by_setting: "BOT_ENABLED est sur arrêt : aucun brouillon n'est fait, rien n'est envoyé.",
        "BOT_ENABLED is off: nothing is drafted and nothing is sent.";
    too_many_tries: "Trop d'essais. Attendez une minute, puis réessayez.", "Too many tries. Wait a minute, then try again.";
    bot_off: "Tout est à l'arrêt : rien n'est envoyé.", "Everything is switched off: nothing is sent.";
    switched_off_by: "Arrêté par", "Switched off by";
    switched_off_since: "depuis le", "since";
    nothing_goes_out: "Les messages arrivent toujours ici, mais aucun brouillon n'est fait et rien n'est envoyé.",
        "Messages still arrive here, but nothing is drafted and nothing is sent.";
    cannot_send: "L'envoi n'est pas configuré : rien ne peut partir. Voyez avec votre administrateur.",
        "Sending is not configured: nothing can go out. Ask your administrator.";
    turn_on: "Remettre en marche", "Turn on again";
    turn_off: "Tout arrêter", "Turn everything off";
    turn_off_means: "Plus aucun brouillon n'est fait et plus rien n'est envoyé, tout de suite et pour tout le monde. Les messages arrivent toujours.",
        "Nothing is drafted and nothing is sent any more, at once and for everybody. Messages still arrive.";
    look_before_answering: "à regarder avant de répondre", "look at it before you answer";
    open_file: "Ouvrir", "Open";
    download_file: "Télécharger", "Download";
    file_not_shown: "Ce fichier ne s'affiche pas : Meta garde les fichiers 7 jours. Regardez-le sur le téléphone.",
        "This file cannot be shown: Meta keeps files for 7 days. Look at it on the phone.";
    media_gone: "Ce fichier n'est plus chez Meta, qui garde les fichiers 7 jours.",
        "This file is no longer at Meta, which keeps files for 7 days.";
    media_refused: "Meta n'a pas donné ce fichier. Regardez-le sur le téléphone.",
        "Meta did not hand this file over. Look at it on the phone.";

    from_day: "Du", "From";
    to_day: "Au", "To";
    opened_from: "Arrivés du", "Arrived from";
    outcome: "Issue", "Outcome";
    any: "Toutes", "Any";
    search_words: "Mots", "Words";
    search: "Chercher", "Search";
    of_customer: "Client :", "Customer:";
    history_of_customer: "Historique du client", "Customer history";
    of_all: "tous les clients", "all customers";
    card_unreadable: "Cette carte est illisible, et personne ne peut y répondre d'ici. Prévenez l'administrateur :", "This card cannot be read, and nobody can answer it from here. Tell the administrator:";
    nothing_found: "Rien trouvé sur cette période.", "Nothing found in these days.";
    stuck_hint: "Ce qui demande un regard. D'ici, on peut refaire un brouillon ; rien ne part tout seul.",
        "What needs a look. From here a draft can be made again; nothing goes out by itself.";
    stuck_unknown: "Incertain : parti ou non ?", "Unknown: did it go?";
    stuck_moved: "Clients qui ont changé d'adresse WhatsApp", "Customers with another WhatsApp address";
    stuck_failed: "L'envoi a échoué", "Sending failed";
    stuck_waiting: "En attente depuis plus de deux heures", "Waiting for more than two hours";
    stuck_expired: "Fenêtre fermée avant une réponse", "Window closed before an answer";
    nothing_stuck: "Rien à débloquer.", "Nothing needs attention.";
    ungathered: "Messages pas encore sur une carte depuis plus de deux minutes :", "Messages that have been on no card for more than two minutes:";

    helped: "Envoyés tels quels", "Sent unchanged";
    helped_after_edit: "Envoyés après modification", "Sent after an edit";
    by_hand: "Répondus à la main", "Answered by hand";
    misled: "Brouillons trompeurs (rejetés)", "Misleading drafts (rejected)";
    rejected_in_all: "Rejetés ou fermés", "Rejected or closed";
    human_only_in_all: "Sans brouillon", "No draft";
    failed_or_unknown: "Échecs et incertains", "Failed or unknown";
    numbers_hint: "Une réponse compte une fois, au jour de la décision, par ce qu'elle est devenue.",
        "A reply counts once, on the day of the decision, by what became of it.";
    by: "Par", "By";
    by_day: "jour", "day";
    by_week: "semaine", "week";
    decisions_plot: "Ce que les cartes sont devenues", "What became of the cards";
    times_plot: "Du message à la réponse (médiane)", "From message to reply (median)";
    median: "Médiane", "Median";
    csv: "Télécharger en CSV", "Download as CSV";
    the_sql: "Le SQL derrière ces chiffres", "The SQL behind these numbers";

    add_customer: "Ajouter un client", "Add a customer";
    number: "Numéro WhatsApp, avec l'indicatif", "WhatsApp number, with its country code";
    customer_name: "Nom du client", "The customer's name";
    customer_id: "Identifiant dans votre CRM", "Their id in your CRM";
    answered_in: "Langue des réponses", "Answered in";
    opt_in: "Qui a donné son accord, quand et comment ?", "Who agreed, when and how?";
    opt_in_example: "Mme Exemple, par téléphone à Rani, le 2 mars", "Ms Example, by telephone to Rani, on 2 March";
    opted_in: "Accord :", "Opt-in:";
    add_to_list: "Ajouter à la liste", "Add to the list";
    other_customers: "Ce numéro est déjà inscrit pour", "This number is already listed for";
    passes_on_means: "S'il a changé de mains, vous pouvez le transférer. L'inscription actuelle est conservée dans l'historique, et les messages déjà reçus restent à leur client.",
        "If it has changed hands, you can transfer it. The current opt-in is kept in the history, and messages already received stay with their customer.";
    pass_on_to: "Transférer le numéro à", "Transfer the number to";
    also_writes_from: "Écrit aussi depuis", "Also writes from";
    new_address: "Nouvelle adresse WhatsApp du client, d'après Meta", "The customer's new WhatsApp address, says Meta";
    list_new_address: "Inscrire", "List";
    list_new_address_means: "Elle prend la place de l'ancienne ; l'accord du client est repris, avec son historique.",
        "It takes the old one's place. The opt-in goes with it, and its history.";
    an_admin_lists_it: "Un administrateur peut l'inscrire.", "An admin can list it.";
    new_address_listed: "C'est inscrit. Demandez au client de récrire : rien de ce qu'il a écrit entre-temps n'a été conservé.",
        "It is listed. Ask the customer to write again: nothing of what they wrote meanwhile was kept.";
    no_new_address: "Cet avis ne vaut plus. Voici la liste telle qu'elle est maintenant.", "This notice does not stand any more. This is the list as it is now.";
    remove: "Retirer", "Remove";
    remove_means: "On ne pourra plus lui répondre, même sur une carte ouverte.", "They cannot be answered any more, not even on a card that is open.";
    replies: "Réponses", "Replies";
    replies_hint: "Les accusés de réception, langue par langue. Les textes servent à tour de rôle, et une personne relit toujours avant l'envoi.",
        "The acknowledgments, language by language. The texts take turns, and a person always reads before anything is sent.";
    replies_saved: "C'est enregistré.", "It is saved.";
    replies_refused: "Rien n'a été enregistré : un texte ne convient pas.", "Nothing was saved: a text does not fit.";
    template_because: "Texte type :", "Template:";
    model_refused: "le texte de l'assistant a été refusé :", "the model's text was refused:";
    rules: "Règles", "Rules";
    rules_hint: "La première règle qui correspond au message décide d'où vient le brouillon ; une personne l'approuve toujours. Seuls les messages qui ressemblent à une commande passent par ces règles.",
        "The first rule that matches a message decides where its draft comes from; a person always approves it. Only messages that look like an order come to these rules.";
    rules_need_model: "Sans modèle de comparaison (réglage EMBEDDINGS_MODEL), une règle ne trouve que des mots, pas un sens.", "Without a model that compares (setting EMBEDDINGS_MODEL), a rule finds words alone, not a meaning.";
    add_rule: "Ajouter une règle", "Add a rule";
    rule_name: "Nom de la règle", "Name of the rule";
    when_words: "Quand le message contient un de ces mots, séparés par des virgules", "When the message holds one of these words, separated by commas";
    when_intent: "…ou quand il veut dire à peu près ceci", "…or when it means much the same as this";
    threshold: "Ressemblance minimale, en %", "Least likeness, in %";
    then_draft: "Alors le brouillon", "Then the draft";
    by_templates: "vient des textes de la page Réponses", "comes from the texts of the page Replies";
    by_canned: "est le texte ci-dessous", "is the text below";
    by_prompt: "est écrit par l'assistant, s'il y en a un, selon la consigne ci-dessous", "is written by the model, if there is one, by the instruction below";
    instruction: "Consigne", "Instruction";
    canned_texts: "Texte, langue par langue", "Text, language by language";
    canned_in: "Texte en", "Text in";
    otherwise: "Si aucune règle ne correspond", "If no rule matches";
    higher: "Monter", "Move up";
    rules_stale: "Quelqu'un a changé les règles entre-temps. Rien n'a été enregistré : relisez-les, puis recommencez.", "Somebody changed the rules meanwhile. Nothing was saved: read them, then start again.";
    rules_refused: "Rien n'a été enregistré :", "Nothing was saved:";
    persona: "Personnalité de l'assistant", "How the model sounds";
    persona_hint: "Le ton que l'assistant doit prendre. Il n'écrit qu'une fois ce texte approuvé : par un autre administrateur, ou par vous s'il n'y en a pas d'autre.", "The tone that the model takes. It writes only once this text is approved: by another admin, or by you if there is no other.";
    persona_refused: "Trop longue, ou avec des caractères invisibles : rien n'a été enregistré.", "Too long, or with characters that cannot be seen: nothing was saved.";
    persona_kept: "Rien n'a changé : ce texte a été approuvé, refusé ou remplacé entre-temps, ou il est de vous et c'est à un autre administrateur de l'approuver.",
        "Nothing changed: this text was approved, refused or replaced meanwhile, or it is your own and another admin has to approve it.";
    approve_persona: "Approuver", "Approve";
    refuse_persona: "Refuser", "Refuse";
    erase_means: "Son nom, ses numéros et tous ses messages disparaissent pour de bon, ses cartes ouvertes se ferment. Le journal reste : il ne contient rien de tout cela.",
        "Their name, numbers and all their messages go for good, their open cards are closed. The ledger stays: it holds none of these.";
    erase: "Effacer pour de bon", "Erase for good";
    export_customer: "Tout ce qui est gardé (JSON, 200 lignes par table et par fichier)", "All that is kept (JSON, 200 rows of a table in a file)";
    no_such_customer: "Aucun client n'a cet identifiant : rien n'a été effacé.", "No customer has this id: nothing was erased.";
    more: "Suite", "More";
    from_the_crm: "Importer un tableau", "Import a table";
    import_customers: "Clients (fichier CSV)", "Customers (CSV file)";
    import_orders: "Commandes récentes (fichier CSV)", "Recent orders (CSV file)";
    import_products: "Produits (fichier CSV)", "Products (CSV file)";
    columns_are: "Colonnes :", "Columns:";
    import: "Importer", "Import";
    not_imported: "Rien n'a été importé.", "Nothing was imported.";
    entry_senseless: "Rien n'a été enregistré : un champ manque ou ne convient pas.", "Nothing was saved: a field is missing or does not fit.";
    known_to_gate: "reconnus dans les messages", "recognised in messages";
    products_hint: "Le tri reconnaît ces références, noms et autres noms dans les messages.",
        "The gate recognises these references, names and other names in messages.";
    products_rebuilding: "La liste a changé : les messages sont comparés à la version précédente jusqu'à ce que la nouvelle soit prête, dans quelques minutes.",
        "The list has changed. Messages are compared with the one before until the new one is ready, in a few minutes.";
    add_product: "Ajouter ou modifier un produit", "Add or change a product";
    reference: "Référence", "Reference";
    product_name: "Nom", "Name";
    aliases: "Autres noms, séparés par |", "Other names, separated by |";
    save: "Enregistrer", "Save";
    add_person: "Ajouter une personne", "Add a person";
    person_name: "Nom, tel qu'il apparaîtra sur les cartes", "Name, as it will stand on cards";
    role: "Rôle", "Role";
    email: "E-mail pour Cloudflare Access (facultatif)", "E-mail address for Cloudflare Access (optional)";
    person_taken: "Déjà ajouté, ou cette adresse e-mail est à quelqu'un d'autre. Jeton perdu ? Révoquez cette personne, puis ajoutez-la de nouveau.",
        "Added already, or somebody else has that e-mail address. Token lost? Revoke this person, then add them again.";
    make_token: "Ajouter et créer le jeton", "Add and make the token";
    token_once: "Voici le jeton. Il ne sera plus affiché : transmettez-le par un moyen sûr.", "This is the token. It is not shown again: hand it over safely.";
    since: "Depuis le", "Since";
    revoked: "Révoqué le", "Revoked";
    revoke: "Révoquer", "Revoke";
    thats_you: "C'est vous.", "That is you.";

    sent_to: "Envoyé à", "Sent to";
    sending_to: "Approuvé, envoi en cours :", "Approved, being sent:";
    sent_unchanged: "Envoyé tel quel", "Sent unchanged";
    sent_edited: "Envoyé après modification", "Sent after an edit";
    sent_by_hand: "Répondu à la main", "Answered by hand";
    closed_nothing_sent: "Fermé, rien n'a été envoyé :", "Closed, nothing was sent:";
    failed_see_card: "L'envoi a échoué ; le conseil est sur la carte :", "Sending failed; the card says what to do:";
    failed_late: "Un message n'est finalement pas arrivé ; le conseil est sur la carte :", "A message did not arrive after all; the card says what to do:";
    unknown_see_card: "On ne sait pas si c'est parti ; regardez la carte :", "We do not know whether it was sent; look at the card:";
    notices: "Notifications", "Notices";
    notices_mean: "Quand une carte attend, vos appareils vous préviennent, même si cette page est fermée. La notification ne contient ni nom, ni numéro, ni message de client. Vous pouvez ajouter ou retirer un appareil ici à tout moment.",
        "When a card waits, your devices tell you, even with this page closed. The notice holds no name, number or message of a customer. You can add or remove a device here at any time.";
    notices_off: "Les notifications ne sont pas configurées. Voyez avec votre administrateur.", "Notices are not configured. Ask your administrator.";
    notify_here: "Prévenir cet appareil", "Notify this device";
    notify_needs_script: "Pour prévenir cet appareil, ouvrez cette page dans un navigateur récent, avec JavaScript.",
        "To notify this device, open this page in a recent browser, with JavaScript.";
    notify_works: "Cet appareil est prévenu.", "This device is notified.";
    notify_ask: "Cet appareil n'est pas encore prévenu.", "This device is not notified yet.";
    notify_denied: "Le navigateur refuse les notifications de ce site : autorisez-les dans ses réglages, puis rechargez la page.",
        "The browser refuses notices of this site: allow them in its settings, then load the page again.";
    notify_install: "Sur iPhone et iPad : touchez Partager, puis « Sur l'écran d'accueil », et ouvrez cette page depuis l'icône.",
        "On an iPhone or iPad: tap Share, then Add to Home Screen, and open this page from the icon.";
    notify_unsupported: "Ce navigateur ne sait pas recevoir de notifications.", "This browser cannot receive notices.";
    notify_failed: "Cela n'a pas marché. Réessayez dans un moment.", "It did not work. Try again in a moment.";
    notify_offer: "Prévenir cet appareil ?", "Notify this device?";
    notify_yes: "Activer", "Turn on";
    notify_no: "Plus tard", "Later";
    your_devices: "Vos appareils", "Your devices";
    device_gone: "Cet appareil n'est plus prévenu : son service de notification ne le connaît plus. Ouvrez cette page sur l'appareil pour recommencer, ou retirez-le.",
        "This device is not notified any more: its push service does not know it. Open this page on the device to start again, or remove it.";
    last_notice: "Dernière notification le", "Last notice";
    send_test: "Essayer", "Test it";
    push_tested: "Essai :", "Test:";
    remove_device: "Retirer", "Remove";
    quiet_hours: "Heures calmes", "Quiet hours";
    quiet_means: "Entre ces heures, rien ne sonne. Ensuite, une seule notification dit combien de cartes attendent. Pour être prévenu à toute heure, indiquez deux fois la même.",
        "Between these times nothing rings. Afterwards one notice says how many cards wait. To be told at any hour, set the same time twice.";
    quiet_from: "De", "From";
    quiet_to: "À", "To";
    utc_offset: "Décalage de votre horloge sur UTC, en minutes (rempli tout seul avec JavaScript)", "Minutes that your clock is ahead of UTC (filled in by itself with JavaScript)";
    hold_take: "Je m'en occupe", "I am on it";
    hold_leave: "Je ne m'en occupe plus", "I am not on it any more";
    held_by_you: "Vous vous en occupez", "You are on it";
    held_by: "s'en occupe", "is on it";
    key_reused: "Ce bouton a déjà servi pour autre chose. Regardez la carte et appuyez de nouveau.",
        "This button was used for something else. Look at the card and press again.";
}

impl Words {
    pub(crate) fn pick(&self, fr: &'static str, en: &'static str) -> &'static str {
        match self.tongue {
            UiLanguage::Fr => fr,
            UiLanguage::En => en,
        }
    }
}

/// The words of a feature, in both languages, in a file of its own.
macro_rules! say {
    ($($name:ident: $fr:literal, $en:literal;)*) => {
        #[allow(missing_docs, reason = "each says itself what it means")]
        impl Words {
            $(pub fn $name(&self) -> &'static str { self.pick($fr, $en) })*
        }
    };
}
pub(crate) use say;
