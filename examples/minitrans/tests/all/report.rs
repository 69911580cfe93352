//! The program itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use crate::support::{executable, natively, program};

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn minitrans(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_minitrans"));
    command.args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap()
}

/// Whether the output is about a missing C compiler.
fn skipped(output: &Output) -> bool {
    let missing = text(&output.stderr).contains("C compiler");
    if missing {
        eprintln!("skipped: the whole program; there is no C compiler: apt install gcc");
    }
    missing
}

fn adler32(bytes: &[u8]) -> u64 {
    let mut sums = (1_u64, 0_u64);
    for byte in bytes {
        sums.0 += u64::from(*byte);
        sums.1 += sums.0;
    }
    (sums.1 % 65521) << 16 | (sums.0 % 65521)
}

/// What the program says of the licence is what Rust's own functions say.
#[test]
fn default_program() {
    let source = fs::read_to_string(package().join("programs/report.mini")).unwrap();
    let licence = package().join("../../LICENSE-APACHE");
    let text = fs::read_to_string(&licence).unwrap();
    let words = text.split_whitespace().count();
    let expected = [
        ("bytes", text.len().to_string()),
        ("lines", text.lines().count().to_string()),
        ("words", words.to_string()),
        ("first space", text.find(' ').unwrap().to_string()),
        ("adler32", adler32(text.as_bytes()).to_string()),
        ("sqrt(words)", format!("{:?}", (words as f64).sqrt())),
    ];
    let program = program(&source);
    let outcome = natively(&program, &[&licence]);
    assert_eq!(outcome.end, Ok(()));
    let results = outcome.results.iter();
    let results: Vec<_> = results
        .map(|emitted| {
            (
                str::from_utf8(&emitted.label).unwrap(),
                emitted.value.to_string(),
            )
        })
        .collect();
    assert_eq!(results, expected);
    if let Some(executable) = executable(&program.translate().unwrap()) {
        assert_eq!(executable.run(&[&licence]).unwrap().0, outcome);
    }
}

#[test]
fn default_run() {
    let output = minitrans(&[]);
    if skipped(&output) {
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let table = text(&output.stdout);
    let rows = table.lines().filter(|line| line.starts_with('|'));
    let cells: BTreeSet<usize> = rows.map(|row| row.split('|').count()).collect();
    assert_eq!(cells, BTreeSet::from([6]), "{table}");
    for part in [
        "with fakes",
        "natively",
        "compiled C",
        "adler32",
        "the two native ways agree",
    ] {
        assert!(table.contains(part), "{part} is missing in\n{table}");
    }
}

/// The program makes its own file longer, so the second native run sees another one.
#[test]
fn a_difference_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let source = "fn main(path: str) {\n\
        let fd = os.open(path, 1026, 0);\n\
        emit \"length\", len(os.read(fd, 100));\n\
        os.write(fd, \"x\");\n}";
    let [program, file] = ["grow.mini", "file"].map(|name| folder.path().join(name));
    fs::write(&program, source).unwrap();
    fs::write(&file, "").unwrap();
    let output = minitrans(&[program.to_str().unwrap(), file.to_str().unwrap()]);
    if skipped(&output) {
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(text(&output.stdout).contains("the two native ways DIFFER"));
    assert_eq!(
        fs::read(&file).unwrap(),
        b"xx",
        "fakes keep away from files"
    );
}

#[test]
fn errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program.mini");
    let path = path.to_str().unwrap();
    let cases: [(&str, &[&str], &str); 5] = [
        (
            "fn main() { }",
            &["/no/such/file"],
            "/no/such/file: No such file",
        ),
        (
            "fn main() { }",
            &["--emit", path],
            "invalid option '--emit'",
        ),
        (
            "fn main() { }",
            &["--emit-c"],
            "missing argument for option '--emit-c'",
        ),
        (
            "fn main() { }",
            &["--emit-c", "/", path],
            "/: Is a directory",
        ),
        ("fn main() { x = 1; }", &[path], "unknown variable `x`"),
    ];
    for (source, args, expected) in cases {
        fs::write(path, source).unwrap();
        let output = minitrans(args);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text(&output.stderr).contains(expected), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

#[test]
fn a_fault_is_shown_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program.mini");
    fs::write(&path, "fn main() { emit \"one\", 1; emit \"two\", 1 / 0; }").unwrap();
    let output = minitrans(&[path.to_str().unwrap()]);
    if skipped(&output) {
        return;
    }
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(
        text(&output.stdout)
            .matches("1:42: division by zero")
            .count(),
        3,
        "{output:?}"
    );
}

/// Runs a program of this text, which may see `path`.
fn run(source: &str, configure: impl FnOnce(&mut Command) -> &mut Command) -> Option<Output> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("program.mini");
    fs::write(&path, source).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_minitrans"));
    command.arg(&path);
    configure(&mut command);
    let output = command.output().unwrap();
    (!skipped(&output)).then_some(output)
}

#[test]
fn labels_are_escaped() {
    let source = r#"fn main() { emit "a\n|\x1b[31m", 1; }"#;
    if let Some(output) = run(source, |command| command) {
        let table = text(&output.stdout);
        assert!(table.contains(r"a\n|\x1b[31m"), "{table}");
    }
}

/// Rust's programs ignore SIGPIPE.
#[test]
fn a_pipe_without_reader() {
    let (_, writer) = std::io::pipe().unwrap();
    let source = "fn main() { os.write(0, \"x\"); }";
    let Some(output) = run(source, |command| command.stdin(writer)) else {
        return;
    };
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let message = "1:13: `os.write`: failed with errno 32";
    assert_eq!(
        text(&output.stdout).matches(message).count(),
        2,
        "{output:?}"
    );
}

/// The compiled program has no files but its own.
#[test]
fn files_left_open() {
    let source = "fn main() { emit \"fd\", os.open(\"/\", 0, 0); }";
    if let Some(output) = run(source, |command| command) {
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
}

#[test]
fn a_crash_is_shown_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let header = folder.path().join("crash.h");
    let crash = "__attribute__((constructor)) static void crash(void) { __builtin_trap(); }";
    fs::write(&header, crash).unwrap();
    let flags = format!("-include {}", header.display());
    let source = "fn main() { emit \"one\", 1; }";
    let Some(output) = run(source, |command| command.env("CFLAGS", flags)) else {
        return;
    };
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let table = text(&output.stdout);
    for part in ["the compiled program crashed: signal", "| one", "DIFFER"] {
        assert!(table.contains(part), "{part} is missing in\n{table}");
    }
}

/// NaN would be equal to everything.
#[test]
fn fast_math_is_refused() {
    let run = run("fn main() { }", |command| {
        command.env("CFLAGS", "-ffast-math")
    });
    if let Some(output) = run {
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text(&output.stderr).contains("-ffast-math"), "{output:?}");
    }
}

#[test]
fn emit_c() {
    let output = minitrans(&["--emit-c", "-"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("int main(int argc, char **argv)"));
    let help = minitrans(&["--help"]);
    assert!(
        text(&help.stdout).starts_with("usage: minitrans"),
        "{help:?}"
    );
}
