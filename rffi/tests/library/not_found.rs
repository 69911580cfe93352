//! The messages about names that are not there: RPython's five.

use rffi::{ExternalCompilationInfo, Library, LibraryError, Wanted};

use crate::c::library;

fn message(libraries: &[&str]) -> String {
    let info = ExternalCompilationInfo::new();
    let info = libraries
        .iter()
        .fold(info, |info, name| info.library(*name));
    // SAFETY: libraries of the system may be loaded.
    let library = unsafe { Library::of(&info) }.unwrap();
    // SAFETY: nothing is made.
    unsafe { library.function("double cosinus(double)") }
        .unwrap_err()
        .to_string()
}

#[test]
fn each_case_has_its_message() {
    let text = message(&[]);
    let begin = "function 'cosinus' not found in the standard C library (missing libraries=...?): ";
    assert!(text.starts_with(begin), "{text}");
    assert!(text.contains("undefined symbol: cosinus"), "{text}");

    let text = message(&["m"]);
    assert!(
        text.starts_with("function 'cosinus' not found in library 'm': "),
        "{text}"
    );
    assert!(
        text.contains("libm.so.6: undefined symbol: cosinus"),
        "{text}"
    );

    let text = message(&["m", "dl"]);
    let begin = "function 'cosinus' not found in any of the libraries ('m', 'dl'): ";
    assert!(text.starts_with(begin), "{text}");

    let text = message(&["m", "not_there", "gone"]);
    let begin = "function 'cosinus' not found in any of the libraries ('m', 'not_there', 'gone') \
                 (did not find ['not_there', 'gone']): libnot_there.so: cannot open";
    assert!(text.starts_with(begin), "{text}");

    let text = message(&["not_there"]);
    let begin = "cannot find the library 'not_there' for the function 'cosinus': libnot_there.so: ";
    assert!(text.starts_with(begin), "{text}");

    let text = message(&["not_there", "/no/libgone.so"]);
    let begin = "cannot find any of the libraries ['not_there', '/no/libgone.so']";
    assert!(text.starts_with(begin), "{text}");
}

#[test]
fn near_names_are_told() {
    let (_folder, library) = library();
    // SAFETY: nothing is made.
    let error = unsafe { library.function("int f23i(int)") }.unwrap_err();
    let LibraryError::NotFound(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.near(), ["f32i"]);
    assert_eq!((error.name(), error.wanted()), ("f23i", Wanted::Function));
    assert_eq!(error.missing_libraries().count(), 0);
    let text = error.to_string();
    assert!(
        text.ends_with("undefined symbol: f23i; did you mean 'f32i'?"),
        "{text}"
    );
    let text = library.addr("f8").unwrap_err().to_string();
    assert!(text.ends_with("did you mean 'f8i' or 'f8u'?"), "{text}");
    let text = Library::process().addr("mallok").unwrap_err().to_string();
    assert!(
        text.starts_with("symbol 'mallok' not found in the process: "),
        "{text}"
    );
    assert!(text.contains("'malloc'"), "{text}");
}
