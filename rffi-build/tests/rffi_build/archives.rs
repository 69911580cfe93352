//! What is compiled, and that it works.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

use rffi::ExternalCompilationInfo;
use rffi_build::compile_executable;

use crate::support::{Outcome, Sandbox, has_c_compiler, has_program, run_again};
#[cfg(unix)]
use crate::support::{recorded, recording_compiler, script};

/// The value of a C expression in a program with the package's archive.
fn evaluate(sandbox: &Sandbox, outcome: &Outcome, prototypes: &str, expression: &str) -> i32 {
    let info = ExternalCompilationInfo::new()
        .post_include_bit(prototypes)
        .separate_module_source(format!("int main(void) {{ return {expression}; }}"))
        .link_file(outcome.archive().to_str().unwrap());
    let program = sandbox.path("program");
    compile_executable(&[] as &[&str], &info, &program).unwrap();
    Command::new(program).status().unwrap().code().unwrap()
}

const LIBRARY: &str = r##"
    static A: ExternalCompilationInfo = ExternalCompilationInfo::new()
        .pre_include_bits(&["#define ONE 1"])
        .includes(&["stddef.h", "seven.h"])
        .include_dirs(&["c headers"])
        .post_include_bits(&["int second(void);"])
        .compile_extra(&["-DHUNDRED=100"])
        .libraries(&["m", "z"])
        .separate_module_sources(&[
            "int first(void) { return ONE + SEVEN + second(); }",
            include_str!("../c/second.c"),
        ])
        .separate_module_files(&["c/hundred.c"]);
    llexternal! { compilation_info = A; }
    llexternal! { compilation_info = crate::A; unsafe extern "C" { safe fn first() -> INT; } }
"##;

fn sandbox() -> Sandbox {
    Sandbox::new(&[
        ("src/lib.rs", LIBRARY),
        ("c headers/seven.h", "#define SEVEN 7\n"),
        ("c/second.c", "int second(void) { return 20 * ONE; }"),
        (
            "c/hundred.c",
            "#include \"seven.h\"\nint hundred(void) { return HUNDRED; }",
        ),
    ])
}

#[test]
fn everything_that_an_info_says_is_compiled() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = sandbox();
    let outcome = sandbox.build();
    assert_eq!(outcome.manifest.blocks.len(), 2);
    for links in outcome.manifest.blocks.values() {
        let [archive, m, z] = &links.libraries[..] else {
            panic!("{links:?}");
        };
        // An archive stands before what it uses.
        assert!(archive.name.starts_with("rffi_my_pack_"), "{archive:?}");
        assert_eq!((&*m.name, &*z.name), ("m", "z"));
    }
    let prototypes = "int first(void); int hundred(void);";
    let sum = evaluate(&sandbox, &outcome, prototypes, "first() + hundred()");
    assert_eq!(sum, 1 + 7 + 20 + 100);
}

#[test]
fn every_input_is_watched() {
    if !has_c_compiler() {
        return;
    }
    let outcome = sandbox().build();
    let watched = outcome.values("rerun-if-changed=");
    let (system, watched): (Vec<&str>, Vec<&str>) =
        watched.iter().partition(|path| path.starts_with('/'));
    // An update of the system is one, too; what the build writes is none.
    assert!(system.iter().any(|path| path.ends_with("/stddef.h")));
    assert!(!system.iter().any(|path| path.contains("out dir")));
    let expected = [
        "c/hundred.c",
        "c headers",
        "c headers/seven.h",
        "src",
        "src/../c/second.c",
        "src/lib.rs",
    ];
    assert_eq!(watched, expected);
}

/// Makes a file older than what was built from it, as it is in every build but the first.
fn age(sandbox: &Sandbox, paths: &[&str]) {
    age_by(100, sandbox, paths);
}

fn age_by(seconds: u64, sandbox: &Sandbox, paths: &[&str]) {
    let past = SystemTime::now() - Duration::from_secs(seconds);
    for path in paths {
        let file = File::options()
            .write(true)
            .open(sandbox.package.folder.join(path));
        file.unwrap().set_modified(past).unwrap();
    }
}

