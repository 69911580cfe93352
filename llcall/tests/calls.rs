//! Calls with checked values: what is converted, what is refused, and in which words.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::ffi::{CStr, c_char, c_int};

use llcall::{Backend, Caller, MAX_ARGUMENTS, Policy};
use lltype::{
    ArrayLength, ConstPtr, FunctionSpec, LongFloat, Prototype, Ptr, RecordSpec, Scalar, Type, Value,
};

fn prototype(name: &'static str, result: Type, params: &[(&str, Type)]) -> Prototype {
    Prototype::new(name, Type::function_of(spec(result, params)).unwrap()).unwrap()
}

fn spec(result: Type, params: &[(&str, Type)]) -> FunctionSpec<Type> {
    let spec = FunctionSpec::returning(result);
    params
        .iter()
        .fold(spec, |spec, (name, ty)| spec.param(name, ty.clone()))
}

fn scalar(scalar: Scalar) -> Type {
    Type::from(scalar)
}

unsafe extern "C" fn identity(word: u64) -> u64 {
    word
}

/// What a parameter of a type gets for a value.
fn passed(ty: Scalar, value: Value, policy: Policy) -> Result<u64, String> {
    let prototype = prototype("f", scalar(Scalar::ULongLong), &[("n", scalar(ty))]);
    let caller = Caller::new(&prototype).unwrap().policy(policy);
    // SAFETY: `identity` returns the register that the integer is in.
    let result = unsafe { caller.call(identity as *const (), &[value]) };
    result.map(Value::word).map_err(|error| error.to_string())
}

fn wrapping() -> Policy {
    let mut policy = Policy::DEFAULT;
    policy.wrap_integers = true;
    policy
}

#[test]
fn integers_must_fit() {
    let checked = |ty, value| passed(ty, value, Policy::DEFAULT);
    assert_eq!(checked(Scalar::UChar, Value::from(255_i64)), Ok(255));
    assert_eq!(checked(Scalar::SChar, Value::from(-1_i64)), Ok(u64::MAX));
    assert_eq!(checked(Scalar::Int, Value::from(true)), Ok(1));
    assert_eq!(checked(Scalar::Bool, Value::from(1_i32)), Ok(1));
    let refused = [
        (
            Scalar::UChar,
            Value::from(256),
            "256 does not fit in `unsigned char`",
        ),
        (
            Scalar::UInt,
            Value::from(-1),
            "-1 does not fit in `unsigned int`",
        ),
        (Scalar::Bool, Value::from(2), "2 does not fit in `_Bool`"),
        (
            Scalar::LongLong,
            Value::from(u64::MAX),
            "18446744073709551615 does not fit in `long long`",
        ),
        (
            Scalar::Int,
            Value::from(1.0),
            "expected `int`, got 1.0 (a double)",
        ),
        (
            Scalar::Int,
            Value::NULL,
            "expected `int`, got NULL (a pointer)",
        ),
        (
            Scalar::Int,
            Value::VOID,
            "expected `int`, got void (no value)",
        ),
    ];
    for (ty, value, message) in refused {
        let expected = format!("`f`: argument 1 (`n`): {message}");
        assert_eq!(checked(ty, value), Err(expected));
    }
}

#[test]
fn integers_wrap_on_request() {
    let wrapped = |ty, value| passed(ty, value, wrapping()).unwrap();
    assert_eq!(wrapped(Scalar::UChar, Value::from(0x1ff)), 0xff);
    assert_eq!(wrapped(Scalar::SChar, Value::from(0x1ff)), u64::MAX);
    assert_eq!(wrapped(Scalar::UInt, Value::from(-1)), 0xffff_ffff);
    assert_eq!(wrapped(Scalar::Bool, Value::from(256)), 1);
    assert!(passed(Scalar::Int, Value::from(0.5), wrapping()).is_err());
}

