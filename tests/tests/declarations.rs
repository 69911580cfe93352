//! Declarations of every sort: variables, macros, wide types, variadic functions, text.

use std::ffi::CStr;

use lltype::{Complex, LongFloat, Value};
use rffi::{CallProblem, INT, LLExternal, LONG, RFFI_SAVE_ERRNO, get_saved_errno, llexternal};
use tests::declarations::*;

#[test]
fn b066_variables_are_read_and_written() {
    // SAFETY: no other test uses the variable.
    unsafe {
        assert_eq!(decl_counter(), 10);
        decl_counter::set(13);
        assert_eq!(decl_counter(), 13);
        assert_eq!(*decl_counter::as_ptr().as_ptr(), 13);
        assert_eq!(counter_again(), 13);
        decl_counter::set(10);
    }
    assert_eq!(decl_ratio(), 0.5);
    // SAFETY: nobody writes them.
    let words = unsafe { decl_words() };
    // SAFETY: C's strings live for ever.
    assert_eq!(unsafe { CStr::from_ptr(words[2].as_ptr()) }, c"c");
}

#[test]
fn arrays_are_read_whole_and_by_place() {
    // SAFETY: no other test uses the variable.
    unsafe {
        assert_eq!(decl_table(), [1, 2, 3, 4]);
        (*decl_table::as_ptr().as_ptr())[2] = 30;
        assert_eq!(decl_table(), [1, 2, 30, 4]);
        decl_table::set([1, 2, 3, 4]);
    }
}

#[test]
fn a_thread_local_variable_is_each_threads_own() {
    // SAFETY: it is this thread's.
    unsafe { decl_local::set(6) };
    // SAFETY: as above.
    let other = std::thread::spawn(|| unsafe { decl_local() });
    assert_eq!(other.join().unwrap(), 5);
    // SAFETY: as above.
    assert_eq!(unsafe { decl_local() }, 6);
}

#[test]
fn c_says_what_errno_and_stdin_are() {
    // SAFETY: errno is this thread's.
    unsafe { c_errno::set(7) };
    // SAFETY: as above.
    assert_eq!(unsafe { c_errno() }, 7);
    // SAFETY: the stream stays.
    let stdin = unsafe { stdin() };
    assert!(!stdin.is_null());
    // SAFETY: a stream.
    assert_eq!(unsafe { decl_file_error(stdin) }, 0);
    assert_eq!(stdin::EXTERNAL.to_string(), "FILE *stdin");
}

#[test]
fn what_no_header_declares_is_declared() {
    // SAFETY: nobody writes it.
    assert_eq!(unsafe { decl_hidden() }, 7);
    assert_eq!(decl_undeclared(4), 8);
    assert!(decl_undeclared::EXTERNAL.flags().declare());
}

#[test]
fn macros_are_values_and_functions() {
    assert_eq!(decl_limit(), 42);
    // SAFETY: C's string lives for ever.
    assert_eq!(unsafe { CStr::from_ptr(decl_name().as_ptr()) }, c"decl");
    assert_eq!(decl_self(), decl_counter::as_ptr());
    assert_eq!(isdigit(b'7'.into()), isdigit(b'0'.into()));
    assert_eq!(isdigit(b'x'.into()), 0);
    assert_eq!(decl_limit::EXTERNAL.address(), None);
}

#[test]
fn b052_a_macro_is_called_like_a_function() {
    assert_eq!(decl_add(4), 7);
    // SAFETY: any number may be given.
    let call = |args: &[Value]| unsafe { decl_add::EXTERNAL.call(args) };
    assert_eq!(call(&[4.into()]).unwrap().as_integer(), Some(7));
    let error = call(&[]).unwrap_err();
    assert_eq!(error.to_string(), "`DECL_ADD`: takes 1 argument, got 0");
}

#[test]
fn b053_a_macro_has_two_signatures() {
    assert_eq!(decl_fn(21), 52);
    assert_eq!(decl_fn_double(21.25), 52.5);
}

#[test]
fn long_double_and_complex_numbers_cross() {
    let third = decl_long(LongFloat::from(1.0), 2);
    assert_eq!(third.to_f64(), 2.0 + 1.0 / 3.0);
    assert_eq!(decl_long_sign(LongFloat::from(-0.5)), -1);
    let z = decl_conjugate(Complex { re: 1.5, im: 2.5 });
    assert_eq!((z.re, z.im), (1.5, -2.5));
    assert_eq!(decl_length(Complex { re: 3.0, im: 4.0 }), 5.0);
    assert_eq!(
        decl_long::EXTERNAL.to_string(),
        "long double decl_long(long double a, int b)"
    );
}

