//! Operations: typed, by name with values, as descriptions.

use std::ffi::{CStr, CString};
use std::io;
use std::sync::Mutex;

use extfunc::ll_os::{FakeEnvironment, FakeFiles};
use extfunc::{
    CallError, Executor, ExtFunc, Failure, HighParam, HighType, HighValue, Registry, ll_math,
    ll_os, ll_str, register_external,
};
use lltype::{ConstPtr, Ptr};
use rffi::{CCHARP, CHAR, INT, SIZE_T, SSIZE_T, llexternal};

llexternal! {
    compilation_info = rffi::ExternalCompilationInfo::new().includes(&["string.h", "stdlib.h"]);
    unsafe extern "C" {
        unsafe fn strlen(text: CCHARP) -> SIZE_T;
        safe fn abs(number: INT) -> INT;
    }
}

register_external! {
    list = OPERATIONS;

    /// How long a text is for C.
    fn length(text: &str) -> io::Result<usize> = "test.length" {
        // SAFETY: it follows the text to its NUL.
        external: unsafe strlen,
    }

    /// Two implementations: 14 natively, 21 for an interpreter, called with 7.
    fn doubled(number: i32) -> i32 = "test.doubled" {
        export_name: "ll_test.ll_doubled",
        llimpl: ll_doubled,
        llfakeimpl: fake_doubled,
    }

    /// Rust does it, generated programs call C.
    fn absolute(number: i32) -> i32 = "test.absolute" {
        external: abs,
        llimpl: ll_absolute,
    }

    /// There is only a fake.
    fn pretended(flag: bool, text: &str, bytes: &[u8]) -> String = "test.pretended" {
        llfakeimpl: fake_pretended,
    }

    fn nothing() = "test.nothing" { llfakeimpl: fake_nothing }

    /// An implementation in Rust that takes what C would take.
    fn count(bytes: &[u8], byte: u8) -> io::Result<usize> = "test.count" {
        // SAFETY: it reads the bytes that are passed.
        llimpl: unsafe ll_count,
    }

    fn unsigned() -> u64 = "test.unsigned" { llfakeimpl: fake_unsigned }

    #[cfg(any())]
    fn absent(what: Nothing) -> Nothing = "test.absent" { external: nowhere }
}

fn ll_doubled(number: INT) -> INT {
    number * 2
}

fn fake_doubled(number: i32) -> i32 {
    number * 3
}

fn ll_absolute(number: INT) -> INT {
    number.wrapping_abs()
}

fn fake_pretended(flag: bool, text: &str, bytes: &[u8]) -> String {
    format!("{flag} {text} {bytes:?}")
}

fn fake_nothing() {}

fn fake_unsigned() -> u64 {
    u64::MAX
}

/// # Safety
/// `length` bytes are readable at `data`.
unsafe fn ll_count(data: ConstPtr<CHAR>, length: SIZE_T, byte: u8) -> SSIZE_T {
    let data: *const CHAR = data.as_ptr();
    // SAFETY: the caller's promise.
    let bytes = unsafe { core::slice::from_raw_parts(data.cast::<u8>(), length) };
    bytes.iter().filter(|b| **b == byte).count().cast_signed()
}

fn registry() -> Registry {
    let lists = [
        OPERATIONS,
        ll_math::EXTFUNCS,
        ll_os::EXTFUNCS,
        ll_str::EXTFUNCS,
    ];
    lists
        .into_iter()
        .try_fold(Registry::new(), |registry, list| registry.with(list))
        .unwrap()
}

fn call(name: &str, args: &[HighValue]) -> Result<HighValue, CallError> {
    registry().call(name, Executor::Native, args)
}

fn message(name: &str, args: &[HighValue]) -> String {
    call(name, args).unwrap_err().to_string()
}

#[test]
fn a_typed_call_goes_down_and_up() {
    assert_eq!(length("four").unwrap(), 4);
    assert_eq!(count(b"banana", b'a').unwrap(), 3);
    assert_eq!(count(b"", b'a').unwrap(), 0);
    assert_eq!(doubled(7), 14);
    assert_eq!(absolute(-7), 7);
    assert_eq!(pretended(true, "a", b"b"), "true a [98]");
    nothing();
    assert_eq!(unsigned(), u64::MAX);
}

#[test]
fn who_executes_chooses_the_implementation() {
    let doubled = |executor| doubled::EXTFUNC.call(executor, &[7.into()]).unwrap();
    assert_eq!(doubled(Executor::Interpreter), HighValue::Int(21));
    assert_eq!(doubled(Executor::Native), HighValue::Int(14));
    // With one implementation alone there is no choice.
    for executor in [Executor::Interpreter, Executor::Native] {
        let absolute = absolute::EXTFUNC.call(executor, &[(-7).into()]);
        assert_eq!(absolute.unwrap(), HighValue::Int(7));
        let nothing = nothing::EXTFUNC.call(executor, &[]);
        assert_eq!(nothing.unwrap(), HighValue::None);
    }
}

#[test]
fn text_with_a_nul_is_an_error_of_the_argument() {
    let error = length("ab\0c").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "`text` has a NUL byte at offset 2, where C would end it"
    );
    assert_eq!(
        message("test.length", &["\0".into()]),
        "`test.length`: `text` has a NUL byte at offset 0, where C would end it"
    );
    // So it is for the fake of an operation that crosses to C.
    let args = ["a\0b".into(), 0.into(), 0.into()];
    let error = ll_os::open::EXTFUNC
        .call(Executor::Interpreter, &args)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`os.open`: `path` has a NUL byte at offset 1, where C would end it"
    );
    // Whoever executes, a wrong argument is the same error, and a text for `&CStr` may be cut.
    mod c_text {
        use super::*;
        register_external! {
            pub fn length(text: &CStr) -> usize = "test.c_length" {
                // SAFETY: it follows the text to its NUL.
                external: unsafe strlen,
                llfakeimpl: fake_length,
            }
        }
        fn fake_length(text: &CStr) -> usize {
            text.count_bytes()
        }
    }
    let nul = HighValue::from("a\0b");
    for executor in [Executor::Native, Executor::Interpreter] {
        let text = nul.clone();
        let cut = c_text::length::EXTFUNC.call_accepting_nul(executor, &[text]);
        assert_eq!(cut.unwrap(), 1.into(), "{executor:?}");
        let message = |operation: &'static ExtFunc, args: &[HighValue]| {
            operation.call(executor, args).unwrap_err().to_string()
        };
        assert_eq!(
            message(ll_os::write::EXTFUNC, &[1.into(), nul.clone()]),
            "argument 2 of `os.write` must be bytes, got str"
        );
        assert_eq!(
            message(ll_os::open::EXTFUNC, std::slice::from_ref(&nul)),
            "`os.open` takes 3 arguments, got 1"
        );
    }
    // An operation in Rust alone sees all of it.
    assert_eq!(pretended(false, "\0", b"\0"), "false \0 [0]");
}

