//! Types made at run time: a builder with ids, frozen into a [`TypeSet`].

use core::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::desc::{Convention, Desc, Qualifiers};
use crate::ty::Repr;
use crate::{Kind, Scalar, Type};

/// The nodes of one frozen set.
pub(crate) struct Nodes(Box<[Node]>);

/// One type that holds other types. Scalars are never nodes: constants describe them.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Pointer {
        pointee: NodeRef,
        qualifiers: Qualifiers,
    },
    Function(FunctionNode),
    Opaque(Box<str>),
}

#[derive(Debug, Clone)]
pub(crate) struct FunctionNode {
    pub(crate) params: Box<[ParamNode]>,
    pub(crate) result: NodeRef,
    pub(crate) convention: Convention,
    pub(crate) variadic: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct ParamNode {
    pub(crate) name: Option<Box<str>>,
    pub(crate) ty: NodeRef,
}

/// A type named by a node: one of the same set, or any other type.
#[derive(Debug, Clone)]
pub(crate) enum NodeRef {
    Local(u32),
    Type(Type),
}

impl Nodes {
    pub(crate) fn node(&self, index: u32) -> &Node {
        &self.0[index as usize]
    }

    pub(crate) fn resolve(self: &Arc<Self>, reference: &NodeRef) -> Type {
        match reference {
            NodeRef::Local(index) => Type(Repr::Owned(Arc::clone(self), *index)),
            NodeRef::Type(ty) => ty.clone(),
        }
    }
}

impl fmt::Debug for Nodes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nodes({})", self.0.len())
    }
}

impl Node {
    fn references(&mut self) -> impl Iterator<Item = &mut NodeRef> {
        let (one, params): (Option<&mut NodeRef>, &mut [ParamNode]) = match self {
            Node::Pointer { pointee, .. } => (Some(pointee), &mut []),
            Node::Function(function) => (Some(&mut function.result), &mut function.params),
            Node::Opaque(_) => (None, &mut []),
        };
        one.into_iter()
            .chain(params.iter_mut().map(|param| &mut param.ty))
    }
}

impl Drop for Nodes {
    /// Without recursion: a chain of a million pointers must not overflow the stack.
    fn drop(&mut self) {
        let mut doomed = Vec::new();
        take_owned(&mut self.0, &mut doomed);
        while let Some(nodes) = doomed.pop() {
            if let Some(mut nodes) = Arc::into_inner(nodes) {
                take_owned(&mut nodes.0, &mut doomed);
            }
        }
    }
}

/// Moves the sets that `nodes` hold into `out`, leaving `void` in their places.
fn take_owned(nodes: &mut [Node], out: &mut Vec<Arc<Nodes>>) {
    for reference in nodes.iter_mut().flat_map(Node::references) {
        if let NodeRef::Type(ty) = reference
            && let Repr::Owned(set, _) = core::mem::replace(ty, Type::VOID).0
        {
            out.push(set);
        }
    }
}

/// A type under construction: an id of the [`TypeBuilder`] that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeId {
    builder: u64,
    index: u32,
}

/// Builds types that may refer to each other, also in circles, and freezes them.
///
/// RPython's `ForwardReference` is [`forward`](Self::forward), its `become` is
/// [`resolve`](Self::resolve).
///
/// ```
/// use lltype::{Qualifiers, Type, TypeBuilder};
///
/// // A function that gets a pointer to a function of its own type.
/// let mut builder = TypeBuilder::new();
/// let itself = builder.forward();
/// let pointer = builder.pointer(itself, Qualifiers::NONE)?;
/// let void = builder.import(Type::VOID);
/// let function = builder.function(&[("next", pointer)], void, false)?;
/// builder.resolve(itself, function)?;
/// let set = builder.freeze()?;
/// assert_eq!(set.get(function)?.as_function().unwrap().arity(), 1);
/// # Ok::<(), lltype::TypeError>(())
/// ```
#[derive(Debug)]
pub struct TypeBuilder {
    serial: u64,
    slots: Vec<Slot>,
}

#[derive(Debug)]
enum Slot {
    Node(Node),
    Import(Type),
    /// A forward reference: to be resolved, or the slot that it became.
    Forward(Option<u32>),
}

