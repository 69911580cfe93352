//! Structs by value, and calling conventions, in signatures.

use std::any::Any;
use std::ffi::{c_int, c_void};
use std::ptr::{null, null_mut};

use lltype::{
    ArgumentError, CStruct, Convention, Passed, PlaceProblem, Prototype, Signature, Value,
};

#[derive(CStruct, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
#[cstruct(name = "struct point")]
struct Point {
    x: f64,
    y: f32,
}

#[derive(CStruct, Clone, Copy)]
#[repr(C)]
#[cstruct(name = "union word")]
union Word {
    number: u32,
    bytes: [u8; 4],
}

type Scale = unsafe extern "C" fn(Point, c_int) -> Point;

unsafe extern "C" fn scale(point: Point, factor: c_int) -> Point {
    Point {
        x: point.x * f64::from(factor),
        y: -point.y,
    }
}

const POINT: Point = Point { x: 1.5, y: 0.25 };

fn point(point: &Point) -> Value {
    Value::from(&raw const *point)
}

#[test]
fn structs_are_parameters_and_results() {
    let prototype = Prototype::of::<Scale>("scale");
    assert_eq!(
        prototype.to_string(),
        "struct point scale(struct point, int32_t)"
    );
    let words = Prototype::of::<unsafe extern "C" fn(Word) -> u32>("number");
    assert_eq!(words.to_string(), "uint32_t number(union word)");
}

#[test]
fn a_struct_is_passed_as_a_pointer_and_written_to_room() {
    let mut result = Point { x: 0.0, y: 0.0 };
    let args = [point(&POINT), Value::from(4)];
    // SAFETY: the pointers are to points.
    let value = unsafe { (scale as Scale).call(&args, (&raw mut result).cast()) };
    assert_eq!(value, Ok(Value::VOID));
    assert_eq!(result, Point { x: 6.0, y: -0.25 });

    unsafe extern "C" fn first(word: Word) -> u8 {
        // SAFETY: all bytes of a `Word` are written.
        unsafe { word.bytes[0] }
    }
    type First = unsafe extern "C" fn(Word) -> u8;
    let word = Word {
        number: u32::from_ne_bytes([7, 1, 2, 3]),
    };
    // SAFETY: the pointer is to a union; there is no struct to write.
    let value = unsafe { (first as First).call(&[Value::from(&raw const word)], null_mut()) };
    assert_eq!(value, Ok(Value::from(7_u8)));
}

#[test]
fn wrong_pointers_are_errors_before_the_call() {
    unsafe extern "C" fn never(_: Point, _: c_int) -> Point {
        std::process::abort()
    }
    let mut room = [POINT; 2];
    let aligned = (&raw mut room[0]).cast::<c_void>();
    let odd = aligned.wrapping_byte_add(1);
    let call = |point: Value, result: *mut c_void| {
        // SAFETY: the pointers are null, not aligned, or to points.
        let value = unsafe { (never as Scale).call(&[point, Value::from(4)], result) };
        value.unwrap_err().to_string()
    };
    assert_eq!(
        call(Value::from(null::<Point>()), aligned),
        "argument 1: the pointer to the `struct point` is null"
    );
    assert_eq!(
        call(Value::from(odd), aligned),
        format!(
            "argument 1: the pointer to the `struct point` is {odd:p}, which is not aligned to 8 bytes"
        )
    );
    assert_eq!(
        call(Value::from(7), aligned),
        "argument 1: expected a pointer to `struct point`, got 7 (a signed integer)"
    );
    assert_eq!(
        call(point(&POINT), null_mut()),
        "the pointer to room for the resulting `struct point` is null"
    );
    assert_eq!(
        call(point(&POINT), odd),
        format!(
            "the pointer to room for the resulting `struct point` is {odd:p}, which is not aligned \
             to 8 bytes"
        )
    );
    // SAFETY: null is no room.
    let error = unsafe { (never as Scale).call(&[point(&POINT), Value::from(4)], null_mut()) };
    assert!(matches!(
        *error.unwrap_err(),
        ArgumentError::Result {
            problem: PlaceProblem::Null,
            ..
        }
    ));
}

#[test]
fn closures_take_and_give_structs() {
    let closure: Box<dyn Fn(Point, c_int) -> Point> = Box::new(|point, by| Point {
        x: point.x + f64::from(by),
        ..point
    });
    let closure: Box<dyn Any> = Box::new(closure);
    let args = [point(&POINT), Value::from(2)];
    let mut result = Point { x: 0.0, y: 0.0 };
    // SAFETY: the pointers are to points, or null.
    let (given, missing) = unsafe {
        (
            Scale::call_closure(&*closure, &args, (&raw mut result).cast()),
            Scale::call_closure(&*closure, &args, null_mut()),
        )
    };
    assert_eq!(given, Some(Ok(Value::VOID)));
    assert_eq!(result, Point { x: 3.5, y: 0.25 });
    assert!(missing.unwrap().is_err());
    // SAFETY: as above.
    let other = unsafe { Scale::call_closure(&0, &args, null_mut()) };
    assert!(other.is_none(), "it is no closure");
}

#[test]
fn every_abi_has_its_convention() {
    fn check<F: Signature>(convention: Convention) {
        assert_eq!(Prototype::of::<F>("f").convention(), convention);
    }
    check::<extern "C" fn(c_int)>(Convention::C);
    check::<unsafe extern "C" fn(c_int)>(Convention::C);
    check::<unsafe extern "C-unwind" fn(c_int)>(Convention::C);
    check::<unsafe extern "system" fn(c_int)>(match cfg!(all(windows, target_arch = "x86")) {
        true => Convention::Stdcall,
        false => Convention::C,
    });
    #[cfg(target_arch = "x86")]
    check::<unsafe extern "stdcall" fn(c_int)>(Convention::Stdcall);
}

#[test]
fn callbacks_may_be_safe_to_call() {
    type Callback = Option<extern "C" fn(c_int) -> c_int>;
    type Apply = extern "C" fn(Callback, c_int) -> c_int;
    extern "C" fn apply(callback: Callback, number: c_int) -> c_int {
        callback.map_or(-1, |callback| callback(number))
    }
    extern "C" fn double(number: c_int) -> c_int {
        2 * number
    }
    let call = |callback: Value| {
        // SAFETY: null, or a function of the type.
        unsafe { (apply as Apply).call(&[callback, Value::from(21)], null_mut()) }
    };
    let address = (double as extern "C" fn(c_int) -> c_int).address();
    assert_eq!(call(Value::from(address)), Ok(Value::from(42)));
    assert_eq!(call(Value::NULL), Ok(Value::from(-1)));
    assert_eq!(
        call(Value::from(1)).unwrap_err().to_string(),
        "argument 1: expected `int32_t (*)(int32_t)`, got 1 (a signed integer)"
    );
    const { assert!(!Callback::BY_POINTER && Point::BY_POINTER) };
}
