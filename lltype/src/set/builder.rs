//! [`TypeBuilder`]: types that may refer to each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{
    EnumNode, EnumSpec, FieldNode, FunctionNode, FunctionSpec, Node, NodeRef, Nodes, ParamNode,
    RecordNode, RecordSpec, TypeError, TypeSet, infinite,
};
use crate::desc::{ArrayLength, Qualifiers};
use crate::{Layout, Type};

/// A type under construction: an id of the [`TypeBuilder`] that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeId {
    builder: u64,
    index: u32,
}

impl TypeId {
    /// The index, for the builder that gave the id.
    pub(super) fn index_of(self, builder: u64) -> Result<u32, TypeError> {
        match self.builder == builder {
            true => Ok(self.index),
            false => Err(TypeError::ForeignId),
        }
    }
}

/// Builds types that may refer to each other, also in circles, and freezes them.
///
/// RPython's `ForwardReference` is [`forward`](Self::forward), its `become` is
/// [`resolve`](Self::resolve).
///
/// ```
/// use lltype::{Qualifiers, RecordSpec, Scalar, TypeBuilder};
///
/// // struct node { struct node *next; int value; }
/// let mut builder = TypeBuilder::new();
/// let node = builder.forward();
/// let next = builder.pointer(node, Qualifiers::NONE)?;
/// let int = builder.import(Scalar::Int.into());
/// let record = RecordSpec::structure("struct node").field("next", next).field("value", int);
/// let record = builder.record(record)?;
/// builder.resolve(node, record)?;
///
/// let node = builder.freeze()?.get(node)?;
/// let (_, next) = node.as_record().unwrap().field("next").unwrap();
/// assert_eq!(next.ty.pointee(), Some(node.clone()));
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[derive(Debug)]
pub struct TypeBuilder {
    serial: u64,
    /// They name each other by their slots, until they are frozen.
    nodes: Vec<Node>,
    slots: Vec<Slot>,
}

/// What an id stands for.
#[derive(Debug)]
pub(super) enum Slot {
    /// The node of this index.
    Node(u32),
    Import(Type),
    Forward {
        /// Whether a garbage collector owns what it will be.
        gc: bool,
        /// The slot that it became, once it is resolved; once all are frozen, no forward reference.
        target: Option<u32>,
    },
}

