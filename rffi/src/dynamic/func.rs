//! [`Func`]: a function of a library, of a type that Rust knows.

use core::fmt;
use core::marker::PhantomData;

use lltype::{Prototype, Signature, Target};

use super::address::Address;
use super::errno::always_with_errno;
use super::error::Differs;
use super::{Closed, Errno, Library, LibraryError};
use crate::SaveErr;
use crate::spelling::is_never_null;

/// A function of a [`Library`], of a type that Rust knows: it is called directly. It owns the library.
///
/// ```
/// use rffi::{CCHARP, CCHARPP, DOUBLE, Library};
///
/// // SAFETY: the text says what C's `strtod` is.
/// let strtod = unsafe {
///     Library::process().func::<unsafe extern "C" fn(CCHARP, CCHARPP) -> DOUBLE>(
///         "double strtod(const char *, char **)",
///     )
/// }?;
/// let text = CCHARP::from(c"1.25".as_ptr().cast_mut());
/// // SAFETY: the text ends with a NUL, and null is allowed for the end.
/// assert_eq!(unsafe { strtod.call((text, CCHARPP::NULL)) }?, 1.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Func<F> {
    library: Library,
    prototype: Prototype,
    address: Address,
    signature: PhantomData<F>,
}

impl<F: Signature> Func<F> {
    /// Whether a function of this type can be called as an `F`.
    pub(super) fn check(found: &Prototype) -> Result<(), LibraryError> {
        const {
            assert!(
                !is_never_null::<F::Result>(),
                "C may return null, which the declared result cannot be; take `Ptr<T>` or \
                 `Option<NonNull<T>>`"
            );
        }
        let declared = const { Prototype::of::<F>("") };
        Differs::check(found, lltype::compare(&declared, found, &Target::HOST))
    }

    pub(super) fn new(library: Library, prototype: Prototype, address: Address) -> Self {
        Func {
            library,
            prototype,
            address,
            signature: PhantomData,
        }
    }

    /// The function, to be called directly.
    ///
    /// # Safety
    /// It may be called only as long as this or a clone lives: otherwise nothing may be there.
    #[inline]
    #[must_use]
    pub unsafe fn pointer(&self) -> F {
        // SAFETY: whoever made this said that a function of this type is there.
        unsafe { F::from_address(self.address.code()) }
    }

    /// Calls it with its arguments, as a tuple.
    ///
    /// # Errors
    /// The library was closed.
    ///
    /// # Safety
    /// It may be called with these arguments.
    #[inline]
    pub unsafe fn call(&self, args: F::Arguments) -> Result<F::Result, Closed> {
        self.library.check_open(|| self.prototype.name())?;
        // SAFETY: the library is in memory, because this owns it; the rest is the caller's word.
        Ok(unsafe { self.pointer().apply(args) })
    }

    /// The same, and what C's errno was right after it; `options` say what is done with errno besides, as
    /// [`RFFI_ZERO_ERRNO_BEFORE`](crate::RFFI_ZERO_ERRNO_BEFORE).
    ///
    /// ```
    /// use rffi::{INT, Library, RFFI_ERR_NONE};
    ///
    /// // SAFETY: the text says what `close` is.
    /// let close = unsafe {
    ///     Library::process().func::<unsafe extern "C" fn(INT) -> INT>("int close(int)")
    /// }?;
    /// // SAFETY: nothing is closed: there is no such descriptor.
    /// let (result, errno) = unsafe { close.call_errno((-1,), RFFI_ERR_NONE) }?;
    /// assert_eq!((result, errno.raw()), (-1, 9));     // EBADF
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The library was closed.
    ///
    /// # Safety
    /// It may be called with these arguments.
    #[inline]
    pub unsafe fn call_errno(
        &self,
        args: F::Arguments,
        options: SaveErr,
    ) -> Result<(F::Result, Errno), Closed> {
        self.library.check_open(|| self.prototype.name())?;
        // SAFETY: as in `call`.
        let call = || unsafe { self.pointer().apply(args) };
        Ok(always_with_errno(options, call))
    }

    /// What it is in C.
    #[must_use]
    pub fn prototype(&self) -> &Prototype {
        &self.prototype
    }

    /// The library that it is of.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }
}

impl<F> Clone for Func<F> {
    fn clone(&self) -> Self {
        Func {
            library: self.library.clone(),
            prototype: self.prototype.clone(),
            address: self.address,
            signature: PhantomData,
        }
    }
}

impl<F> fmt::Display for Func<F> {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prototype.fmt(f)
    }
}

impl<F> fmt::Debug for Func<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Func")
            .field("prototype", &self.prototype)
            .field("library", &self.library.name())
            .finish_non_exhaustive()
    }
}
