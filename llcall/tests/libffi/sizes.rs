//! Structs of 1 to 64 bytes, to functions that Rust compiled.

use std::ffi::c_void;

use lltype::{Scalar, Type};

use crate::types::{array, scalar, structure};
use crate::{callers, place, prototype};

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bytes<const N: usize>([u8; N]);

extern "C" fn reversed<const N: usize>(_: i32, mut bytes: Bytes<N>, add: u8) -> Bytes<N> {
    bytes.0.reverse();
    bytes
        .0
        .iter_mut()
        .for_each(|byte| *byte = byte.wrapping_add(add));
    bytes
}

fn check<const N: usize>() {
    let ty = structure(&[array(&scalar(Scalar::UChar), N as u64)]);
    let params: [Type; 3] = [scalar(Scalar::Int), ty.clone(), scalar(Scalar::UChar)];
    let prototype = prototype("reversed", &params, &ty);
    let argument = Bytes::<N>(std::array::from_fn(|index| (index as u8).wrapping_mul(3)));
    let expected = reversed(1, argument, 200);
    for caller in callers(&prototype, &[]) {
        let mut result = Bytes([0; N]);
        let address = (&raw const argument).cast::<c_void>().expose_provenance() as u64;
        // SAFETY: it is what the prototype says; there is room for the result.
        unsafe {
            caller.call_slots_into(
                reversed::<N> as *const (),
                &[1, address, 200],
                place(&mut result),
            );
        }
        assert_eq!(result, expected, "{N} bytes by {}", caller.backend());
    }
}

macro_rules! check_all {
    ($($size:literal)*) => { $(check::<$size>();)* };
}

#[test]
fn structs_of_1_to_64_bytes() {
    check_all!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32);
    check_all!(33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60);
    check_all!(61 62 63 64 65 100 127 128 4096 65536);
}

#[repr(C)]
#[derive(Clone, Copy)]
struct Pair<T> {
    one: T,
    two: T,
}

extern "C" fn swap<T>(pair: Pair<T>) -> Pair<T> {
    Pair {
        one: pair.two,
        two: pair.one,
    }
}

fn check_swap<T: Copy + PartialEq + std::fmt::Debug>(kind: Scalar, one: T, two: T) {
    let ty = structure(&[scalar(kind), scalar(kind)]);
    let prototype = prototype("swap", std::slice::from_ref(&ty), &ty);
    for caller in callers(&prototype, &[]) {
        let argument = Pair { one, two };
        let mut result = Pair { one, two };
        let word = (&raw const argument).expose_provenance() as u64;
        // SAFETY: it is what the prototype says; there is room for the result.
        unsafe { caller.call_slots_into(swap::<T> as *const (), &[word], place(&mut result)) };
        assert_eq!((result.one, result.two), (two, one));
    }
}

#[test]
fn pairs_of_all_numbers() {
    check_swap(Scalar::Int8, -1_i8, 2);
    check_swap(Scalar::UInt16, 1_u16, 0xfffe);
    check_swap(Scalar::Int32, -1_i32, 2);
    check_swap(Scalar::UInt64, 1_u64, u64::MAX);
    check_swap(Scalar::Float, 1.5_f32, -2.5);
    check_swap(Scalar::Double, 1.5_f64, -2.5);
    check_swap(Scalar::Bool, true, false);
}
