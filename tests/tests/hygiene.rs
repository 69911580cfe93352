//! Whole packages in surroundings that are not the author's: compilers that are not there or for another
//! machine, flags of the user, other folders.

mod package;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use package::{BUILD_SCRIPT, Package, WITH_BUILD_SCRIPT};

/// Where packages that came from a registry find these crates.
const PATCH: &str = "\
[patch.crates-io]
rffi = { path = \"WORKSPACE/rffi\" }
rffi-build = { path = \"WORKSPACE/rffi-build\" }
";

const WITHOUT_C: &str = r#"
rffi::llexternal! {
    compilation_info = rffi::ExternalCompilationInfo::new().includes(&["stdlib.h"]);
    unsafe extern "C" { pub safe fn labs(number: rffi::LONG) -> rffi::LONG; }
}
"#;

const WITH_C: &str = r##"
rffi::llexternal! {
    compilation_info = rffi::ExternalCompilationInfo::new()
        .separate_module_sources(&["int one(void) { return 1; }"]);
    unsafe extern "C" { pub safe fn one() -> rffi::INT; }
}
"##;

/// What Cargo says to `cargo check` with a variable, and whether it went well.
fn check_with(package: &Package, variable: (&str, &str)) -> (bool, String) {
    let output = package.cargo_with(&["check"], &[variable]);
    let messages = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), messages)
}

fn lines_with(messages: &str, words: &str) -> usize {
    messages.lines().filter(|line| line.contains(words)).count()
}

#[test]
fn without_a_compiler_only_what_has_c_fails() {
    let nowhere = ("CC", "/nonexistent/cc");
    let files = [BUILD_SCRIPT, ("src/lib.rs", WITHOUT_C)];
    let package = Package::new("no-compiler-no-c", WITH_BUILD_SCRIPT, &files);
    let (is_built, messages) = check_with(&package, nowhere);
    assert!(is_built, "{messages}");
    assert_eq!(
        lines_with(&messages, "declarations are not checked"),
        1,
        "{messages}"
    );
    assert_eq!(
        lines_with(&messages, "cannot start the C compiler"),
        1,
        "{messages}"
    );

    let files = [BUILD_SCRIPT, ("src/lib.rs", WITH_C)];
    let package = Package::new("no-compiler-but-c", WITH_BUILD_SCRIPT, &files);
    let (is_built, messages) = check_with(&package, nowhere);
    assert!(!is_built, "{messages}");
    assert_eq!(
        lines_with(&messages, "cannot start the C compiler"),
        1,
        "{messages}"
    );
    assert!(
        messages.contains("name it in the variable `CC`"),
        "{messages}"
    );
    assert!(!messages.contains("panicked"), "{messages}");
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn flags_for_another_machine_are_refused() {
    let flags = ("CFLAGS", "-m32");
    let files = [BUILD_SCRIPT, ("src/lib.rs", WITH_C)];
    let package = Package::new("other-machine", WITH_BUILD_SCRIPT, &files);
    let (is_built, messages) = check_with(&package, flags);
    assert!(!is_built, "{messages}");
    let expected = "makes objects for I386, and the target is `x86_64-unknown-linux-gnu`";
    assert_eq!(lines_with(&messages, expected), 1, "{messages}");

    // Declarations without C have no facts of the other machine: its `long` has 4 bytes.
    let source = "rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new()
            .post_include_bits(&[\"#define WIDTH sizeof(long)\\nlong longer(long number);\"]);
        pub const WIDTH: rffi::INT = _;
        unsafe extern \"C\" { pub safe fn longer(number: rffi::LONG) -> rffi::LONG; }
    }";
    let files = [BUILD_SCRIPT, ("src/lib.rs", source)];
    let package = Package::new("facts-of-another-machine", WITH_BUILD_SCRIPT, &files);
    let (is_built, messages) = check_with(&package, flags);
    assert!(!is_built, "{messages}");
    assert!(
        messages.contains("the C compiler does not tell the value of `WIDTH`"),
        "{messages}"
    );
    assert!(messages.contains(expected), "{messages}");
    assert!(!messages.contains("`longer` is declared as"), "{messages}");
    package.write(
        "src/lib.rs",
        &source.replace("pub const WIDTH: rffi::INT = _;", ""),
    );
    let (is_built, messages) = check_with(&package, flags);
    assert!(is_built, "{messages}");
    assert_eq!(lines_with(&messages, expected), 1, "{messages}");
}

const OF_TESTS: &str = r##"
#[cfg(test)]
static TWICE: rffi::ExternalCompilationInfo = rffi::ExternalCompilationInfo::new()
    .includes(&["stdlib.h"])
    .separate_module_sources(&["int twice(int number) { return 2 * number; }"]);

#[cfg(test)]
mod tests {
    use rffi::{INT, LONG};
    rffi::llexternal! {
        compilation_info = super::TWICE;
        unsafe extern "C" {
            safe fn twice(number: INT) -> INT;
            safe fn labs(number: LONG) -> LONG;
        }
    }

    #[test]
    fn c_is_there() {
        assert_eq!((twice(2), labs(-3)), (4, 3));
    }
}

rffi::llexternal! {
    compilation_info = rffi::ExternalCompilationInfo::new()
        .includes(&["stdlib.h"])
        .separate_module_sources(&["int once(int number) { return number; }"]);
    unsafe extern "C" {
        pub safe fn once(number: rffi::INT) -> rffi::INT;
        #[cfg(test)]
        safe fn llabs(number: rffi::LONGLONG) -> rffi::LONGLONG;
    }
}
"##;

#[test]
fn what_only_tests_have_is_compiled_and_compared() {
    let files = [BUILD_SCRIPT, ("src/lib.rs", OF_TESTS)];
    let package = Package::new("of-tests", WITH_BUILD_SCRIPT, &files);
    package.succeeds(&["test", "--lib"]);
    // What is wrong in them is told where they are compiled, and there alone.
    let wrong = OF_TESTS
        .replace("labs(number: LONG)", "labs(number: INT)")
        .replace("llabs(number: rffi::LONGLONG)", "llabs(number: rffi::INT)")
        .replace("twice(number: INT) -> INT", "twice(number: INT) -> LONG");
    package.write("src/lib.rs", &wrong);
    package.checks();
    let output = package.cargo(&["check", "--tests"]);
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "{messages}");
    for name in ["twice", "labs", "llabs"] {
        let message = format!("error: `{name}` is declared as");
        assert_eq!(lines_with(&messages, &message), 1, "{messages}");
    }
}

const PROBING: &str = r#"
use rffi::ExternalCompilationInfo;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let info = ExternalCompilationInfo::new()
        .include_dir("inc é ü 漢")
        .include("probed 漢.h");
    let facts = rffi_build::Probe::new(&info)
        .entry("PAIR", rffi_build::Entry::structure("struct pair"))
        .entry("ANSWER", rffi_build::Entry::constant_integer("ANSWER"))
        .run()?;
    let out = std::path::PathBuf::from(std::env::var("OUT_DIR")?).join("facts.rs");
    std::fs::write(out, facts.complete()?.to_rust())?;
    Ok(())
}
"#;