#[test]
fn long_doubles_convert_as_in_c() {
    let mut bits = 0x9e37_79b9_7f4a_7c15_u64;
    let edges = [
        0.0,
        -0.0,
        f64::INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        5e-324,
        1.0,
        -1.5,
    ];
    let random = std::iter::from_fn(|| {
        bits = bits
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        Some(f64::from_bits(bits))
    });
    for value in edges
        .into_iter()
        .chain(random.filter(|v| !v.is_nan()).take(20_000))
    {
        let third = decl_long(LongFloat::from(value), 0);
        // What C gives is the quotient in the wide format, which C rounds here.
        assert_eq!(
            third.to_f64().to_bits(),
            decl_round(third).to_bits(),
            "{value:e}"
        );
        assert_eq!(
            LongFloat::from(value).to_f64().to_bits(),
            value.to_bits(),
            "{value:e}"
        );
        assert_eq!(
            decl_round(LongFloat::from(value)).to_bits(),
            value.to_bits(),
            "{value:e}"
        );
    }
    assert!(LongFloat::from(f64::NAN).to_f64().is_nan());
    assert!(decl_round(LongFloat::from(f64::NAN)).is_nan());
}

#[test]
fn wide_values_are_passed_by_value_as_pointers() {
    let (argument, mut result) = (LongFloat::from(3.0), LongFloat::from(0.0));
    let args = [Value::from(&raw const argument), Value::from(2)];
    let out = (&raw mut result).cast();
    // SAFETY: both point to numbers.
    let called = unsafe { decl_long::EXTERNAL.call_into(&args, out) };
    assert_eq!(called, Ok(Value::VOID));
    assert_eq!(result.to_f64(), 3.0);
    // SAFETY: as above.
    let error = unsafe { decl_long::EXTERNAL.call(&args) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`decl_long`: the pointer to room for the resulting `long double` is null; give one to \
         `call_into`"
    );
    for (address, what) in [
        (0, "is null"),
        (8, "is 0x8, which is not aligned to 16 bytes"),
    ] {
        let args = [
            Value::from(std::ptr::without_provenance::<LongFloat>(address)),
            args[1],
        ];
        // SAFETY: the pointer is not followed.
        let error = unsafe { decl_long::EXTERNAL.call_into(&args, out) }.unwrap_err();
        let expected = format!("`decl_long`: argument 1: the pointer to the `long double` {what}");
        assert_eq!(error.to_string(), expected);
    }
    // SAFETY: as above.
    let error = unsafe { decl_long::EXTERNAL.call_into(&args[..1], out) }.unwrap_err();
    assert_eq!(error.to_string(), "`decl_long`: takes 2 arguments, got 1");
    // SAFETY: as above.
    let error = unsafe { decl_long::EXTERNAL.call_into(&[args[0], 0.5.into()], out) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`decl_long`: argument 2: expected `int`, got 0.5 (a double)"
    );
}

#[test]
fn b065_a_variadic_function_is_called_as_c_calls_it() {
    // SAFETY: as many numbers as are said.
    assert_eq!(unsafe { decl_sum(3, 1, 20, 300) }, 321);
    assert_eq!(sum3(3, 1, 20, 300), 321);
    assert_eq!(
        decl_sum::EXTERNAL.to_string(),
        "int decl_sum(int count, ...)"
    );
    assert_eq!(Sum3::EXTERNAL.to_string(), "int decl_sum(int count, ...)");
    assert_eq!(decl_fail(2, 1.5), -1);
    assert_eq!(get_saved_errno(), 3);
    // SAFETY: as above.
    let error = unsafe { Sum3::EXTERNAL.call(&[0.into()]) }.unwrap_err();
    assert_eq!(*error.problem(), CallProblem::Variadic);
    let _fake = Sum3::fake(|_, a, b, c| a * b * c);
    assert_eq!(sum3(3, 2, 3, 4), 24);
}

#[test]
fn b054_text_is_passed_and_nothing_leaks() {
    lltype::leakfinder::assert_no_leaks(|| {
        // SAFETY: text.
        unsafe {
            assert_eq!(decl_strlen("xxx"), Ok(3));
            assert_eq!(strlen_bytes(b"xx\xff").unwrap(), 3);
            assert_eq!(strlen_c(c"xxxx"), 4);
            assert_eq!(strlen_option(Some("x")), Ok(1));
            assert_eq!(strlen_option(None), Ok(usize::MAX));
            assert_eq!(strlen_raw(c"xx".as_ptr().into()), 2);
            assert_eq!(decl_strlen(&"x".repeat(5000)), Ok(5000));
            assert_eq!(decl_compare("a", "a"), Ok(0));
            assert!(decl_compare("a", "b").unwrap() < 0);
        }
    });
}

#[test]
fn text_with_a_nul_is_refused_by_name() {
    // SAFETY: text.
    let error = unsafe { decl_compare("a", "b\0c") }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`b` of `decl_compare` has a NUL byte at offset 1, where C would end it"
    );
    // SAFETY: text.
    let error = unsafe { strlen_bytes(b"\0") }.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}

