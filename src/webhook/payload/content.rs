//! What a message holds, by its type.

use super::message::CartLine;
use crate::messages::content::{
    Advertisement, ChosenOption, Contact, Cut, Details, Location, Media, NamedProduct, Offer, Withheld,
};
use crate::messages::kind::MessageKind;
use crate::webhook::json::{Object, Raw};

/// The most of a text that is kept, in characters: what a WhatsApp client lets somebody write.
pub const TEXT_LIMIT: usize = 65_536;

/// The most of a catalogue order that is kept, in characters: some thousand lines.
pub const ORDER_LIMIT: usize = 100_000;

/// The most of a name, an address or an advertisement's text that is kept, in characters.
const DETAIL_LIMIT: usize = 4_096;

/// The most of all contacts of one message that is kept, in characters, and the most lines of each.
const CONTACTS: (usize, usize) = (50_000, 40);

/// The most of one line of a contact that is kept, in characters.
const CONTACT_LINE: usize = 512;

/// All that a message holds.
pub(super) struct Content {
    pub kind: MessageKind,
    pub notice: bool,
    pub text: Option<String>,
    pub order_lines: Vec<CartLine>,
    pub target: Option<String>,
    pub media: Option<Media>,
    pub details: Details,
}

impl Content {
    fn of(kind: MessageKind, text: Option<String>) -> Self {
        Self { kind, notice: false, text, order_lines: vec![], target: None, media: None, details: Details::default() }
    }
}

/// Reads a message of this type.
pub(super) fn read(message: &Object<'_>, kind: &str) -> Content {
    let mut content = by_type(message, kind);
    content.details.product = product(message);
    content.details.advertisement = advertisement(message);
    content.details.withheld = withheld(message, kind);
    let mut cut = content.details.cut.unwrap_or_default();
    content.text = content.text.map(|text| {
        cut.characters = text.chars().count().saturating_sub(TEXT_LIMIT);
        bounded(&text, TEXT_LIMIT)
    });
    content.details.cut = (cut != Cut::default()).then_some(cut);
    content
}

fn by_type(message: &Object<'_>, kind: &str) -> Content {
    match kind {
        "text" => Content::of(MessageKind::Words, message.text_in("text", "body")),
        "button" => {
            let mut content = Content::of(MessageKind::Words, message.text_in("button", "text"));
            content.details.choice = Some(ChosenOption { from: Offer::Button, description: None });
            content
        }
        "interactive" => interactive(message),
        "order" => order(message),
        "location" => {
            let mut content = Content::of(MessageKind::Other, None);
            content.details.location = location(message);
            content
        }
        "contacts" => contacts(message),
        "system" => Content { notice: true, ..Content::of(MessageKind::Other, message.text_in("system", "body")) },
        "reaction" => {
            let text = message.text_in("reaction", "emoji");
            Content { target: message.text_in("reaction", "message_id"), ..Content::of(MessageKind::Reaction, text) }
        }
        "edit" => edit(message),
        "revoke" => Content { target: original(message, "revoke"), ..Content::of(MessageKind::Revoke, None) },
        other => {
            let text = message.text_in(other, "caption").or_else(|| message.text_in(other, "body"));
            Content { media: media(message, other), ..Content::of(MessageKind::Other, text) }
        }
    }
}

/// The message that an edit or a deletion is about.
fn original(message: &Object<'_>, kind: &str) -> Option<String> {
    message.text_in(kind, "original_message_id").or_else(|| message.text("original_message_id"))
}

/// The new words, or the new caption of whatever is edited.
fn edit(message: &Object<'_>) -> Content {
    let new = || message.get("edit")?.object()?.get("message")?.object();
    let mut content = Content { target: original(message, "edit"), ..Content::of(MessageKind::Edit, None) };
    if let Some(new) = new() {
        let kind = new.text("type").unwrap_or_else(|| "text".into());
        content.text = new.text_in("text", "body").or_else(|| new.text_in(&kind, "caption"));
        content.media = media(&new, &kind);
    }
    content
}

