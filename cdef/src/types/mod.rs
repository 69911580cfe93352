//! [`Types`]: the types of a text, while it is read and as it was read.
//!
//! Each is a node with a number, made of nodes with lower numbers; structs, unions and enums are tables of
//! their own, because their insides come later. [`freeze`](crate::freeze) makes `lltype`'s types of them.

mod equality;
mod layout;
mod name;
mod node;

pub(crate) use layout::NoSize;
pub(crate) use node::{
    Asked, At, Body, Enumeration, Enumerator, Field, Function, Length, Node, Param, Qualified,
    Record, RecordLayout,
};

use lltype::{EnumRules, Qualifiers, RecordAttrs, RecordKind, Scalar, Target, VectorDesc};

use crate::limits::MAX_DEPTH;
use crate::names::{Name, offset};

/// The number of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TypeId(u32);

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
            pub(crate) struct $name(u32);
        )*
    };
}

numbers! {
    /// The number of a function type.
    FunctionId
    /// The number of a struct or union.
    RecordId
    /// The number of an enumeration.
    EnumId
}

/// A node, and what was made of it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    node: Node,
    depth: u32,
    /// What a typedef is in the end; of others, nothing of interest.
    behind: Behind,
    /// Whether a part of it was told to be wrong.
    broken: bool,
    pointers: Pointers,
}

/// What stands behind a typedef, and all typedefs behind it.
#[derive(Debug, Clone, Copy)]
struct Behind {
    ty: TypeId,
    /// The alignment that the outermost typedef with one has.
    align: Option<u32>,
}

/// The pointers to a type, without qualifiers and to `const`, once they are made.
type Pointers = [Option<TypeId>; 2];

/// The types of a text, over those of a base that it may use.
#[derive(Debug, Clone)]
pub(crate) struct Types<'b> {
    pub(crate) target: Target,
    base: Option<&'b Types<'static>>,
    first: [u32; 4],
    entries: Vec<Entry>,
    functions: Vec<Function>,
    records: Vec<Record>,
    enums: Vec<Enumeration>,
    /// Of the types that are always there.
    fixed_pointers: [Pointers; FIXED as usize],
}

/// How many types are always there: the error, `void`, and the scalars.
#[allow(
    clippy::cast_possible_truncation,
    reason = "there are some sixty scalars"
)]
const FIXED: u32 = 2 + Scalar::ALL.len() as u32;

impl TypeId {
    pub(crate) const ERROR: TypeId = TypeId(0);
    pub(crate) const VOID: TypeId = TypeId(1);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<Scalar> for TypeId {
    fn from(scalar: Scalar) -> Self {
        TypeId(2 + scalar as u32)
    }
}

/// There are types in types, deeper than [`MAX_DEPTH`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooDeep;

impl<'b> Types<'b> {
    pub(crate) fn new(target: Target) -> Self {
        Types {
            target,
            base: None,
            first: [FIXED, 0, 0, 0],
            entries: Vec::new(),
            functions: Vec::new(),
            records: Vec::new(),
            enums: Vec::new(),
            fixed_pointers: [[None; 2]; FIXED as usize],
        }
    }

    pub(crate) fn over(base: &'b Types<'static>) -> Self {
        Types {
            base: Some(base),
            first: base.ends(),
            fixed_pointers: base.fixed_pointers,
            ..Types::new(base.target)
        }
    }

    /// The numbers behind the last type, function, struct and enum.
    fn ends(&self) -> [u32; 4] {
        let lengths = [
            self.entries.len(),
            self.functions.len(),
            self.records.len(),
            self.enums.len(),
        ];
        core::array::from_fn(|index| self.first[index] + offset(lengths[index]))
    }

    /// The numbers of the types that are this one's own, not a base's.
    pub(crate) fn own(&self) -> impl Iterator<Item = TypeId> + use<> {
        (self.first[0]..self.ends()[0]).map(TypeId)
    }

    /// Whether it is an array whose length, or one of whose items' lengths, is left to the compiler.
    pub(crate) fn asks_length(&self, mut ty: TypeId) -> bool {
        while let Node::Array { item, length } = self.kind(ty) {
            if length == Length::Ask {
                return true;
            }
            ty = item;
        }
        false
    }

    /// Whether it is an array without a length.
    pub(crate) fn is_open_array(&self, ty: TypeId) -> bool {
        matches!(
            self.kind(ty),
            Node::Array {
                length: Length::Unknown,
                ..
            }
        )
    }

