//! Variadic functions.

use std::ffi::CString;

use llcall::Caller;
use lltype::{Prototype, Value};
use tests::abi::Signature;

use crate::{arrive, read};

#[test]
fn va_1_2_3() {
    // libffi: va_1, va_2, va_3.
    let structs = "struct small { unsigned char uc; }; struct large { unsigned a, b, c, d, e; };";
    let many = [
        "struct small",
        "struct large",
        "unsigned",
        "int",
        "unsigned",
        "int",
        "unsigned",
        "int",
        "unsigned long",
        "long",
        "double",
        "double",
    ];
    arrive(&[
        Signature::new("int", &["int"])
            .with(structs)
            .variadic(&many),
        Signature::new("int", &["int", "unsigned char", "float"])
            .with(structs)
            .variadic(&many[3..]),
        Signature::new("double", &["const char *"]).variadic(&["double"; 12]),
        Signature::new("void", &["int"]).variadic(&[]),
    ]);
}

#[test]
fn va_struct1_2_3() {
    // libffi: va_struct1, va_struct2, va_struct3.
    let structs = "struct small { unsigned char a, b; }; struct large { unsigned a, b, c, d, e; };
struct floats { float a, b, c; }; struct mix { double a; long b; };";
    arrive(&[
        Signature::new("int", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct small", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct large", &["int"])
            .with(structs)
            .variadic(&["struct small", "struct large"]),
        Signature::new("struct floats", &["double"])
            .with(structs)
            .variadic(&[
                "struct floats",
                "struct mix",
                "struct floats",
                "struct mix",
                "struct floats",
                "struct floats",
            ]),
    ]);
}

#[test]
fn variadic_numbers_of_all_kinds() {
    // A call of a variadic function that does not say how many vector registers it uses loses numbers.
    arrive(&[
        Signature::new("long double", &["int"]).variadic(&[
            "long double",
            "double",
            "__int128",
            "float _Complex",
            "double _Complex",
            "long double _Complex",
            "void *",
        ]),
        Signature::new("int", &["double", "double"]).variadic(&["double", "int", "double"]),
    ]);
}

#[test]
fn variadic_floats_are_promoted() {
    let libc = read("int snprintf(char *, unsigned long, const char *, ...)");
    let float = Prototype::of::<unsafe extern "C" fn(f32, i16)>("f");
    let types: Vec<_> = float.params().map(|param| param.ty).collect();
    let caller = Caller::variadic(&libc, &types).unwrap();
    let (mut buffer, format) = ([0_u8; 32], CString::new("%.2f %d").unwrap());
    let args = [
        Value::from_pointer(buffer.as_mut_ptr().cast()),
        Value::from(buffer.len()),
        Value::from_pointer(format.as_ptr().cast_mut().cast()),
        Value::from(1.5_f32),
        Value::from(-3_i16),
    ];
    // SAFETY: it is the prototype of `snprintf`, and the format wants a `double` and an `int`.
    let result = unsafe { caller.call(libc::snprintf as *const (), &args) }.unwrap();
    assert_eq!(
        (result, &buffer[..7]),
        (Value::from(7_i32), &b"1.50 -3"[..])
    );
    // SAFETY: as above; the arguments say themselves what they are.
    let result = unsafe {
        Caller::new(&libc)
            .unwrap()
            .call(libc::snprintf as *const (), &args)
    };
    assert_eq!(result.unwrap(), Value::from(7_i32));
}
