//! A barrier between threads that costs nothing where it is passed often.
//!
//! [`light`] and [`heavy`] together are a full barrier on both sides: what a thread wrote before its
//! [`light`] is seen by who reads after its [`heavy`], or else that thread reads after its [`light`] what
//! the other wrote before.

use core::sync::atomic::{AtomicBool, Ordering, compiler_fence, fence};

/// Whether [`heavy`] makes all other threads pass a barrier.
static IS_ASYMMETRIC: AtomicBool = AtomicBool::new(false);

/// The cheap side.
#[inline]
pub(super) fn light() {
    match IS_ASYMMETRIC.load(Ordering::Relaxed) {
        true => compiler_fence(Ordering::SeqCst),
        false => fence(Ordering::SeqCst),
    }
}

/// The dear side; `false` if the system refuses it.
#[cold]
pub(super) fn heavy() -> bool {
    fence(Ordering::SeqCst);
    if !IS_ASYMMETRIC.load(Ordering::Relaxed) {
        return true;
    }
    let is_done = system::barrier();
    fence(Ordering::SeqCst);
    is_done
}

/// Asks the system for the barrier. Before, and where it has none, both sides are ordinary ones.
pub(super) fn prepare() {
    // Threads that pass an ordinary one meanwhile are right, too.
    IS_ASYMMETRIC.store(system::register(), Ordering::Relaxed);
}

#[cfg(target_os = "linux")]
mod system {
    use libc::{c_int, c_long};

    // Of `linux/membarrier.h`.
    const QUERY: c_int = 0;
    const PRIVATE_EXPEDITED: c_int = 1 << 3;
    const REGISTER_PRIVATE_EXPEDITED: c_int = 1 << 4;

    fn membarrier(command: c_int) -> c_long {
        // SAFETY: a system call that touches no memory of the program.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) }
    }

    pub(super) fn register() -> bool {
        let supported = membarrier(QUERY);
        supported >= 0
            && supported & c_long::from(PRIVATE_EXPEDITED) != 0
            && membarrier(REGISTER_PRIVATE_EXPEDITED) == 0
    }

    pub(super) fn barrier() -> bool {
        let passed = || membarrier(PRIVATE_EXPEDITED) == 0;
        passed() || (register() && passed())
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    pub(super) fn register() -> bool {
        false
    }

    pub(super) fn barrier() -> bool {
        true
    }
}
