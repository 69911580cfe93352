//! Suite `callbacks`: closures that C calls, beside C's own functions, and libffi's beside ours.

use core::ffi::{c_int, c_void};
use std::cell::Cell;
use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use llcall::{Callback, Callee, Incoming};
use lltype::{Prototype, Signature};
use rffi::{INT, Last, VOIDP, with_callback};

use crate::callees::{self, Compare, Unary, WithData};
use crate::measure::{Comparison, Effort, compare};
use crate::row::{Row, Target};

/// How many numbers are sorted.
const COUNT: usize = 1000;

/// Measures the suite.
///
/// # Panics
/// If C gets something else from a callback than from its own function.
#[must_use]
pub fn rows(effort: Effort) -> Vec<Row> {
    let row = |case, baseline, comparison| Row::new("callbacks", case, baseline, comparison);
    let c = "C function";
    // The library is loaded before anything is measured.
    apply(callees::next(), 1);
    let callee = callee::<Unary>();
    let raw = callback(&callee, next);
    let guarded = callback(&callee, catching(next));
    let comparator = callback(&self::callee::<Compare>(), catching(compare_ints));
    let (typed, sort) = (typed_with_data(effort), sort_per_comparison());
    let sorted = |compare| sorting(effort, sort, compare);
    #[cfg_attr(
        not(feature = "libffi"),
        expect(unused_mut, reason = "libffi adds some")
    )]
    let mut rows = vec![
        row("typed, with user data", c, typed)
            .target(Target::Ratio(2.0))
            .aim(Target::Ratio(1.3)),
        row("static Rust function", c, applying(effort, rust_next)),
        row("run-time signature", c, applying(effort, unary(&raw))),
        row(
            "run-time signature, panic guard",
            c,
            applying(effort, unary(&guarded)),
        )
        .target(Target::Ratio(5.0))
        .aim(Target::Ratio(3.0)),
        row("create, free", "Box::new, drop", create(effort, &callee))
            .target(Target::Absolute(50.0))
            .aim(Target::Absolute(25.0)),
        row(
            "sort, a comparison: static Rust function",
            c,
            sorted(rust_compare),
        ),
        row(
            "sort, a comparison: run-time signature, guard",
            c,
            sorted(comparing(&comparator)),
        ),
    ];
    #[cfg(feature = "libffi")]
    rows.extend(libffi_beside::rows(
        effort,
        unary(&guarded),
        comparing(&comparator),
        &callee,
    ));
    rows
}