/// A file of any type: whatever has an id and a type of its own.
fn media(message: &Object<'_>, kind: &str) -> Option<Media> {
    let file = message.get(kind)?.object()?;
    let known = matches!(kind, "image" | "audio" | "video" | "document" | "sticker" | "voice");
    file.get("mime_type").filter(|mime| !mime.is_null()).map(|_| ()).or(known.then_some(()))?;
    Some(Media {
        kind: bounded(kind, 64),
        id: bounded(&file.text("id")?, 256),
        mime: file.text("mime_type").map(|mime| bounded(&mime, 256)),
        filename: detail(&file, "filename"),
        sha256: file.text("sha256").map(|hash| bounded(&hash, 128)),
        voice: file.get("voice").is_some_and(Raw::is_true),
    })
}

/// What was chosen or filled in. The title of a choice is what the customer says by it; what
/// stands below it is the business's.
fn interactive(message: &Object<'_>) -> Content {
    let mut content = Content::of(MessageKind::Words, None);
    let Some(reply) = message.get("interactive").and_then(Raw::object) else { return content };
    if let Some(chosen) = reply.get("button_reply").and_then(Raw::object) {
        content.text = chosen.text("title");
        content.details.choice =
            Some(ChosenOption { from: Offer::Button, description: detail(&chosen, "description") });
    } else if let Some(chosen) = reply.get("list_reply").and_then(Raw::object) {
        content.text = chosen.text("title");
        content.details.choice = Some(ChosenOption { from: Offer::List, description: detail(&chosen, "description") });
    } else if let Some(form) = reply.get("nfm_reply").and_then(Raw::object) {
        let answers = form.text("response_json").map(|json| answers(&json)).filter(|text| !text.is_empty());
        content.text = answers.or_else(|| form.text("body"));
        content.details.choice = Some(ChosenOption { from: Offer::Form, description: None });
    }
    content
}

/// How deep a form's answers are read: an address stands two levels down.
const DEPTH: usize = 4;

/// The answers of a form, a line each: `quantite: 12`. Of the token that ties it to the flow a
/// person has no use.
fn answers(json: &str) -> String {
    let mut lines = Vec::new();
    if let Some(form) = Object::parse(json) {
        let fields = form.entries().filter(|(name, _)| *name != "flow_token");
        fields.for_each(|(name, value)| answer(name, value, DEPTH, &mut lines));
    }
    lines.join("\n")
}

fn answer(name: &str, value: Raw<'_>, depth: usize, lines: &mut Vec<String>) {
    if let Some(text) = value.scalar() {
        return lines.push(format!("{name}: {text}"));
    }
    let Some(depth) = depth.checked_sub(1) else { return };
    match value.object() {
        Some(object) => object.entries().for_each(|(name, value)| answer(name, value, depth, lines)),
        None => value.elements().into_iter().for_each(|value| answer(name, value, depth, lines)),
    }
}

fn order(message: &Object<'_>) -> Content {
    let note = message.text_in("order", "text").filter(|note| !note.is_empty());
    let mut content = Content::of(MessageKind::Order, note);
    let items = message
        .get("order")
        .and_then(Raw::object)
        .and_then(|order| order.get("product_items"))
        .and_then(Raw::list)
        .unwrap_or_default();
    let mut characters = 0;
    let fits = |line: &CartLine| {
        characters += line.reference.chars().count() + line.quantity.chars().count() + 4;
        characters <= ORDER_LIMIT
    };
    let all = items.len();
    content.order_lines = items.into_iter().map(order_line).take_while(fits).collect();
    let lines = all - content.order_lines.len();
    content.details.cut = Some(Cut { lines, ..Cut::default() });
    content
}

/// A line of the cart. One that does not say what is ordered still was in it.
fn order_line(item: Option<Object<'_>>) -> CartLine {
    let text = |name: &str| item.as_ref().and_then(|item| item.text(name));
    CartLine {
        reference: text("product_retailer_id").map_or_else(|| "?".into(), |text| shortened(&text, DETAIL_LIMIT)),
        quantity: text("quantity").map_or_else(|| "1".into(), |text| shortened(&text, 64)),
    }
}

