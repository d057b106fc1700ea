//! `/review/customers`: the list of customers, the allowlist, tables from the CRM.

use super::view::{self, Confirming};
use crate::bulk_import::http::{ImportRefused, UPLOAD_LIMIT, from_upload};
use crate::bulk_import::view::{self as import_view, Import};
use crate::bulk_import::{NO_LANGUAGE, Proposal, Wrong, filled};
use crate::customers::address_change::{self, Followed};
use crate::customers::allowlist::{self, OptIn, PutEntry};
use crate::customers::customer_queries::CustomerSearch;
use crate::customers::listable::listable;
use crate::customers::proposals::Confirmed;
use crate::customers::{directory, home, proposals};
use crate::desk;
use crate::desk::Desk;
use crate::desk::form::Typed;
use crate::desk::layout::{Notice, Tab};
use crate::desk::text::address as shown_as;
use crate::gate::folded;
use crate::host::Host;
use crate::http::{Form, HttpError, Response, Route, Visit};
use crate::identity::{Address, Role};
use crate::language::Language;
use crate::ledger::strangers;
use crate::ledger::strangers_view::wrote_before;
use maud::html;

/// How many customers one page lists.
const PAGE: u32 = 50;

/// The longest text that is looked for, in characters.
const LONGEST: usize = 200;

pub const ROUTES: &[Route] = &[
    Route::page("/review/customers", Role::may_administer, |visit| {
        Box::pin(async move {
            let done = visit.request.query("done").map(|done| desk::words_of(&visit).customer_done(&done, ""));
            shown(&visit, 200, done).await
        })
    }),
    Route::form("/review/customers", Role::may_administer, |visit| Box::pin(add(visit))),
    Route::form("/review/customers/remove", Role::may_administer, |visit| Box::pin(remove(visit))),
    Route::form("/review/customers/stop", Role::may_administer, |visit| Box::pin(stop(visit))),
    Route::form("/review/customers/move", Role::may_administer, |visit| Box::pin(follow(visit))),
    Route::form("/review/customers/import", Role::may_administer, |visit| Box::pin(import(visit))).limit(UPLOAD_LIMIT),
    Route::page("/review/addresses", Role::may_administer, |visit| {
        Box::pin(async move {
            let after = visit.request.query("cursor").unwrap_or_default();
            waiting(&visit, 200, &after, None, Confirming::Begins).await
        })
    }),
    Route::form("/review/addresses/confirm", Role::may_administer, |visit| Box::pin(confirm(visit))),
    Route::form("/review/addresses/import", Role::may_administer, |visit| Box::pin(propose(visit))).limit(UPLOAD_LIMIT),
    Route::form("/review/addresses/discard", Role::may_administer, |visit| Box::pin(discard(visit))),
    Route::form("/review/orders/import", Role::may_administer, |visit| Box::pin(import_orders(visit)))
        .limit(UPLOAD_LIMIT),
];

/// The page of customers: `?q=&without=`, from `?cursor=` on.
pub async fn shown(visit: &Visit<'_>, status: u16, notice: Option<Notice>) -> Result<Response, HttpError> {
    filled_in(visit, status, Typed::default(), notice).await
}

async fn filled_in(
    visit: &Visit<'_>,
    status: u16,
    typed: Typed<'_>,
    notice: Option<Notice>,
) -> Result<Response, HttpError> {
    let asked = |name: &str| visit.request.query(name).unwrap_or_default();
    let words = asked("q").trim().chars().take(LONGEST).collect();
    let search = CustomerSearch { words, without_address: !asked("without").is_empty() };
    let roll = directory::roll(visit.host, &search, &asked("cursor"), PAGE).await?;
    let strangers = strangers::unlisted(visit.host).await?;
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::customers(&Desk::of(visit, &business), &search, (&roll, &strangers), typed, notice)))
}