/// What callbacks that catch panics take, by the names that the peers print.
pub(crate) fn for_peers(effort: Effort) -> [(&'static str, f64); 3] {
    let callee = callee::<Unary>();
    let guarded = callback(&callee, catching(next));
    let comparator = callback(&self::callee::<Compare>(), catching(compare_ints));
    let sort = sorting(effort, sort_per_comparison(), comparing(&comparator));
    [
        ("callback", applying(effort, unary(&guarded)).ns),
        ("sort", sort.ns),
        ("create", create(effort, &callee).ns),
    ]
}

fn callee<F: Signature>() -> Arc<Callee> {
    Arc::new(Callee::new(&Prototype::of::<F>("callback")).expect("a signature"))
}

fn callback<F>(callee: &Arc<Callee>, closure: F) -> Callback
where
    F: Fn(&mut Incoming<'_>) + Send + Sync + 'static,
{
    Callback::with_callee(callee, closure).expect("stubs")
}

/// As `rffi` runs closures: a panic does not reach C.
fn catching(
    closure: impl Fn(&mut Incoming<'_>) + Send + Sync + 'static,
) -> impl Fn(&mut Incoming<'_>) + Send + Sync + 'static {
    move |call| {
        if catch_unwind(AssertUnwindSafe(|| closure(call))).is_err() {
            call.set_word(0);
        }
    }
}

fn next(call: &mut Incoming<'_>) {
    let number = call.word(0);
    call.set_word(number + 1);
}

fn compare_ints(call: &mut Incoming<'_>) {
    let [a, b] = [0, 1].map(|index| {
        let pointer = call.value(index).as_pointer().expect("a pointer");
        // SAFETY: C compares ints.
        unsafe { pointer.cast::<c_int>().read() }
    });
    call.set_word(((a > b) as i64 - (a < b) as i64).cast_unsigned());
}

unsafe extern "C" fn rust_next(number: c_int) -> c_int {
    number + 1
}

unsafe extern "C" fn rust_compare(a: *const c_void, b: *const c_void) -> c_int {
    // SAFETY: C compares ints.
    let (a, b) = unsafe { (a.cast::<c_int>().read(), b.cast::<c_int>().read()) };
    c_int::from(a > b) - c_int::from(a < b)
}

fn unary(callback: &Callback) -> Unary {
    // SAFETY: those that are given are of this type.
    unsafe { core::mem::transmute::<*const (), Unary>(callback.address()) }
}

fn comparing(callback: &Callback) -> Compare {
    // SAFETY: those that are given are of this type.
    unsafe { core::mem::transmute::<*const (), Compare>(callback.address()) }
}

/// A closure of `rffi`'s, whose types the compiler knows.
fn typed_with_data(effort: Effort) -> Comparison {
    let mut one: INT = black_box(1);
    let data: VOIDP = rffi::Ptr::from(&raw mut one).cast();
    let captured = one;
    with_callback(
        Last,
        move |number: INT| number + captured,
        -1,
        |f, own| {
            compare(
                effort,
                |calls| apply_data(f, own, calls),
                |calls| apply_data(callees::add_data(), data, calls),
            )
        },
    )
}

fn apply_data(f: WithData, data: VOIDP, calls: u32) {
    // SAFETY: the function may be called with its data.
    let last = unsafe { callees::apply_data()(f, data, calls.cast_signed()) };
    assert_eq!(last.cast_unsigned(), calls);
}

/// C calls a function, beside its own.
fn applying(effort: Effort, f: Unary) -> Comparison {
    compare(
        effort,
        |calls| apply(f, calls),
        |calls| apply(callees::next(), calls),
    )
}

fn apply(f: Unary, calls: u32) {
    // SAFETY: it takes any number.
    let last = unsafe { callees::apply()(black_box(f), calls.cast_signed()) };
    assert_eq!(last.cast_unsigned(), calls);
}

/// A callback with something captured is made, and freed.
fn create(effort: Effort, callee: &Arc<Callee>) -> Comparison {
    compare(
        effort,
        |calls| {
            for captured in 0..u64::from(calls) {
                let made = callback(callee, move |call| call.set_word(captured));
                black_box(made.address());
            }
        },
        |calls| (0..u64::from(calls)).for_each(|captured| drop(black_box(Box::new(captured)))),
    )
}

thread_local! {
    static COMPARISONS: Cell<u32> = const { Cell::new(0) };
}

/// How many comparisons sorting takes.
fn sort_per_comparison() -> u32 {
    unsafe extern "C" fn counting(a: *const c_void, b: *const c_void) -> c_int {
        COMPARISONS.set(COMPARISONS.get() + 1);
        // SAFETY: C compares ints.
        unsafe { rust_compare(a, b) }
    }
    COMPARISONS.set(0);
    sort(counting);
    COMPARISONS.get()
}

fn sort(compare: Compare) {
    let mut numbers = [0; COUNT];
    let count = c_int::try_from(COUNT).expect("few");
    // SAFETY: there are so many, and the function compares ints.
    unsafe { callees::heapsort_ints()(numbers.as_mut_ptr(), count, black_box(compare)) };
    assert!(numbers.is_sorted());
}

/// Sorting, by the comparison.
fn sorting(effort: Effort, comparisons: u32, comparator: Compare) -> Comparison {
    let repeat = |sorts, compare| (0..sorts).for_each(|_| sort(compare));
    let whole = compare(
        effort,
        |sorts| repeat(sorts, comparator),
        |sorts| repeat(sorts, callees::compare_ints()),
    );
    Comparison {
        ns: whole.ns / f64::from(comparisons),
        ..whole
    }
}

#[cfg(feature = "libffi")]
mod libffi_beside {
    use libffi_sys::ffi_cif;

    use super::*;
    use crate::libffi::{Cif, Closure, Described};

    /// libffi's closures beside ours.
    pub(super) fn rows(
        effort: Effort,
        ours: Unary,
        comparator: Compare,
        callee: &Arc<Callee>,
    ) -> [Row; 3] {
        let cif = Cif::new(&[c_int::described()], None, c_int::described());
        let pointers = [<*const c_void>::described(); 2];
        let sort_cif = Cif::new(&pointers, None, c_int::described());
        let closure = Closure::new(cif, next, core::ptr::null_mut());
        let compares = Closure::new(sort_cif, compare_ints, core::ptr::null_mut());
        // SAFETY: they are of these types.
        let (theirs, their_comparator) = unsafe {
            (
                core::mem::transmute::<*const (), Unary>(closure.address()),
                core::mem::transmute::<*const (), Compare>(compares.address()),
            )
        };
        let calls = compare(
            effort,
            |calls| apply(theirs, calls),
            |calls| apply(ours, calls),
        );
        let sorts = compare(
            effort,
            |sorts| (0..sorts).for_each(|_| sort(their_comparator)),
            |sorts| (0..sorts).for_each(|_| sort(comparator)),
        );
        let sorts = Comparison {
            ns: sorts.ns / f64::from(sort_per_comparison()),
            ..sorts
        };
        let created = compare(
            effort,
            |calls| {
                for _ in 0..calls {
                    black_box(Closure::new(cif, next, core::ptr::null_mut()).address());
                }
            },
            |calls| {
                for captured in 0..u64::from(calls) {
                    black_box(callback(callee, move |call| call.set_word(captured)).address());
                }
            },
        );
        let row = |case, ours, comparison| Row::new("callbacks", case, ours, comparison);
        [
            row("libffi: call", "ours, panic guard", calls).target(Target::AtLeast(2.0)),
            row("libffi: sort, a comparison", "ours, panic guard", sorts),
            row("libffi: create, free", "ours", created),
        ]
    }

    unsafe extern "C" fn next(
        _: *mut ffi_cif,
        result: *mut c_void,
        arguments: *mut *mut c_void,
        _: *mut c_void,
    ) {
        // SAFETY: there is an int, and room for a word.
        unsafe {
            result
                .cast::<i64>()
                .write(i64::from((*arguments).cast::<c_int>().read() + 1))
        };
    }

    unsafe extern "C" fn compare_ints(
        _: *mut ffi_cif,
        result: *mut c_void,
        arguments: *mut *mut c_void,
        _: *mut c_void,
    ) {
        // SAFETY: there are two pointers to ints, and room for a word.
        unsafe {
            let a = (*arguments).cast::<*const c_void>().read();
            let b = (*arguments.add(1)).cast::<*const c_void>().read();
            result.cast::<i64>().write(i64::from(rust_compare(a, b)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callbacks_do_what_c_does() {
        let callee = callee::<Unary>();
        apply(unary(&callback(&callee, catching(next))), 10);
        apply(callees::next(), 10);
        let comparator = callback(&self::callee::<Compare>(), catching(compare_ints));
        sort(comparing(&comparator));
    }
}