fn location(message: &Object<'_>) -> Option<Location> {
    let place = message.get("location")?.object()?;
    let text = |name: &str| detail(&place, name);
    let (latitude, longitude) = (text("latitude"), text("longitude"));
    let address = text("address").or_else(|| text("url"));
    Some(Location { latitude, longitude, name: text("name"), address })
}

fn contacts(message: &Object<'_>) -> Content {
    let mut content = Content::of(MessageKind::Other, None);
    let list = message.get("contacts").and_then(Raw::list).unwrap_or_default();
    let all = list.len();
    let mut characters = 0;
    let fits = |contact: &Contact| {
        let texts = contact.name.iter().chain(&contact.lines);
        characters += texts.map(|text| text.chars().count()).sum::<usize>() + 10;
        characters <= CONTACTS.0
    };
    let cards = list.into_iter().map(|card| card.map(|card| contact(&card)).unwrap_or_default());
    content.details.contacts = cards.take_while(fits).collect();
    let contacts = all - content.details.contacts.len();
    content.details.cut = Some(Cut { contacts, ..Cut::default() });
    content
}

fn contact(card: &Object<'_>) -> Contact {
    let list = |name: &str| card.get(name).and_then(Raw::list).unwrap_or_default().into_iter().flatten();
    let within = |name: &str| card.get(name).and_then(Raw::object);
    let parts = |object: &Object<'_>, names: &[&str], between: &str| {
        let parts: Vec<String> = names.iter().filter_map(|name| detail(object, name)).collect();
        (!parts.is_empty()).then(|| shortened(&parts.join(between), CONTACT_LINE))
    };
    let mut lines: Vec<String> = Vec::new();
    lines.extend(
        list("phones").filter_map(|phone| parts(&phone, &["phone"], "").or_else(|| parts(&phone, &["wa_id"], ""))),
    );
    lines.extend(list("emails").filter_map(|email| parts(&email, &["email"], "")));
    lines.extend(within("org").and_then(|org| parts(&org, &["company", "department", "title"], ", ")));
    lines.extend(list("addresses").filter_map(|a| parts(&a, &["street", "zip", "city", "state", "country"], ", ")));
    lines.extend(list("urls").filter_map(|page| parts(&page, &["url"], "")));
    lines.truncate(CONTACTS.1);
    let whole = |name: &Object<'_>| parts(name, &["formatted_name"], "");
    let name = within("name").and_then(|name| whole(&name).or_else(|| parts(&name, &["first_name", "last_name"], " ")));
    Contact { name, lines }
}

/// The product that a message asks about from its page in the catalogue.
fn product(message: &Object<'_>) -> Option<NamedProduct> {
    let product = message.get("context")?.object()?.get("referred_product")?.object()?;
    Some(NamedProduct { reference: detail(&product, "product_retailer_id")?, name: None })
}

fn advertisement(message: &Object<'_>) -> Option<Advertisement> {
    let referral = message.get("referral")?.object()?;
    let text = |name: &str| detail(&referral, name);
    let body = text("body").filter(|body| body != "-");
    Some(Advertisement { headline: text("headline"), body, url: text("source_url") })
}

/// WhatsApp says that it does not hand something over by the type, or by an error beside it.
fn withheld(message: &Object<'_>, kind: &str) -> Option<Withheld> {
    let errors = message.get("errors").and_then(Raw::list).unwrap_or_default();
    let error = errors.into_iter().flatten().next();
    (kind == "unsupported" || error.is_some()).then(|| Withheld {
        code: error.and_then(|error| error.integer("code")),
        sort: message.text_in("unsupported", "type").map(|sort| bounded(&sort, 64)),
    })
}

fn detail(object: &Object<'_>, name: &str) -> Option<String> {
    object.text(name).filter(|text| !text.is_empty()).map(|text| shortened(&text, DETAIL_LIMIT))
}

/// What is too long ends in `…`.
fn shortened(text: &str, limit: usize) -> String {
    let mut short = bounded(text, limit);
    if text.chars().nth(limit).is_some() {
        short.push('…');
    }
    short
}

/// SQLite's `length()` and the C string functions stop at NUL; no honest text
/// holds one.
pub(super) fn bounded(text: &str, limit: usize) -> String {
    text.chars().take(limit).map(|c| if c == '\0' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests;
