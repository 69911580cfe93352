//! Members by name: [`Field`] tokens, which `#[derive(CStruct)]` makes, and the places they lead to.
//!
//! RPython writes `p.c_tm_year = 121`; here the member is a constant of the struct's type, and the
//! pointer takes it:
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use std::ffi::c_int;
//! use lltype::{CStruct, scoped_alloc};
//!
//! #[derive(CStruct, Clone, Copy, Default)]
//! #[repr(C)]
//! struct Date {
//!     year: c_int,
//!     month: c_int,
//! }
//!
//! #[derive(CStruct, Clone, Copy, Default)]
//! #[repr(C)]
//! struct Person {
//!     born: Date,
//!     children: u8,
//! }
//!
//! let person = scoped_alloc::<Person>(1)?;
//! // SAFETY: the block has room for one person; what is read was written.
//! unsafe {
//!     person.field(Person::BORN).field(Date::YEAR).set(1990);
//!     person.field(Person::CHILDREN).set(2);
//!     assert_eq!(person.field(Person::CHILDREN).get(), 2);
//! }
//! assert_eq!((Person::CHILDREN.offset(), Person::CHILDREN.name()), (8, "children"));
//! # }
//! # Ok::<(), lltype::Error>(())
//! ```
//!
//! [`Ptr::field`] computes an address and touches no memory, so it is safe with every pointer; only
//! [`get`](Ptr::get) and [`set`](Ptr::set) are not. A [`ConstPtr`] leads to places without `set`.

mod bits;
mod direct;
mod integer;

use core::fmt;
use core::marker::PhantomData;

pub use bits::{BitField, BitPlace, ConstBitPlace};
pub use direct::{direct_arrayitems, direct_fieldptr, ptradd};
pub use integer::{Integer, LoadInteger, StoreInteger, getintfield, setintfield};

use crate::{ConstPtr, Ptr};

/// A member of the struct or union `S`, of type `T`.
///
/// `#[derive(CStruct)]` makes one for each member, named in upper case: `Tm::YEAR`.
pub struct Field<S, T> {
    offset: usize,
    name: &'static str,
    types: PhantomData<fn(S) -> T>,
}

impl<S, T> Field<S, T> {
    /// The member `name` at an offset.
    ///
    /// # Safety
    /// `S` has a member of type `T` there.
    #[must_use]
    pub const unsafe fn new(offset: usize, name: &'static str) -> Self {
        Field {
            offset,
            name,
            types: PhantomData,
        }
    }

    /// C's `offsetof(S, name)`.
    #[must_use]
    pub const fn offset(self) -> usize {
        self.offset
    }

    /// What C calls it; empty for an anonymous member.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<S, T> Copy for Field<S, T> {}

impl<S, T> Clone for Field<S, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S, T> fmt::Debug for Field<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({} at {})", self.name, self.offset)
    }
}

/// What [`Ptr::field`] takes: a [`Field`] or a [`BitField`].
pub trait FieldToken<S>: Copy + sealed::Sealed {
    /// Where it is in a struct that can be written.
    type Place;
    /// Where it is in one that can only be read.
    type ConstPlace;

    /// The member of the struct at `record`.
    fn place(self, record: Ptr<S>) -> Self::Place;

    /// The member of the struct at `record`.
    fn const_place(self, record: ConstPtr<S>) -> Self::ConstPlace;
}

pub(crate) mod sealed {
    /// Only this crate's types are tokens, integers and pointers.
    pub trait Sealed {}
}

impl<S, T> sealed::Sealed for Field<S, T> {}

impl<S, T> FieldToken<S> for Field<S, T> {
    type Place = Ptr<T>;
    type ConstPlace = ConstPtr<T>;

    #[inline]
    fn place(self, record: Ptr<S>) -> Ptr<T> {
        Ptr::from(record.as_ptr().wrapping_byte_add(self.offset).cast())
    }

    #[inline]
    fn const_place(self, record: ConstPtr<S>) -> ConstPtr<T> {
        ConstPtr::from(record.as_ptr().wrapping_byte_add(self.offset).cast())
    }
}

impl<S> Ptr<S> {
    /// Where a member of the struct or union lies: a `Ptr` to it, or a [`BitPlace`] for a bit-field.
    ///
    /// It only computes the address. That of a member of a packed struct may be unaligned: use
    /// [`get`](Self::get) and [`set`](Self::set).
    #[inline]
    #[must_use]
    pub fn field<K: FieldToken<S>>(self, token: K) -> K::Place {
        token.place(self)
    }

    /// Stores a value, as [`write`](Self::write), also where the address is not aligned.
    ///
    /// # Safety
    /// It points to room for an `S` that nothing else is using.
    #[inline]
    pub unsafe fn set(self, value: S) {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { self.as_ptr().write_unaligned(value) }
    }

    /// What it points to, as [`read`](Self::read), also where the address is not aligned.
    ///
    /// # Safety
    /// It points to an `S` that has been written and not freed.
    #[inline]
    #[must_use]
    pub unsafe fn get(self) -> S
    where
        S: Copy,
    {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { self.as_ptr().read_unaligned() }
    }
}

impl<S> ConstPtr<S> {
    /// Where a member of the struct or union lies: a `ConstPtr` to it, or a [`ConstBitPlace`] for a
    /// bit-field. See [`Ptr::field`].
    #[inline]
    #[must_use]
    pub fn field<K: FieldToken<S>>(self, token: K) -> K::ConstPlace {
        token.const_place(self)
    }

    /// What it points to, as [`read`](Self::read), also where the address is not aligned.
    ///
    /// # Safety
    /// It points to an `S` that has been written and not freed.
    #[inline]
    #[must_use]
    pub unsafe fn get(self) -> S
    where
        S: Copy,
    {
        // SAFETY: the caller keeps this function's promise, which is the same.
        unsafe { self.as_ptr().read_unaligned() }
    }
}
