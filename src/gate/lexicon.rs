//! The words that the gate knows, folded, with what each is a sign of: `words.txt`,
//! and `goods.txt` for what is bought and sold; phrases stand here.

use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// What a word is a sign of. Their meanings stand in `words.txt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A package or a piece: `carton`, `box`.
    Unit,
    /// `kg`, `litre`.
    Measure,
    /// `petit`, `fresh`: may stand between a number and goods.
    Size,
    /// A thing that is bought and sold.
    Goods,
    /// The wish to have something: `need`, `quiero`.
    Wish,
    /// Ordering itself, as a verb or a thing: `commander`, `order`, `pedido`.
    Order,
    /// Takes a wish back: `ne`, `dont`.
    Negation,
    /// Tells of sales or stock: `vendu`, `sold`.
    Report,
    /// A number in words, two or more.
    Number,
    /// `un`, `one`: a number, or only an article.
    One,
    /// Time, money, place, people: what numbers count when nothing is ordered.
    NotGoods,
    /// `du`, `the`, `para`: says nothing.
    Filler,
    /// `bonjour`, `svp`: says nothing about goods.
    Courtesy,
    /// What a wish may be about that is not goods: `account`.
    Matter,
    /// Asks: `combien`, `where`.
    Question,
    /// A price, a stock, a payment, an invoice is the matter.
    Business,
    /// Calls something off.
    Cancel,
    /// Says that something is wrong with an earlier delivery.
    Complaint,
}

/// The heads of the sections of `words.txt`.
const SECTIONS: [(&str, Sense); 17] = [
    ("unit", Sense::Unit),
    ("measure", Sense::Measure),
    ("size", Sense::Size),
    ("wish", Sense::Wish),
    ("order", Sense::Order),
    ("negation", Sense::Negation),
    ("report", Sense::Report),
    ("number", Sense::Number),
    ("one", Sense::One),
    ("notgoods", Sense::NotGoods),
    ("filler", Sense::Filler),
    ("courtesy", Sense::Courtesy),
    ("matter", Sense::Matter),
    ("question", Sense::Question),
    ("business", Sense::Business),
    ("cancel", Sense::Cancel),
    ("complaint", Sense::Complaint),
];

/// Words with their senses, one after another, as the files list them.
fn listed() -> impl Iterator<Item = (&'static str, Sense)> {
    let mut section = None;
    let words = include_str!("words.txt").lines().flat_map(move |line| {
        let (sense, words) = match line.strip_prefix('[').and_then(|head| head.split_once(']')) {
            Some((name, _)) => {
                section = SECTIONS.iter().find(|(head, _)| *head == name).map(|(_, sense)| *sense);
                (None, "")
            }
            None if line.starts_with('#') => (None, ""),
            None => (section, line),
        };
        sense.into_iter().flat_map(move |sense| words.split_whitespace().map(move |word| (word, sense)))
    });
    let goods = include_str!("goods.txt").lines().filter(|line| !line.starts_with('#'));
    words.chain(goods.flat_map(str::split_whitespace).map(|word| (word, Sense::Goods)))
}

/// What a folded word is a sign of, if anything. Goods are known in the plural too.
pub fn sense(word: &str) -> Option<Sense> {
    static SENSES: OnceLock<FxHashMap<&'static str, Sense>> = OnceLock::new();
    let senses = SENSES.get_or_init(|| listed().collect());
    senses.get(word).copied().or_else(|| {
        if !word.ends_with(['s', 'x']) {
            return None;
        }
        let singular = |end| word.strip_suffix(end).filter(|stem| stem.len() > 2).and_then(|stem| senses.get(stem));
        ["s", "x", "es"].into_iter().find_map(singular).copied().filter(|sense| *sense == Sense::Goods)
    })
}

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// A wish to have something.
    Wish,
    /// An earlier order is asked after.
    AfterOrder,
    /// Asks whether there is any, or at what price.
    Question,
    /// Heads a list of what there is, was delivered or costs.
    Report,
    /// Compares what came with what was ordered.
    Complaint,
}

