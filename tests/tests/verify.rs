//! The check of declarations against headers: what it must say, and what it must not.

use cdef::{Cdef, DeclarationKind};
use lltype::Level;
use rffi::ExternalCompilationInfo;
use rffi_build::{Error, Report, Strictness, Verification};

/// The headers of the cases.
fn libc() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new()
        .pre_include_bit("#define _GNU_SOURCE 1")
        .include("stdlib.h")
        .include("string.h")
        .include("stdio.h")
        .include("unistd.h")
        .include("time.h")
        .include("sys/wait.h")
        .include("ctype.h")
        .post_include_bit(
            "int old(); struct pair { int a; long b; }; long sum(struct pair *pair); \
             typedef unsigned char byte; int bytes(const byte *data, unsigned count); \
             short narrow(signed char c); float single(float x); extern int counter; \
             enum level { LOW, HIGH = 5 }; int level(enum level level); \
             const char *readonly(void); extern const char *words; int single_of(int *); \
             \n#define renamed single\n",
        )
}

/// Compares what a text declares.
fn report(text: &str) -> Report {
    let text = format!(
        "typedef struct _IO_FILE FILE; struct tm {{ int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, \
         tm_wday, tm_yday, tm_isdst; long tm_gmtoff; const char *tm_zone; }}; \
         struct pair {{ int a; long b; }}; {text}"
    );
    let cdef = Cdef::parse(&text).unwrap();
    let mut verification = Verification::new().strictness(Strictness::Default);
    for found in cdef.declarations() {
        verification = match found.kind() {
            DeclarationKind::Function => {
                verification.prototype(&cdef.function(found.name()).unwrap(), &libc())
            }
            DeclarationKind::Variable => {
                verification.variable(found.name(), &found.ty().unwrap(), &libc())
            }
            _ => verification,
        };
    }
    match verification.run() {
        Ok(report) => report,
        Err(Error::Disagreement(report)) => *report,
        Err(error) => panic!("{error}"),
    }
}

/// The only finding.
fn finding(text: &str) -> (Level, String) {
    let report = report(text);
    let [finding] = report.findings.as_slice() else {
        panic!("{text}: {report}");
    };
    (finding.level, finding.message.clone())
}

#[test]
fn true_declarations_are_true() {
    let report = report(
        "size_t strlen(const char *s); long labs(long x); void *memcpy(void *, const void *, size_t); \
         int printf(const char *format, ...); char *strchr(const char *, int); FILE *fopen(const char *, const char *); \
         struct tm *gmtime(const time_t *); void qsort(void *, size_t, size_t, int (*)(const void *, const void *)); \
         ssize_t read(int, void *, size_t); int isalpha(int); long sum(struct pair *); div_t div(int, int); \
         int bytes(const unsigned char *, unsigned int); short narrow(signed char); float single(float); \
         extern int counter; extern char **environ; void exit(int); char *getenv(const char *);"
            .replace("time_t", "long")
            .replace("div_t div(int, int);", "")
            .as_str(),
    );
    assert_eq!(report.findings, [], "{report}");
    assert_eq!(report.not_checked, [""; 0]);
    assert_eq!(report.checked, 18);
}

