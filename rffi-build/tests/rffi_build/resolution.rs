//! Which `static` a path means, and what is said where none can be read.

use crate::support::Sandbox;

/// A `static` that links this library.
fn info(name: &str, library: &str) -> String {
    let chain = format!("ExternalCompilationInfo::new().libraries(&[\"{library}\"])");
    format!("pub static {name}: ExternalCompilationInfo = {chain};\n")
}

fn uses(path: &str) -> String {
    format!("llexternal! {{ compilation_info = {path}; }}\n")
}

/// Builds a package with this `src/lib.rs`, whose blocks are to link these libraries.
#[track_caller]
fn expect(text: &str, libraries: &[&str]) {
    let outcome = Sandbox::library(text).build();
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    assert!(
        outcome.libraries().iter().eq(libraries),
        "{:?}",
        outcome.libraries()
    );
}

/// The same, with one block that cannot be linked.
#[track_caller]
fn expect_error(text: &str, error: &str) {
    let outcome = Sandbox::library(text).build();
    assert!(outcome.libraries().is_empty(), "{:?}", outcome.libraries());
    assert_eq!(outcome.errors(), [error]);
}

#[test]
fn by_name_and_by_path() {
    let a = info("A", "a");
    for path in ["A", "self::A", "crate::A"] {
        expect(&format!("{a}{}", uses(path)), &["a"]);
    }
    for path in [
        "m::A",
        "self::m::A",
        "crate::m::A",
        "m::n::super::A",
        "m::n::B",
    ] {
        let text = format!(
            "mod m {{ {a} pub mod n {{ pub use super::A as B; }} }} {}",
            uses(path)
        );
        expect(&text, &["a"]);
    }
    for path in ["super::A", "super::super::B", "crate::B", "super::m::A"] {
        let inner = uses(path);
        let b = info("B", "a");
        expect(
            &format!("{b} mod o {{ {a} mod m {{ {inner} pub use super::A; }} }}"),
            &["a"],
        );
    }
}

#[test]
fn names_do_not_leak_into_child_modules() {
    let text = format!("{} mod m {{ {} }}", info("A", "a"), uses("A"));
    assert_eq!(Sandbox::library(&text).build().errors().len(), 1);
}

#[test]
fn through_imports() {
    let module = format!("mod m {{ {} {} }}", info("A", "a"), info("r#fn", "f"));
    for import in [
        "use m::A;",
        "use crate::m::A;",
        "use self::m::{A};",
        "use m::*;",
        "use m as n; use n::A;",
        "use {m::{self as n}}; pub use n::*;",
        "use my_pack_like_name as _; use m::A;",
    ] {
        expect(&format!("{module} {import} {}", uses("A")), &["a"]);
    }
    expect(&format!("{module} use m::A as B; {}", uses("B")), &["a"]);
    expect(&format!("{module} {}", uses("m::r#fn")), &["f"]);
    // A name of one's own stands before one from a `*`.
    expect(
        &format!("{module} use m::*; {} {}", info("A", "own"), uses("A")),
        &["own"],
    );
}

#[test]
fn in_functions() {
    let outer = info("A", "outer");
    let inner = info("A", "inner");
    let block = uses("A");
    expect(
        &format!("{outer} fn f() {{ {inner} {{ {block} }} }}"),
        &["inner"],
    );
    expect(
        &format!("{outer} fn f() {{ {block} }} fn g() {{ {inner} }}"),
        &["outer"],
    );
    expect(
        &format!("{outer} fn f() {{ {inner} {} }}", uses("self::A")),
        &["outer"],
    );
    let import = "fn f() { use m::A;";
    expect(
        &format!("mod m {{ {outer} }} {import} {block} }}"),
        &["outer"],
    );
}

#[test]
fn in_the_library_from_the_other_crates() {
    let sandbox = Sandbox::library(&format!("pub mod ffi {{ {} }}", info("A", "a")));
    sandbox.write("src/main.rs", &uses("my_pack::ffi::A"));
    sandbox.write(
        "tests/t.rs",
        &format!("use ::my_pack::ffi::A; {}", uses("A")),
    );
    let outcome = sandbox.build();
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    assert_eq!(outcome.manifest.blocks.len(), 2);
    assert!(outcome.libraries().iter().eq(&["a"]));
}

#[test]
fn where_a_condition_chooses_one() {
    let text = format!(
        "#[cfg(unix)] {} #[cfg(windows)] {} {}",
        info("A", "unix"),
        info("A", "windows"),
        uses("A")
    );
    expect(&text, &["unix"]);
}

#[test]
fn modules_that_import_all_of_each_other() {
    let mut text: String = (0..40)
        .map(|index| format!("pub mod m{index} {{ pub use super::*; pub use super::m0::*; }} pub use m{index}::*;\n"))
        .collect();
    text += "use text::text; mod loops { use super::loops::x as x; }";
    text += &format!("{} {}", info("A", "a"), uses("m7::A"));
    expect(&text, &["a"]);
}

#[test]
fn an_ambiguous_name_names_the_places() {
    let text = format!(
        "#[cfg(test)]\n{}#[cfg(not(test))]\n{}{}",
        info("A", "a"),
        info("A", "b"),
        uses("A")
    );
    expect_error(
        &text,
        "`A` may be more than one `static` for rffi-build: src/lib.rs:2, src/lib.rs:4; give them \
         different names, or tell them apart by `cfg`s of the target or of features, which it can \
         evaluate",
    );
}