#[test]
fn only_what_changed_is_compiled_again() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = sandbox();
    let inputs = ["c headers/seven.h", "c/second.c", "c/hundred.c"];
    age(&sandbox, &inputs);
    let first = sandbox.build();

    // An object that is not compiled again keeps what is written into it here.
    let folder = sandbox.package.out_dir.join("rffi");
    let kept = sandbox.kept();
    let objects: Vec<_> = kept.iter().filter(|name| name.ends_with(".o")).collect();
    assert_eq!(objects.len(), 3);
    let mark = || {
        for object in &objects {
            fs::write(folder.join(object), "kept").unwrap();
        }
    };
    let compiled = || {
        let is_kept = |object: &&&String| fs::read(folder.join(object)).unwrap() != b"kept";
        objects.iter().filter(is_kept).count()
    };

    mark();
    let second = sandbox.build();
    assert_eq!((compiled(), sandbox.kept()), (0, kept.clone()));
    assert_eq!(second.directives, first.directives);

    sandbox.write("c headers/seven.h", "#define SEVEN 8\n");
    sandbox.build();
    // `second.c` comes below the includes, too.
    assert_eq!(compiled(), 3);

    age(&sandbox, &inputs);
    sandbox.build();
    mark();
    sandbox.write("c/hundred.c", "int hundred(void) { return 101; }");
    sandbox.build();
    assert_eq!(compiled(), 1);
}

#[test]
fn what_is_not_needed_any_more_is_removed() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = sandbox();
    sandbox.build();
    let before = sandbox.kept();
    sandbox.write(
        "src/lib.rs",
        &LIBRARY.replace("return ONE", "return ONE - ONE"),
    );
    let outcome = sandbox.build();
    assert_eq!(sandbox.kept().len(), before.len());
    assert_ne!(sandbox.kept(), before);
    assert_eq!(
        evaluate(&sandbox, &outcome, "int first(void);", "first()"),
        27
    );

    sandbox.write("src/lib.rs", "");
    sandbox.build();
    assert!(sandbox.kept().iter().eq(["compared", "manifest"]));
}

#[test]
fn equal_infos_share_an_archive() {
    if !has_c_compiler() {
        return;
    }
    let chain = "ExternalCompilationInfo::new().separate_module_sources(&[\"int x;\"])";
    let sandbox = Sandbox::library(&format!(
        "static A: E = {chain}; mod m {{ llexternal! {{ compilation_info = {chain}; }} }}
         llexternal! {{ compilation_info = A; }}"
    ));
    let outcome = sandbox.build();
    assert_eq!(outcome.manifest.blocks.len(), 2);
    assert_eq!(outcome.libraries().len(), 1);
}

#[test]
fn different_infos_have_archives_of_their_own_in_one_folder() {
    if !has_c_compiler() {
        return;
    }
    let block = |text: &str| {
        let chain = "ExternalCompilationInfo::new().separate_module_sources";
        format!("llexternal! {{ compilation_info = {chain}(&[\"{text}\"]); }}")
    };
    let outcome = Sandbox::library(&(block("int x;") + &block("int y;"))).build();
    assert_eq!(outcome.libraries().len(), 2);
    assert_eq!(outcome.values("rustc-link-search=").len(), 1);
}

#[test]
fn one_text_always_gives_one_archive() {
    if !has_c_compiler() {
        return;
    }
    let [one, two] = [sandbox(), sandbox()].map(|sandbox| {
        let archive = sandbox.build().archive();
        let name = archive.file_name().unwrap().to_owned();
        (name, fs::read(archive).unwrap(), sandbox.path(""))
    });
    assert_eq!(one.0, two.0);
    assert_eq!(one.1.len(), two.1.len());
    // Where it was made is not in it.
    let place = one.2.to_str().unwrap().trim_end_matches('/').as_bytes();
    assert!(!one.1.windows(place.len()).any(|bytes| bytes == place));
}

#[test]
fn warnings_come_with_their_lines() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = Sandbox::library(
        "llexternal! {\n compilation_info = ExternalCompilationInfo::new().separate_module_sources(&[\n\
         r#\"\nint f(void) {\n int unused;\n return 1; }\"#]); }",
    );
    let warned = |outcome: &Outcome| {
        let warnings = outcome.values("warning=");
        warnings
            .iter()
            .any(|line| line.starts_with("src/lib.rs:5:") && line.contains("unused"))
    };
    let first = sandbox.build();
    assert!(warned(&first), "{}", first.directives);
    // Also when nothing is compiled.
    let second = sandbox.build();
    assert_eq!(second.directives, first.directives);
}

