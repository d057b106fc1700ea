//! What admins keep at the desk.

use super::super::tables::LIMIT;
use super::super::team::{address, newcomer};
use super::look_back::download;
use super::serve::{Form, Refused, page, see};
use super::{Call, Visitor};
use crate::desk::admin;
use crate::desk::layout::Notice;
use crate::desk::replies as pages;
use crate::draft::Language;
use crate::identity::{Address, ReviewerId};
use crate::review::Role;
use crate::steps::allowlist::{self, OptIn, Put};
use crate::steps::{customers as crm, products as catalogue, team, templates};
use crate::tables::{Product, Row, TableError, filled, from_csv, to_csv};
use worker::{FormEntry, Response};

/// How many entries one page lists.
const PAGE: u32 = 100;

const ADMIN: fn(Role) -> bool = Role::may_administer;

/// GET `/review/customers?cursor=`.
pub(super) async fn customers(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    list_customers(call, &visitor, 200, None).await
}

async fn list_customers(
    call: &Call,
    visitor: &Visitor,
    status: u16,
    notice: Option<Notice>,
) -> Result<Response, Refused> {
    let listed = allowlist::list(&visitor.host, &call.query("cursor").unwrap_or_default(), PAGE).await?;
    page(status, admin::customers(&visitor.desk(), &listed, notice))
}

/// POST `/review/customers`: puts a customer on the allowlist.
pub(super) async fn add_customer(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let entry = Address::typed(&form.text("address")).zip(opt_in(&form));
    let Some((address, opt_in)) = entry else {
        return list_customers(&call, &visitor, 400, Some(Notice::bad(w.entry_senseless))).await;
    };
    match allowlist::put(&visitor.host, &call.settings(), &visitor.reviewer, &address, &opt_in).await? {
        Some(Put::OtherCustomers(entry)) => {
            let notice = admin::passes_on(&visitor.desk(), &entry, &opt_in);
            list_customers(&call, &visitor, 409, Some(notice)).await
        }
        Some(Put::Done(_)) | None => see("/review/customers", &[]),
    }
}

fn opt_in(form: &Form) -> Option<OptIn> {
    Some(OptIn {
        customer_id: filled(&form.text("customer_id"), 128)?,
        customer_name: filled(&form.text("customer_name"), 200)?,
        language: Language::parse(&form.text("language"))?,
        note: filled(&form.text("opt_in_note"), 2_000)?,
        replace: form.filled("replace").is_some(),
    })
}

/// POST `/review/customers/remove`: takes a customer off the allowlist.
pub(super) async fn remove_customer(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let address = Address::as_sent(&form.text("address")).ok_or(Refused::NotFound)?;
    allowlist::remove(&visitor.host, &call.settings(), &visitor.reviewer, &address).await?;
    see("/review/customers", &[])
}

/// POST `/review/customers/erase`: erases a customer for good.
pub(super) async fn erase_customer(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let id = filled(&form.text("id"), 128);
    let gone = match &id {
        Some(id) => crm::erase(&visitor.host, &visitor.reviewer, id).await?,
        None => false,
    };
    let (status, notice) =
        if gone { (200, Notice::good(w.customer_erased)) } else { (404, Notice::bad(w.no_such_customer)) };
    list_customers(&call, &visitor, status, Some(notice)).await
}

/// POST `/review/{customers,orders,products}/import`: a CSV file.
pub(super) async fn import(mut call: Call, table: &str) -> Result<Response, Refused> {
    let (visitor, csv) = uploaded(&mut call).await?;
    let (host, by, w) = (&visitor.host, &visitor.reviewer, visitor.desk().words);
    let imported = match table {
        "customers" => match rows(&csv) {
            Ok(rows) => crm::put(host, by, &rows).await.map(|()| Ok((rows.len(), 0)))?,
            Err(error) => Err(error),
        },
        "orders" => match rows(&csv) {
            Ok(rows) => {
                let taken = crm::put_orders(host, by, &rows).await?;
                Ok((taken, rows.len() - taken))
            }
            Err(error) => Err(error),
        },
        _ => match rows(&csv) {
            Ok(rows) => catalogue::put(host, by, &rows).await.map(|()| Ok((rows.len(), 0)))?,
            Err(error) => Err(error),
        },
    };
    let (status, notice) = match imported {
        Ok((n, 0)) => (200, Notice::good(&w.imported(n))),
        Ok((n, left)) => (200, Notice::bad(&format!("{} {} {left}", w.imported(n), w.unknown_customers))),
        Err(error) => (400, Notice::bad(&format!("{} {}", w.not_imported, w.table_error(&error)))),
    };
    if table == "products" {
        list_products(&call, &visitor, status, Some(notice)).await
    } else {
        list_customers(&call, &visitor, status, Some(notice)).await
    }
}

fn rows<T: Row>(csv: &[u8]) -> Result<Vec<T>, TableError> {
    from_csv(csv)
}

/// A file that an admin handed in. Errors: as [`Visitor::act`], or it is too large.
async fn uploaded(call: &mut Call) -> Result<(Visitor, Vec<u8>), Refused> {
    if !call.is_from_us() {
        return Err(Refused::Foreign);
    }
    // The runtime reads multipart itself; a length is what bounds it.
    let length = call.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if length.is_none_or(|length| length > LIMIT) {
        return Err(Refused::Form(413));
    }
    let visitor = Visitor::enter(call, ADMIN).await?;
    let form = worker::Request::from(call.request.clone().map_err(|_| Refused::Form(400))?)
        .form_data()
        .await
        .map_err(|_| Refused::Form(415))?;
    let csrf = match form.get("csrf") {
        Some(FormEntry::Field(text)) => text,
        _ => String::new(),
    };
    if !visitor.csrf.is(&csrf) {
        return Err(Refused::OldPage);
    }
    match form.get("file") {
        Some(FormEntry::File(file)) => Ok((visitor, file.bytes().await.map_err(|_| Refused::Form(400))?)),
        _ => Err(Refused::Form(400)),
    }
}

