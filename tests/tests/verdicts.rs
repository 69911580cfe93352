//! Declarations that do not say what their headers say, in whole packages: what Cargo shows, and where.

mod package;

use package::{BUILD_SCRIPT, Package, WITH_BUILD_SCRIPT, workspace};

const WRONG: &str = r#"
use rffi::{CONST_CCHARP, ExternalCompilationInfo, INT, LONG, Ptr, SIZE_T, TIME_T, ConstPtr, llexternal};

#[derive(rffi::CStruct)]
#[cstruct(name = "struct tm")]
#[repr(C)]
pub struct Tm {
    pub tm_sec: INT,
    pub tm_min: LONG,
}

llexternal! {
    compilation_info = ExternalCompilationInfo::new()
        .includes(&["stdlib.h", "string.h", "time.h", "limits.h"]);

    pub const CHAR_BIT: INT = 9;
    pub const NOWHERE: INT = _;
    pub const ULONG_MAX: INT = _;

    unsafe extern "C" {
        pub safe fn labs(number: INT) -> INT;
        pub unsafe fn strlenn(text: CONST_CCHARP) -> SIZE_T;
        pub unsafe fn gmtime(time: ConstPtr<TIME_T>) -> Ptr<Tm>;
        pub safe fn llabs(number: LONG) -> LONG;
    }
}
"#;

#[test]
fn all_mistakes_are_shown_at_once_at_their_names() {
    let package = Package::new(
        "all-wrong",
        WITH_BUILD_SCRIPT,
        &[BUILD_SCRIPT, ("src/lib.rs", WRONG)],
    );
    package.fails(&[
        "error: `struct tm` is declared otherwise than in <stdlib.h> or one of the 3 other headers",
        "member `tm_min` of `struct tm`: declared as `long`, but it is `int`: 8 bytes instead of 4",
        "the C compiler does not tell the value of `NOWHERE`",
        "error: `labs` is declared as `int labs(int number)`, but <stdlib.h> or one of the 3 other headers has \
         `long labs(long)`",
        "help: write `fn labs(number: LONG) -> LONG;`",
        "is not declared in <stdlib.h> or one of the 3 other headers; did you mean `strlen`?",
        "`CHAR_BIT` is declared as 9, but the header has 8",
        "`ULONG_MAX` is 18446744073709551615 in C, which `INT` cannot hold",
        "warning: use of deprecated constant `_::declared_otherwise`: `llabs` is declared as",
        // At the names.
        "pub safe fn labs(number: INT) -> INT;\n   |                     ^^^^",
    ]);
}

const RIGHT: &str = r##"
use core::ffi::CStr;
use rffi::{DOUBLE, ExternalCompilationInfo, INT, LONG, ULONG, llexternal};

llexternal! {
    compilation_info = ExternalCompilationInfo::new()
        .pre_include_bits(&["#define NAME \"na\" \"me\"", "#define YES 1"])
        .includes(&["stdlib.h", "limits.h", "float.h"])
        .separate_module_sources(&["int own(int number) { return number + CHAR_BIT; }"]);

    /// How many bits are in a byte.
    pub const CHAR_BIT: INT = 4 + 4;
    pub const LONG_MIN: LONG = _;
    pub const ULONG_MAX: ULONG = _;
    pub const DBL_EPSILON: DOUBLE = _;
    pub const NAME: &CStr = _;
    pub const YES: bool = _;

    unsafe extern "C" {
        pub safe fn labs(number: LONG) -> LONG;
        pub safe fn own(number: INT) -> INT;
        #[no_verify]
        #[name = "labs"]
        pub safe fn labs_unsigned(number: LONG) -> ULONG;
    }
}

#[test]
fn constants_have_the_compilers_values() {
    assert_eq!((CHAR_BIT, LONG_MIN, ULONG_MAX), (8, LONG::MIN, ULONG::MAX));
    assert_eq!((DBL_EPSILON, NAME, YES), (DOUBLE::EPSILON, c"name", true));
    assert_eq!((labs(-3), labs_unsigned(-4), own(1)), (3, 4, 9));
}
"##;

#[test]
fn what_is_right_is_built_and_constants_have_values() {
    let package = Package::new(
        "all-right",
        WITH_BUILD_SCRIPT,
        &[BUILD_SCRIPT, ("src/lib.rs", RIGHT)],
    );
    package.succeeds(&["test", "--lib"]);
}