/// Types that were frozen together. Each [`Type`] taken from it keeps the whole set alive.
#[derive(Debug, Clone)]
pub struct TypeSet {
    serial: u64,
    types: Arc<[Type]>,
}

/// What can go wrong while types are built.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeError {
    /// The id was given by another builder.
    ForeignId,
    /// A forward reference was never resolved: its index among the types of the builder.
    Unresolved(u32),
    /// A forward reference was resolved to itself, perhaps through others.
    Circular(u32),
    /// `resolve` was called for an id that is no forward reference, or twice for one.
    NotForward(u32),
    /// More than `u32::MAX` types in one set.
    TooMany,
    /// A function was needed; this is the type that was given.
    NotAFunction(String),
    /// A function, an opaque type or, for a parameter, `void` cannot be passed: only a pointer to it
    /// can.
    ByValue(String),
}

impl fmt::Display for TypeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ForeignId => f.write_str("this type id was given by another `TypeBuilder`"),
            Self::Unresolved(index) => {
                write!(f, "forward reference #{index} was never given to `resolve`")
            }
            Self::Circular(index) => {
                write!(f, "forward reference #{index} was resolved to itself")
            }
            Self::NotForward(index) => write!(
                f,
                "type #{index} is not an open forward reference; `resolve` takes each id that \
                 `forward` gave once"
            ),
            Self::TooMany => f.write_str("a set of types holds at most 2^32 types"),
            Self::NotAFunction(ty) => {
                write!(f, "a function type is needed here, and `{ty}` is none")
            }
            Self::ByValue(ty) => write!(
                f,
                "`{ty}` cannot be a parameter or a result; use a pointer to it"
            ),
        }
    }
}

impl core::error::Error for TypeError {}

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
            slots: Vec::new(),
        }
    }

    /// A type that exists already.
    pub fn import(&mut self, ty: Type) -> TypeId {
        self.push(Slot::Import(ty))
    }

    /// A type to be given later, by [`resolve`](Self::resolve).
    pub fn forward(&mut self) -> TypeId {
        self.push(Slot::Forward(None))
    }

    /// A type that only C knows the inside of, such as `struct dirent`.
    pub fn opaque(&mut self, c_name: &str) -> TypeId {
        self.push(Slot::Node(Node::Opaque(c_name.into())))
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
        let pointee = NodeRef::Local(self.index(pointee)?);
        Ok(self.push(Slot::Node(Node::Pointer {
            pointee,
            qualifiers,
        })))
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
        let params = params
            .iter()
            .map(|(name, id)| {
                Ok(ParamNode {
                    name: Some(*name).filter(|name| !name.is_empty()).map(Box::from),
                    ty: NodeRef::Local(self.index(*id)?),
                })
            })
            .collect::<Result<_, TypeError>>()?;
        let result = NodeRef::Local(self.index(result)?);
        Ok(self.push(Slot::Node(Node::Function(FunctionNode {
            params,
            result,
            convention: Convention::C,
            variadic,
        }))))
    }

    /// Says what a forward reference is.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`]; [`TypeError::NotForward`] if `forward` is no open forward
    /// reference.
    pub fn resolve(&mut self, forward: TypeId, target: TypeId) -> Result<(), TypeError> {
        let (index, target) = (self.index(forward)?, self.index(target)?);
        match &mut self.slots[index as usize] {
            Slot::Forward(place @ None) => {
                *place = Some(target);
                Ok(())
            }
            _ => Err(TypeError::NotForward(index)),
        }
    }

    /// Makes the types usable, and unchangeable.
    ///
    /// # Errors
    /// An unresolved or circular forward reference, a function used by value, too many types.
    pub fn freeze(self) -> Result<TypeSet, TypeError> {
        if u32::try_from(self.slots.len()).is_err() {
            return Err(TypeError::TooMany);
        }
        let places = self.places()?;
        let mut nodes = Vec::new();
        for slot in &self.slots {
            if let Slot::Node(node) = slot {
                let mut node = node.clone();
                for reference in node.references() {
                    if let NodeRef::Local(index) = reference {
                        *reference = places[*index as usize].clone();
                    }
                }
                nodes.push(node);
            }
        }
        let nodes = Arc::new(Nodes(nodes.into()));
        let types: Arc<[Type]> = places.iter().map(|place| nodes.resolve(place)).collect();
        types.iter().try_for_each(check_function)?;
        Ok(TypeSet {
            serial: self.serial,
            types,
        })
    }

    /// For every slot, where its type lies once frozen.
    fn places(&self) -> Result<Vec<NodeRef>, TypeError> {
        let mut next = 0;
        let own: Vec<u32> = self
            .slots
            .iter()
            .map(|slot| {
                let mine = next;
                next += u32::from(matches!(slot, Slot::Node(_)));
                mine
            })
            .collect();
        (0..self.slots.len())
            .map(|start| {
                let index = self.follow(start)?;
                Ok(match &self.slots[index] {
                    Slot::Import(ty) => NodeRef::Type(ty.clone()),
                    _ => NodeRef::Local(own[index]),
                })
            })
            .collect()
    }

    /// The slot that a chain of forward references ends in.
    fn follow(&self, start: usize) -> Result<usize, TypeError> {
        let id = |index: usize| u32::try_from(index).map_err(|_| TypeError::TooMany);
        let mut index = start;
        for _ in 0..=self.slots.len() {
            match &self.slots[index] {
                Slot::Forward(Some(target)) => index = *target as usize,
                Slot::Forward(None) => return Err(TypeError::Unresolved(id(index)?)),
                _ => return Ok(index),
            }
        }
        Err(TypeError::Circular(id(start)?))
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

    fn index(&self, id: TypeId) -> Result<u32, TypeError> {
        if id.builder == self.serial {
            Ok(id.index)
        } else {
            Err(TypeError::ForeignId)
        }
    }
}

