//! Pointers to members and items, in RPython's words.

use super::{Field, sealed};
use crate::array::ItemArray;
use crate::{AccessError, ConstPtr, LowLevelType, Ptr, rules};

/// The pointer to a member: RPython's `direct_fieldptr`, and [`Ptr::field`] with a check.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use lltype::{AccessError, CStruct, Ptr, direct_fieldptr};
///
/// #[derive(CStruct)]
/// #[repr(C)]
/// struct Point { x: i32, y: i32 }
///
/// let null = direct_fieldptr(Ptr::NULL, Point::Y);
/// assert_eq!(null, Err(AccessError::Null { member: "y" }));
/// # }
/// ```
///
/// # Errors
/// `record` is null.
#[inline]
pub fn direct_fieldptr<S, T>(record: Ptr<S>, field: Field<S, T>) -> Result<Ptr<T>, AccessError> {
    match record.is_null() {
        true => Err(AccessError::Null {
            member: field.name(),
        }),
        false => Ok(record.field(field)),
    }
}

/// The pointer to the first item of an array: RPython's `direct_arrayitems`, as [`Ptr::items`].
///
/// ```
/// use lltype::{direct_arrayitems, ptradd, scoped_alloc};
///
/// let array = scoped_alloc::<[i32; 5]>(1)?;
/// let fourth = ptradd(direct_arrayitems(array.ptr()), 3);
/// // SAFETY: items 1 and 3 are inside of the block.
/// unsafe {
///     fourth.write(40);
///     ptradd(fourth, -2).write(20);
///     assert_eq!(array.item(3)?.read() + array.item(1)?.read(), 60);
/// }
/// # Ok::<(), lltype::Error>(())
/// ```
#[inline]
#[must_use]
pub fn direct_arrayitems<A: ItemArray>(array: Ptr<A>) -> Ptr<A::Item> {
    array.items()
}

/// A [`Ptr`] or a [`ConstPtr`].
pub trait Pointer: Copy + sealed::Sealed {
    /// What it points to.
    type Item: LowLevelType;

    /// The pointer `count` items further on.
    #[must_use]
    fn shifted(self, count: isize) -> Self;
}

macro_rules! pointers {
    ($($name:ident)*) => {
        $(
            impl<T> sealed::Sealed for $name<T> {}

            impl<T: LowLevelType> Pointer for $name<T> {
                type Item = T;

                #[inline]
                fn shifted(self, count: isize) -> Self {
                    self.as_ptr().wrapping_offset(count).into()
                }
            }
        )*
    };
}

pointers! { Ptr ConstPtr }

/// The pointer `count` items further on, or back: C's `p + count`, RPython's `ptradd`.
///
/// It only computes an address, and wraps around at the end of the address space; what is there, who
/// reads or writes it answers for. So it is safe, of null, too, where RPython refuses. Types without a
/// fixed size have no next item, and do not compile, nor do opaque types.
///
/// ```
/// use lltype::{ConstPtr, ptradd};
/// let hello = ConstPtr::from(c"hello, world!");
/// // SAFETY: the text has more than two bytes.
/// assert_eq!(unsafe { ptradd(hello, 2).read() }, b'l' as _);
/// ```
#[inline]
#[must_use]
pub fn ptradd<P: Pointer>(pointer: P, count: isize) -> P {
    const {
        assert!(
            !rules::is_var_sized(P::Item::DESC),
            "a type without a fixed size has no next item; shift the pointer to its items"
        );
        assert!(
            rules::has_size(P::Item::DESC),
            "nobody knows the size of this type, which is opaque or has an opaque type in it, so there is \
             no next item"
        );
    }
    pointer.shifted(count)
}
