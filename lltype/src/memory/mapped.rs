//! Whether there is memory at an address.

#[cfg(all(unix, not(any(target_env = "newlib", target_os = "nuttx"))))]
use crate::errno::keep_errno;

/// Asks the system, which does not read the memory.
#[cfg(all(unix, not(any(target_env = "newlib", target_os = "nuttx"))))]
pub(super) fn is_mapped(address: usize) -> bool {
    // SAFETY: sysconf has no precondition.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let Some(size) = usize::try_from(size).ok().filter(|size| *size != 0) else {
        return super::table::can_hold(address);
    };
    let page = core::ptr::without_provenance_mut(address - address % size);
    // ENOMEM is the answer for what is not mapped; other errors speak of the mapping that is there.
    let errno = || std::io::Error::last_os_error().raw_os_error();
    keep_errno(|| ask(page, size) == 0 || errno() != Some(libc::ENOMEM))
}

/// Here the question for what it is meant for: valgrind takes `msync` for a read.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn ask(page: *mut libc::c_void, size: usize) -> libc::c_int {
    let mut is_resident = 0_u8;
    // SAFETY: mincore checks the range itself, and writes one byte for one page.
    unsafe { libc::mincore(page, size, (&raw mut is_resident).cast()) }
}

/// Elsewhere `mincore` is missing, or has the same answer for all.
#[cfg(all(
    unix,
    not(any(
        target_os = "linux",
        target_os = "android",
        target_env = "newlib",
        target_os = "nuttx"
    ))
))]
fn ask(page: *mut libc::c_void, size: usize) -> libc::c_int {
    // SAFETY: msync checks the range itself; MS_ASYNC changes nothing of what is mapped.
    unsafe { libc::msync(page, size, libc::MS_ASYNC) }
}

/// Nobody can be asked: what malloc can give counts as memory.
#[cfg(not(all(unix, not(any(target_env = "newlib", target_os = "nuttx")))))]
pub(super) fn is_mapped(address: usize) -> bool {
    super::table::can_hold(address)
}
