//! [`Leaf`]: what a type is made of, with offsets: what all ABIs look at.

use lltype::{ArrayLength, FloatFormat, Kind, RecordKind, RecordRules, Scalar, Target, Type};

use super::{Unsupported, sysv64};

/// A number in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Where it begins, in bytes.
    pub(super) offset: u64,
    /// How many bytes it has.
    pub(super) size: u64,
    /// The alignment that it has by itself.
    pub(super) align: u64,
    pub(super) kind: LeafKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LeafKind {
    /// An integer or a pointer.
    Integer,
    /// Bits of an integer; offset and size are those of the bytes that they lie in. Without a name they
    /// only pad.
    Bits { is_named: bool },
    /// A floating-point number.
    Float,
    /// One of x87's format.
    X87,
    /// Numbers that are worked on together.
    Vector,
    /// A vector of one floating-point number, for which x86-64 has no register.
    LoneFloat,
    /// A struct or union of which x86-64 has a half in no register.
    Broken,
}

/// What no rule looks into: larger values are passed by memory everywhere.
const MAX_SIZE: u64 = 64;

/// A type without its typedefs, with its size and alignment, and what it is made of.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) size: u64,
    /// The alignment, without that of typedefs.
    pub(super) align: u64,
    /// In order of the offsets, but for unions. Of a value of more than 64 bytes, none.
    pub(super) leaves: Vec<Leaf>,
    /// Whether it has padding alone, of which GCC for x86-64 passes nothing on the stack.
    pub(super) is_nothing_to_gcc: bool,
    /// Whether it has no bytes, and GCC for x86-64 aligns the stack for it all the same.
    pub(super) aligns_stack: bool,
    /// Whether it is a struct or a union.
    pub(super) is_record: bool,
    /// Whether it is a complex number.
    pub(super) is_complex: bool,
    /// Whether an integer has a sign.
    pub(super) is_signed: bool,
}

impl Shape {
    /// Of `void`.
    pub(super) fn nothing() -> Shape {
        Shape {
            size: 0,
            align: 1,
            leaves: Vec::new(),
            is_nothing_to_gcc: false,
            aligns_stack: false,
            is_record: false,
            is_complex: false,
            is_signed: false,
        }
    }

    pub(super) fn of(ty: &Type, target: &Target) -> Result<Shape, Unsupported> {
        let plain = ty.unaliased();
        check_passable(&plain)?;
        let layout = target.layout(&plain).map_err(Unsupported::Layout)?;
        let mut leaves = Vec::new();
        if layout.size <= MAX_SIZE {
            Walk {
                target,
                is_gcc_x86: is_gcc_x86(target),
                leaves: &mut leaves,
            }
            .add(&plain, 0)?;
        }
        if target.is_x86_64() && needs_wide_registers(layout.size, &leaves) {
            return Err(Unsupported::NoRules);
        }
        let scalar = scalar_of(&plain, target);
        let is_gcc = is_gcc_x86(target);
        Ok(Shape {
            size: layout.size,
            align: layout.align,
            is_nothing_to_gcc: is_gcc && is_padding(&plain),
            aligns_stack: is_gcc && layout.size == 0 && !is_padding(&plain),
            leaves,
            is_record: plain.as_record().is_some(),
            is_complex: scalar.is_some_and(|s| s.class(target) == lltype::Class::Complex),
            is_signed: scalar.is_some_and(|s| s.class(target) == lltype::Class::Signed),
        })
    }

    /// Whether it is a struct or union of nothing but bits without a name.
    pub(super) fn is_padding(&self) -> bool {
        let is_padding = |leaf: &Leaf| leaf.kind == LeafKind::Bits { is_named: false };
        matches!(self.size, 1..=MAX_SIZE) && self.leaves.iter().all(is_padding)
    }

    /// The one number that it is, if it is no struct or union.
    pub(super) fn scalar(&self) -> Option<Leaf> {
        match *self.leaves {
            [leaf] if !self.is_record => Some(leaf),
            _ => None,
        }
    }
}

fn check_passable(ty: &Type) -> Result<(), Unsupported> {
    match ty.kind() {
        _ if ty.is_gc() => Err(Unsupported::Gc),
        Kind::Function(_) | Kind::Array { .. } => Err(Unsupported::NoValue),
        // Its inside is not known, and so not its class.
        Kind::Opaque {
            layout: Some(_), ..
        } => Err(Unsupported::NoRules),
        _ if ty.is_var_sized() && !is_flexible_record(ty) => Err(Unsupported::NoValue),
        _ => Ok(()),
    }
}

