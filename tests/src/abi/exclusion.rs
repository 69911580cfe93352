//! What is not compared, and why: each is in the README.

use llcall::{Argument, Place};
use lltype::{ArrayLength, FieldLayout, Kind, Record, RecordKind, Scalar, Target, Type};

use super::call::Mode;
use super::{Case, Skip, Slot};
use crate::compiler::Compiler;

/// Why a signature is not compiled by a compiler.
#[must_use]
pub fn of(case: &Case, compiler: &Compiler) -> Option<Skip> {
    if !compiler.command.contains("clang") {
        let more = case.signature.more.as_ref()?;
        let more = &case.arguments[case.arguments.len() - more.len()..];
        return variadic_to_gcc(case, more).map(Skip::new);
    }
    let params = case.prototype.params().map(|param| param.ty);
    let types = params.chain(case.more.iter().cloned());
    let mut types = types.chain([case.prototype.result()]);
    let reason = types.find_map(|ty| Walk::of(&ty));
    let reason = reason.or_else(|| int128_on_stack(case));
    let reason = reason.or_else(|| lone_double(case));
    let reason = reason.or_else(|| aligned_nothing(case));
    reason.or_else(|| ms_to_clang(case)).map(Skip::new)
}

/// Clang's `va_arg` aligns the stack for it, and its callers do not.
fn aligned_nothing(case: &Case) -> Option<&'static str> {
    let mut slots = case.arguments.iter();
    let found = slots.any(|slot| slot.size == 0 && slot.align > 8);
    (found && case.signature.more.is_some())
        .then_some("Clang aligns the stack for nothing, and does not")
}

/// Whether a struct in a union has a `float` alone in eight bytes, of which the union has more.
fn has_half(union: &Record<'_>, ty: &Type) -> bool {
    let slot = |ty: &Type| Slot::of(ty, &Target::HOST).ok();
    let Some(whole) = slot(ty) else {
        return false;
    };
    let is_struct = |ty: &Type| ty.unaliased().as_record().is_some() && has_float(ty);
    let mut members = union.fields().filter(|field| is_struct(&field.ty));
    members.any(|field| {
        slot(&field.ty).is_some_and(|member| {
            let half = |at: usize| member.counts(at..at + 4) && !member.counts(at + 4..at + 8);
            [0, 8]
                .iter()
                .any(|&at| half(at) && whole.counts(at + 4..at + 8))
        })
    })
}

fn has_float(ty: &Type) -> bool {
    match ty.unaliased().kind() {
        Kind::Scalar(scalar) => scalar == Scalar::Float,
        Kind::Record(record) => record.fields().any(|field| has_float(&field.ty)),
        Kind::Array { item, .. } => has_float(&item),
        _ => false,
    }
}

fn is_lone_double(ty: &Type) -> bool {
    matches!(
        ty.unaliased().kind(),
        Kind::Vector(vector) if vector.item == Scalar::Double && vector.lanes == 1
    )
}

/// In what Clang differs about functions of Windows.
fn ms_to_clang(case: &Case) -> Option<&'static str> {
    case.signature.convention?;
    let result = case.prototype.result().unaliased();
    if matches!(result.kind(), Kind::Scalar(Scalar::LongDouble)) {
        return Some("Clang returns a `long double` of an `ms_abi` function in a register");
    }
    None
}

/// About what GCC's callers and its `va_arg` do not agree.
fn variadic_to_gcc(case: &Case, more: &[Slot]) -> Option<&'static str> {
    let is_address = |slot: &Slot| !matches!(slot.size, 1 | 2 | 4 | 8);
    if case.signature.convention.is_some() && more.iter().any(is_address) {
        return Some("GCC does not look behind an address in the `...` of an `ms_abi` function");
    }
    let is_wide = |slot: &Slot| slot.size == 16 && slot.align == 16;
    let mut wide = case.more.iter().zip(more).filter(|(_, slot)| is_wide(slot));
    if wide.any(|(ty, _)| ty.unaliased().as_record().is_some()) {
        return Some("GCC's `va_arg` takes a register's place in memory for aligned to 16");
    }
    let mut slots = case.arguments.iter();
    let found = slots.any(|slot| slot.size == 0 && slot.align > 8);
    found.then_some("GCC aligns the stack for a struct that is an open end, and then does not")
}

fn lone_double(case: &Case) -> Option<&'static str> {
    let is_lone = is_lone_double(&case.prototype.result());
    is_lone.then_some("Clang returns a vector of one `double` in a register, GCC in memory")
}

