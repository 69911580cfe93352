//! [`TypeView`]: types as texts write them, for whoever writes C or another language of them.

use lltype::{Convention, Qualifiers, RecordKind, Scalar, VectorDesc};

use crate::ask::Access;
use crate::cdef::Cdef;
use crate::types::{Asked, Body, Field, Function, Length, Node, Qualified, RecordId};
use crate::view::{EnumView, RecordView};

/// A type as a text writes it, with its typedefs and qualifiers: a view into a [`Cdef`].
///
/// [`lltype::Type`] is what a type is in the end. This is there for types of which a text does not say all,
/// too, and can be written again in C.
///
/// ```
/// use cdef::{Cdef, TypeShape};
///
/// let cdef = Cdef::parse("typedef int... number; number *find(const char *name);")?;
/// let find = cdef.declaration("find")?.type_view();
/// let TypeShape::Function(function) = find.shape() else { panic!() };
/// assert_eq!(function.result().declared("x"), "number *x");
/// let (name, ty) = function.params().next().unwrap();
/// assert_eq!(ty.declared(name.unwrap()), "const char *name");
/// # Ok::<(), cdef::Errors>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct TypeView<'c> {
    pub(crate) cdef: &'c Cdef,
    pub(crate) ty: Qualified,
}

/// What a type is, one level deep.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TypeShape<'c> {
    /// `void`.
    Void,
    /// A number.
    Scalar(Scalar),
    /// A pointer.
    Pointer(TypeView<'c>),
    /// An array.
    Array {
        /// Its items.
        item: TypeView<'c>,
        /// How many, if that is known.
        length: Option<u64>,
        /// Whether the compiler knows: `[...]`.
        is_asked: bool,
    },
    /// A function.
    Function(FunctionView<'c>),
    /// A struct or union, of which all, some or none of the members are known.
    Record(RecordRef<'c>),
    /// An enum.
    Enum(EnumView<'c>),
    /// Numbers that are worked on together.
    Vector(VectorDesc),
    /// Another name for a type.
    Typedef {
        /// The name.
        name: &'c str,
        /// The type.
        of: TypeView<'c>,
    },
    /// A type of which only the name is known: `typedef ... name;`.
    Opaque(&'c str),
    /// An integer that the compiler knows: `typedef int... name;`.
    SomeInteger(&'c str),
    /// A float that the compiler knows: `typedef float... name;`.
    SomeFloat(&'c str),
}

/// A function type as a text writes it.
#[derive(Debug, Clone, Copy)]
pub struct FunctionView<'c> {
    cdef: &'c Cdef,
    function: &'c Function,
}

/// A struct or union that a type is.
#[derive(Debug, Clone, Copy)]
pub struct RecordRef<'c> {
    cdef: &'c Cdef,
    id: RecordId,
}

/// A member of a struct or union as a text writes it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MemberRef<'c> {
    /// Its name; empty for an anonymous struct or union, and for bits that only pad.
    pub name: &'c str,
    /// Its type.
    pub ty: TypeView<'c>,
    /// The width of a bit-field.
    pub bits: Option<u32>,
}

impl<'c> TypeView<'c> {
    fn of(self, ty: Qualified) -> TypeView<'c> {
        TypeView { ty, ..self }
    }

    /// What it is, one level deep; typedefs are a level.
    #[must_use]
    pub fn shape(self) -> TypeShape<'c> {
        let (cdef, unit) = (self.cdef, self.cdef.unit());
        let text = |name| unit.names.text(name);
        match unit.types.node(self.ty.ty) {
            // Of what is wrong there is no `Cdef`.
            Node::Error | Node::Void => TypeShape::Void,
            Node::Scalar(scalar) => TypeShape::Scalar(scalar),
            Node::Pointer(to) => TypeShape::Pointer(self.of(to)),
            Node::Array { item, length } => TypeShape::Array {
                // `const` before an array is its items'.
                item: self.of(Qualified {
                    ty: item,
                    qualifiers: self.ty.qualifiers,
                }),
                length: match length {
                    Length::Fixed(count) => Some(count),
                    _ => None,
                },
                is_asked: length == Length::Ask,
            },
            Node::Function(id) => TypeShape::Function(FunctionView {
                cdef,
                function: unit.types.function_at(id),
            }),
            Node::Record(id) => TypeShape::Record(RecordRef { cdef, id }),
            Node::Enum(id) => TypeShape::Enum(EnumView::new(cdef, id)),
            Node::Vector(vector) => TypeShape::Vector(vector),
            Node::Typedef { name, of, .. } => TypeShape::Typedef {
                name: text(name),
                of: self.of(Qualified {
                    ty: of,
                    qualifiers: self.ty.qualifiers,
                }),
            },
            Node::Opaque(name) => TypeShape::Opaque(text(name)),
            Node::Ask(name, Asked::Integer) => TypeShape::SomeInteger(text(name)),
            Node::Ask(name, Asked::Float) => TypeShape::SomeFloat(text(name)),
        }
    }

    /// What it is behind all typedefs.
    #[must_use]
    pub fn unaliased(self) -> TypeShape<'c> {
        let mut view = self;
        loop {
            match view.shape() {
                TypeShape::Typedef { of, .. } => view = of,
                shape => return shape,
            }
        }
    }

    /// A declaration of a name in C, without the semicolon; without a name, the type.
    #[must_use]
    pub fn declared(self, name: &str) -> String {
        let unit = self.cdef.unit();
        unit.types.spelled(&unit.names, self.ty, name)
    }

    /// The qualifiers of what has the type.
    #[must_use]
    pub fn qualifiers(self) -> Qualifiers {
        self.ty.qualifiers
    }

    /// The same with other qualifiers.
    #[must_use]
    pub fn qualified(self, qualifiers: Qualifiers) -> TypeView<'c> {
        let ty = Qualified {
            qualifiers,
            ..self.ty
        };
        self.of(ty)
    }

    /// The type as `lltype` has it.
    ///
    /// # Errors
    /// It has parts that are not known.
    pub fn to_type(self) -> crate::Result<lltype::Type> {
        self.cdef.type_at_start(self.ty.ty)
    }
}