/// Puts a customer on the allowlist. An address that is another customer's is passed on only
/// after the page asked. A form that is refused comes back as it was filled.
async fn add(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let wrong = || Some(Notice::bad(w.entry_senseless));
    let text = visit.form.text("address");
    let whole = completed(&visit, &text).await?;
    if let Some(named) = visit.form.filled("complete") {
        return completing(&visit, &text, whole.as_deref(), &named).await;
    }
    if let Some(whole) = whole {
        let typed = Typed::refused(&visit.form, "address").because(w.local_number()).proposing(&whole);
        return filled_in(&visit, 400, typed, wrong()).await;
    }
    let address = match listable(&text) {
        Ok(address) => address,
        Err(why) => {
            let why = w.unlistable(why);
            return filled_in(&visit, 400, Typed::refused(&visit.form, "address").because(&why), wrong()).await;
        }
    };
    let opt_in = match opt_in(visit.host, &visit.form) {
        Ok(opt_in) => opt_in,
        Err(misfit) => {
            let why = w.must_be(&misfit);
            let typed = Typed::refused(&visit.form, misfit.column()).because(&why);
            return filled_in(&visit, 400, typed, wrong()).await;
        }
    };
    let named = visit.form.filled("customer_id").is_some();
    let listed = if named { None } else { allowlist::find(visit.host, &address).await? };
    if let Some(listed) = listed {
        return listed_before(&visit, &address, listed.entry, &opt_in).await;
    }
    let done = if named { "saved" } else { "made" };
    match allowlist::put(visit.host, visit.settings, &visit.reviewer, &address, &opt_in).await? {
        // It was listed a moment ago, by a first press.
        Some(PutEntry::OtherCustomers(entry)) if !named => listed_before(&visit, &address, entry, &opt_in).await,
        Some(PutEntry::OtherCustomers(entry)) => {
            let business = visit.settings.business_name();
            let notice = view::passes_on(&Desk::of(&visit, &business), &entry, &opt_in);
            filled_in(&visit, 409, Typed::again(&visit.form), Some(notice)).await
        }
        Some(PutEntry::Done(_)) | None => {
            Ok(Response::redirect(&format!("{}?done={done}", view::path(&opt_in.customer_id))))
        }
    }
}

/// An address that is listed and was typed without an id is its customer's: another customer is not
/// made for it. Another opt-in replaces theirs; under another name nothing is changed.
async fn listed_before(
    visit: &Visit<'_>,
    address: &Address,
    entry: allowlist::Listed,
    typed: &OptIn,
) -> Result<Response, HttpError> {
    let page = view::path(&entry.customer_id);
    let done = if folded(&entry.customer_name) != folded(&typed.customer_name) {
        "other_name"
    } else if entry.opt_in_note == typed.note {
        "already"
    } else {
        let theirs = OptIn {
            language: Language::parse(&entry.language).unwrap_or(typed.language),
            customer_id: entry.customer_id,
            customer_name: entry.customer_name,
            note: typed.note.clone(),
            replace: false,
        };
        allowlist::put(visit.host, visit.settings, &visit.reviewer, address, &theirs).await?;
        "note"
    };
    Ok(Response::redirect(&format!("{page}?done={done}")))
}

/// The press that names a whole number writes it into the field and saves nothing. A number that was
/// typed since stays as it is.
async fn completing(visit: &Visit<'_>, text: &str, whole: Option<&str>, named: &str) -> Result<Response, HttpError> {
    let w = desk::words_of(visit);
    let typed = listable(text);
    if whole == Some(named) || typed.as_ref().is_ok_and(|typed| listable(named).is_ok_and(|named| named == *typed)) {
        let filled = Typed::again(&visit.form).with("address", named);
        return filled_in(visit, 200, filled, Some(Notice::good(w.number_completed()))).await;
    }
    let why = match (whole, typed) {
        (Some(_), _) => w.local_number().to_owned(),
        (None, Ok(_)) => w.number_changed().to_owned(),
        (None, Err(why)) => w.unlistable(why),
    };
    let refused = Typed::refused(&visit.form, "address").because(&why);
    let refused = whole.map_or(refused, |whole| refused.proposing(whole));
    filled_in(visit, 400, refused, Some(Notice::bad(w.entry_senseless))).await
}

/// The whole number of one that was typed as inside a country.
async fn completed(visit: &Visit<'_>, text: &str) -> Result<Option<String>, HttpError> {
    let home = if home::may_be_local(text) { home::home(visit.host).await? } else { None };
    Ok(home::complete(text, home))
}

/// Errors: the first field that is missing or does not fit. A customer without an id of the CRM's
/// gets one.
fn opt_in(host: &dyn Host, form: &Form) -> Result<OptIn, Wrong> {
    let text = |field: &'static str, longest| filled(&form.text(field), longest).ok_or(Wrong::Length(field, longest));
    let id = if form.filled("customer_id").is_some() { text("customer_id", 128)? } else { made_id(host) };
    Ok(OptIn {
        customer_name: text("customer_name", 200)?,
        customer_id: id,
        language: Language::parse(&form.text("language")).ok_or(NO_LANGUAGE)?,
        note: text("opt_in_note", 2_000)?,
        replace: form.filled("replace").is_some(),
    })
}