#[test]
fn what_is_abi_is_an_error() {
    let cases = [
        (
            "int labs(int x);",
            "help: write `fn labs(x: LONG) -> LONG;`",
        ),
        (
            "long labs(long x, int y);",
            "declared with 2 parameters, but it has 1",
        ),
        (
            "double abs(int x);",
            "result: declared as `double`, but it is `int`",
        ),
        ("int strlen(const char *s);", "4 bytes instead of 8"),
        (
            "struct tm *gmtime(const double *t);",
            "pointer to another type",
        ),
        (
            "short narrow(unsigned char c);",
            "the sign differs, and it is narrower than a register",
        ),
        (
            "int printf(const char *format, int x);",
            "help: write `...` behind the parameters that the header names",
        ),
        (
            "double single(double x);",
            "declared as `double`, but it is `float`",
        ),
        ("extern long counter;", "help: write `static counter: INT`"),
        ("int counter(void);", "`counter` is no function in"),
        ("int WIFEXITED(int status);", "help: add `#[c_macro]`"),
        ("int strlenn(const char *s);", "did you mean `strlen`?"),
        (
            "int surely_nowhere(int x);",
            "is not declared in <stdlib.h> or one of the 6 other headers",
        ),
    ];
    for (text, expected) in cases {
        let (level, message) = finding(text);
        assert_eq!(level, Level::Error, "{text}: {message}");
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn what_is_taste_is_none() {
    let cases = [
        (
            "unsigned long strlen(const unsigned char *s);",
            "the sign differs",
        ),
        (
            "long long labs(long long x);",
            "the same on this target alone",
        ),
        ("int old(int x);", "without a prototype"),
        ("float renamed(float x);", "is a macro for `single`"),
    ];
    for (text, expected) in cases {
        let (level, message) = finding(text);
        assert_eq!(level, Level::Warning, "{text}: {message}");
        assert!(message.contains(expected), "{text}: {message}");
    }
    // Other qualifiers, and other names for the same number.
    assert_eq!(report("int32_t abs(int32_t number);").findings, []);
    assert_eq!(report("int single_of(volatile int *);").findings, []);
}

#[test]
fn a_const_that_is_left_out_is_a_note() {
    for (text, place, fix) in [
        (
            "size_t strlen(char *text);",
            "parameter 1 (`text`)",
            "fn strlen(text: CONST_CCHARP) -> SIZE_T;",
        ),
        (
            "char *readonly(void);",
            "result",
            "fn readonly() -> CONST_CCHARP;",
        ),
        ("extern char *words;", "", "static words: CONST_CCHARP"),
    ] {
        let (level, message) = finding(text);
        assert_eq!(level, Level::Note, "{text}: {message}");
        let lines: Vec<_> = message.lines().collect();
        let colon = if place.is_empty() { "" } else { ": " };
        let [first, note, help, write] = lines[..] else {
            panic!("{text}: {message}");
        };
        assert!(
            first.contains(", but <stdlib.h> or one of the 6 other headers has `"),
            "{first}"
        );
        assert_eq!(
            note,
            format!("note: {place}{colon}declared without qualifiers, but it is `const`")
        );
        assert!(
            help.starts_with(
                "help: with `const`, such as in `CONST_CCHARP`, Rust can pass a `&CStr`"
            )
        );
        assert_eq!(write, format!("help: write `{fix}`"));
    }
    // More `const` than C's is nothing, and a note is no error, however strict.
    assert_eq!(
        report("char *strchr(const char *, int); int putenv(const char *);").findings,
        []
    );
    let report = report("size_t strlen(char *text);");
    assert!(
        report
            .to_string()
            .contains(": note: `strlen` is declared as `size_t strlen(char *text)`")
    );
    assert_eq!(report.errors(Strictness::Strict).count(), 0);
}

#[test]
fn all_mistakes_are_told_at_once() {
    let report = report(
        "int labs(int x); int nowhere(void); size_t strlen(const char *); int strlen2(int);",
    );
    let names: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.name.as_str())
        .collect();
    assert_eq!(names, ["labs", "nowhere", "strlen2"]);
}

#[test]
fn a_missing_header_is_not_checked() {
    let cdef = Cdef::parse("int f(int);").unwrap();
    let info = ExternalCompilationInfo::new().include("surely/not_there.h");
    let verification = Verification::new().strictness(Strictness::Strict);
    let verification = verification.prototype(&cdef.function("f").unwrap(), &info);
    let report = verification.run().unwrap();
    assert_eq!(report.checked, 0);
    assert!(
        report.not_checked[0].contains("surely/not_there.h"),
        "{report}"
    );
}

#[test]
fn strict_makes_errors_of_warnings_and_off_compares_nothing() {
    let cdef = Cdef::parse("long long labs(long long x);").unwrap();
    let verification = Verification::new().prototype(&cdef.function("labs").unwrap(), &libc());
    let run = |strictness| verification.clone().strictness(strictness).run();
    assert!(run(Strictness::Default).is_ok());
    assert!(matches!(
        run(Strictness::Strict),
        Err(Error::Disagreement(_))
    ));
    assert_eq!(run(Strictness::Off).unwrap().checked, 0);
}

#[test]
fn constants_are_compared() {
    let verification = Verification::new()
        .strictness(Strictness::Default)
        .constant("EXIT_FAILURE", 1, &libc())
        .constant("RAND_MAX", 5, &libc())
        .constant("counter", 5, &libc())
        .constant("NO_SUCH_CONSTANT", 5, &libc());
    let Err(Error::Disagreement(report)) = verification.run() else {
        panic!();
    };
    let messages: Vec<_> = report
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    assert_eq!(messages.len(), 3, "{report}");
    assert!(
        messages[0].starts_with("`RAND_MAX` is declared as 5, but"),
        "{report}"
    );
    assert!(
        messages[0].contains("has 2147483647\nhelp: write `_`"),
        "{report}"
    );
    assert!(messages[1].contains("is no such constant"), "{report}");
    assert!(messages[2].contains("is not declared"), "{report}");
}

#[test]
fn a_struct_that_no_header_defines_is_not_checked() {
    let cdef = Cdef::parse("struct nowhere { int a; }; struct pair { int a; long b; };").unwrap();
    let ty = |name| cdef.type_of(name).unwrap();
    let verification = Verification::new().strictness(Strictness::Strict);
    let verification = verification.ty(&ty("struct nowhere"), &libc());
    let report = verification.ty(&ty("struct pair"), &libc()).run().unwrap();
    let [reason] = report.not_checked.as_slice() else {
        panic!("{report}");
    };
    assert!(
        reason.ends_with("does not define `struct nowhere`"),
        "{report}"
    );
    assert_eq!(report.checked, 1, "{report}");
}
