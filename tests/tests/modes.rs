//! CFFI's four modes in packages as users have them.

mod package;

use std::fs;

use package::{Package, WITH_BUILD_SCRIPT, workspace};

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
    let cdef = cdef::Cdef::parse("extern \"Rust\" int ready(int);").unwrap();
    let error = rffi_build::table(&cdef, "T").unwrap_err().to_string();
    assert!(error.contains("`ready` is a function of Rust"), "{error}");
    let cdef = cdef::Cdef::parse("typedef int odd __attribute__((aligned(1))); extern odd a[2];");
    let error = rffi_build::table(&cdef.unwrap(), "T")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("no constant describes an array of `odd`"),
        "{error}"
    );
}

const API_BUILD: &str = r#"
fn main() {
    if let Err(error) = build() {
        panic!("{error}");
    }
}

fn build() -> rffi_build::Result<()> {
    rffi_build::Glue::new("demo")
        .cdef_file("src/demo.cdef")?
        .source_file("src/demo source.c")?
        .build();
    Ok(())
}
"#;

/// Something of every row of CFFI's list of what the compiler fills in.
const API_CDEF: &str = r#"
/* D1: members in another order, some left out. */
struct stat_like { int mode; long size; ...; };
/* D2 */
union number { double d; ...; };
/* D3: what holds a partial struct. */
struct holder { char kind; struct stat_like inner; };
/* D4 */
typedef int... id_t_like;
typedef unsigned long... flag_t;
/* D5 */
typedef float... real_t;
/* D6, D7 */
typedef ... hidden_t;
typedef ... *handle_t;
/* D8 */
typedef struct { ...; } blob_t;
/* D9 */
struct table { int rows[...]; short cells[...][3]; };
extern int primes[...];
extern int grid[...][...];
extern int open_list[];
/* D10 */
typedef char name_t[...];
/* D11, D12 */
enum color { RED, GREEN, ... };
enum shape { ROUND = ..., SQUARE = 7 };
typedef enum { FIRST, SECOND, ... } order_t;
/* D13, D14, D15 */
#define LIMIT ...
#define BIG ...
#define GIVEN 42
static const int FROM_MACRO;
static const double RATIO;
static char *const TITLE;
static const long STARTED;
static const int SAME = 0x10;
/* D16: scalars are converted; macros and inline functions are functions. */
double half(int n);
long sum(short a, char b);
int twice(int n);
int inlined(int n);
int total(const char *format, ...);
struct point { int x, y; };
struct point moved(struct point p, int dx);
blob_t make_blob(int n);
int blob_number(blob_t blob);
long double precise(long double x);
double _Complex turned(double _Complex z);
int size_of(const struct stat_like *s);
struct stat_like make_stat(int mode);
int name_length(const name_t name);
hidden_t *hidden_new(int n);
int hidden_get(hidden_t *hidden);
handle_t handle_new(void);
const char *label(order_t order);
id_t_like next_id(id_t_like id);
real_t scaled(real_t x);
typedef int (*visitor_t)(int, void *);
int visit(visitor_t visitor, void *data);
int type(int match);
typedef short LONG;
LONG capitals(LONG n, LONG *p);
/* D17 */
extern int counter;
extern __thread int per_thread;
extern int element;
extern const char *const greeting;
extern const int fixed[2];
/* D18: C's own words are exact. */
int many(long long values[2]);
struct bits { unsigned a : 3, b : 5; int rest; };
struct __attribute__((packed)) wire { char kind; int value; };
struct variant { int tag; union { int i; double d; }; };
struct node { struct node *next; int (*callback)(struct node *); int value; };
int count(struct node *list);
/* Functions of Rust. */
extern "Python" int on_event(int kind, struct point where);
extern "Python+C" void on_log(const char *text);
extern "Rust" struct point on_place(int n);
int fire(int kind, int x);
int place(int n);
"#;

const API_SOURCE: &str = r#"
#include <string.h>
#include <time.h>
#include <complex.h>
#include <stdarg.h>
#include <math.h>

