//! Vectors of more than 16 bytes, which are passed in other places where the processor has AVX:
//! `RUSTFLAGS="-C target-feature=+avx"`.
#![cfg(all(target_arch = "x86_64", target_os = "linux", target_feature = "avx"))]

use core::arch::x86_64::{__m256d, _mm256_set1_pd, _mm256_storeu_pd};

use rffi::{CStruct, Closure, ClosureError};

#[repr(C)]
#[derive(Clone, Copy, CStruct)]
struct Wide {
    vector: __m256d,
}

fn numbers(Wide { vector }: Wide) -> [f64; 4] {
    let mut numbers = [0.0; 4];
    // SAFETY: there is room for four, and the processor has AVX.
    unsafe { _mm256_storeu_pd(numbers.as_mut_ptr(), vector) };
    numbers
}

/// Refused, or passed as this program passes it.
#[test]
fn a_closure_gets_what_was_passed() {
    // SAFETY: the processor has AVX.
    let ones = unsafe { _mm256_set1_pd(1.0) };
    let closure = Closure::typed(
        "take",
        |wide: Wide| -> f64 { numbers(wide).iter().sum() },
        0.0,
    );
    let closure = match closure {
        Err(ClosureError::Callback(_)) => return,
        closure => closure.unwrap(),
    };
    // SAFETY: it takes any vector.
    assert_eq!(unsafe { closure.ptr()(Wide { vector: ones }) }, 4.0);
}

/// A C function compiled for AVX, by a run-time signature.
#[test]
fn a_function_gets_what_was_passed() {
    use rffi::{Function, Value};
    unsafe extern "C" fn sum(wide: Wide) -> f64 {
        numbers(wide).iter().sum()
    }
    let prototype = lltype::Prototype::of::<unsafe extern "C" fn(Wide) -> f64>("sum");
    // SAFETY: the prototype is that of `sum`.
    let Ok(function) = (unsafe { Function::at(sum as *const _, &prototype) }) else {
        return;
    };
    // SAFETY: the processor has AVX.
    let mut ones = Wide {
        vector: unsafe { _mm256_set1_pd(1.0) },
    };
    let argument = Value::from_pointer((&raw mut ones).cast());
    // SAFETY: it takes any vector.
    assert_eq!(
        unsafe { function.call(&[argument]) }.unwrap(),
        Value::from(4.0)
    );
}