/// A package with one C file, whose `VALUE` comes from a header that is found in `second`.
fn with_header() -> Sandbox {
    let sandbox = Sandbox::new(&[
        (
            "src/lib.rs",
            "static A: ExternalCompilationInfo = ExternalCompilationInfo::new()
                 .include_dirs(&[\"first\", \"second\", \".\"])
                 .separate_module_files(&[\"value.c\"]);
             llexternal! { compilation_info = A; }",
        ),
        (
            "value.c",
            "#include <sub/value.h>\nint value(void) { return VALUE; }",
        ),
        ("second/sub/value.h", "#define VALUE 1\n"),
        ("first/sub/other.h", ""),
    ]);
    age(&sandbox, &["value.c", "second/sub/value.h"]);
    sandbox
}

#[track_caller]
fn expect_value(sandbox: &Sandbox, expected: i32) {
    let outcome = sandbox.build();
    let value = evaluate(sandbox, &outcome, "int value(void);", "value()");
    assert_eq!(value, expected);
}

#[test]
fn a_header_that_comes_before_another_is_seen() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = with_header();
    expect_value(&sandbox, 1);
    let folders = sandbox.build();
    let folders = folders.values("rerun-if-changed=");
    assert!(folders.contains(&"first") && folders.contains(&"second"));
    sandbox.write("first/sub/value.h", "#define VALUE 2\n");
    age_by(200, &sandbox, &["first/sub/value.h"]);
    expect_value(&sandbox, 2);
}

#[test]
fn a_header_that_becomes_older_is_seen() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = with_header();
    expect_value(&sandbox, 1);
    sandbox.write("second/sub/value.h", "#define VALUE 3\n");
    age_by(200, &sandbox, &["second/sub/value.h"]);
    expect_value(&sandbox, 3);
}

#[test]
fn a_folder_that_the_build_writes_to_is_not_watched() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = with_header();
    sandbox.package.out_dir = sandbox.package.folder.join("target/out");
    let first = sandbox.build();
    assert!(!first.values("rerun-if-changed=").contains(&"."));
    let kept = sandbox.kept();
    sandbox.build();
    assert_eq!(sandbox.kept(), kept);
}

/// A compiler that says what it defines.
#[cfg(unix)]
fn write_compiler(path: &std::path::Path, value: u8) {
    script(path, &format!("exec cc -DVALUE={value} \"$@\""));
}

#[test]
#[cfg(unix)]
fn another_compiler_of_the_same_name_is_seen() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = with_header();
    sandbox.write("second/sub/value.h", "");
    age(&sandbox, &["second/sub/value.h"]);
    let compiler = sandbox.path("my-cc");
    sandbox.package.toolchain.compiler = Some(compiler.clone());
    write_compiler(&compiler, 4);
    expect_value(&sandbox, 4);
    fs::remove_file(&compiler).unwrap();
    write_compiler(&compiler, 5);
    expect_value(&sandbox, 5);
}

#[test]
#[cfg(unix)]
fn what_the_build_writes_is_no_input_by_its_other_path_either() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .includes(&[\"rffi.h\"]).separate_module_sources(&[\"int x;\"]); }",
    );
    let real = sandbox.path("o");
    fs::create_dir(&real).unwrap();
    // gcc shortens the paths of system headers.
    let link = sandbox.path("a longer name of the same folder");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    sandbox.package.out_dir = link;
    let outcome = sandbox.build();
    let watched = outcome.values("rerun-if-changed=");
    let is_header = |path: &&str| path.ends_with("rffi.h");
    assert!(!watched.iter().any(is_header), "{watched:?}");
}

