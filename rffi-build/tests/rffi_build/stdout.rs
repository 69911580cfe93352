//! What is printed behind the back of the caller, and what is left behind.

use std::env;
use std::fs;
use std::process::Command;

/// What another test of this program prints that begins as words to Cargo do. It must leave nothing
/// in the folder for temporary files.
fn said_to_cargo(test: &str) -> Vec<String> {
    let mut command = Command::new(env::current_exe().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    command.env("TMPDIR", temporary.path());
    let output = command
        .args(["--exact", "--nocapture", test])
        .output()
        .unwrap();
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "{test}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("1 passed"), "{stdout}");
    let lines = stdout.lines().filter(|line| line.starts_with("cargo:"));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_build_script_says_which_variables_count() {
    let said = said_to_cargo("archives::everything_that_an_info_says_is_compiled");
    // The archive is announced in the manifest alone.
    let is_variable = |line: &String| line.starts_with("cargo:rerun-if-env-changed=");
    assert!(said.iter().all(is_variable), "{said:?}");
    for variable in ["CC", "CFLAGS", "CPATH", "AR", "ARFLAGS"] {
        let line = format!("cargo:rerun-if-env-changed={variable}");
        assert!(said.contains(&line), "{variable}: {said:?}");
    }
}

#[test]
fn a_program_says_nothing() {
    for test in [
        "executable::sources_texts_files_and_libraries_become_one_program",
        "executable::a_missing_compiler_is_named",
        "executable::a_refused_source_is_named",
        "executable::a_missing_library_is_named",
    ] {
        assert_eq!(said_to_cargo(test), [""; 0], "{test}");
    }
}
