//! Glue where only documentation is built, as on docs.rs.

use std::fs;
use std::path::PathBuf;

use rffi::ExternalCompilationInfo;
use rffi_build::{Error, Glue, Package, Result};
use tempfile::TempDir;

use crate::support::{chain, has_c_compiler};

/// A package that has nothing but documentation.
struct Docs {
    folder: TempDir,
    package: Package,
}

impl Docs {
    fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("some docs ")
            .tempdir()
            .unwrap();
        let root = folder.path().join("package");
        fs::create_dir(&root).unwrap();
        let mut package = Package::new("my-pack", root, folder.path().join("out"));
        package.documentation_only = true;
        Docs { folder, package }
    }

    fn without_compiler(mut self) -> Self {
        self.package.toolchain.compiler = Some(self.path("no compiler"));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What Cargo is told, and the module `it`.
    fn build(&self, glue: &Glue) -> Result<(String, String)> {
        let mut out = Vec::new();
        glue.compile_for(&self.package, &mut out)?;
        let rust = fs::read_to_string(self.path("out/it.rs")).unwrap();
        Ok((String::from_utf8(out).unwrap(), rust))
    }
}

/// What a text can say without `...`.
const WHOLE: &str = "\
    #define LIMIT 7\n\
    enum mood { CALM = 3, WILD };\n\
    typedef union { int whole; float part; } number;\n\
    struct __attribute__((packed)) tight { char a; int b; };\n\
    struct bits { unsigned low : 3; unsigned high : 29; };\n\
    struct pair { enum mood first; long second; number inside[2]; const char *name; struct bits bits; };\n\
    typedef struct unknown unknown;\n\
    struct pair swapped(struct pair pair);\n\
    long double wide(unknown *, int (*call)(void *));\n\
    int format(const char *text, ...);\n\
    extern int counter, table[3];\n\
    extern \"Python\" int ready(int n);\n";

#[test]
fn a_text_that_says_all_needs_nothing() {
    let docs = Docs::new().without_compiler();
    let info = ExternalCompilationInfo::new()
        .pkg_config(&["rffi-not-there"])
        .include("rffi-not-there.h")
        .library("rffi_not_there");
    let glue = Glue::new("it")
        .cdef(WHOLE)
        .source("int x = y;")
        .compilation_info(&info);
    let (directives, rust) = docs.build(&glue).unwrap();
    assert!(rust.contains("pub const LIMIT: ::rffi::INT = 7;"), "{rust}");
    assert!(rust.contains("fn swapped("), "{rust}");
    assert!(!rust.contains("#[link"), "{rust}");
    let told: Vec<&str> = directives.lines().collect();
    let interface = docs.path("out/rffi_it/it.interface").display().to_string();
    let expected = [
        format!("cargo::metadata=RFFI_INTERFACE_IT={interface}"),
        "cargo::rerun-if-env-changed=DOCS_RS".to_owned(),
    ];
    assert_eq!(told, expected);
    assert_eq!(fs::read_to_string(interface).unwrap(), glue.interface());
}

#[test]
fn documentation_says_what_is_compiled() {
    if !has_c_compiler() {
        return;
    }
    let docs = Docs::new();
    // What the text says is C, too, but for the function of Rust.
    let source = WHOLE.replace("extern \"Python\" int ready", "static int ready");
    let glue = Glue::new("it").cdef(WHOLE).source(source);
    let mut compiled = Docs::new();
    compiled.package.documentation_only = false;
    let (_, whole) = compiled.build(&glue).unwrap();
    let (_, documented) = docs.build(&glue).unwrap();
    let links = "    #[link(name = \"rffi_glue_";
    let (before, rest) = whole.split_once(links).unwrap();
    let (_, after) = rest.split_once("unsafe extern \"C\" {}\n").unwrap();
    assert_eq!(documented, format!("{before}{after}"));

    // The same folder, with and without.
    let mut docs = docs;
    for _ in 0..2 {
        docs.package.documentation_only = false;
        let (directives, rust) = docs.build(&glue).unwrap();
        assert_eq!(rust, whole);
        let is_watched = directives.contains("cargo::rerun-if-env-changed=DOCS_RS\n");
        assert!(is_watched, "{directives}");
        docs.package.documentation_only = true;
        assert_eq!(docs.build(&glue).unwrap().1, documented);
    }
}

#[test]
fn what_a_text_leaves_out_is_asked() {
    if !has_c_compiler() {
        return;
    }
    let mut docs = Docs::new();
    fs::create_dir(docs.path("package/headers")).unwrap();
    let header = "#define LIMIT 9\nstruct pair { char hidden; int seen; };\n#define SEVEN 7\n";
    fs::write(docs.path("package/headers/limit.h"), header).unwrap();
    docs.package.include_dirs.push("headers".into());
    let base = Glue::new("base")
        .cdef("#define LIMIT ...\nstruct pair { int seen; ...; };\nstatic const int SEVEN;")
        .source("#include <limit.h>\nint does_not_link = missing;");
    let source = base.clone().source("#include <limit.h>");
    let base = Glue::new("it").include(&base, "crate::base");
    for (glue, says) in [
        (source, "pub const SEVEN: ::rffi::INT = 7;"),
        (
            base.cdef("struct two { struct pair both[2]; };")
                .source("#include <limit.h>\nstruct two { struct pair both[2]; };"),
            "assert!(::core::mem::size_of::<two>() == 16",
        ),
    ] {
        let mut out = Vec::new();
        glue.compile_for(&docs.package, &mut out).unwrap();
        let directives = String::from_utf8(out).unwrap();
        let is_watched = directives.contains("cargo::rerun-if-changed=headers/limit.h\n");
        assert!(is_watched, "{directives}");
        assert!(!directives.contains("link"), "{directives}");
        let name = if says.contains("SEVEN") { "base" } else { "it" };
        let rust = fs::read_to_string(docs.path(&format!("out/{name}.rs"))).unwrap();
        assert!(rust.contains(says), "{rust}");
    }
}

#[test]
fn what_nobody_knows_is_an_error_with_a_way_out() {
    for (text, unknown) in [
        ("struct s { int a; ...; };", "the layout of `struct s`"),
        ("typedef int... t;", "the size of the integer `t`"),
        ("extern int items[...];", "the length of `items`"),
        ("enum e { A, ... };", "the values of `enum e`"),
        ("#define LIMIT ...", "the value of `LIMIT`"),
        ("static const int LIMIT;", "the value of `LIMIT`"),
    ] {
        let docs = Docs::new().without_compiler();
        let glue = Glue::new("it").cdef(text).source("#include <not-there.h>");
        let error = docs.build(&glue).unwrap_err();
        let first = format!(
            "the glue `it` cannot be documented: its text leaves {unknown} to the C compiler"
        );
        let text = chain(&error);
        assert!(text.starts_with(&first), "{text}");
        assert!(
            text.contains("put the headers that it needs into the package"),
            "{text}"
        );
        assert!(text.contains("cannot start the C compiler"), "{text}");
    }
    let docs = Docs::new();
    let glue = Glue::new("it").cdef("#define LIMIT ...");
    if has_c_compiler() {
        let error = docs.build(&glue.clone().source("#include <not-there.h>"));
        let text = chain(&error.unwrap_err());
        assert!(text.contains("not-there.h"), "{text}");
    }
    // A mistake in the text is none of these.
    for text in ["int f(;", "#define LIMIT ...\nint f(;"] {
        let error = docs.build(&Glue::new("it").cdef(text)).unwrap_err();
        assert!(matches!(error, Error::Declarations(_)), "{error}");
    }
}
