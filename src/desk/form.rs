//! A form that was refused comes back as it was filled, with what is wrong beside its field.

use super::words::Words;
use crate::http::Form;
use maud::{Markup, html};

/// What somebody typed that was not saved; nothing on a page that is opened.
#[derive(Clone, Copy, Default)]
pub struct Typed<'a> {
    form: Option<&'a Form>,
    wrong: &'a str,
}

impl<'a> Typed<'a> {
    /// A refused form. `wrong`: the name of the field that is missing or does not fit, or a text
    /// that begins with it.
    pub fn refused(form: &'a Form, wrong: &'a str) -> Self {
        Self { form: Some(form), wrong: wrong.split(' ').next().unwrap_or_default() }
    }

    /// Whether there is something to fill in again: its form stands open.
    pub fn open(&self) -> bool {
        self.form.is_some()
    }

    /// What stood in a field.
    pub fn value(&self, field: &str) -> Option<String> {
        self.form?.filled(field)
    }

    /// The field's `aria-invalid`.
    pub fn invalid(&self, field: &str) -> Option<&'static str> {
        (self.form.is_some() && self.wrong == field).then_some("true")
    }

    /// The id of what is said beside it, for its `aria-describedby`.
    pub fn why(&self, field: &str) -> Option<String> {
        self.invalid(field).map(|_| format!("{field}-wrong"))
    }

    /// What is said beside it.
    pub fn beside(&self, w: &Words, field: &str) -> Markup {
        html! { @if let Some(id) = self.why(field) { p.warning id=(id) { (w.field_wrong()) } } }
    }
}

impl Words {
    /// What is wrong with a field that was refused.
    fn field_wrong(&self) -> &'static str {
        self.pick("Ce champ manque ou ne convient pas.", "This field is missing or does not fit.")
    }

    /// What was handed in is kept.
    pub fn saved(&self) -> &'static str {
        self.pick("C'est enregistré.", "Saved.")
    }
}
