//! [`Type`]: a C type as a value.

mod enumeration;
mod function;
mod place;
mod record;

use std::sync::Arc;

pub use enumeration::Enum;
pub(crate) use enumeration::{default_base, has_base};
pub use function::{Function, Param};
pub(crate) use place::{Place, Shape, Typedef};
pub(crate) use record::RecordMember;
pub use record::{Field, Record};

use crate::desc::{ArrayLength, Desc, Qualifiers, VectorDesc};
use crate::set::Nodes;
use crate::{Layout, LowLevelType, Scalar};

/// A C type as an immutable value: compared, hashed and printed by its structure, whether Rust
/// declares it or a translator builds it at run time.
///
/// It prints in C's words; [`Type::rpython`] prints RPython's.
///
/// ```
/// use lltype::{Ptr, Qualifiers, Scalar, Type};
///
/// let declared = Type::of::<Ptr<f64>>();
/// let built = Type::pointer_to(&Type::from(Scalar::Double), Qualifiers::NONE);
/// assert_eq!(declared, built);
/// assert_eq!(built.to_string(), "double *");
/// assert_eq!(built.declaration("x"), "double *x");
/// ```
#[derive(Clone)]
pub struct Type(pub(crate) Repr);

#[derive(Clone)]
pub(crate) enum Repr {
    /// Described by a constant.
    Static(&'static Desc),
    /// One node of a set made at run time. Sets do not change and hold other sets only by
    /// [`Type`], so no cycle of reference counts can arise.
    Owned(Arc<Nodes>, u32),
}

/// What a [`Type`] is, one level deep. Typedefs are looked through: see [`Type::typedef`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Kind<'a> {
    /// `void`.
    Void,
    /// A number.
    Scalar(Scalar),
    /// A pointer.
    Pointer {
        /// What it points to.
        pointee: Type,
        /// The qualifiers of what it points to.
        qualifiers: Qualifiers,
    },
    /// A function.
    Function(Function<'a>),
    /// A type that only C knows the inside of.
    Opaque {
        /// Its name.
        name: &'a str,
        /// Its size and alignment, if they are known.
        layout: Option<Layout>,
        /// Whether a garbage collector of the translator's owns it.
        gc: bool,
    },
    /// An array.
    Array {
        /// The type of its items.
        item: Type,
        /// How many there are, or who knows.
        length: ArrayLength,
        /// Whether a garbage collector of the translator's owns it.
        gc: bool,
    },
    /// A struct or a union.
    Record(Record<'a>),
    /// An enumeration.
    Enum(Enum<'a>),
    /// Numbers that are worked on together.
    Vector(VectorDesc),
}

impl Type {
    /// `void`.
    pub const VOID: Type = Type::from_desc(&Desc::Void);

    /// The type that `T` has in C.
    #[must_use]
    pub const fn of<T: LowLevelType>() -> Type {
        Type::from_desc(T::DESC)
    }

    /// The type that a constant describes.
    #[must_use]
    pub const fn from_desc(desc: &'static Desc) -> Type {
        Type(Repr::Static(desc))
    }

    /// What the type is behind all typedefs, one level deep.
    #[must_use]
    pub fn kind(&self) -> Kind<'_> {
        Place::of(self).shape().into()
    }

    /// The name of a typedef, and the type that it is another name for; `None` for other types.
    ///
    /// ```
    /// use lltype::{Scalar, Type};
    /// let int = Type::from(Scalar::Int);
    /// let number = Type::typedef_of("number", &int);
    /// assert_eq!(number, int);
    /// assert_eq!(number.to_string(), "number");
    /// assert_eq!(number.typedef(), Some(("number", int)));
    /// ```
    #[must_use]
    pub fn typedef(&self) -> Option<(&str, Type)> {
        let typedef = Place::of(self).typedef()?;
        Some((typedef.name, typedef.of.to_type()))
    }

    /// The alignment that a typedef gives the type, by `__attribute__((aligned(n)))`: that of the
    /// outermost one, if there are several that do. Types of different ones are not equal.
    ///
    /// ```
    /// use lltype::{Scalar, Target, Type};
    /// // typedef long unaligned_long __attribute__((aligned(1)));
    /// let long = Type::from(Scalar::Long);
    /// let unaligned = Type::aligned_typedef_of("unaligned_long", &long, 1)?;
    /// assert_eq!(Type::typedef_of("number", &unaligned).typedef_align(), Some(1));
    /// assert_eq!(Target::X86_64_LINUX_GNU.alignof(&unaligned)?, 1);
    /// assert_ne!(unaligned, long);
    /// # Ok::<(), lltype::Error>(())
    /// ```
    #[must_use]
    pub fn typedef_align(&self) -> Option<u32> {
        match self.0 {
            // Constants describe none that do.
            Repr::Static(_) => None,
            Repr::Owned(..) => Place::of(self).aligned().1,
        }
    }

    /// The type behind all typedefs, without the [alignment](Self::typedef_align) that they give it.
    #[must_use]
    pub fn unaliased(&self) -> Type {
        Place::of(self).unaliased().to_type()
    }

    /// The function type that this is, if it is one.
    #[must_use]
    pub fn as_function(&self) -> Option<Function<'_>> {
        match self.kind() {
            Kind::Function(function) => Some(function),
            _ => None,
        }
    }

    /// The struct or union that this is, if it is one.
    #[must_use]
    pub fn as_record(&self) -> Option<Record<'_>> {
        match self.kind() {
            Kind::Record(record) => Some(record),
            _ => None,
        }
    }

    /// The enumeration that this is, if it is one.
    #[must_use]
    pub fn as_enum(&self) -> Option<Enum<'_>> {
        match self.kind() {
            Kind::Enum(enumeration) => Some(enumeration),
            _ => None,
        }
    }

    /// What a pointer points to.
    #[must_use]
    pub fn pointee(&self) -> Option<Type> {
        match self.kind() {
            Kind::Pointer { pointee, .. } => Some(pointee),
            _ => None,
        }
    }

    /// Whether a garbage collector of the translator's owns values of the type: RPython's `_gckind`.
    /// A tag only; nothing here collects garbage.
    #[must_use]
    pub fn is_gc(&self) -> bool {
        Place::of(self).shape().is_gc()
    }

    /// Whether the size depends on a length that is not part of the type: an array without a fixed
    /// length, or a struct that ends in one.
    #[must_use]
    pub fn is_var_sized(&self) -> bool {
        Place::of(self).shape().is_var_sized()
    }

    /// Whether the types in this one may lead back to it: sets made at run time lead only to older
    /// ones, but for their own nodes.
    pub(crate) fn may_recur(&self) -> bool {
        match Place::of(self).unaliased() {
            Place::Static(_) => true,
            Place::Owned(nodes, index) => nodes.node(index).is_local(),
        }
    }

    /// Where the description behind all typedefs lies: see [`Place::key`].
    pub(crate) fn place(&self) -> (usize, u32) {
        Place::of(self).unaliased().key()
    }
}

impl From<Scalar> for Type {
    fn from(scalar: Scalar) -> Type {
        Type::from_desc(scalar.desc())
    }
}

impl From<&'static Desc> for Type {
    fn from(desc: &'static Desc) -> Type {
        Type::from_desc(desc)
    }
}
