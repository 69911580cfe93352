//! Whole packages, as users have them, built by Cargo: what must build, links and runs; what must
//! not, says why.

mod package;

use std::fs;

use package::{BUILD_SCRIPT, Package, RFFI_ALONE, WITH_BUILD_SCRIPT, workspace};

const DOUBLED: &str = r##"
use rffi::{ExternalCompilationInfo, INT, llexternal};

static DOUBLED: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .post_include_bits(&["int doubled(int number);"])
    .separate_module_sources(&[r#"
        int doubled(int number) { return 2 * number; }
    "#]);

llexternal! {
    compilation_info = DOUBLED;
    unsafe extern "C" {
        /// ```
        /// assert_eq!(doubled_in_c::doubled(4), 8);
        /// ```
        pub safe fn doubled(number: INT) -> INT;
    }
}
"##;

#[test]
fn c_is_linked_wherever_the_declaration_is_used() {
    let uses = "#[test] fn doubles() { assert_eq!(doubled_in_c::doubled(2), 4); }";
    let main = "fn main() { println!(\"{}\", doubled_in_c::doubled(21)); }";
    let own = r#"
        mod nested {
            rffi::llexternal! {
                compilation_info = rffi::ExternalCompilationInfo::new()
                    .separate_module_sources(&["int tripled(int number) { return 3 * number; }"]);
                unsafe extern "C" { pub safe fn tripled(number: rffi::INT) -> rffi::INT; }
            }
        }
        #[test] fn triples() { assert_eq!(nested::tripled(2), 6); }
    "#;
    let package = Package::new(
        "doubled-in-c",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", DOUBLED),
            ("src/main.rs", main),
            ("examples/doubled.rs", main),
            ("tests/uses.rs", uses),
            ("tests/own.rs", own),
        ],
    );
    let tests = package.succeeds(&["test"]);
    // The integration tests and the doctest.
    assert_eq!(tests.matches("1 passed").count(), 3, "{tests}");
    assert_eq!(package.succeeds(&["run", "--quiet"]), "42\n");
    assert_eq!(
        package.succeeds(&["run", "--quiet", "--example", "doubled"]),
        "42\n"
    );
}

#[test]
fn the_readme_is_true() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let code = readme.split("```rust\n").nth(1).unwrap();
    let code = code.split("```").next().unwrap();
    let (items, statements) = code.split_at(code.find("twice(21)").unwrap());
    let main = format!(
        "{items}\nfn main() {{\nassert_eq!(twice(21), 42);\n{statements}\
         assert_eq!(twice::EXTERNAL.to_string(), \"int twice(int n)\");\n\
         println!(\"{{}}\", twice(1));\n}}"
    );
    let with_fakes =
        WITH_BUILD_SCRIPT.replace("/rffi\" }\n[", "/rffi\", features = [\"fakes\"] }\n[");
    let package = Package::new(
        "readme",
        &with_fakes,
        &[BUILD_SCRIPT, ("src/main.rs", &main)],
    );
    // The fake, at the end of what the file says.
    assert_eq!(package.succeeds(&["run", "--quiet"]), "2\n");
}

#[test]
fn what_the_readme_says_of_cdef_is_true() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let code = readme.split("```rust\n").nth(2).unwrap();
    let code = code.split("```").next().unwrap();
    let (items, statements) = code.split_at(code.find("let text").unwrap());
    let main = format!(
        "{items}\nfn main() -> Result<(), cdef::Errors> {{\n{statements}\n\
         assert_eq!(cdef.sizeof(\"struct point\")?, 20);\n\
         assert_eq!(cdef.offsetof(\"struct point\", &[\"x\".into()])?, 4);\n\
         println!(\"{{}}\", cdef.function(\"length\")?);\nOk(())\n}}"
    );
    let manifest = "[dependencies]\ncdef = { path = \"WORKSPACE/cdef\" }\n\
                    lltype = { path = \"WORKSPACE/lltype\" }\n";
    let package = Package::new("readme-cdef", manifest, &[("src/main.rs", &main)]);
    let printed = package.succeeds(&["run", "--quiet"]);
    assert_eq!(printed, "double length(const struct point *p)\n");
}

