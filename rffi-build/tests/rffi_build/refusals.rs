//! What the user is told when C does not compile.

use rffi_build::Error;

use crate::support::{Sandbox, assert_names_the_missing_compiler, has_c_compiler, has_program};

fn refused(text: &str) -> Option<String> {
    has_c_compiler().then(|| {
        let error = Sandbox::library(text).try_build().err().expect("an error");
        assert!(matches!(error, Error::Compile { .. }), "{error:?}");
        error.to_string()
    })
}

/// An info with this literal, at line 3, as its source.
fn with_source(literal: &str) -> String {
    format!(
        "static A: ExternalCompilationInfo =\n ExternalCompilationInfo::new().separate_module_sources(&[\n\
         {literal}]);\nllexternal! {{ compilation_info = A; }}"
    )
}

#[test]
fn an_error_is_shown_at_the_line_of_the_rust_file() {
    for literal in [
        // A raw text, which begins on the line after the quote.
        "r#\"\n\nint f(void) { return wrong; }\"#",
        // One line, and lines that are written as `\n\`.
        "\"int x;\\n\\\nint y;\\n\\\nint f(void) { return wrong; }\"",
    ] {
        let Some(message) = refused(&with_source(literal)) else {
            return;
        };
        assert!(message.contains("src/lib.rs:5:"), "{message}");
        assert!(message.contains("wrong"), "{message}");
        let first = message.lines().next().unwrap();
        assert_eq!(
            first,
            "the C compiler refuses `src/lib.rs`, given at src/lib.rs:3"
        );
        let command = message.lines().last().unwrap();
        assert!(command.starts_with("command: cd '"), "{message}");
        assert!(command.contains(".c' -o '"), "{message}");
        // The environment is not for everybody.
        assert!(!message.contains("PATH="), "{message}");
    }
}

#[test]
fn a_text_whose_lines_are_not_the_literals_is_counted_by_itself() {
    let literal = "\"int x;\\nint f(void) {\\n return wrong; }\"";
    let Some(message) = refused(&with_source(literal)) else {
        return;
    };
    assert!(message.contains("src/lib.rs:3:3:"), "{message}");
}

#[test]
fn an_included_text_has_its_own_lines() {
    if !has_c_compiler() {
        return;
    }
    let sandbox = Sandbox::library(&with_source("include_str!(\"glue \\\"quoted\\\".c\")"));
    sandbox.write(
        "src/glue \"quoted\".c",
        "int x;\nint f(void) { return wrong; }\n",
    );
    let error = sandbox.try_build().err().expect("an error");
    let message = error.to_string();
    assert!(message.contains("src/glue \"quoted\".c:2:"), "{message}");
    assert!(message.contains("given at src/lib.rs:3"), "{message}");
}

#[test]
fn a_file_is_named_with_the_place_that_names_it() {
    if !has_c_compiler() {
        return;
    }
    let text = with_source("\"wrong.c\"").replace("module_sources", "module_files");
    let sandbox = Sandbox::library(&text);
    let missing = sandbox.try_build().err().expect("an error").to_string();
    assert!(
        missing.starts_with("the C compiler refuses `wrong.c`, given at src/lib.rs:3\n"),
        "{missing}"
    );
    sandbox.write("wrong.c", "\nint f(void) { return wrong; }");
    let wrong = sandbox.try_build().err().expect("an error").to_string();
    assert!(wrong.contains("wrong.c:2:"), "{wrong}");

    // Nothing is left over from the failure.
    sandbox.write("wrong.c", "int f(void) { return 0; }");
    sandbox.build();
}

#[test]
fn a_missing_header_is_named() {
    let text = with_source("\"int x;\"").replace("::new()", "::new().includes(&[\"not_there.h\"])");
    let Some(message) = refused(&text) else {
        return;
    };
    assert!(message.contains("includes of src/lib.rs:1:"), "{message}");
    assert!(message.contains("not_there.h"), "{message}");
}

#[test]
fn without_a_compiler_the_message_says_so() {
    let mut sandbox = Sandbox::library(&with_source("\"int x;\""));
    sandbox.package.toolchain.compiler = Some(sandbox.path("no compiler"));
    let error = sandbox.try_build().err().expect("an error");
    assert_names_the_missing_compiler(&error);
}