#[test]
fn a_probe_takes_any_folder_and_flags_for_the_link() {
    let header = "struct pair { char a; long b; };\n#define ANSWER 42\n";
    let main = "mod facts { #![allow(dead_code, non_camel_case_types, non_upper_case_globals)]
        include!(concat!(env!(\"OUT_DIR\"), \"/facts.rs\")); }
        fn main() { println!(\"{}\", facts::ANSWER); }";
    let package = Package::new(
        "probing",
        &format!("{WITH_BUILD_SCRIPT}rffi = {{ path = \"WORKSPACE/rffi\" }}\n"),
        &[
            ("build.rs", PROBING),
            ("inc é ü 漢/probed 漢.h", header),
            ("src/main.rs", main),
        ],
    );
    let output = package.cargo_with(&["run", "--quiet"], &[("CFLAGS", "-flto")]);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{messages}");
    assert_eq!(output.stdout, b"42\n");
}

const PACKED: &str = r##"
use rffi::{ExternalCompilationInfo, INT, llexternal};

pub const OUT_DIR: &str = env!("OUT_DIR");

static INFO: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .include_dirs(&["include"])
    .includes(&["packed.h"])
    .separate_module_sources(&["int inner(void) { return PACKED - 1; }"])
    .separate_module_files(&["c/packed.c"]);

llexternal! {
    compilation_info = INFO;
    pub const PACKED: INT = _;
    unsafe extern "C" {
        pub safe fn inner() -> INT;
        pub safe fn packed() -> INT;
    }
}
"##;

/// Packs a package as for a registry, and unpacks it elsewhere.
fn packed() -> PathBuf {
    let manifest = WITH_BUILD_SCRIPT.replace("{ path", "{ version = \"0.1\", path");
    let package = Package::new(
        "packed",
        &manifest,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", PACKED),
            (
                "include/packed.h",
                "#define PACKED 7\nint packed(void);\nint inner(void);\n",
            ),
            (
                "c/packed.c",
                "#include <packed.h>\nint packed(void) { return PACKED; }\n",
            ),
        ],
    );
    package.succeeds(&[
        "package",
        "--no-verify",
        "--allow-dirty",
        "--exclude-lockfile",
    ]);
    let archive = package
        .folder
        .with_file_name("target/package/packed-0.0.0.crate");
    let into = package.folder.with_file_name("unpacked");
    let _ = fs::remove_dir_all(&into);
    fs::create_dir_all(&into).unwrap();
    let mut tar = Command::new("tar");
    let unpacked = tar.arg("xzf").arg(archive).arg("-C").arg(&into).status();
    assert!(unpacked.unwrap().success());
    // Nothing of the package is reached by its old path.
    fs::remove_dir_all(&package.folder).unwrap();
    into.join("packed-0.0.0")
}

#[test]
fn a_packed_package_needs_nothing_else_and_names_no_folder() {
    let folder = packed();
    // Debug information has the folder, as Rust's has: so that debuggers find the sources.
    let manifest = format!(
        "[dependencies]\npacked = {{ path = {folder:?} }}\n{PATCH}\
         [profile.dev.package.packed]\ndebug = false\n"
    );
    let main = "fn main() {
        assert_eq!((packed::PACKED, packed::inner(), packed::packed()), (7, 6, 7));
        print!(\"{}\", packed::OUT_DIR);
    }";
    let package = Package::new("unpacking", &manifest, &[("src/main.rs", main)]);
    let out = package.succeeds(&["run", "--quiet"]);
    let files = fs::read_dir(Path::new(&out).join("rffi")).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let mut archives = files.filter(|path| path.extension().is_some_and(|end| end == "a"));
    let archive = fs::read(archives.next().unwrap()).unwrap();
    let name = b"unpacked";
    assert!(!archive.windows(name.len()).any(|part| part == name));
    assert_eq!(archives.next(), None);
}

/// A dependency from a repository, which a folder stands in for, as `cargo vendor` leaves it. It is not the
/// user's to mend.
#[test]
fn a_vendored_package_breaks_no_build() {
    let wrong = WITHOUT_C.replace("number: rffi::LONG", "number: rffi::INT");
    let inner = "[package]\nname = \"vendored\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
                 [dependencies]\nrffi = \"0.1\"\n[build-dependencies]\nrffi-build = \"0.1\"\n";
    let url = "https://example.invalid/vendored";
    let config = format!(
        "[source.\"{url}\"]\ngit = \"{url}\"\nreplace-with = \"folder\"\n\
         [source.folder]\ndirectory = \"../vendored of another\"\n"
    );
    let package = Package::new(
        "with-vendored",
        &format!("[dependencies]\nvendored = {{ git = \"{url}\" }}\n{PATCH}"),
        &[
            (".cargo/config.toml", &config),
            ("../vendored of another/vendored/Cargo.toml", inner),
            ("../vendored of another/vendored/build.rs", BUILD_SCRIPT.1),
            ("../vendored of another/vendored/src/lib.rs", &wrong),
            (
                "../vendored of another/vendored/.cargo-checksum.json",
                "{\"files\":{},\"package\":null}",
            ),
            (
                "src/main.rs",
                "fn main() { println!(\"{}\", vendored::labs::EXTERNAL.name()); }\n",
            ),
        ],
    );
    let lock = fs::read_to_string(package.folder.join("Cargo.lock")).unwrap();
    let commit = "0123456789".repeat(4);
    let locked = format!(
        "{lock}\n[[package]]\nname = \"vendored\"\nversion = \"0.0.0\"\nsource = \"git+{url}#{commit}\"\n\
         dependencies = [\n \"rffi\",\n \"rffi-build\",\n]\n"
    );
    package.write("Cargo.lock", &locked);
    assert_eq!(package.succeeds(&["run", "--quiet"]), "labs\n");
    // Who asks is told.
    let (is_built, messages) = check_with(&package, ("RFFI_VERIFY", "default"));
    assert!(!is_built, "{messages}");
    assert!(
        messages.contains("`labs` is declared as `long labs(int number)`"),
        "{messages}"
    );
}
