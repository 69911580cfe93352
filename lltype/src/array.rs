//! Arrays: what C's and RPython's forms of them have in common, and those without a fixed size.

use core::fmt;
use core::mem::offset_of;

use crate::{
    AccessError, ArrayDesc, ArrayLength, ConstPtr, Desc, LowLevelType, Ptr, Target, layout_of,
};

/// C's `T items[]`: an array whose length only the program knows. RPython's `Array(T)` with the hint
/// `nolength`, or `CArray(T)`.
///
/// As the last member it makes a struct [`VarSized`]. It has no length: `len` does not exist for it.
/// It is no value, either, that could be copied or assigned as a whole.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use lltype::{CStruct, FlexArray, free, malloc_array};
///
/// #[derive(CStruct)]
/// #[repr(C)]
/// struct Message {
///     length: u32,
///     data: FlexArray<u16>,
/// }
///
/// let message = malloc_array::<Message>(3)?;
/// // SAFETY: the block has room for three items, and is not used after `free`.
/// unsafe {
///     message.field(Message::LENGTH).set(3);
///     message.field(Message::DATA).items().add(2).write(7);
///     free(message)?;
/// }
/// # }
/// # Ok::<(), lltype::Error>(())
/// ```
#[repr(C)]
pub struct FlexArray<T>([T; 0]);

impl<T> FlexArray<T> {
    /// The end of a struct that is written without its items.
    #[must_use]
    pub const fn new() -> Self {
        FlexArray([])
    }
}

impl<T> Default for FlexArray<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for FlexArray<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[..]")
    }
}

// SAFETY: as C's array without a length, it has the alignment of its items, and ends a struct without
// adding to its size. That it stands nowhere else, `rules` checks.
unsafe impl<T: LowLevelType> LowLevelType for FlexArray<T> {
    const DESC: &'static Desc = &Desc::Array(ArrayDesc {
        item: T::DESC,
        length: ArrayLength::NoLength,
        gc: false,
    });
}

/// A word that holds the length, and behind it so many items: RPython's `Array(T)`.
///
/// In C it is `struct { Signed length; T items[]; }`. [`malloc_array`](crate::malloc_array) makes one
/// and writes the length.
///
/// ```
/// use lltype::{Array, malloc_array, free};
/// let array = malloc_array::<Array<i32>>(4)?;
/// // SAFETY: the block has its length from the start, and is not used after `free`.
/// unsafe {
///     array.item(3)?.write(7);
///     assert_eq!(array.len(), 4);
///     assert_eq!(array.item(4).unwrap_err().to_string(), "index 4 in an array of 4 items");
///     free(array)?;
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
#[repr(C)]
pub struct Array<T> {
    length: usize,
    items: [T; 0],
}

// SAFETY: the description is that of an array with a header, and the assertions say that Rust lays it
// out as the layout engine does.
unsafe impl<T: LowLevelType> LowLevelType for Array<T> {
    const DESC: &'static Desc = {
        let desc = &Desc::Array(ArrayDesc {
            item: T::DESC,
            length: ArrayLength::Header,
            gc: false,
        });
        let Some(layout) = layout_of(desc, &Target::HOST) else {
            panic!("an array of items without a size");
        };
        assert!(layout.size == size_of::<Self>() as u64);
        assert!(layout.size == offset_of!(Self, items) as u64);
        assert!(layout.align == align_of::<Self>() as u64);
        desc
    };
}

/// A type of which each object has its own number of items at the end, given to
/// [`malloc_array`](crate::malloc_array): a [`FlexArray`], an [`Array`], or a struct whose last member
/// is one, for which `#[derive(CStruct)]` implements this.
///
/// # Safety
/// Objects of the type end with items, of which the first is at `ITEMS`; at `LENGTH` is a `usize` that
/// is nothing but their number.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has a fixed size",
    label = "takes no number of items",
    note = "use `malloc::<{Self}>(count)` for `count` of them; a struct is var-sized if its last \
            member is a `FlexArray` or an `Array`"
)]
pub unsafe trait VarSized: LowLevelType {
    /// The type of the items.
    type Item: LowLevelType;
    /// The offset of the first item.
    const ITEMS: usize;
    /// The offset of the word that holds the number of items, if there is one.
    const LENGTH: Option<usize>;

