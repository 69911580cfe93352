//! Behaviours of RPython's calls, of the C library and of C written here.

use std::ffi::CStr;
use std::ptr;

use lltype::leakfinder::assert_no_leaks;
use lltype::{CStruct, Value, free, malloc, scoped_alloc, scoped_str2charp, scoped_unicode2wcharp};
use rffi::{
    CONST_CCHARP, DOUBLE, ExternalCompilationInfo, INT, LONG, Ptr, UINT, ULONG, VOIDP, llexternal,
};
use tests::headers::{
    InAddr, TimeVal, frexp, gettimeofday, inet_ntoa, rand, srand, strchr, strlen,
};

rffi::opaque! {
    /// A struct that C keeps to itself.
    struct Stash = "struct calls_stash";
}

/// `struct calls_three`, of which the declaration has the first members alone.
#[derive(Debug, Clone, Copy, CStruct)]
#[cstruct(name = "struct calls_three", no_verify)]
#[repr(C)]
struct Three {
    a: i32,
    b: i64,
    c: i8,
}

static CALLS: ExternalCompilationInfo = ExternalCompilationInfo::new()
    .includes(&["stddef.h", "wchar.h", "string.h"])
    .post_include_bits(&[
        "struct calls_three { int a; long b; signed char c; char hidden[40]; };",
        "struct calls_stash;",
    ])
    .separate_module_sources(&[r"
        int calls_f(int x) { return x + 3; }
        double calls_mixed(unsigned short a, unsigned long b, unsigned short c, double d)
        {
            return a + b + c + d;
        }
        static int times(int a, int b) { return a * b; }
        void (*calls_get(void))(void) { return (void (*)(void))times; }
        int calls_is_null(struct calls_stash *stash) { return stash == NULL; }
        long calls_three(const struct calls_three *three)
        {
            return three->a + three->b + three->c;
        }
        void *calls_address_of_f(void) { return (void *)calls_f; }
    "]);

llexternal! {
    compilation_info = CALLS;

    unsafe extern "C" {
        safe fn calls_f(x: INT) -> INT;
        safe fn calls_mixed(a: u16, b: ULONG, c: u16, d: DOUBLE) -> DOUBLE;
        safe fn calls_get() -> Option<unsafe extern "C" fn()>;
        safe fn calls_is_null(stash: Ptr<Stash>) -> INT;
        unsafe fn calls_three(three: Ptr<Three>) -> LONG;
        safe fn calls_address_of_f() -> VOIDP;
        // One C function, two signatures.
        #[name = "calls_f"]
        #[no_verify]
        safe fn calls_f_unsigned(x: UINT) -> UINT;
        unsafe fn wcslen(text: lltype::CWCHARP) -> usize;
        #[name = "strlen"]
        unsafe fn strlen_raw(text: CONST_CCHARP) -> usize;
    }
}

#[test]
fn b050_source_text_is_compiled_and_called() {
    assert_eq!(calls_f(8), 11);
}

#[test]
fn b051_a_float_is_no_int() {
    // The twin of ui/call.rs, where the compiler refuses it.
    // SAFETY: any number may be given.
    let error = unsafe { calls_f::EXTERNAL.call(&[Value::from(8.2)]) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`calls_f`: argument 1: expected `int`, got 8.2 (a double)"
    );
}

#[test]
fn b055_a_wide_copy_is_measured() {
    assert_no_leaks(|| {
        let text = scoped_unicode2wcharp("xxx\u{e9}").unwrap();
        // SAFETY: a C string of wide characters.
        assert_eq!(unsafe { wcslen(text.ptr()) }, 4);
    });
}

#[test]
fn b056_integers_are_converted_where_the_caller_says() {
    // Numbers never convert silently: RPython's three casts and one conversion are the caller's.
    assert_eq!(calls_mixed(5, 6, 7, f64::from(8)), 26.0);
    // With values, an integer that fits is taken, and nothing else.
    let ints = [5_i32, 6, 7].map(Value::from);
    // SAFETY: any numbers may be given.
    let call =
        |last: Value| unsafe { calls_mixed::EXTERNAL.call(&[ints[0], ints[1], ints[2], last]) };
    assert_eq!(call(Value::from(8.0)).unwrap(), Value::from(26.0));
    assert!(call(Value::from(8)).is_err());
}

#[test]
fn b059_one_c_function_has_two_signatures() {
    assert_eq!(calls_f(-3), 0);
    assert_eq!(calls_f_unsigned(u32::MAX), 2);
    assert_eq!(
        calls_f::EXTERNAL.address(),
        calls_f_unsigned::EXTERNAL.address()
    );
}

#[test]
fn b064_a_struct_is_passed_by_value() {
    let address = InAddr {
        s_addr: u32::from_be_bytes([1, 2, 3, 4]).to_be(),
    };
    // SAFETY: C's text stays until the next call on this thread.
    let text = unsafe { CStr::from_ptr(inet_ntoa(address).as_ptr()) };
    assert_eq!(text, c"1.2.3.4");
    // With values, as a pointer to it.
    // SAFETY: the pointer is to the struct.
    let text = unsafe { inet_ntoa::EXTERNAL.call(&[Value::from(&raw const address)]) };
    let text = text.unwrap().as_pointer().unwrap();
    // SAFETY: as above.
    assert_eq!(unsafe { CStr::from_ptr(text.cast()) }, c"1.2.3.4");
}

#[test]
fn b067_a_function_pointer_is_cast_to_its_type() {
    type Times = unsafe extern "C" fn(INT, INT) -> INT;
    let function = calls_get().unwrap();
    // SAFETY: that is its type.
    let times = unsafe { std::mem::transmute::<unsafe extern "C" fn(), Times>(function) };
    // SAFETY: any numbers may be given.
    assert_eq!(unsafe { times(41, 42) }, 41 * 42);
    // One or three arguments are refused: by the compiler, and with values here.
    for args in [&[Value::from(1)][..], &[1, 2, 3].map(Value::from)] {
        // SAFETY: as above.
        let error = unsafe { lltype::Signature::call(times, args, ptr::null_mut()) }.unwrap_err();
        let expected = format!("takes 2 arguments, got {}", args.len());
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn b068_an_out_parameter_is_memory_of_one_item() {
    assert_no_leaks(|| {
        let exponent = scoped_alloc::<INT>(1).unwrap();
        // SAFETY: there is room for the exponent.
        assert_eq!(unsafe { frexp(2.5, exponent.ptr()) }, 0.625);
        // SAFETY: C wrote it.
        assert_eq!(unsafe { exponent.ptr().read() }, 2);
    });
}

#[test]
fn b069_memory_of_a_probed_size_is_filled() {
    assert_no_leaks(|| {
        let now = malloc::<TimeVal>(1).unwrap();
        // SAFETY: there is room for the time, and no zone is asked for.
        assert_eq!(unsafe { gettimeofday(now, VOIDP::NULL) }, 0);
        // SAFETY: C wrote it.
        assert!(unsafe { now.read() }.tv_sec > 1_600_000_000);
        // SAFETY: it is ours, and nobody uses it any more.
        unsafe { free(now) }.unwrap();
    });
}

#[test]
fn b070_a_pointer_to_an_incomplete_type_may_be_null() {
    assert_eq!(calls_is_null(Ptr::NULL), 1);
    let other = Ptr::from(ptr::dangling_mut::<Stash>());
    assert_eq!(calls_is_null(other), 0);
}

#[test]
fn b071_a_struct_is_declared_with_some_of_its_members() {
    let mut three = Three { a: 1, b: 20, c: 50 };
    // SAFETY: C reads the members that are declared.
    assert_eq!(unsafe { calls_three(Ptr::from(&raw mut three)) }, 71);
}

#[test]
fn b072_the_address_is_the_one_that_c_knows() {
    assert_eq!(
        calls_f::PTR as *const (),
        calls_address_of_f().as_ptr().cast_const().cast()
    );
}

#[test]
fn b073_the_state_is_cs() {
    let three = || {
        srand(123);
        [rand(), rand(), rand()]
    };
    assert_eq!(three(), three());
}

#[test]
fn results_are_raw_pointers() {
    let text = scoped_str2charp("abcdef").unwrap();
    // SAFETY: a C string.
    let found = unsafe { strchr(text.ptr().into(), b'd'.into()) };
    // SAFETY: as above.
    assert_eq!(unsafe { CStr::from_ptr(found.as_ptr()) }, c"def");
    assert_eq!(
        // SAFETY: as above.
        unsafe { (strlen(c"abc"), strlen_raw(text.ptr().into())) },
        (3, 6)
    );
}
