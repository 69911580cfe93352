//! Which files are read, and which calls in them are seen.

use crate::support::{Sandbox, block};

#[track_caller]
fn expect(sandbox: &Sandbox, expected: &[&str]) {
    let outcome = sandbox.build();
    assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert!(
        outcome.libraries().iter().eq(&expected),
        "{:?}",
        outcome.libraries()
    );
}

#[test]
fn every_root_that_cargo_finds() {
    let roots = [
        "src/lib.rs",
        "src/main.rs",
        "src/bin/tool.rs",
        "src/bin/other/main.rs",
        "examples/show.rs",
        "examples/big/main.rs",
        "tests/t.rs",
        "tests/area/main.rs",
        "benches/b.rs",
        "benches/all/main.rs",
    ];
    let sandbox = Sandbox::new(&[]);
    for root in roots {
        sandbox.write(root, &block(root));
    }
    // No roots: a module, and files below a folder without main.rs.
    sandbox.write("src/loose.rs", &block("loose"));
    sandbox.write("tests/ui/wrong.rs", &block("wrong"));
    sandbox.write("tests/notes.txt", &block("notes"));
    expect(&sandbox, &roots);
}

#[test]
fn a_root_elsewhere_can_be_named() {
    let mut sandbox = Sandbox::new(&[("source/main.rs", &format!("mod m; {}", block("main")))]);
    sandbox.write("source/m.rs", &block("m"));
    expect(&sandbox, &[]);
    sandbox.package.roots.push("source/main.rs".into());
    expect(&sandbox, &["main", "m"]);
}