#[test]
fn blocks_of_one_text_in_two_crates_are_two() {
    let main = |number: u8| {
        format!(
            "use rffi::{{ExternalCompilationInfo, INT, llexternal}};
             static NUMBER: ExternalCompilationInfo = ExternalCompilationInfo::new()
                 .separate_module_sources(&[\"int number(void) {{ return {number}; }}\"]);
             llexternal! {{
                 compilation_info = NUMBER;
                 unsafe extern \"C\" {{ safe fn number() -> INT; }}
             }}
             fn main() {{ println!(\"{{}}\", number()); }}"
        )
    };
    let package = Package::new(
        "two-bins",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/bin/one.rs", &main(1)),
            ("src/bin/two.rs", &main(2)),
        ],
    );
    assert_eq!(package.succeeds(&["run", "--quiet", "--bin", "one"]), "1\n");
    assert_eq!(package.succeeds(&["run", "--quiet", "--bin", "two"]), "2\n");
}

#[test]
fn a_package_links_the_c_of_its_dependencies() {
    Package::new(
        "below",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", &DOUBLED.replace("doubled", "doubled_below")),
        ],
    );
    let package = Package::new(
        "above",
        "[dependencies]\nbelow = { path = \"../below\" }\n",
        &[(
            "src/main.rs",
            "fn main() { println!(\"{}\", below::doubled_below(4)); }",
        )],
    );
    assert_eq!(package.succeeds(&["run", "--quiet"]), "8\n");
}

#[test]
fn crates_may_be_renamed() {
    let main = r#"
        c::llexternal! {
            compilation_info = c::ExternalCompilationInfo::new().libraries(&["m"]);
            unsafe extern "C" { safe fn cos(angle: c::DOUBLE) -> c::DOUBLE; }
        }
        operations::register_external! {
            fn cosine(angle: f64) -> f64 = "math.cos" { external: cos, llfakeimpl: f64::cos }
        }
        fn main() {
            assert_eq!(cosine::EXTFUNC.name(), "math.cos");
            println!("{}", cosine(0.0));
        }
    "#;
    let dependencies = "\
[dependencies]
c = { package = \"rffi\", path = \"WORKSPACE/rffi\" }
operations = { package = \"extfunc\", path = \"WORKSPACE/extfunc\" }
";
    let package = Package::new("renamed", dependencies, &[("src/main.rs", main)]);
    assert_eq!(package.succeeds(&["run", "--quiet"]), "1\n");
}

#[test]
fn c_without_a_build_script_is_an_error_at_the_declaration() {
    let package = Package::new("no-build-script", RFFI_ALONE, &[("src/lib.rs", DOUBLED)]);
    package.fails(&[
        "the package has no rffi build script",
        "help: and a build.rs:     fn main() { rffi_build::build(); }",
        "src/lib.rs:11:24",
    ]);
}

#[test]
fn an_error_in_c_is_shown_at_its_line() {
    let package = Package::new(
        "error-in-c",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", &DOUBLED.replace("2 * number;", "2 * nummer;")),
        ],
    );
    package.fails(&["src/lib.rs:7:", "nummer"]);
}

#[test]
fn a_list_that_cannot_be_read_is_an_error_at_the_declaration() {
    let source = DOUBLED.replace(".post_include", ".libraries(&[MATH]).post_include");
    let package = Package::new(
        "unreadable",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", &format!("const MATH: &str = \"m\";{source}")),
        ],
    );
    package.fails(&[
        "compilation_info = DOUBLED;",
        "reads this list without running it",
    ]);
}

#[test]
fn a_declaration_that_the_build_script_cannot_see_is_an_error() {
    let source = DOUBLED.replace(
        "llexternal! {",
        "macro_rules! hide { ($($t:tt)*) => { llexternal! { $($t)* } } }\nhide! {",
    );
    let package = Package::new(
        "unseen",
        WITH_BUILD_SCRIPT,
        &[BUILD_SCRIPT, ("src/lib.rs", &source)],
    );
    package.fails(&["the build script did not see this `llexternal!`"]);
}

#[test]
fn fakes_that_are_not_compiled_in_are_an_error_that_says_so() {
    let main = r#"
        rffi::llexternal! {
            unsafe extern "C" { safe fn abs(number: rffi::INT) -> rffi::INT; }
        }
        fn main() {
            let _guard = abs::fake(|number| number);
        }
    "#;
    let package = Package::new("no-fakes", RFFI_ALONE, &[("src/main.rs", main)]);
    package.fails(&[
        "named `fake` found for enum `abs`",
        "rffi::needs_fakes::NeedsTheFeatureFakesOfRffi",
        "src/main.rs:6:",
    ]);
}

#[test]
fn structs_are_derived_with_rffi_alone() {
    let main = r#"
        use rffi as renamed;

        #[derive(rffi::CStruct, Clone, Copy)]
        #[repr(C)]
        struct Pair {
            first: rffi::LONG,
            #[cstruct(bits(ready: rffi::UINT = 1))]
            flags: u32,
        }

        #[derive(renamed::CStruct)]
        #[repr(C)]
        #[cstruct(crate = crate::renamed::lltype)]
        struct Pairs {
            kind: Kind,
            pairs: rffi::lltype::FlexArray<Pair>,
        }

        #[derive(rffi::CEnum)]
        #[repr(C)]
        enum Kind {
            Plain = 1,
        }

        fn main() {
            let pairs = Pairs { kind: Kind::Plain, pairs: Default::default() };
            let _ = (Pair { first: 1, flags: 0 }, pairs.kind, pairs.pairs);
            print!("{}", rffi::lltype::Type::of::<Pair>().definition().unwrap());
        }
    "#;
    let package = Package::new("derived", RFFI_ALONE, &[("src/main.rs", main)]);
    assert_eq!(
        package.succeeds(&["run", "-q"]),
        "struct Pair {\n    long first;\n    unsigned int ready : 1;\n};"
    );
}

#[test]
fn link_arguments_reach_the_final_package_through_links() {
    let below = r#"
        use rffi::{ExternalCompilationInfo, INT, llexternal};
        llexternal! {
            compilation_info = ExternalCompilationInfo::new()
                .separate_module_sources(&["int in_c(int number) { return -number; }"])
                .link_extra(&["-Wl,--defsym=its_alias=in_c"]);
            unsafe extern "C" {
                pub safe fn in_c(number: INT) -> INT;
                pub safe fn its_alias(number: INT) -> INT;
            }
        }
    "#;
    let files = [BUILD_SCRIPT, ("src/lib.rs", below)];
    let package = Package::new("below-links", WITH_BUILD_SCRIPT, &files);
    let manifest = package.folder.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace("edition =", "links = \"below\"\nedition =");
    fs::write(manifest, text).unwrap();

    let main =
        "fn main() { println!(\"{}\", below_links::in_c(-4) + below_links::its_alias(-4)); }";
    let dependency = "[dependencies]\nbelow-links = { path = \"../below-links\" }\n";
    let package = Package::new(
        "above-links",
        &WITH_BUILD_SCRIPT.replace("[dependencies]\n", dependency),
        &[BUILD_SCRIPT, ("src/main.rs", main)],
    );
    assert_eq!(package.succeeds(&["run", "--quiet"]), "8\n");
    // Without a build script of its own, nobody passes them on.
    fs::remove_file(package.folder.join("build.rs")).unwrap();
    let output = package.cargo(&["build"]);
    assert!(!output.status.success());
}

#[test]
fn cpp_is_linked_with_its_library_and_frameworks_are_passed_over() {
    let lib = r#"
        use rffi::{ExternalCompilationInfo, INT, llexternal};
        llexternal! {
            compilation_info = ExternalCompilationInfo::new()
                .separate_module_files(&["cpp/length.cc"])
                .frameworks(&["CoreFoundation"])
                .use_cpp_linker();
            unsafe extern "C" { pub safe fn length_of(number: INT) -> INT; }
        }
        // Without a build script, the macro itself links them.
        pub mod inline {
            rffi::llexternal! {
                compilation_info = rffi::ExternalCompilationInfo::new()
                    .frameworks(&["CoreFoundation"]);
                unsafe extern "C" { pub safe fn abs(number: rffi::INT) -> rffi::INT; }
            }
        }
    "#;
    let cpp = "#include <string>\n\
        extern \"C\" int length_of(int n) { return (int)std::to_string(n).append(40, 'x').size(); }\n";
    let main = "fn main() { println!(\"{}\", with_cpp::length_of(with_cpp::inline::abs(-12))); }";
    let package = Package::new(
        "with-cpp",
        WITH_BUILD_SCRIPT,
        &[
            BUILD_SCRIPT,
            ("src/lib.rs", lib),
            ("src/main.rs", main),
            ("cpp/length.cc", cpp),
        ],
    );
    if cfg!(target_os = "linux") {
        assert_eq!(package.succeeds(&["run", "--quiet"]), "42\n");
    }
}

#[test]
fn a_package_that_is_not_there_is_an_error_at_the_declaration() {
    let source = DOUBLED.replace(
        ".post_include",
        ".pkg_config(&[\"rffi-not-there >= 1.2\"]).post_include",
    );
    let package = Package::new(
        "no-package",
        WITH_BUILD_SCRIPT,
        &[BUILD_SCRIPT, ("src/lib.rs", &source)],
    );
    package.fails(&[
        "`rffi-not-there >= 1.2`",
        "src/lib.rs:11:24",
        "compilation_info = DOUBLED;",
    ]);
}

#[test]
fn packages_without_a_build_script_are_an_error_at_the_declaration() {
    let source = "rffi::llexternal! {
        compilation_info = rffi::ExternalCompilationInfo::new().pkg_config(&[\"zlib\"]);
        unsafe extern \"C\" { pub safe fn abs(number: rffi::INT) -> rffi::INT; }
    }";
    let package = Package::new(
        "package-without-script",
        RFFI_ALONE,
        &[("src/lib.rs", source)],
    );
    package.fails(&["the package has no rffi build script", "src/lib.rs:2:"]);
}

#[test]
fn nothing_is_done_again_where_nothing_changed() {
    let source = DOUBLED.replace("doubled", "doubled_once");
    let package = Package::new(
        "doubled-once",
        WITH_BUILD_SCRIPT,
        &[BUILD_SCRIPT, ("src/lib.rs", &source)],
    );
    package.succeeds(&["build"]);
    let is_fresh = || {
        let output = package.cargo(&["build", "--verbose"]);
        let said = String::from_utf8(output.stderr).unwrap();
        said.contains("Fresh doubled-once")
    };
    assert!(is_fresh());
    package.write(
        "src/lib.rs",
        &source.replace("2 * number", "number + number"),
    );
    assert!(!is_fresh());
    assert!(is_fresh());
}
