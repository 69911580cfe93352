//! [`Used`]: what a call from C finds in the table of handles.

use core::ops::Deref;
use std::any::Any;

use lltype::private::drop_quietly;

use super::misuse::CallbackMisuse;
use crate::handle::table::{self, Key, Pin};
use crate::{VOIDP, around, this_thread};

/// An entry of the table, of a known type: until this goes, it stays.
pub(super) struct Used<B> {
    entry: *const B,
    _pin: Pin,
}

impl<B: Any> Used<B> {
    /// The entry that goes with the `void *` of a callback with closure `F`.
    #[inline]
    pub(super) fn find<F>(data: VOIDP) -> Result<Self, CallbackMisuse> {
        let pin = table::pin(Key::from_ptr(data.as_ptr()));
        let pin = pin.map_err(|missing| CallbackMisuse::missing::<F>(missing, data))?;
        let any: &dyn Any = &**pin.entry();
        let Some(entry) = any.downcast_ref() else {
            leave(pin);
            return Err(CallbackMisuse::wrong_data::<F>(data));
        };
        Ok(Used { entry, _pin: pin })
    }
}

impl<B> Deref for Used<B> {
    type Target = B;

    #[inline]
    fn deref(&self) -> &B {
        // SAFETY: it lies in what the entry's `Arc` points to, which stays as long as the pin, and it is
        // only read.
        unsafe { &*self.entry }
    }
}

/// Leaves an entry of somebody else, whose owner may be gone meanwhile: then it is dropped here.
#[cold]
fn leave(pin: Pin) {
    this_thread::keeping_errno(|| around::with_gil(|| drop_quietly(pin)));
}
