//! The page of the team: each press is named with whom it is for, and what each role may do is said.

use crate::client::{Client, text};

const PAGE: &str = "/review/people";

/// An admin, with Paul and Léa of the team.
fn with_a_team() -> Client {
    let rani = Client::new();
    rani.host
        .db
        .borrow()
        .execute_batch(
            "INSERT INTO reviewer (id, name, role, token_sha256, created_at) VALUES
             ('usr_2', 'Paul', 'reviewer', 'x', '2026-01-01T00:00:00.000Z'),
             ('usr_3', 'Léa', 'auditor', 'y', '2026-01-01T00:00:00.000Z')",
        )
        .expect("a team");
    rani
}

/// What is said of somebody.
fn entry<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<strong>{name}</strong> · ")).expect("the person");
    rest.split_once("</li>").expect("its end").0
}

/// Whether all that can be pressed is named with this person.
fn all_named(entry: &str, name: &str) -> bool {
    let ends = ["</button>", "</summary>"];
    let presses = ["<button", "<summary"].into_iter().zip(ends).flat_map(|(begins, ends)| {
        entry.split(begins).skip(1).map(|rest| rest.split_once(ends).expect("its end").0).collect::<Vec<_>>()
    });
    let mut any = false;
    presses.inspect(|_| any = true).all(|press| press.contains(name)) && any
}

#[test]
fn each_press_is_named_with_whom_it_is_for() {
    let rani = with_a_team();
    let link = rani.presses("/review/people/link", &[("id", "usr_2")]).1;
    let path =
        link.split("id=\"sign-in-link\" href=\"").nth(1).and_then(|rest| rest.split_once('"')).expect("a link").0;
    rani.enters("/review/link", &format!("code={}", path.rsplit('/').next().expect("a code")));
    rani.presses("/review/people/link", &[("id", "usr_2")]);
    let page = text(&rani.opens(PAGE));
    let paul = entry(&page, "Paul");
    for press in
        ["Révoquer Paul", "Annuler le lien : Paul", "Déconnecter ce téléphone : Paul", "Connecter un téléphone : Paul"]
    {
        assert!(paul.contains(press), "{press}: {paul}");
    }
    assert!(paul.contains("utilisé pour la dernière fois le <time"), "{paul}");
    let lea = entry(&page, "Léa");
    assert!(all_named(paul, "Paul") && all_named(lea, "Léa"), "{paul}{lea}");
}

#[test]
fn revoking_asks_once_with_the_name() {
    let page = text(&with_a_team().opens(PAGE));
    let paul = entry(&page, "Paul");
    let (_, asked) = paul.split_once("<summary>Révoquer Paul</summary>").expect("a fold");
    let (question, _) = asked.split_once("<button class=\"danger\">Révoquer Paul</button>").expect("a button");
    assert!(question.contains("<strong>Paul</strong> ne pourra plus se connecter"), "{question}");
}

#[test]
fn each_role_has_one_line_that_says_what_it_may_do() {
    let rani = with_a_team();
    let page = text(&rani.opens(PAGE));
    for role in
        ["valideur</strong> : lit", "administrateur</strong> : ", "auditeur</strong> : ", "assistant (MCP)</strong> : "]
    {
        assert!(page.contains(&format!("<li><strong>{role}")), "{role}: {page}");
    }
    rani.presses("/review/language", &[("language", "en")]);
    let page = text(&rani.opens(PAGE));
    for role in ["reviewer</strong>: reads", "admin</strong>: ", "auditor</strong>: ", "assistant (MCP)</strong>: "] {
        assert!(page.contains(&format!("<li><strong>{role}")), "{role}: {page}");
    }
}