impl<'c> FunctionView<'c> {
    /// The type of the result.
    #[must_use]
    pub fn result(&self) -> TypeView<'c> {
        TypeView {
            cdef: self.cdef,
            ty: self.function.result.into(),
        }
    }

    /// The parameters, with their names, if they have one.
    pub fn params(
        &self,
    ) -> impl ExactSizeIterator<Item = (Option<&'c str>, TypeView<'c>)> + use<'c> {
        let cdef = self.cdef;
        self.function.params.iter().map(move |param| {
            let name = param.name.map(|name| cdef.unit().names.text(name));
            let ty = param.ty.into();
            (name, TypeView { cdef, ty })
        })
    }

    /// Whether more arguments may follow.
    #[must_use]
    pub fn is_variadic(&self) -> bool {
        self.function.variadic
    }

    /// How it is called.
    #[must_use]
    pub fn convention(&self) -> Convention {
        self.function.convention
    }
}

impl<'c> RecordRef<'c> {
    fn record(&self) -> &'c crate::types::Record {
        self.cdef.unit().types.record_at(self.id)
    }

    /// What C calls it: with its keyword, or the typedef that is its only name; `None` if it has none.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let unit = self.cdef.unit();
        unit.types.record_name(&unit.names, self.id)
    }

    /// Struct or union.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        self.record().kind
    }

    /// Whether the text tells all of its members.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.record().body == Body::Known
    }

    /// Whether the text leaves some of its members to the compiler.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.record().body == Body::Partial
    }

    /// Its layout and members, if it is laid out.
    #[must_use]
    pub fn view(&self) -> Option<RecordView<'c>> {
        self.cdef.record_view(self.id)
    }

    /// The members that the text tells, in order.
    pub fn members(&self) -> impl Iterator<Item = MemberRef<'c>> + use<'c> {
        let cdef = self.cdef;
        self.record()
            .fields
            .iter()
            .map(move |field| member(cdef, field))
    }
}

impl PartialEq for RecordRef<'_> {
    /// Whether it is the same struct of the same texts.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.cdef.is(other.cdef)
    }
}

impl Eq for RecordRef<'_> {}

impl core::hash::Hash for RecordRef<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}

fn member<'c>(cdef: &'c Cdef, field: &Field) -> MemberRef<'c> {
    MemberRef {
        name: field.name.map_or("", |name| cdef.unit().names.text(name)),
        ty: TypeView {
            cdef,
            ty: Qualified {
                ty: field.ty,
                qualifiers: field.qualifiers,
            },
        },
        bits: field.bits,
    }
}

impl<'c> crate::Declaration<'c> {
    /// The type as the text writes it; of a typedef, what stands behind it.
    #[must_use]
    pub fn type_view(&self) -> TypeView<'c> {
        TypeView {
            cdef: self.cdef,
            ty: self.written(),
        }
    }
}

impl Cdef {
    /// Every struct and union that the texts name, in the order in which they are first named.
    pub fn record_refs(&self) -> impl Iterator<Item = RecordRef<'_>> {
        let unit = self.unit();
        let is_written = |id: &RecordId| !unit.file(unit.types.record_at(*id).at.file).is_builtin();
        let ids = unit.types.own_records().filter(is_written);
        ids.map(|id| RecordRef { cdef: self, id })
    }

    /// Every struct and union that C can name, with what it calls it: its name, or an expression by which
    /// the compiler finds it, such as `__typeof__(((struct line *)0)->ends[0])`.
    pub fn named_records(&self) -> impl Iterator<Item = (RecordRef<'_>, String)> {
        let access = Access::of(self.unit());
        self.record_refs().filter_map(move |record| {
            let name = access.get(record.id)?.to_owned();
            Some((record, name))
        })
    }

    fn type_at_start(&self, ty: crate::types::TypeId) -> crate::Result<lltype::Type> {
        let unit = self.unit();
        self.frozen(ty)
            .ok_or_else(|| unit.unusable(ty, crate::cdef::question_place("")).into())
    }
}