impl Default for TypeBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        TypeBuilder {
            serial: NEXT.fetch_add(1, Ordering::Relaxed),
            nodes: Vec::new(),
            slots: Vec::new(),
        }
    }

    /// A type that exists already.
    pub fn import(&mut self, ty: Type) -> TypeId {
        self.push(Slot::Import(ty))
    }

    /// A type to be given later, by [`resolve`](Self::resolve).
    pub fn forward(&mut self) -> TypeId {
        self.push(Slot::Forward {
            gc: false,
            target: None,
        })
    }

    /// A type of a garbage collector to be given later: RPython's `GcForwardReference`.
    pub fn forward_gc(&mut self) -> TypeId {
        self.push(Slot::Forward {
            gc: true,
            target: None,
        })
    }

    /// A type that only C knows the inside of, such as `struct dirent`.
    pub fn opaque(&mut self, c_name: &str) -> TypeId {
        self.push_opaque(c_name, None, false)
    }

    /// A type that only C knows the inside of, but of known size.
    pub fn sized_opaque(&mut self, c_name: &str, layout: Layout) -> TypeId {
        self.push_opaque(c_name, Some(layout), false)
    }

    /// A type that only a garbage collector of the translator's knows the inside of: RPython's
    /// `GcOpaqueType`.
    pub fn gc_opaque(&mut self, name: &str) -> TypeId {
        self.push_opaque(name, None, true)
    }

    fn push_opaque(&mut self, name: &str, layout: Option<Layout>, gc: bool) -> TypeId {
        let name = name.into();
        self.push_node(Node::Opaque { name, layout, gc })
    }

    /// A pointer; `qualifiers` are those of what it points to.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn pointer(
        &mut self,
        pointee: TypeId,
        qualifiers: Qualifiers,
    ) -> Result<TypeId, TypeError> {
        let pointee = self.reference(pointee)?;
        Ok(self.push_node(Node::Pointer {
            pointee,
            qualifiers,
        }))
    }

    /// A function: parameters with their names (empty for none), and its result.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn function(
        &mut self,
        params: &[(&str, TypeId)],
        result: TypeId,
        variadic: bool,
    ) -> Result<TypeId, TypeError> {
        let mut spec = FunctionSpec::returning(result);
        spec.variadic = variadic;
        let params = params.iter();
        self.function_of(params.fold(spec, |spec, (name, ty)| spec.param(name, *ty)))
    }

    /// A function with everything that it can have.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn function_of(&mut self, spec: FunctionSpec<TypeId>) -> Result<TypeId, TypeError> {
        let ids = spec.params.iter().map(|(_, id)| *id);
        ids.chain([spec.result]).try_for_each(|id| self.owns(id))?;
        let node = spec.map(|id| NodeRef::Local(id.index)).into();
        Ok(self.push_node(Node::Function(node)))
    }

    /// An array.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn array(&mut self, item: TypeId, length: ArrayLength) -> Result<TypeId, TypeError> {
        self.push_array(item, length, false)
    }

    /// An array with a header, owned by a garbage collector of the translator's: RPython's
    /// `GcArray`.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn gc_array(&mut self, item: TypeId) -> Result<TypeId, TypeError> {
        self.push_array(item, ArrayLength::Header, true)
    }

    fn push_array(
        &mut self,
        item: TypeId,
        length: ArrayLength,
        gc: bool,
    ) -> Result<TypeId, TypeError> {
        let item = self.reference(item)?;
        Ok(self.push_node(Node::Array { item, length, gc }))
    }

    /// A struct or a union.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`]. Whether its members can be members is checked by
    /// [`freeze`](Self::freeze), when all are known.
    pub fn record(&mut self, spec: RecordSpec<TypeId>) -> Result<TypeId, TypeError> {
        let mut ids = spec.fields.iter().map(|field| field.ty);
        ids.try_for_each(|id| self.owns(id))?;
        let node = spec.map(|id| NodeRef::Local(id.index)).into();
        Ok(self.push_node(Node::Record(node)))
    }

    /// Another name for a type.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`].
    pub fn typedef(&mut self, name: &str, of: TypeId) -> Result<TypeId, TypeError> {
        self.push_typedef(name, of, None)
    }

    /// Another name for a type, with an alignment of its own: `typedef int a16
    /// __attribute__((aligned(16)))`. It may be more or less than the type's; the size stays.
    ///
    /// ```
    /// use lltype::{RecordSpec, Scalar, Target, TypeBuilder};
    ///
    /// let mut builder = TypeBuilder::new();
    /// let int = builder.import(Scalar::Int.into());
    /// let wide = builder.aligned_typedef("a16", int, 16)?;
    /// let spec = RecordSpec::structure("struct s").field("kind", int).field("data", wide);
    /// let record = builder.record(spec)?;
    /// let set = builder.freeze()?;
    /// assert_eq!(Target::HOST.offsetof(&set.get(record)?, "data")?.offset, 16);
    /// # Ok::<(), lltype::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`TypeError::ForeignId`]; the alignment is checked by [`freeze`](Self::freeze).
    pub fn aligned_typedef(
        &mut self,
        name: &str,
        of: TypeId,
        align: u32,
    ) -> Result<TypeId, TypeError> {
        self.push_typedef(name, of, Some(align))
    }

    fn push_typedef(
        &mut self,
        name: &str,
        of: TypeId,
        align: Option<u32>,
    ) -> Result<TypeId, TypeError> {
        let (name, of) = (name.into(), self.reference(of)?);
        Ok(self.push_node(Node::Typedef { name, of, align }))
    }

    /// Says what a forward reference is.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`]; [`TypeError::NotForward`] if `forward` is no open forward
    /// reference.
    pub fn resolve(&mut self, forward: TypeId, target: TypeId) -> Result<(), TypeError> {
        self.owns(target)?;
        let index = forward.index_of(self.serial)?;
        match &mut self.slots[index as usize] {
            Slot::Forward {
                target: place @ None,
                ..
            } => {
                *place = Some(target.index);
                Ok(())
            }
            _ => Err(TypeError::NotForward(index)),
        }
    }

    /// Makes the types usable, and unchangeable.
    ///
    /// # Errors
    /// An unresolved or circular forward reference, a type that contains itself or something that
    /// it cannot, too many types.
    pub fn freeze(mut self) -> Result<TypeSet, TypeError> {
        if u32::try_from(self.slots.len()).is_err() {
            return Err(TypeError::TooMany);
        }
        self.follow_forwards()?;
        self.link();
        if let Some(index) = infinite::find(&self.nodes) {
            let name = self.nodes[index as usize].name();
            return Err(TypeError::Infinite(name.to_owned()));
        }
        let nodes = Arc::new(Nodes(self.nodes.into()));
        let set = TypeSet {
            serial: self.serial,
            nodes,
            slots: Arc::new(self.slots),
        };
        set.check()?;
        Ok(set)
    }

    /// Lets every forward reference name the end of its chain.
    fn follow_forwards(&mut self) -> Result<(), TypeError> {
        let mut chain = Vec::new();
        for start in (0..).take(self.slots.len()) {
            let mut index: u32 = start;
            while let Slot::Forward { target, .. } = self.slots[index as usize] {
                if chain.len() > self.slots.len() {
                    return Err(TypeError::Circular(start));
                }
                chain.push(index);
                index = target.ok_or(TypeError::Unresolved(index))?;
            }
            for forward in chain.drain(..) {
                if let Slot::Forward { target, .. } = &mut self.slots[forward as usize] {
                    *target = Some(index);
                }
            }
        }
        Ok(())
    }

    /// Lets nodes name nodes, where they named slots.
    fn link(&mut self) {
        // Where there is nothing else, those are the same.
        if self.slots.len() == self.nodes.len() {
            return;
        }
        for node in &mut self.nodes {
            for reference in node.references() {
                if let NodeRef::Local(slot) = *reference
                    && let Some(linked) = linked(&self.slots, slot)
                {
                    *reference = linked;
                }
            }
        }
    }

    fn push_node(&mut self, node: Node) -> TypeId {
        let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(node);
        self.push(Slot::Node(index))
    }

    fn push(&mut self, slot: Slot) -> TypeId {
        // `freeze` reports a set with more types than an index can name.
        let index = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.push(slot);
        TypeId {
            builder: self.serial,
            index,
        }
    }

    fn owns(&self, id: TypeId) -> Result<(), TypeError> {
        id.index_of(self.serial).map(drop)
    }

    fn reference(&self, id: TypeId) -> Result<NodeRef, TypeError> {
        id.index_of(self.serial).map(NodeRef::Local)
    }
}

