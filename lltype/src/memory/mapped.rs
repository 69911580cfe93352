//! Whether there is memory at an address.

/// Asks the system, which does not read the memory.
#[cfg(all(unix, not(any(target_env = "newlib", target_os = "nuttx"))))]
pub(super) fn is_mapped(address: usize) -> bool {
    // SAFETY: sysconf has no precondition.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    let Some(size) = usize::try_from(size).ok().filter(|size| *size != 0) else {
        return true;
    };
    let page = core::ptr::without_provenance_mut(address - address % size);
    // SAFETY: msync checks the range itself; MS_ASYNC changes nothing of what is mapped.
    let status = unsafe { libc::msync(page, size, libc::MS_ASYNC) };
    // ENOMEM is the answer for what is not mapped; other errors speak of the mapping that is there.
    status == 0 || std::io::Error::last_os_error().raw_os_error() != Some(libc::ENOMEM)
}

/// Nobody can be asked: what malloc can give counts as memory.
#[cfg(not(all(unix, not(any(target_env = "newlib", target_os = "nuttx")))))]
pub(super) fn is_mapped(address: usize) -> bool {
    super::table::can_hold(address)
}
