//! What is known of a thread, in one place: where its errno lies, what is saved of it, its number.

use core::cell::Cell;
use core::ffi::c_int;
use core::num::NonZeroUsize;
use core::ptr;
use core::sync::atomic::{AtomicUsize, Ordering};

use lltype::private::{HAS_ERRNO_LOCATION, errno_location};

/// A thread's own.
pub(crate) struct ThisThread {
    /// Null, as long as nobody asked. C's errno stays where it is as long as its thread lives, and
    /// to look here is cheaper than to call C.
    errno: Cell<*mut c_int>,
    id: Cell<Option<ThreadId>>,
    /// What calls save.
    pub(crate) saved: Saved,
    /// What calls with `RFFI_ALT_ERRNO` save.
    pub(crate) alt_saved: Saved,
}

/// What is saved of a call's errors.
pub(crate) struct Saved {
    pub(crate) errno: Cell<c_int>,
    pub(crate) last_error: Cell<u32>,
}

impl Saved {
    const fn nothing() -> Self {
        Saved {
            errno: Cell::new(0),
            last_error: Cell::new(0),
        }
    }
}

thread_local! {
    static THIS: ThisThread = const {
        ThisThread {
            errno: Cell::new(ptr::null_mut()),
            id: Cell::new(None),
            saved: Saved::nothing(),
            alt_saved: Saved::nothing(),
        }
    };
}

/// What is this thread's.
#[inline]
pub(crate) fn current() -> &'static ThisThread {
    let this = THIS.with(ptr::from_ref);
    // SAFETY: it has no destructor, so it is there as long as the thread runs; and the reference
    // does not leave the thread, because cells are not `Sync`.
    unsafe { &*this }
}

impl ThisThread {
    /// Where C's errno is.
    #[inline]
    pub(crate) fn errno(&self) -> Errno {
        match self.errno.get() {
            location if location.is_null() => self.find_errno(),
            location => Errno(location),
        }
    }

    #[cold]
    fn find_errno(&self) -> Errno {
        let location = errno_location().unwrap_or(ptr::null_mut());
        self.errno.set(location);
        Errno(location)
    }

    /// The thread's number.
    #[inline]
    pub(crate) fn id(&self) -> ThreadId {
        self.id.get().unwrap_or_else(|| self.assign_id())
    }

    #[cold]
    fn assign_id(&self) -> ThreadId {
        let id = ThreadId::next();
        self.id.set(Some(id));
        id
    }
}

/// C's errno of a thread, which lives as long as the thread. Null, where the C library does not say
/// where it is: only there.
#[derive(Clone, Copy)]
pub(crate) struct Errno(*mut c_int);

impl Errno {
    /// Whether the C library says where it is.
    pub(crate) const IS_KNOWN: bool = HAS_ERRNO_LOCATION;

    /// # Safety
    /// The thread is this one.
    #[inline]
    pub(crate) unsafe fn get(self) -> c_int {
        if !Self::IS_KNOWN {
            return errno_of_std();
        }
        // SAFETY: the C library gave the address of this thread's errno.
        unsafe { self.0.read() }
    }

    /// Where the C library does not say where it is, it stays as it was.
    ///
    /// # Safety
    /// The thread is this one.
    #[inline]
    pub(crate) unsafe fn set(self, errno: c_int) {
        if Self::IS_KNOWN {
            // SAFETY: as above.
            unsafe { self.0.write(errno) };
        }
    }
}

/// Leaves C's errno as it was.
pub(crate) fn keeping_errno<T>(body: impl FnOnce() -> T) -> T {
    let errno = current().errno();
    // SAFETY: of this thread.
    let before = unsafe { errno.get() };
    let result = body();
    // SAFETY: as above.
    unsafe { errno.set(before) };
    result
}

/// What Rust calls the last OS error is C's errno on such targets: Windows has a location.
#[cold]
fn errno_of_std() -> c_int {
    let error = std::io::Error::last_os_error();
    error.raw_os_error().unwrap_or(0)
}

/// A thread, by a number that no two of one process have in common, however they begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThreadId(NonZeroUsize);

impl ThreadId {
    fn next() -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        let next = |last: usize| last.checked_add(1);
        let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        let number = last.ok().and_then(next).and_then(NonZeroUsize::new);
        // No program makes so many threads; one that did must not take one for another.
        ThreadId(number.unwrap_or_else(|| std::process::abort()))
    }
}
