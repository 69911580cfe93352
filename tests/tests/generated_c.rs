//! A code generator that knows functions by their descriptions alone: the prototypes and calls that
//! it writes are those of the headers.

use std::fmt::Write as _;
use std::process::Command;

use rffi::{External, ExternalCompilationInfo};
use tests::declarations::FUNCTIONS;
use tests::headers::{LIBC_FUNCTIONS, labs};

/// The warnings of a strict project, but for the format of `snprintf`, which is no literal here.
const STRICT: [&str; 5] = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-function",
    "-Wno-format-security",
];

/// A function that calls `external` with parameters of its types, and the prototype before it: one
/// that is not the header's is refused.
fn caller(index: usize, external: &External) -> String {
    let prototype = external.prototype();
    let params: Vec<String> = prototype
        .params()
        .enumerate()
        .map(|(index, param)| param.ty.declaration(&format!("a{index}")))
        .collect();
    let args: Vec<String> = (0..params.len()).map(|index| format!("a{index}")).collect();
    let params = match params.is_empty() {
        true => "void".to_owned(),
        false => params.join(", "),
    };
    let head = prototype
        .result()
        .declaration(&format!("call_{index}({params})"));
    let (name, args) = (external.name(), args.join(", "));
    let body = match prototype.result().to_string().as_str() {
        "void" => format!("{name}({args});"),
        _ => format!("return {name}({args});"),
    };
    let declared = match external.flags().c_macro() {
        true => String::new(),
        false => format!("extern {external};\n"),
    };
    format!("{declared}static {head} {{ {body} }}\n")
}

/// Compiles and runs a program of the callers and this body.
fn run(functions: &[&External], body: &str) -> Result<String, rffi_build::Error> {
    let info = functions[0].compilation_info();
    let info = info.relative_to(functions[0].package_dir());
    let mut source = String::new();
    for (index, external) in functions.iter().enumerate() {
        source += &caller(index, external);
    }
    writeln!(source, "int main(void) {{ {body} }}").unwrap();
    let flags = STRICT.map(str::to_owned);
    let info: ExternalCompilationInfo = info
        .separate_module_source(source)
        .extended(rffi::Field::CompileExtra, flags);
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    rffi_build::compile_executable(&[] as &[&str], &info, &program)?;
    let output = Command::new(&program).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Ok(String::from_utf8(output.stdout).unwrap())
}

fn place(functions: &[&External], name: &str) -> usize {
    functions
        .iter()
        .position(|function| function.name() == name)
        .unwrap()
}

#[test]
fn prototypes_of_the_c_library_are_those_of_its_headers() {
    let at = |name| place(LIBC_FUNCTIONS, name);
    let body = format!(
        r#"printf("%ld %d %g\n", call_{}(-7), call_{}(7, 2).quot, call_{}(-1.0f)); return 0;"#,
        at("labs"),
        at("div"),
        at("fabsf"),
    );
    assert_eq!(run(LIBC_FUNCTIONS, &body).unwrap(), "7 3 1\n");
}

#[test]
fn prototypes_of_every_sort_are_those_of_their_header() {
    let at = |name| place(FUNCTIONS, name);
    let body = format!(
        r#"printf("%d %Lg %g\n", call_{}(4), call_{}(3.0L, 1), creal(call_{}(2.5))); return 0;"#,
        at("DECL_ADD"),
        at("decl_long"),
        at("decl_conjugate"),
    );
    assert_eq!(run(FUNCTIONS, &body).unwrap(), "7 2 2.5\n");
}

mod wrong {
    use rffi::{INT, llexternal};

    // The build script, which would find the mistake, does not see what another macro writes.
    macro_rules! unseen {
        ($macro:ident) => {
            $macro! {
                compilation_info = rffi::ExternalCompilationInfo::new().includes(&["stdlib.h"]);
                unsafe extern "C" {
                    #[allow(dead_code, reason = "its description is what is used")]
                    pub(super) safe fn labs(number: INT) -> INT;
                }
            }
        };
    }
    unseen!(llexternal);
}

#[test]
fn a_prototype_that_is_not_the_headers_is_refused() {
    let error = run(&[wrong::labs::EXTERNAL], "return 0;").unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains("conflicting types for") && message.contains("labs"),
        "{message}"
    );
    assert!(run(&[labs::EXTERNAL], "return 0;").is_ok());
}
