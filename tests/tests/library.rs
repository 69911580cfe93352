//! What other crates make, in libraries that are opened at run time.

use rffi::{External, ExternalCompilationInfo, INT, LONG, Library, Value, llexternal};
use rffi_build::compile_shared_lib;

static INFO: ExternalCompilationInfo = ExternalCompilationInfo::new().includes(&["stdlib.h"]);

llexternal! {
    compilation_info = INFO;
    list = EXTERNALS;

    unsafe extern "C" {
        safe fn labs(number: LONG) -> LONG;
        safe fn abs(number: INT) -> INT;
    }
}

/// Whether there is a C compiler; the tests of rffi-build fail where one must be.
fn has_c_compiler() -> bool {
    let version = std::process::Command::new("cc").arg("--version").output();
    version.is_ok_and(|version| version.status.success())
}

#[test]
fn declarations_of_rust_are_found_at_run_time() {
    let externals: &[&External] = EXTERNALS;
    for external in externals {
        // SAFETY: the C library may be loaded, and the declaration is what it has.
        let function = unsafe {
            let library = Library::of(external.compilation_info()).unwrap();
            library.function(external.prototype()).unwrap()
        };
        assert_eq!(function.to_string(), external.to_string());
        // SAFETY: they take any number.
        let results = unsafe {
            let args = [Value::from(-12)];
            (function.call(&args).unwrap(), external.call(&args).unwrap())
        };
        assert_eq!(results.0.as_integer(), Some(12));
        assert_eq!(results.0, results.1);
    }
}

#[test]
fn sources_become_a_library_that_is_opened() {
    if !has_c_compiler() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = ExternalCompilationInfo::new()
        .includes(&["rffi.h"])
        .separate_module_source("RPY_EXTERN int twice(int x) { return 2 * x; }")
        .library("m");
    let made = compile_shared_lib(&source, &folder.path().join("with blanks")).unwrap();
    // SAFETY: the library may be loaded, and the texts are what is in it.
    let (twice, floor) = unsafe {
        let library = Library::of(&made).unwrap();
        let twice = library.func::<unsafe extern "C" fn(INT) -> INT>("int twice(int)");
        (
            twice.unwrap(),
            library.function("double floor(double)").unwrap(),
        )
    };
    // SAFETY: they take any number.
    unsafe {
        assert_eq!(twice.call((21,)).unwrap(), 42);
        assert_eq!(floor.call(&[Value::from(-1.5)]).unwrap(), Value::from(-2.0));
    }
}
