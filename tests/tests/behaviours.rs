//! Every behaviour of RPython's that is to hold here has one test, named `bNNN_…` after its number,
//! or a line in `README.md` that says why not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// All but those of probes (B108 to B117), and of the interpreter and what stands on it (from B126).
/// They come with what they are about.
const NUMBERS: [std::ops::RangeInclusive<u32>; 2] = [1..=107, 118..=125];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files of the folders in which tests of behaviours stand.
fn sources() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["lltype/tests", "tests/src", "tests/tests", "tests/ui"]
        .iter()
        .map(|folder| workspace().join(folder))
        .collect();
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path),
            }
        }
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files
}

/// The number in `fn b012_words(`.
fn number(line: &str) -> Option<u32> {
    number_of(line.trim_start().strip_prefix("fn ")?)
}

/// The number in `b012_words`.
fn number_of(name: &str) -> Option<u32> {
    let (number, words) = name.strip_prefix('b')?.split_once('_')?;
    let is_test = number.len() == 3 && !words.is_empty();
    is_test.then(|| number.parse().ok()).flatten()
}

/// For each behaviour, how many tests it has.
fn tests() -> BTreeMap<u32, usize> {
    let mut tests = BTreeMap::new();
    for file in sources() {
        let text = fs::read_to_string(&file).unwrap();
        // A file of `ui` is a test by itself.
        let name = file.file_stem().and_then(|stem| number_of(stem.to_str()?));
        for number in text.lines().filter_map(number).chain(name) {
            *tests.entry(number).or_default() += 1;
        }
    }
    tests
}

/// The numbers in the lines `| B16 | reason |` of the README.
fn reasons() -> Vec<u32> {
    let readme = fs::read_to_string(workspace().join("tests/README.md")).unwrap();
    let numbers = readme.lines().filter_map(|line| {
        let (number, reason) = line.strip_prefix("| B")?.split_once(" | ")?;
        let has_reason = reason.trim_end_matches([' ', '|']).len() > 10;
        has_reason.then(|| number.parse().ok()).flatten()
    });
    numbers.collect()
}

#[test]
fn every_behaviour_has_one_test_or_a_reason() {
    let (tests, reasons) = (tests(), reasons());
    let mut wrong = Vec::new();
    for number in NUMBERS.into_iter().flatten() {
        match (tests.get(&number), reasons.contains(&number)) {
            (Some(1), false) | (None, true) => {}
            (Some(1), true) => {
                wrong.push(format!("B{number} has a test and a reason to have none"))
            }
            (Some(count), _) => wrong.push(format!("B{number} has {count} tests")),
            (None, false) => wrong.push(format!("B{number} has neither a test nor a reason")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_read_as_they_are_written() {
    assert_eq!(number("    fn b012_words() {"), Some(12));
    assert_eq!(number("fn b12_words() {"), None);
    assert_eq!(number("fn bits_of(x: u8) {"), None);
    assert_eq!(number("fn b012() {"), None);
}
