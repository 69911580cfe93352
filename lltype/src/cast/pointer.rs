//! Casts between pointers, where the types allow it.

use super::CastError;
use crate::memory::{distance, enclosing};
use crate::ty::{Kind, Record};
use crate::{ArrayLength, LowLevelType, Ptr, Target, Type};

/// Casts a pointer to a struct to one to its first member, or the other way round, over any number of
/// structs in structs: RPython's `cast_pointer`. Null stays null. As in C, the first member may be a
/// number or a pointer, too, and the outer type a union.
///
/// The way to the larger struct is checked: if the pointer lies in a block of
/// [`malloc`](crate::malloc), there must be one; in a block of bytes, room for one. To find the block
/// takes the longer, the further behind its start the pointer is.
///
/// ```
/// use lltype::{Desc, FieldDesc, LowLevelType, RecordDesc, cast_pointer, scoped_alloc};
///
/// #[repr(C)]
/// struct Base { kind: i32 }
/// # // SAFETY: described as it is.
/// unsafe impl LowLevelType for Base {
///     const DESC: &'static Desc =
///         &Desc::Record(RecordDesc::structure("struct base", &[FieldDesc::new("kind", i32::DESC)]));
/// }
/// #[repr(C)]
/// struct Derived { base: Base, more: i32 }
/// # // SAFETY: described as it is.
/// unsafe impl LowLevelType for Derived {
///     const DESC: &'static Desc = &Desc::Record(RecordDesc::structure("struct derived", &[
///         FieldDesc::new("base", Base::DESC),
///         FieldDesc::new("more", i32::DESC),
///     ]));
/// }
///
/// let derived = scoped_alloc::<Derived>(1)?;
/// let base = cast_pointer::<Base, _>(*derived)?;
/// assert_eq!(cast_pointer::<Derived, _>(base)?, *derived);
///
/// let lone = scoped_alloc::<Base>(1)?;
/// assert!(cast_pointer::<Derived, _>(*lone).is_err());
/// # Ok::<(), lltype::Error>(())
/// ```
///
/// # Errors
/// [`CastError::Unrelated`]: neither begins with the other. [`CastError::MemoryKind`].
/// [`CastError::NotInside`]: the block holds something else.
pub fn cast_pointer<To: LowLevelType, From: LowLevelType>(
    pointer: Ptr<From>,
) -> Result<Ptr<To>, CastError> {
    let (from, to) = (Type::of::<From>(), Type::of::<To>());
    if from.is_gc() != to.is_gc() {
        return Err(CastError::MemoryKind { from, to });
    }
    if begins_with(&from, &to) {
        return Ok(pointer.cast());
    }
    if !begins_with(&to, &from) {
        return Err(CastError::Unrelated { from, to });
    }
    check_block(pointer, to)?;
    Ok(pointer.cast())
}

/// Hides a type behind an opaque one, or reveals it: RPython's `cast_opaque_ptr`. Null stays null.
///
/// Revealing is checked: if the pointer lies in a block of [`malloc`](crate::malloc), there must be
/// a `To`.
///
/// # Errors
/// [`CastError::Unrelated`]: neither type is opaque. [`CastError::MemoryKind`].
/// [`CastError::NotInside`]: the block holds something else.
pub fn cast_opaque_ptr<To: LowLevelType, From: LowLevelType>(
    pointer: Ptr<From>,
) -> Result<Ptr<To>, CastError> {
    let (from, to) = (Type::of::<From>(), Type::of::<To>());
    if from.is_gc() != to.is_gc() {
        return Err(CastError::MemoryKind { from, to });
    }
    let is_opaque = |ty: &Type| matches!(ty.kind(), Kind::Opaque { .. });
    match (is_opaque(&from), is_opaque(&to)) {
        (_, true) => Ok(pointer.cast()),
        (true, false) => {
            check_block(pointer, to)?;
            Ok(pointer.cast())
        }
        (false, false) if from == to => Ok(pointer.cast()),
        (false, false) => Err(CastError::Unrelated { from, to }),
    }
}

/// The address as a number; null is 0.
#[must_use]
pub fn cast_ptr_to_int<T>(pointer: Ptr<T>) -> isize {
    super::cast(pointer)
}

