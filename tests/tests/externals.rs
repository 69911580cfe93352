//! Declared functions: called, described, called with values.

use std::ffi::c_void;

use lltype::{ArgumentError, Value};
use rffi::{ConstPtr, Field, INT, SIZE_T, VOIDP, get_saved_errno, set_saved_errno};
use tests::{
    EXTERNALS, TESTS, tests_each, tests_fail, tests_fail_unsaved, tests_fill, tests_next,
    tests_pointers, tests_sum16,
};

#[test]
fn a_call_is_cs_call() {
    let first = tests_next();
    assert_eq!(tests_next(), first + 1);
    assert_eq!(tests_each(-1, -2, 3, -4, 5, -6, 7, 8, -9, 1.5, 2.5), 4);
    assert_eq!(
        tests_sum16(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16),
        1496
    );
}

#[test]
fn a_description_says_what_was_written() {
    let described: Vec<String> = EXTERNALS.iter().map(ToString::to_string).collect();
    assert_eq!(
        described,
        [
            "int tests_next(void)",
            "int tests_fail(int cause)",
            "int tests_fail(int cause)",
            "void tests_fill(char *buffer, size_t length, char with)",
            "long long tests_each(char a, int b, unsigned int c, long d, unsigned long e, \
             long long f, unsigned long long g, size_t h, ssize_t i, float j, double k)",
            "int tests_sum16(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, \
             int k, int l, int m, int n, int o, int p)",
            "void *tests_pointers(const long long *a, const char *b, const long **c, size_t *type, \
             uint8_t *e, char **f)",
        ]
    );
    let next = tests_next::EXTERNAL;
    assert!(core::ptr::eq(next.compilation_info(), &raw const TESTS));
    assert!(
        next.compilation_info()
            .list(Field::Includes)
            .contains("tests.h")
    );
    assert!(
        next.source().file.ends_with("src/lib.rs"),
        "{}",
        next.source()
    );
    let source = include_str!("../src/lib.rs");
    let line = source.lines().nth(next.source().line as usize - 1);
    assert!(
        line.is_some_and(|line| line.contains("fn tests_next")),
        "{line:?}"
    );
    assert!(
        std::path::Path::new(next.package_dir())
            .join("c/tests.c")
            .exists()
    );
    assert_eq!(tests_fail::EXTERNAL.flags().errno(), rffi::RFFI_SAVE_ERRNO);
    assert_eq!(tests_fail_unsaved::EXTERNAL.flags(), rffi::Flags::NONE);
}

#[test]
fn the_pointer_is_cs_function() {
    assert_eq!(
        tests_fail::PTR as *const (),
        tests_fail_unsaved::PTR as *const ()
    );
    assert_eq!(tests_fail::EXTERNAL.address(), tests_fail::PTR as *const ());
    assert_ne!(
        tests_fail::EXTERNAL.address(),
        tests_next::EXTERNAL.address()
    );
    // SAFETY: any number may be given.
    assert_eq!(unsafe { (tests_fail::PTR)(3) }, -1);
}

#[test]
fn values_are_checked_and_passed() {
    let args = [-1_i64, -2, 3, -4, 5, -6, 7, 8, -9].map(Value::from);
    let args = [&args[..], &[Value::from(1.5_f32), Value::from(2.5_f64)]].concat();
    // SAFETY: the function takes any arguments of the right types.
    let result = unsafe { tests_each::EXTERNAL.call(&args) };
    assert_eq!(result.map(Value::as_integer), Ok(Some(4)));

    let sixteen: Vec<Value> = (1..=16_i32).map(Value::from).collect();
    // SAFETY: as above.
    let result = unsafe { tests_sum16::EXTERNAL.call(&sixteen) };
    assert_eq!(result.map(Value::as_integer), Ok(Some(1496)));

    let mut buffer = [0_u8; 4];
    let pointer = Value::from(rffi::Ptr::from(buffer.as_mut_ptr()));
    // SAFETY: the buffer has 3 bytes and more.
    let result = unsafe { tests_fill::EXTERNAL.call(&[pointer, 3_u8.into(), 7_i8.into()]) };
    assert_eq!(result, Ok(Value::VOID));
    assert_eq!(buffer, [7, 7, 7, 0]);
}

#[test]
fn wrong_values_are_errors_that_name_the_function() {
    let error = |args: &[Value]| {
        // SAFETY: the function takes any arguments of the right types.
        unsafe { tests_fail::EXTERNAL.call(args) }.unwrap_err()
    };
    let count = error(&[]);
    assert_eq!(count.to_string(), "`tests_fail`: takes 1 argument, got 0");
    assert_eq!(count.name(), "tests_fail");
    assert_eq!(
        count.argument_error(),
        Some(&ArgumentError::Count {
            expected: 1,
            got: 0
        })
    );
    assert_eq!(
        error(&[Value::from(1_i64 << 40)]).to_string(),
        "`tests_fail`: argument 1: 1099511627776 does not fit in `int`"
    );
    assert_eq!(
        error(&[Value::from(1.0)]).to_string(),
        "`tests_fail`: argument 1: expected `int`, got 1.0 (a double)"
    );
    assert_eq!(
        error(&[Value::from(VOIDP::NULL)]).to_string(),
        "`tests_fail`: argument 1: expected `int`, got NULL (a pointer)"
    );
}

