//! [`Var`]: a variable of a library, of a type that Rust knows.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;

use lltype::{LowLevelType, Target, Type};

use super::declaration::DeclaredVariable;
use super::error::Differs;
use super::place::Place;
use super::{Library, LibraryError, Wanted};
use crate::spelling::is_never_null;

/// A variable of a [`Library`], of a type that Rust knows. It owns the library.
///
/// A thread-local one is looked up at each access: each thread sees its own.
///
/// ```
/// use rffi::{INT, Library};
///
/// // SAFETY: the text says what `opterr` is.
/// let opterr = unsafe { Library::process().var::<INT>("int opterr") }?;
/// // SAFETY: nobody else uses it.
/// unsafe {
///     opterr.set(0)?;
///     assert_eq!(opterr.get()?, 0);
/// }
/// # Ok::<(), rffi::LibraryError>(())
/// ```
pub struct Var<T> {
    library: Library,
    declared: Type,
    name: String,
    is_constant: bool,
    place: Place,
    ty: PhantomData<fn() -> T>,
}

impl<T: LowLevelType + Copy> Var<T> {
    pub(super) fn new(library: &Library, declared: DeclaredVariable) -> Result<Self, LibraryError> {
        const {
            assert!(
                !is_never_null::<T>(),
                "C may have null there, which the type cannot be; take `Ptr<T>` or \
                 `Option<NonNull<T>>`"
            );
        }
        let differences = lltype::compare_types(&Type::of::<T>(), &declared.ty, &Target::HOST);
        Differs::check(declared.ty.declaration(&declared.name), differences)?;
        let found = library.find(Wanted::Variable, &declared.symbol)?;
        Ok(Var {
            library: library.clone(),
            declared: declared.ty,
            name: declared.name,
            is_constant: declared.is_constant,
            place: Place::new(found, declared.is_thread_local),
            ty: PhantomData,
        })
    }

    /// What is in it.
    ///
    /// # Errors
    /// The library was closed.
    ///
    /// # Safety
    /// Nobody writes it at the same time, and what is in it is a `T`.
    #[inline]
    pub unsafe fn get(&self) -> Result<T, LibraryError> {
        // SAFETY: whoever made this said that a `T` is there; the rest is the caller's word.
        Ok(unsafe { self.as_ptr()?.read_volatile() })
    }

    /// Writes it.
    ///
    /// # Errors
    /// The library was closed, or the variable is declared `const`.
    ///
    /// # Safety
    /// Nobody uses it at the same time, and it may have this value.
    #[inline]
    pub unsafe fn set(&self, value: T) -> Result<(), LibraryError> {
        if self.is_constant {
            return Err(LibraryError::Constant(self.name.clone()));
        }
        // SAFETY: as in `get`, and it is not constant.
        unsafe { self.as_ptr()?.write_volatile(value) };
        Ok(())
    }

    /// Where it is; of a thread-local one, that of this thread.
    ///
    /// # Errors
    /// The library was closed.
    #[inline]
    pub fn as_ptr(&self) -> Result<NonNull<T>, LibraryError> {
        Ok(self.place.get(&self.library, &self.name)?.cast())
    }
}

impl<T> Var<T> {
    /// The name in C.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its type, as it was declared.
    #[must_use]
    pub fn ty(&self) -> &Type {
        &self.declared
    }

    /// Whether each thread has one of its own.
    #[must_use]
    pub fn is_thread_local(&self) -> bool {
        self.place.is_thread_local()
    }

    /// The library that it is of.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.library
    }
}

impl<T> Clone for Var<T> {
    fn clone(&self) -> Self {
        Var {
            library: self.library.clone(),
            declared: self.declared.clone(),
            name: self.name.clone(),
            is_constant: self.is_constant,
            place: self.place.clone(),
            ty: PhantomData,
        }
    }
}

impl<T> fmt::Display for Var<T> {
    /// The declaration in C, without the semicolon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.declared.declaration(&self.name))
    }
}

impl<T> fmt::Debug for Var<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Var")
            .field("declaration", &format_args!("{self}"))
            .field("library", &self.library.name())
            .field("thread_local", &self.is_thread_local())
            .finish_non_exhaustive()
    }
}
