//! No call allocates.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use llcall::{Backend, Caller};
use lltype::{Prototype, Scalar, Type, Value};

use crate::types::{scalar, structure};
use crate::{place, prototype};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: it is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's word.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's word.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[repr(C)]
#[derive(Clone, Copy)]
struct Large([i64; 20]);

unsafe extern "C" fn same(large: Large) -> Large {
    large
}

unsafe extern "C" {
    fn snprintf();
}

fn libffi(prototype: &Prototype) -> Caller {
    Caller::with_backend(prototype, &[], Backend::Libffi).unwrap()
}

#[test]
fn no_call_allocates() {
    let ty = structure(&[crate::types::array(&scalar(Scalar::Int64), 20)]);
    let large = libffi(&prototype("same", std::slice::from_ref(&ty), &ty));
    let params = [
        crate::types::pointer(),
        scalar(Scalar::Size),
        crate::types::pointer(),
    ];
    let print = Type::function(&params, &scalar(Scalar::Int), true).unwrap();
    let print = libffi(&Prototype::new("snprintf", print).unwrap());

    let (mut argument, mut result, mut buffer) = (Large([7; 20]), Large([0; 20]), [0_u8; 20]);
    let large_args = [Value::from_pointer(place(&mut argument))];
    let print_args = [
        Value::from_pointer(place(&mut buffer)),
        Value::from(buffer.len()),
        Value::from_pointer(c"%d %d".as_ptr().cast_mut().cast()),
        Value::from(1),
        Value::from(2),
    ];
    let before = COUNT.get();
    // SAFETY: they are what the prototypes say.
    let results = unsafe {
        (
            large.call_into(same as *const (), &large_args, place(&mut result)),
            print.call(snprintf as *const (), &print_args),
        )
    };
    assert_eq!(COUNT.get(), before);
    assert_eq!(results, (Ok(Value::VOID), Ok(Value::from(3))));
    assert_eq!(result.0, argument.0);
}
