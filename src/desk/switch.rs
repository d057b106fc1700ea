//! The press on the switch, from any page: it leads back there, and the page says what it did.

use super::Desk;
use super::layout::{Notice, Tab, shown};
use super::words::{Words, say};
use maud::{Markup, html};

/// Where the cards stand that came while it was off.
pub const MISSED: &str = "/review/missed";

/// What a page's query says after a press.
const TURNED: &str = "switched";

say! {
    turned_on: "Le service est remis en marche.", "The service is on again.";
    came_while_off: "Cartes arrivées pendant l'arrêt", "Cards that came while it was off";
    turned_off: "Tout est arrêté : plus aucun brouillon, plus aucun envoi. Les messages arrivent toujours.",
        "Everything is off: no more drafts, nothing is sent. Messages still arrive.";
}

impl Words {
    /// So many cards came while it was off.
    pub fn missed(&self, cards: u32) -> String {
        match (cards, self.pick("fr", "en")) {
            (1, "fr") => "1 carte arrivée pendant l'arrêt attend sans brouillon".into(),
            (1, _) => "1 card that came while it was off waits without a draft".into(),
            (_, "fr") => format!("{cards} cartes arrivées pendant l'arrêt attendent sans brouillon"),
            _ => format!("{cards} cards that came while it was off wait without a draft"),
        }
    }
}

/// The page that a form of the switch stands on.
pub fn here(desk: &Desk<'_>, tab: Tab) -> Markup {
    let here = if desk.here.is_empty() { tab.path() } else { &desk.here };
    html! { input type="hidden" name="next" value=(here); }
}

/// That page after the press, which says what it did. `missed`: the cards that came meanwhile.
pub fn back(next: &str, on: bool, missed: u32) -> String {
    let (path, query) = next.split_once('?').unwrap_or((next, ""));
    // What an earlier press did is not told again.
    let told = |part: &&str| !["done", "settled", TURNED].contains(&part.split('=').next().unwrap_or_default());
    let turned = if on { format!("{TURNED}=on-{missed}") } else { format!("{TURNED}=off") };
    let parts: Vec<&str> = query.split('&').filter(|part| !part.is_empty()).filter(told).chain([&*turned]).collect();
    format!("{path}?{}", parts.join("&"))
}

/// What the press did that led to this page, as long as it is so.
pub fn turned(desk: &Desk<'_>) -> Markup {
    let w = desk.words;
    let query = desk.here.split_once('?').map_or("", |(_, query)| query);
    let said = query.split('&').find_map(|part| part.strip_prefix(TURNED)?.strip_prefix('='));
    let missed = said.and_then(|said| said.strip_prefix("on-")?.parse::<u32>().ok());
    html! {
        @if said == Some("off") && desk.is_off() { (shown(&Notice::good(w.turned_off()))) }
        @if let Some(missed) = missed.filter(|_| !desk.is_off()) {
            (shown(&Notice { bad: false, text: html! {
                (w.turned_on()) @if missed > 0 { " " a href=(MISSED) { (w.missed(missed)) } "." }
            } }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn a_press_leads_back_and_says_nothing_twice() {
        assert_eq!(back("/review", false, 0), "/review?switched=off");
        assert_eq!(back("/review?done=rev_1&settled&cursor=7", true, 3), "/review?cursor=7&switched=on-3");
        assert_eq!(back("/review/people?switched=off", true, 0), "/review/people?switched=on-0");
    }
}