/// To Clang up to 17, an `__int128` may be half in a register, and lies on the stack as it comes.
fn int128_on_stack(case: &Case) -> Option<&'static str> {
    let plan = llcall::plan_variadic(&case.prototype, &case.more, &Target::HOST).ok()?;
    let is_int128 = |argument: &Argument| {
        let kind = argument.ty.unaliased();
        matches!(kind.kind(), Kind::Scalar(Scalar::Int128 | Scalar::UInt128))
    };
    let is_on_stack = |argument: &Argument| {
        let mut places = argument.passing.places();
        places.any(|place| matches!(place, Place::Stack(_)))
    };
    let mut arguments = plan.arguments.iter();
    let found = arguments.any(|argument| is_int128(argument) && is_on_stack(argument));
    found.then_some("Clang splits an `__int128`, or does not align it on the stack")
}

/// Whether a type has nothing but bit-fields without names and arrays without items.
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

/// What GCC and Clang see in a value of at most 16 bytes.
struct Walk {
    reason: Option<&'static str>,
    /// Whether a number lies where its own alignment does not let it: it goes to memory, to GCC.
    number: bool,
    /// Whether a member lies where the alignment of its type does not let it: to Clang.
    member: bool,
}

impl Walk {
    fn of(ty: &Type) -> Option<&'static str> {
        let target = &Target::HOST;
        let layout = target.layout(&ty.unaliased()).ok()?;
        if layout.size == 0 && layout.align > 8 && !is_padding(ty) {
            return Some("GCC aligns the stack for a struct that is an open end");
        }
        if layout.size > 16 {
            return is_padding(ty).then_some("GCC passes nothing of a struct of padding alone");
        }
        let mut walk = Walk {
            reason: None,
            number: false,
            member: false,
        };
        walk.add(ty, 0);
        if walk.number != walk.member {
            return Some("what is packed is in memory to one of GCC and Clang");
        }
        walk.reason
    }

    fn add(&mut self, ty: &Type, offset: u64) {
        let target = &Target::HOST;
        let plain = ty.unaliased();
        match plain.kind() {
            Kind::Array { item, length, .. } => {
                let size = target.sizeof(&item.unaliased()).unwrap_or(0);
                let count = match length {
                    ArrayLength::Fixed(count) if size > 0 => count,
                    _ => 0,
                };
                if (count == 0 || size == 0) && !offset.is_multiple_of(8) {
                    self.reason = Some("GCC looks into an array of no items");
                }
                (0..count).for_each(|index| self.add(&item, offset + index * size));
            }
            Kind::Record(record) => self.record(&record, &plain, offset),
            Kind::Vector(vector) if vector.item == Scalar::Float && vector.lanes == 1 => {
                self.reason = Some("GCC passes a vector of one `float` in memory");
            }
            Kind::Void | Kind::Function(_) => {}
            Kind::Scalar(scalar) => {
                if scalar == Scalar::Float128 {
                    self.reason =
                        Some("Clang takes a `__float128` for memory, and passes it otherwise");
                }
                let align = scalar.layout(target).align;
                self.number |= !offset.is_multiple_of(align);
            }
            _ => {
                let align = target.alignof(&plain).unwrap_or(1);
                self.number |= !offset.is_multiple_of(align);
            }
        }
    }

    fn record(&mut self, record: &Record<'_>, ty: &Type, offset: u64) {
        let target = &Target::HOST;
        let Ok(layout) = target.record_layout(ty) else {
            return;
        };
        if record.kind() == RecordKind::Union && has_half(record, ty) {
            self.reason = Some("Clang may pass a `float` of a union where there is more");
        }
        for (field, place) in record.fields().zip(&layout.fields) {
            if place.bits.is_some() {
                self.bits(record.kind(), field.name.is_some(), *place, offset);
                continue;
            }
            let at = offset + place.offset;
            let align = target.alignof(&field.ty).unwrap_or(1);
            self.member |= !at.is_multiple_of(align);
            let length = match field.ty.unaliased().kind() {
                Kind::Array { length, .. } => Some(length),
                _ => None,
            };
            match length {
                Some(length) if !matches!(length, ArrayLength::Fixed(_)) => {
                    self.reason = Some("Clang passes a struct with an open end in memory");
                }
                _ => self.add(&field.ty, at),
            }
        }
    }

    fn bits(&mut self, kind: RecordKind, is_named: bool, place: FieldLayout, offset: u64) {
        let Some(bits) = place.bits else {
            return;
        };
        if bits.width == 0 {
            if kind == RecordKind::Union {
                self.reason = Some("GCC counts a bit-field of no width in a union");
            }
            return;
        }
        if !is_named {
            self.reason = Some("GCC counts bit-fields without a name");
        }
        let size = u64::from(bits.width.div_ceil(8).next_power_of_two());
        if kind == RecordKind::Union && !offset.is_multiple_of(size) {
            self.reason = Some("GCC takes a bit-field of a union for an integer, which is packed");
        }
    }
}

/// Why a signature is not called one way.
///
/// # Errors
/// It is not.
pub fn of_mode(case: &Case, mode: Mode) -> Result<(), Skip> {
    match mode {
        Mode::Callbacks if case.signature.more.is_some() => {
            Err(Skip::new("callbacks are not variadic"))
        }
        _ => Ok(()),
    }
}
