//! Unions, which libffi does not know: as structs that are passed alike, where there are any.
//!
//! A union is cut into units of its alignment. By the rules of x86-64 Unix, a unit that only
//! floating-point numbers lie in is such a number, and any other is an integer. By those of Windows only
//! the size counts. By others, members that are all integers or pointers are passed as the bytes that they
//! are; with floating-point numbers among them, unions have rules of their own, and are refused.

use core::ops::Range;

use libffi_sys as ffi;
use libffi_sys::ffi_type;
use lltype::{Record, Target, Type};

use super::rules::Rules;
use super::types::{Describer, Parts, REFUSED, integer, to_usize};
use crate::plan::Unsupported;

/// What lies in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Nothing,
    Float,
    Integer,
    /// x87's numbers, whatever else: it all goes through memory.
    X87,
}

impl Unit {
    fn of(ty: &ffi_type) -> Unit {
        match ty.type_ {
            ffi::FFI_TYPE_FLOAT | ffi::FFI_TYPE_DOUBLE => Unit::Float,
            ffi::FFI_TYPE_LONGDOUBLE => Unit::X87,
            _ => Unit::Integer,
        }
    }

    fn merge(self, other: Unit) -> Unit {
        match (self, other) {
            (Unit::X87, _) | (_, Unit::X87) => Unit::X87,
            (Unit::Integer, _) | (_, Unit::Integer) => Unit::Integer,
            (Unit::Float, _) | (_, Unit::Float) => Unit::Float,
            _ => Unit::Nothing,
        }
    }

    fn described(self, size: u64, rules: Rules) -> Option<*mut ffi_type> {
        match (self, rules, size) {
            (Unit::Float, Rules::SysV64, 4) => Some(&raw mut ffi::ffi_type_float),
            (Unit::Float, Rules::SysV64, 8) => Some(&raw mut ffi::ffi_type_double),
            (_, Rules::SysV64, 16) => Some(&raw mut ffi::ffi_type_longdouble),
            (Unit::Nothing, Rules::SysV64, _) => None,
            _ => integer(to_usize(size), false),
        }
    }
}

impl Describer {
    pub(super) fn union(
        &mut self,
        ty: &Type,
        record: &Record<'_>,
    ) -> Result<*mut ffi_type, Unsupported> {
        let layout = Target::HOST
            .record_layout(ty)
            .map_err(Unsupported::Layout)?;
        let whole = layout.whole;
        let mut parts = Parts::new();
        for (field, place) in record.fields().zip(&layout.fields) {
            if place.bits.is_some() {
                return Err(REFUSED);
            }
            self.member(&field.ty, 0, &mut parts)?;
        }
        self.seen.has_union = true;
        // Packed, or aligned to more.
        if align_of_parts(&parts) != whole.align {
            return Err(REFUSED);
        }
        let size = to_usize(whole.align);
        let mut units = vec![Unit::Nothing; to_usize(whole.size / whole.align)];
        for (part, offset) in parts {
            // SAFETY: the describer made it, or it is one of libffi's own.
            unsafe { mark(&mut units, size, part, offset) }.ok_or(REFUSED)?;
        }
        // Nothing else is aligned so, or has a description.
        if size == 16 && !units.contains(&Unit::X87) {
            return Err(REFUSED);
        }
        let units = units.iter().zip((0..).step_by(size));
        let parts = units.map(|(unit, offset)| {
            let described = unit.described(whole.align, self.rules)?;
            Some((described, offset))
        });
        let parts: Parts = parts.collect::<Option<_>>().ok_or(REFUSED)?;
        self.aggregate(&parts, whole)
    }
}

/// The largest alignment.
fn align_of_parts(parts: &Parts) -> u64 {
    // SAFETY: a describer made them, or they are libffi's own.
    let aligns = parts.iter().map(|(part, _)| unsafe { (**part).alignment });
    aligns.max().map_or(0, u64::from)
}

/// Notes the numbers of a part; `None` if one lies beyond the units.
///
/// # Safety
/// It is a complete description.
unsafe fn mark(
    units: &mut [Unit],
    size: usize,
    part: *const ffi_type,
    offset: usize,
) -> Option<()> {
    // SAFETY: the caller's word.
    let ty = unsafe { &*part };
    let elements = match ty.type_ {
        // SAFETY: it is complete: the list is there, and ends with null.
        ffi::FFI_TYPE_STRUCT => unsafe { elements(ty.elements) },
        ffi::FFI_TYPE_COMPLEX => {
            // SAFETY: the one element of a complex number.
            let half = unsafe { *ty.elements };
            vec![half, half]
        }
        _ => {
            for unit in units.get_mut(covered(offset, ty.size, size))? {
                *unit = unit.merge(Unit::of(ty));
            }
            return Some(());
        }
    };
    let mut offset = offset;
    for element in elements {
        // SAFETY: as above.
        let (element_size, align) = unsafe { ((*element).size, usize::from((*element).alignment)) };
        offset = offset.next_multiple_of(align);
        // SAFETY: an element of a complete description is one.
        unsafe { mark(units, size, element, offset)? };
        offset += element_size;
    }
    Some(())
}

/// # Safety
/// The list ends with null.
unsafe fn elements(list: *mut *mut ffi_type) -> Vec<*mut ffi_type> {
    let mut elements = Vec::new();
    let mut next = list;
    // SAFETY: the caller says that a null comes.
    unsafe {
        while !(*next).is_null() {
            elements.push(*next);
            next = next.add(1);
        }
    }
    elements
}

/// The units that so many bytes lie in.
fn covered(offset: usize, count: usize, size: usize) -> Range<usize> {
    offset / size..(offset + count).div_ceil(size)
}
