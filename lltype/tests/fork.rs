//! A child of `fork` may malloc and free, whatever the other threads of its parent were doing.
#![cfg(unix)]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use lltype::{FreeError, Ptr, free, malloc, scoped_alloc};

/// Neither panics nor uses Rust's own heap: in a child, other threads' locks may be held for ever.
fn in_the_child(inherited: Ptr<u64>) -> Result<(), i32> {
    let mut blocks = [Ptr::<u8>::NULL; 500];
    for (i, block) in blocks.iter_mut().enumerate() {
        *block = malloc(i * 40).map_err(|_| 2)?;
    }
    for block in blocks {
        // SAFETY: nobody uses it any more.
        unsafe { free(block) }.map_err(|_| 3)?;
    }
    // SAFETY: refused.
    match unsafe { free(blocks[1]) } {
        Err(FreeError::Double { .. } | FreeError::Interior { .. }) => {}
        _ => return Err(4),
    }
    // SAFETY: the parent wrote it before.
    if unsafe { inherited.read() } != 77 {
        return Err(5);
    }
    // SAFETY: in this process, nobody uses it any more.
    unsafe { free(inherited) }.map_err(|_| 6)
}

fn fork_once(inherited: Ptr<u64>) -> i32 {
    // SAFETY: the child does what a child may, and ends by `_exit`.
    let child = unsafe { libc::fork() };
    assert_ne!(child, -1, "cannot fork");
    if child == 0 {
        // A child that hangs is killed.
        // SAFETY: no precondition.
        unsafe { libc::alarm(60) };
        let code = in_the_child(inherited).err().unwrap_or(0);
        // SAFETY: no precondition.
        unsafe { libc::_exit(code) };
    }
    let mut status = 0;
    // SAFETY: `status` lives until it returns.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    status
}

#[test]
fn a_child_of_fork_mallocs_and_frees() {
    let inherited = scoped_alloc::<u64>(1).unwrap();
    // SAFETY: inside the block.
    unsafe { inherited.write(77) };
    let done = AtomicBool::new(false);
    let statuses = thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let block = malloc::<u8>(5000).unwrap();
                    // SAFETY: nobody uses it.
                    unsafe { free(block) }.unwrap();
                }
            });
        }
        let statuses: Vec<_> = (0..30).map(|_| fork_once(*inherited)).collect();
        done.store(true, Ordering::Relaxed);
        statuses
    });
    assert!(statuses.iter().all(|status| *status == 0), "{statuses:?}");
    // The children freed their copies: this one is still the parent's.
    // SAFETY: written above.
    assert_eq!(unsafe { inherited.read() }, 77);
    inherited.free().unwrap();
}