#[test]
fn another_packages_info_cannot_be_read() {
    let message = "`zlib::ZLIB` is not in this package: an ECI used by path lives in the same \
                   package; re-export the declarations instead. If it is this package's library, name that in \
                   `Package::library`";
    expect_error(&uses("zlib::ZLIB"), message);
    // An import that leads to itself.
    let text = format!("use zlib::zlib; {}", uses("zlib::ZLIB"));
    expect_error(&text, message);
    expect_error(&format!("use zlib::ZLIB; {}", uses("ZLIB")), message);
    expect_error(
        &format!("use ::zlib::{{self as z}}; use z::ZLIB; {}", uses("ZLIB")),
        message.replacen("zlib", "z", 1).as_str(),
    );
}

#[test]
fn a_static_that_is_not_there_is_named() {
    let message = "rffi-build found no `static` named `m::A`: it reads those that are written in \
                   this package's source files, not those that a macro writes or that come from \
                   another package";
    expect_error(&format!("mod m {{ make! {{}} }} {}", uses("m::A")), message);
}

#[test]
fn values_that_cannot_be_read_are_named() {
    let chain = "rffi-build reads the value of `A` without running it; write it as \
                 `ExternalCompilationInfo::new()` with its setters";
    for value in [
        "make()",
        "B.merge(&C)",
        "{ ExternalCompilationInfo::new() }",
    ] {
        expect_error(&format!("static A: E = {value}; {}", uses("A")), chain);
    }
    let list = "src/lib.rs:2: rffi-build reads this list without running it; write `&[\"..\"]` with \
                string literals or `include_str!(\"..\")` here";
    for value in ["LIST", "&[NAME]", "&[concat!(\"a\", \"b\")]"] {
        let text = format!(
            "static A: E = ExternalCompilationInfo::new()\n.libraries({value}); {}",
            uses("A")
        );
        expect_error(&text, list);
    }
    expect_error(
        &uses("*A"),
        "rffi-build reads this without running it; write the path of a `static`, or a chain of \
         `ExternalCompilationInfo::new()`",
    );
}

#[test]
fn a_missing_included_file_is_named() {
    let text =
        "static A: E = ExternalCompilationInfo::new().post_include_bits(&[include_str!(\"x.h\")]);";
    let outcome = Sandbox::library(&format!("{text} {}", uses("A"))).build();
    let [error] = outcome.errors()[..] else {
        panic!("{:?}", outcome.errors());
    };
    assert!(
        error.starts_with("rffi-build cannot read `src/x.h` for `include_str!`: "),
        "{error}"
    );
}

#[test]
fn a_const_hides_a_static() {
    let outer = info("A", "outer");
    let inner = outer
        .replace("pub static", "const")
        .replace("outer", "inner");
    expect_error(
        &format!("{outer} fn f() {{\n{inner} {} }}", uses("A")),
        "src/lib.rs:3: `A` is a `const`, which rffi-build does not read; write a `static`",
    );
}

#[test]
fn what_is_private_does_not_come_through_a_star() {
    let private = |name, library| info(name, library).replace("pub ", "");
    let public = info("A", "a");
    for hidden in [
        private("A", "b"),
        format!("mod n {{ {} }} use n::A;", info("A", "b")),
        format!("mod n {{ {} }} use n::*;", info("A", "b")),
        format!("pub(self) {}", private("A", "b")),
        "const A: u8 = 1;".to_owned(),
    ] {
        let text = format!(
            "mod o {{ {public} }} mod m {{ {hidden} }} use o::*; use m::*; {}",
            uses("A")
        );
        expect(&text, &["a"]);
    }
    // A module's own children see it.
    expect(
        &format!(
            "{} mod m {{ use super::*; {} }}",
            private("A", "a"),
            uses("A")
        ),
        &["a"],
    );
    expect(
        &format!(
            "mod n {{ {public} }} use n::*; mod m {{ use super::*; {} }}",
            uses("A")
        ),
        &["a"],
    );
    // A module that is private leads nowhere from outside.
    let deep = format!(
        "mod m {{ mod n {{ {public} }} }} mod o {{ pub mod n {{ {} }} }}",
        info("A", "o")
    );
    expect(
        &format!("{deep} use m::*; use o::*; {}", uses("n::A")),
        &["o"],
    );
}

#[test]
fn under_other_names_of_the_package() {
    let alias = "extern crate self as me;";
    let module = format!("mod m {{ {} }}", info("A", "a"));
    for path in ["me::m::A", "::me::m::A", "crate::me::m::A"] {
        expect(&format!("{alias} {module} {}", uses(path)), &["a"]);
        expect(
            &format!("{alias} {module} mod o {{ {} }}", uses(path)),
            &["a"],
        );
    }
    // Only in the crate that says so, as a name for all of it.
    let sandbox = Sandbox::library(&format!("{alias} {module}"));
    sandbox.write("src/main.rs", &uses("::me::m::A"));
    assert_eq!(sandbox.build().errors().len(), 1);
}

#[test]
fn in_a_library_with_a_name_of_its_own() {
    let mut sandbox = Sandbox::library(&info("A", "a"));
    sandbox.write("src/main.rs", &uses("other_name::A"));
    sandbox.write(
        "tests/t.rs",
        &format!("extern crate other_name as short; {}", uses("short::A")),
    );
    sandbox.package.library = Some("other_name".to_owned());
    let outcome = sandbox.build();
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    assert!(outcome.libraries().iter().eq(&["a"]));
}
