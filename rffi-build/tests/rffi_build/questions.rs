//! What the compiler is asked about declarations, seen by a compiler that writes down its command lines.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use llexternal_syntax::{Severity, Value};
use rffi_build::Strictness;

use crate::support::{Outcome, Sandbox, has_c_compiler};

/// A package with a header of its own, and the stand-in that writes command lines to a file.
struct Recorded {
    sandbox: Sandbox,
    log: PathBuf,
}

const HEADER: &str = "#define LIMIT 42\nint add(int a, int b);\nstruct pair { int a; long b; };\n";

const SOURCE: &str = r#"
#[derive(CStruct)]
#[cstruct(name = "struct pair")]
#[repr(C)]
struct Pair { a: INT, b: LONG }

llexternal! {
    compilation_info = ExternalCompilationInfo::new().includes(&["own.h"]).include_dirs(&["the include"]);
    const LIMIT: INT = _;
    unsafe extern "C" { safe fn add(a: INT, b: INT) -> INT; }
}
"#;

impl Recorded {
    fn new() -> Self {
        let mut sandbox = Sandbox::new(&[("src/lib.rs", SOURCE), ("the include/own.h", HEADER)]);
        let (compiler, log) = (sandbox.path("stand in"), sandbox.path("command lines"));
        let script = format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" -- >> '{}'\nexec cc \"$@\"\n",
            log.display()
        );
        fs::write(&compiler, script).unwrap();
        fs::set_permissions(&compiler, fs::Permissions::from_mode(0o755)).unwrap();
        sandbox.package.toolchain.compiler = Some(compiler);
        sandbox.package.strictness = Some(Strictness::Default);
        Recorded { sandbox, log }
    }

    /// Builds, and says with which arguments the compiler was run to compile.
    fn build(&self) -> (Outcome, Vec<Vec<String>>) {
        let _ = fs::remove_file(&self.log);
        let outcome = self.sandbox.build();
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let commands = text.split("--\n").filter(|command| !command.is_empty());
        let commands = commands.map(|command| command.lines().map(str::to_owned).collect());
        let commands: Vec<Vec<String>> = commands.collect();
        // `cc` asks which compiler it is.
        let compiles = commands
            .into_iter()
            .filter(|command| command.iter().any(|arg| arg == "-c"));
        (outcome, compiles.collect())
    }
}

#[test]
fn all_is_asked_in_one_compilation() {
    if !has_c_compiler() {
        return;
    }
    let (outcome, commands) = Recorded::new().build();
    let [command] = commands.as_slice() else {
        panic!("{commands:#?}");
    };
    let has = |word: &str| {
        assert!(
            command.iter().any(|arg| arg == word),
            "{word}: {command:#?}"
        )
    };
    for word in [
        "-Ithe include",
        "-O0",
        "-g",
        "-Wno-error",
        "-fno-lto",
        "-gz=none",
        "-MD",
    ] {
        match word.strip_prefix("-I") {
            // `cc` writes the folder as a word of its own, or not.
            Some(folder) => assert!(
                command.iter().any(|arg| arg == word || arg == folder),
                "{command:#?}"
            ),
            None => has(word),
        }
    }
    // It is an object, and nothing is linked.
    let object = command.iter().position(|arg| arg == "-o").unwrap() + 1;
    assert!(command[object].ends_with(".o"), "{command:#?}");
    let blocks: Vec<_> = outcome.manifest.blocks.values().collect();
    assert_eq!(blocks[0].values[&0], Value::Integer(42));
    assert_eq!(blocks[0].verdicts, []);
    assert_eq!(outcome.manifest.records, []);
}

#[test]
fn cargo_is_told_of_headers_and_variables() {
    if !has_c_compiler() {
        return;
    }
    let (outcome, _) = Recorded::new().build();
    let told = |line: &str| outcome.directives.lines().any(|known| known == line);
    for line in [
        "cargo::rerun-if-changed=the include/own.h",
        "cargo::rerun-if-changed=src/lib.rs",
        "cargo::rerun-if-env-changed=RFFI_VERIFY",
        "cargo::rerun-if-env-changed=CC",
        "cargo::rerun-if-env-changed=CFLAGS",
        "cargo::rerun-if-env-changed=CPATH",
    ] {
        assert!(told(line), "{line}: {}", outcome.directives);
    }
    assert!(
        !outcome.directives.contains("cargo::warning"),
        "{}",
        outcome.directives
    );
}

