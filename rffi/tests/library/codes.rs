//! MicroPython's conformance tests of its module `ffi`.

use rffi::{Function, Library, Value};

use crate::c::{library, open};

fn code_func(library: &Library, result: &str, name: &str, args: &str) -> Function {
    // SAFETY: the tests say what is there.
    unsafe { library.code_func(result, name, args) }.unwrap()
}

fn call(function: &Function, args: &[Value]) -> Value {
    // SAFETY: the tests give what the functions take.
    unsafe { function.call(args) }.unwrap()
}

/// Upstream's inputs, as far as a value has them.
const INPUTS: [u64; 16] = [
    0,
    0x7f,
    0x80,
    0xff,
    0x100,
    0x7fff,
    0x8000,
    0xffff,
    0x1_0000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_ffff_ffff,
];

/// A number with as many bits, and a sign or none.
fn cut(number: u64, bits: u32, is_signed: bool) -> i128 {
    let low = i128::from(number) & ((1_i128 << bits) - 1);
    match is_signed && low >> (bits - 1) == 1 {
        true => low - (1 << bits),
        false => low,
    }
}

#[test]
fn integers_are_cut_and_come_back_with_their_sign() {
    let (_folder, library) = library();
    let long = 8 * u32::try_from(size_of::<rffi::LONG>()).unwrap();
    let functions = [
        ("f8i", "b", 8, true),
        ("f8u", "B", 8, false),
        ("f16i", "h", 16, true),
        ("f16u", "H", 16, false),
        ("f32i", "i", 32, true),
        ("f32u", "I", 32, false),
        ("f64i", "q", 64, true),
        ("f64u", "Q", 64, false),
        ("fli", "l", long, true),
        ("flu", "L", long, false),
    ];
    for (name, code, bits, is_signed) in functions {
        let function = code_func(&library, code, name, code);
        for input in INPUTS {
            let result = call(&function, &[Value::from(input)]);
            let expected = cut(input ^ 1, bits, is_signed);
            assert_eq!(result.as_integer(), Some(expected), "{name}({input:x})");
        }
    }
    let f8i = code_func(&library, "b", "f8i", "b");
    for (input, expected) in [(0x80, -0x7f), (0xff, -2), (0x100, 1_i8)] {
        assert_eq!(call(&f8i, &[Value::from(input)]), Value::from(expected));
    }
}

/// The `float` that a value has.
fn float(value: Value) -> f32 {
    f32::from_bits(u32::try_from(value.word()).unwrap())
}

#[test]
fn floats_take_integers_too() {
    let libm = open("libm.so.6");
    let libc = open("libc.so.6");
    let text = Value::from_pointer(c"1.23".as_ptr().cast_mut().cast());
    let strtof = code_func(&libc, "f", "strtof", "sp");
    assert_eq!(call(&strtof, &[text, Value::NULL]), Value::from(1.23_f32));
    let strtod = code_func(&libc, "d", "strtod", "sp");
    assert_eq!(call(&strtod, &[text, Value::NULL]), Value::from(1.23));

    let tgamma = code_func(&libm, "d", "tgamma", "d");
    let tgammaf = code_func(&libm, "f", "tgammaf", "f");
    let points = [
        (Value::from(0.5), 1.77245),
        (Value::from(1), 1.0),
        (Value::from(1.0), 1.0),
        (Value::from(1.5), 0.88623),
        (Value::from(4), 6.0),
        (Value::from(4.0), 6.0),
    ];
    for (point, expected) in points {
        let double = f64::from_bits(call(&tgamma, &[point]).word());
        assert!((double - expected).abs() < 1e-5, "{point}");
        let float = float(call(&tgammaf, &[point]));
        assert!((f64::from(float) - expected).abs() < 1e-5, "{point}");
    }
    for (name, code) in [("pow", "d"), ("powf", "f")] {
        let pow = code_func(&libm, code, name, &code.repeat(2));
        let powers = [
            (0.0, 1.0, 0.0),
            (1.0, 0.0, 1.0),
            (2.0, 0.5, core::f64::consts::SQRT_2),
            (3.0, 4.0, 81.0),
        ];
        for (base, exponent, expected) in powers {
            let power = call(&pow, &[Value::from(base), Value::from(exponent)]);
            let power = match code {
                "d" => f64::from_bits(power.word()),
                _ => float(power).into(),
            };
            assert!(
                (power - expected).abs() < 1e-5,
                "{name}({base}, {exponent})"
            );
        }
    }
}

