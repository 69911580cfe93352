//! The example translator with an operation of this crate, which it has never heard of.

use std::io;

use extfunc::{Bytes, Executor, Registry, register_external};
use minitrans::{Outcome, Program, REGISTRY, Value, compile};
use rffi::{CHAR, ConstPtr, DOUBLE, ExternalCompilationInfo, INT, Ptr, SIZE_T, llexternal};
use rffi_build::Toolchain;

static SHOUT: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["rffi.h"])
    .post_include_bits(&[include_str!("../c/shout.h")])
    .separate_module_sources(&[include_str!("../c/shout.c")]);

llexternal! {
    compilation_info = SHOUT;
    unsafe extern "C" {
        #[save_errno]
        unsafe fn tests_shout(
            text: ConstPtr<CHAR>,
            mark: ConstPtr<CHAR>,
            mark_length: SIZE_T,
            times: INT,
            scale: DOUBLE,
            loud: bool,
        ) -> Ptr<Bytes>;
    }
}

register_external! {
    list = EXTFUNCS;

    fn shout(text: &str, mark: &[u8], times: i32, scale: f64, loud: bool) -> io::Result<Vec<u8>>
        = "tests.shout"
    {
        // SAFETY: it reads the text and the bytes that are passed, and gives away what `Bytes` says.
        external: unsafe tests_shout,
        llfakeimpl: whisper,
    }

    /// Only Rust implements it.
    fn silence() -> i64 = "tests.silence" { llfakeimpl: no_sound }
}

fn whisper(text: &str, _: &[u8], _: i32, _: f64, _: bool) -> io::Result<Vec<u8>> {
    Ok(format!("({text})").into_bytes())
}

fn no_sound() -> i64 {
    0
}

const PROGRAM: &str = r#"
fn main(name: str) {
    emit "loud", tests.shout(name, "!\0", 2, 1.5, true);
    emit "quiet", tests.shout(name + name, "?", 7, 1.0, false);
    emit "upper", str.upper(tests.shout("x", "", 1, 1.0, true));
    emit "never", tests.shout(name, "!", 0 - len(name), 1.0, true);
}
"#;

fn registry() -> Registry {
    REGISTRY.clone().with(EXTFUNCS).unwrap()
}

fn program(source: &str) -> Program {
    compile("shout.mini", source.as_bytes(), &registry())
        .unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn results(outcome: &Outcome) -> Vec<Vec<u8>> {
    let bytes = outcome.results.iter().map(|emitted| match &emitted.value {
        Value::Str(bytes) => bytes.to_vec(),
        other => panic!("{other:?}"),
    });
    bytes.collect()
}

#[test]
fn it_runs_with_fakes() {
    let outcome = program(PROGRAM).interpret(Executor::Interpreter, &["hey"]);
    assert_eq!(
        results(&outcome),
        [b"(hey)".as_slice(), b"(heyhey)", b"(X)", b"(hey)"]
    );
    assert_eq!(outcome.end, Ok(()));
}

#[test]
fn it_runs_natively_and_as_c_the_same() {
    let program = program(PROGRAM);
    let interpreted = program.interpret(Executor::Native, &["hey"]);
    assert_eq!(
        results(&interpreted),
        [b"hey!\0!\0!\0".as_slice(), b"heyhey?", b"X"]
    );
    let error = interpreted.end.as_ref().unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("6:19: `tests.shout`: failed with errno {}", libc::ERANGE)
    );

    let executable = program
        .translate()
        .unwrap()
        .compile(&Toolchain::host())
        .unwrap();
    assert_eq!(executable.run(&["hey"]).unwrap().0, interpreted);
}

#[test]
fn a_test_replaces_it() {
    let _guard = shout::fake(|text, mark, times, scale, loud| {
        Ok(format!("{text} {mark:?} {times} {scale} {loud}").into())
    });
    let outcome = program(PROGRAM).interpret(Executor::Native, &["a"]);
    assert_eq!(results(&outcome)[0], b"a [33, 0] 2 1.5 true");
}

#[test]
fn what_only_rust_implements_is_not_translated() {
    let program = program("fn main() { emit \"nothing\", tests.silence(); }");
    let outcome = program.interpret::<&str>(Executor::Native, &[]);
    assert_eq!(outcome.results[0].value, Value::Int(0));
    assert_eq!(
        program.translate().unwrap_err().to_string(),
        "1:29: `tests.silence` cannot be translated: only Rust implements it; register it with \
         `external`"
    );
}