#[test]
fn floats_have_the_integers_that_they_are_made_of() {
    let convert = |value, ty: Scalar| Policy::DEFAULT.convert(value, &ty.into());
    assert_eq!(
        convert(Value::from(true), Scalar::Float),
        Ok(Value::from(1_f32))
    );
    assert_eq!(
        convert(Value::from(0.1), Scalar::Float),
        Ok(Value::from(0.1_f32))
    );
    assert_eq!(
        convert(Value::from(1_i64 << 60), Scalar::Double),
        Ok(Value::from(2_f64.powi(60)))
    );
    let odd = Value::from((1_i64 << 60) + (1 << 36) + 1);
    let error = convert(odd, Scalar::Float).unwrap_err().to_string();
    assert_eq!(error, "1152921573326323713 does not fit in `float`");
    assert!(convert(odd, Scalar::Double).is_err());
    assert!(convert(Value::NULL, Scalar::Double).is_err());
    assert!(convert(Value::from(1), Scalar::LongDouble).is_err());
    // Rounded once: by way of a `double` it were 2^60.
    let nearest = wrapping().convert(odd, &scalar(Scalar::Float));
    assert_eq!(nearest, Ok(Value::from(2_f32.powi(60) + 2_f32.powi(37))));
}

#[test]
fn null_is_allowed_or_not() {
    unsafe extern "C" fn is_null(pointer: *const u8) -> bool {
        pointer.is_null()
    }
    let prototype = Prototype::of::<unsafe extern "C" fn(*const u8) -> bool>("is_null");
    let caller = Caller::new(&prototype).unwrap();
    // SAFETY: it takes any pointer.
    let call = |caller: &Caller| unsafe { caller.call(is_null as *const (), &[Value::NULL]) };
    assert_eq!(call(&caller), Ok(Value::from(true)));
    let mut policy = Policy::DEFAULT;
    policy.refuse_null = true;
    assert_eq!(
        call(&caller.policy(policy)).unwrap_err().to_string(),
        "`is_null`: argument 1: expected `const uint8_t *` that is not null, got NULL"
    );
}

#[test]
fn numbers_become_floats() {
    unsafe extern "C" fn half(number: f32) -> f32 {
        number / 2.0
    }
    let caller = Caller::new(&Prototype::of::<unsafe extern "C" fn(f32) -> f32>("half")).unwrap();
    // SAFETY: it takes any number.
    let call = |value| unsafe { caller.call(half as *const (), &[value]) };
    assert_eq!(call(Value::from(3)), Ok(Value::from(1.5_f32)));
    assert_eq!(call(Value::from(0.1_f64)), Ok(Value::from(0.05_f32)));
    assert_eq!(
        call(Value::from((1 << 24) + 1)).unwrap_err().to_string(),
        "`half`: argument 1: 16777217 does not fit in `float`"
    );
}

#[test]
fn the_count_is_checked() {
    let caller = Caller::new(&Prototype::of::<unsafe extern "C" fn(i32) -> i32>("abs")).unwrap();
    // SAFETY: it takes any number.
    let call = |values: &[Value]| unsafe { caller.call(libc::abs as *const (), values) };
    assert_eq!(call(&[Value::from(-3)]), Ok(Value::from(3)));
    let message = |values| call(values).unwrap_err().to_string();
    assert_eq!(message(&[]), "`abs`: takes 1 argument, got 0");
    assert_eq!(
        message(&[Value::from(1); 2]),
        "`abs`: takes 1 argument, got 2"
    );
}

unsafe extern "C" {
    fn snprintf(to: *mut c_char, size: usize, format: *const c_char, ...) -> c_int;
}

fn snprintf_prototype() -> Prototype {
    let chars = Type::of::<Ptr<c_char>>();
    let const_chars = Type::of::<ConstPtr<c_char>>();
    let params = [
        ("to", chars),
        ("size", scalar(Scalar::Size)),
        ("format", const_chars),
    ];
    let spec = spec(scalar(Scalar::Int), &params).variadic();
    Prototype::new("snprintf", Type::function_of(spec).unwrap()).unwrap()
}

