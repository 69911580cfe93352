//! What is compiled, and that it works.

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

use rffi::ExternalCompilationInfo;
use rffi_build::compile_executable;

use crate::support::{Outcome, Sandbox, has_c_compiler};

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
    let expected = [
        "c/hundred.c",
        "c headers/seven.h",
        "src",
        "src/../c/second.c",
        "src/lib.rs",
    ];
    assert_eq!(watched, expected);
}

/// Makes a file older than what was built from it, as it is in every build but the first.
fn age(sandbox: &Sandbox, paths: &[&str]) {
    let past = SystemTime::now() - Duration::from_secs(100);
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
    assert!(sandbox.kept().iter().eq(["manifest"]));
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
