//! Values and calls with values.

use std::ffi::{c_int, c_void};

use lltype::{ArgumentError, Primitive, Ptr, Signature, Tag, Value};

/// The value survives, and its text is as expected.
fn round_trip<T: Primitive + PartialEq + std::fmt::Debug>(value: T, tag: Tag, text: &str) {
    let erased = Primitive::into_value(value);
    assert_eq!(erased.tag(), tag);
    assert_eq!(erased.to_string(), text);
    assert_eq!(<T as Primitive>::from_value(erased), Ok(value));
}

#[test]
fn every_primitive_survives() {
    round_trip(true, Tag::Bool, "true");
    round_trip(i8::MIN, Tag::I8, "-128");
    round_trip(u8::MAX, Tag::U8, "255");
    round_trip(i16::MIN, Tag::I16, "-32768");
    round_trip(u16::MAX, Tag::U16, "65535");
    round_trip(i32::MIN, Tag::I32, "-2147483648");
    round_trip(u32::MAX, Tag::U32, "4294967295");
    round_trip(i64::MIN, Tag::I64, "-9223372036854775808");
    round_trip(u64::MAX, Tag::U64, "18446744073709551615");
    round_trip(isize::MIN, Tag::I64, &isize::MIN.to_string());
    round_trip(usize::MAX, Tag::U64, &usize::MAX.to_string());
    round_trip(-0.5_f32, Tag::F32, "-0.5");
    round_trip(f64::INFINITY, Tag::F64, "inf");
    round_trip(Ptr::<u8>::NULL, Tag::Pointer, "NULL");
    round_trip(
        std::ptr::without_provenance_mut::<c_void>(0x10),
        Tag::Pointer,
        "0x10",
    );
}

#[test]
fn integers_fit_or_fail_and_nothing_else_converts() {
    assert_eq!(<u8 as Primitive>::from_value(Value::from(255_i64)), Ok(255));
    assert_eq!(<i64 as Primitive>::from_value(Value::from(7_u8)), Ok(7));
    assert_eq!(<usize as Primitive>::from_value(Value::from(7_i32)), Ok(7));
    let error = <usize as Primitive>::from_value(Value::from(-1_i32)).unwrap_err();
    assert!(error.is_range());
    assert_eq!(error.to_string(), "-1 does not fit in `uintptr_t`");

    let error = <c_int as Primitive>::from_value(Value::from(1.0)).unwrap_err();
    assert!(!error.is_range());
    assert_eq!(error.to_string(), "expected `int32_t`, got 1.0 (a double)");
    for wrong in [
        Value::from(1_i32),
        Value::from(1.0_f32),
        Value::from(true),
        Value::NULL,
    ] {
        assert!(<f64 as Primitive>::from_value(wrong).is_err(), "{wrong:?}");
    }
    assert!(<bool as Primitive>::from_value(Value::from(1_i32)).is_err());
    assert!(<Ptr<u8> as Primitive>::from_value(Value::from(0_usize)).is_err());
}

extern "C" fn weighted(a: i8, b: u16, c: f64, d: f32, p: Ptr<c_int>) -> f64 {
    // SAFETY: the test passes a pointer to a live number.
    let pointed = unsafe { p.read() };
    f64::from(a) + 10.0 * f64::from(b) + 100.0 * c + 1000.0 * f64::from(d) + f64::from(pointed)
}

#[test]
fn a_function_is_called_with_checked_values() {
    type F = extern "C" fn(i8, u16, f64, f32, Ptr<c_int>) -> f64;
    let mut number: c_int = 50_000;
    let pointer = Value::from(Ptr::from(&raw mut number));
    let call = |args: &[Value]| {
        // SAFETY: the pointer is that of `number`.
        unsafe { Signature::call(weighted as F, args, std::ptr::null_mut()) }
    };
    let good = [
        Value::from(1_i32),
        Value::from(2_i32),
        Value::from(3.0),
        Value::from(4.0_f32),
        pointer,
    ];
    assert_eq!(call(&good), Ok(Value::from(54_321.0)));

    let mut bad = good;
    bad[0] = Value::from(128_i32);
    let error = call(&bad).unwrap_err();
    assert_eq!(
        error.to_string(),
        "argument 1: 128 does not fit in `int8_t`"
    );
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(
        call(&good[..4]),
        Err(Box::new(ArgumentError::Count {
            expected: 5,
            got: 4
        }))
    );
    assert_eq!(
        call(&good[..4]).unwrap_err().to_string(),
        "takes 5 arguments, got 4"
    );
}

#[test]
fn an_address_is_a_function_again() {
    type F = extern "C" fn(i8, u16, f64, f32, Ptr<c_int>) -> f64;
    let address = (weighted as F).address();
    // SAFETY: the address was just taken from a function of this type.
    let again = unsafe { F::from_address(address) };
    assert_eq!(again.address(), address);
}
