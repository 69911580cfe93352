//! Callbacks that C could pass null to, where it is not allowed.

use std::ptr::NonNull;

use rffi::{Callback, First, INT, Last, LocalCallback, with_callback};

fn main() {
    let allowed = |_: Option<NonNull<INT>>| 0;
    let _ = Callback::new(Last, allowed, 0);
    let _ = Callback::new(Last, |_: INT, pointer: NonNull<INT>| pointer.addr().get(), 0);
    let _ = LocalCallback::new(First, |_: NonNull<INT>| (), ());
    with_callback(Last, |_: NonNull<INT>| (), (), |_, _| ());
}