    /// Whether it is a function of which `()` says nothing.
    pub(crate) fn is_unspecified(&self, ty: TypeId) -> bool {
        match self.kind(ty) {
            Node::Function(id) => self.function_at(id).unspecified,
            _ => false,
        }
    }

    /// Whether a type is this one's own, not a base's, nor always there.
    pub(crate) fn is_own(&self, ty: TypeId) -> bool {
        ty.0 >= self.first[0]
    }

    /// Whether a struct or union is, by value, a part of another, from one on.
    pub(crate) fn is_member_of_other(&self, id: RecordId, first: RecordId) -> bool {
        let mut others = self.records_from(first);
        others.any(|other| {
            let mut fields = self.record_at(other).fields.iter();
            fields.any(|field| self.items_of(field.ty) == self.record_at(id).ty)
        })
    }

    /// The items of an array, of one of arrays, and so on; of what is none, itself.
    pub(crate) fn items_of(&self, ty: TypeId) -> TypeId {
        let mut part = self.unaliased(ty);
        while let Node::Array { item, .. } = self.node(part) {
            part = self.unaliased(item);
        }
        part
    }

    pub(crate) fn own_records(&self) -> impl Iterator<Item = RecordId> + use<> {
        self.records_from(RecordId(self.first[2]))
    }

    /// The number that the next struct or union will have.
    pub(crate) fn next_record(&self) -> RecordId {
        RecordId(self.ends()[2])
    }

    /// The structs and unions from one on.
    pub(crate) fn records_from(&self, first: RecordId) -> impl Iterator<Item = RecordId> + use<> {
        (first.0..self.ends()[2]).map(RecordId)
    }

    pub(crate) fn node(&self, ty: TypeId) -> Node {
        match ty.0 {
            0 => Node::Error,
            1 => Node::Void,
            index if index < FIXED => Node::Scalar(Scalar::ALL[index as usize - 2]),
            index => match index.checked_sub(self.first[0]) {
                Some(own) => self.entries[own as usize].node,
                None => self.base.map_or(Node::Error, |base| base.node(ty)),
            },
        }
    }

    /// Puts what the compiler knows in the place of a node that leaves it to the compiler.
    pub(crate) fn answer(&mut self, ty: TypeId, node: Node) {
        if let Some(own) = ty.0.checked_sub(self.first[0])
            && let Some(entry) = self.entries.get_mut(own as usize)
        {
            entry.node = node;
        }
    }

    /// Makes a number that is left to the compiler another name for one that C knows.
    pub(crate) fn answer_number(&mut self, ty: TypeId, scalar: Scalar) {
        let of = TypeId::from(scalar);
        if let Node::Ask(name, _) = self.node(ty)
            && let Some(own) = ty.0.checked_sub(self.first[0])
            && let Some(entry) = self.entries.get_mut(own as usize)
        {
            let align = None;
            entry.node = Node::Typedef { name, of, align };
            entry.behind = Behind { ty: of, align };
        }
    }

    fn depth(&self, ty: TypeId) -> u32 {
        match ty.0.checked_sub(self.first[0]) {
            Some(own) => self.entries[own as usize].depth,
            None if ty.0 < FIXED => 0,
            None => self.base.map_or(0, |base| base.depth(ty)),
        }
    }

    fn push(&mut self, node: Node, depth: u32) -> Result<TypeId, TooDeep> {
        if depth > MAX_DEPTH {
            return Err(TooDeep);
        }
        let [end, ..] = self.ends();
        let ty = TypeId(end);
        let behind = match node {
            Node::Typedef { of, align, .. } => {
                let behind = self.behind(of);
                Behind {
                    align: align.or(behind.align),
                    ..behind
                }
            }
            _ => Behind { ty, align: None },
        };
        let broken = self.has_broken_part(node);
        self.entries.push(Entry {
            node,
            depth,
            behind,
            broken,
            pointers: [None; 2],
        });
        Ok(ty)
    }

    fn behind(&self, ty: TypeId) -> Behind {
        match ty.0.checked_sub(self.first[0]) {
            Some(own) => self.entries[own as usize].behind,
            None => match self.base {
                Some(base) if ty.0 >= FIXED => base.behind(ty),
                _ => Behind { ty, align: None },
            },
        }
    }

    /// A node that is made of no other.
    fn push_plain(&mut self, node: Node) -> TypeId {
        // No depth is too deep here.
        self.push(node, 0).unwrap_or(TypeId::ERROR)
    }

