//! [`FakeSet`]: fakes on their way to another thread.

use core::fmt;
use std::rc::Rc;
use std::sync::Arc;

use super::Fake;
use super::stack::{Active, activate, deactivate, idle};
use crate::Source;

/// The active fakes of a thread, for another to enter: code under test may start threads.
///
/// ```
/// # #[cfg(feature = "fakes")] {
/// use rffi::{FakeSet, INT, llexternal};
///
/// llexternal! {
///     unsafe extern "C" {
///         safe fn abs(number: INT) -> INT;
///     }
/// }
///
/// let guard = abs::fake_shared(|number| number * 10);
/// let fakes = FakeSet::current()?;
/// let result = std::thread::spawn(move || {
///     let _entered = fakes.enter();
///     abs(4)
/// });
/// assert_eq!(result.join().unwrap(), 40);
/// guard.expect_call(0, (4,));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FakeSet(Vec<Shared>);

/// A fake that is `Send` and `Sync`.
#[derive(Clone)]
struct Shared(Arc<Fake>);

// SAFETY: made of fakes that are `shared` alone: so the closure is `Send` and `Sync`. The rest of a
// fake is.
unsafe impl Send for Shared {}
// SAFETY: as above.
unsafe impl Sync for Shared {}

impl FakeSet {
    /// The fakes that are active on this thread. One that runs right now is left out: where it would
    /// be called, it does not stand in.
    ///
    /// # Errors
    /// One was made by `fake`, not by `fake_shared`: its closure may belong to this thread.
    pub fn current() -> Result<FakeSet, NotShared> {
        let share = |fake: Arc<Fake>| match fake.shared {
            true => Ok(Shared(fake)),
            false => Err(NotShared {
                name: fake.name(),
                source: fake.description.source(),
            }),
        };
        let fakes: Result<_, _> = idle().into_iter().map(share).collect();
        fakes.map(FakeSet)
    }

    /// Makes the fakes active on this thread, before those that it has, until the guard is dropped.
    /// They are so also if their own guards go first.
    pub fn enter(&self) -> EnteredFakes {
        let fakes = self.0.iter().map(|Shared(fake)| activate(Arc::clone(fake)));
        EnteredFakes(fakes.collect())
    }
}

impl fmt::Debug for FakeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|Shared(fake)| fake.name());
        f.debug_list().entries(names).finish()
    }
}

/// Keeps the fakes of a [`FakeSet`] active on this thread until it is dropped.
#[must_use = "the fakes end as soon as this is dropped"]
pub struct EnteredFakes(Vec<Rc<Active>>);

impl Drop for EnteredFakes {
    fn drop(&mut self) {
        self.0.iter().rev().for_each(deactivate);
    }
}

impl fmt::Debug for EnteredFakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|active| active.fake.name());
        f.debug_list().entries(names).finish()
    }
}

/// A fake cannot enter other threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotShared {
    name: &'static str,
    source: Source,
}

impl fmt::Display for NotShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotShared { name, source } = self;
        write!(
            f,
            "the fake of `{name}` ({source}) is of one thread; make it with `fake_shared`"
        )
    }
}

impl core::error::Error for NotShared {}