/// C passes a struct that ends with an array without a length as if it ended before.
fn is_flexible_record(ty: &Type) -> bool {
    ty.as_record().is_some()
}

/// The scalar that a type is held by.
fn scalar_of(ty: &Type, target: &Target) -> Option<Scalar> {
    match ty.kind() {
        Kind::Scalar(scalar) => Some(scalar),
        Kind::Enum(enumeration) => Some(enumeration.base(target)),
        _ => None,
    }
}

/// Whether GCC's habits decide, where it does more than the System V ABI says.
fn is_gcc_x86(target: &Target) -> bool {
    target.is_x86_64() && matches!(target.records, RecordRules::Gnu { .. })
}

/// Whether a vector of more than 16 bytes is all of it: it is in registers that not every processor has, and
/// in memory where the compiler may not use those.
fn needs_wide_registers(size: u64, leaves: &[Leaf]) -> bool {
    let is_all = |leaf: &Leaf| leaf.kind == LeafKind::Vector && leaf.size == size;
    size > 16 && leaves.iter().any(is_all)
}

/// Whether a type has nothing but bit-fields without names and arrays without items. One with an open end
/// has more.
fn is_padding(ty: &Type) -> bool {
    match ty.unaliased().kind() {
        Kind::Record(record) => record.fields().all(|field| {
            let is_padding_bits = field.bits.is_some() && field.name.is_none();
            is_padding_bits || is_padding(&field.ty)
        }),
        Kind::Array {
            item,
            length: ArrayLength::Fixed(count),
            ..
        } => count == 0 || is_padding(&item),
        _ => false,
    }
}

struct Walk<'a> {
    target: &'a Target,
    is_gcc_x86: bool,
    leaves: &'a mut Vec<Leaf>,
}