/// The longest phrase that begins with a word: its sign and how many words it has.
/// `word(n)` is the n-th folded word from there, empty at the end.
pub fn phrase<'t>(word: impl Fn(usize) -> &'t str) -> Option<(Phrase, usize)> {
    static PHRASES: OnceLock<FxHashMap<&'static str, Vec<(Phrase, &'static str)>>> = OnceLock::new();
    let phrases = PHRASES.get_or_init(|| {
        let mut by_first = FxHashMap::<_, Vec<_>>::default();
        for (kind, list) in [
            (Phrase::Wish, WISHES),
            (Phrase::AfterOrder, AFTER_ORDER),
            (Phrase::Question, QUESTIONS),
            (Phrase::Report, REPORTS),
            (Phrase::Complaint, COMPLAINTS),
        ] {
            for text in list.split('|') {
                let first = text.split(' ').next().unwrap_or_default();
                by_first.entry(first).or_default().push((kind, text));
            }
        }
        by_first
    });
    let fits = |(kind, text): &(Phrase, &'static str)| {
        let words = text.split(' ').count();
        text.split(' ').enumerate().all(|(n, part)| word(n) == part).then_some((*kind, words))
    };
    phrases.get(word(0))?.iter().filter_map(fits).max_by_key(|(_, words)| *words)
}

/// Wishes of more than one word, folded.
const WISHES: &str = "3 andi tlb|ajoute|ajoutez moi|andi tlb|ban m|banm|bhej dena|bhej do|bota ai|bota mais|bring me|\
     bring us|c est pour commander|ca sera|can i add|can i get|can i have|can i order|can i try|\
     can we add|can we get|can we order|can you add|can you send|ce sera|cest pour commander|coloca ai|\
     could i get|could i have|could you send|dame|de do|deme|donne|donne moi|donnez|donnez moi|enviame|\
     envoie moi|envoyez moi|envoyez nous|est ce possible d avoir|est ce que je peux avoir|\
     est ce que je pourrais avoir|faudra|garde moi|get me|get us|give me|give us|go with|i d have|\
     i d like|i like to have|i wanted to have|i will get|i will go for|i will go with|i will have|\
     i will need|i will take|i would also like|i would go for|i would like|id also like|id have|id like|\
     id try|il faudrait|il faut|il me faudrait|il me faut|il nous faudrait|il nous faut|ill get|\
     ill go for|ill go with|ill have|ill take|in the mood for|j ai besoin|jai besoin|je passe commande|\
     je peux avoir|je pourrais avoir|je prendrai|je vais prendre|let me get|lets do|livrez moi|\
     livrez nous|ma commande du jour|make it|make that|manda ai|manda pra mim|mandame|mangta hai|\
     may i get|may i have|me da|me das|me de|me envias|me guardas|me livrer|me manda|me mandas|\
     me pode mandar|me poderia mandar|me pone|me pones|me ponga|me puede enviar|me puede traer|\
     me puedes enviar|me puedes traer|me regalas|me traes|me traiga|me traz|me ve|me ve ai|me veja|\
     mete pou mwen|mets|mets de cote|mets moi|mettez|mettez moi|mettez nous|mettre de cote|mujhe chahiye|\
     mwen bezwen|mwen vle|nou bezwen|nous livrer|on a besoin|on peut avoir|on prendra|on va prendre|\
     passer commande|passer une commande|peux tu m envoyer|peux tu me mettre|please send|pls send|\
     pode enviar|pode mandar|pode me mandar|poderia mandar|poderiam enviar|podes mandarme|podria enviarme|\
     podrian enviarme|ponme|possible d avoir|pour la commande|pourrais je avoir|pouvez vous m envoyer|\
     pouvez vous me livrer|pouvez vous me mettre|puis je avoir|put me|put me down for|rajoute|\
     rajoutez moi|send me|send us|serait il possible d avoir|set me up with|traeme|tu peux me livrer|\
     tu peux me mettre|ve pra mim|vou de|vou levar|vou querer|voy a llevar|voy a pedir|voy a querer|\
     voye pou mwen|we need|we will need";