struct stat_like { char before; long size; int extra; int mode; };
union number { double d; char bytes[24]; };
struct holder { int padding; struct stat_like inner; char kind; };
typedef unsigned short id_t_like;
typedef unsigned char flag_t;
typedef double real_t;
typedef struct hidden { int n; } hidden_t;
typedef void *handle_t;
typedef struct { int n; double weight; } blob_t;
struct table { int rows[5]; short cells[4][3]; };
int primes[4] = { 2, 3, 5, 7 };
int grid[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } };
int open_list[3] = { 9, 8, 7 };
typedef char name_t[16];
enum color { BLACK, RED, BLUE, GREEN = -3 };
enum shape { SQUARE = 7, ROUND = 1000 };
typedef enum { ZERO, FIRST, SECOND } order_t;
#define LIMIT (1 << 4)
#define BIG 0xffffffffffffffffULL
#define GIVEN (40 + 2)
#define FROM_MACRO (-5)
#define RATIO 0.75
#define TITLE ((char *)"title")
#define STARTED (long)started()
static long started(void) { return 77; }
static const int SAME = 16;
static double half(double n) { return n / 2; }
static int sum(int a, int b) { return a + b; }
#define twice(n) (2 * (n))
static inline int inlined(int n) { return n + 1; }
int total(const char *format, ...) {
    va_list list; int result = 0;
    va_start(list, format);
    for (; *format; format++) result += va_arg(list, int);
    va_end(list);
    return result;
}
struct point { int x, y; };
static struct point moved(struct point p, int dx) { p.x += dx; return p; }
static blob_t make_blob(int n) { blob_t blob = { n, 1.5 }; return blob; }
static int blob_number(blob_t blob) { return blob.n; }
static long double precise(long double x) { return x * 2; }
static double _Complex turned(double _Complex z) { return z * I; }
static int size_of(const struct stat_like *s) { return (int)s->size; }
static struct stat_like make_stat(int mode) { struct stat_like s = { 1, 2, 3, mode }; return s; }
static int name_length(const name_t name) { return (int)strlen(name); }
static hidden_t the_hidden;
static hidden_t *hidden_new(int n) { the_hidden.n = n; return &the_hidden; }
static int hidden_get(hidden_t *hidden) { return hidden->n; }
static handle_t handle_new(void) { return &the_hidden; }
static const char *label(order_t order) { return order == SECOND ? "second" : "other"; }
static id_t_like next_id(id_t_like id) { return id + 1; }
static real_t scaled(real_t x) { return x * 10; }
typedef int (*visitor_t)(int, void *);
static int visit(visitor_t visitor, void *data) { return visitor(1, data) + visitor(2, data); }
static int type(int match) { return match; }
typedef short LONG;
static LONG capitals(LONG n, LONG *p) { return n + *p; }
int counter = 5;
__thread int per_thread = 1;
static int *elements(void) { static int all[2] = { 11, 12 }; return &all[1]; }
#define element (*elements())
static const char *const greeting = "hello";
const int fixed[2] = { 3, 4 };
static int many(long long values[2]) { return (int)(values[0] + values[1]); }
struct bits { unsigned a : 3, b : 5; int rest; };
struct __attribute__((packed)) wire { char kind; int value; };
struct variant { int tag; union { int i; double d; }; };
struct node { struct node *next; int (*callback)(struct node *); int value; };
static int count(struct node *list) { int n = 0; for (; list; list = list->next) n++; return n; }
static int on_event(int kind, struct point where);
void on_log(const char *text);
static struct point on_place(int n);
static int fire(int kind, int x) { struct point p = { x, x + 1 }; on_log("fired"); return on_event(kind, p); }
static int place(int n) { struct point p = on_place(n); return p.x * 100 + p.y; }
"#;

const API_MAIN: &str = r#"
mod demo {
    include!(concat!(env!("OUT_DIR"), "/demo.rs"));
}
use demo::*;
use rffi::{ConstPtr, INT, Ptr, Value};

static LOGGED: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

unsafe extern "C" fn event(kind: INT, place: ConstPtr<point>) -> INT {
    let place = unsafe { place.read() };
    kind * 1000 + place.x * 10 + place.y
}
unsafe extern "C" fn log(text: rffi::CONST_CCHARP) {
    assert!(!text.is_null());
    LOGGED.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
}
unsafe extern "C" fn placed(result: Ptr<point>, n: INT) {
    unsafe { result.write(point { x: n, y: n + 1 }) }
}
unsafe extern "C" fn visitor(n: INT, data: rffi::VOIDP) -> INT {
    let data: *mut std::ffi::c_void = data.into();
    n * unsafe { *data.cast::<INT>() }
}