#[test]
fn descriptions_say_what_a_code_generator_needs() {
    let described: Vec<String> = OPERATIONS.iter().map(ToString::to_string).collect();
    assert_eq!(
        described,
        [
            "test.length(text: str) -> int!",
            "test.doubled(number: int) -> int",
            "test.absolute(number: int) -> int",
            "test.pretended(flag: bool, text: str, bytes: bytes) -> str",
            "test.nothing() -> none",
            "test.count(bytes: bytes, byte: int) -> int!",
            "test.unsigned() -> int",
        ]
    );
    let length = length::EXTFUNC;
    assert_eq!(
        length.external().unwrap().to_string(),
        "size_t strlen(char *text)"
    );
    assert_eq!((length.can_fail(), length.failure()), (true, None));
    assert_eq!(length.export_name(), "length");
    assert!(!length.has_fake());
    assert!(length.source().file.ends_with("operations.rs"));

    let doubled = doubled::EXTFUNC;
    assert_eq!(doubled.export_name(), "ll_test.ll_doubled");
    assert!(doubled.external().is_none() && doubled.has_fake());
    assert_eq!(absolute::EXTFUNC.external().unwrap().name(), "abs");

    let failures = [
        &ll_os::open::EXTFUNC,
        &ll_os::read::EXTFUNC,
        &ll_os::close::EXTFUNC,
    ]
    .map(|o| o.failure());
    assert_eq!(
        failures,
        [
            Some(Failure::Negative),
            Some(Failure::Null),
            Some(Failure::Negative)
        ]
    );
    assert_eq!(
        ll_os::read::EXTFUNC.external().unwrap().to_string(),
        "struct rffi_bytes *ll_os_read(int fd, size_t count)"
    );
    assert_eq!(ll_str::find::EXTFUNC.failure(), None);
}

#[test]
fn arguments_are_checked_by_pythons_rules() {
    assert_eq!(
        call("test.doubled", &[true.into()]).unwrap(),
        HighValue::Int(2)
    );
    assert_eq!(
        call("math.sqrt", &[4.into()]).unwrap(),
        HighValue::Float(2.0)
    );
    assert_eq!(
        call("math.sqrt", &[true.into()]).unwrap(),
        HighValue::Float(1.0)
    );

    assert_eq!(
        message("test.doubled", &[]),
        "`test.doubled` takes 1 argument, got 0"
    );
    assert_eq!(
        message("test.nothing", &[1.into(), 2.into()]),
        "`test.nothing` takes 0 arguments, got 2"
    );
    assert_eq!(
        message("math.pow", &[1.0.into()]),
        "`math.pow` takes 2 arguments, got 1"
    );
    assert_eq!(
        message("test.doubled", &[1.0.into()]),
        "argument 1 of `test.doubled` must be int, got float"
    );
    assert_eq!(
        message("math.pow", &[1.into(), "2".into()]),
        "argument 2 of `math.pow` must be float, got str"
    );
    assert_eq!(
        message("str.upper", &["text".into()]),
        "argument 1 of `str.upper` must be bytes, got str"
    );
    assert_eq!(
        message("test.doubled", &[(1_i64 << 40).into()]),
        "argument 1 of `test.doubled`: 1099511627776 does not fit in i32"
    );
    assert_eq!(
        message("os.read", &[0.into(), (-1).into()]),
        "argument 2 of `os.read`: -1 does not fit in usize"
    );
    assert_eq!(
        message("test.unsigned", &[]),
        "the result 18446744073709551615 of `test.unsigned` does not fit in an int of 64 bits"
    );
    assert_eq!(
        message("test.nosuch", &[]),
        "no operation `test.nosuch` is registered"
    );
    assert_eq!(
        message("math.sqtr", &[]),
        "no operation `math.sqtr` is registered; did you mean `math.sqrt`?"
    );
}

#[test]
fn a_name_is_registered_once() {
    mod other {
        extfunc::register_external! {
            pub fn doubled(number: i32) -> i32 = "test.doubled" { llfakeimpl: super::fake_doubled }
        }
    }
    let mut registry = registry();
    let again = registry.add(doubled::EXTFUNC).unwrap_err();
    assert!(core::ptr::eq(again.first, again.second));
    let error = registry.add(other::doubled::EXTFUNC).unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with("operation `test.doubled` is registered twice: at "),
        "{message}"
    );
    assert_eq!(message.matches("operations.rs:").count(), 2, "{message}");
    assert!(core::ptr::eq(
        registry.get("test.doubled").unwrap(),
        doubled::EXTFUNC
    ));
    assert!(core::ptr::eq(error.second, other::doubled::EXTFUNC));
}

#[test]
fn a_registry_lists_by_name() {
    let operations = registry().operations();
    let names: Vec<_> = operations
        .iter()
        .map(|operation| operation.name())
        .collect();
    assert!(names.is_sorted() && names.contains(&"os.open"), "{names:?}");
    assert_eq!(operations.len(), 7 + 32 + 10 + 4);
}

#[test]
fn math_is_libms() {
    for x in [0.0, -0.0, 2.0, 1e300, f64::INFINITY, -1.5, 5e-324] {
        assert_eq!(
            ll_math::sqrt(x).to_bits() << 1,
            x.sqrt().to_bits() << 1,
            "{x}"
        );
        assert_eq!(ll_math::floor(x).to_bits(), x.floor().to_bits(), "{x}");
        assert_eq!(ll_math::pow(x, 2.0).to_bits(), (x * x).to_bits(), "{x}");
    }
    for operation in ll_math::EXTFUNCS {
        assert!(operation.has_fake() && operation.external().is_some());
    }
}

#[test]
fn strings_are_the_same_natively_and_as_fakes() {
    let texts: [&[u8]; 9] = [
        b"", b"a", b"aa", b"aaa", b"abab", b"The End", b"\0a\xff", b"xxabx", b"ba",
    ];
    let mut found = 0;
    for text in texts {
        for operation in [ll_str::lower::EXTFUNC, ll_str::upper::EXTFUNC] {
            both(operation, &[text.into()]).unwrap();
        }
        for part in texts {
            let place = both(ll_str::find::EXTFUNC, &[text.into(), part.into()]);
            found += usize::from(place != Ok(HighValue::Int(-1)));
            for other in texts {
                both(
                    ll_str::replace::EXTFUNC,
                    &[text.into(), part.into(), other.into()],
                )
                .ok();
            }
        }
    }
    assert_eq!(found, 25);
    assert_eq!(ll_str::lower("ÀÉ Z".as_bytes()).unwrap(), "ÀÉ z".as_bytes());
    assert_eq!(ll_str::replace(b"aaa", b"aa", b"b").unwrap(), b"ba");
    assert_eq!(
        ll_str::replace(b"a", b"", b"b").unwrap_err().raw_os_error(),
        Some(libc::EINVAL)
    );
}

