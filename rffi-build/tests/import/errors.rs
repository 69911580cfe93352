//! What is said where no module can be made.

use rffi::ExternalCompilationInfo;
use rffi_build::{Error, Import, import};

use crate::support::{everything, example, imported};

#[test]
fn a_missing_libclang_is_one_line_that_says_what_to_install() {
    let empty = tempfile::tempdir().unwrap();
    let output = example(&["stdio.h"], &[("LIBCLANG_PATH", empty.path())]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    let start = "error: there is no libclang, which reads headers; install it (on Debian the package `libclang1`";
    assert!(message.starts_with(start), "{message}");
    assert_eq!(message.trim_end().lines().count(), 1, "{message}");
    assert!(message.contains("LIBCLANG_PATH"), "{message}");
}

#[test]
fn a_missing_header_is_named() {
    let what = Import::new(ExternalCompilationInfo::new().include("no_such_header.h"));
    let error = import(&what).unwrap_err();
    assert!(matches!(error, Error::Compile { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.starts_with("the C compiler refuses `no_such_header.h`"),
        "{message}"
    );
    assert!(
        message.contains("No such file") || message.contains("file not found"),
        "{message}"
    );
}

#[test]
fn a_header_that_is_no_c_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("broken.h"), "int f(;\n").unwrap();
    let info = ExternalCompilationInfo::new().include("broken.h");
    let what = Import::new(info.include_dir(folder.path().to_str().unwrap()));
    match import(&what) {
        Err(Error::NoLibclang { .. }) => println!("skipped: there is no libclang here"),
        Err(Error::Headers { headers, reason }) => {
            assert_eq!(headers, ["broken.h"]);
            assert!(reason.contains("broken.h:1"), "{reason}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_example_says_how_it_is_used() {
    let output = example(&["--no-such-option"], &[]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("usage: import HEADER.."), "{message}");
}

#[test]
fn patterns_choose_what_is_imported() {
    let mut what = everything();
    what.allow = vec!["mirror.*".to_owned()];
    let Some(module) = imported(&what) else {
        return;
    };
    assert!(
        module.text.contains("fn mirrored(p: point) -> point;"),
        "{}",
        module.text
    );
    assert!(
        module.text.contains("pub struct point {"),
        "{}",
        module.text
    );
    assert!(!module.text.contains("fn add("), "{}", module.text);

    let mut what = everything();
    what.block = vec!["mirror.*".to_owned()];
    let Some(module) = imported(&what) else {
        return;
    };
    assert!(!module.text.contains("fn mirrored("), "{}", module.text);
    assert!(module.text.contains("fn add("), "{}", module.text);

    // What was asked for is missing, what was not is no gap.
    let mut what = everything();
    what.allow = vec!["add.*|TWICE|NOTHING|many".to_owned()];
    what.block = vec!["NOTHING".to_owned()];
    let Some(module) = imported(&what) else {
        return;
    };
    let left_out: Vec<&str> = module
        .left_out
        .iter()
        .map(|left| left.name.as_str())
        .collect();
    assert_eq!(left_out, ["many", "TWICE"]);
}

#[test]
fn a_pattern_that_is_none_is_named() {
    let mut what = everything();
    what.allow = vec!["ad(d".to_owned()];
    let error = import(&what).unwrap_err();
    assert!(matches!(error, Error::Pattern { .. }), "{error:?}");
    let message = error.to_string();
    assert!(
        message.starts_with("`ad(d` is no regular expression for names\n"),
        "{message}"
    );
}