/// An id of our own, with 40 random bits: it says nothing of the customer.
fn made_id(host: &dyn Host) -> String {
    let [a, b, c, d, e, ..] = host.nonce().0;
    format!("c-{}", hex::encode([a, b, c, d, e]))
}

/// Takes an address off the allowlist.
async fn remove(visit: Visit<'_>) -> Result<Response, HttpError> {
    let address = Address::as_sent(&visit.form.text("address")).ok_or(HttpError::NotFound)?;
    let gone = allowlist::remove(visit.host, visit.settings, &visit.reviewer, &address).await?;
    let page = visit.form.filled("id").map_or("/review/customers".to_owned(), |id| view::path(&id));
    Ok(Response::redirect(&format!("{page}?done={}", if gone { "removed" } else { "not_listed" })))
}

/// Takes all addresses of a customer off, as they asked.
async fn stop(visit: Visit<'_>) -> Result<Response, HttpError> {
    let id = visit.form.filled("id").ok_or(HttpError::NotFound)?;
    allowlist::remove_all(visit.host, visit.settings, &visit.reviewer, &id).await?;
    Ok(Response::redirect(&format!("{}?done=stopped", view::path(&id))))
}

/// Lists the address that a customer moved to, in the place of the one that they left.
async fn follow(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let address = |field: &str| Address::as_sent(&visit.form.text(field)).ok_or(HttpError::NotFound);
    match address_change::follow(visit.host, visit.settings, &visit.reviewer, &address("from")?, &address("to")?)
        .await?
    {
        Followed::Done(_) => shown(&visit, 200, Some(Notice::good(w.new_address_listed))).await,
        Followed::OtherCustomers(entry) => {
            let notice = Notice { bad: true, text: view::others_address(w, &entry) };
            shown(&visit, 409, Some(notice)).await
        }
        Followed::NoNotice => shown(&visit, 409, Some(Notice::bad(w.no_new_address))).await,
    }
}

/// A customer without an address cannot be answered: the notice says how many have none yet.
async fn import(visit: Visit<'_>) -> Result<Response, HttpError> {
    let rows = match from_upload(&visit, &|_| ())? {
        Ok(rows) => rows,
        Err(refused) => return not_imported(&visit, &view::CUSTOMERS, &refused),
    };
    let w = desk::words_of(&visit);
    directory::put(visit.host, &visit.reviewer, &rows).await?;
    let mut notice = import_view::imported(w, rows.len(), 0);
    let without = directory::without_address(visit.host).await?;
    if without > 0 {
        let said = w.still_without_address(without);
        notice.text =
            html! { (notice.text) " " (said) " " a href="/review/customers?without=1" { (w.show_without_address()) } };
    }
    shown(&visit, 200, Some(notice)).await
}

fn not_imported(visit: &Visit<'_>, import: &Import, refused: &ImportRefused) -> Result<Response, HttpError> {
    let business = visit.settings.business_name();
    Ok(desk::page(400, import_view::refused(&Desk::of(visit, &business), Tab::Customers, import, refused)))
}

/// The addresses that wait for an admin's word.
async fn waiting(
    visit: &Visit<'_>,
    status: u16,
    after: &str,
    notice: Option<Notice>,
    confirming: Confirming<'_>,
) -> Result<Response, HttpError> {
    let waiting = proposals::waiting(visit.host, after, PAGE).await?;
    let left = desk::words_of(visit).addresses_left(waiting.count);
    let notice = notice.map(|notice| match confirming {
        Confirming::GoesOn => Notice { text: html! { (notice.text) " " (left) }, ..notice },
        _ => notice,
    });
    let business = visit.settings.business_name();
    Ok(desk::page(status, view::proposals(&Desk::of(visit, &business), &waiting, notice, confirming)))
}