/// Calls natively and as a fake, and gives what both give.
fn both(operation: &'static ExtFunc, args: &[HighValue]) -> Result<HighValue, String> {
    let call = |executor| {
        operation
            .call(executor, args)
            .map_err(|error| error.to_string())
    };
    let native = call(Executor::Native);
    assert_eq!(native, call(Executor::Interpreter), "{operation} {args:?}");
    native
}

/// One program of files, natively and as a fake.
fn use_files(executor: Executor, path: &str) -> Vec<Result<HighValue, Option<i32>>> {
    let mut log = Vec::new();
    let mut call = |name: &str, args: &[HighValue]| {
        let result = registry().call(name, executor, args);
        let result = result.map_err(|error| match error {
            CallError::Io { error, .. } => error.raw_os_error(),
            other => panic!("{other}"),
        });
        // Descriptors differ.
        let shown = if name == "os.open" {
            result.clone().map(|_| HighValue::None)
        } else {
            result.clone()
        };
        log.push(shown);
        result.unwrap_or(HighValue::Int(-1))
    };
    let create = HighValue::from(libc::O_CREAT | libc::O_EXCL | libc::O_WRONLY);
    let append = HighValue::from(libc::O_APPEND | libc::O_WRONLY);
    call("os.open", &[path.into(), 0.into(), 0.into()]);
    let out = call("os.open", &[path.into(), create.clone(), 0o600.into()]);
    call("os.open", &[path.into(), create, 0o600.into()]);
    call("os.write", &[out.clone(), b"hello world".as_slice().into()]);
    call("os.read", &[out.clone(), 4.into()]);
    call("os.close", std::slice::from_ref(&out));
    call("os.close", std::slice::from_ref(&out));
    let more = call("os.open", &[path.into(), append, 0.into()]);
    call("os.write", &[more.clone(), b"!".as_slice().into()]);
    let input = call("os.open", &[path.into(), 0.into(), 0.into()]);
    call("os.write", &[input.clone(), b"x".as_slice().into()]);
    call("os.read", &[input.clone(), 6.into()]);
    let truncate = HighValue::from(libc::O_TRUNC | libc::O_RDWR);
    let cut = call("os.open", &[path.into(), truncate, 0.into()]);
    call("os.read", &[input.clone(), 6.into()]);
    call("os.write", &[more.clone(), b"z".as_slice().into()]);
    call("os.read", &[cut.clone(), 100.into()]);
    for fd in [more, input, cut] {
        call("os.close", &[fd]);
    }
    call("os.read", &[HighValue::Int(-1), 1.into()]);
    log
}

#[test]
fn files_in_memory_behave_as_files() {
    let path = std::env::temp_dir().join(format!("rffi-tests-{}", std::process::id()));
    let native = use_files(Executor::Native, path.to_str().unwrap());
    std::fs::remove_file(&path).unwrap();
    FakeFiles::new().with_folder("/some").install();
    assert_eq!(use_files(Executor::Interpreter, "/some/where"), native);
    assert_eq!(native.iter().filter(|result| result.is_err()).count(), 6);
    assert_eq!(FakeFiles::take().file("/some/where"), Some(b"z".as_slice()));
}

#[test]
fn an_interpreter_touches_no_file() {
    FakeFiles::new().with_file("/dev/stdin", "in").install();
    let registry = registry();
    let call = |name, args: &[HighValue]| registry.call(name, Executor::Interpreter, args).unwrap();
    assert_eq!(
        call("os.read", &[0.into(), 9.into()]),
        HighValue::Bytes(b"in".into())
    );
    call("os.write", &[1.into(), b"out".as_slice().into()]);
    call("os.write", &[2.into(), b"err".as_slice().into()]);
    call("os.close", &[1.into()]);
    // The lowest free descriptor.
    let flags = libc::O_CREAT | libc::O_WRONLY;
    assert_eq!(
        call("os.open", &["new".into(), flags.into(), 0.into()]),
        HighValue::Int(1)
    );
    let files = FakeFiles::take();
    assert_eq!(files.file("/dev/stdout"), Some(b"out".as_slice()));
    assert_eq!(files.file("/dev/stderr"), Some(b"err".as_slice()));
    assert_eq!(files.file("new"), Some(b"".as_slice()));
    assert_eq!(files.file("old"), None);
}

#[test]
fn huge_reads_fail_and_do_not_abort() {
    let error = ll_os::read(0, usize::MAX).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(libc::EINVAL));
    let error = ll_os::read(0, usize::MAX / 2).unwrap_err();
    assert_eq!(error.raw_os_error(), Some(libc::ENOMEM));
}

