//! The part of suite `external` in which C calls.

use std::hint::black_box;

use rffi::{Callback, INT, Last, LocalCallback, Ptr, VOIDP, llexternal, with_callback};

use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};

type Function = unsafe extern "C" fn(INT, VOIDP) -> INT;

llexternal! {
    unsafe extern "C" {
        unsafe fn benches_chain(
            f: Option<unsafe extern "C" fn(INT, VOIDP) -> INT>, data: VOIDP, calls: INT,
        ) -> INT;
        unsafe fn benches_add_data(number: INT, data: VOIDP) -> INT;
    }
}

/// Measures callbacks against a function of C's that does the same.
pub fn rows(effort: Effort) -> Vec<Row> {
    let row = |case, comparison| Row::new("external", case, "C calls a C function", comparison);
    let one = black_box(1);
    let add = move |number: INT| number + one;
    let scoped = with_callback(Last, add, -1, |f, data| against_c(effort, f, data));
    let callback = Callback::new(Last, add, -1);
    let owned = against_c(effort, callback.ptr(), callback.data());
    let local = LocalCallback::new(Last, add, -1);
    let of_thread = against_c(effort, local.ptr(), local.data());
    vec![
        row("with_callback", scoped).target(Target::Ratio(1.5)),
        row("Callback", owned),
        row("LocalCallback", of_thread),
    ]
}

/// Lets C call `f`, and its own function.
fn against_c(effort: Effort, f: Function, data: VOIDP) -> Comparison {
    let mut one: INT = 1;
    let pointer_to_one: VOIDP = Ptr::from(&raw mut one).cast();
    compare(
        effort,
        |calls| chain(calls, f, data),
        |calls| chain(calls, benches_add_data::PTR, pointer_to_one),
    )
}

fn chain(calls: u32, f: Function, data: VOIDP) {
    // SAFETY: the function may be called with its data.
    let last = unsafe { benches_chain(Some(f), data, calls.cast_signed()) };
    assert_eq!(last.cast_unsigned(), calls);
}