/// Lists one proposed address, for the customer whom the form names. From the list of proposals the
/// next one follows.
async fn confirm(visit: Visit<'_>) -> Result<Response, HttpError> {
    let w = desk::words_of(&visit);
    let address = Address::as_sent(&visit.form.text("address")).ok_or(HttpError::NotFound)?;
    let (customer, written) = (visit.form.text("customer_id"), visit.form.text("opt_in_note"));
    let shown = shown_as(address.as_str());
    let Some(note) = filled(&written, 2_000) else {
        // What begins like the address stands before it: the list begins with this proposal, or nearly.
        let mut before = address.as_str().to_owned();
        before.pop();
        let missing = Confirming::NoteMissing { address: address.as_str(), written: &written };
        return waiting(&visit, 400, &before, Some(Notice::bad(w.entry_senseless)), missing).await;
    };
    let on_the_list = visit.form.filled("list").is_some();
    let done = |done: &str| Response::redirect(&format!("{}?done={done}", view::path(&customer)));
    let (status, notice) =
        match proposals::confirm(visit.host, visit.settings, &visit.reviewer, &address, &customer, &note).await? {
            Confirmed::Listed(_) if !on_the_list => return Ok(done("listed")),
            Confirmed::Before(_) if !on_the_list => return Ok(done("already")),
            Confirmed::Listed(entry) => {
                (200, listed(&visit, &address, w.admitted(&entry.customer_name, &shown)).await?)
            }
            Confirmed::Before(entry) => {
                (200, listed(&visit, &address, w.listed_before(&entry.customer_name, &shown)).await?)
            }
            Confirmed::OtherCustomers(entry) => (409, Notice { bad: true, text: view::others_address(w, &entry) }),
            Confirmed::NoProposal => (409, Notice::bad(w.no_such_proposal())),
        };
    waiting(&visit, status, address.as_str(), Some(notice), Confirming::GoesOn).await
}

/// That an address is listed, with what it wrote before.
async fn listed(visit: &Visit<'_>, address: &Address, said: String) -> Result<Notice, HttpError> {
    let business = visit.settings.business_name();
    with_wrote_before(visit, &Desk::of(visit, &business), Notice::good(&said), address).await
}

/// The notice with what an address that was just listed wrote before, if anything: nobody was told of it.
pub async fn with_wrote_before(
    visit: &Visit<'_>,
    desk: &Desk<'_>,
    notice: Notice,
    address: &Address,
) -> Result<Notice, HttpError> {
    let Some(wrote) = strangers::wrote_before(visit.host, visit.settings, address).await? else { return Ok(notice) };
    let text = html! { (notice.text) (wrote_before(desk, &shown_as(address.as_str()), &wrote)) };
    Ok(Notice { text, ..notice })
}

/// Notes the addresses of a file. Nobody is listed by it.
async fn propose(visit: Visit<'_>) -> Result<Response, HttpError> {
    let home = home::home(visit.host).await?;
    let rows: Vec<Proposal> = match from_upload(&visit, &|row| proposals::complete(row, home))? {
        Ok(rows) => rows,
        Err(refused) => return not_imported(&visit, &view::ADDRESSES, &refused),
    };
    let w = desk::words_of(&visit);
    let taken = proposals::put(visit.host, &visit.reviewer, &rows).await?;
    let mut said = w.imported(taken);
    let completed = rows.iter().filter(|row| row.completed).count();
    if completed > 0 {
        said = format!("{said} {} {completed}", w.numbers_completed());
    }
    let notice = match rows.len() - taken {
        0 => Notice::good(&said),
        left => Notice::bad(&format!("{said} {} {left}", w.addresses_left_out())),
    };
    waiting(&visit, 200, "", Some(notice), Confirming::Begins).await
}

/// Takes a proposal off.
async fn discard(visit: Visit<'_>) -> Result<Response, HttpError> {
    let address = Address::as_sent(&visit.form.text("address")).ok_or(HttpError::NotFound)?;
    let gone = proposals::discard(visit.host, &visit.reviewer, &address).await?;
    let w = desk::words_of(&visit);
    let notice = match gone {
        true => Notice::good(&format!("{} {}", shown_as(address.as_str()), w.was_discarded())),
        false => Notice::bad(w.no_such_proposal()),
    };
    waiting(&visit, 200, address.as_str(), Some(notice), Confirming::Begins).await
}

/// Orders of customers that are not known are left out.
async fn import_orders(visit: Visit<'_>) -> Result<Response, HttpError> {
    let rows = match from_upload(&visit, &|_| ())? {
        Ok(rows) => rows,
        Err(refused) => return not_imported(&visit, &view::ORDERS, &refused),
    };
    let taken = directory::put_orders(visit.host, &visit.reviewer, &rows).await?;
    let notice = import_view::imported(desk::words_of(&visit), taken, rows.len() - taken);
    shown(&visit, 200, Some(notice)).await
}