/// Verbs of having that may follow a wish: `je veux commander`, `I want to get`.
pub const HAVING: &[&str] = &[
    "acheter", "avoir", "recevoir", "passer", "faire", "get", "have", "purchase", "take", "place", "comprar", "llevar",
    "ordenar", "hacer", "fazer", "levar", "ter", "recibir", "receber",
];

/// What shows that an earlier order is asked after, not a new one placed.
const AFTER_ORDER: &str = "a quelle heure|already ordered|avons deja commande|cade|deja commande|didnt receive|donde esta|\
     fin wslat|fin wslet|fiz um pedido|had ordered|have ordered|havent received|hice un pedido|i ordered|\
     i placed|j ai commande|ja pedi|jai commande|jamais recu|kote|nao chegou|nao recebi|no ha llegado|\
     no llego|no me ha llegado|no recibi|not arrived|not received|nous avons commande|on a commande|\
     onde esta|ordene|order status|ordered|ou en est|ou en sont|ou est|ou sont|pas arrive|pas arrivee|\
     pas encore arrive|pas encore livre|pas encore recu|pas livre|pas livree|pas recu|quand arrive|\
     quand est ce que|recap|recapitulatif|status of|suivi de|toujours pas|we ordered|when will|where is|\
     wheres|ya pedi";

/// What asks whether there is any, or at what price.
const QUESTIONS: &str = "a combien|a como|a que hora|a quel prix|ainda tem|am i supposed|are there|as tu|avez vous|bch7al|\
     bchhal|c est combien|c est quoi|ca coute|can you tell|cest combien|ch7al|chhal|cual es|cuales son|\
     dis moi|dites moi|do i have to|do u have|do you have|dois je|est ce qu|est ce que|faut il|gen|\
     got any|have you got|hay|how many|how much|il reste|il vous reste|is there|je voudrais savoir|\
     je voulais savoir|kayn|kitna|kitne|kombyen|konbyen|kya hai|price of|quais sao|qual e|qual o preco|\
     quanto custa|quanto e|que horas|queda|quedan|quel est|quelle est|quelles sont|quels sont|reste t il|\
     savoir si|should i|t as|tell me|tem|tenes|tiene|tienen|tu as|voce tem|voces tem|vous avez|\
     vous en avez|vous reste|wach kayn|wash kayn|what are|what is|what time|whats the|y a t il|you have";

/// What heads a list of what there is, was delivered or costs.
const REPORTS: &str = "arrivage|arrivage du jour|available today|bon de livraison|delivery note|disponible aujourd|en stock|\
     factura numero|facture n|facture numero|in stock|invoice no|invoice number|lista de precios|\
     lista de precos|liste de prix|montant ttc|net a payer|nota fiscal|nous vendons|on hand|price list|\
     tarif du jour|total ht|total ttc|vendemos|we sell";

/// What compares what came with what was ordered.
const COMPLAINTS: &str = "a la place de|ao inves de|au lieu de|em vez de|en vez de|il manquait|il manque|instead of|\
     manque encore|n avons recu|only got|only received|qui manque|seulement recu|short by|was short|\
     were short";

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn a_word_has_one_sense() {
        let mut seen = HashMap::new();
        for (word, sense) in listed() {
            let before = seen.insert(word, sense);
            assert!(before.is_none(), "{word}: {before:?} and {sense:?}");
        }
        assert!(seen.len() > 1_500);
    }

    #[test]
    fn words_stand_in_the_lists_as_the_lexer_folds_them() {
        for word in listed()
            .map(|(word, _)| word)
            .chain([WISHES, AFTER_ORDER, QUESTIONS, REPORTS, COMPLAINTS].into_iter().flat_map(|l| l.split(['|', ' '])))
        {
            let tokens = crate::gate::lexer::tokens(word);
            let folded: Vec<_> = tokens.iter().map(|token| token.folded.as_str()).collect();
            assert_eq!(folded, [word]);
        }
    }
}
