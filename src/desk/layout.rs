//! What all pages have around them, and the page to sign in.

pub use super::tab::Tab;
use super::text::visible;
use super::time::at;
use super::words::{UiLanguage, Words, words};
use super::{Desk, switch};
use crate::alarm::{Alarm, LedgerAlarm};
use crate::http::Counts;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Something that just happened, told at the top of the page.
pub struct Notice {
    /// It went wrong.
    pub bad: bool,
    /// In words.
    pub text: Markup,
}

impl Notice {
    /// It went well.
    pub fn good(text: &str) -> Self {
        Self { bad: false, text: html! { (text) } }
    }

    /// It went wrong.
    pub fn bad(text: &str) -> Self {
        Self { bad: true, text: html! { (text) } }
    }
}

fn frame(language: &str, title: &str, body: Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(asset("desk.css"));
                link rel="manifest" href=(asset("desk.webmanifest")) crossorigin="use-credentials";
                link rel="icon" type="image/png" href=(asset("icon-180.png"));
                link rel="apple-touch-icon" href=(asset("icon-180.png"));
                @for script in ["place.js", "desk.js", "delay.js", "wide.js", "notices.js"] { script src=(asset(script)) defer {} }
            }
            (body)
        }
    }
    .into_string()
}

/// An asset's path, which changes with its content: it may be kept for ever.
pub fn asset(name: &str) -> String {
    const fn hash(bytes: &[u8]) -> u32 {
        // FNV-1a, 32 bits.
        let mut hash: u32 = 0x811c_9dc5;
        let mut rest = bytes;
        while let Some((first, tail)) = rest.split_first() {
            hash = (hash ^ *first as u32).wrapping_mul(0x0100_0193);
            rest = tail;
        }
        hash
    }
    // Hashed while compiling: the files themselves do not become part of the Wasm.
    const STYLE: u32 = hash(include_bytes!("../../assets/review/desk.css"));
    const SCRIPT: u32 = hash(include_bytes!("../../assets/review/desk.js"));
    const PLACE: u32 = hash(include_bytes!("../../assets/review/place.js"));
    const DELAY: u32 = hash(include_bytes!("../../assets/review/delay.js"));
    const WIDE: u32 = hash(include_bytes!("../../assets/review/wide.js"));
    const NOTICES: u32 = hash(include_bytes!("../../assets/review/notices.js"));
    const LINK: u32 = hash(include_bytes!("../../assets/review/link.js"));
    const MANIFEST: u32 = hash(include_bytes!("../../assets/review/desk.webmanifest"));
    const ICON: u32 = hash(include_bytes!("../../assets/review/icon-180.png"));
    let hash = match name {
        "desk.css" => STYLE,
        "place.js" => PLACE,
        "delay.js" => DELAY,
        "wide.js" => WIDE,
        "notices.js" => NOTICES,
        "link.js" => LINK,
        "desk.webmanifest" => MANIFEST,
        "icon-180.png" => ICON,
        _ => SCRIPT,
    };
    format!("/review/{name}?v={hash:08x}")
}

/// What a title begins with: how many cards wait and, after `!`, how many need somebody.
/// The script says the same.
fn counted_title(counts: &Counts, title: &str) -> String {
    match (counts.waiting, counts.stuck) {
        (0, 0) => title.to_owned(),
        (waiting, 0) => format!("({waiting}) {title}"),
        (0, stuck) => format!("(!{stuck}) {title}"),
        (waiting, stuck) => format!("({waiting} · !{stuck}) {title}"),
    }
}

/// The counts for the script, beside an element that comes without its page.
pub fn counted(desk: &Desk<'_>) -> Markup {
    let counts = &desk.counts;
    html! { template data-waiting=(counts.waiting) data-stuck=(counts.stuck) data-stamp=(desk.stamp) {} }
}

/// A page of somebody who is signed in.
pub fn page(desk: &Desk<'_>, tab: Tab, notice: Option<Notice>, content: Markup) -> String {
    let (w, counts) = (desk.words, &desk.counts);
    let title = [tab.title(w), if desk.business.is_empty() { w.desk } else { desk.business }].join(" · ");
    frame(
        w.tag,
        &counted_title(counts, &title),
        html! {
            body data-words=(script_words(w)) data-title=(title) data-waiting=(counts.waiting) data-stuck=(counts.stuck)
                data-stamp=(desk.stamp) {
                a.skip href="#main" { (w.skip) }
                header.top {
                    @let business = if desk.business.is_empty() { w.desk } else { desk.business };
                    p.business { a href=(Tab::Queue.path()) title=(business) { (visible(business)) } }
                    nav aria-label=(w.desk) {
                        (links(desk, tab, Tab::ALL.get(..Tab::FIRST).unwrap_or_default()))
                        details.more {
                            summary { (icon("M4 7h16M4 12h16M4 17h16")) (w.pick("Plus", "More")) }
                            div.menu {
                                (links(desk, tab, Tab::ALL.get(Tab::FIRST..).unwrap_or_default()))
                                (who(desk, tab))
                            }
                        }
                    }
                }
                main id="main" tabindex="-1" {
                    h1 { (tab.title(w)) }
                    div.notices role="status" {
                        @if let Some(notice) = notice { (shown(&notice)) }
                        (switch::turned(desk))
                    }
                    (alarms(desk, tab))
                    (content)
                }
                (help(w))
            }
        },
    )
}