#[test]
fn arguments_of_all_sorts_keep_their_places() {
    let (_folder, library) = library();
    let argorder = code_func(&library, "d", "argorder", "idifBl");
    let args = [1, 2, 3, 4, 5, 6].map(Value::from);
    assert_eq!(call(&argorder, &args), Value::from(91.0));
    let args = [
        Value::from(1),
        Value::from(2.0),
        Value::from(3),
        Value::from(4.0),
        Value::from(5),
        Value::from(6),
    ];
    assert_eq!(call(&argorder, &args), Value::from(91.0));
}

#[test]
fn pointers_and_texts_cross_as_they_are() {
    let (_folder, library) = library();
    for code in ["s", "S", "p", "P"] {
        let text = call(&code_func(&library, code, "text", ""), &[]);
        let text = text.as_pointer().unwrap().cast();
        // SAFETY: C gave a text.
        assert_eq!(unsafe { std::ffi::CStr::from_ptr(text) }, c"abc");
        let none = call(&code_func(&library, code, "no_text", ""), &[]);
        assert_eq!(none, Value::NULL);
    }
    let bytes = call(&code_func(&library, "S", "no_unicode", ""), &[]);
    // SAFETY: C gave bytes that end with a NUL.
    let bytes = unsafe { std::ffi::CStr::from_ptr(bytes.as_pointer().unwrap().cast()) };
    assert_eq!(bytes.to_bytes(), b"\xff\xfe");
    let high = call(&code_func(&library, "p", "high_address", ""), &[]);
    assert_eq!(high.word(), 0xFFFF_FFFF_FFFF_FFF0);
    for code in ["p", "P", "s", "S", "O", "C"] {
        let is_null = code_func(&library, "i", "is_null", code);
        assert_eq!(call(&is_null, &[Value::NULL]), Value::from(1), "{code}");
    }
    let same = code_func(&library, "O", "same", "O");
    let object = Value::from_pointer(core::ptr::without_provenance_mut(11));
    assert_eq!(call(&same, &[object]), object);
}

#[test]
fn functions_are_passed_as_callbacks_and_as_pointers() {
    extern "C" fn double(number: i32) -> i32 {
        2 * number
    }
    let (_folder, library) = library();
    let double = Value::from_pointer(double as *mut _);
    for code in ["C", "p"] {
        let apply = code_func(&library, "i", "apply", &format!("{code}i"));
        assert_eq!(call(&apply, &[double, Value::from(21)]), Value::from(42));
    }
}

#[test]
fn sorting_calls_back() {
    unsafe extern "C" fn compare(a: *const u8, b: *const u8) -> i32 {
        // SAFETY: `qsort` gives pointers to bytes.
        let (a, b) = unsafe { (*a, *b) };
        i32::from(a) - i32::from(b)
    }
    let qsort = code_func(&open("libc.so.6"), "v", "qsort", "pLLC");
    let mut bytes = *b"foobar";
    let args = [
        Value::from_pointer(bytes.as_mut_ptr().cast()),
        Value::from(bytes.len()),
        Value::from(1),
        Value::from_pointer(compare as *mut _),
    ];
    assert_eq!(call(&qsort, &args), Value::VOID);
    assert_eq!(&bytes, b"abfoor");
}

#[test]
fn the_process_has_functions_too() {
    let process = Library::process();
    let abs = code_func(&process, "i", "abs", "i");
    assert_eq!(call(&abs, &[Value::from(-3)]), Value::from(3));
    let getpid = code_func(&process, "i", "getpid", "");
    assert!(call(&getpid, &[]).as_integer().unwrap() > 0);
}

