//! CSV that a spreadsheet opens, and that can be handed in again.

use super::Product;

/// Writes the products as CSV with a header line (RFC 4180).
pub fn to_csv(products: &[Product]) -> String {
    let mut csv = String::from("reference,name,aliases\r\n");
    for Product { reference, name, aliases } in products {
        csv.push_str(&[reference, name, aliases].map(|field| cell(field)).join(","));
        csv.push_str("\r\n");
    }
    csv
}

/// A cell that no spreadsheet takes for a formula, in quotes where it needs them.
pub fn cell(field: &str) -> String {
    quoted(&disarmed(field))
}

/// In quotes where it needs them.
fn quoted(field: &str) -> String {
    if field.contains([',', ';', '\t', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// Whether a spreadsheet takes it for a formula, behind any number of apostrophes.
fn is_formula(field: &str) -> bool {
    field.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// What a spreadsheet would take for a formula gets an apostrophe, which says that it is text
/// (OWASP, CSV injection).
fn disarmed(field: &str) -> String {
    if is_formula(field) { format!("'{field}") } else { field.to_owned() }
}

/// The field without the apostrophe that [`disarmed`] put before it.
pub fn unarmed(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::super::from_csv;
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_all_come_back() {
        let field = |text: &str| Product { reference: text.into(), name: text.into(), aliases: text.into() };
        let formulas =
            ["=HYPERLINK(\"http://x\")", "+33 600", "-5 %", "@SUM(A1)", "'=1", "''+1", "'t Hof", "5-3", "a=b"];
        let products: Vec<_> = formulas.map(field).into();
        let csv = to_csv(&products);
        for cell in csv.lines().skip(1).flat_map(|line| line.split(',')) {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
        }
        assert_eq!(from_csv::<Product>(csv.as_bytes()), Ok(products));
    }
}