    pub(crate) fn pointer(&mut self, to: Qualified) -> Result<TypeId, TooDeep> {
        let slot = match to.qualifiers {
            Qualifiers::NONE => 0,
            Qualifiers::CONST => 1,
            _ => return self.push(Node::Pointer(to), self.depth(to.ty) + 1),
        };
        if let Some(known) = self.pointers(to.ty)[slot] {
            return Ok(known);
        }
        let pointer = self.push(Node::Pointer(to), self.depth(to.ty) + 1)?;
        if let Some(pointers) = self.pointers_mut(to.ty) {
            pointers[slot] = Some(pointer);
        }
        Ok(pointer)
    }

    fn pointers(&self, ty: TypeId) -> Pointers {
        match ty.0.checked_sub(self.first[0]) {
            Some(own) => self.entries[own as usize].pointers,
            None if ty.0 < FIXED => self.fixed_pointers[ty.index()],
            None => self.base.map_or([None; 2], |base| base.pointers(ty)),
        }
    }

    /// `None` if the type is a base's.
    fn pointers_mut(&mut self, ty: TypeId) -> Option<&mut Pointers> {
        match ty.0.checked_sub(self.first[0]) {
            Some(own) => Some(&mut self.entries[own as usize].pointers),
            None => self.fixed_pointers.get_mut(ty.index()),
        }
    }

    pub(crate) fn array(&mut self, item: TypeId, length: Length) -> Result<TypeId, TooDeep> {
        self.push(Node::Array { item, length }, self.depth(item) + 1)
    }

    pub(crate) fn function(&mut self, function: Function) -> Result<TypeId, TooDeep> {
        let params = function.params.iter().map(|param| self.depth(param.ty));
        let depth = params.fold(self.depth(function.result), u32::max) + 1;
        let [_, end, ..] = self.ends();
        self.functions.push(function);
        self.push(Node::Function(FunctionId(end)), depth)
    }

    /// A struct or union of which nothing is known but its name.
    pub(crate) fn record(
        &mut self,
        kind: RecordKind,
        tag: Option<Name>,
        body: Body,
        at: At,
    ) -> (TypeId, RecordId) {
        let id = RecordId(self.ends()[2]);
        let ty = self.push_plain(Node::Record(id));
        self.records.push(Record {
            ty,
            kind,
            tag,
            alias: None,
            attrs: RecordAttrs::NONE,
            body,
            fields: Vec::new(),
            layout: RecordLayout::Unknown,
            at,
        });
        (ty, id)
    }

    pub(crate) fn enumeration(&mut self, enumeration: Enumeration) -> (TypeId, EnumId) {
        let id = EnumId(self.ends()[3]);
        self.enums.push(enumeration);
        (self.push_plain(Node::Enum(id)), id)
    }

    pub(crate) fn vector(&mut self, vector: VectorDesc) -> TypeId {
        self.push_plain(Node::Vector(vector))
    }

    pub(crate) fn typedef(&mut self, name: Name, of: TypeId, align: Option<u32>) -> TypeId {
        let depth = self.depth(of);
        // As deep as what it names, which was not too deep.
        self.push(Node::Typedef { name, of, align }, depth)
            .unwrap_or(TypeId::ERROR)
    }

    pub(crate) fn opaque(&mut self, name: Name) -> TypeId {
        self.push_plain(Node::Opaque(name))
    }

    pub(crate) fn asked(&mut self, name: Name, what: Asked) -> TypeId {
        self.push_plain(Node::Ask(name, what))
    }

    pub(crate) fn function_at(&self, id: FunctionId) -> &Function {
        match (id.0.checked_sub(self.first[1]), self.base) {
            (None, Some(base)) => base.function_at(id),
            (own, _) => &self.functions[own.unwrap_or(0) as usize],
        }
    }

    pub(crate) fn record_at(&self, id: RecordId) -> &Record {
        match (id.0.checked_sub(self.first[2]), self.base) {
            (None, Some(base)) => base.record_at(id),
            (own, _) => &self.records[own.unwrap_or(0) as usize],
        }
    }

    /// `None` if it is a base's, which does not change.
    pub(crate) fn record_mut(&mut self, id: RecordId) -> Option<&mut Record> {
        let own = id.0.checked_sub(self.first[2])?;
        self.records.get_mut(own as usize)
    }

    pub(crate) fn enum_at(&self, id: EnumId) -> &Enumeration {
        match (id.0.checked_sub(self.first[3]), self.base) {
            (None, Some(base)) => base.enum_at(id),
            (own, _) => &self.enums[own.unwrap_or(0) as usize],
        }
    }

    /// `None` if it is a base's, which does not change.
    pub(crate) fn enum_mut(&mut self, id: EnumId) -> Option<&mut Enumeration> {
        let own = id.0.checked_sub(self.first[3])?;
        self.enums.get_mut(own as usize)
    }