#[test]
fn wrong_values_are_refused() {
    let (_folder, library) = library();
    let refused = |function: &Function, args: &[Value]| {
        // SAFETY: the function is not called.
        unsafe { function.call(args) }.unwrap_err().to_string()
    };
    let f32i = code_func(&library, "i", "f32i", "i");
    assert!(refused(&f32i, &[]).contains("1"));
    assert!(refused(&f32i, &[Value::from(1), Value::from(2)]).contains("2"));
    assert!(refused(&f32i, &[Value::from(1.5)]).starts_with("`f32i`: argument 1: "));
    assert!(refused(&f32i, &[Value::NULL]).starts_with("`f32i`: argument 1: "));
    // Upstream crashes here.
    assert_eq!(call(&f32i, &[Value::from(true)]), Value::from(0));
    let tgamma = code_func(&open("libm.so.6"), "d", "tgamma", "d");
    assert!(refused(&tgamma, &[Value::NULL]).starts_with("`tgamma`: argument 1: "));
}

#[test]
fn wrong_codes_are_refused() {
    let (_folder, library) = library();
    let refused = |result: &str, args: &str| {
        // SAFETY: nothing is made.
        unsafe { library.code_func(result, "f32i", args) }
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused("", "i"),
        "`f32i`: there is no code for the result; `v` is none"
    );
    for code in ["e", "x", "n", "?", "z"] {
        let expected = format!("`{code}` is no code");
        assert!(refused(code, "i").contains(&expected), "{code}");
        assert!(refused("i", code).contains(&expected), "{code}");
    }
    assert!(refused("i", "v").contains("has the codes \"\""));
    assert!(refused("C", "i").contains("`p` is a pointer"));
    // SAFETY: nothing is made.
    let error = unsafe { library.code_func("i", "f33i", "i") }.unwrap_err();
    assert!(
        error.to_string().contains("did you mean 'f32i'?"),
        "{error}"
    );
}

#[test]
fn variables_are_read_and_written() {
    let (_folder, library) = library();
    let var = |code: &str| {
        let name = format!("v_{code}");
        // SAFETY: the variables are called by their codes.
        unsafe { library.code_var(code, &name) }.unwrap()
    };
    let cases = [
        ("B", Value::from(200_u8)),
        ("b", Value::from(-5_i8)),
        ("h", Value::from(-2_i16)),
        ("H", Value::from(65534_u16)),
        ("i", Value::from(42)),
        ("I", Value::from(4_000_000_000_u32)),
        ("l", Value::from(-1_i64)),
        ("L", Value::from(u64::MAX)),
        ("q", Value::from(-1_i64)),
        ("Q", Value::from(u64::MAX)),
        ("f", Value::from(0.25_f32)),
        ("d", Value::from(1.5)),
        (
            "p",
            Value::from_pointer(core::ptr::without_provenance_mut(4660)),
        ),
    ];
    for (code, expected) in cases {
        // SAFETY: nobody else uses it.
        assert_eq!(unsafe { var(code).get() }.unwrap(), expected, "{code}");
    }
    let changes = [
        ("i", Value::from(-7), Value::from(-7)),
        ("B", Value::from(0x1ff), Value::from(255_u8)),
        ("i", Value::from(1_i64 << 40), Value::from(0)),
        ("d", Value::from(3), Value::from(3.0)),
        ("f", Value::from(0.1), Value::from(0.1_f32)),
        ("p", Value::NULL, Value::NULL),
        ("s", Value::NULL, Value::NULL),
    ];
    for (code, new, expected) in changes {
        let var = var(code);
        // SAFETY: as above.
        unsafe {
            var.set(new).unwrap();
            assert_eq!(var.get().unwrap(), expected, "{code}");
        }
    }
    for (code, wrong) in [
        ("i", Value::NULL),
        ("i", Value::from(1.5)),
        ("p", Value::from(1)),
    ] {
        // SAFETY: as above.
        let error = unsafe { var(code).set(wrong) }.unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("`v_{code}`: ")),
            "{error}"
        );
    }
    for code in ["v", "", "e", "C C"] {
        // SAFETY: nothing is made.
        assert!(unsafe { library.code_var(code, "v_i") }.is_err(), "{code}");
    }
}
