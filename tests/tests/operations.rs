//! Operations: typed, by name with values, as descriptions.

use std::io;

use extfunc::ll_os::FakeFiles;
use extfunc::{
    CallError, Executor, Failure, HighType, HighValue, Registry, ll_math, ll_os, ll_str,
    register_external,
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
}

#[test]
fn a_name_is_registered_once() {
    mod other {
        extfunc::register_external! {
            pub fn doubled(number: i32) -> i32 = "test.doubled" { llfakeimpl: super::fake_doubled }
        }
    }
    let mut registry = registry();
    registry.add(doubled::EXTFUNC).unwrap();
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
    assert_eq!(operations.len(), 7 + 3 + 4 + 4);
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
fn both(operation: &'static extfunc::ExtFunc, args: &[HighValue]) -> Result<HighValue, String> {
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
    FakeFiles::new().install();
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
    let values: [(HighValue, HighType, &str); 6] = [
        (HighValue::None, HighType::None, "none"),
        (true.into(), HighType::Bool, "true"),
        ((-3).into(), HighType::Int, "-3"),
        (0.5.into(), HighType::Float, "0.5"),
        ("a\"b".into(), HighType::Str, r#""a\"b""#),
        (b"\0a".as_slice().into(), HighType::Bytes, r#"b"\x00a""#),
    ];
    for (value, ty, shown) in values {
        assert_eq!((value.high_type(), value.to_string().as_str()), (ty, shown));
    }
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
    }
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
