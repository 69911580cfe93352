//! Glue: what is written, what is refused, and the shared libraries that are made of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use rffi_build::{Error, Glue, Package, Toolchain};

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rffi_build/golden")
        .join(name);
    #[expect(clippy::disallowed_methods, reason = "it is the tests' own")]
    let is_blessed = std::env::var_os("RFFI_BLESS").is_some();
    if is_blessed {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, expected, "`RFFI_BLESS=1` writes {name} anew");
}

/// Something of everything, short enough to be read.
fn small() -> Glue {
    Glue::new("small")
        .cdef(
            "#define LIMIT 7\n\
             typedef int... count_t;\n\
             enum mood { CALM, WILD, ... };\n\
             struct pair { int first; long second; };\n\
             struct part { int known; ...; };\n\
             count_t number(const struct pair *pair, double x);\n\
             struct pair swapped(struct pair pair);\n\
             int format(const char *text, ...);\n\
             extern int counter;\n\
             extern const char *const name;\n\
             extern \"Python\" int ready(int n);\n",
        )
        .source(
            "#define LIMIT 7\n\
             typedef unsigned short count_t;\n\
             enum mood { CALM = 3, WILD };\n\
             struct pair { int first; long second; };\n\
             struct part { char unknown[5]; int known; };\n\
             static count_t number(const struct pair *pair, double x) { return pair->first + x; }\n\
             static struct pair swapped(struct pair p) { struct pair q = { (int)p.second, p.first }; return q; }\n\
             int format(const char *text, ...) { return text[0]; }\n\
             static int counter = 5;\n\
             static const char *const name = \"name\";\n\
             static int ready(int n);\n\
             int use(void) { return ready(1); }\n",
        )
}

#[test]
fn the_c_is_this() {
    golden("small.c", &small().emit_c().unwrap());
}

#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
#[test]
fn the_rust_is_this() {
    golden("small.rs", &small().emit_rust().unwrap());
}

#[test]
fn a_gap_has_no_name_of_a_member() {
    let rust = Glue::new("gap")
        .cdef("struct part { int _padding_0; ...; };")
        .source("struct part { long unknown; int _padding_0; };")
        .emit_rust()
        .unwrap();
    assert!(rust.contains("pub _padding_0: "), "{rust}");
    assert!(
        !rust.contains(" _padding_0: [") && rust.contains(" _padding_1: ["),
        "{rust}"
    );
}

#[test]
fn the_c_alone_is_compiled_by_any_compiler() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("with blanks");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("small.c"), small().emit_c().unwrap()).unwrap();
    for (compiler, flags) in [
        ("cc", &["-std=c99", "-Wall"][..]),
        ("gcc", &["-std=gnu17", "-Wall", "-Wextra", "-Werror"]),
        ("clang", &["-std=gnu17", "-Wall", "-Wextra", "-Werror"]),
    ] {
        let mut command = Command::new(compiler);
        command.args(flags).args(["-c", "small.c", "-o", "small.o"]);
        match command.current_dir(&folder).output() {
            Ok(output) => {
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{compiler}: {errors}");
            }
            Err(_) => eprintln!("skipped: there is no `{compiler}` (package `{compiler}`)"),
        }
    }
}

#[test]
fn the_c_does_not_depend_on_the_target() {
    let mut toolchain = Toolchain::host();
    toolchain.target = "i686-unknown-linux-gnu".to_owned();
    let other = small().toolchain(&toolchain).emit_c().unwrap();
    assert_eq!(other, small().emit_c().unwrap());
}

fn refused(cdef: &str, source: &str) -> Error {
    Glue::new("bad")
        .cdef(cdef)
        .source(source)
        .check()
        .unwrap_err()
}

#[test]
fn what_the_compiler_denies_is_refused() {
    let error = refused("int f(int *);", "int f(long *p) { return (int)*p; }");
    let Error::Compile { stderr, .. } = &error else {
        panic!("{error}");
    };
    assert!(stderr.contains("<cdef of bad>:1:"), "{stderr}");

    let error = refused("struct s { int a; };", "struct s { char c; int a; };").to_string();
    let says = "the compiler says that the offset of `a` is 4, and the text says 0";
    assert!(error.contains(says), "{error}");

    let error = refused("\n#define N 3", "#define N 4").to_string();
    assert!(
        error.contains("the compiler says that `N` is 4, and the text says 3"),
        "{error}"
    );
    assert!(error.contains("<cdef of bad>:2:9"), "{error}");

    let error = refused("int f(int, ...);", "int f(long a, ...) { return (int)a; }");
    assert!(matches!(error, Error::Compile { .. }), "{error}");
    let error = refused("#define N ...", "#define M 4").to_string();
    assert!(
        error.contains("the compiler does not know the constant `N`"),
        "{error}"
    );
    let error = refused("int f(;", "").to_string();
    assert!(error.contains("error[syntax]"), "{error}");
    let error = refused("int f(void);", "#error no luck").to_string();
    assert!(error.contains("no luck"), "{error}");
}

