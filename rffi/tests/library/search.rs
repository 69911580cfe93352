//! Libraries as an `ExternalCompilationInfo` names them.

use rffi::{ExternalCompilationInfo, Library, Value};

use crate::c::Folder;

fn of(info: &ExternalCompilationInfo) -> Library {
    // SAFETY: the libraries of the tests may be loaded.
    unsafe { Library::of(info) }.unwrap()
}

fn which(library: &Library) -> Value {
    // SAFETY: that is what it is.
    let which = unsafe { library.function("int which(void)") }.unwrap();
    // SAFETY: it takes nothing.
    unsafe { which.call(&[]) }.unwrap()
}

fn text(number: i32) -> String {
    format!("int which(void) {{ return {number}; }}")
}

#[test]
fn libraries_are_searched_in_rpythons_order() {
    let folder = Folder::new();
    let first = folder.path().join("first folder, with blanks");
    let second = folder.path().join("second");
    folder.compile("first folder, with blanks/libwhich.so", &text(1));
    folder.compile("second/libwhich.so", &text(2));
    folder.compile("second/bare_name.so", &text(3));
    let fake = folder.compile("fake/anything.so.7", &text(4));
    let dirs = |dirs: &[&std::path::Path]| {
        let info = ExternalCompilationInfo::new();
        dirs.iter()
            .fold(info, |info, dir| info.library_dir(dir.to_str().unwrap()))
    };
    let both = || dirs(&[&first, &second]);
    assert_eq!(which(&of(&both().library("which"))), Value::from(1));
    assert_eq!(
        which(&of(&dirs(&[&second, &first]).library("which"))),
        Value::from(2)
    );
    // Without `lib` before the name, and by the name of the file.
    assert_eq!(which(&of(&both().library("bare_name"))), Value::from(3));
    assert_eq!(which(&of(&both().library("libwhich.so"))), Value::from(1));
    // Those for tests come first, and may be paths.
    let info = both()
        .library("which")
        .testonly_library(fake.to_str().unwrap());
    assert_eq!(which(&of(&info)), Value::from(4));
    let info = both().library("which").testonly_library("bare_name");
    assert_eq!(which(&of(&info)), Value::from(3));
    // One that is not there is passed over.
    let info = both().library("rffi_not_there").library("which");
    assert_eq!(which(&of(&info)), Value::from(1));
    assert_eq!(of(&info).name(), "rffi_not_there, which");
}

#[test]
fn the_system_has_libraries_and_the_c_library_is_last() {
    let info = ExternalCompilationInfo::new().libraries(&["m"]);
    let library = of(&info);
    assert!(library.addr("tgamma").is_ok());
    assert!(library.addr("strtol").is_ok());
    assert!(
        library
            .symbols()
            .unwrap()
            .iter()
            .any(|symbol| symbol.name == "tgamma")
    );
    let none = of(&ExternalCompilationInfo::new());
    assert_eq!(none.name(), "the standard C library");
    assert!(none.addr("strtol").is_ok());
    // What is not there does not matter, if the C library has the function.
    let info = ExternalCompilationInfo::new().libraries(&["rffi_not_there"]);
    assert!(of(&info).addr("strtol").is_ok());
}

#[test]
fn linker_scripts_in_library_dirs_are_followed() {
    let folder = Folder::new();
    folder.compile("libtrue.so.3", &text(5));
    folder.write(
        "libscript.so",
        "/* for the linker */ GROUP ( libtrue.so.3 )",
    );
    let info = ExternalCompilationInfo::new()
        .library("script")
        .library_dir(folder.path().to_str().unwrap());
    assert_eq!(which(&of(&info)), Value::from(5));
}

#[test]
fn a_file_that_is_no_library_is_an_error() {
    let folder = Folder::new();
    folder.write("libbad.so", "no library ".repeat(100));
    let info = ExternalCompilationInfo::new()
        .library("bad")
        .library_dir(folder.path().to_str().unwrap());
    // SAFETY: nothing is loaded.
    let error = unsafe { Library::of(&info) }.unwrap_err().to_string();
    assert!(error.contains("libbad.so"), "{error}");
    assert!(error.contains("it is no shared library"), "{error}");
}
