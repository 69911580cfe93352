//! Types made at run time: a builder with ids, frozen into a [`TypeSet`].

mod builder;
mod check;
mod error;
mod infinite;
mod names;
mod nodes;
mod spec;

use std::sync::Arc;

use builder::Slot;
pub use builder::{TypeBuilder, TypeId};
pub use error::{EnumProblem, ItemProblem, Member, TypeError};
pub(crate) use nodes::{
    EnumNode, FieldNode, FunctionNode, Node, NodeRef, Nodes, ParamNode, RecordNode,
};
pub use spec::{EnumSpec, FieldSpec, FunctionSpec, RecordSpec};

use crate::desc::{ArrayLength, Qualifiers, VectorDesc};
use crate::ty::Place;
use crate::{Layout, Scalar, Type};

/// Types that were frozen together. Each [`Type`] taken from it keeps the whole set alive.
#[derive(Debug, Clone)]
pub struct TypeSet {
    serial: u64,
    nodes: Arc<Nodes>,
    slots: Arc<Vec<Slot>>,
}

impl TypeSet {
    /// The type that an id of the builder became.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`] if the id is of another builder.
    pub fn get(&self, id: TypeId) -> Result<Type, TypeError> {
        let index = id.index_of(self.serial)?;
        let place = self.place(index).ok_or(TypeError::ForeignId)?;
        Ok(place.to_type())
    }

    fn place(&self, slot: u32) -> Option<Place<'_>> {
        match self.slots.get(slot as usize)? {
            Slot::Node(index) => Some(Place::Owned(&self.nodes, *index)),
            Slot::Import(ty) => Some(Place::of(ty)),
            Slot::Forward { target, .. } => self.place((*target)?),
        }
    }

    /// Whether each type keeps the rules. What forward references became has a slot of its own.
    fn check(&self) -> Result<(), TypeError> {
        for slot in self.slots.iter() {
            match slot {
                Slot::Node(index) if self.nodes.node(*index).has_no_rules() => {}
                Slot::Node(index) => check::check(Place::Owned(&self.nodes, *index))?,
                Slot::Import(ty) => check::check_import(Place::of(ty))?,
                Slot::Forward { .. } => {}
            }
        }
        for (slot, forward) in self.slots.iter().zip(0..) {
            if let Slot::Forward { gc, .. } = *slot
                && self
                    .place(forward)
                    .is_some_and(|place| place.shape().is_gc() != gc)
            {
                return Err(TypeError::MemoryKind { forward, gc });
            }
        }
        Ok(())
    }
}

/// One type that needs no builder, because it does not refer to itself.
impl Type {
    /// A pointer to `pointee`; `qualifiers` are those of what it points to.
    #[must_use]
    pub fn pointer_to(pointee: &Type, qualifiers: Qualifiers) -> Type {
        single(Node::Pointer {
            pointee: NodeRef::Type(pointee.clone()),
            qualifiers,
        })
    }

    /// A function with unnamed parameters. [`Type::function_of`] takes names.
    ///
    /// # Errors
    /// [`TypeError::ByValue`].
    pub fn function(params: &[Type], result: &Type, variadic: bool) -> Result<Type, TypeError> {
        let mut spec = FunctionSpec::returning(result.clone());
        spec.variadic = variadic;
        let params = params.iter().cloned();
        Type::function_of(params.fold(spec, |spec, ty| spec.param("", ty)))
    }

    /// A function with everything that it can have.
    ///
    /// # Errors
    /// [`TypeError::ByValue`].
    pub fn function_of(spec: FunctionSpec<Type>) -> Result<Type, TypeError> {
        checked(Node::Function(spec.map(NodeRef::Type).into()))
    }

    /// A type that only C knows the inside of, such as `FILE`.
    #[must_use]
    pub fn opaque(c_name: &str) -> Type {
        single(Node::Opaque {
            name: c_name.into(),
            layout: None,
            gc: false,
        })
    }

    /// A type that only C knows the inside of, but of known size: it can be a member, or malloc'ed.
    #[must_use]
    pub fn sized_opaque(c_name: &str, layout: Layout) -> Type {
        single(Node::Opaque {
            name: c_name.into(),
            layout: Some(layout),
            gc: false,
        })
    }

    /// An array.
    ///
    /// ```
    /// use lltype::{ArrayLength, Scalar, Type};
    /// let line = Type::array_of(&Scalar::Char.into(), ArrayLength::Fixed(80))?;
    /// assert_eq!(line.declaration("line"), "char line[80]");
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    ///
    /// # Errors
    /// [`TypeError::Item`].
    pub fn array_of(item: &Type, length: ArrayLength) -> Result<Type, TypeError> {
        checked(Node::Array {
            item: NodeRef::Type(item.clone()),
            length,
            gc: false,
        })
    }

    /// An array with a header, owned by a garbage collector of the translator's: RPython's
    /// `GcArray`.
    ///
    /// # Errors
    /// [`TypeError::Item`].
    pub fn gc_array_of(item: &Type) -> Result<Type, TypeError> {
        checked(Node::Array {
            item: NodeRef::Type(item.clone()),
            length: ArrayLength::Header,
            gc: true,
        })
    }

    /// A struct or a union.
    ///
    /// # Errors
    /// A member cannot be one: each case has its own [`TypeError`].
    pub fn record(spec: RecordSpec<Type>) -> Result<Type, TypeError> {
        checked(Node::Record(spec.map(NodeRef::Type).into()))
    }

    /// An enumeration.
    ///
    /// # Errors
    /// [`TypeError::Enum`].
    pub fn enumeration(spec: EnumSpec) -> Result<Type, TypeError> {
        checked(Node::Enum(spec.into()))
    }

    /// A vector, such as four `float`s: `float __attribute__((vector_size(16)))`.
    ///
    /// # Errors
    /// [`TypeError::Vector`].
    pub fn vector(item: Scalar, lanes: u32) -> Result<Type, TypeError> {
        checked(Node::Vector(VectorDesc { item, lanes }))
    }

    /// Another name for a type. It is equal to the type.
    #[must_use]
    pub fn typedef_of(name: &str, of: &Type) -> Type {
        single(Node::Typedef {
            name: name.into(),
            of: NodeRef::Type(of.clone()),
            align: None,
        })
    }

    /// Another name for a type, with an alignment of its own: see
    /// [`TypeBuilder::aligned_typedef`].
    ///
    /// ```
    /// use lltype::{Scalar, Type};
    /// let a16 = Type::aligned_typedef_of("a16", &Scalar::Int.into(), 16)?;
    /// assert_eq!(a16.definition().unwrap(), "typedef int a16 __attribute__((aligned(16)));");
    /// # Ok::<(), lltype::TypeError>(())
    /// ```
    ///
    /// # Errors
    /// [`TypeError::Alignment`], [`TypeError::Name`].
    pub fn aligned_typedef_of(name: &str, of: &Type, align: u32) -> Result<Type, TypeError> {
        checked(Node::Typedef {
            name: name.into(),
            of: NodeRef::Type(of.clone()),
            align: Some(align),
        })
    }
}

fn single(node: Node) -> Type {
    Arc::new(Nodes(Box::new([node]))).resolve(&NodeRef::Local(0))
}

fn checked(node: Node) -> Result<Type, TypeError> {
    let ty = single(node);
    check::check(Place::of(&ty))?;
    Ok(ty)
}
