//! The comparison is compared: texts that differ, and targets.

use lltype::Target;

use crate::GCC;
use crate::compare::compare;
use crate::header::Header;
use crate::probe::Compiler;

const OURS: &str = "
struct size { char a; short b; };
struct order { int a, b; };
struct bits { unsigned a : 3, b : 5; };
struct inner { struct { char c; int a; } x; struct { int b; } y[2]; };
union known; struct tail { long a; };
enum color { RED, GREEN = -5 };
typedef unsigned short number;
int f(int, const char *);
int listed(void);
extern int variable;
int same(struct order *);
";

/// The same with another meaning of each line but the last.
const THEIRS: &str = "
struct size { char a; int b; };
struct order { int b, a; };
struct bits { unsigned b : 5, a : 3; };
struct inner { struct { short c; short a; } x; struct { short c, b; } y[2]; };
union known { int a; };
enum color { RED, GREEN = 5 };
typedef short number;
int f(int, char *);
int missing(void);
extern unsigned variable;
int same(struct order *);
";

/// What is wrong, and all of it.
const DIFFERENCES: &[&str] = &[
    "sizeof(struct size): ours 4, the compiler's 8",
    "_Alignof(struct size): ours 2, the compiler's 4",
    "struct size: its own alignment: ours 2, the compiler's 4",
    "struct size: b: offset: ours 2, the compiler's 4",
    "struct size: b is `short`: ours 1, the compiler's 0",
    "struct size: b: size: ours 2, the compiler's 4",
    "struct order: a: offset: ours 0, the compiler's 4",
    "struct order: b: offset: ours 4, the compiler's 0",
    "struct bits: a: bits: ours [0, 1, 2], the compiler's [5, 6, 7]",
    "struct bits: b: bits: ours [3, 4, 5, 6, 7], the compiler's [0, 1, 2, 3, 4]",
    "sizeof(struct inner): ours 16, the compiler's 12",
    "_Alignof(struct inner): ours 4, the compiler's 2",
    "struct inner: its own alignment: ours 4, the compiler's 2",
    "struct inner: x: size: ours 8, the compiler's 4",
    "struct inner: x.c is `char`: ours 1, the compiler's 0",
    "struct inner: x.c: size: ours 1, the compiler's 2",
    "struct inner: x.a: offset: ours 4, the compiler's 2",
    "struct inner: x.a is `int`: ours 1, the compiler's 0",
    "struct inner: x.a: size: ours 4, the compiler's 2",
    "struct inner: y: offset: ours 8, the compiler's 4",
    "_Alignof(__typeof__(((struct inner *)0)->y[0])): ours 4, the compiler's 2",
    "((struct inner *)0)->y[0].b: offset: ours 0, the compiler's 2",
    "sizeof(((struct inner *)0)->y[0].b): ours 4, the compiler's 2",
    "sizeof(struct tail): ours 8, the compiler's `invalid application of 'sizeof' to incomplete type 'struct tail'`",
    "_Alignof(struct tail): ours 8, the compiler's `field 't' has incomplete type`",
    "struct tail: its own alignment: ours 8, the compiler's `invalid application of '__alignof__' to incomplete type 'struct tail'`",
    "struct tail: a: offset: ours 0, the compiler's `invalid use of undefined type 'struct tail'`",
    "struct tail: a is `long`: ours 1, the compiler's `invalid use of undefined type 'struct tail'`",
    "struct tail: a: size: ours 8, the compiler's `invalid use of undefined type 'struct tail'`",
    "GREEN: ours 18446744073709551611, the compiler's 5",
    "GREEN: sign: ours 1, the compiler's 0",
    "number is `unsigned short`: ours 1, the compiler's 0",
    "f is `int(int, const char *)`: ours 1, the compiler's 0",
    "f, called, is `int (int, const char *)`: ours 1, the compiler's 0",
    "listed is `int(void)`: ours 1, the compiler's `'listed' undeclared here (not in a function)`",
    "listed, called, is `int (void)`: ours 1, the compiler's `'listed' undeclared here (not in a function)`",
    "variable is `int`: ours 1, the compiler's 0",
    "sizeof(union known): ours unknown, the compiler's 4",
    "missing: a function that is not listed",
    "listed: no function to the compiler",
];

#[test]
fn differences_are_seen() {
    if !GCC.is_here() {
        return;
    }
    let wrong = compare(&GCC, "ours", OURS, THEIRS).mismatches;
    assert_eq!(wrong, DIFFERENCES, "{wrong:#?}");
}

/// A text that is read for another target than it was preprocessed for.
#[test]
fn another_target_is_seen() {
    let header = Header::of_libc("pthread.h");
    if let Ok(Some(text)) = header.preprocess(&GCC, None) {
        for target in [Target::I686_LINUX_GNU, Target::X86_64_WINDOWS_GNU] {
            let compiler = Compiler { target, ..GCC };
            let wrong = compare(&compiler, header.name, &text, &text).mismatches;
            let is_seen = |text: &str| wrong.iter().any(|line| line.contains(text));
            assert!(is_seen("sizeof(") && is_seen("offset: "), "{wrong:#?}");
        }
    }
}