    /// The size of an object with so many items: C's `sizeof(S) + count * sizeof(item)`, without
    /// padding that items can use. The same as [`Target::sizeof_n`]. `None` if it does not fit in a
    /// `usize`.
    #[must_use]
    fn size_for(count: usize) -> Option<usize>
    where
        Self: Sized,
    {
        let items = size_of::<Self::Item>().checked_mul(count)?;
        Some(Self::ITEMS.checked_add(items)?.max(size_of::<Self>()))
    }
}

// SAFETY: nothing but the items.
unsafe impl<T: LowLevelType> VarSized for FlexArray<T> {
    type Item = T;
    const ITEMS: usize = 0;
    const LENGTH: Option<usize> = None;
}

// SAFETY: the length, and the items behind it.
unsafe impl<T: LowLevelType> VarSized for Array<T> {
    type Item = T;
    const ITEMS: usize = offset_of!(Array<T>, items);
    const LENGTH: Option<usize> = Some(offset_of!(Array<T>, length));
}

/// An array by any rule for its length: `[T; N]`, [`FlexArray`] or [`Array`].
///
/// # Safety
/// The first item is at `FIRST`.
pub unsafe trait ItemArray: LowLevelType {
    /// The type of the items.
    type Item: LowLevelType;
    /// The offset of the first item.
    const FIRST: usize;
}

// SAFETY: nothing but the items.
unsafe impl<T: LowLevelType, const N: usize> ItemArray for [T; N] {
    type Item = T;
    const FIRST: usize = 0;
}

// SAFETY: as the type says of itself.
unsafe impl<T: LowLevelType> ItemArray for FlexArray<T> {
    type Item = T;
    const FIRST: usize = Self::ITEMS;
}

// SAFETY: as the type says of itself.
unsafe impl<T: LowLevelType> ItemArray for Array<T> {
    type Item = T;
    const FIRST: usize = Self::ITEMS;
}

/// The item pointer, if there is such an item.
macro_rules! items {
    ($($name:ident)*) => {
        $(
            impl<A: ItemArray> $name<A> {
                /// The pointer to the first item. It only computes the address.
                #[inline]
                #[must_use]
                pub fn items(self) -> $name<A::Item> {
                    self.as_ptr().wrapping_byte_add(A::FIRST).cast::<A::Item>().into()
                }

                /// The pointer to an item, if it is one of `length`.
                #[inline]
                fn checked_item(
                    self,
                    index: usize,
                    length: usize,
                ) -> Result<$name<A::Item>, AccessError> {
                    match index < length {
                        true => Ok(self.items().as_ptr().wrapping_add(index).into()),
                        false => Err(AccessError::OutOfBounds { index, length }),
                    }
                }
            }

            impl<T: LowLevelType, const N: usize> $name<[T; N]> {
                /// The pointer to an item. It only computes the address.
                ///
                /// # Errors
                /// The array has no item of this index.
                #[inline]
                pub fn item(self, index: usize) -> Result<$name<T>, AccessError> {
                    self.checked_item(index, N)
                }
            }

            #[expect(clippy::len_without_is_empty, reason = "`is_null` is what pointers have")]
            impl<T: LowLevelType> $name<Array<T>> {
                /// How many items it has.
                ///
                /// # Safety
                /// It points to an array that is not freed.
                #[inline]
                #[must_use]
                pub unsafe fn len(self) -> usize {
                    let length = self.as_ptr().cast::<usize>();
                    // SAFETY: the length is the first member, and the caller says that it is there.
                    unsafe { length.read_unaligned() }
                }

                /// The pointer to an item.
                ///
                /// # Errors
                /// The array has no item of this index.
                ///
                /// # Safety
                /// It points to an array that is not freed.
                #[inline]
                pub unsafe fn item(self, index: usize) -> Result<$name<T>, AccessError> {
                    // SAFETY: the caller keeps this function's promise, which is the same.
                    let length = unsafe { self.len() };
                    self.checked_item(index, length)
                }
            }
        )*
    };
}

items! { Ptr ConstPtr }
