//! A spreadsheet as text (RFC 4180): columns by their name in either language, lines by their number in the file.
//!
//! UTF-8 with or without the mark that spreadsheets put before it; cells parted by commas or by semicolons.
use super::words::{Column, FILLED, MORE_CELLS, NO_HEADER, QUOTE, Said, TWICE, UTF8, fixed, missing, unknown};
use crate::kernel::Lang;
use std::collections::BTreeMap;

/// A cell that is not right.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The line in the file.
    pub(super) line: u64,
    /// The column, as the file calls it.
    pub(super) column: String,
    /// What was expected.
    pub(super) wants: Said,
}
/// A line with something in it.
#[derive(Debug)]
pub(super) struct Row {
    /// Its number in the file.
    pub(super) line: u64,
    cells: BTreeMap<&'static str, String>,
}
impl Row {
    /// What stands in a column.
    pub(super) fn cell(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }
}
/// A whole spreadsheet.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Its lines.
    pub(super) rows: Vec<Row>,
    /// The language of its header row.
    pub(super) lang: Lang,
    names: BTreeMap<&'static str, String>,
}
impl Table {
    /// A column as the file calls it.
    pub(super) fn name(&self, column: &str) -> String {
        self.names.get(column).cloned().unwrap_or_else(|| column.to_owned())
    }
    /// A cell of it that is not right.
    pub(super) fn mistake(&self, row: &Row, column: &str, wants: Said) -> Mistake {
        Mistake { line: row.line, column: self.name(column), wants }
    }
}

/// Reads a spreadsheet; the second of the pair is everything that is wrong with it as such.
pub(super) fn read(bytes: &[u8], columns: &'static [Column]) -> (Table, Vec<Mistake>) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(e) => {
            let before = bytes.get(..e.valid_up_to()).unwrap_or_default();
            return (Table::default(), vec![at(line_of(before), &UTF8)]);
        }
    };
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).flexible(true).delimiter(delimiter(text));
    let (mut records, mut lines) = (Vec::new(), Lines { bytes: text.as_bytes(), at: 0, line: 1 });
    for record in reader.from_reader(text.as_bytes()).into_records() {
        let Ok(record) = record else { return (Table::default(), vec![at(1, &UTF8)]) };
        records.push((lines.of(&record), record));
    }
    if text.matches('"').count() % 2 == 1 {
        return (Table::default(), vec![at(records.last().map_or(1, |(line, _)| *line), &QUOTE)]);
    }
    let mut records = records.into_iter();
    let Some((line, head)) = records.next() else { return (Table::default(), vec![at(1, &NO_HEADER)]) };
    let (mut table, order, mut wrong) = headed(line, &head, columns);
    if !wrong.is_empty() {
        return (table, wrong);
    }
    for (line, record) in records {
        match cells(line, &record, &order) {
            Ok(row) => table.rows.extend(row),
            Err(mistake) => wrong.push(mistake),
        }
    }
    for column in columns.iter().filter(|column| column.required) {
        let empty = table.rows.iter().filter(|row| row.cell(column.en).is_none());
        wrong.extend(empty.map(|row| table.mistake(row, column.en, fixed(FILLED))));
    }
    (table, wrong)
}

fn at(line: u64, wants: &[&str; 2]) -> Mistake {
    Mistake { line, column: String::new(), wants: fixed(*wants) }
}
fn line_of(before: &[u8]) -> u64 {
    let ends = before.split(|byte| *byte == b'\n').count();
    u64::try_from(ends).unwrap_or(1)
}
/// Counts the lines on which records begin. The reader's own count is that of what it had not read yet: blank lines, and
/// the second half of the end of the line before.
struct Lines<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u64,
}
impl Lines<'_> {
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let from = record.position().map_or(0, csv::Position::byte);
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.bytes.len());
        let blank = self.bytes.iter().skip(from).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = self.bytes.get(self.at..from + blank).unwrap_or_default();
        (self.at, self.line) = (from + blank, self.line + line_of(passed) - 1);
        self.line
    }
}
/// What parts the cells of the header row: the sign of which it has more.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.matches(';').count() > head.matches(',').count() { b';' } else { b',' }
}