    /// The type behind all typedefs.
    pub(crate) fn unaliased(&self, ty: TypeId) -> TypeId {
        self.behind(ty).ty
    }

    /// The alignment that a typedef gives a type, if one does.
    pub(crate) fn typedef_align(&self, ty: TypeId) -> Option<u32> {
        self.behind(ty).align
    }

    /// What the type is behind all typedefs.
    pub(crate) fn kind(&self, ty: TypeId) -> Node {
        self.node(self.unaliased(ty))
    }

    fn has_broken_part(&self, node: Node) -> bool {
        match node {
            Node::Error => true,
            Node::Pointer(to) => self.is_error(to.ty),
            Node::Array { item, length } => length == Length::Broken || self.is_error(item),
            Node::Typedef { of, .. } => self.is_error(of),
            Node::Function(id) => {
                let function = self.function_at(id);
                let mut params = function.params.iter();
                self.is_error(function.result) || params.any(|param| self.is_error(param.ty))
            }
            _ => false,
        }
    }

    /// Whether an error was told about a type, or about what it is made of; structs are not looked into.
    pub(crate) fn is_error(&self, ty: TypeId) -> bool {
        match ty.0.checked_sub(self.first[0]) {
            Some(own) => self.entries[own as usize].broken,
            None if ty.0 < FIXED => ty == TypeId::ERROR,
            None => self.base.is_some_and(|base| base.is_error(ty)),
        }
    }

    /// The record behind a type, if it is one.
    pub(crate) fn as_record(&self, ty: TypeId) -> Option<RecordId> {
        match self.kind(ty) {
            Node::Record(id) => Some(id),
            _ => None,
        }
    }

    /// The struct or union that a type is, has as items, or points to.
    pub(crate) fn inner_record(&self, mut ty: TypeId) -> Option<RecordId> {
        loop {
            ty = match self.kind(ty) {
                Node::Record(id) => return Some(id),
                Node::Array { item, .. } => item,
                Node::Pointer(to) => to.ty,
                _ => return None,
            };
        }
    }

    /// Whether the size depends on a length that is not part of the type.
    pub(crate) fn is_var_sized(&self, ty: TypeId) -> bool {
        match self.kind(ty) {
            Node::Array { length, .. } => !matches!(length, Length::Fixed(_)),
            Node::Record(id) => {
                let record = self.record_at(id);
                record.kind == RecordKind::Struct
                    && record
                        .fields
                        .last()
                        .is_some_and(|last| self.is_var_sized(last.ty))
            }
            _ => false,
        }
    }

    /// Every enum that is this one's own.
    pub(crate) fn own_enums(&self) -> impl Iterator<Item = EnumId> + use<> {
        (self.first[3]..self.ends()[3]).map(EnumId)
    }

    /// Whether an enumeration has constants that are left to the compiler.
    pub(crate) fn is_asked(&self, id: EnumId) -> bool {
        let enumeration = self.enum_at(id);
        let mut constants = enumeration.constants.iter();
        enumeration.body == Body::Partial || constants.any(|(_, value)| *value == Enumerator::Ask)
    }

    /// The integer that holds an enumeration; `None` if none does, or if the compiler is to be asked.
    pub(crate) fn enum_base(&self, id: EnumId) -> Option<Scalar> {
        let enumeration = self.enum_at(id);
        if enumeration.base.is_some() {
            return enumeration.base;
        }
        let (mut least, mut greatest) = (0, 0);
        for (_, value) in &enumeration.constants {
            if let Enumerator::Value(value) = *value {
                (least, greatest) = (value.min(least), value.max(greatest));
            }
        }
        // Microsoft's compilers have `int` for each.
        match enumeration.packed && self.target.enums != EnumRules::Int {
            true => packed_base(least, greatest, &self.target),
            false => self.target.enum_base(least, greatest),
        }
    }
}

/// The smallest integer that has all constants, for `__attribute__((packed))`.
fn packed_base(least: i128, greatest: i128, target: &Target) -> Option<Scalar> {
    let all = match least < 0 {
        true => [Scalar::SChar, Scalar::Short, Scalar::Int, Scalar::LongLong],
        false => [
            Scalar::UChar,
            Scalar::UShort,
            Scalar::UInt,
            Scalar::ULongLong,
        ],
    };
    let fits = |scalar: &Scalar| {
        let range = scalar.range(target);
        range.is_some_and(|range| range.contains(&least) && range.contains(&greatest))
    };
    all.into_iter().find(fits)
}
