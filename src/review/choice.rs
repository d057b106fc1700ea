//! The saved replies that a card offers: their titles, in the business's order. On a card without a
//! draft one is the answer; on one whose draft leaves a question open, it is added to the draft. Nothing is written
//! before one is tapped.

use crate::desk::Desk;
use crate::desk::layout::csrf;
use crate::desk::text::visible;
use crate::review::Card;
use maud::{Markup, html};

/// A saved reply: its id, and what stands on its button.
pub type Choice = (String, String);

/// Whether the gate saw something on a card `r` that its draft may leave open. Saved replies are read only for
/// those cards, because most drafts answer everything. If the gate missed something, the link to all replies is there.
macro_rules! may_leave_open {
    () => {
        "(r.draft_sha256 IS NULL OR instr(r.gate_evidence, '\"question\"') OR instr(r.gate_evidence, '\"after_order\"')
        OR instr(r.gate_evidence, '\"complaint\"') OR instr(r.gate_evidence, '\"return\"')
        OR instr(r.gate_evidence, '\"cancellation\"'))"
    };
}
pub(crate) use may_leave_open;

/// A button for each. The next page is the preview of one's own words.
pub fn choices(desk: &Desk<'_>, card: &Card, choices: &[Choice]) -> Markup {
    html! {
        form.presses method="post" action={ (Desk::card_path(&card.id)) "/saved" } data-decide {
            (csrf(desk))
            input type="hidden" name="version" value=(card.version);
            @for (id, title) in choices { button name="reply" value=(id) { (visible(title)) } }
        }
    }
}

/// Those in the customer's language, and the way to the others.
pub fn offered(desk: &Desk<'_>, card: &Card) -> Markup {
    html! { @if card.draft.is_none() { (section(desk, card, desk.words.saved_replies())) } }
}

/// Those in the draft's language, which are added to it, and the way to the others.
pub fn to_add(desk: &Desk<'_>, card: &Card) -> Markup {
    html! { p.hint { (desk.words.add_reply()) (desk.words.colon) } (section(desk, card, desk.words.add_reply())) }
}

fn section(desk: &Desk<'_>, card: &Card, label: &str) -> Markup {
    html! {
        section.saved aria-label=(label) {
            @if !card.choices.is_empty() { (choices(desk, card, &card.choices)) }
            p.hint { a href={ (Desk::card_path(&card.id)) "/saved" } { (desk.words.saved_in_all_languages()) } }
        }
    }
}