#[test]
#[cfg(unix)]
fn the_compiler_gets_what_the_info_says_in_order() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .include_dirs(&[\"c one\", \"two\"]).compile_extra(&[\"-DA=\\\"b c\\\"\", \"-flto\", \"-O1\"])
             .separate_module_files(&[\"c one/x.c\"]); }",
    );
    sandbox.write("c one/x.c", "int x;");
    sandbox.write("two/x.h", "");
    sandbox.package.include_dirs.push("/opt/more".into());
    let compiler = recording_compiler(&sandbox.path(""));
    sandbox.package.toolchain.compiler = Some(compiler);
    sandbox.build();
    let [call] = &recorded(&sandbox.path(""))[..] else {
        panic!("one call");
    };
    let place = |word: &str| {
        let place = call.iter().position(|argument| argument == word);
        place.unwrap_or_else(|| panic!("no `{word}` in {call:?}"))
    };
    let order = ["c one", "two", "/opt/more", "-DA=\"b c\"", "-flto", "-O1"];
    assert!(order.map(place).is_sorted(), "{call:?}");
    assert!(place("c one/x.c") > place("-c"));
    // Whoever asked for it.
    assert_eq!(call.last().unwrap(), "-fno-lto");

    sandbox.build();
    assert_eq!(recorded(&sandbox.path("")).len(), 1);
}

#[test]
fn flags_for_the_link_in_the_environment_do_not_reach_an_archive() {
    let test = "archives::inside_flags_for_the_link";
    for compiler in ["gcc", "clang"] {
        if has_program(compiler) {
            let variables = [("CFLAGS", "-flto -O1"), ("CC", compiler)];
            let said = run_again(test, &variables);
            assert!(said.contains("cargo:rerun-if-env-changed=CFLAGS"), "{said}");
        }
    }
}

#[test]
#[ignore = "run by `flags_for_the_link_in_the_environment_do_not_reach_an_archive`"]
fn inside_flags_for_the_link() {
    let sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .separate_module_sources(&[\"int visible_name(void) { return 1; }\"]); }",
    );
    let archive = fs::read(sandbox.build().archive()).unwrap();
    let has = |text: &[u8]| archive.windows(text.len()).any(|window| window == text);
    assert!(has(b"\x7fELF") && !has(b".gnu.lto_") && !has(b"BC\xc0\xde"));
    // The archive's index knows it.
    assert!(
        archive[..256]
            .windows(12)
            .any(|window| window == b"visible_name")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn every_variable_of_the_compiler_is_watched() {
    if !has_c_compiler() {
        return;
    }
    let outcome = sandbox().build();
    let watched = outcome.values("rerun-if-env-changed=");
    let variables = [
        "CPATH",
        "C_INCLUDE_PATH",
        "CPLUS_INCLUDE_PATH",
        "COMPILER_PATH",
        "GCC_EXEC_PREFIX",
        "LIBRARY_PATH",
        "SOURCE_DATE_EPOCH",
        "DOCS_RS",
    ];
    for variable in variables {
        assert!(watched.contains(&variable), "{variable}: {watched:?}");
    }
}

/// The C of a package with this block, and what an expression with its first function, `f`, is.
fn with_wrapper(headers: &str, declaration: &str, prototype: &str, expression: &str) -> i32 {
    let sandbox = Sandbox::library(&format!(
        "llexternal! {{ compilation_info = ExternalCompilationInfo::new()
             .post_include_bits(&[{headers:?}]);
         unsafe extern \"C\" {{ {declaration} }} }}"
    ));
    let outcome = sandbox.build();
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    let links = outcome.manifest.blocks.values().next().unwrap();
    let name = format!("{}_0_f", links.wrappers.as_ref().unwrap());
    let prototypes = format!("{prototype}\n#define f {name}\n").replace("f(", &format!("{name}("));
    evaluate(&sandbox, &outcome, &prototypes, expression)
}

#[test]
fn a_macro_is_one_expression_in_its_function() {
    if !has_c_compiler() {
        return;
    }
    let step = with_wrapper(
        "#define f(p) p + 1",
        "#[c_macro] unsafe fn f(p: Ptr<INT>) -> VOIDP;",
        "void *f(int *p); static int a[2];",
        "(char *)f(a) - (char *)a == sizeof(int)",
    );
    assert_eq!(step, 1);
}

#[test]
fn names_in_a_function_are_none_of_the_headers() {
    if !has_c_compiler() {
        return;
    }
    let value = with_wrapper(
        "#define a0 7\n#define result 8\n#define f(p, q) ((p) + (int)(q))",
        "#[c_macro] unsafe fn f(p: INT, q: LONGDOUBLE) -> LONGDOUBLE;",
        "void f(long double *, int p, const long double *q); static long double x, y = 4;",
        "(f(&x, 3, &y), (int)x)",
    );
    assert_eq!(value, 7);
}