/// What a slot stands for; its forward references lead to their ends.
fn linked(slots: &[Slot], slot: u32) -> Option<NodeRef> {
    match &slots[slot as usize] {
        Slot::Node(index) => Some(NodeRef::Local(*index)),
        Slot::Import(ty) => Some(NodeRef::Type(ty.clone())),
        Slot::Forward { target, .. } => linked(slots, (*target)?),
    }
}

/// A name, or `None` for an empty one.
fn named(name: String) -> Option<Box<str>> {
    Some(name).filter(|name| !name.is_empty()).map(String::into)
}

impl From<RecordSpec<NodeRef>> for RecordNode {
    fn from(spec: RecordSpec<NodeRef>) -> Self {
        let fields = spec.fields.into_iter().map(|field| FieldNode {
            name: named(field.name),
            ty: field.ty,
            qualifiers: field.qualifiers,
            bits: field.bits,
            align: field.align,
            packed: field.packed,
        });
        RecordNode {
            kind: spec.kind,
            name: named(spec.name),
            fields: fields.collect(),
            attrs: spec.attrs,
        }
    }
}

impl From<FunctionSpec<NodeRef>> for FunctionNode {
    fn from(spec: FunctionSpec<NodeRef>) -> Self {
        let params = spec.params.into_iter().map(|(name, ty)| ParamNode {
            name: named(name),
            ty,
        });
        FunctionNode {
            params: params.collect(),
            result: spec.result,
            convention: spec.convention,
            variadic: spec.variadic,
        }
    }
}

impl From<EnumSpec> for EnumNode {
    fn from(spec: EnumSpec) -> Self {
        let constants = spec.constants.into_iter();
        EnumNode {
            name: named(spec.name),
            base: spec.base,
            constants: constants
                .map(|(name, value)| (name.into(), value))
                .collect(),
        }
    }
}