type Order = Vec<Option<&'static Column>>;
/// The header row: which column is where, and in which language it speaks.
fn headed(line: u64, head: &csv::StringRecord, columns: &'static [Column]) -> (Table, Order, Vec<Mistake>) {
    let (mut table, mut order, mut wrong, mut french) = (Table::default(), Order::new(), Vec::new(), 0_i32);
    for name in head {
        let name = name.trim();
        let same = |other: &str| plain(other) == plain(name);
        let column = columns.iter().find(|column| same(column.en) || same(column.fr));
        let mistake = |wants| Mistake { line, column: name.to_owned(), wants };
        match column {
            None if name.is_empty() => {}
            None => wrong.push(mistake(unknown(columns))),
            Some(column) => {
                french += i32::from(same(column.fr)) - i32::from(same(column.en));
                if table.names.insert(column.en, name.to_owned()).is_some() {
                    wrong.push(mistake(fixed(TWICE)));
                }
            }
        }
        order.push(column);
    }
    let absent = columns.iter().filter(|c| c.required && !table.names.contains_key(c.en));
    let absent = absent.map(|column| Mistake { line, column: String::new(), wants: missing(column) });
    wrong.extend(absent.collect::<Vec<_>>());
    table.lang = if french > 0 { Lang::Fr } else { Lang::En };
    (table, order, wrong)
}
/// One line; nothing, when nothing stands in it.
fn cells(line: u64, record: &csv::StringRecord, order: &Order) -> Result<Option<Row>, Mistake> {
    if record.iter().all(|cell| cell.trim().is_empty()) {
        return Ok(None);
    }
    if record.len() != order.len() {
        return Err(at(line, &MORE_CELLS));
    }
    let mut cells = BTreeMap::new();
    for (cell, column) in record.iter().zip(order) {
        let cell = cell.trim();
        match column {
            Some(column) if !cell.is_empty() => drop(cells.insert(column.en, cell.to_owned())),
            None if !cell.is_empty() => return Err(at(line, &MORE_CELLS)),
            _ => {}
        }
    }
    Ok(Some(Row { line, cells }))
}

/// A word in the one form that is compared: small letters without accents, everything else between them a low line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            '\u{e0}'..='\u{e5}' => out.push('a'),
            '\u{e6}' => out.push_str("ae"),
            '\u{e7}' => out.push('c'),
            '\u{e8}'..='\u{eb}' => out.push('e'),
            '\u{ec}'..='\u{ef}' => out.push('i'),
            '\u{f1}' => out.push('n'),
            '\u{f2}'..='\u{f6}' => out.push('o'),
            '\u{f9}'..='\u{fc}' => out.push('u'),
            '\u{ff}' => out.push('y'),
            '\u{153}' => out.push_str("oe"),
            c if c.is_alphanumeric() => out.push(c),
            _ if out.ends_with('_') || out.is_empty() => {}
            _ => out.push('_'),
        }
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::words::{CASES, HANDOFFS};
    use super::{plain, read};
    use crate::kernel::Lang;

    #[test]
    fn a_spreadsheet_is_read_as_spreadsheets_write_it() {
        let french = "\u{feff}R\u{e9}f\u{e9}rence;Nom enfant;\u{c2}ge\r\n\"A;1\";\"L\u{e9}a \"\"Lou\"\"\nRoy\";9\r\n;;\r\nB-2;Ana;\r\n";

        let (table, wrong) = read(french.as_bytes(), &CASES);

        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!((table.lang, table.rows.len()), (Lang::Fr, 2));
        let [first, second] = &table.rows[..] else { panic!("{table:?}") };
        assert_eq!((first.line, first.cell("reference")), (2, Some("A;1")));
        assert_eq!(first.cell("child_name"), Some("L\u{e9}a \"Lou\"\nRoy"));
        assert_eq!((second.line, second.cell("age")), (5, None));
    }
    #[test]
    fn what_is_no_spreadsheet_is_named_by_its_line() {
        let table: [(&[u8], u64, &str); 8] = [
            (b"", 1, "header row"),
            (b"reference,child_name\nA,Ren\xe9\n", 2, "UTF-8"),
            (b"reference,child_name\nA,\"Ana\nB,Lou\n", 2, "quotation mark"),
            (b"reference,child_name\nA,Ana,x\n", 2, "as many cells"),
            (b"reference,child_name\nA\n", 2, "as many cells"),
            (b"reference,child_name\n\nA,\n", 3, "has to stand here"),
            (b"reference\nA\n", 1, "a column child_name"),
            (b"reference,child_name,colour\nA,Ana,red\n", 1, "one of the columns reference"),
        ];
        for (bytes, line, wants) in table {
            let (_, wrong) = read(bytes, &CASES);
            let [mistake] = &wrong[..] else { panic!("{wrong:?}") };
            assert!(mistake.line == line && mistake.wants[0].contains(wants), "{mistake:?}");
        }
    }
    #[test]
    fn no_two_columns_have_one_name() {
        for columns in [&CASES[..], &HANDOFFS[..]] {
            for (n, one) in columns.iter().enumerate() {
                let names = [plain(one.en), plain(one.fr)];
                let others = columns.iter().skip(n + 1).flat_map(|c| [plain(c.en), plain(c.fr)]);
                assert!(others.into_iter().all(|other| !names.contains(&other)), "{one:?}");
            }
        }
        assert_eq!(plain("  N\u{e9}gligence \u{2013} \u{c9}tat  "), "negligence_etat");
        assert_eq!(plain("e\u{301}tat"), "etat");
    }
}
