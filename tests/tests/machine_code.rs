//! A call through `llexternal!` is the machine code of a call of a hand-written declaration.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The pairs of `fixtures/machine_code/pairs.rs` that are the same.
const SAME: [&str; 7] = [
    "nothing", "ints", "pointers", "floats", "eight", "safe", "errno",
];

#[test]
fn calls_are_those_by_hand() {
    if !cfg!(all(
        target_os = "linux",
        any(target_arch = "x86_64", target_arch = "aarch64")
    )) {
        eprintln!("skipped: the assembly of this target is not known here");
        return;
    }
    let assembly = assembly_of_pairs();
    for name in SAME {
        let [via_macro, by_hand] = both(&assembly, name);
        assert_eq!(via_macro, by_hand, "`{name}`");
    }
    let [via_macro, by_hand] = both(&assembly, "different");
    assert_ne!(via_macro, by_hand, "`different` must be seen to differ");
}

#[test]
fn names_of_labels_do_not_count() {
    let assembly = "
        f:
        .cfi_startproc
        \tje .LBB0_2
        \tcall g
        .LBB0_2:
        \tret
        .Lfunc_end0:
        .set\tk, f
    ";
    let renamed = assembly.replace("LBB0_2", "LBB1_10");
    assert_eq!(instructions(assembly, "f").len(), 4);
    assert_eq!(instructions(assembly, "f"), instructions(&renamed, "f"));
    assert_eq!(instructions(assembly, "f"), instructions(assembly, "k"));
    let moved = assembly.replace("\tcall g\n        .LBB0_2:", ".LBB0_2:\n        \tcall g");
    assert_ne!(instructions(assembly, "f"), instructions(&moved, "f"));
}

/// Compiles the pairs, in a package of their own: this one has fakes compiled into `rffi`.
fn assembly_of_pairs() -> String {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = tests.parent().unwrap();
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("machine code");
    let assembly = package.join("pairs.s");
    fs::create_dir_all(&package).unwrap();
    // The versions that are here already.
    fs::copy(workspace.join("Cargo.lock"), package.join("Cargo.lock")).unwrap();
    // A fresh copy is compiled afresh, so the assembly is never that of an earlier run.
    let pairs = tests.join("fixtures/machine_code/pairs.rs");
    fs::copy(pairs, package.join("pairs.rs")).unwrap();
    fs::write(package.join("Cargo.toml"), manifest(workspace)).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["rustc", "--release", "--offline", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(package.join("target"))
        .args(["--", "--emit", &format!("asm={}", assembly.display())])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    fs::read_to_string(assembly).unwrap()
}

fn manifest(workspace: &Path) -> String {
    format!(
        "[package]\nname = 'machine_code'\nedition = '2024'\n\
         [lib]\npath = 'pairs.rs'\n\
         [dependencies]\nrffi.path = '{}/rffi'\n\
         [profile.release]\ncodegen-units = 1\n\
         [workspace]\n",
        workspace.display()
    )
}

fn both(assembly: &str, name: &str) -> [Vec<String>; 2] {
    ["macro", "hand"].map(|side| instructions(assembly, &format!("{side}_{name}")))
}

/// The instructions and labels of a function: without directives and comments, labels numbered in
/// the order in which they are met.
fn instructions(assembly: &str, function: &str) -> Vec<String> {
    let function = original(assembly, function);
    let start = format!("{function}:");
    let mut lines = assembly.lines().map(str::trim);
    assert!(lines.any(|line| line == start), "no function `{function}`");
    let mut labels = Vec::new();
    lines
        .take_while(|line| !line.starts_with(".Lfunc_end"))
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '/']))
        .filter(|line| !line.starts_with('.') || line.ends_with(':'))
        .map(|line| number_labels(line, &mut labels))
        .collect()
}

/// The compiler writes the same function once, and makes the other an alias of it: `a = b`, or
/// `.set a, b`.
fn original<'a>(assembly: &'a str, function: &'a str) -> &'a str {
    let mut lines = assembly.lines().map(str::trim);
    let alias = |line: &'a str| {
        let (alias, original) = match line.strip_prefix(".set") {
            Some(line) => line.split_once(',')?,
            None => line.split_once('=')?,
        };
        (alias.trim() == function).then_some(original.trim())
    };
    lines.find_map(alias).unwrap_or(function)
}

fn number_labels<'a>(line: &'a str, labels: &mut Vec<&'a str>) -> String {
    let outside = |c: char| !c.is_alphanumeric() && !"._".contains(c);
    let words = line.split_inclusive(outside).map(|word| {
        let label = word.trim_end_matches(outside);
        if !label.starts_with(".L") {
            return word.to_owned();
        }
        let known = labels.iter().position(|known| *known == label);
        let number = known.unwrap_or_else(|| {
            labels.push(label);
            labels.len() - 1
        });
        word.replace(label, &format!("label {number}"))
    });
    words.collect()
}
