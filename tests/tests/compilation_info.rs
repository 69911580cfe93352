//! `ExternalCompilationInfo` as data.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use rffi::{ExternalCompilationInfo, Field};

static FULL: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .pre_include_bits(&["#define A 1"])
    .includes(&["a.h", "b.h"])
    .include_dirs(&["inc"])
    .post_include_bits(&["int f(void);"])
    .libraries(&["m", "z"])
    .library_dirs(&["lib"])
    .separate_module_sources(&["int f(void) { return A; }"])
    .separate_module_files(&["c/f.c"])
    .compile_extra(&["-O1", "-O1"])
    .link_extra(&["-s"])
    .link_files(&["lib/x.a"]);

fn at_run_time() -> ExternalCompilationInfo {
    ExternalCompilationInfo::new()
        .link_file("lib/x.a")
        .link_flag("-s")
        .compile_flag("-O1")
        .compile_flag("-O1")
        .separate_module_file("c/f.c")
        .separate_module_source("int f(void) { return A; }")
        .library_dir("lib")
        .library("m")
        .library(String::from("z"))
        .post_include_bit("int f(void);")
        .include_dir("inc")
        .include("a.h")
        .include("b.h")
        .pre_include_bit("#define A 1")
}

fn items(info: &ExternalCompilationInfo, field: Field) -> Vec<String> {
    info.list(field).iter().map(str::to_owned).collect()
}

#[test]
fn content_decides_equality_and_hash() {
    let (hasher, built) = (RandomState::new(), at_run_time());
    assert_eq!(FULL, built);
    assert_eq!(hasher.hash_one(&FULL), hasher.hash_one(&built));
    let set: HashSet<_> = [FULL.clone(), built.clone(), built.library("y")].into();
    assert_eq!(set.len(), 2);
}

#[test]
fn the_same_text_in_another_list_is_another_info() {
    let as_library = ExternalCompilationInfo::new().library("x");
    let as_include = ExternalCompilationInfo::new().include("x");
    assert_ne!(as_library, as_include);
    let hasher = RandomState::new();
    assert_ne!(hasher.hash_one(&as_library), hasher.hash_one(&as_include));
}

#[test]
fn order_counts() {
    let ab = ExternalCompilationInfo::new().library("a").library("b");
    let ba = ExternalCompilationInfo::new().library("b").library("a");
    assert_ne!(ab, ba);
}

#[test]
fn merge_keeps_the_order_of_first_sight() {
    let first = ExternalCompilationInfo::new()
        .library("a")
        .library("b")
        .compile_flag("-x");
    let second = ExternalCompilationInfo::new()
        .library("c")
        .library("a")
        .compile_flag("-x");
    let merged = first.merge(&second);
    assert_eq!(items(&merged, Field::Libraries), ["a", "b", "c"]);
    // Flags may come in pairs: `-Xclang -a -Xclang -b`.
    assert_eq!(items(&merged, Field::CompileExtra), ["-x", "-x"]);
    assert_eq!(items(&first, Field::Libraries), ["a", "b"]);
}

#[test]
fn merge_with_its_equal_or_with_nothing_changes_nothing() {
    assert_eq!(FULL.merge(&at_run_time()), FULL);
    assert_eq!(FULL.merge(&ExternalCompilationInfo::new()), FULL);
    assert_eq!(ExternalCompilationInfo::new().merge(&FULL), FULL);
}

#[test]
fn paths_move_and_other_lists_stay() {
    let moved = FULL.relative_to("/pkg");
    assert_eq!(items(&moved, Field::IncludeDirs), ["/pkg/inc"]);
    assert_eq!(items(&moved, Field::LibraryDirs), ["/pkg/lib"]);
    assert_eq!(items(&moved, Field::SeparateModuleFiles), ["/pkg/c/f.c"]);
    assert_eq!(items(&moved, Field::LinkFiles), ["/pkg/lib/x.a"]);
    assert_eq!(moved.relative_to("/other"), moved);
    for field in [
        Field::Includes,
        Field::Libraries,
        Field::SeparateModuleSources,
    ] {
        assert_eq!(moved.list(field), FULL.list(field));
    }
}

#[test]
fn the_header_is_in_cs_order() {
    assert_eq!(
        FULL.c_header(),
        "#define A 1\n#include <a.h>\n#include <b.h>\nint f(void);\n"
    );
}

#[test]
fn debug_is_the_builder() {
    let info = ExternalCompilationInfo::new().include("a.h").library("m");
    assert_eq!(
        format!("{info:?}"),
        r#"ExternalCompilationInfo::new().includes(&["a.h"]).libraries(&["m"])"#
    );
}

#[test]
fn every_list_has_a_name_and_is_reached() {
    let names: HashSet<_> = Field::ALL.iter().map(|field| field.name()).collect();
    assert_eq!(names.len(), Field::ALL.len());
    for field in Field::ALL {
        assert!(!FULL.list(*field).is_empty(), "{}", field.name());
        let extended = ExternalCompilationInfo::new().extended(*field, ["x".to_owned()]);
        assert_eq!(items(&extended, *field), ["x"]);
        assert!(!extended.is_empty());
    }
    assert!(ExternalCompilationInfo::new().is_empty());
}

#[test]
fn a_list_given_twice_is_refused() {
    let twice = || {
        ExternalCompilationInfo::new()
            .libraries(&["a"])
            .libraries(&["b"])
    };
    assert!(std::panic::catch_unwind(twice).is_err());
}

#[test]
fn what_needs_a_build_script() {
    let needs = |info: &ExternalCompilationInfo| {
        (
            info.needs_build_script(true),
            info.needs_build_script(false),
        )
    };
    assert_eq!(
        needs(&ExternalCompilationInfo::new().include("a.h")),
        (false, false)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().library("m")),
        (false, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().separate_module_file("a.c")),
        (true, true)
    );
    assert_eq!(
        needs(&ExternalCompilationInfo::new().library_dir("lib")),
        (true, true)
    );
}