/// A number in the place of a pointer, as interpreters tag integers: 0, or an odd one, which no
/// pointer is. [`cast`](super::cast) takes any number.
///
/// ```
/// use lltype::{Ptr, cast_int_to_ptr, cast_ptr_to_int};
/// let tagged: Ptr<u64> = cast_int_to_ptr(21)?;
/// assert_eq!(cast_ptr_to_int(tagged), 21);
/// # Ok::<(), lltype::CastError>(())
/// ```
///
/// # Errors
/// [`CastError::NotOdd`].
pub fn cast_int_to_ptr<T>(number: isize) -> Result<Ptr<T>, CastError> {
    match number {
        0 => Ok(Ptr::NULL),
        odd if odd % 2 != 0 => Ok(super::cast(odd)),
        even => Err(CastError::NotOdd(even)),
    }
}

/// Whether a type is another, or its first member is, or that one's, and so on.
fn begins_with(ty: &Type, part: &Type) -> bool {
    let mut ty = ty.clone();
    loop {
        if ty == *part {
            return true;
        }
        let first = ty.as_record().and_then(|record| record.fields().next());
        match first {
            // A bit-field has no address.
            Some(first) if first.bits.is_none() => ty = first.ty,
            _ => return false,
        }
    }
}

/// Whether a `to` lies at the pointer, as far as the table of blocks knows.
fn check_block<T>(pointer: Ptr<T>, to: Type) -> Result<(), CastError> {
    let address = pointer.addr();
    let Some(block) = enclosing(address) else {
        // Null, a tagged number, or C's own memory.
        return Ok(());
    };
    // Android's pointers may have a mark that the table's addresses have not.
    let offset = distance(block.address, address).unwrap_or(0) as u64;
    let fits = offset + size(&to) <= block.size as u64;
    if fits && (is_bytes(&block.item) || lies_at(&block.item, offset, &to)) {
        return Ok(());
    }
    Err(CastError::NotInside {
        address,
        to,
        item: block.item,
        malloc: block.location,
    })
}

/// Whether a block is of bytes, which may hold anything.
fn is_bytes(item: &Type) -> bool {
    match item.kind() {
        Kind::Void => true,
        Kind::Scalar(scalar) => scalar.is_integer() && scalar.size(&Target::HOST) == 1,
        _ => false,
    }
}

/// The size without what is behind an array without a length; 0 if it is not known.
fn size(ty: &Type) -> u64 {
    Target::HOST.sizeof(ty).unwrap_or(0)
}

/// Whether a type lies at an offset of a block of items.
fn lies_at(item: &Type, offset: u64, wanted: &Type) -> bool {
    let size = size(item);
    let within = match item.is_var_sized() || size == 0 {
        true => offset,
        false => offset % size,
    };
    let mut work = vec![(item.clone(), within)];
    while let Some((ty, offset)) = work.pop() {
        if offset == 0 && ty == *wanted {
            return true;
        }
        match ty.kind() {
            Kind::Record(record) => work.extend(members_around(&ty, &record, offset)),
            Kind::Array { item, length, .. } => work.extend(item_around(&item, length, offset)),
            _ => {}
        }
    }
    false
}

/// The members that an offset lies in, with the offset in each; in a union, there are many.
fn members_around(ty: &Type, record: &Record<'_>, offset: u64) -> Vec<(Type, u64)> {
    let Ok(layout) = Target::HOST.record_layout(ty) else {
        return Vec::new();
    };
    let members = record.fields().zip(layout.fields);
    members
        .filter(|(field, _)| field.bits.is_none())
        .filter_map(|(field, place)| {
            let inside = offset.checked_sub(place.offset)?;
            let is_inside = inside < size(&field.ty) || field.ty.is_var_sized() || inside == 0;
            is_inside.then_some((field.ty, inside))
        })
        .collect()
}

fn item_around(item: &Type, length: ArrayLength, offset: u64) -> Option<(Type, u64)> {
    let size = size(item);
    let header = match length {
        ArrayLength::Header => {
            let array = Type::array_of(item, length).ok()?;
            Target::HOST.sizeof(&array).ok()?
        }
        _ => 0,
    };
    let inside = offset.checked_sub(header)?.checked_rem(size)?;
    Some((item.clone(), inside))
}