fn main() {
    unsafe {
        assert_eq!(std::mem::size_of::<stat_like>(), 24);
        assert_eq!(make_stat(9).mode, 9);
        assert_eq!(make_stat(9).size, 2);
        let stat = make_stat(4);
        assert_eq!(size_of((&raw const stat).into()), 2);
        assert_eq!(std::mem::size_of::<number>(), 24);
        assert_eq!(std::mem::offset_of!(holder, kind), 32);
        assert_eq!(next_id(u16::MAX), 0);
        assert_eq!(flag_t::MAX, 255);
        assert_eq!(scaled(1.25_f64), 12.5);
        assert_eq!(hidden_get(hidden_new(3)), 3);
        assert!(!handle_new().is_null());
        assert_eq!(blob_number(make_blob(8)), 8);
        let table: table = std::mem::zeroed();
        assert_eq!((table.rows.len(), table.cells.len()), (5, 4));
        assert_eq!(primes().read(), [2, 3, 5, 7]);
        assert_eq!(grid().read()[1], [4, 5, 6]);
        assert_eq!(open_list().read(), 9);
        let mut name: name_t = [0; 16];
        name[..3].fill(b'x' as _);
        assert_eq!(name_length((&raw const name).cast::<rffi::CHAR>().into()), 3);
        assert_eq!((RED, GREEN, ROUND, SQUARE), (1, -3, 1000, 7));
        assert_eq!(FIRST, 1);
        assert_eq!((LIMIT, BIG, GIVEN, FROM_MACRO, SAME), (16, u64::MAX, 42, -5, 16));
        assert_eq!(RATIO, 0.75);
        assert!(!TITLE().is_null());
        assert_eq!(STARTED(), 77);
        assert_eq!(half(3), 1.5);
        assert_eq!(sum(300, 5), 305);
        assert_eq!(twice(21), 42);
        assert_eq!(inlined(1), 2);
        assert_eq!(total(c"iii".as_ptr().into(), 1, 2, 3), 6);
        let there = moved(point { x: 1, y: 2 }, 5);
        assert_eq!((there.x, there.y), (6, 2));
        assert_eq!(precise(rffi::LONGDOUBLE::from(1.5)).to_f64(), 3.0);
        let turned = turned(rffi::DOUBLE_COMPLEX { re: 1.0, im: 2.0 });
        assert_eq!((turned.re, turned.im), (-2.0, 1.0));
        assert!(!label(SECOND).is_null());
        let mut factor: INT = 7;
        assert_eq!(visit(Some(visitor), (&raw mut factor).cast::<std::ffi::c_void>().into()), 21);
        assert_eq!(type_(3), 3);
        let mut four = 4_i16;
        assert_eq!(capitals(3_i16, (&raw mut four).into()), 7);
        counter().write(counter().read() + 1);
        assert_eq!(counter().read(), 6);
        per_thread().write(9);
        let other = std::thread::spawn(|| per_thread().read()).join().unwrap();
        assert_eq!((per_thread().read(), other), (9, 1));
        element().write(1);
        assert_eq!(element().read(), 1);
        assert!(!greeting().is_null());
        assert_eq!(fixed().read(), [3, 4]);
        assert_eq!(many([1_i64, 2].as_mut_ptr().into()), 3);
        assert_eq!((std::mem::size_of::<bits>(), std::mem::size_of::<wire>()), (8, 5));
        let mut bits: bits = std::mem::zeroed();
        bits.set_a(5);
        bits.set_b(33);
        assert_eq!((bits.a(), bits.b(), bits.rest), (5, 1, 0));
        let mut variant: variant = std::mem::zeroed();
        let at: Ptr<variant> = (&raw mut variant).into();
        demo::variant::d(at).write(0.5);
        assert_eq!(demo::variant::d(at).read(), 0.5);
        let mut last = node { next: Ptr::NULL, callback: None, value: 2 };
        let mut first = node { next: (&raw mut last).into(), callback: None, value: 1 };
        assert_eq!(count((&raw mut first).into()), 2);
        assert_eq!(fire(1, 2), 0);      // nobody is set
        set_on_event(Some(event));
        set_on_log(Some(log));
        set_on_place(Some(placed));
        assert_eq!(fire(1, 2), 1023);
        assert_eq!(LOGGED.load(std::sync::atomic::Ordering::Relaxed), 1);
        assert_eq!(place(4), 405);
        assert_eq!(twice::EXTERNAL.call(&[Value::from(4)]).unwrap(), Value::from(8));
    }
    println!("{}", EXTERNALS.len());
}
"#;

