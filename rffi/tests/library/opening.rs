//! What can be opened, and what cannot.

use std::error::Error;

use rffi::{Library, LibraryError, OpenFlags, OpenProblem, Value};

use crate::c::{Folder, TEXT, open};

fn refused(name: impl AsRef<std::ffi::OsStr>) -> String {
    // SAFETY: nothing is loaded.
    unsafe { Library::open(name) }.unwrap_err().to_string()
}

#[test]
fn names_that_cannot_be_are_refused() {
    let text = refused("");
    assert!(
        text.starts_with("a library without a name cannot be opened"),
        "{text}"
    );
    let text = refused("libm.so\0.6");
    assert!(text.contains("there is a NUL byte in its name"), "{text}");
    let text = refused("librffi_not_there.so");
    assert!(text.contains("cannot open shared object file"), "{text}");
    assert!(text.contains("`LD_LIBRARY_PATH`"), "{text}");
    // SAFETY: nothing is loaded.
    let error = unsafe { Library::open("libz_not_there.so") }.unwrap_err();
    assert!(
        error
            .source()
            .unwrap()
            .source()
            .unwrap()
            .to_string()
            .contains("libz_not_there.so")
    );
    let LibraryError::Open(error) = error else {
        panic!("{error}");
    };
    assert_eq!(error.name(), "libz_not_there.so");
    assert!(matches!(error.problem(), OpenProblem::Loader(_)));
}

#[test]
fn files_that_are_no_libraries_are_refused() {
    let folder = Folder::new();
    let text = refused(folder.path());
    assert!(
        text.ends_with("it is a directory; give the file in it"),
        "{text}"
    );
    let text = refused(folder.write("empty.so", ""));
    assert!(text.ends_with("the file is empty"), "{text}");
    let text = refused(folder.write(
        "text.so",
        "hello, this is a text, and no library\n".repeat(40),
    ));
    assert!(text.contains("invalid ELF header"), "{text}");
    assert!(text.ends_with("it is no shared library"), "{text}");
    let text = refused(folder.write("libx.a", b"!<arch>\nand so on".repeat(40)));
    assert!(text.contains("it is an archive for a linker"), "{text}");
    let text = refused(folder.path().join("not there.so"));
    assert!(
        text.contains("not there.so: cannot open shared object file"),
        "{text}"
    );
    let text = refused(folder.write("half.so", b"\x7fELF\x02\x01\x01"));
    assert!(text.contains("file too short"), "{text}");
}

#[test]
fn flags_are_the_loaders() {
    let folder = Folder::new();
    let path = folder.compile("libflags.so", "int flagged(void) { return 5; }");
    // SAFETY: the library may be loaded.
    unsafe {
        assert!(Library::open_with(&path, OpenFlags::NOLOAD).is_err());
        assert!(Library::process().addr("flagged").is_err());
        let flags = OpenFlags::LAZY | OpenFlags::GLOBAL;
        let library = Library::open_with(&path, flags).unwrap();
        assert!(Library::open_with(&path, OpenFlags::NOLOAD).is_ok());
        assert!(Library::process().addr("flagged").is_ok());
        drop(library);
        assert!(Library::open_with(&path, OpenFlags::NOLOAD).is_err());
        drop(Library::open_with(&path, OpenFlags::NOW | OpenFlags::NODELETE).unwrap());
        assert!(Library::open_with(&path, OpenFlags::NOLOAD).is_ok());
    }
    assert_eq!(format!("{:?}", OpenFlags::DEFAULT), "RTLD_NOW");
    assert_eq!(format!("{:?}", OpenFlags::LOCAL), "RTLD_LOCAL");
}

#[test]
fn linker_scripts_are_followed() {
    let folder = Folder::new();
    let one = folder.compile("libone.so.1", "int one(void) { return 1; }");
    folder.compile("lib two.so", "int two(void) { return 2; }");
    let text = format!(
        "/* GNU ld script */\nOUTPUT_FORMAT(elf64-x86-64)\n\
         GROUP ( {} nonshared.a AS_NEEDED ( /not/there.so ) )\nINPUT(\"lib two.so\" -lm)\n",
        one.display()
    );
    let script = folder.write("libboth.so", text);
    let both = open(&script);
    for (name, number) in [("one", 1), ("two", 2)] {
        // SAFETY: that is what they are.
        let function = unsafe { both.function(format!("int {name}(void)").as_str()) }.unwrap();
        // SAFETY: they take nothing.
        assert_eq!(unsafe { function.call(&[]) }.unwrap(), Value::from(number));
    }
    assert!(both.addr("cos").is_ok());
    assert!(
        both.symbols()
            .unwrap()
            .iter()
            .any(|symbol| symbol.name == "two")
    );
    assert_eq!(both.name(), script.to_str().unwrap());

    // Where only the loader knows where it is.
    // SAFETY: libraries of the system may be loaded.
    if let Ok(libm) = unsafe { Library::open("libm.so") } {
        assert!(libm.addr("cos").is_ok());
    } else {
        assert!(refused("libm.so").contains("did you mean `libm.so.6`?"));
    }

    let broken = folder.write("libbroken.so", "INPUT(/not/there.so)");
    let text = refused(&broken);
    assert!(
        text.contains("a script for the linker that names others: "),
        "{text}"
    );
    assert!(text.contains("`/not/there.so`"), "{text}");
    let endless = folder.path().join("libendless.so");
    std::fs::write(&endless, format!("INPUT({})", endless.display())).unwrap();
    assert!(refused(&endless).contains("name each other"));
}

#[test]
fn a_symbol_at_zero_is_no_function() {
    let folder = Folder::new();
    let path = folder.compile_with("libzero.so", TEXT, &["-Wl,--defsym,at_zero=0"]);
    let library = open(path);
    // SAFETY: nothing is made.
    let error = unsafe { library.function("int at_zero(void)") }.unwrap_err();
    assert!(matches!(error, LibraryError::Null(_)), "{error}");
    assert!(library.addr("at_zero").is_err());
}
