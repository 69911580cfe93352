//! [`Ptr`] and [`ConstPtr`]: C's pointers.

use core::cmp::Ordering;
use core::ffi::{CStr, c_char};
use core::fmt;
use core::hash::{Hash, Hasher};

use crate::lowlevel::pointer;
use crate::{Desc, LowLevelType, Primitive, Qualifiers, Value, ValueError};

/// C's `T *`: one machine word, copied freely, perhaps null, perhaps dangling.
///
/// Safety is beside it, not in it: [`free`](crate::free) recognises what may not be freed, and the
/// leak finder what was not. It converts from and to Rust's `*mut T`.
///
/// ```
/// use lltype::{Ptr, free, malloc};
///
/// let numbers = malloc::<i32>(3)?;
/// // SAFETY: `numbers` has room for three; all three are written before they are read.
/// unsafe {
///     for i in 0..3 {
///         numbers.add(i).write(7);
///     }
///     assert_eq!(numbers.add(2).read(), 7);
///     free(numbers)?;
/// }
/// assert!(Ptr::<i32>::NULL.is_null());
/// # Ok::<(), lltype::Error>(())
/// ```
#[repr(transparent)]
pub struct Ptr<T>(*mut T);

/// C's `const T *`: as [`Ptr`], for reading. A [`Ptr`] converts into it.
#[repr(transparent)]
pub struct ConstPtr<T>(*const T);

/// What the two pointers have in common.
macro_rules! pointers {
    ($($name:ident, $raw:ty, $qualifiers:ident;)*) => {
        $(
            impl<T> $name<T> {
                /// The null pointer.
                pub const NULL: Self = Self(core::ptr::null::<T>().cast_mut());

                /// Whether it is null.
                #[inline]
                #[must_use]
                pub fn is_null(self) -> bool {
                    self.0.is_null()
                }

                /// Rust's raw pointer.
                #[inline]
                #[must_use]
                pub const fn as_ptr(self) -> $raw {
                    self.0
                }

                /// The same address as a pointer to another type.
                #[inline]
                #[must_use]
                pub const fn cast<U>(self) -> $name<U> {
                    $name(self.0.cast())
                }

                /// The address as a number.
                #[inline]
                #[must_use]
                pub fn addr(self) -> usize {
                    self.0.addr()
                }

                /// The pointer to the item `count` items further on, as C's `p + count`.
                ///
                /// # Safety
                /// The result, too, lies in the same block of memory, or just behind its end.
                #[inline]
                #[must_use]
                pub unsafe fn add(self, count: usize) -> Self {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    Self(unsafe { self.0.add(count) })
                }

                /// What it points to, as C's `*p`.
                ///
                /// # Safety
                /// It points to a `T` that has been written and not freed, at an aligned address.
                #[inline]
                #[must_use]
                pub unsafe fn read(self) -> T
                where
                    T: Copy,
                {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    unsafe { self.0.read() }
                }
            }

            impl<T> Copy for $name<T> {}

            impl<T> Clone for $name<T> {
                #[inline]
                fn clone(&self) -> Self {
                    *self
                }
            }

            impl<T> Default for $name<T> {
                fn default() -> Self {
                    Self::NULL
                }
            }

            impl<T> PartialEq for $name<T> {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    self.0 == other.0
                }
            }

            impl<T> Eq for $name<T> {}

            impl<T> PartialOrd for $name<T> {
                fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                    Some(self.cmp(other))
                }
            }

            impl<T> Ord for $name<T> {
                fn cmp(&self, other: &Self) -> Ordering {
                    self.0.cmp(&other.0)
                }
            }

            impl<T> Hash for $name<T> {
                fn hash<H: Hasher>(&self, state: &mut H) {
                    self.0.hash(state);
                }
            }

            impl<T> fmt::Debug for $name<T> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Pointer::fmt(&self.0, f)
                }
            }

            impl<T> fmt::Pointer for $name<T> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Pointer::fmt(&self.0, f)
                }
            }

            impl<T> From<$raw> for $name<T> {
                #[inline]
                fn from(raw: $raw) -> Self {
                    Self(raw)
                }
            }

            impl<T> From<$name<T>> for $raw {
                #[inline]
                fn from(pointer: $name<T>) -> Self {
                    pointer.0
                }
            }

            // SAFETY: `repr(transparent)` over a thin pointer.
            unsafe impl<T: LowLevelType> LowLevelType for $name<T> {
                const DESC: &'static Desc = &pointer::<T>(Qualifiers::$qualifiers);
            }

            // SAFETY: one machine word.
            unsafe impl<T: LowLevelType> Primitive for $name<T> {
                #[inline]
                fn into_value(self) -> Value {
                    self.0.into_value()
                }

                #[inline]
                fn from_value(value: Value) -> Result<Self, ValueError> {
                    <$raw>::from_value(value).map(Self)
                }
            }
        )*
    };
}

pointers! {
    Ptr, *mut T, NONE;
    ConstPtr, *const T, CONST;
}

impl<T> Ptr<T> {
    /// Stores a value, as C's `*p = value`. What was there is not dropped.
    ///
    /// # Safety
    /// It points to room for a `T` that nothing else is using, at an aligned address.
    #[inline]
    pub unsafe fn write(self, value: T) {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { self.0.write(value) }
    }
}

impl<T> From<Ptr<T>> for ConstPtr<T> {
    #[inline]
    fn from(pointer: Ptr<T>) -> Self {
        Self(pointer.0)
    }
}

impl From<&'static CStr> for ConstPtr<c_char> {
    /// `c"text".into()`.
    #[inline]
    fn from(text: &'static CStr) -> Self {
        Self(text.as_ptr())
    }
}
