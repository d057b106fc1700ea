//! The words that the gate knows, folded, with what each is a sign of.
//!
//! French first, then English, Spanish and Portuguese. A word stands here for
//! what it means in a message to a supplier, not for a message somebody saw.

use std::collections::HashMap;
use std::sync::OnceLock;

/// What a word is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A package or a measure that goods are counted in.
    Unit,
    /// The wish to have something: `commander`, `need`, `quiero`.
    Wish,
    /// Ordering itself, as a verb or a thing: `commander`, `order`, `pedido`.
    Order,
    /// Takes a wish back: `ne`, `dont`, `no`.
    Negation,
    /// Tells of sales or stock: `vendu`, `sold`.
    Report,
    /// A number in words, two or more.
    Number,
    /// `un`, `une`, `one`: a number, or only an article.
    One,
    /// Time, money, place, people: what numbers count when nothing is ordered.
    NotGoods,
    /// `du`, `the`, `para`: says nothing.
    Filler,
    /// `bonjour`, `svp`, `thanks`: says nothing about goods.
    Courtesy,
    /// What a wish may be about that is not goods: `information`, `account`.
    Matter,
    /// Asks: `combien`, `where`, `cuando`.
    Question,
    /// A price, a stock, a payment, an invoice is the matter.
    Business,
    /// Calls something off.
    Cancel,
    /// Says that something is wrong with an earlier delivery.
    Complaint,
}

/// What a folded word is a sign of, if anything.
pub fn sense(word: &str) -> Option<Sense> {
    static SENSES: OnceLock<HashMap<&'static str, Sense>> = OnceLock::new();
    let senses = SENSES.get_or_init(|| {
        let words = |(sense, list): &(Sense, &'static str)| {
            let sense = *sense;
            list.split_whitespace().map(move |word| (word, sense))
        };
        LISTS.iter().flat_map(words).collect()
    });
    senses.get(word).copied()
}

/// Wishes of more than one word, folded.
pub const WISHES: &[&[&str]] = &[
    &["il", "me", "faut"],
    &["il", "nous", "faut"],
    &["il", "faudrait"],
    &["mets", "moi"],
    &["mettez", "moi"],
    &["mettez", "nous"],
    &["donnez", "moi"],
    &["donne", "moi"],
    &["me", "livrer"],
    &["nous", "livrer"],
    &["garde", "moi"],
    &["can", "i", "get"],
    &["can", "i", "have"],
    &["can", "we", "get"],
    &["can", "we", "add"],
    &["could", "i", "get"],
    &["could", "i", "have"],
    &["may", "i", "have"],
    &["may", "i", "get"],
    &["let", "me", "get"],
    &["ill", "get"],
    &["i", "will", "take"],
    &["i", "will", "have"],
    &["give", "me"],
    &["bring", "me"],
    &["me", "de"],
    &["me", "veja"],
    &["me", "traz"],
    &["vou", "querer"],
    &["dame"],
    &["deme"],
    &["ponme"],
    &["mets"],
    &["mettez"],
    &["donne"],
    &["donnez"],
    &["i", "would", "like"],
    &["id", "like"],
    &["ill", "take"],
    &["ill", "have"],
    &["send", "me"],
    &["send", "us"],
    &["get", "me"],
    &["put", "me"],
    &["me", "da"],
    &["me", "manda"],
    &["me", "pone"],
    &["me", "ve"],
];

/// Verbs of having that may follow a wish: `je veux commander`, `I want to get`.
pub const HAVING: &[&str] = &[
    "acheter", "avoir", "recevoir", "passer", "faire", "get", "have", "purchase", "take", "place", "try", "comprar",
    "llevar", "ordenar", "hacer", "fazer", "levar", "ter", "recibir", "receber",
];

