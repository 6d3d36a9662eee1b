//! Files with mistakes in them, files that change, files that are not there.

use std::fs;

use super::*;
use crate::base_data::record::PersonRecord;
use crate::base_data::row;

const PEOPLE: &str = "# 合成数据 SYNTHETIC\nnumber,name,name_en,sex,born,id_kind,id_number\n\
    20260001,张三,Zhang San,male,2005-03-07,id_card,990101200503070017\n\
    20260002,\"O'Neill, Anna\",,female,2006-01-02,passport,X1234567\n";
const INCOMES: &str = "month,number,amount\n2026-08,20260001,10\n2026-08,20260002,1\n2026-09,20260001,20\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for table in Table::ALL {
        let header = table.columns().join(",") + "\n";
        fs::write(folder.path().join(format!("{table}.csv")), header).unwrap();
    }
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    fs::write(folder.path().join("incomes.csv"), INCOMES).unwrap();
    folder
}

fn person(source: &CsvFolder, number: &str) -> Result<Option<PersonRecord>, SourceError> {
    let number = number.parse().unwrap();
    row::person(&number, Parts::ALL, &source.rows(&number, Parts::ALL)?)
}

/// Puts a new file in the place of one, as it should be done.
fn replace(folder: &Path, table: Table, content: &[u8]) {
    let new = folder.join("new");
    fs::write(&new, content).unwrap();
    fs::rename(&new, folder.join(format!("{table}.csv"))).unwrap();
}

#[test]
fn rows_are_found_wherever_in_a_file_they_are() {
    let folder = folder();
    let source = CsvFolder::new(folder.path());
    let first = person(&source, "20260001").unwrap().unwrap();
    assert_eq!((first.name.as_deref(), first.incomes.len()), (Some("张三"), 2));
    let second = person(&source, "20260002").unwrap().unwrap();
    assert_eq!((second.name.as_deref(), second.incomes.len()), (Some("O'Neill, Anna"), 1));
    assert_eq!(person(&source, "20260003").unwrap(), None);
    assert_eq!(source.check().unwrap(), []);
}

#[test]
fn only_the_parts_asked_for_are_opened() {
    let folder = folder();
    fs::remove_file(folder.path().join("incomes.csv")).unwrap();
    let source = CsvFolder::new(folder.path());
    let number = "20260001".parse().unwrap();
    assert!(source.rows(&number, Parts::PERSON).is_ok());
    let error = source.rows(&number, Parts::ALL).unwrap_err().to_string();
    assert!(error.contains("incomes.csv: is missing"), "{error}");
}

#[test]
fn a_file_that_changed_is_read_anew() {
    let folder = folder();
    let source = CsvFolder::new(folder.path());
    assert!(person(&source, "20260009").unwrap().is_none());
    let more = format!("{PEOPLE}20260009,新人,,male,2007-01-01,passport,P1\n");
    replace(folder.path(), Table::People, more.as_bytes());
    assert_eq!(person(&source, "20260009").unwrap().unwrap().name.as_deref(), Some("新人"));
    // Written into, as one should not: still seen, by its length.
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    assert!(person(&source, "20260009").unwrap().is_none());
    replace(folder.path(), Table::People, b"number,name\n");
    let error = person(&source, "20260001").unwrap_err();
    assert!(matches!(error, SourceError::Unusable(_)), "never what was there before: {error}");
    replace(folder.path(), Table::People, PEOPLE.as_bytes());
    assert!(person(&source, "20260001").unwrap().is_some());
}

#[test]
fn mistakes_of_a_file_are_told_with_file_line_and_reason() {
    let header = "number,name,name_en,sex,born,id_kind,id_number\n";
    let good = "20260001,张三,,male,2005-03-07,id_card,990101200503070017\n";
    let cases: [(&[u8], &str); 12] = [
        (b"", "people.csv: has no header"),
        (b"# nothing\n", "people.csv: has no header"),
        (b"# x\nnumber,name\n", "people.csv:2: the header lacks name_en, sex, born, id_kind, id_number"),
        (
            b"number,name,name_en,sex,born,id_kind,id_number,phone\n",
            "people.csv:1: the header has an unknown column `phone`",
        ),
        (
            b"number,name,name_en,sex,born,id_kind,id_number,name\n",
            "people.csv:1: the header has `name` twice",
        ),
        (&[header.as_bytes(), b"20260001,\"x\n"].concat(), "people.csv:2: a quote is not closed"),
        (&[header.as_bytes(), &vec![b'x'; 20_000]].concat(), "line 2 is longer than 16384 bytes"),
        (&[header.as_bytes(), good.as_bytes(), b"20260002,x\n"].concat(), "people.csv:3: 2 values where"),
        (&[header.as_bytes(), b"20260002,\xFF,,,,,\n"].concat(), "people.csv:2: is not UTF-8"),
        (&[header.as_bytes(), b"1,x,,,,,\n"].concat(), "people.csv:2: number: a number: 4 to 32 letters"),
        (&[header.as_bytes(), b"20260002,x,,man,,,\n"].concat(), "people.csv:2: sex: is none of male"),
        (
            &[header.as_bytes(), good.as_bytes(), good.as_bytes()].concat(),
            "people.csv:3: number: is in line 2 already",
        ),
    ];
    for (content, expected) in cases {
        let folder = folder();
        replace(folder.path(), Table::People, content);
        let found = CsvFolder::new(folder.path()).check().unwrap();
        let told: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|mistake| mistake.contains(expected)), "{expected} in {told:?}");
    }
}

#[test]
fn one_mistaken_row_concerns_its_person_alone() {
    let folder = folder();
    let wrong = PEOPLE.replace("2005-03-07", "07/03/2005");
    replace(folder.path(), Table::People, wrong.as_bytes());
    let source = CsvFolder::new(folder.path());
    let error = person(&source, "20260001").unwrap_err();
    assert!(matches!(error, SourceError::BadData(_)), "{error}");
    assert_eq!(
        error.to_string(),
        "a record cannot be read: people.csv:3: born: is no date such as 2026-09-01"
    );
    assert!(person(&source, "20260002").unwrap().is_some());
}

#[test]
fn rows_without_end_are_not_read() {
    let folder = folder();
    let row = format!("2026-08,20260001,10{}\n", " ".repeat(15_000));
    replace(folder.path(), Table::Incomes, format!("month,number,amount\n{}", row.repeat(600)).as_bytes());
    let number = "20260001".parse().unwrap();
    let error = CsvFolder::new(folder.path()).rows(&number, Parts::ALL).unwrap_err();
    assert!(matches!(error, SourceError::BadData(_)), "{error}");
    let told = "incomes.csv:2: one person's rows are longer than";
    assert!(error.to_string().contains(told), "{error}");
}

#[test]
fn a_number_twice_is_nobody() {
    let folder = folder();
    let twice = format!("{PEOPLE}20260001,李四,,male,2005-03-07,id_card,990101200503070017\n");
    replace(folder.path(), Table::People, twice.as_bytes());
    let error = person(&CsvFolder::new(folder.path()), "20260001").unwrap_err().to_string();
    assert!(error.contains("more than one row has this number"), "{error}");
}
