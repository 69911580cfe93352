//! Clocks of CPU time: on a shared machine they stand still while others run.

use std::mem::MaybeUninit;
use std::time::Duration;

/// The CPU time of this thread so far.
///
/// # Panics
/// If the system has no such clock.
#[must_use]
pub fn this_thread() -> Duration {
    let mut time = MaybeUninit::uninit();
    // SAFETY: there is room for what it writes.
    let status = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr()) };
    assert_eq!(status, 0, "no clock of the CPU time of threads");
    // SAFETY: on success it was written.
    let time: libc::timespec = unsafe { time.assume_init() };
    Duration::from_secs(time.tv_sec.cast_unsigned())
        + Duration::from_nanos(time.tv_nsec.cast_unsigned())
}

/// The CPU time, of user and system, of all processes that this one started and waited for, and of
/// those that they did.
///
/// # Panics
/// If the system does not count it.
#[must_use]
pub fn children() -> Duration {
    let mut usage = MaybeUninit::uninit();
    // SAFETY: there is room for what it writes.
    let status = unsafe { libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr()) };
    assert_eq!(status, 0, "no count of the CPU time of processes");
    // SAFETY: on success it was written.
    let usage: libc::rusage = unsafe { usage.assume_init() };
    [usage.ru_utime, usage.ru_stime]
        .map(|time| {
            Duration::from_secs(time.tv_sec.cast_unsigned())
                + Duration::from_micros(time.tv_usec.cast_unsigned())
        })
        .iter()
        .sum()
}
