//! Variadic functions: arguments that were prepared, and those that a call brings along.

use std::ffi::{CStr, c_char, c_int};

use lltype::{FunctionSpec, Prototype, Qualifiers, Scalar, Type, Value};

use crate::types::{scalar, structure};
use crate::{callers, place};

unsafe extern "C" {
    fn snprintf();
}

fn prototype() -> Prototype {
    let text = Type::pointer_to(&Scalar::Char.into(), Qualifiers::NONE);
    let spec = FunctionSpec::returning(scalar(Scalar::Int))
        .param("to", text.clone())
        .param("size", scalar(Scalar::Size))
        .param("format", text)
        .variadic();
    Prototype::new("snprintf", Type::function_of(spec).unwrap()).unwrap()
}

fn text(of: &CStr) -> Value {
    Value::from_pointer(of.as_ptr().cast_mut().cast())
}

/// What `snprintf` prints, by each backend.
fn print(types: &[Type], format: &CStr, args: &[Value]) -> String {
    let printed = callers(&prototype(), types).into_iter().map(|caller| {
        let mut buffer: [c_char; 200] = [0; 200];
        let all = [
            Value::from_pointer(place(&mut buffer)),
            Value::from(buffer.len()),
            text(format),
        ];
        let all = [&all[..], args].concat();
        // SAFETY: the tests pass what the formats say.
        let count = unsafe { caller.call(snprintf as *const (), &all) }.unwrap();
        // SAFETY: it ends with a NUL.
        let printed = unsafe { CStr::from_ptr(buffer.as_ptr()) }.to_str().unwrap();
        assert_eq!(count, Value::from(printed.len() as c_int));
        printed.to_owned()
    });
    let mut printed: Vec<_> = printed.collect();
    printed.dedup();
    assert_eq!(printed.len(), 1);
    printed.remove(0)
}

#[test]
fn brought_along() {
    let args = [
        Value::from(-3),
        Value::from(2.5),
        text(c"text"),
        Value::from(7_u64),
    ];
    assert_eq!(print(&[], c"%d %g %s %llu", &args), "-3 2.5 text 7");
    assert_eq!(print(&[], c"nothing", &[]), "nothing");
    let args = [
        Value::from(-1_i8),
        Value::from(0.5_f32),
        Value::from(true),
        Value::from(65535_u16),
        Value::from(u32::MAX),
        Value::from(i64::MIN),
    ];
    let printed = print(&[], c"%d %g %d %d %u %lld", &args);
    assert_eq!(printed, "-1 0.5 1 65535 4294967295 -9223372036854775808");
}

#[test]
fn more_than_registers() {
    let numbers: Vec<_> = (0..12)
        .map(|n| [Value::from(n), Value::from(f64::from(n) / 2.0)])
        .collect();
    let format = std::ffi::CString::new("%d %g,".repeat(12)).unwrap();
    let printed = print(&[], &format, &numbers.concat());
    let expected: String = (0..12)
        .map(|n| format!("{n} {},", f64::from(n) / 2.0))
        .collect();
    assert_eq!(printed, expected);
}

#[test]
fn prepared() {
    let types = [Scalar::Int, Scalar::Float, Scalar::Short].map(scalar);
    let args = [Value::from(4), Value::from(0.25_f32), Value::from(-5_i16)];
    assert_eq!(print(&types, c"%d %g %d", &args), "4 0.25 -5");
    // And one more.
    let args = [&args[..], &[Value::from(1.5), text(c"end")]].concat();
    assert_eq!(print(&types, c"%d %g %d %g %s", &args), "4 0.25 -5 1.5 end");
    assert_eq!(
        print(&[scalar(Scalar::LongDouble)], c"%Lg", &[Value::from(8.5)]),
        "8.5"
    );
}

#[test]
fn structs() {
    #[repr(C)]
    struct Text {
        start: *const c_char,
    }
    let ty = structure(&[Type::pointer_to(&Scalar::Char.into(), Qualifiers::NONE)]);
    let mut value = Text {
        start: c"struct".as_ptr(),
    };
    // A struct with one pointer is passed like the pointer, on these machines.
    if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
        let args = [Value::from_pointer(place(&mut value))];
        assert_eq!(print(&[ty], c"%s", &args), "struct");
    }
    assert!(!value.start.is_null());
}

#[test]
fn as_many_as_there_may_be() {
    let numbers: Vec<_> = (0..124).map(|_| Value::from(1)).collect();
    let format = std::ffi::CString::new("%d".repeat(124)).unwrap();
    assert_eq!(print(&[], &format, &numbers), "1".repeat(124));
    for caller in callers(&prototype(), &[]) {
        let args = vec![Value::NULL; 128];
        // SAFETY: it is refused.
        assert!(unsafe { caller.call(snprintf as *const (), &args) }.is_err());
    }
}
