//! What is printed behind the back of the caller, and what is left behind.

use std::fs;

use crate::support::run_again;

/// What another test of this program prints that begins as words to Cargo do. It must leave nothing
/// in the folder for temporary files.
fn said_to_cargo(test: &str) -> Vec<String> {
    let temporary = tempfile::tempdir().unwrap();
    let stdout = run_again(test, &[("TMPDIR", temporary.path())]);
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "{test}");
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
