//! Each numbered row of the response table has a test with its number.

use std::{collections::BTreeSet, fs, path::Path};

const TABLE: &str = include_str!("../../runtime/src/guide/responses.md");

/// Rows that only a framework's server shows, and the line that names them.
const OF_SERVERS: [(&str, &str, &str); 2] =
    [("40", "support/conformance/rows.rs", "/// Row 40. "), ("41", "support/conformance/mod.rs", "// Row 41: ")];

/// `| 35b | ..`, `| 14-23 | ..`
fn rows() -> BTreeSet<String> {
    let table = TABLE.split_once("\n# All rows\n").unwrap().1;
    let table = table.split("\n\n").find(|part| part.starts_with("| row |")).unwrap();
    let number = |line: &str| line.split('|').nth(1).unwrap().trim().to_owned();
    let rows: BTreeSet<String> = table.lines().skip(2).map(number).collect();
    assert!(rows.len() >= 30 && rows.contains("35b"), "{rows:?}");
    rows
}

/// `row_35b_..`, `rows_1_to_3_..`, `rows_13_29_31_42_..`
fn named_by(function: &str) -> Vec<String> {
    let Some(words) = function.strip_prefix("row_").or_else(|| function.strip_prefix("rows_")) else { return Vec::new() };
    let words: Vec<&str> = words.split('_').collect();
    let count = words.iter().take_while(|word| **word == "to" || word.starts_with(|first: char| first.is_ascii_digit())).count();
    let mut numbers = Vec::new();
    for (place, word) in words.iter().enumerate().take(count).filter(|(_, word)| **word != "to") {
        if place >= 2 && words[place - 1] == "to" {
            let (first, last): (u32, u32) = (words[place - 2].parse().unwrap(), word.parse().unwrap());
            numbers.extend((first..=last).map(|number| number.to_string()));
            // As the table writes it.
            numbers.push(format!("{first}-{last}"));
        } else {
            numbers.push((*word).to_owned());
        }
    }
    numbers
}

fn named_in(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let functions = text.lines().filter_map(|line| line.strip_prefix("fn ")?.split_once('('));
    functions.flat_map(|(function, _)| named_by(function)).collect()
}

#[test]
fn each_row_has_a_test_with_its_number() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = ["answers", "fails_closed"].map(|folder| fs::read_dir(tests.join(folder)).unwrap());
    let files = files.into_iter().flatten().map(|file| file.unwrap().path());
    let files = files.chain([tests.join("answers.rs"), tests.join("fails_closed.rs")]);
    let mut tested: BTreeSet<String> = files.flat_map(|file| named_in(&file)).collect();
    for (row, file, line) in OF_SERVERS {
        assert!(fs::read_to_string(tests.join(file)).unwrap().contains(line), "{file}: {line}");
        tested.insert(row.to_owned());
    }
    let missing: Vec<String> = rows().into_iter().filter(|row| !tested.contains(row)).collect();
    assert!(missing.is_empty(), "no test is named by these rows: {missing:?}");
}

#[test]
fn numbers_are_read_from_names() {
    assert_eq!(named_by("row_35b_a_write"), ["35b"]);
    assert_eq!(named_by("rows_13_29_each"), ["13", "29"]);
    assert_eq!(named_by("rows_1_to_3_ask"), ["1", "1", "2", "3", "1-3"]);
    assert_eq!(named_by("a_row_2"), [""; 0]);
}
