//! No call allocates memory.
#![cfg(all(target_arch = "x86_64", target_os = "linux"))]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use llcall::{Callback, Caller};
use lltype::{FunctionSpec, Prototype, RecordSpec, Scalar, Type, Value};

struct Counting;

thread_local!(static COUNT: Cell<usize> = const { Cell::new(0) });

// SAFETY: the system's, counted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's word.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.get();
    work();
    COUNT.get() - before
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(5)))), 1);
}

#[test]
fn checked_calls_do_not_allocate() {
    let prototype = Prototype::of::<unsafe extern "C" fn(i32) -> i32>("abs");
    let caller = Caller::new(&prototype).unwrap();
    // SAFETY: it takes any number.
    let call = |value| unsafe { caller.call(libc::abs as *const (), &[value]) }.unwrap();
    assert_eq!(
        allocations(|| assert_eq!(call(Value::from(-3)), Value::from(3))),
        0
    );
    // With a conversion.
    assert_eq!(
        allocations(|| assert_eq!(call(Value::from(-3_i64)), Value::from(3))),
        0
    );
}

#[test]
fn variadic_calls_do_not_allocate() {
    unsafe extern "C" {
        fn snprintf(to: *mut libc::c_char, size: usize, format: *const libc::c_char, ...) -> i32;
    }
    type Fixed = unsafe extern "C" fn(*mut i8, usize, *const i8) -> i32;
    let fixed = Prototype::of::<Fixed>("snprintf");
    let spec = fixed.params().fold(
        FunctionSpec::returning(Scalar::Int.into()).variadic(),
        |spec, param| spec.param("", param.ty),
    );
    let function = Type::function_of(spec).unwrap();
    let caller = Caller::new(&Prototype::new("snprintf", function).unwrap()).unwrap();
    let mut buffer = [0_u8; 20];
    let args = [
        Value::from(buffer.as_mut_ptr()),
        Value::from(20_usize),
        Value::from(c"%d %g".as_ptr()),
        Value::from(5),
        Value::from(0.5),
    ];
    // SAFETY: the format is one of these arguments, and there is room.
    let call = || unsafe { caller.call(snprintf as *const (), &args) }.unwrap();
    assert_eq!(call(), Value::from(5));
    assert_eq!(allocations(|| assert_eq!(call(), Value::from(5))), 0);
}

/// More of the stack than a page.
#[test]
fn large_structs_do_not_allocate() {
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Large([u64; 2000]);
    unsafe extern "C" fn last(large: Large, number: u64) -> u64 {
        large.0[1999] + number
    }
    let items = Type::array_of(&Scalar::ULong.into(), lltype::ArrayLength::Fixed(2000)).unwrap();
    let large = RecordSpec::structure("struct large").field("items", items);
    let spec = FunctionSpec::returning(Scalar::ULong.into())
        .param("large", Type::record(large).unwrap())
        .param("number", Scalar::ULong.into());
    let prototype = Prototype::new("last", Type::function_of(spec).unwrap()).unwrap();
    let caller = Caller::new(&prototype).unwrap();
    let mut value = Large([7; 2000]);
    let args = [Value::from(&raw mut value.0).word(), 3];
    // SAFETY: a struct and a number.
    let call = || unsafe { caller.call_slots(last as *const (), &args) };
    assert_eq!(allocations(|| assert_eq!(call(), 10)), 0);
}

#[test]
fn callbacks_do_not_allocate_when_they_are_called() {
    let prototype = Prototype::of::<unsafe extern "C" fn(f64, i32) -> f64>("scale");
    let callback = Callback::new(&prototype, |call| {
        let product = f64::from_bits(call.word(0)) * 2.0;
        call.set_word(product.to_bits());
    });
    let callback = callback.unwrap();
    let caller = Caller::new(&prototype).unwrap();
    let args = [Value::from(0.5), Value::from(1)];
    // SAFETY: it is of this type.
    let call = || unsafe { caller.call(callback.address(), &args) }.unwrap();
    // The first call of a thread makes its record.
    call();
    assert_eq!(allocations(|| assert_eq!(call(), Value::from(1.0))), 0);
}
