//! [`Handle`]: a value of Rust as a `void *` that C may keep.

mod error;
pub(crate) mod table;

use core::fmt;
use core::marker::PhantomData;
use std::any::Any;
use std::sync::Arc;

pub use error::HandleError;
use table::Key;

use crate::VOIDP;

/// A value of Rust, known to C by a `void *` that is a number, not where the value is.
///
/// C can only hand it back; [`from_handle`] then finds the value. Once this is dropped, the `void *`
/// is *stale*, and finding is an error, also after its place was used for another value. So C may
/// keep it as long as it likes.
///
/// On 64-bit targets, the number is no address that a program can have. On 32-bit ones it may be that
/// of something else, which then passes for the handle if C hands it in; there are at most 2²⁰
/// handles at once, and a place of the table is given up after 2¹¹ values, so that no number comes
/// twice.
///
/// It is CFFI's `ffi.new_handle`, RPython's `register_keepalive`. Values are `Send` and `Sync`: C may
/// hand it back on any thread.
///
/// ```
/// use rffi::{HandleError, from_handle, new_handle};
///
/// let handle = new_handle(String::from("a value"));
/// let for_c = handle.as_ptr();
/// assert_eq!(*from_handle::<String>(for_c)?, "a value");
/// assert!(matches!(from_handle::<i32>(for_c), Err(HandleError::WrongType { .. })));
///
/// drop(handle);
/// assert!(matches!(from_handle::<String>(for_c), Err(HandleError::Stale { .. })));
/// # Ok::<(), HandleError>(())
/// ```
#[must_use = "the handle is stale as soon as this is dropped"]
pub struct Handle<T> {
    key: Key,
    ty: PhantomData<fn() -> T>,
}

/// Makes a handle of a value.
///
/// # Panics
/// If there are 2³² handles; on 32-bit targets, 2²⁰ handles, or places given up (see [`Handle`]).
#[doc(alias = "register_keepalive")]
pub fn new_handle<T: Any + Send + Sync>(value: T) -> Handle<T> {
    Handle::from(Arc::new(value))
}

/// The value of a handle that C handed back. It stays as long as the `Arc`, whatever happens to the
/// handle.
///
/// ```
/// use rffi::{HandleError, VOIDP, from_handle};
///
/// assert_eq!(from_handle::<String>(VOIDP::NULL), Err(HandleError::Null));
/// let mut number = 5;
/// let address: VOIDP = rffi::Ptr::from(&raw mut number).cast();
/// let error = from_handle::<String>(address).unwrap_err();
/// assert!(matches!(error, HandleError::Foreign { .. }));
/// ```
///
/// # Errors
/// It is null, no handle, a handle whose [`Handle`] is dropped, or one of another type.
#[doc(alias = "get_keepalive_object")]
pub fn from_handle<T: Any + Send + Sync>(pointer: VOIDP) -> Result<Arc<T>, HandleError> {
    if pointer.is_null() {
        return Err(HandleError::Null);
    }
    let key = Key::from_ptr(pointer.as_ptr());
    let entry = match table::pin(key) {
        Ok(pin) => Arc::clone(pin.entry()),
        Err(missing) => return Err(HandleError::missing(missing, pointer)),
    };
    // Of what is in the `Arc`: that itself has a type name, too.
    let found = (*entry).type_name();
    let any: Arc<dyn Any + Send + Sync> = entry;
    any.downcast().map_err(|_| HandleError::WrongType {
        expected: std::any::type_name::<T>(),
        found,
    })
}

/// A handle of a value that others have, too.
impl<T: Any + Send + Sync> From<Arc<T>> for Handle<T> {
    fn from(value: Arc<T>) -> Self {
        Handle {
            key: table::insert(value),
            ty: PhantomData,
        }
    }
}

impl<T: Any + Send + Sync> Handle<T> {
    /// What C gets. It is never null; on 64-bit targets, it is the address of nothing.
    #[must_use]
    pub fn as_ptr(&self) -> VOIDP {
        VOIDP::from(self.key.as_ptr())
    }

    /// Gives the handle to C, which gives it back to [`from_ptr`](Self::from_ptr) when it needs it no
    /// more: in the function that C calls to free its user data, say.
    #[must_use = "the value is kept until `from_ptr`"]
    pub fn into_ptr(self) -> VOIDP {
        let pointer = self.as_ptr();
        core::mem::forget(self);
        pointer
    }

    /// Takes back what [`into_ptr`](Self::into_ptr) gave: dropping it makes the handle stale.
    ///
    /// If another `Handle` is of the same value, the first that is dropped makes it stale, and the
    /// other does nothing.
    ///
    /// # Errors
    /// As [`from_handle`].
    #[doc(alias = "unregister_keepalive")]
    pub fn from_ptr(pointer: VOIDP) -> Result<Self, HandleError> {
        from_handle::<T>(pointer)?;
        Ok(Handle {
            key: Key::from_ptr(pointer.as_ptr()),
            ty: PhantomData,
        })
    }
}

impl<T> Drop for Handle<T> {
    fn drop(&mut self) {
        // Stale already, if there was another `Handle` of it.
        let _ = table::remove(self.key);
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = std::any::type_name::<T>();
        write!(f, "Handle<{name}>({:?})", self.key.as_ptr())
    }
}
