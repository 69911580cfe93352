//! Fakes: stand-ins for declared functions, for tests.
//!
//! A fake is active on its thread until its guard is dropped. While none is active anywhere, a call
//! costs one load and one branch more; that is what [`any_active`] is for.

use core::any::Any;
use core::cell::{Cell, RefCell};
use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::rc::Rc;

use lltype::{ArgumentError, Primitive, ReturnType, Value, check_count, take_argument};

use crate::External;

/// How many fakes are active, on all threads.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);

thread_local!(static STACK: RefCell<Vec<Entry>> = const { RefCell::new(Vec::new()) });

/// An active fake of this thread.
struct Entry {
    /// The address of the description of what it stands for.
    key: *const (),
    by_values: Option<ByValues>,
    shared: Rc<Shared<dyn Any>>,
}

/// Calls a closure with checked values.
type ByValues = fn(&dyn Any, &[Value]) -> Result<Value, ArgumentError>;

struct Shared<T: ?Sized> {
    /// While it runs, it does not stand in: so it can call what it stands for.
    running: Cell<bool>,
    fake: T,
}

/// Whether to look for a fake at all.
#[doc(hidden)]
#[inline]
pub fn any_active() -> bool {
    ACTIVE.load(Ordering::Relaxed) != 0
}

/// Keeps a fake active on this thread until it is dropped.
#[must_use = "the fake ends as soon as this is dropped"]
pub struct FakeGuard {
    shared: Rc<Shared<dyn Any>>,
    not_send: PhantomData<*const ()>,
}

impl Drop for FakeGuard {
    fn drop(&mut self) {
        // Without the thread's list, which may be gone at the thread's end, the entry is, too.
        let _ = STACK.try_with(|stack| {
            let mut stack = stack.borrow_mut();
            let place = stack
                .iter()
                .rposition(|entry| Rc::ptr_eq(&entry.shared, &self.shared));
            place.map(|index| stack.remove(index))
        });
        ACTIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl fmt::Debug for FakeGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FakeGuard")
    }
}

/// Makes `fake` stand in for what is described, before the fakes that it already has.
#[doc(hidden)]
pub fn push<D, F: Any>(description: &'static D, fake: F) -> FakeGuard {
    push_entry(description, fake, None)
}

/// As [`push`], for a function that can be called with values.
#[doc(hidden)]
pub fn push_external<F: Closure>(external: &'static External, fake: F) -> FakeGuard {
    let by_values: ByValues = |fake, args| typed::<F>(fake).call_values(args);
    push_entry(external, fake, Some(by_values))
}

fn push_entry<D, F: Any>(
    description: &'static D,
    fake: F,
    by_values: Option<ByValues>,
) -> FakeGuard {
    let shared: Rc<Shared<dyn Any>> = Rc::new(Shared {
        running: Cell::new(false),
        fake,
    });
    let entry = Entry {
        key: key(description),
        by_values,
        shared: Rc::clone(&shared),
    };
    STACK.with(|stack| stack.borrow_mut().push(entry));
    ACTIVE.fetch_add(1, Ordering::Relaxed);
    FakeGuard {
        shared,
        not_send: PhantomData,
    }
}

fn key<D>(description: &D) -> *const () {
    core::ptr::from_ref(description).cast()
}

/// A fake that runs: until this is dropped, it does not stand in again.
#[doc(hidden)]
pub struct Running<F: ?Sized> {
    shared: Rc<Shared<dyn Any>>,
    ty: PhantomData<F>,
}

impl<F: Any> Deref for Running<F> {
    type Target = F;
    fn deref(&self) -> &F {
        typed(&self.shared.fake)
    }
}

impl<F: ?Sized> Drop for Running<F> {
    fn drop(&mut self) {
        self.shared.running.set(false);
    }
}

/// A description has fakes of one type alone: that of its signature.
fn typed<F: Any>(fake: &dyn Any) -> &F {
    match fake.downcast_ref() {
        Some(fake) => fake,
        None => unreachable!("a fake of another type"),
    }
}

/// Looks at the last fake of a description on this thread that does not run already.
fn with_last<R>(description: *const (), look: impl FnOnce(&Entry) -> R) -> Option<R> {
    let find = |stack: &RefCell<Vec<Entry>>| {
        let stack = stack.borrow();
        let mut fakes = stack.iter().rev().filter(|entry| entry.key == description);
        fakes.find(|entry| !entry.shared.running.get()).map(look)
    };
    STACK.try_with(find).ok().flatten()
}

fn run<F: ?Sized>(entry: &Entry) -> Running<F> {
    entry.shared.running.set(true);
    Running {
        shared: Rc::clone(&entry.shared),
        ty: PhantomData,
    }
}

/// The fake to call in place of what is described.
#[doc(hidden)]
#[cold]
#[must_use]
pub fn find<F: Any>(description: &'static impl Sized) -> Option<Running<F>> {
    with_last(key(description), run)
}

/// Whether [`find`] would find one.
#[doc(hidden)]
#[must_use]
pub fn is_faked(description: &'static impl Sized) -> bool {
    any_active() && with_last(key(description), |_| ()).is_some()
}

/// Calls the fake of `external` with values, if it has one.
pub(crate) fn call_values(
    external: &External,
    args: &[Value],
) -> Option<Result<Value, ArgumentError>> {
    if !any_active() {
        return None;
    }
    let found = with_last(key(external), |entry| {
        (entry.by_values, run::<dyn Any>(entry))
    });
    let (by_values, fake) = found?;
    Some(by_values?(&fake.shared.fake, args))
}

/// A boxed closure over primitives, such as `Box<dyn Fn(INT) -> INT>`.
#[doc(hidden)]
pub trait Closure: Any {
    /// Calls it with checked values.
    ///
    /// # Errors
    /// The values do not fit the parameters.
    fn call_values(&self, args: &[Value]) -> Result<Value, ArgumentError>;
}

macro_rules! closure {
    ($count:literal $($arg:ident $index:literal)*) => {
        impl<R: ReturnType, $($arg: Primitive),*> Closure for Box<dyn Fn($($arg),*) -> R> {
            fn call_values(&self, args: &[Value]) -> Result<Value, ArgumentError> {
                check_count(args, $count)?;
                Ok(self($(take_argument::<$arg>(args, $index)?),*).into_value())
            }
        }
    };
}

closure!(0);
closure!(1 A 0);
closure!(2 A 0 B 1);
closure!(3 A 0 B 1 C 2);
closure!(4 A 0 B 1 C 2 D 3);
closure!(5 A 0 B 1 C 2 D 3 E 4);
closure!(6 A 0 B 1 C 2 D 3 E 4 F 5);
closure!(7 A 0 B 1 C 2 D 3 E 4 F 5 G 6);
closure!(8 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
closure!(9 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
closure!(10 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
closure!(11 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
closure!(12 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
closure!(13 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12);
closure!(14 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13);
closure!(15 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14);
closure!(16 A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15);
