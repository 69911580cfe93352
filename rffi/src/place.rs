//! [`Place`]: memory that stands in for a variable, and [`always`]: a function that does for a value.

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

/// A function that gives `value` whenever it is called.
///
/// # Safety
/// `T` is `Copy`.
pub unsafe fn always<T>(value: T) -> impl Fn() -> T {
    let place = Place::new(value);
    // SAFETY: the value is there, and can be copied, as the caller says.
    move || unsafe { place.pointer().read() }
}
