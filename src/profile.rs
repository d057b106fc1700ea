//! All of one customer on one page: addresses with where each came from, opt-ins, orders, cards,
//! and what can be done with what is kept.

mod cards;
pub mod pages;
mod view;

use crate::bulk_import::Customer;
use crate::customers::allowlist::Listed;
use crate::customers::allowlist_queries::{self, PastOptIn};
use crate::customers::customer_queries::{self, RecentOrder};
use crate::customers::proposal_queries;
use crate::customers::proposals::Proposed;
use crate::error::StepError;
use crate::host::Host;
use crate::identity::Role;
use crate::review::history;
use crate::review::review_queue::unreadable::Cards;
use crate::team::reviewer;

/// All of one customer.
#[derive(Debug)]
pub struct Profile {
    pub customer: Customer,
    pub entries: Vec<Listed>,
    /// Addresses that wait for an admin's word.
    pub proposed: Vec<Proposed>,
    /// Opt-ins that ended, newest first.
    pub past: Vec<PastOptIn>,
    /// Newest first.
    pub orders: Vec<RecentOrder>,
    /// Newest first.
    pub cards: Cards,
    /// The team, for the names of who did what.
    team: Vec<reviewer::ReviewerRow>,
}

impl Profile {
    /// The name of whoever has this id; the id of who is not on the team.
    fn named<'a>(&'a self, id: &'a str) -> &'a str {
        self.team.iter().find(|person| person.id.as_str() == id).map_or(id, |person| &person.name)
    }
}

/// All of one customer. `None`: there is none. Errors: the database failed.
pub async fn of(host: &dyn Host, role: Role, id: &str) -> Result<Option<Profile>, StepError> {
    let (customer, entries, proposed, past, orders, cards, team) = host
        .batch((
            customer_queries::find(id),
            allowlist_queries::of_customer(id),
            proposal_queries::of_customer(id),
            allowlist_queries::past_of_customer(id),
            customer_queries::orders_of(id),
            cards::of_customer(id),
            reviewer::list(),
        ))
        .await?;
    let Some(customer) = customer else { return Ok(None) };
    let cards = history::with_messages(host, role, cards).await?;
    Ok(Some(Profile { customer, entries, proposed, past, orders, cards, team }))
}