/// GET `/review/products?cursor=`.
pub(super) async fn products(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    list_products(call, &visitor, 200, None).await
}

async fn list_products(
    call: &Call,
    visitor: &Visitor,
    status: u16,
    notice: Option<Notice>,
) -> Result<Response, Refused> {
    let listed = catalogue::list(&visitor.host, &call.query("cursor").unwrap_or_default(), PAGE).await?;
    page(status, admin::products(&visitor.desk(), &listed, notice))
}

/// GET `/review/products.csv`: all of them.
pub(super) async fn products_csv(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    let all = catalogue::list(&visitor.host, "", catalogue::ALL).await?;
    download("products.csv", to_csv(&all.products))
}

/// POST `/review/products`: adds a product or changes it.
pub(super) async fn put_product(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let typed = Product { reference: form.text("reference"), name: form.text("name"), aliases: form.text("aliases") };
    match typed.check() {
        Ok(product) => {
            catalogue::put(&visitor.host, &visitor.reviewer, &[product]).await?;
            see("/review/products", &[])
        }
        Err(_) => {
            let w = visitor.desk().words;
            list_products(&call, &visitor, 400, Some(Notice::bad(w.entry_senseless))).await
        }
    }
}

/// POST `/review/products/remove`.
pub(super) async fn remove_product(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    catalogue::remove(&visitor.host, &visitor.reviewer, &form.text("reference")).await?;
    see("/review/products", &[])
}

/// GET `/review/replies`.
pub(super) async fn replies(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    let sets = templates::list(&visitor.host).await?;
    page(200, pages::replies(&visitor.desk(), &sets, None, None))
}

/// POST `/review/replies`: a language's texts, with empty lines between them.
pub(super) async fn put_replies(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let language = Language::parse(&form.text("language")).ok_or(Refused::NotFound)?;
    let typed = form.text("texts").replace("\r\n", "\n");
    let texts: Vec<String> = typed.split(pages::BETWEEN).map(str::to_owned).collect();
    let refused = templates::put(&visitor.host, &visitor.reviewer, language, &texts).await?;
    let sets = templates::list(&visitor.host).await?;
    let (status, kept, notice) = match refused {
        None => (200, None, Notice::good(w.replies_saved)),
        Some((text, objection)) => {
            let why = w.objection(&objection);
            let notice = Notice::bad(&format!("{} « {text} » ({why})", w.replies_refused));
            (400, Some((language.tag(), typed.as_str())), notice)
        }
    };
    page(status, pages::replies(&visitor.desk(), &sets, kept, Some(notice)))
}

/// GET `/review/people`.
pub(super) async fn people(call: &Call) -> Result<Response, Refused> {
    let visitor = Visitor::enter(call, ADMIN).await?;
    list_people(&visitor, 200, None, None).await
}

async fn list_people(
    visitor: &Visitor,
    status: u16,
    token: Option<&str>,
    notice: Option<Notice>,
) -> Result<Response, Refused> {
    let team = team::list(&visitor.host).await?;
    page(status, admin::people(&visitor.desk(), &team, token, notice))
}

/// POST `/review/people`: adds a reviewer; their token is on this page and no other.
pub(super) async fn add_person(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let role = Role::parse(&form.text("role")).unwrap_or(Role::Auditor);
    let id = ReviewerId::known(&form.text("id")).ok_or(Refused::OldPage)?;
    let Ok(newcomer) = newcomer(id, &form.text("name"), role, form.filled("email").as_deref()) else {
        return list_people(&visitor, 400, None, Some(Notice::bad(w.entry_senseless))).await;
    };
    match team::add(&visitor.host, &visitor.reviewer, &newcomer).await? {
        Some(added) => list_people(&visitor, 200, Some(&added.token), None).await,
        None => list_people(&visitor, 400, None, Some(Notice::bad(w.person_taken))).await,
    }
}

/// POST `/review/people/email`: what Cloudflare Access knows somebody by.
pub(super) async fn set_email(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let w = visitor.desk().words;
    let id = ReviewerId::known(&form.text("id")).ok_or(Refused::NotFound)?;
    let Ok(email) = address(form.filled("email").as_deref()) else {
        return list_people(&visitor, 400, None, Some(Notice::bad(w.entry_senseless))).await;
    };
    if team::set_email(&visitor.host, &visitor.reviewer, &id, email.as_deref()).await? {
        see("/review/people", &[])
    } else {
        list_people(&visitor, 409, None, Some(Notice::bad(w.person_taken))).await
    }
}

/// POST `/review/people/revoke`.
pub(super) async fn revoke(mut call: Call) -> Result<Response, Refused> {
    let (visitor, form) = Visitor::act(&mut call, ADMIN).await?;
    let id = ReviewerId::known(&form.text("id")).filter(|id| *id != visitor.reviewer.id);
    team::revoke(&visitor.host, &visitor.reviewer, &id.ok_or(Refused::NotFound)?).await?;
    see("/review/people", &[])
}
