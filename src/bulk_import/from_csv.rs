//! CSV as spreadsheets save it.

use super::columns::{ImportColumn, Names};
use super::faults::{Faults, RowFault, RowPlace, repeated};
use super::to_csv::unarmed;
use super::{ImportRow, ROWS, TableError, Wrong, csv_text};
use csv::StringRecord;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

/// Reads CSV with a header line, as spreadsheets save it: columns in any order, divided by
/// commas, semicolons or tabs; empty rows are skipped, also those of separators alone.
///
/// Errors: all that is wrong, with its lines in the file.
pub fn from_csv<T: ImportRow>(bytes: &[u8]) -> Result<Vec<T>, TableError> {
    read(bytes, false, &|_| ())
}

/// [`from_csv`], with something done to each row before it is checked. Two lines that contradict each other are a
/// fault here: the person at the desk knows which one is right.
pub fn from_csv_after<T: ImportRow>(bytes: &[u8], prepare: &dyn Fn(&mut T)) -> Result<Vec<T>, TableError> {
    read(bytes, true, prepare)
}

fn read<T: ImportRow>(bytes: &[u8], once: bool, prepare: &dyn Fn(&mut T)) -> Result<Vec<T>, TableError> {
    let mut checked = Vec::new();
    // A row is read as the JSON object that it stands for: what reads JSON is there already.
    objects(bytes, T::COLUMNS, once, &mut |object, wrong| {
        let mut row = crate::json::read(object.as_bytes()).map_err(|error| TableError::Form(error.to_string()))?;
        prepare(&mut row);
        checked.push(row.check(wrong));
        Ok(())
    })?;
    Ok(checked)
}

/// Takes a row as a JSON object, and adds what is wrong with it.
type Take<'a> = dyn FnMut(String, &mut Vec<Wrong>) -> Result<(), TableError> + 'a;

/// Reads the rows, each as a JSON object, and is told what is wrong with it. All tables share
/// it, so that it is compiled once. `once`: two different lines with the same first
/// column are a fault.
fn objects(bytes: &[u8], known: &'static [ImportColumn], once: bool, take: &mut Take<'_>) -> Result<(), TableError> {
    let text = csv_text::text(bytes);
    let file = File::of(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(file.delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(file.table.as_bytes());
    let mut lines = Lines { table: file.table.as_bytes(), byte: 0, line: file.first_line };
    let mut next =
        |record: &mut StringRecord| reader.read_record(record).map_err(|error| TableError::Form(error.to_string()));
    let mut header = StringRecord::new();
    next(&mut header)?;
    let columns = columns(&header, known)?;
    let french = columns.iter().zip(&header).all(|(column, name)| column.is_none_or(|column| column.is_french(name)));
    let (mut record, mut rows, mut faults) = (StringRecord::new(), 0, Faults::default());
    let named_by = columns.iter().position(|column| column.is_some() && *column == known.first()).filter(|_| once);
    let mut lines_of = FxHashMap::<String, (usize, StringRecord)>::default();
    while next(&mut record)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows += 1;
        if rows > ROWS {
            return Err(TableError::TooMany);
        }
        let line = lines.of(&record);
        let place = RowPlace::Line(line);
        if let Some((n, name)) =
            named_by.and_then(|n| Some((n, record.get(n)?.trim()))).filter(|(_, name)| !name.is_empty())
        {
            match lines_of.get(name) {
                Some((line, earlier)) if *earlier != record => faults.push(RowFault::Again {
                    place,
                    column: repeated(header.get(n).unwrap_or_default()),
                    cell: repeated(name),
                    line: *line,
                }),
                Some(_) => {}
                None => _ = lines_of.insert(name.to_owned(), (line, record.clone())),
            }
        }
        if below_no_name(&columns, &record) {
            faults.push(RowFault::Stray(place));
            continue;
        }
        let mut wrong = Vec::new();
        take(object(&columns, &record, french), &mut wrong)?;
        for wrong in wrong {
            let n = columns.iter().position(|column| column.is_some_and(|column| column.name == wrong.column()));
            let cell_of = |record: &StringRecord| repeated(n.and_then(|n| record.get(n)).unwrap_or_default());
            faults.push(RowFault::Cell { place, column: cell_of(&header), cell: cell_of(&record), wrong });
        }
    }
    faults.none()
}

/// What stands around the table.
struct File<'a> {
    table: &'a str,
    /// The line that the table begins with.
    first_line: usize,
    delimiter: u8,
}