#[test]
fn high_types_and_values_agree() {
    let (pair, floats) = (
        HighType::Tuple(&[HighType::Int, HighType::Str]),
        HighType::List(&HighType::Float),
    );
    let list = |items: Vec<f64>| HighValue::List(items.into_iter().map(Into::into).collect());
    let values: [(HighValue, HighType, &str, &str); 9] = [
        (HighValue::None, HighType::None, "none", "none"),
        (true.into(), HighType::Bool, "bool", "true"),
        ((-3).into(), HighType::Int, "int", "-3"),
        (0.5.into(), HighType::Float, "float", "0.5"),
        ("a\"b".into(), HighType::Str, "str", r#""a\"b""#),
        (
            b"\0a".as_slice().into(),
            HighType::Bytes,
            "bytes",
            r#"b"\x00a""#,
        ),
        (
            HighValue::Tuple(vec![1.into(), "x".into()]),
            pair,
            "(int, str)",
            r#"(1, "x")"#,
        ),
        (list(vec![0.5, 1.0]), floats, "[float]", "[0.5, 1.0]"),
        (HighValue::Tuple(vec![]), HighType::Tuple(&[]), "()", "()"),
    ];
    for (index, (value, ty, words, shown)) in values.iter().enumerate() {
        assert_eq!(value.to_string(), *shown);
        assert_eq!(
            (value.type_name(), ty.to_string()),
            (words.to_string(), words.to_string())
        );
        for (other_index, (other, ..)) in values.iter().enumerate() {
            assert_eq!(ty.holds(other), index == other_index, "{ty} {other}");
        }
    }
    // An empty list is of every list type; a mixed one of none.
    let mixed = HighValue::List(vec![1.into(), "x".into(), 2.into()]);
    assert_eq!(
        (list(vec![]).type_name(), mixed.type_name()),
        ("[]".into(), "[int | str]".into())
    );
    assert!(floats.holds(&list(vec![])) && !floats.holds(&mixed));
    assert_eq!(HighType::Tuple(&[HighType::Int]).to_string(), "(int,)");
    // Text without NUL is text.
    assert!(HighType::CStr.holds(&"a".into()) && !HighType::CStr.holds(&"a\0".into()));
}

#[test]
fn types_made_at_run_time_are_each_made_once() {
    let made = || HighType::list_of(HighType::tuple_of(&[HighType::Int, HighType::CStr]));
    static WRITTEN: HighType = HighType::List(&HighType::Tuple(&[HighType::Int, HighType::CStr]));
    assert_eq!(made(), WRITTEN);
    let (HighType::List(first), HighType::List(second)) = (made(), made()) else {
        panic!("lists");
    };
    assert!(core::ptr::eq(first, second));
}

/// `Ptr<Bytes>` of one C function, for two results.
#[test]
fn bytes_become_text_where_text_was_promised() {
    llexternal! {
        unsafe extern "C" {
            unsafe fn malloc(size: SIZE_T) -> Ptr<extfunc::Bytes>;
        }
    }
    /// # Safety
    /// `length` bytes are readable at `data`.
    unsafe fn copy(data: ConstPtr<CHAR>, length: SIZE_T) -> Ptr<extfunc::Bytes> {
        // SAFETY: any size may be asked for.
        let block = unsafe { malloc(size_of::<usize>() + length) };
        let words = block.as_ptr().cast::<usize>();
        // SAFETY: the block has room for the length and the bytes.
        unsafe { words.write(length) };
        // SAFETY: as above; the caller's promise for the source.
        unsafe { words.add(1).cast::<CHAR>().copy_from(data.as_ptr(), length) };
        block
    }
    register_external! {
        fn as_bytes(data: &[u8]) -> io::Result<Vec<u8>> = "test.as_bytes" {
            // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
            llimpl: unsafe copy,
        }
        fn as_text(data: &[u8]) -> io::Result<String> = "test.as_text" {
            // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
            llimpl: unsafe copy,
        }
        fn as_numbers(data: &[u8]) -> io::Result<Vec<u16>> = "test.as_numbers" {
            // SAFETY: it reads the bytes that are passed, and gives away what `Bytes` says.
            llimpl: unsafe copy,
        }
    }
    assert_eq!(as_numbers(&[1, 1, 2, 2]).unwrap(), [257, 514]);
    assert_eq!(
        as_numbers(&[1, 1, 2]).unwrap_err().to_string(),
        "C gave 3 bytes, which is no whole number of `u16`s"
    );
    assert_eq!(as_bytes(b"a\0\xff").unwrap(), b"a\0\xff");
    assert_eq!(as_text("é\0".as_bytes()).unwrap(), "é\0");
    let error = as_text(b"\xff").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    assert!(
        error
            .to_string()
            .starts_with("C gave text that is not UTF-8"),
        "{error}"
    );
}

/// What RPython's tests register: operations with a host function, an implementation, a fake.
mod registered {
    use super::*;

    register_external! {
        list = pub(super) EXTFUNCS;

        fn b(x: i64) -> i64 = "mod.b" { function: host_b }
        fn c(x: i64) -> i64 = "mod.c" { function: just_a_placeholder, llimpl: ll_c }
        fn d(x: i64) -> i64 = "mod.d" {
            function: just_a_placeholder,
            llimpl: ll_d,
            llfakeimpl: fake_d,
        }
        fn fails(errno: i32) -> io::Result<i64> = "mod.fails" { llfakeimpl: fake_fails }
        fn strange() -> io::Result<()> = "mod.strange" { llfakeimpl: fake_strange }
        fn path(name: &CStr, others: Vec<CString>) -> usize = "mod.path" { function: host_path }
        fn c_length(text: &CStr) -> usize = "mod.c_length" {
            // SAFETY: it follows the text to its NUL.
            external: unsafe strlen,
        }

        fn make_pair(x: i64) -> (i64, f64) = "mod.make_pair" { function: host_make_pair }
        fn add_pair(pair: (i64, f64)) -> f64 = "mod.add_pair" { function: host_add_pair }
        fn make_list(count: i64) -> Vec<i64> = "mod.make_list" { function: host_make_list }
        fn sum_list(numbers: &[f64]) -> f64 = "mod.sum_list" { function: host_sum_list }
        fn join(words: Vec<(String, i64)>) -> String = "mod.join" { function: host_join }
    }

    fn host_b(x: i64) -> i64 {
        x * 6
    }

    fn just_a_placeholder(_x: i64) -> i64 {
        panic!("nobody calls it")
    }

    fn ll_c(_x: i64) -> i64 {
        7
    }

    fn ll_d(x: i64) -> i64 {
        x * 2
    }

    fn fake_d(x: i64) -> i64 {
        x * 3
    }

    fn fake_fails(errno: i32) -> io::Result<i64> {
        Err(io::Error::from_raw_os_error(errno))
    }

    fn fake_strange() -> io::Result<()> {
        Err(io::Error::other("MyError"))
    }

    fn host_path(name: &CStr, others: Vec<CString>) -> usize {
        let others = others.iter().map(|other| other.count_bytes());
        name.count_bytes() + others.sum::<usize>()
    }

    fn host_make_pair(x: i64) -> (i64, f64) {
        (x, 0.5)
    }

    fn host_add_pair((a, b): (i64, f64)) -> f64 {
        f64::from(i32::try_from(a).unwrap()) + b
    }

    fn host_make_list(count: i64) -> Vec<i64> {
        (0..count).collect()
    }

    fn host_sum_list(numbers: &[f64]) -> f64 {
        numbers.iter().sum()
    }

    fn host_join(words: Vec<(String, i64)>) -> String {
        words
            .into_iter()
            .map(|(word, count)| format!("{word}{count}"))
            .collect()
    }
}

fn interpreted(name: &str, args: &[HighValue]) -> Result<HighValue, CallError> {
    let registry = Registry::new().with(registered::EXTFUNCS).unwrap();
    registry.call(name, Executor::Interpreter, args)
}

fn compiled(name: &str, args: &[HighValue]) -> Result<HighValue, CallError> {
    let registry = Registry::new().with(registered::EXTFUNCS).unwrap();
    registry.call(name, Executor::Native, args)
}

#[test]
fn b119_without_implementation_the_host_function_runs() {
    assert_eq!(interpreted("mod.b", &[7.into()]).unwrap(), 42.into());
    assert_eq!(compiled("mod.b", &[7.into()]).unwrap(), 42.into());
    // Generated programs cannot call it, and are told so.
    let registry = Registry::new().with(registered::EXTFUNCS).unwrap();
    let b = registry.get("mod.b").unwrap();
    let message = b.c_function().unwrap_err().to_string();
    let expected = "operation `mod.b` has no C function that generated programs could call: only \
                    Rust implements it\nhelp: give it `external: c_function` at ";
    assert!(message.starts_with(expected), "{message}");
    assert!(message.contains("operations.rs:"), "{message}");
    let c_length = registry.get("mod.c_length").unwrap();
    assert_eq!(c_length.c_function().unwrap().name(), "strlen");
}

#[test]
fn b120_llimpl_runs_and_the_body_does_not() {
    assert_eq!(interpreted("mod.c", &[1.into()]).unwrap(), 7.into());
    assert_eq!(compiled("mod.c", &[1.into()]).unwrap(), 7.into());
}

#[test]
fn b121_interpreters_prefer_the_fake_and_compiled_programs_llimpl() {
    assert_eq!(interpreted("mod.d", &[7.into()]).unwrap(), 21.into());
    assert_eq!(compiled("mod.d", &[7.into()]).unwrap(), 14.into());
}

#[test]
fn b122_what_a_fake_raises_is_the_programs_own_error() {
    let error = interpreted("mod.fails", &[libc::ENOSPC.into()]).unwrap_err();
    assert!(error.is_program_error(), "{error:?}");
    match error {
        CallError::Io { name, error } => {
            assert_eq!(
                (name, error.raw_os_error()),
                ("mod.fails", Some(libc::ENOSPC))
            );
        }
        other => panic!("{other}"),
    }
    // An interpreter's own mistakes are none of the program's.
    let calls: [(&str, &[HighValue]); 4] = [
        ("mod.fails", &[]),
        ("mod.fails", &["x".into()]),
        ("mod.fails", &[i64::MAX.into()]),
        ("mod.nothing", &[]),
    ];
    for (name, args) in calls {
        let error = interpreted(name, args).unwrap_err();
        assert!(!error.is_program_error(), "{error}");
    }
}

#[test]
fn b123_an_unknown_exception_is_an_error_of_the_engine_that_names_it() {
    let error = interpreted("mod.strange", &[]).unwrap_err();
    assert!(matches!(error, CallError::UnknownException { .. }) && !error.is_program_error());
    assert_eq!(
        error.to_string(),
        "`mod.strange` failed with an unknown exception: MyError\n\
         help: programs know errors with an errno, or of a kind other than `Other`"
    );
}

#[test]
fn b124_text_with_a_nul_is_refused_where_none_may_be_unless_checking_is_off() {
    let none = HighValue::List(vec![]);
    let inside = HighValue::List(vec!["ab".into(), "c\0d".into()]);
    let refused = |name, args: &[HighValue]| interpreted(name, args).unwrap_err().to_string();
    assert_eq!(
        interpreted("mod.path", &["abc".into(), none.clone()]).unwrap(),
        3.into()
    );
    assert_eq!(
        refused("mod.path", &["a\0c".into(), none.clone()]),
        "argument 1 of `mod.path` must be str without NUL, got a NUL byte at offset 1"
    );
    assert_eq!(
        refused("mod.path", &["abc".into(), inside.clone()]),
        "argument 2 of `mod.path` must be [str without NUL], got a NUL byte at offset 1"
    );
    assert_eq!(
        refused("mod.path", &["a\0c".into()]),
        "`mod.path` takes 2 arguments, got 1"
    );
    assert_eq!(
        compiled("mod.c_length", &["ab\0".into()])
            .unwrap_err()
            .to_string(),
        "argument 1 of `mod.c_length` must be str without NUL, got a NUL byte at offset 2"
    );
    // Off: C sees the text up to its NUL, as it does in RPython.
    let registry = Registry::new()
        .with(registered::EXTFUNCS)
        .unwrap()
        .accepting_nul();
    let call = |name, args: &[HighValue]| registry.call(name, Executor::Native, args).unwrap();
    assert_eq!(call("mod.path", &["a\0c".into(), none]), 1.into());
    assert_eq!(call("mod.path", &["abc".into(), inside]), 6.into());
    assert_eq!(call("mod.c_length", &["ab\0c".into()]), 2.into());
    // Any other type is refused all the same.
    let error = registry.call("mod.c_length", Executor::Native, &[b"ab".as_slice().into()]);
    assert_eq!(
        error.unwrap_err().to_string(),
        "argument 1 of `mod.c_length` must be str without NUL, got bytes"
    );
}

#[test]
fn b125_tuples_and_lists_go_from_one_operation_to_the_next() {
    let pair = interpreted("mod.make_pair", &[3.into()]).unwrap();
    assert_eq!(interpreted("mod.add_pair", &[pair]).unwrap(), 3.5.into());
    // The ints of a list are taken for floats, as a single one is.
    let list = interpreted("mod.make_list", &[4.into()]).unwrap();
    assert_eq!(interpreted("mod.sum_list", &[list]).unwrap(), 6.0.into());
    let word = |word: &str, count: i64| HighValue::Tuple(vec![word.into(), count.into()]);
    let words = HighValue::List(vec![word("a", 1), word("b", 2)]);
    assert_eq!(interpreted("mod.join", &[words]).unwrap(), "a1b2".into());
}

#[test]
fn items_of_tuples_and_lists_are_checked_each_by_the_same_rules() {
    let refused = |name, arg: HighValue| interpreted(name, &[arg]).unwrap_err().to_string();
    let tuple = |items: &[HighValue]| HighValue::Tuple(items.to_vec());
    let list = |items: &[HighValue]| HighValue::List(items.to_vec());
    let pair = tuple(&[true.into(), 1.into()]);
    assert_eq!(interpreted("mod.add_pair", &[pair]).unwrap(), 2.0.into());
    assert_eq!(
        refused("mod.add_pair", tuple(&[1.0.into(), 1.0.into()])),
        "argument 1 of `mod.add_pair` must be (int, float), got (float, float)"
    );
    for wrong in [
        tuple(&[1.into()]),
        list(&[1.into(), 1.0.into()]),
        HighValue::None,
    ] {
        assert!(refused("mod.add_pair", wrong).contains("must be (int, float), got "));
    }
    assert_eq!(
        refused("mod.sum_list", list(&[1.0.into(), "2".into()])),
        "argument 1 of `mod.sum_list` must be [float], got [float | str]"
    );
    assert_eq!(
        refused("mod.join", list(&[tuple(&["a".into(), 1.5.into()])])),
        "argument 1 of `mod.join` must be [(str, int)], got [(str, float)]"
    );
    assert_eq!(
        interpreted("mod.sum_list", &[list(&[])]).unwrap(),
        0.0.into()
    );
}

#[test]
fn tuples_and_lists_cross_to_c() {
    register_external! {
        list = CROSSING;
        fn weighted(weights: &[f64], point: (f64, (f64, i32))) -> f64 = "test.weighted" {
            // SAFETY: it reads so many numbers as are passed.
            llimpl: unsafe ll_weighted,
        }
        fn divide(a: i32, b: i32) -> io::Result<(i32, i32)> = "test.divide" {
            // SAFETY: it writes an `int` through the pointer.
            llimpl: unsafe ll_divide,
        }
        fn alone(a: i32) -> (i32,) = "test.alone" { llimpl: ll_alone }
    }
    /// # Safety
    /// `length` numbers are readable at `weights`.
    unsafe fn ll_weighted(weights: ConstPtr<f64>, length: SIZE_T, x: f64, y: f64, z: i32) -> f64 {
        // SAFETY: the caller's promise.
        let weights = unsafe { core::slice::from_raw_parts(weights.as_ptr(), length) };
        weights
            .iter()
            .zip([x, y, z.into()])
            .map(|(weight, value)| weight * value)
            .sum()
    }
    /// # Safety
    /// `rest` may be written.
    unsafe fn ll_divide(a: INT, b: INT, rest: Ptr<INT>) -> INT {
        if b == 0 {
            return -1;
        }
        // SAFETY: the caller's promise.
        unsafe { rest.as_ptr().write(a % b) };
        a / b
    }
    fn ll_alone(a: INT) -> INT {
        a
    }
    assert_eq!(weighted(&[1.0, 10.0, 100.0], (1.0, (2.0, 3))), 321.0);
    assert_eq!(weighted(&[], (1.0, (2.0, 3))), 0.0);
    assert_eq!(divide(17, 5).unwrap(), (3, 2));
    assert!(divide(17, 0).is_err());
    assert_eq!(alone(5), (5,));
    let described: Vec<_> = CROSSING.iter().map(ToString::to_string).collect();
    assert_eq!(
        described,
        [
            "test.weighted(weights: [float], point: (float, (float, int))) -> float",
            "test.divide(a: int, b: int) -> (int, int)!",
            "test.alone(a: int) -> (int,)",
        ]
    );
    // The type of `llimpl` in C, with what is written behind the arguments.
    let low = divide::EXTFUNC.llimpl().unwrap();
    assert_eq!(low.to_string(), "int32_t (int32_t, int32_t, int32_t *)");
    assert!(registered::EXTFUNCS[0].llimpl().is_none());
}

static SWAP: ExtFunc = ExtFunc::new(
    "hand.swap",
    &[HighParam::new(
        "pair",
        HighType::Tuple(&[HighType::Float, HighType::CStr]),
    )],
    HighType::Tuple(&[HighType::CStr, HighType::Float]),
    &|args| match args {
        [HighValue::Tuple(pair)] => Ok(HighValue::Tuple(pair.iter().rev().cloned().collect())),
        _ => panic!("of the declared types"),
    },
)
.with_export_name("ll_hand_swap")
.with_llfakeimpl(&|_| Ok(7.into()))
.sandbox_safe();

#[test]
fn an_operation_may_be_described_by_hand() {
    assert_eq!(
        SWAP.to_string(),
        "hand.swap(pair: (float, str without NUL)) -> (str without NUL, float)"
    );
    assert!(SWAP.is_sandbox_safe() && SWAP.has_fake() && !SWAP.can_fail());
    assert_eq!(SWAP.export_name(), "ll_hand_swap");
    assert!(SWAP.source().file.ends_with("operations.rs"));
    let pair = |text: &str| HighValue::Tuple(vec![1.into(), text.into()]);
    let swapped = SWAP.call(Executor::Native, &[pair("a")]).unwrap();
    assert_eq!(swapped, HighValue::Tuple(vec!["a".into(), 1.0.into()]));
    let cut = SWAP
        .call_accepting_nul(Executor::Native, &[pair("a\0b")])
        .unwrap();
    assert_eq!(cut, swapped);
    let message = |executor, arg| SWAP.call(executor, &[arg]).unwrap_err().to_string();
    assert_eq!(
        message(Executor::Native, pair("a\0b")),
        "argument 1 of `hand.swap` must be (float, str without NUL), got a NUL byte at offset 1"
    );
    assert_eq!(
        message(Executor::Native, 1.into()),
        "argument 1 of `hand.swap` must be (float, str without NUL), got int"
    );
    // An implementation that is not as it is described.
    assert_eq!(
        message(Executor::Interpreter, pair("a")),
        "the result of `hand.swap` must be (str without NUL, float), got int"
    );
}

#[test]
fn an_operation_may_be_described_at_run_time() {
    // Who makes a description keeps it: here until the program ends.
    static KEPT: Mutex<Vec<&'static ExtFunc>> = Mutex::new(Vec::new());
    let described = |name: &str, arity: usize| -> &'static ExtFunc {
        let params: Vec<_> = (0..arity)
            .map(|_| HighParam::new("x", HighType::Int))
            .collect();
        let sum = move |args: &[HighValue]| match args.len() == arity {
            true => Ok(HighValue::Int(i64::try_from(arity).unwrap())),
            false => Err(io::Error::from_raw_os_error(libc::EINVAL)),
        };
        let name = String::leak(name.to_owned());
        let operation: &'static ExtFunc = Box::leak(Box::new(
            ExtFunc::new(name, params.leak(), HighType::Int, Box::leak(Box::new(sum)))
                .with_external(abs::EXTERNAL, Some(Failure::Negative)),
        ));
        KEPT.lock().unwrap().push(operation);
        operation
    };
    let registry = Registry::new()
        .with(&[described("run.two", 2), described("run.one", 1)])
        .unwrap();
    let two = registry.call("run.two", Executor::Interpreter, &[1.into(), 1.into()]);
    assert_eq!(two.unwrap(), 2.into());
    let one = registry.get("run.one").unwrap();
    assert_eq!(one.to_string(), "run.one(x: int) -> int!");
    assert_eq!(one.c_function().unwrap().name(), "abs");
    assert_eq!(
        registry
            .call("run.one", Executor::Native, &[])
            .unwrap_err()
            .to_string(),
        "`run.one` takes 1 argument, got 0"
    );
    let error = Registry::new()
        .with(&[one, described("run.one", 3)])
        .unwrap_err();
    assert_eq!(
        error.to_string().matches("operations.rs:").count(),
        2,
        "{error}"
    );
}

