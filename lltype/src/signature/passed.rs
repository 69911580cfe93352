//! [`Passed`]: what C passes to functions, and [`ReturnType`]: what it returns.

use core::ffi::c_void;

use super::{ArgumentError, PlaceProblem};
use crate::{Desc, LowLevelType, Primitive, Type, Value, ValueError};

/// A C type that functions take and return by value: a [`Primitive`], or a struct or a union with
/// `#[derive(CStruct, Clone, Copy)]`.
///
/// In a call with [`Value`]s, a struct is a pointer to one, of which the function gets a copy: RPython's
/// rule for its calls.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use core::ffi::c_void;
/// use lltype::{CStruct, Prototype, Signature, Value};
///
/// #[derive(CStruct, Clone, Copy)]
/// #[repr(C)]
/// #[cstruct(name = "div_t")]
/// struct DivT {
///     quot: i32,
///     rem: i32,
/// }
///
/// unsafe extern "C" fn swap(a: DivT) -> DivT {
///     DivT { quot: a.rem, rem: a.quot }
/// }
///
/// type Swap = unsafe extern "C" fn(DivT) -> DivT;
/// assert_eq!(Prototype::of::<Swap>("swap").to_string(), "div_t swap(div_t)");
///
/// let (argument, mut result) = (DivT { quot: 1, rem: 2 }, DivT { quot: 0, rem: 0 });
/// // SAFETY: both pointers are to a `DivT`.
/// let value = unsafe {
///     let argument = Value::from(&raw const argument);
///     (swap as Swap).call(&[argument], (&raw mut result).cast::<c_void>())?
/// };
/// assert_eq!((value, result.quot, result.rem), (Value::VOID, 2, 1));
/// # }
/// # Ok::<(), Box<lltype::ArgumentError>>(())
/// ```
///
/// # Safety
/// Rust passes and returns `Self` as C does the type that `DESC` describes. [`BY_POINTER`] and the
/// functions are left as they are, except for scalars and pointers.
///
/// [`BY_POINTER`]: Self::BY_POINTER
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed to C",
    label = "not a C type that is passed by value",
    note = "use a C type from `rffi`, such as `INT`, `SIZE_T` or `CCHARP`, a Rust number or a \
            pointer; text crosses as `CCHARP` (see `str2charp`)",
    note = "a struct or a union needs `#[derive(CStruct, Clone, Copy)]` and a fixed size; an array \
            is passed as a pointer"
)]
pub unsafe trait Passed: LowLevelType + Copy {
    /// Whether a [`Value`] of it is a pointer to it.
    const BY_POINTER: bool = true;

    /// The argument that a value stands for.
    ///
    /// # Errors
    /// The value is of another class or out of range; or, for a struct, null or not aligned.
    ///
    /// # Safety
    /// A pointer given for a struct is to one; a pointer given for a safe function is null or to one of
    /// that type.
    unsafe fn from_argument(value: Value, index: usize) -> Result<Self, Box<ArgumentError>> {
        let Some(pointer) = value.as_pointer() else {
            return Err(wrong_value(
                index,
                ValueError::wrong_class(Self::DESC, value),
            ));
        };
        let pointer = pointer.cast::<Self>();
        if let Some(problem) = place_problem(pointer) {
            return Err(Box::new(ArgumentError::Place {
                index,
                ty: Type::from_desc(Self::DESC),
                problem,
            }));
        }
        // SAFETY: it is aligned, and the caller says that a `Self` is there, which is `Copy`.
        Ok(unsafe { pointer.read() })
    }

    /// The result as a value, or in memory.
    ///
    /// # Safety
    /// If it is [`BY_POINTER`](Self::BY_POINTER), there is aligned room for one at `place`.
    unsafe fn into_result(self, place: *mut c_void) -> Value {
        // SAFETY: the caller says that there is room.
        unsafe { place.cast::<Self>().write(self) };
        Value::VOID
    }
}

// SAFETY: what Rust and C call by the same rules: numbers and pointers.
#[diagnostic::do_not_recommend]
unsafe impl<T: Primitive> Passed for T {
    const BY_POINTER: bool = false;

    #[inline]
    unsafe fn from_argument(value: Value, index: usize) -> Result<Self, Box<ArgumentError>> {
        T::from_value(value).map_err(|error| wrong_value(index, error))
    }

    #[inline]
    unsafe fn into_result(self, _place: *mut c_void) -> Value {
        self.into_value()
    }
}

/// What a C function can return: what is [`Passed`], or `()` for `void`.
///
/// # Safety
/// As for [`Passed`].
#[diagnostic::on_unimplemented(
    message = "a C function cannot return `{Self}`",
    label = "not a C type that is returned by value",
    note = "use a C type from `rffi`, such as `INT`, `SIZE_T` or `CCHARP`, a Rust number or a \
            pointer, or leave the result out",
    note = "a struct or a union needs `#[derive(CStruct, Clone, Copy)]` and a fixed size"
)]
pub unsafe trait ReturnType: LowLevelType {
    /// Whether a call with [`Value`]s writes it to memory: see [`Passed`].
    const BY_POINTER: bool;

    /// The result as a value, or in memory.
    ///
    /// # Safety
    /// If it is [`BY_POINTER`](Self::BY_POINTER), there is aligned room for one at `place`.
    unsafe fn into_result(self, place: *mut c_void) -> Value;
}

// SAFETY: C returns what it passes.
#[diagnostic::do_not_recommend]
unsafe impl<T: Passed> ReturnType for T {
    const BY_POINTER: bool = T::BY_POINTER;

    #[inline]
    unsafe fn into_result(self, place: *mut c_void) -> Value {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { Passed::into_result(self, place) }
    }
}

// SAFETY: C's `void`, which has no value.
unsafe impl ReturnType for () {
    const BY_POINTER: bool = false;

    #[inline]
    unsafe fn into_result(self, _place: *mut c_void) -> Value {
        Value::VOID
    }
}

/// There is room for a result, where one is written to memory.
///
/// # Errors
/// `place` is null or not aligned, and a result would be written there.
#[inline]
pub fn check_room<R: ReturnType>(place: *mut c_void) -> Result<(), Box<ArgumentError>> {
    if !R::BY_POINTER {
        return Ok(());
    }
    match place_problem(place.cast::<R>()) {
        None => Ok(()),
        Some(problem) => Err(Box::new(ArgumentError::Result {
            ty: Type::from_desc(R::DESC),
            problem,
        })),
    }
}

fn place_problem<T>(place: *mut T) -> Option<PlaceProblem> {
    if place.is_null() {
        return Some(PlaceProblem::Null);
    }
    (!place.is_aligned()).then(|| PlaceProblem::Unaligned {
        address: place.addr(),
        align: align_of::<T>(),
    })
}

#[cold]
pub(super) fn wrong_value(index: usize, error: ValueError) -> Box<ArgumentError> {
    Box::new(ArgumentError::Value { index, error })
}

/// A parameter's or a result's type, which Rust passes as C does.
#[track_caller]
pub(super) const fn passed(desc: &'static Desc) -> &'static Desc {
    crate::rules::check_passed(desc);
    desc
}