fn links(desk: &Desk<'_>, tab: Tab, tabs: &[Tab]) -> Markup {
    let w = desk.words;
    html! {
        @for other in tabs {
            @if desk.reviewer.role.may_administer() || !other.for_admins() {
                a href=(other.path()) aria-current=[(*other == tab).then_some("page")] {
                    @if let Some(lines) = other.icon() { (icon(lines)) }
                    (other.title(w))
                    @if let Some((what, n)) = other.count(&desk.counts) {
                        " " span class={ "number " (what) } hidden[n == 0] { (n) }
                    }
                }
            }
        }
    }
}

/// A drawing beside a word that says the same.
fn icon(lines: &str) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" aria-hidden="true" { path d=(lines); } }
}

fn who(desk: &Desk<'_>, tab: Tab) -> Markup {
    let w = desk.words;
    html! {
        div.who {
            span.name title=(desk.reviewer.name) { (visible(&desk.reviewer.name)) }
            @if desk.reviewer.role.may_decide() {
                a href=(Tab::Notices.path()) aria-current=[(tab == Tab::Notices).then_some("page")] title=(w.notices) {
                    (icon("M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4")) span.word { (w.notices) }
                }
            }
            form method="post" action="/review/language" {
                (csrf(desk))
                input type="hidden" name="next" value=(tab.path());
                @let other = if w.tag == "fr" { UiLanguage::En } else { UiLanguage::Fr };
                button.plain name="language" value=(other.tag()) lang=(other.tag()) { (words(other).itself) }
            }
            form method="post" action="/review/sign-out" {
                (csrf(desk))
                button.plain title=(w.sign_out) { (icon("M14 4h5v16h-5M4 12h11M11 8l4 4-4 4")) span.word { (w.sign_out) } }
            }
        }
    }
}

/// What keeps the service from its work, and what an admin can do about it here.
fn alarms(desk: &Desk<'_>, tab: Tab) -> Markup {
    html! { @for alarm in desk.alarms { div.alarm role="alert" { (told(desk, tab, alarm)) } } }
}

fn told(desk: &Desk<'_>, tab: Tab, alarm: &Alarm) -> Markup {
    let (w, admin) = (desk.words, desk.reviewer.role.may_administer());
    match alarm {
        Alarm::SwitchedOff { by, since } => html! {
            p { (w.switched_off_by) " " (visible(by)) ", " (w.switched_off_since) " " (at(desk, *since)) ". " (w.nothing_goes_out) }
            @if admin {
                form method="post" action="/review/switch" {
                    (csrf(desk))
                    (switch::here(desk, tab))
                    button name="to" value="on" { (w.turn_on) }
                }
            }
        },
        Alarm::DisabledBySetting => html! { p { (w.disabled_by_setting) } },
        Alarm::CannotSend => html! { p { (w.cannot_send) } },
        Alarm::Sends { code, since } => html! {
            p { (w.pick("WhatsApp refuse les envois, code", "WhatsApp refuses sends, error")) " " (code) ", " (w.switched_off_since) " " (at(desk, *since)) "." (connection(w, admin)) }
        },
        Alarm::Connection { .. } => html! {
            p { (w.pick("Une vérification de la connexion à Meta échoue.", "A check of the connection to Meta fails.")) (connection(w, admin)) }
        },
        Alarm::Undone { cards } => html! {
            p { a href=(Tab::Stuck.path()) { (cards) " " (if *cards == 1 { w.pick("carte en échec ou dont l'envoi est incertain", "card that failed, or that may not have gone") } else { w.pick("cartes en échec ou dont l'envoi est incertain", "cards that failed, or that may not have gone") }) } }
        },
        Alarm::NoMessages { last } => html! {
            p {
                @match last {
                    Some(last) => { (w.pick("Dernier message reçu :", "Last message:")) " " (at(desk, *last)) (w.pick(". C'est inhabituel à cette heure.", ". That is unusual at this hour.")) },
                    None => { (w.pick("Aucun message n'est encore jamais arrivé.", "No message has ever come.")) },
                }
                (connection(w, admin))
            }
        },
        Alarm::Account { field, event, since } => html! {
            p { (w.pick("Meta signale", "Meta reports")) " " (field) " " (event) ", " (at(desk, *since)) "." (connection(w, admin)) }
        },
        Alarm::Unsigned { since } => html! {
            p { (w.pick("Tous les webhooks reçus sont mal signés,", "All webhooks that come have a wrong signature,")) " " (w.switched_off_since) " " (at(desk, *since)) "." (connection(w, admin)) }
        },
        Alarm::NobodyTold => html! {
            p {
                (w.pick("Personne n'est prévenu des cartes en attente.", "Nobody is called when a card waits."))
                @if desk.reviewer.role.may_decide() { " " a href=(Tab::Notices.path()) { (w.notices) } }
            }
        },
        Alarm::Ledger(LedgerAlarm::WentBack) => html! {
            p {
                (w.ledger_went_back)
                @if admin { " " a href="/review/ledger" { (w.read_and_acknowledge) } }
            }
        },
        Alarm::Ledger(LedgerAlarm::NotOurs) => html! { p { (w.ledger_not_ours) } },
        Alarm::Ledger(LedgerAlarm::Guards) => html! { p { (w.ledger_guards) } },
    }
}