#[test]
fn the_table_of_math_is_rpythons() {
    let names = "acos acosh asin asinh atan atan2 atanh ceil copysign cos cosh exp expm1 fabs floor \
                 fmod frexp hypot isfinite isinf isnan ldexp log log10 log1p modf pow sin sinh sqrt \
                 tan tanh";
    let mut found: Vec<_> = ll_math::EXTFUNCS.to_vec();
    found.sort_by_key(|operation| operation.name());
    let names: Vec<_> = names.split_whitespace().collect();
    assert_eq!(found.len(), names.len());
    for (operation, name) in found.iter().zip(names) {
        assert_eq!(operation.name(), format!("math.{name}"));
        assert_eq!(operation.export_name(), format!("ll_math.ll_math_{name}"));
        assert!(operation.is_sandbox_safe());
    }
    let frexp = ll_math::frexp::EXTFUNC;
    assert_eq!(frexp.to_string(), "math.frexp(x: float) -> (float, int)");
    assert_eq!(
        frexp.external().unwrap().to_string(),
        "double frexp(double x, int *exponent)"
    );
}

/// Nearly the same: Rust's functions and C's may differ in the last bits.
fn alike(a: &HighValue, b: &HighValue) -> bool {
    match (a, b) {
        (HighValue::Float(a), HighValue::Float(b)) => {
            let same = a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
            same || a.is_finite()
                && b.is_finite()
                && (a - b).abs() <= 1e-13 * a.abs().max(b.abs()).max(1e-300)
        }
        (HighValue::Tuple(a), HighValue::Tuple(b)) => a.iter().zip(b).all(|(a, b)| alike(a, b)),
        _ => a == b,
    }
}