#[test]
fn modules_in_all_shapes() {
    let sandbox = Sandbox::library(
        "mod flat; mod nested; pub(crate) mod r#fn;
         #[path = \"else where/given.rs\"] mod given;
         mod inline { mod below; #[path = \"by_path.rs\"] mod p; mod deeper { mod deep; } }
         #[path = \"moved\"] mod renamed { mod child; }
         mod missing;",
    );
    for (path, text) in [
        (
            "src/flat.rs",
            "mod child; #[path = \"beside.rs\"] mod b; mod i { mod c; #[path = \"x.rs\"] mod x; }",
        ),
        ("src/flat/child.rs", "mod grandchild;"),
        ("src/flat/child/grandchild.rs", ""),
        ("src/beside.rs", ""),
        ("src/flat/i/c.rs", ""),
        ("src/flat/i/x.rs", ""),
        ("src/nested/mod.rs", "mod child;"),
        ("src/nested/child.rs", ""),
        ("src/fn.rs", ""),
        ("src/else where/given.rs", "mod child;"),
        ("src/else where/child.rs", ""),
        ("src/inline/below.rs", ""),
        ("src/inline/by_path.rs", ""),
        ("src/inline/deeper/deep.rs", ""),
        ("src/moved/child.rs", ""),
    ] {
        sandbox.write(path, &format!("{text}\n{}", block(path)));
    }
    // Where they would be, if the rules were simpler.
    for path in [
        "src/child.rs",
        "src/flat/beside.rs",
        "src/given/child.rs",
        "src/renamed/child.rs",
    ] {
        sandbox.write(path, &block("wrong"));
    }
    let libraries = sandbox.build();
    let expected = [
        "src/beside.rs",
        "src/else where/child.rs",
        "src/else where/given.rs",
        "src/flat.rs",
        "src/flat/child.rs",
        "src/flat/child/grandchild.rs",
        "src/flat/i/c.rs",
        "src/flat/i/x.rs",
        "src/fn.rs",
        "src/inline/below.rs",
        "src/inline/by_path.rs",
        "src/inline/deeper/deep.rs",
        "src/moved/child.rs",
        "src/nested/child.rs",
        "src/nested/mod.rs",
    ];
    assert!(
        libraries.libraries().iter().eq(&expected),
        "{:?}",
        libraries.libraries()
    );
}

#[test]
fn calls_wherever_they_stand() {
    let sandbox = Sandbox::library(&format!(
        "#![allow(unused)]
         {top}
         fn f() {{ {statement} if true {{ loop {{ {inner} }} }} }}
         impl T {{ fn g() {{ {method} }} }}
         trait U {{ fn h() {{ {default} }} }}
         const C: () = {{ {constant} }};
         static S: u8 = {{ {initial} 0 }};
         mod m {{ {module} }}
         macro_rules! writes {{ () => {{ {hidden} }} }}
         other! {{ {other} }}",
        top = block("top").replace("rffi::llexternal", "llexternal"),
        statement = block("statement"),
        inner = block("inner"),
        method = block("method"),
        default = block("default"),
        constant = block("constant"),
        initial = block("initial"),
        module = block("module").replace("rffi::llexternal", "::renamed::llexternal"),
        hidden = block("hidden"),
        other = block("other"),
    ));
    let seen = [
        "top",
        "statement",
        "inner",
        "method",
        "default",
        "constant",
        "initial",
        "module",
    ];
    expect(&sandbox, &seen);
}

#[test]
fn what_is_surely_left_out_is_not_read() {
    let sandbox = Sandbox::library(&format!(
        "#[cfg(windows)] mod windows; #[cfg(unix)] mod unix; #[cfg(test)] mod tests;
         mod whole_file;
         #[cfg_attr(windows, path = \"nt.rs\")] #[cfg_attr(unix, path = \"posix.rs\")] mod sys;
         #[cfg(not(feature = \"fast\"))] {slow}
         #[cfg(feature = \"fast\")] {fast}
         #[cfg(windows)] fn f() {{ {function} }}
         impl T {{ #[cfg(windows)] fn g() {{ {method} }} }}
         trait U {{ #[cfg(windows)] fn g() {{ {default} }} }}
         fn h() {{ #[cfg(windows)] {{ {inner} }} #[cfg(windows)] {statement} #[cfg(unix)] {{ {kept} }} }}",
        slow = block("slow"),
        fast = block("fast"),
        function = block("function"),
        method = block("method"),
        default = block("default"),
        inner = block("inner"),
        statement = block("statement"),
        kept = block("kept"),
    ));
    for name in ["windows", "unix", "tests", "nt", "posix", "sys"] {
        sandbox.write(&format!("src/{name}.rs"), &block(name));
    }
    let whole_file = format!("#![cfg(windows)]\n{}", block("whole file"));
    sandbox.write("src/whole_file.rs", &whole_file);
    expect(&sandbox, &["unix", "tests", "posix", "fast", "kept"]);
}

#[test]
fn both_paths_where_the_condition_is_not_known() {
    let sandbox = Sandbox::library("#[cfg_attr(test, path = \"fake.rs\")] mod sys;");
    sandbox.write("src/fake.rs", &block("fake"));
    sandbox.write("src/sys.rs", &block("real"));
    expect(&sandbox, &["fake", "real"]);
}

#[test]
fn mistakes_are_left_to_rustc() {
    let sandbox = Sandbox::library(&format!(
        "mod not_rust; mod again; mod not_there;
         rffi::llexternal! {{ this is no declaration }}
         {}",
        block("seen")
    ));
    sandbox.write("src/not_rust.rs", "fn fn fn");
    sandbox.write("src/again.rs", "#[path = \"again.rs\"] mod again;");
    expect(&sandbox, &["seen"]);
}

#[test]
fn a_condition_inside_a_condition_counts() {
    let sandbox = Sandbox::library(&format!(
        "#[cfg_attr(unix, cfg_attr(target_os = \"linux\", path = \"lin.rs\"))] pub mod plat;
         #[cfg_attr(unix, cfg(windows))] {never}
         #[cfg_attr(windows, cfg(windows))] {always}
         #[cfg_attr(test, cfg(windows))] {sometimes}",
        never = block("never"),
        always = block("always"),
        sometimes = block("sometimes"),
    ));
    sandbox.write("src/plat.rs", &block("plat"));
    sandbox.write("src/lin.rs", &block("lin"));
    expect(&sandbox, &["lin", "always", "sometimes"]);
}

#[test]
fn conditions_on_expressions_count() {
    let sandbox = Sandbox::library(&format!(
        "fn f() -> u8 {{
             #[cfg(windows)] unsafe {{ {0} }}
             #[cfg(windows)] if true {{ {1} }}
             #[cfg(windows)] loop {{ {2} }};
             match 0 {{ #[cfg(windows)] 1 => {{ {3} }} #[cfg(unix)] _ => {{ {arm} }} }}
             g(#[cfg(windows)] {{ {4} }});
             #[cfg(unix)] unsafe {{ {tail} }}
         }}",
        block("unsafe"),
        block("if"),
        block("loop"),
        block("other arm"),
        block("argument"),
        arm = block("arm"),
        tail = block("tail"),
    ));
    expect(&sandbox, &["arm", "tail"]);
}

#[test]
fn what_include_brings_in() {
    let sandbox = Sandbox::library(
        "include!(\"parts/one.rs\");
         mod inner { include!(concat!(env!(\"OUT_DIR\"), \"/two.rs\")); }
         #[cfg(feature = \"slow\")] include!(\"never.rs\");
         fn f() { include!(\"three.rs\"); let x = include!(\"expression.rs\"); }
         include!(env!(\"ELSEWHERE\"));",
    );
    // A file that includes itself ends somewhere.
    sandbox.write(
        "src/parts/one.rs",
        &format!("include!(\"one.rs\"); mod beside; {}", block("one")),
    );
    sandbox.write("src/parts/beside.rs", &block("beside"));
    let by_name =
        "static INFO: rffi::ExternalCompilationInfo = rffi::ExternalCompilationInfo::new()
             .libraries(&[\"two\"]);
         rffi::llexternal! { compilation_info = crate::inner::INFO; }";
    sandbox.write("../out dir/two.rs", by_name);
    sandbox.write("src/never.rs", &block("never"));
    sandbox.write("src/three.rs", &block("three"));
    sandbox.write("src/expression.rs", "1 + 2");
    expect(&sandbox, &["one", "beside", "two", "three"]);
    let outcome = sandbox.build();
    let watched = outcome.values("rerun-if-changed=");
    assert!(watched.contains(&"src/parts/one.rs"), "{watched:?}");
    // Cargo would run a build script again that wrote it.
    assert!(
        !watched.iter().any(|path| path.ends_with("two.rs")),
        "{watched:?}"
    );
}

#[test]
fn a_place_in_an_included_file_is_that_files() {
    let sandbox = Sandbox::library("\n\ninclude!(concat!(env!(\"OUT_DIR\"), \"/two.rs\"));");
    sandbox.write("../out dir/two.rs", &format!("\n{}", block("two")));
    let outcome = sandbox.build();
    let blocks: Vec<_> = outcome.manifest.blocks.keys().collect();
    let file = sandbox.path("out dir/two.rs").canonicalize().unwrap();
    assert_eq!(blocks.len(), 1);
    assert_eq!(
        (blocks[0].line, blocks[0].file.as_str()),
        (2, file.to_str().unwrap())
    );
}