/// What shows that an earlier order is asked after, not a new one placed.
pub const AFTER_ORDER: &[&[&str]] = &[
    &["ou", "est"],
    &["ou", "en", "est"],
    &["ou", "sont"],
    &["pas", "recu"],
    &["pas", "encore", "recu"],
    &["pas", "arrive"],
    &["pas", "arrivee"],
    &["pas", "livre"],
    &["pas", "livree"],
    &["where", "is"],
    &["wheres"],
    &["not", "received"],
    &["havent", "received"],
    &["didnt", "receive"],
    &["not", "arrived"],
    &["donde", "esta"],
    &["no", "ha", "llegado"],
    &["no", "llego"],
    &["no", "recibi"],
    &["onde", "esta"],
    &["nao", "chegou"],
    &["nao", "recebi"],
];

const LISTS: &[(Sense, &str)] = &[
    (
        Sense::Unit,
        "carton cartons crt ctn ctns colis caisse caisses cagette cagettes cageot cageots sac sacs \
         sachet sachets boite boites bte btes bidon bidons bouteille bouteilles btl pack packs paquet \
         paquets pqt palette palettes plaque plaques plateau plateaux barquette barquettes botte bottes \
         bouquet bouquets fut futs seau seaux pot pots canette canettes fardeau fardeaux filet filets \
         piece pieces pce pces unite unites douzaine douzaines kg kgs kilo kilos kilogramme \
         kilogrammes g gr grs gramme grammes l litre litres cl ml tonne tonnes lot lots rouleau rouleaux metre metres meter meters \
         tranche tranches flacon flacons tube tubes casier casiers poche poches \
         box boxes bag bags bottle bottles case cases crate crates packet packets pkt pkts pct pcts \
         punnet punnets bunch bunches head heads tray trays tin tins can cans jar jars tub tubs keg kegs \
         pallet pallets pcs pc dozen dozens lb lbs pound pounds oz litres liter liters bundle bundles \
         caja cajas bolsa bolsas botella botellas saco paquete paquetes lata latas bandeja bandejas \
         docena docenas unidad unidades kilogramo kilogramos litro litros gramo gramos \
         caixa caixas garrafa garrafas saca pacote pacotes fardo fardos duzia duzias unidade \
         unidades quilo quilos",
    ),
    (
        Sense::Wish,
        "voudrais voudrait voudrions veux voulons souhaite souhaitons souhaiterais aimerais besoin faut ajoute ajouter \
         ajoutez rajoute rajouter rajoutez prends prendre prendrai prendrais prendrons reserve reserver \
         need want wanna add \
         quiero quisiera queria queremos necesito necesitamos agrega anade apunta \
         quero gostaria preciso precisamos adiciona adicionar anota \
         bghit bghina baghi khassni khasni atini vle bezwen chahiye",
    ),
    (
        Sense::Order,
        "commande commander commandes livrer livrez envoie envoyer envoyez expedier prevoir prevoyez achete acheter \
         reassort reappro order orders ordering deliver send buy \
         pedir pedido pido encargar envia enviame mandame encomendar encomenda manda mande envie",
    ),
    (
        Sense::Number,
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt \
         trente quarante cinquante soixante cent demi demie two three four five seven eight nine ten eleven \
         twelve fifteen twenty thirty forty fifty hundred half dos tres cuatro cinco seis siete ocho nueve \
         diez doce quince veinte treinta medio media dois duas quatro sete oito nove dez doze quinze vinte \
         trinta meia meio cem cien",
    ),
    (Sense::One, "un une one a an uno una um uma"),
    (
        Sense::NotGoods,
        "million millions milliard milliards billion billions trillion trillions mille thousand thousands mil lakh \
         crore cents centimes seconde secondes seconds segundo segundos inch inches ich cm mm m km kms foot \
         feet ft mins percent pourcent point points north south east west drive lane apt suite \
         block sided travailleurs employes workers stars etoiles \
         heure heures h min minute minutes jour jours semaine semaines mois ans annee annees euro euros \
         eur f fcfa cfa dh dhs dirham dirhams xof usd dollar dollars rs personne personnes gens fois \
         etage rue avenue appartement appart numero degre degres decrees degrees degree oct nov dec jan feb mar apr jun jul aug tomorrow demain janvier fevrier mars avril mai juin \
         juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche \
         hour hours hr hrs minutes day days week weeks month months year years am pm people person persons \
         times street st road floor number questions january february april june july \
         august september october november december hora horas minuto minutos dia dias semana semanas mes \
         meses ano anos persona personas pessoas pessoa pesos reais real vez veces vezes calle rua",
    ),
    (
        Sense::Filler,
        "some more encore aussi also chacun de du des d la le les et ou en au aux pour avec sans dans sur s j n  t c qu plus mon \
         ma notre nos ce cette ces est the of and or in on for to with my our this that is it by y o el \
         los las con para por del al en e os as da do das com no na",
    ),
    (Sense::Negation, "ne  dont not never  nao jamais ya"),
    (Sense::Report, "vendu vendus vendue vends vente ventes sold selling vendido vendi vendeu"),
    (
        Sense::Courtesy,
        "bonjour bonsoir salut coucou bjr bsr slt merci svp stp plait vous hello hi hey good morning afternoon evening \
          thanks thank you tnx thx pls plz pliz please kindly hola buenos buenas gracias favor ola bom boa tarde \
         noite obrigado obrigada cher chers chere dear team equipe",
    ),
    (
        Sense::Matter,
        "rien tout autre autres juste voir faire moi anything nothing something everything else  them him her me  \
         fun ideas idea suggestion suggestions fact location table phone retirarlo hacer eso algo nada tudo \
         savoir info infos information informations renseignement renseignements aide conseil conseils rdv rendez \
         compte remboursement adresse catalogue menu reponse livreur argent que si quoi help know details detail \
         account  address support agent appointment reservation password statement card loan flight ticket \
         tickets hotel someone somebody song music alarm reminder timer list lumiere lumieres minuteur rappel alarme \
         volume musique temperature ayuda saber informacion cuenta direccion ajuda conta endereco question \
         quote recipe weather time trial sample samples emi delivery shipping livraison job work \
         confirmation status",
    ),
    (
        Sense::Question,
        "combien quand comment pourquoi quel quelle quels quelles est-ce how when where why what which \
         whats cuanto cuantos cuanta cuando donde como  cual cuales quanto quantos quando onde qual quais",
    ),
    (
        Sense::Business,
        "prix tarif tarifs cout coute coutent recapitulatif recap suivi statut etat modifier track tracking promo promotion remise stock dispo disponible disponibles \
         rupture facture factures paiement payer paye solde devis inventaire releve price prices cost costs \
         discount available availability invoice invoices payment pay paid balance  inventory refund \
         precio precios costo cuesta cuestan descuento disponible factura pago pagar saldo hay tienen preco \
         precos custa custam desconto disponivel estoque fatura pagamento tem",
    ),
    (
        Sense::Cancel,
        "annule annuler annulez annulation annulee supprime supprimer supprimez enleve enlever retire retirer \
         cancel cancelled cancellation remove cancela cancelar cancelen anular anula cancele remova remover \
         tirar",
    ),
    (
        Sense::Complaint,
        "manque manquait manquaient manquant casse cassee casses abime abimee erreur reclamation plainte \
         rembourser  retard recu recus missing broken damaged wrong complaint late received \
         faltaba faltaban falta roto rota danado reclamo recibi reembolso faltou faltaram quebrado \
         quebrada reclamacao recebi",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_sense() {
        let mut seen = HashMap::new();
        for (sense, list) in LISTS {
            for word in list.split_whitespace() {
                let before = seen.insert(word, *sense);
                assert!(before.is_none_or(|before| before == *sense), "{word}: {before:?} and {sense:?}");
            }
        }
    }
}
