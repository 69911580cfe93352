//! What `#[leak_check]` expands to.

use super::{Tracking, start_tracking_all_threads, start_tracking_allocations};

/// The results of functions that `#[leak_check]` may stand on.
#[diagnostic::on_unimplemented(
    message = "`#[leak_check]` needs a function that returns `()` or a `Result`",
    label = "returns `{Self}`"
)]
pub trait Outcome {
    /// Whether the function did what it should: only then leaks are its fault.
    fn passed(&self) -> bool;
}

impl Outcome for () {
    fn passed(&self) -> bool {
        true
    }
}

impl Outcome for std::process::ExitCode {
    fn passed(&self) -> bool {
        *self == std::process::ExitCode::SUCCESS
    }
}

impl<T, E> Outcome for Result<T, E> {
    fn passed(&self) -> bool {
        self.is_ok()
    }
}

/// Runs `body`, and panics if it passed and leaked.
#[track_caller]
pub fn leak_check<R: Outcome>(body: impl FnOnce() -> R) -> R {
    check(start_tracking_allocations(), body)
}

/// As [`leak_check`], for the blocks of all threads.
#[track_caller]
pub fn leak_check_all_threads<R: Outcome>(body: impl FnOnce() -> R) -> R {
    check(start_tracking_all_threads(), body)
}

#[track_caller]
fn check<R: Outcome>(tracking: Tracking, body: impl FnOnce() -> R) -> R {
    let result = body();
    match tracking.stop() {
        Err(mismatch) if result.passed() => panic!("{mismatch}"),
        _ => result,
    }
}