impl Walk<'_> {
    fn add(&mut self, ty: &Type, offset: u64) -> Result<(), Unsupported> {
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar, offset),
            Kind::Enum(enumeration) => self.scalar(enumeration.base(self.target), offset),
            Kind::Pointer { .. } => self.scalar(Scalar::UIntPtr, offset),
            Kind::Vector(vector) => {
                let layout = self.layout(ty)?;
                let is_lone_float = vector.lanes == 1 && !vector.item.is_integer();
                let kind = match is_lone_float && self.target.is_x86_64() {
                    true => LeafKind::LoneFloat,
                    false => LeafKind::Vector,
                };
                self.push(offset, layout.size, layout.align, kind);
            }
            Kind::Array { item, length, .. } => self.array(&item, length, offset)?,
            Kind::Record(_) => self.record(ty, offset)?,
            Kind::Opaque { .. } => return Err(Unsupported::NoRules),
            Kind::Void | Kind::Function(_) => {}
            _ => return Err(Unsupported::NoRules),
        }
        Ok(())
    }

    fn layout(&self, ty: &Type) -> Result<lltype::Layout, Unsupported> {
        self.target
            .layout(&ty.unaliased())
            .map_err(Unsupported::Layout)
    }

    fn push(&mut self, offset: u64, size: u64, align: u64, kind: LeafKind) {
        self.leaves.push(Leaf {
            offset,
            size,
            align,
            kind,
        });
    }

    fn scalar(&mut self, scalar: Scalar, offset: u64) {
        let layout = scalar.layout(self.target);
        let (size, align) = (layout.size, layout.align);
        let kind = match scalar.class(self.target) {
            _ if self.is_x87(scalar) => LeafKind::X87,
            lltype::Class::Signed | lltype::Class::Unsigned => LeafKind::Integer,
            lltype::Class::Float | lltype::Class::Complex => LeafKind::Float,
        };
        match scalar.class(self.target) {
            lltype::Class::Complex => {
                self.push(offset, size / 2, align, kind);
                self.push(offset + size / 2, size / 2, align, kind);
            }
            _ => self.push(offset, size, align, kind),
        }
    }

    fn is_x87(&self, scalar: Scalar) -> bool {
        matches!(scalar, Scalar::LongDouble | Scalar::LongDoubleComplex)
            && self.target.long_double.format == FloatFormat::X87
    }

    fn array(&mut self, item: &Type, length: ArrayLength, offset: u64) -> Result<(), Unsupported> {
        let ArrayLength::Fixed(count) = length else {
            return Ok(());
        };
        let size = self.layout(item)?.size;
        if count * size == 0 && self.is_gcc_x86 && !offset.is_multiple_of(8) {
            return self.empty_array(item, offset);
        }
        // Of nothing there may be any number.
        let count = if size == 0 { 0 } else { count };
        if self.is_gcc_x86 && count > 0 {
            return self.repeated(item, size, count, offset);
        }
        for index in 0..count {
            self.add(item, offset + index * size)?;
        }
        Ok(())
    }

    /// GCC looks at the first item alone: each eight bytes of an array have the class of those of the item,
    /// wherever the other items lie.
    fn repeated(
        &mut self,
        item: &Type,
        size: u64,
        count: u64,
        offset: u64,
    ) -> Result<(), Unsupported> {
        let first = self.leaves.len();
        self.add(item, offset)?;
        let (start, end) = (offset / 8, offset + count * size);
        let of_item = (offset + size).div_ceil(8) - start;
        let leaves = self.leaves[first..].to_vec();
        for word in start + of_item..end.div_ceil(8) {
            let like = (start + (word - start) % of_item) * 8;
            let (from, to) = (word * 8, end.min(word * 8 + 8));
            let is_there = |leaf: &&Leaf| leaf.offset < like + 8 && leaf.offset + leaf.size > like;
            for leaf in leaves.iter().filter(is_there) {
                self.push(from, to - from, 1, leaf.kind);
            }
        }
        Ok(())
    }

    /// To GCC, an array without items that begins inside of eight bytes has an item there.
    fn empty_array(&mut self, item: &Type, offset: u64) -> Result<(), Unsupported> {
        if self.layout(item)?.size > 16 {
            return Err(Unsupported::NoRules);
        }
        let first = self.leaves.len();
        self.add(item, offset)?;
        let end = offset.next_multiple_of(8);
        self.leaves.retain({
            let mut index = 0;
            move |leaf| {
                index += 1;
                index <= first || leaf.offset < end
            }
        });
        for leaf in self.leaves.iter_mut().skip(first) {
            leaf.size = leaf.size.min(end - leaf.offset);
        }
        Ok(())
    }

    /// x86-64 finds the classes of each member of a union before it brings them together, one after the
    /// other: in a member, integers count first.
    fn settle(&mut self, kind: RecordKind, first: usize) {
        if kind == RecordKind::Union && self.target.is_x86_64() {
            let is_other =
                |leaf: &Leaf| !matches!(leaf.kind, LeafKind::Integer | LeafKind::Bits { .. });
            self.leaves[first..].sort_by_key(is_other);
        }
    }

    fn is_gcc_x86_union(&self, kind: RecordKind) -> bool {
        self.is_gcc_x86 && kind == RecordKind::Union
    }

    /// To GCC, a bit-field of a union is the smallest integer that has its bits, as far as the union
    /// reaches.
    fn union_bits(&mut self, width: u32, offset: u64, end: u64) {
        let size = u64::from(width.div_ceil(8).max(1).next_power_of_two());
        let reach = end.next_multiple_of(8) - offset;
        self.push(offset, size.min(reach), size, LeafKind::Integer);
    }

    fn record(&mut self, ty: &Type, offset: u64) -> Result<(), Unsupported> {
        let Some(record) = ty.as_record() else {
            return Ok(());
        };
        let layout = self.target.record_layout(ty).map_err(Unsupported::Layout)?;
        for (field, place) in record.fields().zip(&layout.fields) {
            match place.bits {
                Some(bits) if self.is_gcc_x86_union(record.kind()) => {
                    let end = offset + layout.whole.size;
                    self.union_bits(bits.width, offset, end);
                }
                // It ends a unit, and is nothing itself.
                Some(bits) if bits.width == 0 => {}
                Some(bits) => {
                    let kind = LeafKind::Bits {
                        // To GCC, those without a name are bits as others.
                        is_named: field.name.is_some() || self.is_gcc_x86,
                    };
                    let (first, count) = (bits.first_byte(), bits.byte_count());
                    self.push(offset + first, u64::from(count), 1, kind);
                }
                None => {
                    let first = self.leaves.len();
                    self.add(&field.ty, offset + place.offset)?;
                    if self.target.is_x86_64() && sysv64::is_broken(&self.leaves[first..]) {
                        self.push(offset, 0, 1, LeafKind::Broken);
                    }
                    self.settle(record.kind(), first);
                }
            }
        }
        // Members of a union begin at one place.
        if record.kind() == RecordKind::Union && !self.target.is_x86_64() {
            self.leaves.sort_by_key(|leaf| leaf.offset);
        }
        Ok(())
    }
}