#[test]
fn math_is_the_same_natively_and_as_fakes() {
    let numbers = [
        0.0,
        -0.0,
        0.5,
        -0.75,
        1.0,
        -1.0,
        1.5,
        2.0,
        -3.25,
        17.0,
        700.0,
        1e-9,
        1e300,
        -1e300,
        1e308,
        -1e308,
        // Next to the poles.
        f64::EPSILON / 2.0 - 1.0,
        1.0 - f64::EPSILON / 2.0,
        5e-324,
        -3e-310,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    let exponents = [
        0,
        1,
        -1,
        7,
        60,
        -60,
        1023,
        1024,
        -1022,
        -1074,
        -1075,
        2100,
        -2200,
        i32::MAX,
        i32::MIN,
    ];
    for operation in ll_math::EXTFUNCS {
        for x in numbers {
            let seconds: Vec<HighValue> = match operation.params() {
                [_] => vec![HighValue::None],
                [_, second] if second.ty == HighType::Int => exponents.map(HighValue::from).into(),
                _ => numbers.map(HighValue::from).into(),
            };
            for second in seconds {
                let args = [x.into(), second];
                let args = &args[..operation.params().len()];
                let native = operation.call(Executor::Native, args).unwrap();
                let fake = operation.call(Executor::Interpreter, args).unwrap();
                assert!(
                    alike(&native, &fake),
                    "{operation} {args:?}: {native} {fake}"
                );
            }
        }
    }
    assert_eq!(ll_math::frexp(-6.0), (-0.75, 3));
    assert_eq!(ll_math::modf(-2.75), (-0.75, -2.0));
    assert_eq!(ll_math::ldexp(0.75, 4), 12.0);
}

/// Files, folders and places in files, natively and as a fake.
fn use_folders(executor: Executor, base: &str) -> Vec<Result<HighValue, Option<i32>>> {
    let mut log = Vec::new();
    let mut call = |name: &str, args: &[HighValue]| {
        let result = registry()
            .call(name, executor, args)
            .map_err(|error| match error {
                CallError::Io { error, .. } => error.raw_os_error(),
                other => panic!("{other}"),
            });
        // What differs from system to system stays away.
        log.push(match (name, &result) {
            ("os.open", Ok(_)) => Ok(HighValue::None),
            ("os.stat", Ok(HighValue::Tuple(items))) => {
                let HighValue::Int(mode) = items[0] else {
                    panic!("{items:?}")
                };
                let kind = mode & i64::from(libc::S_IFMT);
                let folder = kind == i64::from(libc::S_IFDIR);
                let links = if folder {
                    HighValue::None
                } else {
                    items[3].clone()
                };
                let size = if folder {
                    HighValue::None
                } else {
                    items[6].clone()
                };
                Ok(HighValue::Tuple(vec![kind.into(), links, size]))
            }
            _ => result.clone(),
        });
        result.unwrap_or(HighValue::Int(-1))
    };
    let at = |path: &str| HighValue::from(format!("{base}{path}"));
    let create = HighValue::from(libc::O_CREAT | libc::O_RDWR);
    let (wanted, read) = (HighValue::from(0o700), HighValue::from(libc::O_RDONLY));
    call("os.mkdir", &[at("/a"), wanted.clone()]);
    call("os.mkdir", &[at("/a"), wanted.clone()]);
    call("os.mkdir", &[at("/a/b/"), wanted.clone()]);
    call("os.mkdir", &[at("/none/b"), wanted.clone()]);
    call("os.mkdir", &["".into(), wanted.clone()]);
    call("os.mkdir", &["/".into(), wanted.clone()]);
    let file = call(
        "os.open",
        &[at("/a/b/../f"), create.clone(), wanted.clone()],
    );
    for path in [
        "/a/f/x",
        "/a/f/",
        "/none/../a/f",
        "/a/none/f",
        "/a/new/",
        "",
        "/a",
    ] {
        call("os.open", &[at(path), create.clone(), wanted.clone()]);
        call("os.stat", &[at(path)]);
        call("os.mkdir", &[at(&format!("{path}/.")), wanted.clone()]);
    }
    call("os.write", &[file.clone(), b"0123456789".as_slice().into()]);
    let places = [
        (3, libc::SEEK_SET),
        (-1, libc::SEEK_SET),
        (2, libc::SEEK_CUR),
        (-9, libc::SEEK_CUR),
        (-4, libc::SEEK_END),
        (5, libc::SEEK_END),
        (0, 77),
    ];
    for (offset, how) in places {
        call("os.lseek", &[file.clone(), offset.into(), how.into()]);
    }
    call("os.read", &[file.clone(), 5.into()]);
    call("os.write", &[file.clone(), b"".as_slice().into()]);
    call("os.stat", &[at("/a/f")]);
    call("os.write", &[file.clone(), b"x".as_slice().into()]);
    call("os.stat", &[at("/a/./f")]);
    call("os.lseek", &[HighValue::Int(-1), 0.into(), 0.into()]);
    // A file without a name is there until it is closed.
    call("os.unlink", &[at("/a")]);
    call("os.unlink", &[at("/a/f/")]);
    call("os.unlink", &[at("/a/f")]);
    call("os.unlink", &[at("/a/f")]);
    call("os.unlink", &[at("/none/f")]);
    call("os.stat", &[at("/a/f")]);
    call("os.lseek", &[file.clone(), 8.into(), libc::SEEK_SET.into()]);
    call("os.read", &[file.clone(), 100.into()]);
    let again = call("os.open", &[at("/a/f"), create, wanted]);
    call("os.read", &[again.clone(), 100.into()]);
    call("os.write", &[again.clone(), b"full".as_slice().into()]);
    let truncate = HighValue::from(libc::O_RDONLY | libc::O_TRUNC);
    call("os.open", &[at("/a"), truncate.clone(), 0.into()]);
    let emptied = call("os.open", &[at("/a/f"), truncate, 0.into()]);
    call("os.stat", &[at("/a/f")]);
    let folder = call("os.open", &[at("/a"), read, 0.into()]);
    call("os.read", &[folder.clone(), 1.into()]);
    call("os.write", &[folder.clone(), b"x".as_slice().into()]);
    for fd in [file, again, emptied, folder] {
        call("os.close", &[fd]);
    }
    log
}

#[test]
fn folders_and_places_in_memory_behave_as_the_systems() {
    let base = std::env::temp_dir().join(format!("rffi-folders-{}", std::process::id()));
    std::fs::create_dir(&base).unwrap();
    let native = use_folders(Executor::Native, base.to_str().unwrap());
    std::fs::remove_dir_all(&base).unwrap();
    FakeFiles::new().with_folder("/some/where").install();
    let fake = use_folders(Executor::Interpreter, "/some/where");
    for (index, (native, fake)) in native.iter().zip(&fake).enumerate() {
        assert_eq!(native, fake, "call {index}");
    }
    assert_eq!(native.len(), fake.len());
}

#[test]
fn files_in_memory_have_limits_in_place_of_crashes() {
    let files = FakeFiles::new()
        .with_file("/x/y", "1")
        .with_file("/x/y/z", "2");
    // What stood in the way made room.
    assert_eq!(
        (files.file("x/y"), files.file("/x/y/z")),
        (None, Some(b"2".as_slice()))
    );
    assert_eq!(files.with_file("/", "3").file("/"), None);
    FakeFiles::new().install();
    let call = |operation: &'static ExtFunc, args: &[HighValue]| {
        operation
            .call(Executor::Interpreter, args)
            .map_err(|error| match error {
                CallError::Io { error, .. } => error.raw_os_error().unwrap(),
                other => panic!("{other}"),
            })
    };
    let flags = HighValue::from(libc::O_CREAT | libc::O_RDWR);
    let fd = call(ll_os::open::EXTFUNC, &["/tmp/far".into(), flags, 0.into()]).unwrap();
    let seek = |offset: i64| {
        let args = [fd.clone(), offset.into(), libc::SEEK_SET.into()];
        call(ll_os::lseek::EXTFUNC, &args).unwrap();
    };
    let write = || call(ll_os::write::EXTFUNC, &[fd.clone(), b"x".as_slice().into()]);
    seek(i64::MAX);
    let args = [fd.clone(), 1.into(), libc::SEEK_CUR.into()];
    assert_eq!(call(ll_os::lseek::EXTFUNC, &args), Err(libc::EOVERFLOW));
    assert_eq!(write(), Err(libc::EFBIG));
    let read = call(ll_os::read::EXTFUNC, &[fd.clone(), 1.into()]);
    assert_eq!(read, Ok(HighValue::Bytes(vec![])));
    seek(3);
    assert_eq!(write(), Ok(1.into()));
    let stream = call(ll_os::lseek::EXTFUNC, &[1.into(), 0.into(), 0.into()]);
    assert_eq!(stream, Err(libc::ESPIPE));
    assert_eq!(
        FakeFiles::take().file("/tmp/far"),
        Some(b"\0\0\0x".as_slice())
    );
}