impl<'a> File<'a> {
    /// Excel takes a first line `sep=;` for the delimiter. Otherwise it is what the header has
    /// most of: no name of a column holds one.
    fn of(text: &'a str) -> Self {
        let (head, rest) = text.split_once(['\r', '\n']).unwrap_or((text, ""));
        if let Some([delimiter @ (b';' | b',' | b'\t')]) = head.strip_prefix("sep=").map(str::as_bytes) {
            let table = rest.strip_prefix('\n').unwrap_or(rest);
            return Self { table, first_line: 2, delimiter: *delimiter };
        }
        let header = text.trim_start_matches(['\r', '\n']).split(['\r', '\n']).next().unwrap_or_default();
        let times = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
        let delimiter = [b'\t', b';', b','].into_iter().max_by_key(times).unwrap_or(b',');
        Self { table: text, first_line: 1, delimiter }
    }
}

/// Which column of the table each of the header is; `None` for one without a name. Errors: all
/// that is wrong with the header.
fn columns(
    header: &StringRecord,
    known: &'static [ImportColumn],
) -> Result<Vec<Option<&'static ImportColumn>>, TableError> {
    let names = Names::of(known);
    let mut columns = Vec::new();
    let mut seen = vec![false; known.len()];
    let mut faults = Faults::default();
    for (written, place) in header.iter().map(str::trim).zip(1..) {
        let found = if written.is_empty() { None } else { names.find(written) };
        let column = found.and_then(|n| known.get(n));
        let again = found.and_then(|n| seen.get_mut(n)).is_some_and(|seen| std::mem::replace(seen, true));
        columns.push(column);
        match column {
            Some(column) if again => faults.push(RowFault::Twice { column: column.name, written: repeated(written) }),
            None if !written.is_empty() => {
                faults.push(RowFault::UnknownColumn { place, written: repeated(written), columns: known });
            }
            _ => (),
        }
    }
    for (column, _) in known.iter().zip(seen).filter(|(column, seen)| !column.optional && !seen) {
        faults.push(RowFault::NoColumn(column));
    }
    faults.none().map(|()| columns)
}

