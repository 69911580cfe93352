//! The rows of cdef's table that need a compiler.

use crate::cases::{Case, Outcome};
use crate::compiled;

const TABLE: &str = include_str!("../../../cdef/tests/cases.tsv");

#[test]
fn every_row_is_answered_as_the_compiler_says() {
    let cases = TABLE.lines().skip(1).filter_map(Case::read);
    let (mut count, mut failures) = (0, Vec::new());
    for case in cases.filter(Case::needs_compiler) {
        count += 1;
        if let Outcome::Failed(got) = compiled::run(&case) {
            failures.push(format!(
                "{}: expected {}, got {got}",
                case.id, case.expected
            ));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(count, 49);
}

/// Rows of the same kinds, about what the table leaves out.
const MORE: &str = "\
Z01\textern int a[][...];\\n%% csource\\nint a[10][8];\tdecltype(a)\tint(*)[8]\t
Z02\tstruct s { int x; int a[]; ...; };\\n%% csource\\nstruct s { int x, y; int a[]; };\tsizeof_with(struct s,a,4)\t24\t
Z03\tstruct s { int x; };\\n%% csource\\nstruct s { float x; };\tuse struct s\terror:compile-error\t
Z04\tstruct s { float x; };\\n%% csource\\nstruct s { int x; };\tuse struct s\terror:compile-error\t
Z05\tstruct s { int x; ...; };\\n%% csource\\nstruct s { short x; };\tuse struct s\terror:layout-mismatch\t
Z06\tstruct s { long *p; ...; };\\n%% csource\\nstruct s { int *p; };\tuse struct s\terror:compile-error\t
Z07\tstruct s { char *p; ...; };\\n%% csource\\nstruct s { const char *p; };\tsizeof(struct s)\t8\t
Z08\textern short glob;\\n%% csource\\nlong glob;\tbuild\terror:compile-error\t
Z09\tint f(int);\\n%% csource\\nstatic long f(long x) { return x; }\tbuild\tok\t
Z10\tint f(struct s *); struct s { int x; };\\n%% csource\\nstruct s { int x; }; struct t; static int f(struct t *p) { return p != 0; }\tbuild\terror:compile-error\t
Z11\tint gone(int);\\n%% csource\\n\tbuild\terror:compile-error\t
Z12\tenum e { A, B, ... };\\n%% csource\\nenum e { B, A };\tenumerators(enum e)\tA=1,B=0\t
Z13\ttypedef int... t;\\n%% csource\\ntypedef signed char t;\tsigned(t)\t1\t
Z14\ttypedef ... t; t *f(void);\\n%% csource\\ntypedef struct undefined t; static t *f(void) { return 0; }\tdecltype(f)\tt *(*)()\t
Z15\tstruct s { int a : 3; int b : 5; };\\n%% csource\\nstruct s { int a : 3; int b : 5; };\tbitpos(struct s,b)\t3:5\t
Z16\tunion u { long l; ...; };\\n%% csource\\nunion u { char c[13]; long l; };\tsizeof(union u)\t16\t
Z17\tstruct s { ...; int b; };\\n%% csource\\nstruct s { int a, b; };\toffsetof(struct s,b)\t4\t
Z18\t%% included\\ntypedef int... t;\\n%%\\nt f(t);\\n%% csource\\ntypedef short t; static t f(t x) { return x; }\tdecltype(f)\tint16_t(*)(int16_t)\t
Z19\t#define A 1\\n%% csource\\n\tbuild\terror:compile-error\t
Z20\textern int x;\\n%% csource\\nstatic const int x = 3;\tbuild\tok\t
";

#[test]
fn more_rows_are() {
    for row in MORE.lines() {
        let case = Case::read(row).unwrap();
        assert_eq!(compiled::run(&case), Outcome::Passed, "{row}");
    }
}

#[test]
fn a_wrong_answer_is_seen() {
    let row = "X\tint f(long *);\n%% csource\nint f(int *p) { return *p; }\tbuild\tok";
    let case = Case::read(&row.replace('\n', "\\n")).unwrap();
    let got = compiled::run(&case);
    assert_eq!(got, Outcome::Failed("error:compile-error".to_owned()));
}
