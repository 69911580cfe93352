//! [`Type`]: a C type as a value.

mod enumeration;
mod function;
mod record;

use std::sync::Arc;

pub use enumeration::Enum;
pub(crate) use enumeration::{default_base, has_base};
pub use function::{Function, Param};
pub use record::{Field, Record};

use crate::desc::{ArrayLength, Desc, Qualifiers, VectorDesc};
use crate::set::{Node, NodeRef, Nodes};
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

/// A borrowed place of a description.
#[derive(Clone, Copy)]
enum Place<'a> {
    Static(&'static Desc),
    Owned(&'a Arc<Nodes>, u32),
}

impl<'a> Place<'a> {
    fn of(ty: &'a Type) -> Self {
        match &ty.0 {
            Repr::Static(desc) => Place::Static(desc),
            Repr::Owned(nodes, index) => Place::Owned(nodes, *index),
        }
    }

    /// The name and the type behind it, if this is a typedef.
    fn typedef(self) -> Option<(&'a str, Place<'a>)> {
        match self {
            Place::Static(Desc::Typedef(typedef)) => {
                Some((typedef.name, Place::Static(typedef.of)))
            }
            Place::Static(_) => None,
            Place::Owned(nodes, index) => match nodes.node(index) {
                Node::Typedef { name, of } => Some((
                    name,
                    match of {
                        NodeRef::Local(index) => Place::Owned(nodes, *index),
                        NodeRef::Type(ty) => Place::of(ty),
                    },
                )),
                _ => None,
            },
        }
    }

    /// The type behind all typedefs.
    fn unaliased(mut self) -> Self {
        while let Some((_, of)) = self.typedef() {
            self = of;
        }
        self
    }

    fn to_type(self) -> Type {
        Type(match self {
            Place::Static(desc) => Repr::Static(desc),
            Place::Owned(nodes, index) => Repr::Owned(Arc::clone(nodes), index),
        })
    }
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
        match Place::of(self).unaliased() {
            Place::Static(desc) => static_kind(desc),
            Place::Owned(nodes, index) => owned_kind(nodes, nodes.node(index)),
        }
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
        let (name, of) = Place::of(self).typedef()?;
        Some((name, of.to_type()))
    }

    /// The type behind all typedefs.
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
        match self.kind() {
            Kind::Opaque { gc, .. } | Kind::Array { gc, .. } => gc,
            Kind::Record(record) => record.attrs().gc,
            _ => false,
        }
    }

    /// Whether the size depends on a length that is not part of the type: an array without a fixed
    /// length, or a struct that ends in one.
    #[must_use]
    pub fn is_var_sized(&self) -> bool {
        match self.kind() {
            Kind::Array { length, .. } => !matches!(length, ArrayLength::Fixed(_)),
            // Deeper inside, there is none: a var-sized struct is no member.
            Kind::Record(record) => record.last().is_some_and(|field| match field.ty.kind() {
                Kind::Array { length, .. } => !matches!(length, ArrayLength::Fixed(_)),
                _ => false,
            }),
            _ => false,
        }
    }

    /// Whether the types in this one may lead back to it: sets made at run time lead only to older
    /// ones, but for their own nodes.
    pub(crate) fn may_recur(&self) -> bool {
        match Place::of(self).unaliased() {
            Place::Static(_) => true,
            Place::Owned(nodes, index) => nodes.node(index).is_local(),
        }
    }

    /// Where the description behind all typedefs lies: equal places are equal types, but not the
    /// other way round.
    pub(crate) fn place(&self) -> (usize, u32) {
        match Place::of(self).unaliased() {
            Place::Static(desc) => (core::ptr::from_ref::<Desc>(desc).addr(), 0),
            Place::Owned(nodes, index) => (Arc::as_ptr(nodes).addr(), index),
        }
    }
}

fn static_kind(desc: &'static Desc) -> Kind<'static> {
    match desc {
        Desc::Void => Kind::Void,
        Desc::Scalar(scalar) => Kind::Scalar(*scalar),
        Desc::Pointer(pointer) => Kind::Pointer {
            pointee: Type::from_desc((pointer.pointee)()),
            qualifiers: pointer.qualifiers,
        },
        Desc::Function(function) => Kind::Function(function.into()),
        Desc::Opaque(opaque) => Kind::Opaque {
            name: opaque.name,
            layout: opaque.layout,
            gc: opaque.gc,
        },
        Desc::Array(array) => Kind::Array {
            item: Type::from_desc(array.item),
            length: array.length,
            gc: array.gc,
        },
        Desc::Record(record) => Kind::Record(record.into()),
        Desc::Enum(enumeration) => Kind::Enum(enumeration.into()),
        Desc::Vector(vector) => Kind::Vector(*vector),
        Desc::Typedef(typedef) => static_kind(typedef.of),
    }
}

/// The node is no typedef: [`Place::unaliased`] went through them.
fn owned_kind<'a>(nodes: &'a Arc<Nodes>, node: &'a Node) -> Kind<'a> {
    match node {
        Node::Pointer {
            pointee,
            qualifiers,
        } => Kind::Pointer {
            pointee: nodes.resolve(pointee),
            qualifiers: *qualifiers,
        },
        Node::Function(function) => Kind::Function((nodes, function).into()),
        Node::Opaque { name, layout, gc } => Kind::Opaque {
            name,
            layout: *layout,
            gc: *gc,
        },
        Node::Array { item, length, gc } => Kind::Array {
            item: nodes.resolve(item),
            length: *length,
            gc: *gc,
        },
        Node::Record(record) => Kind::Record((nodes, record).into()),
        Node::Enum(enumeration) => Kind::Enum(enumeration.into()),
        Node::Vector(vector) => Kind::Vector(*vector),
        Node::Typedef { .. } => Kind::Void,
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