#[test]
fn a_shared_library_is_compiled_once() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("a cache");
    let glue = small();
    let made = glue.compile_shared_lib(&cache).unwrap();
    let again = glue.compile_shared_lib(&cache).unwrap();
    assert_eq!(made.library(), again.library());
    assert_eq!(again.cdef().constant("WILD").unwrap(), 4);
    let kept = fs::read_dir(&cache).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().ends_with(".answers")
    });
    assert_eq!(kept.count(), 1);
    let changed = glue.source("").compile_shared_lib(&cache);
    assert!(changed.is_err());
    assert_eq!(made.cdef().constant("CALM").unwrap(), 3);
    assert_eq!(
        made.cdef()
            .offsetof("struct part", &["known".into()])
            .unwrap(),
        8
    );
    let address = made.address_of("counter").unwrap();
    assert_eq!(address.to_string(), "int *rffi_small_counter(void)");
    let value = made.value_of("name").unwrap();
    assert_eq!(value.to_string(), "const char *rffi_small_name(void)");
    let setter = made.setter_of("ready").unwrap();
    assert_eq!(setter.to_string(), "void rffi_small_ready(void *)");
    assert!(made.address_of("number").is_none());
    let symbol = |name| made.cdef().declaration(name).unwrap().symbol().to_owned();
    assert_eq!(symbol("number"), "rffi_small_number");
    assert_eq!(symbol("swapped"), "rffi_small_by_value_swapped");
    assert_eq!(symbol("format"), "format");
}

#[test]
fn a_source_in_cpp_is_compiled_as_such() {
    let glue = Glue::new("plus")
        .cdef(
            "typedef struct { double area; ...; } shape;
             shape make(int size);
             int longest(const char *const *words, int count);
             bool same(char *restrict a, const char *restrict b);
             double _Complex turned(double _Complex z);
             extern int level;
             #define DEPTH ...
             enum kind { ROUND, ... };",
        )
        .source(
            "#include <string>\n#include <vector>\n\
             struct shape { std::size_t id; double area; };\n\
             template <typename T> constexpr T twice(T x) { return 2 * x; }\n\
             #define DEPTH twice(21)\n\
             enum kind { SQUARE, ROUND };\n\
             static shape make(int size) { return { 7, size * 1.5 }; }\n\
             static int longest(const char *const *words, int count) {\n\
                 std::vector<std::string> all(words, words + count);\n\
                 std::size_t n = 0;\n\
                 for (auto &word : all) if (word.size() > n) n = word.size();\n\
                 return static_cast<int>(n);\n\
             }\n\
             static bool same(char *a, const char *b) { return std::string(a) == b; }\n\
             static double _Complex turned(double _Complex z) { return -z; }\n\
             static int level = 3;\n",
        )
        .cpp();
    match glue.check() {
        Ok(()) => {}
        Err(Error::Compile { stderr, .. }) if stderr.contains("cc1plus") => {
            return eprintln!("skipped: there is no C++ compiler (package `g++`)");
        }
        Err(error) => panic!("{error}"),
    }
    let cdef = glue.declarations().unwrap();
    assert_eq!(cdef.constant("DEPTH").unwrap(), 42);
    assert_eq!(cdef.constant("ROUND").unwrap(), 1);
    assert_eq!(cdef.offsetof("shape", &["area".into()]).unwrap(), 8);
    let wrong = Glue::new("plus")
        .cdef("int f(int *);")
        .source("static int f(long *p) { return *p; }")
        .cpp();
    assert!(matches!(wrong.check(), Err(Error::Compile { .. })));
}

#[test]
fn an_interface_includes_another() {
    let base =
        Glue::new("base").cdef("typedef int... size; struct box { size w; ...; };\n#define ONE 1");
    let source = "typedef short size; struct box { int before; size w; };\n#define ONE 1\n";
    let more = Glue::new("more")
        .include(&base, "crate::base")
        .cdef("size area(const struct box *); extern struct box boxes[ONE];")
        .source(format!(
            "{source}static size area(const struct box *b) {{ return b->w; }}\nstruct box boxes[ONE];"
        ));
    more.check().unwrap();
    let rust = more.emit_rust().unwrap();
    assert!(rust.contains("pub use crate::base::*;"), "{rust}");
    assert!(!rust.contains("pub struct box_"), "{rust}");
    assert!(rust.contains("-> size;"), "{rust}");
    assert!(!rust.contains("ONE"), "{rust}");

    // Twice by different ways.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("more.interface");
    fs::write(&file, more.interface()).unwrap();
    let most = Glue::new("most")
        .include(&base, "crate::base")
        .include_file(&file, "other::more")
        .unwrap()
        .cdef("int last(struct box b);")
        .source(format!(
            "{source}static int last(struct box b) {{ return b.w; }}"
        ));
    most.check().unwrap();
}