fn printed(format: &CStr, more: &[Value]) -> String {
    let caller = Caller::new(&snprintf_prototype()).unwrap();
    let mut buffer = [0_u8; 400];
    let mut args = vec![
        Value::from(buffer.as_mut_ptr()),
        Value::from(buffer.len()),
        Value::from(format.as_ptr()),
    ];
    args.extend(more);
    // SAFETY: the format is one of these arguments, and there is room.
    let length = unsafe { caller.call(snprintf as *const (), &args) }.unwrap();
    let length = usize::try_from(length.as_integer().unwrap()).unwrap();
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}

#[test]
fn variadic_arguments_are_promoted() {
    let float = Value::from(0.5_f32);
    assert_eq!(printed(c"%g", &[float]), "0.5");
    assert_eq!(
        printed(
            c"%d %g %s %hhd",
            &[
                Value::from(-3_i8),
                float,
                Value::from(c"text".as_ptr()),
                Value::from(true),
            ]
        ),
        "-3 0.5 text 1"
    );
    // More than there are registers.
    let many: Vec<_> = (0..12)
        .flat_map(|n| [Value::from(n), Value::from(f64::from(n))])
        .collect();
    let format = "%d %g ".repeat(12);
    let format = std::ffi::CString::new(format).unwrap();
    let expected: String = (0..12).map(|n| format!("{n} {n} ")).collect();
    assert_eq!(printed(&format, &many), expected);
}

#[test]
fn a_variadic_call_may_be_prepared() {
    let types = [
        scalar(Scalar::Float),
        scalar(Scalar::LongDouble),
        scalar(Scalar::Short),
    ];
    let caller = Caller::variadic(&snprintf_prototype(), &types).unwrap();
    let mut buffer = [0_u8; 40];
    let args = [
        Value::from(buffer.as_mut_ptr()),
        Value::from(buffer.len()),
        Value::from(c"%g %Lg %d".as_ptr()),
        Value::from(0.5_f32),
        Value::from(-2.25),
        Value::from(7_u8),
    ];
    // SAFETY: the format is one of these arguments, and there is room.
    let length = unsafe { caller.call(snprintf as *const (), &args) }.unwrap();
    assert_eq!(&buffer[..11], b"0.5 -2.25 7");
    assert_eq!(length, Value::from(11));
    assert_eq!(
        Caller::variadic(
            &Prototype::of::<unsafe extern "C" fn(i32) -> i32>("abs"),
            &types
        )
        .unwrap_err()
        .to_string(),
        "`abs`: it is not variadic, and takes no more arguments"
    );
}

#[test]
fn wide_numbers_are_given_as_numbers_too() {
    if Backend::DEFAULT != Backend::Own {
        println!("skipped: libffi does not know `__int128`");
        return;
    }
    unsafe extern "C" fn negate(number: i128) -> i128 {
        -number
    }
    let int128 = scalar(Scalar::Int128);
    let caller = Caller::new(&prototype("negate", int128.clone(), &[("n", int128)])).unwrap();
    let mut result = 0_i128;
    let place = (&raw mut result).cast();
    // SAFETY: there is room for the result.
    unsafe { caller.call_into(negate as *const (), &[Value::from(5)], place) }.unwrap();
    assert_eq!(result, -5);

    let long_double = scalar(Scalar::LongDouble);
    unsafe extern "C" {
        fn fabsl();
    }
    let caller = Caller::new(&prototype(
        "fabsl",
        long_double.clone(),
        &[("x", long_double)],
    ));
    let mut result = LongFloat::from(0.0);
    let place = (&raw mut result).cast();
    // SAFETY: there is room for the result.
    unsafe {
        caller
            .unwrap()
            .call_into(fabsl as *const (), &[Value::from(-2.5)], place)
    }
    .unwrap();
    assert_eq!(result.to_f64(), 2.5);
}

