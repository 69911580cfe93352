//! Types made at run time: a builder with ids, frozen into a [`TypeSet`].

mod builder;
mod check;
mod error;
mod names;
mod nodes;
mod spec;

use std::sync::Arc;

pub use builder::{TypeBuilder, TypeId};
pub use error::{EnumProblem, ItemProblem, Member, TypeError};
pub(crate) use nodes::{
    EnumNode, FieldNode, FunctionNode, Node, NodeRef, Nodes, ParamNode, RecordNode,
};
pub use spec::{EnumSpec, FieldSpec, FunctionSpec, RecordSpec};

use crate::desc::{ArrayLength, Qualifiers, VectorDesc};
use crate::{Layout, Scalar, Type};

/// Types that were frozen together. Each [`Type`] taken from it keeps the whole set alive.
#[derive(Debug, Clone)]
pub struct TypeSet {
    serial: u64,
    types: Arc<[Type]>,
}

impl TypeSet {
    /// The type that an id of the builder became.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`] if the id is of another builder.
    pub fn get(&self, id: TypeId) -> Result<Type, TypeError> {
        let index = id.index_of(self.serial)?;
        let ty = self.types.get(index as usize);
        ty.cloned().ok_or(TypeError::ForeignId)
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
        })
    }
}

fn single(node: Node) -> Type {
    Arc::new(Nodes(Box::new([node]))).resolve(&NodeRef::Local(0))
}

fn checked(node: Node) -> Result<Type, TypeError> {
    let ty = single(node);
    names::check(&ty)?;
    check::check(&ty)?;
    Ok(ty)
}