#[test]
fn streams_in_memory_have_no_place_and_no_size() {
    FakeFiles::new().install();
    let call = |operation: &'static ExtFunc, args: &[HighValue]| {
        operation.call(Executor::Interpreter, args).unwrap()
    };
    let write = |fd: &HighValue, text: &str| {
        let args = [fd.clone(), text.as_bytes().into()];
        call(ll_os::write::EXTFUNC, &args);
    };
    write(&1.into(), "a");
    // Opened again, it is the same stream.
    let flags = HighValue::from(libc::O_WRONLY | libc::O_TRUNC);
    let again = call(
        ll_os::open::EXTFUNC,
        &["/dev/stdout".into(), flags, 0.into()],
    );
    write(&again, "b");
    write(&1.into(), "c");
    let stat = call(ll_os::stat::EXTFUNC, &["/dev/stdout".into()]);
    let HighValue::Tuple(stat) = stat else {
        panic!("{stat}")
    };
    assert_eq!(stat[6], 0.into());
    assert_eq!(
        FakeFiles::take().file("/dev/stdout"),
        Some(b"abc".as_slice())
    );
}

#[test]
fn the_environment_is_real_natively_and_fixed_for_interpreters() {
    let call = |operation: &'static ExtFunc, executor, args: &[HighValue]| {
        operation
            .call(executor, args)
            .map_err(|error| error.to_string())
    };
    #[expect(clippy::disallowed_methods, reason = "what C sees of it is under test")]
    let path = std::env::var("PATH").unwrap();
    assert_eq!(ll_os::getenv("PATH").unwrap(), path.as_bytes());
    for name in ["RFFI_NO_SUCH_VARIABLE", "", "A=B"] {
        let error = ll_os::getenv(name).unwrap_err();
        assert_eq!(error.raw_os_error(), Some(libc::ENOENT), "{name}");
    }
    // It is Rust that reads it, behind the lock of `set_var`; generated programs have C.
    assert!(ll_os::getenv::EXTFUNC.llimpl().is_some());
    let c = ll_os::getenv::EXTFUNC.external().unwrap();
    assert_eq!(c.name(), "ll_os_getenv");
    assert_eq!(u32::try_from(ll_os::getpid()), Ok(std::process::id()));
    let getenv = |name: &str| {
        call(
            ll_os::getenv::EXTFUNC,
            Executor::Interpreter,
            &[name.into()],
        )
    };
    assert_eq!(
        getenv("PATH"),
        Ok(HighValue::Bytes(b"/usr/bin:/bin".into()))
    );
    let getpid = || call(ll_os::getpid::EXTFUNC, Executor::Interpreter, &[]);
    assert_eq!(getpid(), Ok(42.into()));
    let environment = FakeEnvironment::new()
        .without_variable("PATH")
        .with_process(7);
    environment.with_variable("A", b"\xff").install();
    assert!(getenv("PATH").unwrap_err().starts_with("`os.getenv`: "));
    assert_eq!(getenv("A"), Ok(HighValue::Bytes(b"\xff".into())));
    assert_eq!(getpid(), Ok(7.into()));
}