#[test]
fn other_targets_have_their_own_layouts() {
    let glue = Glue::new("wide").cdef(
        "struct wide { long l; char *p; ...; }; typedef int... word;\n#define BITS ...\n\
         static const double HALF;",
    );
    let glue = glue.source(
        "struct wide { char c; long l; char *p; long long end; }; typedef unsigned long word;\n\
         #define BITS (8 * sizeof(long) - 1)\n#define HALF 0.5\n",
    );
    for (target, compiler, size, word, bits) in [
        ("i686-unknown-linux-gnu", "i686-linux-gnu-gcc", 20, 4, 31),
        (
            "aarch64-unknown-linux-gnu",
            "aarch64-linux-gnu-gcc",
            32,
            8,
            63,
        ),
        ("s390x-unknown-linux-gnu", "s390x-linux-gnu-gcc", 32, 8, 63),
        (
            "armv7-unknown-linux-gnueabihf",
            "arm-linux-gnueabihf-gcc",
            24,
            4,
            31,
        ),
        ("x86_64-pc-windows-gnu", "x86_64-w64-mingw32-gcc", 24, 4, 31),
    ] {
        if Command::new(compiler).arg("--version").output().is_err() {
            eprintln!("skipped: there is no `{compiler}` (package `gcc` for it)");
            continue;
        }
        let mut toolchain = Toolchain::host();
        toolchain.target = target.to_owned();
        toolchain.compiler = Some(compiler.into());
        let glue = glue.clone().toolchain(&toolchain);
        let cdef = match glue.declarations() {
            Ok(cdef) => cdef,
            // Without the target's C library there are no headers.
            Err(Error::NoHeader { .. }) => {
                eprintln!("skipped: there are no headers for `{compiler}`");
                continue;
            }
            Err(error) => panic!("{target}: {error}"),
        };
        assert_eq!(cdef.sizeof("struct wide").unwrap(), size, "{target}");
        assert_eq!(cdef.sizeof("word").unwrap(), word, "{target}");
        assert_eq!(cdef.constant("BITS").unwrap(), bits, "{target}");
        let half = cdef.declaration("HALF").unwrap().value();
        assert_eq!(half, Some(cdef::ConstantValue::Float(0.5)), "{target}");
        assert!(glue.emit_rust().unwrap().contains("pub struct wide"));
    }
}

#[test]
fn a_build_script_that_runs_again_compiles_only_what_changed() {
    let folder = tempfile::Builder::new()
        .prefix("a glue ")
        .tempdir()
        .unwrap();
    let package_folder = folder.path().join("package");
    fs::create_dir_all(package_folder.join("headers")).unwrap();
    let header = package_folder.join("headers/limit.h");
    fs::write(&header, "#define LIMIT 3\n").unwrap();
    let mut package = Package::new("my-pack", &package_folder, folder.path().join("out dir"));
    package.include_dirs.push("headers".into());
    let glue = Glue::new("limit")
        .cdef("#define LIMIT ...\nint half(int n);")
        .source("#include <limit.h>\nstatic int half(int n) { return n / 2; }");
    let build = || {
        let mut out = Vec::new();
        glue.compile_for(&package, &mut out).unwrap();
        let rust = fs::read_to_string(folder.path().join("out dir/limit.rs")).unwrap();
        (String::from_utf8(out).unwrap(), rust)
    };
    // What was written just now may be written again in the same tick of the clock.
    std::thread::sleep(std::time::Duration::from_millis(20));
    let (directives, rust) = build();
    assert!(
        directives.contains("cargo::rerun-if-changed=headers/limit.h"),
        "{directives}"
    );
    assert!(
        directives.contains("cargo::rustc-link-search=native="),
        "{directives}"
    );
    assert!(
        directives.contains("cargo::metadata=RFFI_INTERFACE_LIMIT="),
        "{directives}"
    );
    assert!(rust.contains("pub const LIMIT: ::rffi::INT = 3;"), "{rust}");
    let object = folder.path().join("out dir/rffi_limit/0.o");
    let made = fs::metadata(&object).unwrap().modified().unwrap();
    assert_eq!(build(), (directives.clone(), rust));
    assert_eq!(fs::metadata(&object).unwrap().modified().unwrap(), made);

    fs::write(&header, "#define LIMIT 40\n").unwrap();
    let (again, rust) = build();
    assert_eq!(again, directives);
    assert!(
        rust.contains("pub const LIMIT: ::rffi::INT = 40;"),
        "{rust}"
    );
}