#[test]
fn what_others_declare_wrong_breaks_no_build() {
    let inner = "[package]\nname = \"inner\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    let manifest =
        format!("{inner}{WITH_BUILD_SCRIPT}").replace("WORKSPACE", workspace().to_str().unwrap());
    let wrong = "rffi::llexternal! {\n\
                 compilation_info = rffi::ExternalCompilationInfo::new().includes(&[\"stdlib.h\"]);\n\
                 pub const EXIT_FAILURE: rffi::INT = _;\n\
                 unsafe extern \"C\" { pub safe fn labs(number: rffi::INT) -> rffi::INT; } }\n";
    let package = Package::new(
        "outer",
        "[dependencies]\ninner = { path = \"../inner of outer\" }\n",
        &[
            ("../inner of outer/Cargo.toml", &manifest),
            ("../inner of outer/build.rs", BUILD_SCRIPT.1),
            ("../inner of outer/src/lib.rs", wrong),
            (
                "src/main.rs",
                "fn main() { println!(\"{}\", inner::EXIT_FAILURE); }\n",
            ),
        ],
    );
    // The constant has its value all the same.
    assert_eq!(package.succeeds(&["run", "--quiet"]), "1\n");
}

#[test]
fn a_missing_header_is_told_once_and_breaks_nothing() {
    let block = "rffi::llexternal! {\n\
                 compilation_info = rffi::ExternalCompilationInfo::new().includes(&[\"surely/nowhere.h\"])\n\
                 .include_dirs(&[\"own headers\"]);\n\
                 unsafe extern \"C\" { pub safe fn NAME(number: rffi::INT) -> rffi::INT; } }\n";
    let source = ["first", "second"]
        .map(|name| block.replace("NAME", name))
        .concat();
    let package = Package::new(
        "no-header",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", &source),
            ("own headers/outer.h", "#include <surely/inner.h>\n"),
        ],
    );
    let messages = package.checks();
    let told = "declarations are not checked against their headers: cannot find the header `surely/nowhere.h`; \
                is the library's `-dev` package installed? Where it has a folder of its own, name the library \
                in `pkg_config`, or the folder in `include_dirs`";
    assert_eq!(messages.matches(told).count(), 1, "{messages}");
    let searched = messages.lines().find(|line| line.contains("searched in `"));
    let searched = searched.unwrap_or_else(|| panic!("{messages}"));
    assert!(searched.contains("`own headers`, `/"), "{messages}");
    assert_eq!(
        messages.matches("warning: no-header@").count(),
        2,
        "{messages}"
    );

    package.write("src/lib.rs", &source.replace("surely/nowhere", "outer"));
    let messages = package.checks();
    let told = "cannot find the header `surely/inner.h`, which `own headers/outer.h` includes; is";
    assert_eq!(messages.matches(told).count(), 1, "{messages}");
}

const CONFIGURED_AWAY: &str = r#"
use rffi::{ExternalCompilationInfo, INT, LONG, llexternal};

llexternal! {
    compilation_info = ExternalCompilationInfo::new().includes(&["stdlib.h"]);

    #[cfg(any())]
    pub const NOWHERE: INT = _;
    #[cfg(any())]
    pub const EXIT_FAILURE: INT = 7;

    unsafe extern "C" {
        #[cfg(any())]
        pub safe fn nowhere(number: INT) -> INT;
        #[cfg(any())]
        pub safe fn labs(number: INT) -> INT;
        // This would be a warning.
        #[cfg(any())]
        pub safe fn llabs(number: LONG) -> LONG;
        #[cfg(all())]
        pub safe fn labs(number: LONG) -> LONG;
    }
}
"#;

#[test]
fn what_is_configured_away_has_no_verdict() {
    let files = [BUILD_SCRIPT, ("src/lib.rs", CONFIGURED_AWAY)];
    let package = Package::new("configured-away", WITH_BUILD_SCRIPT, &files);
    let messages = package.checks();
    assert!(!messages.contains("declared"), "{messages}");
}

#[test]
fn what_is_configured_in_has_one() {
    let source = CONFIGURED_AWAY.replace("any()", "all()").replace(
        "pub safe fn labs(number: LONG) -> LONG;",
        "pub safe fn abs(number: INT) -> INT;",
    );
    let files = [BUILD_SCRIPT, ("src/lib.rs", source.as_str())];
    let package = Package::new("configured-in", WITH_BUILD_SCRIPT, &files);
    package.fails(&[
        "the C compiler does not tell the value of `NOWHERE`",
        "`EXIT_FAILURE` is declared as 7, but the header has 1",
        "`nowhere` is not declared in <stdlib.h>",
        "`labs` is declared as `int labs(int number)`",
        "use of deprecated constant `_::declared_otherwise`: `llabs` is declared as",
    ]);
}