/// Where an admin sees what Meta says.
fn connection(w: &Words, admin: bool) -> Markup {
    html! { @if admin { " " a href=(Tab::Connection.path()) { (Tab::Connection.title(w)) } } }
}

/// A notice by itself. It may hold paragraphs and a form, which a paragraph cannot.
pub fn shown(notice: &Notice) -> Markup {
    html! { div.notice.bad[notice.bad] { (notice.text) } }
}

/// What every form of a signed-in page holds.
pub fn csrf(desk: &Desk<'_>) -> Markup {
    html! { input type="hidden" name="csrf" value=(desk.csrf.as_str()); }
}

/// What the script says, in the reader's language.
fn script_words(w: &Words) -> String {
    serde_json::json!({
        "left": w.left, "hours": w.hours, "minutes": w.minutes, "closed": w.window_closed,
        "moved": w.card_moved, "show": w.show_it, "offline": w.offline, "again": w.session_over, "sign_in": w.sign_in,
        "broke": w.broke, "next": w.next_card, "late": w.failed_late, "unknown": w.unknown_see_card,
        "notify_works": w.notify_works, "notify_ask": w.notify_ask, "notify_denied": w.notify_denied,
        "notify_install": w.notify_install, "notify_unsupported": w.notify_unsupported,
        "notify_failed": w.notify_failed, "notify_offer": w.notify_offer, "notify_yes": w.notify_yes,
        "notify_no": w.notify_no,
    })
    .to_string()
}

fn help(w: &Words) -> Markup {
    html! {
        dialog id="help" aria-labelledby="help-title" {
            h2 id="help-title" { (w.keys) }
            dl {
                @for (key, meaning) in w.key_list { dt { kbd { (key) } } dd { (meaning) } }
            }
            form method="dialog" { button { (w.close_help) } }
        }
    }
}

/// The page to sign in. `next`: where to go afterwards.
pub fn sign_in(tongue: UiLanguage, business: &str, next: &str, notice: Option<Notice>) -> String {
    let w = words(tongue);
    frame(
        w.tag,
        w.sign_in,
        html! {
            body.narrow {
                main id="main" {
                    h1 { @if business.is_empty() { (w.desk) } @else { (visible(business)) } }
                    div.notices role="status" { @if let Some(notice) = notice { (shown(&notice)) } }
                    form.stack method="post" action="/review/sign-in" {
                        label for="token" { (w.your_token) }
                        input id="token" name="token" type="password" required autocomplete="current-password"
                            autocapitalize="none" spellcheck="false";
                        input type="hidden" name="next" value=(next);
                        button.primary { (w.sign_in) }
                    }
                    p.hint { (w.where_tokens_come_from) }
                }
            }
        },
    )
}

/// A page for whoever is not signed in yet.
pub fn door(tongue: UiLanguage, business: &str, content: Markup) -> String {
    let w = words(tongue);
    let heading = if business.is_empty() { w.desk } else { business };
    frame(w.tag, w.sign_in, html! { body.narrow { main id="main" { h1 { (visible(heading)) } (content) } } })
}

/// A page that says one thing.
pub fn message(tongue: UiLanguage, title: &str, text: &str) -> String {
    let w = words(tongue);
    frame(
        w.tag,
        title,
        html! {
            body.narrow { main id="main" { h1 { (title) } p { (text) } p { a href="/review" { (w.to_the_queue) } } } }
        },
    )
}

/// A drawing that says the queue is empty.
pub fn cup() -> Markup {
    PreEscaped(
        r#"<svg class="cup" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true"><path d="M12 24h32v16a12 12 0 0 1-12 12h-8a12 12 0 0 1-12-12zM44 28h6a6 6 0 0 1 0 12h-6M22 8q-4 4 0 8M32 8q-4 4 0 8" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>"#
            .to_owned(),
    )
}
