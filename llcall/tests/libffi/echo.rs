//! Every kind of type, to a callback of this crate and back.

use std::ffi::c_void;

use llcall::{Backend, Callback, Caller};
use lltype::{Kind, Prototype, Scalar, Target, Type, Value};

use crate::types::{only_passed, scalar, wide, words};
use crate::{callers, prototype};

const ROOM: usize = 128;

/// Bytes that all differ, aligned as any type here.
#[repr(C, align(16))]
#[derive(Clone, Copy)]
struct Bytes([u8; ROOM]);

impl Bytes {
    fn pattern() -> Bytes {
        Bytes(std::array::from_fn(|index| index as u8 + 1))
    }

    fn zeros() -> Bytes {
        Bytes([0; ROOM])
    }
}

/// Returns the argument at `index`.
fn echo(prototype: &Prototype, index: usize) -> Callback {
    let callback = Callback::new(prototype, move |call| {
        let size = call.callee().result_size();
        let (from, to) = (call.pointer(index), call.result());
        match to.is_null() {
            true => {
                let word = call.word(index);
                call.set_word(word);
            }
            // SAFETY: both are of the same type.
            false => unsafe { from.copy_to_nonoverlapping(to, size) },
        }
    });
    callback.unwrap()
}

/// Some arguments before the type, so that it comes to lie in registers, partly, or on the stack.
fn before() -> Vec<Vec<Type>> {
    let [int, double] = [Scalar::Int, Scalar::Double].map(scalar);
    vec![
        vec![],
        vec![int.clone(), double.clone()],
        vec![int.clone(); 5],
        vec![double.clone(); 7],
        [vec![int; 6], vec![double; 8]].concat(),
    ]
}

fn fillers(types: &[Type]) -> Vec<u64> {
    let words = types.iter().map(|ty| match llcall::Carried::of(ty) {
        llcall::Carried::Vector => 1.5_f64.to_bits(),
        _ => 7,
    });
    words.collect()
}

/// The bytes that are compared: not those that pad.
fn significant(ty: &Type, bytes: &Bytes) -> Vec<u8> {
    let mut mask = [false; ROOM];
    mark(ty, 0, &mut mask);
    let bytes = bytes.0.iter().zip(mask);
    bytes
        .filter_map(|(byte, is_meant)| is_meant.then_some(*byte))
        .collect()
}

fn mark(ty: &Type, offset: usize, mask: &mut [bool; ROOM]) {
    let size = size_of(ty);
    match ty.kind() {
        Kind::Record(record) => {
            let layout = Target::HOST.record_layout(ty).unwrap();
            for (field, place) in record.fields().zip(layout.fields) {
                mark(&field.ty, offset + place.offset as usize, mask);
            }
        }
        Kind::Array { item, .. } => {
            let items = (offset..offset + size).step_by(size_of(&item));
            items.for_each(|offset| mark(&item, offset, mask));
        }
        Kind::Scalar(Scalar::LongDouble) => mask[offset..offset + 10].fill(true),
        Kind::Scalar(Scalar::LongDoubleComplex) => {
            mask[offset..offset + 10].fill(true);
            mask[offset + 16..offset + 26].fill(true);
        }
        _ => mask[offset..offset + size].fill(true),
    }
}

fn size_of(ty: &Type) -> usize {
    usize::try_from(Target::HOST.sizeof(ty).unwrap()).unwrap()
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn values_wider_than_a_word() {
    for ty in wide() {
        for before in before() {
            let params = [before.clone(), vec![ty.clone(), scalar(Scalar::Long)]].concat();
            let prototype = prototype("echo", &params, &ty);
            let callback = echo(&prototype, before.len());
            for caller in callers(&prototype, &[]) {
                let pattern = Bytes::pattern();
                let mut result = Bytes::zeros();
                let mut words = fillers(&before);
                words.extend([(&raw const pattern).expose_provenance() as u64, 9]);
                let to = (&raw mut result).cast::<c_void>();
                // SAFETY: the callback is of this type; there is room for the result.
                unsafe { caller.call_slots_into(callback.address(), &words, to) };
                let (got, expected) = (significant(&ty, &result), significant(&ty, &pattern));
                assert_eq!(got, expected, "{prototype} by {}", caller.backend());
                let rest = size_of(&ty)..;
                assert_eq!(result.0[rest.clone()], Bytes::zeros().0[rest]);
            }
        }
    }
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn values_that_are_only_passed() {
    for ty in only_passed() {
        let params = [ty.clone(), scalar(Scalar::Long)];
        let prototype = prototype("take", &params, &scalar(Scalar::Long));
        let callback = Callback::new(&prototype, |call| {
            // SAFETY: the argument has more bytes.
            let first = unsafe { call.pointer(0).cast::<u64>().read() };
            let sum = first.wrapping_add(call.word(1));
            call.set_word(sum);
        });
        let callback = callback.unwrap();
        for caller in callers(&prototype, &[]) {
            let pattern = Bytes::pattern();
            let words = [(&raw const pattern).expose_provenance() as u64, 3];
            // SAFETY: the callback is of this type.
            let word = unsafe { caller.call_slots(callback.address(), &words) };
            assert_eq!(word, 0x0807_0605_0403_0201 + 3, "{prototype}");
        }
    }
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn words_of_all_types() {
    for ty in words() {
        for before in before() {
            let params = [before.clone(), vec![ty.clone()]].concat();
            let prototype = prototype("echo", &params, &ty);
            let callback = echo(&prototype, before.len());
            for caller in callers(&prototype, &[]) {
                for word in [0, 1, 0x7f, 0xff, 0x8000_0001, 0xf123_4567_89ab_cdef] {
                    both(&caller, &callback, &before, word);
                }
            }
        }
    }
}

/// As a word, and into memory.
fn both(caller: &Caller, callback: &Callback, before: &[Type], word: u64) {
    let ty = caller.result().clone();
    let tag = callback_tag(caller);
    let expected = Value::from_word(tag, word);
    let mut words = fillers(before);
    words.push(expected.word());
    // SAFETY: the callback is of this type.
    let got = unsafe { caller.call_slots(callback.address(), &words) };
    assert_eq!(got, expected.word(), "{ty} by {}", caller.backend());
    let mut result = Bytes::zeros();
    let to = (&raw mut result).cast::<c_void>();
    // SAFETY: as above, and there is room.
    unsafe { caller.call_slots_into(callback.address(), &words, to) };
    let size = size_of(&ty);
    assert_eq!(result.0[..size], expected.word().to_ne_bytes()[..size]);
    assert_eq!(result.0[size..], Bytes::zeros().0[size..]);
    if before.is_empty() {
        // SAFETY: as above.
        let got = unsafe { caller.call(callback.address(), &[expected]) };
        assert_eq!(got.unwrap(), expected);
    }
}

fn callback_tag(caller: &Caller) -> lltype::Tag {
    let callee = llcall::Callee::new(caller.prototype()).unwrap();
    callee.result_tag().unwrap()
}

#[test]
#[cfg(all(target_arch = "x86_64", target_os = "linux"))]
fn the_classes_are_all_there() {
    assert_eq!(wide().len(), 43);
    assert!(words().len() > 40);
    let caller = Caller::with_backend(&prototype("f", &wide(), &Type::VOID), &[], Backend::Libffi);
    assert_eq!(caller.unwrap().types().len(), wide().len());
}
