//! Handles: values of Rust as a `void *`.

use std::sync::{Arc, Mutex};
use std::thread;

use lltype::Ptr;
use rffi::{Handle, HandleError, Last, VOIDP, from_handle, new_handle, with_callback};
use tests::callbacks::callbacks_tell;

thread_local!(static FOUND: Mutex<Vec<Result<Arc<String>, HandleError>>> = Mutex::default());

extern "C" fn find(data: VOIDP) {
    FOUND.with(|found| found.lock().unwrap().push(from_handle::<String>(data)));
}

#[test]
fn b079_a_callback_finds_the_value_of_a_handle() {
    let handle = new_handle("a value".to_owned());
    let data = handle.as_ptr();
    // SAFETY: `find` takes any address.
    unsafe { callbacks_tell(Some(find), data) };
    drop(handle);
    // SAFETY: as above.
    unsafe { callbacks_tell(Some(find), data) };
    let found = FOUND.with(|found| std::mem::take(&mut *found.lock().unwrap()));
    let address = data.addr();
    assert_eq!(
        found,
        [
            Ok(Arc::new("a value".to_owned())),
            Err(HandleError::Stale { address })
        ]
    );
}

#[test]
fn what_is_no_handle_is_an_error() {
    assert_eq!(from_handle::<u8>(VOIDP::NULL), Err(HandleError::Null));
    let mut value = 5_u8;
    let on_the_stack: VOIDP = Ptr::from(&raw mut value).cast();
    for address in [
        on_the_stack.addr(),
        1,
        usize::MAX,
        usize::MAX / 2 + 1 + 0xFFFF_FF00,
    ] {
        let pointer = VOIDP::from(std::ptr::without_provenance_mut(address));
        assert_eq!(
            from_handle::<u8>(pointer),
            Err(HandleError::Foreign { address })
        );
    }
    let handle = new_handle(1_i32);
    let error = from_handle::<u8>(handle.as_ptr()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the handle is of a `i32`, not of a `u8`; ask for the type that `new_handle` was called \
         with"
    );
}

#[test]
fn a_handle_stays_stale_when_its_place_is_used_again() {
    let first = new_handle(0);
    let stale = first.as_ptr();
    drop(first);
    let many: Vec<_> = (0..5000).map(new_handle).collect();
    for (handle, value) in many.iter().zip(0..) {
        assert!(!handle.as_ptr().is_null());
        assert_eq!(
            from_handle::<i32>(handle.as_ptr()).map(|found| *found),
            Ok(value)
        );
    }
    assert!(matches!(
        from_handle::<i32>(stale),
        Err(HandleError::Stale { .. })
    ));
    drop(many);
    for i in 0..5000 {
        let handle = new_handle(i);
        assert_ne!(handle.as_ptr(), stale);
    }
    assert!(matches!(
        from_handle::<i32>(stale),
        Err(HandleError::Stale { .. })
    ));
}

#[test]
fn a_value_outlives_its_handle_where_it_is_used() {
    let value = Arc::new(7);
    let handle = Handle::from(Arc::clone(&value));
    let found = from_handle::<i32>(handle.as_ptr()).unwrap();
    drop(handle);
    assert_eq!((*found, Arc::strong_count(&value)), (7, 2));
    drop(found);
    assert_eq!(Arc::strong_count(&value), 1);
}

#[test]
fn c_may_own_a_handle() {
    let value = Arc::new(7);
    let data = Handle::from(Arc::clone(&value)).into_ptr();
    assert_eq!(Arc::strong_count(&value), 2);
    let free = || drop(Handle::<i32>::from_ptr(data));
    // SAFETY: C calls it before it returns.
    with_callback(Last, free, (), |f, data| unsafe {
        callbacks_tell(Some(f), data);
    });
    assert_eq!(Arc::strong_count(&value), 1);
    assert!(Handle::<i32>::from_ptr(data).is_err());
}

#[test]
fn of_two_owners_the_first_to_go_counts() {
    let data = new_handle(1).into_ptr();
    let one = Handle::<i32>::from_ptr(data).unwrap();
    let other = Handle::<i32>::from_ptr(data).unwrap();
    drop(one);
    assert!(from_handle::<i32>(data).is_err());
    drop(other);
}

#[test]
fn a_value_may_use_handles_when_it_is_dropped() {
    struct Nested(Option<Box<Handle<Nested>>>);
    impl Drop for Nested {
        fn drop(&mut self) {
            drop(new_handle(5));
        }
    }
    let inner = new_handle(Nested(None));
    let data = inner.as_ptr();
    let outer = new_handle(Nested(Some(Box::new(inner))));
    assert!(from_handle::<Nested>(outer.as_ptr()).unwrap().0.is_some());
    drop(outer);
    assert!(from_handle::<Nested>(data).is_err());
}

#[test]
fn threads_find_values_while_others_end_them() {
    for _ in 0..50 {
        let value = Arc::new(1);
        let handle = Handle::from(Arc::clone(&value));
        let address = handle.as_ptr().addr();
        let threads: Vec<_> = (0..3)
            .map(|_| {
                thread::spawn(move || {
                    let pointer = VOIDP::from(std::ptr::without_provenance_mut(address));
                    while let Ok(found) = from_handle::<i32>(pointer) {
                        assert_eq!(*found, 1);
                    }
                })
            })
            .collect();
        thread::yield_now();
        drop(handle);
        threads
            .into_iter()
            .for_each(|thread| thread.join().unwrap());
        assert_eq!(Arc::strong_count(&value), 1);
    }
}

#[cfg(unix)]
#[test]
fn a_child_process_has_the_handles_of_its_parent() {
    let handle = new_handle(41);
    // SAFETY: the child finds a value, which takes no locks, and ends.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let value = from_handle::<i32>(handle.as_ptr()).map_or(0, |value| *value + 1);
        // SAFETY: nothing of the parent's is cleaned up.
        unsafe { libc::_exit(value) };
    }
    let mut status = 0;
    // SAFETY: waits for the child.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(libc::WEXITSTATUS(status), 42);
}