impl TypeSet {
    /// The type that an id of the builder became.
    ///
    /// # Errors
    /// [`TypeError::ForeignId`] if the id is of another builder.
    pub fn get(&self, id: TypeId) -> Result<Type, TypeError> {
        if id.builder != self.serial {
            return Err(TypeError::ForeignId);
        }
        let ty = self.types.get(id.index as usize);
        ty.cloned().ok_or(TypeError::ForeignId)
    }
}

/// A function that takes `void`, or takes or gives a function or a type that only its name is known
/// of, is no C type.
fn check_function(ty: &Type) -> Result<(), TypeError> {
    let Some(function) = ty.as_function() else {
        return Ok(());
    };
    let params = function.params().map(|param| param.ty);
    let params = params.filter(|ty| matches!(ty.kind(), Kind::Void));
    let used = function.params().map(|param| param.ty);
    let used = used.chain([function.result()]);
    let used = used.filter(|ty| matches!(ty.kind(), Kind::Function(_) | Kind::Opaque(_)));
    match params.chain(used).next() {
        Some(ty) => Err(TypeError::ByValue(ty.to_string())),
        None => Ok(()),
    }
}

impl Type {
    /// A pointer to `pointee`; `qualifiers` are those of what it points to.
    #[must_use]
    pub fn pointer_to(pointee: &Type, qualifiers: Qualifiers) -> Type {
        single(Node::Pointer {
            pointee: NodeRef::Type(pointee.clone()),
            qualifiers,
        })
    }

    /// A function with unnamed parameters. [`TypeBuilder::function`] takes names.
    ///
    /// # Errors
    /// [`TypeError::ByValue`].
    pub fn function(params: &[Type], result: &Type, variadic: bool) -> Result<Type, TypeError> {
        let params = params
            .iter()
            .map(|ty| ParamNode {
                name: None,
                ty: NodeRef::Type(ty.clone()),
            })
            .collect();
        let ty = single(Node::Function(FunctionNode {
            params,
            result: NodeRef::Type(result.clone()),
            convention: Convention::C,
            variadic,
        }));
        check_function(&ty)?;
        Ok(ty)
    }

    /// A type that only C knows the inside of, such as `FILE`.
    #[must_use]
    pub fn opaque(c_name: &str) -> Type {
        single(Node::Opaque(c_name.into()))
    }
}

fn single(node: Node) -> Type {
    Type(Repr::Owned(Arc::new(Nodes(Box::new([node]))), 0))
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
