//! An attachment on a card.

use super::file_type::served;
use crate::desk::text::visible;
use crate::desk::words::Words;
use maud::{Markup, html};

/// What is attached, shown or offered: a picture is seen, a voice note is played, a document is
/// opened as a download. `href`: its path at the desk.
pub fn attachment(kind: &str, mime: Option<&str>, filename: Option<&str>, href: &str, w: &Words) -> Markup {
    let served = served(mime);
    let sort = served.mime.split('/').next().unwrap_or_default();
    let name = html! { @match filename { Some(name) => (visible(name)), None => (w.attached(kind)) } };
    let label = w.attached(kind);
    html! {
        figure.attached {
            @match (served.inline, sort) {
                (true, "image") => a href=(href) target="_blank" rel="noopener" {
                    img src=(href) alt=(label) loading="lazy" data-gone=(w.file_not_shown);
                },
                (true, "audio") => audio controls preload="none" src=(href) aria-label=(label) data-gone=(w.file_not_shown) {},
                (true, "video") => video controls preload="none" src=(href) aria-label=(label) data-gone=(w.file_not_shown) {},
                _ => {}
            }
            figcaption { a href=(href) { (if served.inline { w.open_file } else { w.download_file }) (w.colon) (name) } " · " (w.look_before_answering) }
        }
    }
}
