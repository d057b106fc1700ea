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
    /// A number in words, two or more.
    Number,
    /// `un`, `une`, `one`: a number, or only an article.
    One,
    /// Time, money, place, people: what numbers count when nothing is ordered.
    NotGoods,
    /// `du`, `the`, `para`: says nothing.
    Filler,
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
    &["stock", "as", "at"],
    &["stock", "sheet"],
    &["stock", "du"],
    &["inventaire", "du"],
];

const LISTS: &[(Sense, &str)] = &[
    (
        Sense::Unit,
        "carton cartons crt ctn ctns colis caisse caisses cagette cagettes cageot cageots sac sacs \
         sachet sachets boite boites bte btes bidon bidons bouteille bouteilles btl pack packs paquet \
         paquets pqt palette palettes plaque plaques plateau plateaux barquette barquettes botte bottes \
         bouquet bouquets fut futs seau seaux pot pots canette canettes fardeau fardeaux filet filets \
         piece pieces pce pces unite unites douzaine douzaines kg kgs kilo kilos kilogramme \
         kilogrammes g gr grs gramme grammes l litre litres cl ml tonne tonnes lot lots rouleau rouleaux \
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
        "commande commander commandes voudrais voudrait voudrions veux voulons souhaite souhaitons \
         souhaiterais aimerais besoin faut ajoute ajouter ajoutez rajoute rajouter rajoutez prends prendre \
         prendrai prendrais prendrons reserve reserver livrer livrez envoie envoyer envoyez expedier \
         prevoir prevoyez achete acheter reassort reappro \
         order orders ordering need want wanna add deliver send pls please \
         quiero quisiera queremos necesito necesitamos pedir pedido pido encargar envia enviame mandame \
         agrega anade apunta \
         quero queria gostaria queremos preciso precisamos encomendar encomenda manda mande envie \
         adiciona adicionar anota",
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
        "heure heures h min minute minutes jour jours semaine semaines mois ans annee annees euro euros \
         eur f fcfa cfa dh dhs dirham dirhams xof usd dollar dollars rs personne personnes gens fois \
         etage rue avenue appartement appart numero degre degres janvier fevrier mars avril mai juin \
         juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi samedi dimanche \
         hour hours hr hrs minutes day days week weeks month months year years am pm people person persons \
         times percent street st road floor number question questions january february april june july \
         august september october november december hora horas minuto minutos dia dias semana semanas mes \
         meses ano anos persona personas pessoas pessoa pesos reais real vez veces vezes calle rua",
    ),
    (
        Sense::Filler,
        "de du des d la le les et ou en au aux pour avec sans dans sur svp stp s j n m t c qu vous plait plus mon \
         ma notre nos ce cette ces est the of and or in on for to with my our this that is it by y o el \
         los las con para por del al en e os as da do das com no na",
    ),
    (
        Sense::Question,
        "combien quand comment pourquoi quel quelle quels quelles est-ce how when where why what which \
         whats cuanto cuantos cuanta cuando donde como que cual cuales quanto quantos quando onde qual quais",
    ),
    (
        Sense::Business,
        "prix tarif tarifs cout coute coutent promo promotion remise stock dispo disponible disponibles \
         rupture facture factures paiement payer paye solde devis inventaire releve price prices cost costs \
         discount available availability invoice invoices payment pay paid balance quote inventory refund \
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
         rembourser remboursement retard recu recus missing broken damaged wrong complaint late received \
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