/// Whether a cell has something in it and no column.
fn below_no_name(columns: &[Option<&'static ImportColumn>], record: &StringRecord) -> bool {
    let columns = columns.iter().copied().chain(std::iter::repeat(None));
    columns.zip(record).any(|(column, cell)| column.is_none() && !cell.trim().is_empty())
}

/// What a row has in the columns. `french`: the header's names are French.
fn object(columns: &[Option<&'static ImportColumn>], record: &StringRecord, french: bool) -> String {
    let mut object = Map::new();
    object.extend(columns.iter().flatten().map(|column| (column.name.to_owned(), Value::from(""))));
    let cells = columns.iter().zip(record);
    object.extend(cells.filter_map(|(column, cell)| {
        column.map(|column| (column.name.to_owned(), Value::from(column.value(unarmed(cell), french))))
    }));
    Value::Object(object).to_string()
}

/// Counts the lines of a table, once from its beginning to its end.
struct Lines<'a> {
    table: &'a [u8],
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line that a record begins on. What reads the CSV says where it went on to read: the
    /// empty lines before the record are still to come there.
    fn of(&mut self, record: &StringRecord) -> usize {
        let from = record.position().map_or(0, csv::Position::byte);
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        while let Some(byte) = self.table.get(self.byte)
            && (self.byte < from || matches!(byte, b'\r' | b'\n'))
        {
            let next = self.table.get(self.byte + 1);
            self.line += usize::from(*byte == b'\n' || (*byte == b'\r' && next != Some(&b'\n')));
            self.byte += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Customer, Order, Product, ROWS, to_csv};
    use super::*;

    fn product(reference: &str, name: &str, aliases: &str) -> Product {
        Product { reference: reference.into(), name: name.into(), aliases: aliases.into() }
    }

    #[test]
    fn spreadsheets_write_it_in_several_ways() {
        let expected = vec![product("HT1", "Harissa, tube", "harissa|tube"), product("HO5", "Huile \"5 L\"", "")];
        for csv in [
            "reference,name,aliases\nHT1,\"Harissa, tube\",harissa|tube\nHO5,\"Huile \"\"5 L\"\"\",\n",
            "\u{feff}name;reference;aliases\r\n\"Harissa, tube\";HT1; harissa|tube \r\n\"Huile \"\"5 L\"\"\";HO5;\r\n",
            "Reference\tName\tAliases\r\nHT1\tHarissa, tube\tharissa|tube\r\nHO5\tHuile \"5 L\"\r\n",
            "sep=;\r\nreference;name;aliases;;\r\nHT1;Harissa, tube;harissa|tube;;\r\nHO5;\"Huile \"\"5 L\"\"\"\r\n",
        ] {
            assert_eq!(from_csv::<Product>(csv.as_bytes()), Ok(expected.clone()), "{csv}");
        }
        assert_eq!(from_csv::<Product>(to_csv(&expected).as_bytes()), Ok(expected));
    }

    #[test]
    fn what_french_excel_saves_is_read() {
        let csv = b"reference;name;aliases\r\nCAF1;Caf\xe9 moulu 250 g;caf\xe9\r\n;;\r\n  ; ;\r\n\r\n";
        assert_eq!(from_csv::<Product>(csv), Ok(vec![product("CAF1", "Café moulu 250 g", "café")]));
    }

    fn check_refused(csv: &str, why: &str) {
        let error = from_csv::<Order>(csv.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{csv}: {error}");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_of_the_file() {
        const HEAD: &str = "id,customer_id,placed_at,summary";
        for end in ["\n", "\r\n", "\r"] {
            let file = |lines: &[&str]| lines.join(end) + end;
            check_refused(&file(&[HEAD, "o1,c1,2026-01-02,x", "o2,c1,yesterday,x"]), "line 3: placed_at");
            check_refused(&file(&[HEAD, "", ",,,", "", "o1,,2026-01-02,x"]), "line 5: customer_id");
            check_refused(&file(&["", HEAD, "o1,c1,2026-01-02"]), "line 3: summary");
            check_refused(&file(&["sep=,", HEAD, "o1,c1,2026-01-02,x,y"]), "line 3: a cell");
            let broken = format!("o1,c1,2026-01-02,\"two{end}lines\"");
            check_refused(&file(&[HEAD, &broken, "o2,c1,2026-01-02,"]), "line 4: summary");
        }
    }

    #[test]
    fn a_header_that_does_not_fit_is_an_error_even_without_rows() {
        check_refused("", "no column id");
        check_refused("{}", "column 1 of the header is none of id, customer_id, placed_at, summary");
        check_refused("id,customer_id,placed_at\n", "no column summary");
        check_refused("id,customer_id,placed_at,summary,summary\no1,c1,2026-01-02,x,y\n", "summary stands twice");
        check_refused(
            "id;kunde;preis\n",
            "column 2 of the header is none of id, customer_id, placed_at, summary; column 3",
        );
        check_refused("id;kunde;preis\n", "the header has no column customer_id; the header has no column placed_at");
        check_refused("id,customer_id,placed_at,summary,price\no1,c1,2026-01-02,x,3\n", "column 5 of the header");
        let error = from_csv::<Customer>("c1;Épicerie Exemple;fr\n".as_bytes()).unwrap_err().to_string();
        assert!(!error.contains("Exemple"), "a row in place of the header is not repeated: {error}");
    }

    #[test]
    fn a_header_of_many_columns_is_looked_through_once() {
        let wide = format!("reference,name{}\nA,b\n", ",".repeat(1_000_000));
        assert_eq!(from_csv::<Product>(wide.as_bytes()), Ok(vec![product("A", "b", "")]));
        let unknown: String = (0..400_000).map(|n| format!("c{n},")).collect();
        assert!(from_csv::<Product>(unknown.as_bytes()).is_err());
    }

    #[test]
    fn rows_are_counted_without_the_empty_ones() {
        let file = |rows: usize| format!("reference,name\n{}{}", ",\n".repeat(50), "A,a\n".repeat(rows));
        assert_eq!(from_csv::<Product>(file(ROWS).as_bytes()).map(|rows| rows.len()), Ok(ROWS));
        assert_eq!(from_csv::<Product>(file(ROWS + 1).as_bytes()), Err(TableError::TooMany));
    }

    #[test]
    fn every_fault_is_told_at_once_and_what_is_over_twenty_is_counted() {
        let file = "identifiant;raison sociale;Langue\nc1;Un;klingon\nc2;Deux;Français\n;;de\n";
        let Err(TableError::Faults(faults)) = from_csv::<Customer>(file.as_bytes()) else { panic!("it was taken") };
        let told: Vec<_> = faults.named.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 2: language must be fr, en, es, pt, it or ar",
                "line 4: id must have 1 to 128 characters",
                "line 4: name must have 1 to 200 characters",
                "line 4: language must be fr, en, es, pt, it or ar"
            ]
        );
        let Some(RowFault::Cell { column, cell, .. }) = faults.named.first() else { panic!("{told:?}") };
        assert_eq!((column.as_str(), cell.as_str()), ("Langue", "klingon"));
        let many = format!("reference,name\n{}", "A,\n".repeat(1_000));
        let Err(error) = from_csv::<Product>(many.as_bytes()) else { panic!("it was taken") };
        assert!(error.to_string().ends_with("line 21: name must have 1 to 200 characters; and 980 more"), "{error}");
    }
}
