//! What Cargo is told.

use std::fs;

use crate::support::{Sandbox, block};

#[test]
fn a_package_without_declarations_has_a_manifest() {
    let sandbox = Sandbox::new(&[("src/main.rs", "fn main() {}"), ("tests/t.rs", "")]);
    let outcome = sandbox.build();
    assert!(outcome.manifest.blocks.is_empty());
    assert_eq!(
        outcome.manifest.package,
        sandbox.package.folder.to_str().unwrap()
    );
    let manifest = sandbox.package.out_dir.join("rffi").join("manifest");
    let expected = format!(
        "cargo::rustc-env=RFFI_MANIFEST={}\n\
         cargo::rerun-if-changed=src\n\
         cargo::rerun-if-changed=src/main.rs\n\
         cargo::rerun-if-changed=tests\n\
         cargo::rerun-if-changed=tests/t.rs\n",
        manifest.display()
    );
    assert_eq!(outcome.directives, expected);
}

#[test]
fn a_block_without_an_info_is_known() {
    let outcome = Sandbox::library("llexternal! { unsafe extern \"C\" { safe fn f(); } }").build();
    let text = "unsafe extern \"C\" { safe fn f(); }";
    let fingerprint = llexternal_syntax::fingerprint(&text.parse().unwrap());
    let texts = outcome.manifest.blocks.keys().map(|id| id.text);
    assert!(texts.eq([fingerprint]));
}

#[test]
fn what_the_linker_needs_is_passed_on() {
    let sandbox = Sandbox::library(
        "static A: E = ExternalCompilationInfo::new()
            .library_dirs(&[\"my libs\", \"/usr/local/lib\"])
            .link_files(&[\"c/fast.o\", \"c/none.o\"])
            .link_extra(&[\"-Wl,-z\", \"-Wl,now\"]);
         llexternal! { compilation_info = A; }
         mod m { llexternal! { compilation_info = super::A; } }",
    );
    sandbox.write("c/fast.o", "");
    let outcome = sandbox.build();
    let folder = sandbox.package.folder.to_str().unwrap();
    let search = outcome.values("rustc-link-search=native=");
    assert_eq!(search, [&format!("{folder}/my libs"), "/usr/local/lib"]);
    // Once, although two blocks say it.
    let files = ["fast", "none"].map(|name| format!("{folder}/c/{name}.o"));
    let arguments = outcome.values("rustc-link-arg=");
    assert_eq!(arguments, [&files[0], &files[1], "-Wl,-z", "-Wl,now"]);
    // Cargo would run the script each time for a file that is not there.
    let watched = outcome.values("rerun-if-changed=");
    assert_eq!(watched, ["c/fast.o", "src", "src/lib.rs"]);
}

#[test]
fn a_second_build_says_the_same() {
    let sandbox = Sandbox::library(&block("z"));
    let first = sandbox.build();
    let second = sandbox.build();
    assert_eq!(second.directives, first.directives);
    assert_eq!(second.manifest, first.manifest);
}

#[test]
fn nothing_is_written_into_the_package() {
    let sandbox = Sandbox::library(&block("z"));
    let folder = &sandbox.package.folder;
    let read_only = |value| {
        for path in [
            folder.clone(),
            folder.join("src"),
            folder.join("src/lib.rs"),
        ] {
            let mut permissions = fs::metadata(&path).unwrap().permissions();
            permissions.set_readonly(value);
            fs::set_permissions(&path, permissions).unwrap();
        }
    };
    read_only(true);
    let outcome = sandbox.try_build();
    read_only(false);
    assert!(outcome.unwrap().libraries().iter().eq(&["z"]));
    // Root may write where nobody may.
    let names = |path| {
        fs::read_dir(path)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
    };
    assert!(names(folder.clone()).eq(["src"]));
    assert!(names(folder.join("src")).eq(["lib.rs"]));
}

#[test]
fn what_is_wanted_but_not_there_is_watched() {
    let sandbox = Sandbox::library(
        "mod later; #[path = \"../other/m.rs\"] mod m; #[cfg(windows)] mod never;
         #[cfg_attr(test, path = \"fake.rs\")] #[cfg_attr(not(test), path = \"real.rs\")] mod sys;
         static A: E = ExternalCompilationInfo::new()
             .post_include_bits(&[include_str!(\"../c/new.h\")]);
         llexternal! { compilation_info = A; }
         mod n { llexternal! { compilation_info = ExternalCompilationInfo::new()
             .separate_module_sources(&[include_str!(\"../c/new.c\")]); } }",
    );
    sandbox.write("src/fake.rs", "");
    sandbox.write("src/real.rs", "");
    let outcome = sandbox.build();
    assert_eq!(outcome.errors().len(), 2);
    let expected = [
        "src",
        "src/../c/new.c",
        "src/../c/new.h",
        "src/../other/m.rs",
        "src/fake.rs",
        "src/later.rs",
        "src/lib.rs",
        "src/real.rs",
    ];
    assert_eq!(outcome.values("rerun-if-changed="), expected);
}