#[test]
fn what_is_known_is_not_asked_again() {
    if !has_c_compiler() {
        return;
    }
    let recorded = Recorded::new();
    assert_eq!(recorded.build().1.len(), 1);
    // What was written at the same moment as it was read is not kept.
    thread::sleep(Duration::from_millis(20));
    recorded.build();
    let (outcome, commands) = recorded.build();
    assert_eq!(commands, [[""; 0]; 0]);
    let blocks: Vec<_> = outcome.manifest.blocks.values().collect();
    assert_eq!(blocks[0].values[&0], Value::Integer(42));

    let changed = HEADER
        .replace("int add(int a, int b)", "int add(long a, int b)")
        .replace("42", "43");
    recorded
        .sandbox
        .write("the include/own.h", &changed.replace("long b;", "short b;"));
    let (outcome, commands) = recorded.build();
    assert_eq!(commands.len(), 1);
    let blocks: Vec<_> = outcome.manifest.blocks.values().collect();
    assert_eq!(blocks[0].values[&0], Value::Integer(43));
    assert_eq!(blocks[0].verdicts[0].severity, Severity::Error);
    assert!(
        blocks[0].verdicts[0]
            .message
            .contains("help: write `fn add(a: LONG, b: INT) -> INT;`")
    );
    assert_eq!(outcome.manifest.records[0].name, "Pair");
}

#[test]
fn nothing_is_asked_where_nothing_is_compared() {
    if !has_c_compiler() {
        return;
    }
    let mut recorded = Recorded::new();
    recorded.sandbox.package.strictness = Some(Strictness::Off);
    recorded
        .sandbox
        .write("src/lib.rs", &SOURCE.replace("const LIMIT: INT = _;", ""));
    assert_eq!(recorded.build().1, [[""; 0]; 0]);
    // Constants have values all the same.
    recorded.sandbox.write("src/lib.rs", SOURCE);
    let (outcome, commands) = recorded.build();
    assert_eq!(commands.len(), 1);
    let blocks: Vec<_> = outcome.manifest.blocks.values().collect();
    assert_eq!(blocks[0].values[&0], Value::Integer(42));
}

#[test]
fn packages_from_elsewhere_are_not_compared() {
    if !has_c_compiler() {
        return;
    }
    let mut recorded = Recorded::new();
    recorded.sandbox.package.strictness = None;
    let wrong = SOURCE.replace(
        "safe fn add(a: INT, b: INT)",
        "safe fn add(a: DOUBLE, b: INT)",
    );
    recorded.sandbox.write("src/lib.rs", &wrong);
    let verdicts = |outcome: &Outcome| {
        outcome
            .manifest
            .blocks
            .values()
            .next()
            .unwrap()
            .verdicts
            .len()
    };
    assert_eq!(verdicts(&recorded.build().0), 1);
    for mark in [".cargo-checksum.json", ".cargo-ok"] {
        recorded.sandbox.write(mark, "{}");
        assert_eq!(verdicts(&recorded.build().0), 0, "{mark}");
        fs::remove_file(recorded.sandbox.package.folder.join(mark)).unwrap();
    }
}