#[test]
fn text_is_a_pointer_in_c() {
    assert_eq!(
        decl_strlen::EXTERNAL.to_string(),
        "size_t decl_strlen(const char *text)"
    );
    // SAFETY: a C string.
    let length = unsafe { decl_strlen::EXTERNAL.call(&[Value::from(c"abc".as_ptr())]) };
    assert_eq!(length.unwrap().as_integer(), Some(3));
    // SAFETY: nobody relies on the length.
    let _fake = unsafe { decl_strlen::fake(|text| Ok(text.len() * 2)) };
    // SAFETY: text.
    assert_eq!(unsafe { decl_strlen("abc") }, Ok(6));
    // SAFETY: as above.
    let error = unsafe { decl_strlen::EXTERNAL.call(&[Value::from(c"abc".as_ptr())]) };
    assert_eq!(
        error.unwrap_err().to_string(),
        "the fake of `decl_strlen` takes Rust's types, and cannot be called with values"
    );
}

#[test]
fn variables_have_fakes() {
    // SAFETY: nobody relies on the values.
    unsafe {
        let fake = decl_counter::fake(100);
        assert_eq!(decl_counter(), 100);
        decl_counter::set(101);
        assert_eq!(decl_counter(), 101);
        drop(fake);
        assert_eq!(counter_again(), 10);
    }
    let _limit = decl_limit::fake(1);
    assert_eq!(decl_limit(), 1);
    assert_eq!(decl_one_pair().second, 0.5);
    let pair = Pair {
        first: 7,
        second: 8.0,
    };
    let _pair = decl_one_pair::fake(pair);
    for _ in 0..2 {
        assert_eq!((decl_one_pair().first, decl_one_pair().second), (7, 8.0));
    }
    assert_eq!(std::thread::spawn(decl_limit).join().unwrap(), 42);
}

const LABS: LLExternal<unsafe fn(LONG) -> LONG> = llexternal!("labs", [LONG], LONG);

#[test]
fn a_function_is_declared_as_a_value() {
    // SAFETY: any number may be given.
    assert_eq!(unsafe { LABS(-9) }, 9);
    assert_eq!(LABS.external().to_string(), "long labs(long arg0)");
    let fail = llexternal!(
        "decl_fail", [INT, ..., f64], INT, compilation_info = DECLARATIONS, save_errno
    );
    // SAFETY: any numbers may be given.
    assert_eq!(unsafe { fail(4, 0.5) }, -1);
    assert_eq!(get_saved_errno(), 2);
    assert_eq!(fail.external().flags().errno(), RFFI_SAVE_ERRNO);
    let macro_of_c = llexternal!(
        "DECL_ADD",
        [INT],
        INT,
        compilation_info = DECLARATIONS,
        c_macro
    );
    // SAFETY: any number may be given.
    assert_eq!(unsafe { macro_of_c(1) }, 4);
}

#[test]
fn types_may_have_the_name_of_the_function() {
    #[derive(lltype::CStruct, Clone, Copy)]
    #[allow(non_camel_case_types, reason = "named as in C")]
    #[cstruct(name = "div_t")]
    #[repr(C)]
    struct div {
        quot: INT,
        rem: INT,
    }
    let divide = llexternal!("div", [INT, INT], div);
    // SAFETY: the second number is not 0.
    let result = unsafe { divide(7, 2) };
    assert_eq!((result.quot, result.rem), (3, 1));
}

#[test]
fn a_wrapped_variadic_function_is_not_called_with_values() {
    // SAFETY: two numbers follow.
    assert_eq!(unsafe { sum2_by_macro(2, 20, 1) }, 21);
    // SAFETY: nothing is called.
    let error = unsafe { sum2_by_macro::EXTERNAL.call(&[1.into()]) }.unwrap_err();
    assert_eq!(*error.problem(), CallProblem::Variadic);
}

#[test]
fn a_panic_goes_through_a_macro_of_an_unwinding_block() {
    unsafe extern "C-unwind" fn unlucky(number: INT) -> INT {
        assert_ne!(number, 13, "unlucky");
        number
    }
    // SAFETY: the macro calls the function with the number.
    let call = |number| unsafe { decl_call(Some(unlucky), number) };
    assert_eq!(call(4), 4);
    let panic = std::panic::catch_unwind(|| call(13)).unwrap_err();
    assert!(
        panic
            .downcast_ref::<String>()
            .is_some_and(|text| text.contains("unlucky"))
    );
}

#[test]
fn lists_hold_what_is_declared() {
    let functions: Vec<String> = FUNCTIONS.iter().map(|f| f.name().to_owned()).collect();
    assert_eq!(functions[..3], ["decl_fn", "decl_fn", "DECL_ADD"]);
    let variables: Vec<String> = VARIABLES.iter().map(ToString::to_string).collect();
    assert_eq!(
        variables[2..4],
        ["int decl_table[4]", "char *decl_words[3]"]
    );
    assert!(VARIABLES[0].is_mutable() && !VARIABLES[1].is_mutable());
}