#[test]
fn no_compiler_is_needed_where_nothing_is_compiled() {
    let text = "llexternal! { compilation_info = ExternalCompilationInfo::new()
        .includes(&[\"zlib.h\"]).libraries(&[\"z\"]).library_dirs(&[\"lib\"]).compile_extra(&[\"-O2\"]); }";
    let mut sandbox = Sandbox::library(text);
    sandbox.package.toolchain.compiler = Some(sandbox.path("no compiler"));
    assert!(sandbox.build().libraries().iter().eq(&["z"]));
}

#[test]
#[cfg(unix)]
fn a_path_that_is_not_text_is_refused() {
    use std::os::unix::ffi::OsStringExt;

    let mut sandbox = Sandbox::library("");
    let odd = std::ffi::OsString::from_vec(b"out \xff".to_vec());
    sandbox.package.out_dir = sandbox.path("").join(odd);
    let error = sandbox.try_build().err().expect("an error");
    assert!(matches!(error, Error::PathNotText { .. }), "{error:?}");
    assert!(error.to_string().contains("not UTF-8"), "{error}");
}

#[test]
fn a_file_that_looks_like_an_option_is_a_file() {
    if !has_c_compiler() {
        return;
    }
    let text = with_source("\"-x.c\"").replace("module_sources", "module_files");
    let sandbox = Sandbox::library(&text);
    sandbox.write("-x.c", "int f(void) { return wrong; }");
    let message = sandbox.try_build().err().expect("an error").to_string();
    assert!(message.contains("./-x.c:1:"), "{message}");
    sandbox.write("-x.c", "int f(void) { return 0; }");
    sandbox.build();
}

#[test]
fn the_name_of_an_included_text_is_shown_as_it_is() {
    if !has_c_compiler() {
        return;
    }
    let text = with_source("include_str!(\"why??'.c\")")
        .replace("::new()", "::new().compile_extra(&[\"-std=c99\"])");
    let sandbox = Sandbox::library(&text);
    sandbox.write("src/why??'.c", "int f(void) { return wrong; }\n");
    let message = sandbox.try_build().err().expect("an error").to_string();
    assert!(message.contains("\nsrc/why??'.c:1:"), "{message}");
}

#[test]
fn a_compiler_for_another_machine_is_refused() {
    if !has_c_compiler() {
        return;
    }
    let mut sandbox = Sandbox::library(&with_source("\"int x;\""));
    let toolchain = &mut sandbox.package.toolchain;
    toolchain.target = match toolchain.target.starts_with("aarch64") {
        true => "x86_64-unknown-linux-gnu".to_owned(),
        false => "aarch64-unknown-linux-gnu".to_owned(),
    };
    // For the host, whatever the target: as `CC=gcc` would have it.
    toolchain.compiler = Some("gcc".into());
    if !has_program("gcc") {
        return;
    }
    let error = sandbox.try_build().err().expect("an error");
    assert!(matches!(error, Error::WrongCompiler { .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.starts_with("`gcc` makes objects for "), "{message}");
    assert!(message.contains("in the variable `CC_"), "{message}");
}

#[test]
fn an_info_for_another_platform_is_an_error_at_the_declaration() {
    let sandbox = Sandbox::library(
        "llexternal! { compilation_info = ExternalCompilationInfo::new()
             .platform(\"s390x-unknown-linux-gnu\").libraries(&[\"z\"]); }",
    );
    let outcome = sandbox.build();
    let [error] = outcome.errors()[..] else {
        panic!("one error");
    };
    assert!(
        error.contains("is for the platform `s390x-unknown-linux-gnu`"),
        "{error}"
    );
    assert!(outcome.libraries().is_empty());
}

#[test]
fn a_variable_of_another_size_is_refused_at_its_line() {
    let block = |ty: &str| {
        format!(
            "llexternal! {{ compilation_info = ExternalCompilationInfo::new()
                 .post_include_bits(&[\"extern int number; extern const char *const words[];\"]);
             unsafe extern \"C\" {{
             unsafe static mut words: [CONST_CCHARP; 9];
             unsafe static mut number: {ty}; }} }}"
        )
    };
    for ty in ["LONGLONG", "[INT; 2]", "i16", "Ptr<INT>"] {
        let Some(message) = refused(&block(ty)) else {
            return;
        };
        assert!(message.contains("src/lib.rs:5:"), "{message}");
        if ty == "LONGLONG" {
            assert!(
                message.contains("`number` of C is no `LONGLONG`"),
                "{message}"
            );
        }
    }
    for ty in ["INT", "i32", "UINT"] {
        let outcome = Sandbox::library(&block(ty)).build();
        assert!(outcome.errors().is_empty(), "{:?}", outcome.errors());
    }
}

#[test]
fn macros_of_another_type_are_refused() {
    for (declaration, warning) in [
        ("safe fn strlen(n: INT) -> INT;", "int-conversion"),
        ("safe static LONG_MAX: INT;", "changes value"),
    ] {
        let text = format!(
            "llexternal! {{\n\
             compilation_info = ExternalCompilationInfo::new().includes(&[\"limits.h\", \"string.h\"]);\n\
             unsafe extern \"C\" {{ #[c_macro] {declaration} }} }}"
        );
        let Some(error) = refused(&text) else { return };
        assert!(
            error.contains("src/lib.rs:3:") && error.contains(warning),
            "{error}"
        );
    }
}