#[test]
fn what_was_compared_is_told() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = Sandbox::library(
        "#[derive(CStruct)] #[cstruct(name = \"div_t\")] #[repr(C)] struct div_t { quot: INT, rem: INT }
         #[derive(CStruct)] #[repr(C)] struct nowhere { a: INT }
         llexternal! {
             compilation_info = ExternalCompilationInfo::new().includes(&[\"stdlib.h\"]);
             unsafe extern \"C\" {
                 unsafe fn labs(n: INT) -> LONG;
                 unsafe fn abs(n: INT) -> INT;
                 unsafe fn div(a: INT, b: other::Type) -> div_t;
                 #[no_verify] unsafe fn rand() -> LONG;
             }
         }
         llexternal! { unsafe extern \"C\" { unsafe fn f(); } }",
    );
    sandbox.package.strictness = Some(Strictness::Strict);
    let outcome = sandbox.build();
    let path = sandbox.package.out_dir.join("rffi/compared");
    let report = fs::read_to_string(path).unwrap();
    for part in [
        "`labs` is declared as `long labs(int n)`, but <stdlib.h> has `long labs(long)`",
        "\nnot checked: `div`: a type in it is not one that the sources of this package tell\n",
        "\nnot checked: src/lib.rs:12: the compilation info names no header\n",
        "\nnot checked: <stdlib.h> does not define `struct nowhere`\n",
        "\n3 declarations compared",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
    let warnings = outcome.values("warning=").join("\n");
    assert!(warnings.contains("`div`: a type in it"), "{warnings}");
    assert!(warnings.contains("names no header"), "{warnings}");
    assert!(!warnings.contains("nowhere"), "{warnings}");

    sandbox.package.strictness = None;
    let outcome = sandbox.build();
    assert_eq!(outcome.values("warning="), [""; 0]);
}

/// What is wrong with a package whose header and declarations these are.
fn verdicts(header: &str, source: &str) -> String {
    let mut sandbox = Sandbox::library(source);
    sandbox.write("own.h", header);
    sandbox.package.strictness = Some(Strictness::Strict);
    sandbox.build();
    let report = sandbox.package.out_dir.join("rffi/compared");
    fs::read_to_string(report).unwrap()
}

#[test]
fn a_type_may_lead_to_itself_through_aliases() {
    if !has_c_compiler() {
        return;
    }
    let header = "struct item; typedef const struct item *maker(void);
         struct part { long size; maker *make; }; struct item { struct part *parts; int count; };
         int count(maker *make, struct item *item);";
    let source = "type Maker = Option<unsafe extern \"C\" fn() -> ConstPtr<item>>;
         #[derive(CStruct)] #[repr(C)] struct part { size: LONG, make: Maker }
         #[derive(CStruct)] #[repr(C)] struct item { parts: Ptr<part>, count: INT }
         llexternal! {
             compilation_info = ExternalCompilationInfo::new().includes(&[\"own.h\"]).include_dirs(&[\".\"]);
             unsafe extern \"C\" { unsafe fn count(make: Maker, item: Ptr<item>) -> INT; }
         }";
    assert_eq!(verdicts(header, source), "3 declarations compared");
    let wrong = verdicts(
        header,
        &source.replace("size: LONG", "size: SHORT, more: SHORT"),
    );
    assert!(wrong.contains("struct part"), "{wrong}");
}

#[test]
fn a_pointer_to_what_nobody_knows_matches_all() {
    if !has_c_compiler() {
        return;
    }
    let header = "struct part; struct item { struct part *part; struct item *next; long n; };
         int count(struct item *item);";
    let source = "#[derive(CStruct)] #[repr(C)] struct part { other: elsewhere::Type, item: Ptr<item> }
         #[derive(CStruct)] #[repr(C)] struct item { part: Ptr<part>, next: Ptr<item>, n: LONG }
         llexternal! {
             compilation_info = ExternalCompilationInfo::new().includes(&[\"own.h\"]).include_dirs(&[\".\"]);
             unsafe extern \"C\" { unsafe fn count(item: Ptr<item>) -> INT; }
         }";
    assert_eq!(verdicts(header, source), "2 declarations compared");
    let wrong = verdicts(header, &source.replace("n: LONG", "n: INT"));
    assert!(wrong.contains("`n`"), "{wrong}");
}

#[test]
fn a_header_that_is_refused_is_asked_once() {
    if !has_c_compiler() {
        return;
    }
    let package = Recorded::new();
    fs::remove_file(package.sandbox.package.folder.join("the include/own.h")).unwrap();
    thread::sleep(Duration::from_millis(20));
    let (first, commands) = package.build();
    assert!(first.directives.contains("own.h"), "{}", first.directives);
    assert!(!commands.is_empty());
    let (second, commands) = package.build();
    assert_eq!(first.directives, second.directives);
    assert!(commands.is_empty(), "{commands:?}");
    package.sandbox.write("the include/own.h", HEADER);
    let (third, commands) = package.build();
    assert!(!commands.is_empty());
    assert!(
        !third.directives.contains("not checked"),
        "{}",
        third.directives
    );
}

#[test]
fn what_is_wrong_in_a_struct_is_told_there_alone() {
    if !has_c_compiler() {
        return;
    }
    let header = "struct part { long size; }; struct item { struct part *part; long n; };
         int count(struct item *item); int weight(struct part *part, long n);";
    let source = "#[derive(CStruct)] #[repr(C)] struct part { size: INT }
         #[derive(CStruct)] #[repr(C)] struct item { part: Ptr<part>, n: LONG }
         llexternal! {
             compilation_info = ExternalCompilationInfo::new().includes(&[\"own.h\"]).include_dirs(&[\".\"]);
             unsafe extern \"C\" {
                 unsafe fn count(item: Ptr<item>) -> INT;
                 unsafe fn weight(part: Ptr<part>, n: INT) -> INT;
             }
         }";
    let report = verdicts(header, source);
    let errors = report.lines().filter(|line| line.contains("error: "));
    let errors: Vec<&str> = errors.map(|line| line.split('`').nth(1).unwrap()).collect();
    // The function's own mistake remains.
    assert_eq!(errors, ["weight", "struct part"], "{report}");
    assert!(
        report.contains("\nsrc/lib.rs:1: error: `struct part`"),
        "{report}"
    );
    assert!(report.contains("parameter 2 (`n`)"), "{report}");
    assert!(!report.contains("parameter 1"), "{report}");
}

#[test]
fn a_member_of_rust_cannot_be_const() {
    if !has_c_compiler() {
        return;
    }
    let header = "struct item { const long n; }; int count(const struct item *item);";
    let source = "#[derive(CStruct)] #[repr(C)] struct item { n: LONG }
         llexternal! {
             compilation_info = ExternalCompilationInfo::new().includes(&[\"own.h\"]).include_dirs(&[\".\"]);
             unsafe extern \"C\" { unsafe fn count(item: ConstPtr<item>) -> INT; }
         }";
    assert_eq!(verdicts(header, source), "2 declarations compared");
    let writable = verdicts(header, &source.replace("ConstPtr<", "Ptr<"));
    assert!(
        writable.contains("note: parameter 1 (`item`)"),
        "{writable}"
    );
}
