//! The business's own templates, a form for each language.

use crate::desk::Desk;
use crate::desk::layout::{Notice, Tab, csrf, page};
use crate::draft::template::sets::Set;
use maud::html;

/// What stands between two texts in the form: an empty line.
pub const BETWEEN: &str = "\n\n";

/// The page of templates. `typed`: what somebody typed that was not saved, by language.
pub fn replies(desk: &Desk<'_>, sets: &[Set], typed: Option<(&str, &str)>, notice: Option<Notice>) -> String {
    let w = desk.words;
    let content = html! {
        p.hint { (w.replies_hint) }
        p { a.button href="/review/saved-replies" { (w.saved_replies()) } }
        @for set in sets {
            @let kept = typed.filter(|(language, _)| *language == set.language).map(|(_, text)| text.to_owned());
            @let text = kept.unwrap_or_else(|| set.texts.join(BETWEEN));
            form.stack method="post" action="/review/replies" {
                (csrf(desk))
                input type="hidden" name="language" value=(set.language);
                label for={ "texts-" (set.language) } { (w.language(&set.language)) }
                textarea id={ "texts-" (set.language) } name="texts" rows="6" maxlength="14000" dir="auto" placeholder=(w.replies_example) { (text) }
                @if set.texts.is_empty() { p.hint { (w.replies_built_in) } }
                button.primary { (w.save) }
            }
        }
    };
    page(desk, Tab::Replies, notice, content)
}
