//! The hook of misuses is of the process: this is a test of its own.

use std::sync::atomic::{AtomicI32, Ordering};

use rffi::{Callback, INT, Last, set_misuse_hook};
use tests::callbacks::{callbacks_apply, callbacks_errno};

static CALLS: AtomicI32 = AtomicI32::new(0);

#[test]
fn the_hook_of_misuses_cannot_disturb_c() {
    set_misuse_hook(Some(|_| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the descriptor is wrong.
        unsafe { libc::close(-1) };
        panic!("in the hook");
    }));
    let callback = Callback::new(Last, |_: INT| 0, -3);
    let (function, data) = (callback.ptr(), callback.data());
    drop(callback);
    // SAFETY: any data is checked.
    unsafe {
        assert_eq!(callbacks_apply(Some(function), data, 1), -3);
        assert_eq!(callbacks_errno(Some(function), data), 11);
    }
    assert_eq!(CALLS.load(Ordering::Relaxed), 2);
}
