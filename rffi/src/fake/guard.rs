//! [`FakeGuard`]: a fake's life, and what it was called with.

use core::fmt;
use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use super::Fake;
use super::call::{Call, Calls};
use super::expected::{Expected, Matcher};
use super::stack::{Active, activate, deactivate};
use crate::private::Described;

/// Keeps a fake active on this thread until it is dropped, and knows its calls: of all threads, if it
/// is shared with others.
///
/// ```
/// # #[cfg(feature = "fakes")] {
/// use rffi::{ANY, INT, SSIZE_T, SIZE_T, VOIDP, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         unsafe fn write(fd: INT, data: VOIDP, count: SIZE_T) -> SSIZE_T;
///     }
/// }
///
/// // SAFETY: nobody relies on what was written.
/// let guard = unsafe { write::fake(|_, _, count| count.cast_signed()) };
/// // SAFETY: the fake reads nothing.
/// unsafe { write(3, VOIDP::NULL, 5) };
///
/// guard.expect_calls(1);
/// guard.expect_call(0, (3, ANY, 5));
/// assert_eq!(guard.calls()[0].to_string(), "write(3, NULL, 5)");
/// # }
/// ```
#[must_use = "the fake ends as soon as this is dropped"]
pub struct FakeGuard {
    /// Not `Send`: the place in the list is this thread's.
    active: Rc<Active>,
}

impl FakeGuard {
    #[expect(
        clippy::arc_with_non_send_sync,
        reason = "only a fake that is both gets to other threads"
    )]
    pub(super) fn new(
        description: &'static dyn Described,
        function: Box<dyn Any>,
        shared: bool,
    ) -> Self {
        let fake = Arc::new(Fake {
            description,
            function,
            shared,
            calls: Calls::new(description.name()),
        });
        FakeGuard {
            active: activate(fake),
        }
    }

    fn fake(&self) -> &Fake {
        &self.active.fake
    }

    /// How often it was called.
    #[must_use]
    pub fn call_count(&self) -> usize {
        self.fake().calls.count()
    }

    /// What it was called with: the first 1,000 calls are kept. Pointers are addresses; what they
    /// pointed to is not looked at.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.fake().calls.kept()
    }

    /// Checks how often it was called.
    ///
    /// # Panics
    /// If it is another number. The message lists the calls.
    #[track_caller]
    pub fn expect_calls(&self, count: usize) {
        if self.call_count() != count {
            self.fail(format_args!("expected {}", times(count)));
        }
    }

    /// Checks what it was called with, the first time (`index` 0), the second, ..: a tuple with a
    /// value for each argument, or [`ANY`](crate::ANY).
    ///
    /// Integers are compared as numbers, whatever their types; floats and pointers as such.
    ///
    /// # Panics
    /// If it was called with others, or not so often. The message lists the calls.
    #[track_caller]
    pub fn expect_call(&self, index: usize, expected: impl Expected) {
        let expected = expected.matchers();
        let calls = self.calls();
        let matches = |call: &Call| Matcher::all_match(&expected, call.args());
        if !calls.get(index).is_some_and(matches) {
            let expected = Call::listed(self.fake().name(), &expected);
            self.fail(format_args!("expected call {index} to be {expected}"));
        }
    }

    #[cold]
    #[track_caller]
    fn fail(&self, expected: fmt::Arguments<'_>) -> ! {
        let (name, source) = (self.fake().name(), self.fake().description.source());
        let (calls, count) = (self.calls(), self.call_count());
        let mut list = String::new();
        for (index, call) in calls.iter().take(LISTED).enumerate() {
            list += &format!("\n  {index}: {call}");
        }
        if count > LISTED {
            list += "\n  ..";
        }
        panic!(
            "the fake of `{name}` ({source}): {expected}; it had {}{list}",
            times(count)
        );
    }
}

/// So many calls are listed in a message.
const LISTED: usize = 20;

fn times(count: usize) -> String {
    match count {
        0 => "no calls".to_owned(),
        1 => "1 call".to_owned(),
        _ => format!("{count} calls"),
    }
}

impl Drop for FakeGuard {
    fn drop(&mut self) {
        deactivate(&self.active);
    }
}

impl fmt::Debug for FakeGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeGuard")
            .field("name", &self.fake().name())
            .field("calls", &self.call_count())
            .finish_non_exhaustive()
    }
}