#[test]
fn errno_is_saved_where_it_was_asked_for() {
    set_saved_errno(0);
    tests_fail_unsaved(libc::ENOSPC);
    assert_eq!(get_saved_errno(), 0);

    tests_fail(libc::EDOM);
    tests_fail_unsaved(libc::ENOSPC);
    assert_eq!(get_saved_errno(), libc::EDOM);

    // SAFETY: any number may be given.
    unsafe { tests_fail::EXTERNAL.call(&[Value::from(libc::ERANGE)]) }.unwrap();
    assert_eq!(get_saved_errno(), libc::ERANGE);
    // A call that did not happen leaves it, whatever errno is by then.
    tests_fail_unsaved(libc::ENOSPC);
    // SAFETY: as above.
    unsafe { tests_fail::EXTERNAL.call(&[]) }.unwrap_err();
    assert_eq!(get_saved_errno(), libc::ERANGE);
}

#[test]
fn each_thread_has_its_errno() {
    tests_fail(libc::EDOM);
    let other = std::thread::spawn(|| {
        let before = get_saved_errno();
        tests_fail(libc::ERANGE);
        (before, get_saved_errno())
    });
    assert_eq!(other.join().unwrap(), (0, libc::ERANGE));
    assert_eq!(get_saved_errno(), libc::EDOM);
}

#[test]
fn the_macro_and_the_crate_know_the_same_spellings() {
    let known = rffi::private::spelled::ALL.iter();
    let mut known: Vec<String> = known.map(|(name, _)| (*name).to_owned()).collect();
    let mut spelled: Vec<String> = llexternal_syntax::CName::of_rffi().collect();
    known.sort_unstable();
    spelled.sort_unstable();
    assert_eq!(known, spelled);
}

#[test]
fn the_macro_and_the_crate_know_the_same_lists() {
    let known: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
    assert_eq!(known, llexternal_syntax::INFO_LISTS);
}

#[test]
fn functions_cross_as_pointers() {
    type Compare = unsafe extern "C" fn(ConstPtr<c_void>, ConstPtr<c_void>) -> INT;
    rffi::llexternal! {
        unsafe extern "C" {
            unsafe fn qsort(
                base: VOIDP,
                count: SIZE_T,
                size: SIZE_T,
                compare: Option<unsafe extern "C" fn(a: ConstPtr<c_void>, ConstPtr<c_void>) -> INT>,
            );
        }
    }
    assert_eq!(
        qsort::EXTERNAL.to_string(),
        "void qsort(void *base, size_t count, size_t size, \
         int (*compare)(const void *a, const void *))"
    );
    unsafe extern "C" fn downwards(a: ConstPtr<c_void>, b: ConstPtr<c_void>) -> INT {
        // SAFETY: `qsort` gives pointers to the bytes it sorts.
        let [a, b] = [a, b].map(|p| unsafe { p.cast::<u8>().read() });
        INT::from(b) - INT::from(a)
    }
    let mut bytes = *b"rffi";
    let base = VOIDP::from(bytes.as_mut_ptr().cast::<c_void>());
    // SAFETY: there are 4 bytes.
    unsafe { qsort(base, 4, 1, Some(downwards)) };
    assert_eq!(bytes, *b"riff");

    bytes = *b"sort";
    let compare = lltype::Primitive::into_value(Some(downwards as Compare));
    // SAFETY: as above.
    let sorted = unsafe { qsort::EXTERNAL.call(&[base.into(), 4_u8.into(), 1_u8.into(), compare]) };
    assert_eq!((sorted, bytes), (Ok(Value::VOID), *b"tsro"));
    assert_eq!(
        <Option<Compare> as lltype::Primitive>::from_value(compare),
        Ok(Some(downwards as Compare))
    );
    let null = Value::from(VOIDP::NULL);
    assert_eq!(
        <Option<Compare> as lltype::Primitive>::from_value(null),
        Ok(None)
    );
    assert!(<Option<Compare> as lltype::Primitive>::from_value(Value::from(1)).is_err());
}

#[test]
fn pointers_cross_with_their_spelling() {
    let (a, c, e, text) = (40_i64, 1_i64, &mut 1_u8, c"text");
    let (mut sum, mut out) = (0, rffi::CCHARP::NULL);
    let mut to_c = ConstPtr::from(&raw const c);
    // SAFETY: all point to what the function wants.
    let result = unsafe {
        let b = text.as_ptr().into();
        tests_pointers(
            &a,
            b,
            (&raw mut to_c).into(),
            &raw mut sum,
            e,
            (&raw mut out).into(),
        )
    };
    assert_eq!((sum, result.as_ptr().cast()), (42, &raw mut sum));
    assert_eq!(out.as_ptr().cast_const(), text.as_ptr());
}
