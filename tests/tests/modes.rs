//! CFFI's four modes in packages as users have them.

mod package;

use std::fs;

use package::Package;

const ABI_MANIFEST: &str = "\
[dependencies]
rffi = { path = \"WORKSPACE/rffi\", default-features = false, features = [\"dynamic\"] }
[build-dependencies]
rffi-build = { path = \"WORKSPACE/rffi-build\" }
cdef = { path = \"WORKSPACE/cdef\" }
[dev-dependencies]
cdef = { path = \"WORKSPACE/cdef\" }
[profile.dev]
# Debug information has the names of what is not in the program, too.
debug = false
";

const TABLE_BUILD: &str = r#"
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string("src/c.cdef")?;
    let cdef = cdef::Cdef::parse_for(&text, rffi_build::build_target()?)?;
    rffi_build::write_table(&cdef, "C_LIBRARY")?;
    println!("cargo::rerun-if-changed=src/c.cdef");
    Ok(())
}
"#;

const TABLE_CDEF: &str = r#"
#define LIMIT (1 << 20)
enum color { RED = -1, GREEN, BLUE = 1 << 30 };
static const double HALF = 0.5;
typedef struct { long quot, rem; } ldiv_t;
ldiv_t ldiv(long numerator, long denominator);
double cos(double);
int printf(const char *format, ...);
extern char **environ;
extern const int fixed __asm__("optind");
struct node { struct node *next, **last; const volatile char *name; enum color color;
              unsigned ready : 1, level : 3; union { int i; float f; }; void (*run)(struct node *, int); };
struct __attribute__((packed)) wire { char kind; short value; };
typedef int unaligned __attribute__((aligned(1)));
struct aligned { char c; unaligned u; double d __attribute__((aligned(16))); };
typedef float four __attribute__((vector_size(16)));
struct vector { four lanes; int grid[2][3]; char rest[]; };
struct hidden;
struct hidden *open_hidden(struct node *, four *, long double *);
int visit(int (*compare)(const void *, const void *), int rows[4]);
"#;

/// Calls by the entries of the table alone: nothing of the parser is in the program.
const TABLE_MAIN: &str = r#"
use rffi::{Library, Value};

include!(concat!(env!("OUT_DIR"), "/c_library.rs"));

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let libm = unsafe { Library::open("libm.so.6") }?.with_table(&C_LIBRARY);
    let cos = unsafe { libm.function(C_LIBRARY.function("cos").unwrap()) }?;
    println!("{:?}", unsafe { cos.call(&[Value::from(0.0)]) }?);
    Ok(())
}
"#;

const TABLE_TEST: &str = r#"
use rffi::{ConstantEntry, Library, LibraryError, Value};

include!(concat!(env!("OUT_DIR"), "/c_library.rs"));

#[test]
fn a_table_and_its_text_are_the_same() {
    let cdef = cdef::Cdef::parse(include_str!("../src/c.cdef")).unwrap();
    for entry in C_LIBRARY.functions {
        assert_eq!(entry.prototype(), cdef.function(entry.name).unwrap());
        assert_eq!(entry.prototype().to_string(), cdef.function(entry.name).unwrap().to_string());
    }
    assert_eq!(C_LIBRARY.functions.len(), 5);
    let target = rffi::lltype::Target::HOST;
    for (name, desc) in C_LIBRARY.types {
        let (found, said) = (rffi::lltype::Type::from_desc(desc), cdef.type_of(name).unwrap());
        if *name == "unaligned" {
            continue;
        }
        assert_eq!(target.layout(&found), target.layout(&said), "{name}");
        // The alignment of a typedef is that of its members here.
        if *name != "struct aligned" {
            assert_eq!(found, said, "{name}");
            assert_eq!(found.definition(), said.definition(), "{name}");
        }
    }
    let names: Vec<_> = C_LIBRARY.types.iter().map(|entry| entry.0).collect();
    assert_eq!(
        names,
        ["enum color", "four", "ldiv_t", "struct aligned", "struct node", "struct vector",
         "struct wire", "unaligned"]
    );
    assert_eq!(C_LIBRARY.constant("LIMIT"), Some(ConstantEntry::Integer(1 << 20)));
    assert_eq!(C_LIBRARY.constant("RED"), Some(ConstantEntry::Integer(-1)));
    assert_eq!(C_LIBRARY.constant("HALF"), Some(ConstantEntry::Float(0.5)));
}

#[test]
fn a_library_knows_its_table_by_names() {
    let process = Library::process().with_table(&C_LIBRARY);
    let ldiv = unsafe { process.function("ldiv") }.unwrap();
    let mut result = [0_i64; 2];
    let args = [Value::from(17), Value::from(5)];
    unsafe { ldiv.call_into(&args, result.as_mut_ptr().cast()) }.unwrap();
    assert_eq!(result, [3, 2]);
    let libm = unsafe { Library::open("libm.so.6") }.unwrap().with_table(&C_LIBRARY);
    let typed = unsafe { libm.func::<unsafe extern "C" fn(f64) -> f64>("cos") };
    assert_eq!(unsafe { typed.unwrap().call((0.0,)) }.unwrap(), 1.0);
    let environ = unsafe { process.variable("environ") }.unwrap();
    assert_ne!(unsafe { environ.get() }.unwrap(), Value::NULL);
    let fixed = unsafe { process.variable("fixed") }.unwrap();
    assert!(matches!(unsafe { fixed.set(Value::from(1)) }, Err(LibraryError::Constant(_))));

    let error = unsafe { process.function("cosinus") }.unwrap_err();
    assert!(error.to_string().starts_with("the table of the library does not declare `cosinus`"));
    let error = unsafe { process.function("LIMIT") }.unwrap_err();
    assert_eq!(error.to_string(), "`LIMIT` is declared as a intconst, and is no function");
}
"#;

/// The names of the parser's functions, as symbols have them.
fn has_parser(program: &std::path::Path) -> bool {
    let bytes = fs::read(program).unwrap();
    let name = b"4cdef5parse";
    bytes.windows(name.len()).any(|part| part == name)
}

#[test]
fn a_table_is_made_by_the_build_script_and_parsed_by_nobody() {
    let text_main = TABLE_MAIN.replace(
        "C_LIBRARY.function(\"cos\").unwrap()",
        "\"double cos(double)\"",
    );
    let package = Package::new(
        "table-mode",
        ABI_MANIFEST,
        &[
            ("build.rs", TABLE_BUILD),
            ("src/c.cdef", TABLE_CDEF),
            ("src/main.rs", TABLE_MAIN),
            ("src/bin/text.rs", &text_main),
            ("tests/table.rs", TABLE_TEST),
        ],
    );
    assert_eq!(
        package.succeeds(&["run", "--quiet", "--bin", "table-mode"]),
        "F64(1.0)\n"
    );
    assert_eq!(
        package.succeeds(&["run", "--quiet", "--bin", "text"]),
        "F64(1.0)\n"
    );
    let tests = package.succeeds(&["test", "--test", "table"]);
    assert!(tests.contains("2 passed"), "{tests}");
    let programs = package.folder.with_file_name("target").join("debug");
    assert!(!has_parser(&programs.join("table-mode")));
    assert!(has_parser(&programs.join("text")));
}

#[test]
fn a_table_refuses_what_only_a_compiler_knows() {
    let cdef = cdef::Cdef::parse("struct s { int a; ...; }; int f(struct s *);").unwrap();
    let error = rffi_build::table(&cdef, "T").unwrap_err().to_string();
    assert!(
        error.starts_with("the table `T`: the text leaves something to a compiler"),
        "{error}"
    );
    let cdef = cdef::Cdef::parse("typedef int odd __attribute__((aligned(1))); extern odd a[2];");
    let error = rffi_build::table(&cdef.unwrap(), "T")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no constant describes an array of `odd`"),
        "{error}"
    );
}
