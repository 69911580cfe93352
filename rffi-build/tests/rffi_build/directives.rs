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
        "cargo::rerun-if-env-changed=RFFI_VERIFY\n\
         cargo::rerun-if-env-changed=DOCS_RS\n\
         cargo::rustc-env=RFFI_MANIFEST={}\n\
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
            .library_dirs(&[\"my libs\", \"more\"])
            .link_files(&[\"c/fast.o\", \"c/none.o\"])
            .link_extra(&[\"-Wl,-z\", \"-Wl,now\"]);
         llexternal! { compilation_info = A; }
         mod m { llexternal! { compilation_info = super::A; } }",
    );
    sandbox.write("c/fast.o", "");
    sandbox.write("my libs/x", "");
    sandbox.write("more/x", "");
    let outcome = sandbox.build();
    assert!(outcome.values("warning=").is_empty());
    let folder = sandbox.package.folder.to_str().unwrap();
    let search = outcome.values("rustc-link-search=native=");
    assert_eq!(
        search,
        [format!("{folder}/my libs"), format!("{folder}/more")]
    );
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

#[test]
fn folders_that_are_not_there_are_reported_and_looked_for_again() {
    let sandbox = Sandbox::library(
        "static A: E = ExternalCompilationInfo::new()
            .include_dirs(&[\"headers\", \"c\"]).library_dirs(&[\"libs\"]);
         llexternal! { compilation_info = A; }
         mod m { llexternal! { compilation_info = super::A; } }",
    );
    sandbox.write("c/a.h", "");
    let outcome = sandbox.build();
    let expected = [
        "src/lib.rs: the folder `headers` in `include_dirs` is not there",
        "src/lib.rs: the folder `libs` in `library_dirs` is not there",
    ];
    assert_eq!(outcome.values("warning="), expected);
    let watched = outcome.values("rerun-if-changed=");
    assert!(watched.contains(&"headers") && watched.contains(&"libs"));
    sandbox.write("headers/a.h", "");
    sandbox.write("libs/liba.a", "");
    assert!(sandbox.build().values("warning=").is_empty());
}

#[test]
fn folders_of_the_build_script_come_after_those_of_the_info() {
    let mut sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new().library_dirs(&[\"libs\"]); }",
    );
    sandbox.write("libs/x", "");
    sandbox.package.library_dirs.push("/opt/z/lib".into());
    let outcome = sandbox.build();
    let own = format!("{}/libs", sandbox.package.folder.display());
    let search = outcome.values("rustc-link-search=native=");
    assert_eq!(search, [own.as_str(), "/opt/z/lib"]);
}

#[test]
fn arguments_for_the_linker_are_left_for_other_packages() {
    let mut sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .link_extra(&[\"-Wl,-z,now\", \"a b\"]); }",
    );
    // Of a package that this one depends on.
    sandbox.package.link_arguments.push("-below".to_owned());
    let outcome = sandbox.build();
    let arguments = ["-below", "-Wl,-z,now", "a b"];
    assert_eq!(outcome.values("rustc-link-arg="), arguments);
    let left = outcome.values("metadata=RFFI_LINK_ARGUMENTS=");
    assert_eq!(left, ["-below\u{1f}-Wl,-z,now\u{1f}a b"]);
}

#[test]
fn an_object_is_linked_once() {
    let mut sandbox = Sandbox::library(
        "static A: E = ExternalCompilationInfo::new().link_files(&[\"a.o\", \"b.a\"]);
         static B: E = ExternalCompilationInfo::new().link_files(&[\"b.a\", \"a.o\"])
             .link_extra(&[\"-Xlinker\", \"x\", \"-Xlinker\", \"x\"]);
         llexternal! { compilation_info = A; }
         llexternal! { compilation_info = B; }",
    );
    let arguments = ["/below/c.o", "/below/c.o"].map(str::to_owned);
    sandbox.package.link_arguments.extend(arguments);
    let outcome = sandbox.build();
    let folder = sandbox.package.folder.to_str().unwrap();
    let [a, b] = ["a.o", "b.a"].map(|name| format!("{folder}/{name}"));
    // An archive may be needed again, behind another.
    let arguments = ["/below/c.o", &a, &b, &b, "-Xlinker", "x", "-Xlinker", "x"];
    assert_eq!(outcome.values("rustc-link-arg="), arguments);
    let left = outcome.values("metadata=RFFI_LINK_ARGUMENTS=");
    assert_eq!(left, [arguments.join("\u{1f}")]);
}

#[test]
fn an_argument_for_the_linker_has_one_line() {
    let sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .link_extra(&[\"-Wl,a\\ncargo::rustc-env=A=B\"]); }",
    );
    let error = sandbox.try_build().err().expect("an error").to_string();
    assert_eq!(
        error,
        "`-Wl,a\\ncargo::rustc-env=A=B` in `link_extra` has a line break, which Cargo cannot pass on \
         to the linker; write each argument as an item of its own"
    );
}

#[test]
fn an_info_of_cpp_links_the_cpp_library_behind_its_own() {
    for (target, library) in [
        ("x86_64-unknown-linux-gnu", "stdc++"),
        ("aarch64-apple-darwin", "c++"),
    ] {
        let mut sandbox = Sandbox::library(
            "llexternal! { compilation_info = ExternalCompilationInfo::new()
                 .use_cpp_linker().libraries(&[\"z\"]).frameworks(&[\"CoreFoundation\"]); }",
        );
        sandbox.package.toolchain.target = target.to_owned();
        let outcome = sandbox.build();
        let links = outcome.manifest.blocks.values().next().unwrap();
        let linked: Vec<String> = (links.libraries.iter())
            .map(|library| format!("{} {}", library.kind.name(), library.name))
            .collect();
        let cpp = format!("dylib {library}");
        assert_eq!(linked, ["dylib z", &cpp, "framework CoreFoundation"]);
        assert!(
            outcome
                .values("rerun-if-env-changed=")
                .contains(&"CXXSTDLIB")
        );
    }
}

#[test]
fn documentation_needs_nothing() {
    let mut sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .pkg_config(&[\"rffi-not-there\"]).separate_module_sources(&[\"int x = y;\"]); }",
    );
    sandbox.package.documentation_only = true;
    sandbox.package.toolchain.compiler = Some(sandbox.path("no compiler"));
    let outcome = sandbox.build();
    assert_eq!(outcome.manifest.blocks.len(), 1);
    assert!(outcome.libraries().is_empty() && outcome.errors().is_empty());
}

#[test]
fn one_function_with_two_signatures_is_noticed() {
    let sandbox = Sandbox::library(
        "llexternal! { unsafe extern \"C\" { safe fn twice(a: INT) -> INT; safe fn same(a: INT); safe fn text(a: &CStr); } }
         mod m {
             llexternal! { unsafe extern \"C\" {
                 safe fn twice(a: LONG) -> INT;
                 safe fn same(b: core::ffi::c_int);
                 safe fn text(a: CONST_CCHARP);
                 #[name = \"twice\"]
                 safe fn meant(a: LONG) -> LONG;
             } }
         }",
    );
    let warnings = sandbox.build().values("warning=").join("\n");
    assert_eq!(
        warnings,
        "src/lib.rs:4: `twice` is declared with another signature at src/lib.rs:1; if both are meant, \
         say so with `#[name = \"twice\"]`"
    );
}
