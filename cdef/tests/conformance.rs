//! The table of cases, and the example of every kind of error: each is answered as it says.

#[path = "../examples/support/cases.rs"]
mod cases;

use cases::{Case, Outcome};
use cdef::{Cdef, ErrorKind, WarningKind};

/// The rows; those of CFFI's tests and documentation say so in their last column.
const TABLE: &str = include_str!("cases.tsv");

#[test]
fn every_row_of_the_table_is_answered() {
    let mut failures = Vec::new();
    let mut skipped = 0;
    for row in TABLE.lines().skip(1) {
        let case = Case::read(row).expect("five columns");
        match case.run() {
            Outcome::Passed => {}
            Outcome::Skipped => skipped += 1,
            Outcome::Failed(got) => failures.push(format!("{}: {got}", case.id)),
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    // Those that need a compiler.
    assert_eq!(skipped, 49);
}

#[test]
fn a_wrong_answer_is_seen() {
    let mut case = Case::read("Z1\tstruct s { char a; int b; };\tsizeof(struct s)\t8").unwrap();
    assert_eq!(case.run(), Outcome::Passed);
    case.expected = "5".to_owned();
    assert_eq!(case.run(), Outcome::Failed("8".to_owned()));
    let column = Case::read("Z2\t\ttypeof(long long long)\terror:bad-specifiers@5").unwrap();
    assert_eq!(
        column.run(),
        Outcome::Failed("error:bad-specifiers@10".to_owned())
    );
}

/// The kinds that only what asks a compiler can tell, and those whose examples would be too large.
const NOT_ASKED: &[ErrorKind] = &[
    ErrorKind::TooMany,
    ErrorKind::TooLong,
    ErrorKind::LayoutMismatch,
    ErrorKind::ConstantMismatch,
    ErrorKind::CompileError,
    ErrorKind::NotAFloat,
    ErrorKind::LongDoubleUnsupported,
    ErrorKind::PackNeedsAbiMode,
    ErrorKind::UnnameableType,
];

#[test]
fn examples_have_the_kind_that_they_are_examples_of() {
    for kind in ErrorKind::ALL
        .iter()
        .filter(|kind| !NOT_ASKED.contains(kind))
    {
        let case = cases::example(*kind);
        assert_eq!(case.run(), Outcome::Passed, "{kind}: {}", case.declarations);
    }
}

#[test]
fn the_table_knows_52_kinds() {
    // The others are this crate's own.
    let own = [
        ErrorKind::StaticAssert,
        ErrorKind::UnknownName,
        ErrorKind::TooDeep,
        ErrorKind::TooMany,
        ErrorKind::TooLong,
    ];
    let shared = ErrorKind::ALL.iter().filter(|kind| !own.contains(kind));
    assert_eq!(shared.count(), 52);
}

#[test]
fn examples_of_warnings_warn() {
    for kind in WarningKind::ALL {
        let text = kind.example().split("//?").next().unwrap();
        let cdef = Cdef::parse(text).unwrap();
        let kinds: Vec<_> = cdef
            .warnings()
            .iter()
            .map(|warning| warning.kind())
            .collect();
        assert_eq!(kinds, [*kind], "{text}");
    }
}
