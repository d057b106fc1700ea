//! What stands in a form before anybody types: nothing, what is known, or what was refused, with what
//! is wrong beside its field.

use super::words::Words;
use crate::http::Form;
use maud::{Markup, html};

/// What somebody typed that was not saved; nothing on a page that is opened.
#[derive(Clone, Copy, Default)]
pub struct Typed<'a> {
    form: Option<&'a Form>,
    known: &'a [(&'a str, &'a str)],
    wrong: &'a str,
    why: Option<&'a str>,
    instead: Option<(&'a str, &'a str)>,
    proposal: Option<&'a str>,
}

impl<'a> Typed<'a> {
    /// A refused form. `wrong`: the name of the field that is missing or does not fit, or a text
    /// that begins with it.
    pub fn refused(form: &'a Form, wrong: &'a str) -> Self {
        Self { form: Some(form), wrong: wrong.split(' ').next().unwrap_or_default(), ..Self::default() }
    }

    /// A form that has to be handed in once more, though nothing is wrong in its fields.
    pub fn again(form: &'a Form) -> Self {
        Self { form: Some(form), ..Self::default() }
    }

    /// A form that nobody typed in yet: fields and what is known of them.
    pub fn known(known: &'a [(&'a str, &'a str)]) -> Self {
        Self { known, ..Self::default() }
    }

    /// With this beside the field, instead of that it is missing or does not fit.
    #[must_use]
    pub fn because(self, why: &'a str) -> Self {
        Self { why: Some(why), ..self }
    }

    /// With this in a field, instead of what was typed.
    #[must_use]
    pub fn with(self, field: &'a str, value: &'a str) -> Self {
        Self { instead: Some((field, value)), ..self }
    }

    /// With a press beside the wrong field that fills it with this and saves nothing. The form comes
    /// with this as `complete` then.
    #[must_use]
    pub fn proposing(self, value: &'a str) -> Self {
        Self { proposal: Some(value), ..self }
    }

    /// Whether the form is of something that there is, and nothing in it was refused.
    pub fn is_known(&self) -> bool {
        !self.known.is_empty()
    }

    /// Whether there is something to fill in again: its form stands open.
    pub fn open(&self) -> bool {
        self.form.is_some()
    }

    /// What stands in a field.
    pub fn value(&self, field: &str) -> Option<String> {
        match (self.instead.filter(|(name, _)| *name == field), self.form) {
            (Some((_, value)), _) => Some(value.to_owned()),
            (None, Some(form)) => form.filled(field),
            (None, None) => self.known.iter().find(|(name, _)| *name == field).map(|(_, value)| (*value).to_owned()),
        }
    }

    /// The field's `aria-invalid`.
    pub fn invalid(&self, field: &str) -> Option<&'static str> {
        (self.form.is_some() && self.wrong == field).then_some("true")
    }

    /// The id of what is said beside it, for its `aria-describedby`.
    pub fn why(&self, field: &str) -> Option<String> {
        self.invalid(field).map(|_| format!("{field}-wrong"))
    }

    /// Whether the page opens with this field under the finger.
    pub fn focus(&self, field: &str) -> bool {
        self.invalid(field).is_some() || self.instead.is_some_and(|(name, _)| name == field)
    }

    /// What is said beside it.
    pub fn beside(&self, w: &Words, field: &str) -> Markup {
        html! {
            @if let Some(id) = self.why(field) {
                p.warning id=(id) { (self.why.unwrap_or_else(|| w.field_wrong())) }
                @if let Some(value) = self.proposal { button name="complete" value=(value) formnovalidate { (value) (w.question()) } }
            }
        }
    }

    /// What Enter presses in a form that proposes something: the form's own button, as it is named. A
    /// browser presses the first one that it lays out, so this one is laid out, and not seen.
    pub fn pressed_by_enter(&self, named: &str) -> Markup {
        html! { @if self.proposal.is_some() { button.enter tabindex="-1" aria-hidden="true" { (named) } } }
    }
}

/// The field that takes a file, with a button that speaks the desk's language: the browser's own
/// speaks the browser's. Beside it stands the name of the file that was chosen.
pub fn file(id: &str, name: &str, accept: &str, required: bool, w: &Words) -> Markup {
    html! {
        span.file {
            label.button for=(id) { (w.pick("Choisir un fichier", "Choose a file")) }
            input id=(id) type="file" name=(name) accept=(accept) required[required];
        }
    }
}

impl Words {
    /// What is wrong with a field that was refused.
    fn field_wrong(&self) -> &'static str {
        self.pick("Ce champ manque ou ne convient pas.", "This field is missing or does not fit.")
    }

    fn question(&self) -> &'static str {
        self.pick(" ?", "?")
    }

    /// What was handed in is kept.
    pub fn saved(&self) -> &'static str {
        self.pick("C'est enregistré.", "Saved.")
    }
}

/// A path of the desk, or the queue: never another site.
pub fn own_path(next: &str) -> &str {
    let ours = next == "/review" || next.starts_with("/review/") || next.starts_with("/review?");
    let plain = next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if ours && plain && !next.contains("//") { next } else { "/review" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_form_leads_to_the_desk_and_nowhere_else() {
        for ours in ["/review", "/review/stuck", "/review?cursor=1"] {
            assert_eq!(own_path(ours), ours);
        }
        for foreign in ["//evil.example", "https://evil.example", "/review//evil", "/reviewed", "/review/\\evil", ""] {
            assert_eq!(own_path(foreign), "/review", "{foreign}");
        }
    }
}