#[test]
fn a_result_needs_room() {
    let pair = RecordSpec::structure("struct pair").field("a", scalar(Scalar::Long));
    let pair = Type::record(pair.field("b", scalar(Scalar::Long))).unwrap();
    let caller = Caller::new(&prototype("make", pair.clone(), &[("p", pair)])).unwrap();
    unsafe extern "C" fn make() {}
    let target = make as *const ();
    let mut pair = [1_i64, 2];
    let pointer = Value::from(pair.as_mut_ptr());
    // SAFETY: it is not called.
    let error = unsafe { caller.call(target, &[pointer]) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`make`: the pointer to room for the resulting `struct pair` is null; give one to `call_into`"
    );
    let place = pair.as_mut_ptr().cast::<u8>().wrapping_add(1).cast();
    // SAFETY: it is not called.
    let error = unsafe { caller.call_into(target, &[pointer], place) }.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("which is not aligned to 8 bytes"),
        "{error}"
    );
    let place = pair.as_mut_ptr().cast();
    // SAFETY: it is not called.
    let error = unsafe { caller.call_into(target, &[Value::NULL], place) }.unwrap_err();
    assert_eq!(
        error.to_string(),
        "`make`: argument 1 (`p`): the pointer to the `struct pair` is null"
    );
}

#[test]
fn what_cannot_be_passed_is_refused() {
    let int = scalar(Scalar::Int);
    let too_many: Vec<_> = (0..=MAX_ARGUMENTS).map(|_| ("", int.clone())).collect();
    let error = Caller::new(&prototype("f", int.clone(), &too_many)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`f`: 128 arguments are more than the 127 that can be passed"
    );
    let array = Type::array_of(&int, ArrayLength::Fixed(3)).unwrap();
    let opaque = Type::opaque("struct secret");
    let refused = [
        (array, "it cannot be passed by value; pass a pointer to it"),
        (opaque, "the size of `struct secret` is not known"),
    ];
    for (ty, message) in refused {
        let Ok(function) = Type::function_of(spec(int.clone(), &[("x", ty.clone())])) else {
            continue;
        };
        let error = Caller::new(&Prototype::new("f", function).unwrap()).unwrap_err();
        let expected = format!("`f`: parameter 1 (`x`) of type `{ty}`: {message}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn more_than_a_stack_has_is_refused() {
    let items = Type::array_of(&scalar(Scalar::Char), ArrayLength::Fixed(1 << 40)).unwrap();
    let large = Type::record(RecordSpec::structure("struct large").field("items", items)).unwrap();
    let error = Caller::new(&prototype("f", Type::VOID, &[("l", large)])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`f`: the arguments have more than 2^30 bytes; pass pointers to what is large"
    );
}

/// A function with all parameters finds what a variadic call passes.
#[test]
fn variadic_arguments_by_the_rules_of_windows() {
    if Backend::DEFAULT != Backend::Own {
        println!("skipped: libffi has no variadic calls by the rules of Windows here");
        return;
    }
    unsafe extern "win64" fn sum(a: i32, b: f64, c: i64, d: f64, e: i32, f: f64, g: i64) -> f64 {
        let integers = a as i64 + 10 * c + 1000 * e as i64 + 1_000_000 * g;
        integers as f64 + b / 2.0 + d / 4.0 + f / 8.0
    }
    let spec = FunctionSpec::returning(scalar(Scalar::Double))
        .param("a", scalar(Scalar::Int))
        .variadic()
        .convention(lltype::Convention::Win64);
    let prototype = Prototype::new("sum", Type::function_of(spec).unwrap()).unwrap();
    let caller = Caller::new(&prototype).unwrap();
    let args = [
        Value::from(1),
        Value::from(1.0),
        Value::from(2_i64),
        Value::from(1.0),
        Value::from(3),
        Value::from(1.0),
        Value::from(4_i64),
    ];
    // SAFETY: the function takes these.
    let result = unsafe { caller.call(sum as *const (), &args) };
    assert_eq!(result, Ok(Value::from(4_003_021.875)));
}