#[test]
fn the_compiler_fills_every_gap() {
    let package = Package::new(
        "api-mode",
        WITH_BUILD_SCRIPT,
        &[
            ("build.rs", API_BUILD),
            ("src/demo.cdef", API_CDEF),
            ("src/demo source.c", API_SOURCE),
            ("src/main.rs", API_MAIN),
        ],
    );
    let printed = package.succeeds(&["run", "--quiet"]);
    assert!(!printed.is_empty());
}

fn api_build(glue: &str) -> String {
    API_BUILD.replace(
        "rffi_build::Glue::new(\"demo\")
        .cdef_file(\"src/demo.cdef\")?
        .source_file(\"src/demo source.c\")?",
        glue,
    )
}

#[test]
fn an_interface_includes_that_of_another_package() {
    let base = Package::new(
        "glue-base",
        WITH_BUILD_SCRIPT,
        &[
            (
                "build.rs",
                &api_build(
                    "rffi_build::Glue::new(\"shapes\")
                        .cdef(\"struct box { int w, h; ...; }; typedef int... size;\\n#define UNIT ...\\nsize area(struct box b);\")
                        .compilation_info(&rffi::ExternalCompilationInfo::new()
                            .include_dir(\"include dir\").include(\"shapes.h\"))",
                ),
            ),
            (
                "include dir/shapes.h",
                "struct box { long id; int w, h; };\ntypedef short size;\n#define UNIT 3\n\
                 static inline size area(struct box b) { return b.w * b.h * UNIT; }\n",
            ),
            (
                "src/lib.rs",
                "pub mod shapes { include!(concat!(env!(\"OUT_DIR\"), \"/shapes.rs\")); }",
            ),
        ],
    );
    let manifest = fs::read_to_string(base.folder.join("Cargo.toml")).unwrap();
    let manifest = manifest
        .replace(
            "edition = \"2024\"\n",
            "edition = \"2024\"\nlinks = \"glue-base\"\n",
        )
        .replace(
            "[build-dependencies]\n",
            "[build-dependencies]\nrffi = { path = \"RFFI\", default-features = false }\n",
        )
        .replace("RFFI", workspace().join("rffi").to_str().unwrap());
    fs::write(base.folder.join("Cargo.toml"), manifest).unwrap();

    let user = Package::new(
        "glue-user",
        &WITH_BUILD_SCRIPT.replace(
            "[dependencies]\n",
            "[dependencies]\nglue-base = { path = \"../glue-base\" }\n",
        ),
        &[
            (
                "build.rs",
                &api_build(
                    "rffi_build::Glue::new(\"more\")
                        .include_package(\"glue-base\", \"shapes\", \"::glue_base::shapes\")?
                        .cdef(\"struct box doubled(struct box b); extern struct box boxes[UNIT_COUNT];\".replace(\"UNIT_COUNT\", \"2\"))
                        .source(\"#include \\\"../glue-base/include dir/shapes.h\\\"\\nstatic struct box doubled(struct box b) { b.w *= 2; return b; }\\nstatic struct box boxes[2];\")",
                ),
            ),
            (
                "src/main.rs",
                "mod more { include!(concat!(env!(\"OUT_DIR\"), \"/more.rs\")); }
                 fn main() {
                     unsafe {
                         // Types and functions of the included interface are there under one roof.
                         let mut first: glue_base::shapes::r#box_ = more::boxes().read()[0];
                         (first.w, first.h) = (2, 5);
                         println!(\"{} {}\", more::area(more::doubled(first)), more::UNIT);
                     }
                 }",
            ),
        ],
    );
    // C is compiled in the folder of the package.
    assert_eq!(user.succeeds(&["run", "--quiet"]), "60 3\n");
}

#[test]
fn what_the_compiler_denies_stops_the_build() {
    for (name, cdef, says) in [
        (
            "wrong-layout",
            "struct point { int x; char y; }; struct point make(void);",
            "the member `y` has 4 bytes, and its type in the text has 1",
        ),
        (
            "wrong-order",
            "struct point { int y, x; };",
            "the compiler says that the offset of `y` is 4, and the text says 0",
        ),
        (
            "wrong-constant",
            "#define LIMIT 8",
            "the compiler says that `LIMIT` is 7, and the text says 8",
        ),
        ("wrong-pointer", "int sum(long *p);", "src/demo.cdef:1:"),
        ("wrong-name", "int som(int *p);", "src/demo.cdef:1:"),
        ("wrong-syntax", "int sum(int *p", "error[syntax]"),
    ] {
        let package = Package::new(
            name,
            WITH_BUILD_SCRIPT,
            &[
                ("build.rs", API_BUILD),
                ("src/demo.cdef", cdef),
                (
                    "src/demo source.c",
                    "struct point { int x, y; };\n#define LIMIT 7\n\
                     static struct point make(void) { struct point p = { 1, 2 }; return p; }\n\
                     static int sum(int *p) { return p[0]; }\n",
                ),
                ("src/lib.rs", ""),
            ],
        );
        package.fails(&[says]);
    }
}

#[test]
fn a_package_has_glue_in_cpp() {
    let package = Package::new(
        "glue-in-cpp",
        WITH_BUILD_SCRIPT,
        &[
            (
                "build.rs",
                &api_build(
                    "rffi_build::Glue::new(\"words\")
                        .cdef(\"int longest(const char *a, const char *b);\\n#define DEPTH ...\")
                        .source(\"#include <string>\\n#include <algorithm>\\nconstexpr int depth() { return 6; }\\n#define DEPTH depth()\\nstatic int longest(const char *a, const char *b) { return (int)std::max(std::string(a).size(), std::string(b).size()); }\")
                        .cpp()",
                ),
            ),
            (
                "src/main.rs",
                "mod words { include!(concat!(env!(\"OUT_DIR\"), \"/words.rs\")); }
                 fn main() {
                     let longest = unsafe { words::longest(c\"abc\".as_ptr().into(), c\"de\".as_ptr().into()) };
                     println!(\"{longest} {}\", words::DEPTH);
                 }",
            ),
        ],
    );
    assert_eq!(package.succeeds(&["run", "--quiet"]), "3 6\n");
}

#[test]
fn glue_is_compiled_and_loaded_at_run_time() {
    use rffi::{Library, Value};
    let folder = tempfile::tempdir().unwrap();
    let glue = rffi_build::Glue::new("now")
        .cdef(
            "#define LIMIT ...
             struct point { int x; double y; };
             struct part { int known; ...; };
             struct point moved(struct point p, int dx);
             int known(struct part p);
             long twice(int n);
             long double precise(long double x);
             extern __thread int here;
             static const char *const NAME;
             extern \"Rust\" int ready(int n);
             int ask(int n);",
        )
        .source(
            "#define LIMIT 9
             struct point { int x; double y; };
             struct part { char unknown[3]; int known; };
             static struct point moved(struct point p, int dx) { p.x += dx; return p; }
             static int known(struct part p) { return p.known; }
             #define twice(n) (2L * (n))
             static long double precise(long double x) { return x + 1; }
             static __thread int here = 3;
             #define NAME \"name\"
             static int ready(int n);
             static int ask(int n) { return ready(n); }",
        );
    let made = glue.compile_shared_lib(folder.path()).unwrap();
    assert_eq!(made.cdef().constant("LIMIT").unwrap(), 9);
    // SAFETY: the library is ours, and the declarations were compared with it.
    unsafe {
        let library = Library::open(made.library())
            .unwrap()
            .with_cdef(made.cdef().clone());
        let twice = library.function("twice").unwrap();
        assert_eq!(twice.call(&[Value::from(21)]).unwrap(), Value::from(42_i64));

        #[repr(C)]
        struct Point {
            x: i32,
            y: f64,
        }
        let mut point = Point { x: 1, y: 0.5 };
        let moved = library.function("moved").unwrap();
        let at = (&raw mut point).cast();
        let args = [Value::from_pointer(at), Value::from(4)];
        moved.call_into(&args, at).unwrap();
        assert_eq!((point.x, point.y), (5, 0.5));

        // Nobody knows how a struct is passed of which the text says a part.
        let error = library.function("known").unwrap_err().to_string();
        assert!(error.contains("`known`"), "{error}");

        let address = library.function(made.address_of("here").unwrap()).unwrap();
        let here = address
            .call(&[])
            .unwrap()
            .as_pointer()
            .unwrap()
            .cast::<i32>();
        assert_eq!(here.read(), 3);
        let name = library.function(made.value_of("NAME").unwrap()).unwrap();
        let name = name.call(&[]).unwrap().as_pointer().unwrap();
        assert_eq!(std::ffi::CStr::from_ptr(name.cast()), c"name");

        unsafe extern "C" fn ready(n: i32) -> i32 {
            n + 100
        }
        let set = library.function(made.setter_of("ready").unwrap()).unwrap();
        set.call(&[Value::from_pointer(ready as *mut _)]).unwrap();
        let ask = library.function("ask").unwrap();
        assert_eq!(ask.call(&[Value::from(1)]).unwrap(), Value::from(101));
    }
}

#[test]
fn what_the_readme_says_of_glue_is_true() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let code = readme.split("```rust\n").nth(3).unwrap();
    let code = code.split("```").next().unwrap();
    let build = format!("fn main() {{\n{code}}}");
    let main = "mod time { include!(concat!(env!(\"OUT_DIR\"), \"/time.rs\")); }
        fn main() {
            let now: rffi::LONG = 0;
            let tm = unsafe { time::localtime((&raw const now).into()).read() };
            println!(\"{} {}\", tm.tm_year, time::CLOCKS_PER_SEC);
        }";
    let package = Package::new(
        "readme-glue",
        WITH_BUILD_SCRIPT,
        &[("build.rs", &build), ("src/main.rs", main)],
    );
    let printed = package.succeeds(&["run", "--quiet"]);
    assert!(printed.ends_with(" 1000000\n"), "{printed}");
}

const HEADERS_BUILD: &str = r##"
use std::process::Command;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    let mut modules = String::new();
    for header in ["stdio.h", "time.h", "string.h", "sys/stat.h", "netdb.h", "termios.h", "unistd.h",
                   "zlib.h", "sqlite3.h", "curl/curl.h", "openssl/sha.h"] {
        let name: String = header.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let source = out.join("source.c");
        std::fs::write(&source, format!("#include <{header}>\n"))?;
        let output = Command::new("cc").arg("-E").arg(&source).output()?;
        if !output.status.success() {
            println!("cargo::warning=skipped: there is no `{header}`");
            continue;
        }
        rffi_build::Glue::new(&*name)
            .cdef(String::from_utf8(output.stdout)?)
            .source(format!("#include <{header}>\n"))
            .build();
        modules += &format!("pub mod {name} {{ include!(concat!(env!(\"OUT_DIR\"), \"/{name}.rs\")); }}\n");
    }
    std::fs::write(out.join("modules.rs"), modules)?;
    Ok(())
}
"##;

/// Everything that headers declare, as they are; nothing of it is linked that is not used.
#[test]
fn whole_headers_have_glue() {
    let package = Package::new(
        "whole-headers",
        WITH_BUILD_SCRIPT,
        &[
            ("build.rs", HEADERS_BUILD),
            (
                "src/main.rs",
                "include!(concat!(env!(\"OUT_DIR\"), \"/modules.rs\"));
                 fn main() {
                     let mut stat: sys_stat_h::stat = unsafe { std::mem::zeroed() };
                     let result = unsafe { sys_stat_h::stat(c\"/\".as_ptr().into(), (&raw mut stat).into()) };
                     println!(\"{result} {:o}\", stat.st_mode & 0o170000);
                 }",
            ),
        ],
    );
    assert_eq!(package.succeeds(&["run", "--quiet"]), "0 40000\n");
}

#[test]
fn glue_and_declarations_of_rust_go_together() {
    let package = Package::new(
        "glue-and-rust",
        WITH_BUILD_SCRIPT,
        &[
            (
                "build.rs",
                "fn main() {
                     rffi_build::build();
                     rffi_build::Glue::new(\"one\").cdef(\"int one(void);\").source(\"#define one() 1\").build();
                     rffi_build::Glue::new(\"two\").cdef(\"int two(void);\").source(\"static int two(void) { return 2; }\").build();
                 }",
            ),
            (
                "src/lib.rs",
                "pub mod one { include!(concat!(env!(\"OUT_DIR\"), \"/one.rs\")); }
                 mod two { include!(concat!(env!(\"OUT_DIR\"), \"/two.rs\")); }
                 rffi::llexternal! {
                     compilation_info = rffi::ExternalCompilationInfo::new()
                         .separate_module_sources(&[\"int three(void) { return 3; }\"]);
                     unsafe extern \"C\" { pub safe fn three() -> rffi::INT; }
                 }
                 pub fn all() -> rffi::INT { unsafe { one::one() * 100 + two::two() * 10 + three() } }",
            ),
            (
                "src/main.rs",
                "fn main() { println!(\"{} {}\", glue_and_rust::all(), unsafe { glue_and_rust::one::one() }); }",
            ),
            (
                "tests/uses.rs",
                "#[test] fn uses() { assert_eq!(glue_and_rust::all(), 123); }",
            ),
        ],
    );
    assert_eq!(package.succeeds(&["run", "--quiet"]), "123 1\n");
    assert!(package.succeeds(&["test"]).contains("1 passed"));
}
