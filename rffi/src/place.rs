//! [`Place`]: memory that stands in for a variable.

use core::cell::UnsafeCell;

/// A value with an address of its own, which goes with it.
pub struct Place<T>(Box<UnsafeCell<T>>);

impl<T> Place<T> {
    /// Where `value` is from now on.
    #[must_use]
    pub fn new(value: T) -> Self {
        Place(Box::new(UnsafeCell::new(value)))
    }

    /// The address, until this is dropped.
    #[must_use]
    pub fn pointer(&self) -> *mut T {
        self.0.get()
    }
}
