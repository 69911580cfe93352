//! [`Describer`]: C's types in libffi's words.

use libffi_sys as ffi;
use libffi_sys::ffi_type;
use lltype::{
    ArrayLength, Class, FloatFormat, Kind, Layout, Record, RecordKind, Scalar, Target, Type,
};

use super::arena::Arena;
use super::cif::locked;
use super::rules::Rules;
use crate::Backend;
use crate::plan::Unsupported;

/// What libffi cannot describe.
pub(super) const REFUSED: Unsupported = Unsupported::Backend(Backend::Libffi);

/// The most bytes that a value may have.
const MAX_SIZE: u64 = 1 << 16;

/// Describes types to libffi.
#[derive(Debug)]
pub(super) struct Describer {
    abi: ffi::ffi_abi,
    pub(super) rules: Rules,
    pub(super) arena: Arena,
    /// What the type that is being described is made of.
    pub(super) seen: Seen,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) has_float: bool,
    pub(super) has_x87: bool,
    pub(super) has_union: bool,
}

/// Parts of a value, and where they are.
pub(super) type Parts = Vec<(*mut ffi_type, usize)>;

impl Describer {
    pub(super) fn new(abi: ffi::ffi_abi, rules: Rules) -> Self {
        Describer {
            abi,
            rules,
            arena: Arena::default(),
            seen: Seen::default(),
        }
    }

    /// The type of an argument.
    pub(super) fn argument(&mut self, ty: &Type) -> Result<*mut ffi_type, Unsupported> {
        let described = self.value(ty)?;
        // SAFETY: it was made by the describer, or is one of libffi's own.
        let size = unsafe { (*described).size };
        let is_copied = !cfg!(feature = "libffi-system") || !matches!(size, 3 | 5 | 6 | 7);
        match is_copied || self.rules != Rules::Win64 {
            true => Ok(described),
            false => Err(REFUSED),
        }
    }

    fn value(&mut self, ty: &Type) -> Result<*mut ffi_type, Unsupported> {
        self.seen = Seen::default();
        let plain = ty.unaliased();
        check_value(&plain)?;
        let layout = Target::HOST.layout(&plain).map_err(Unsupported::Layout)?;
        if layout.size == 0 || layout.size > MAX_SIZE || plain.is_var_sized() {
            return Err(REFUSED);
        }
        let described = self.describe(&plain)?;
        let is_like_bytes = self.rules != Rules::Other || !self.seen.has_float;
        match self.seen.has_union && !is_like_bytes {
            true => Err(REFUSED),
            false => Ok(described),
        }
    }

    /// The type of a result.
    pub(super) fn result(&mut self, ty: &Type) -> Result<*mut ffi_type, Unsupported> {
        if matches!(ty.kind(), Kind::Void) {
            return Ok(&raw mut ffi::ffi_type_void);
        }
        let described = self.value(ty)?;
        // SAFETY: it was made by the describer, or is one of libffi's own.
        let size = unsafe { (*described).size };
        let is_x87 = ty.as_record().is_some() && self.seen.has_x87 && size <= 16;
        match is_x87 && self.rules == Rules::SysV64 {
            true => Err(REFUSED),
            false => Ok(described),
        }
    }

    /// A type without typedefs.
    fn describe(&mut self, ty: &Type) -> Result<*mut ffi_type, Unsupported> {
        match ty.kind() {
            Kind::Scalar(scalar) => self.scalar(scalar).ok_or(REFUSED),
            Kind::Enum(enumeration) => {
                let base = enumeration.base(&Target::HOST);
                self.scalar(base).ok_or(REFUSED)
            }
            Kind::Pointer { .. } => Ok(&raw mut ffi::ffi_type_pointer),
            Kind::Record(record) if record.kind() == RecordKind::Union => self.union(ty, &record),
            Kind::Record(record) => self.structure(ty, &record),
            _ => Err(REFUSED),
        }
    }

    fn scalar(&mut self, scalar: Scalar) -> Option<*mut ffi_type> {
        let target = &Target::HOST;
        let described = match scalar.class(target) {
            Class::Complex => self.complex(scalar)?,
            Class::Float => self.float(scalar)?,
            class => integer(scalar.size(target), class == Class::Signed)?,
        };
        is_laid_out(described, scalar.layout(target)).then_some(described)
    }

    fn float(&mut self, scalar: Scalar) -> Option<*mut ffi_type> {
        self.seen.has_float = true;
        match (scalar, Target::HOST.long_double.format) {
            (Scalar::Float, _) => Some(&raw mut ffi::ffi_type_float),
            (Scalar::Double, _) | (Scalar::LongDouble, FloatFormat::Binary64) => {
                Some(&raw mut ffi::ffi_type_double)
            }
            // Each preparation writes to the one description of it.
            (Scalar::LongDouble, _)
                if cfg!(any(target_arch = "powerpc", target_arch = "powerpc64")) =>
            {
                None
            }
            (Scalar::LongDouble, format) if self.rules != Rules::Win64 => {
                self.seen.has_x87 |= format == FloatFormat::X87;
                Some(&raw mut ffi::ffi_type_longdouble)
            }
            _ => None,
        }
    }

    /// libffi's own descriptions of complex numbers are not there on all machines, and are no others.
    fn complex(&mut self, scalar: Scalar) -> Option<*mut ffi_type> {
        // Asked for others, libffi aborts the process.
        const ARE_KNOWN: bool = cfg!(all(
            unix,
            any(
                target_arch = "x86",
                target_arch = "x86_64",
                target_arch = "arm",
                target_arch = "aarch64",
                target_arch = "s390x"
            )
        ));
        let half = match scalar {
            _ if !ARE_KNOWN || self.rules == Rules::Win64 => return None,
            Scalar::FloatComplex => Scalar::Float,
            Scalar::DoubleComplex => Scalar::Double,
            Scalar::LongDoubleComplex => Scalar::LongDouble,
            _ => return None,
        };
        let half = self.float(half)?;
        let described = self.arena.aggregate(ffi::FFI_TYPE_COMPLEX, &[half]);
        // SAFETY: the arena's, of which nobody else knows; and one of libffi's own.
        unsafe {
            (*described).size = (*half).size * 2;
            (*described).alignment = (*half).alignment;
        }
        Some(described)
    }

    fn structure(&mut self, ty: &Type, record: &Record<'_>) -> Result<*mut ffi_type, Unsupported> {
        let layout = Target::HOST
            .record_layout(ty)
            .map_err(Unsupported::Layout)?;
        let mut parts = Parts::new();
        for (field, place) in record.fields().zip(&layout.fields) {
            if place.bits.is_some() {
                return Err(REFUSED);
            }
            self.member(&field.ty, to_usize(place.offset), &mut parts)?;
        }
        self.aggregate(&parts, layout.whole)
    }

    /// Adds a member; an array as its items, one after the other.
    pub(super) fn member(
        &mut self,
        ty: &Type,
        offset: usize,
        parts: &mut Parts,
    ) -> Result<(), Unsupported> {
        let (item, count) = match ty.kind() {
            Kind::Array {
                item,
                length: ArrayLength::Fixed(count @ 1..),
                ..
            } => (item, to_usize(count)),
            Kind::Scalar(scalar)
                if scalar.class(&Target::HOST) == Class::Complex && self.rules != Rules::SysV64 =>
            {
                return Err(REFUSED);
            }
            _ => {
                parts.push((self.describe(&ty.unaliased())?, offset));
                return Ok(());
            }
        };
        let size = Target::HOST.sizeof(&item).map_err(Unsupported::Layout)?;
        let mut of_item = Parts::new();
        self.member(&item, offset, &mut of_item)?;
        for index in 0..count {
            let shift = index * to_usize(size);
            parts.extend(of_item.iter().map(|(part, offset)| (*part, offset + shift)));
        }
        Ok(())
    }

    /// A struct of these parts, if libffi places them so.
    pub(super) fn aggregate(
        &mut self,
        parts: &Parts,
        whole: Layout,
    ) -> Result<*mut ffi_type, Unsupported> {
        let types: Vec<_> = parts.iter().map(|(part, _)| *part).collect();
        let described = self.arena.aggregate(ffi::FFI_TYPE_STRUCT, &types);
        let mut offsets = vec![0; parts.len()];
        let status = {
            let _lock = locked();
            // SAFETY: all parts are described, and there is an offset for each; the struct is the
            // arena's, of which nobody else knows.
            unsafe { ffi::ffi_get_struct_offsets(self.abi, described, offsets.as_mut_ptr()) }
        };
        let is_placed = offsets.iter().eq(parts.iter().map(|(_, offset)| offset));
        match status == ffi::ffi_status_FFI_OK && is_placed && is_laid_out(described, whole) {
            true => Ok(described),
            false => Err(REFUSED),
        }
    }
}

/// An integer of so many bytes.
pub(super) fn integer(size: usize, is_signed: bool) -> Option<*mut ffi_type> {
    Some(match (size, is_signed) {
        (1, true) => &raw mut ffi::ffi_type_sint8,
        (1, false) => &raw mut ffi::ffi_type_uint8,
        (2, true) => &raw mut ffi::ffi_type_sint16,
        (2, false) => &raw mut ffi::ffi_type_uint16,
        (4, true) => &raw mut ffi::ffi_type_sint32,
        (4, false) => &raw mut ffi::ffi_type_uint32,
        (8, true) => &raw mut ffi::ffi_type_sint64,
        (8, false) => &raw mut ffi::ffi_type_uint64,
        _ => return None,
    })
}

fn check_value(ty: &Type) -> Result<(), Unsupported> {
    match ty.kind() {
        _ if ty.is_gc() => Err(Unsupported::Gc),
        Kind::Function(_) | Kind::Array { .. } => Err(Unsupported::NoValue),
        _ => Ok(()),
    }
}

/// Whether libffi's size and alignment are those of C.
fn is_laid_out(ty: *mut ffi_type, layout: Layout) -> bool {
    // SAFETY: it was made by a describer, or is one of libffi's own.
    let (size, align) = unsafe { ((*ty).size, (*ty).alignment) };
    size == to_usize(layout.size) && u64::from(align) == layout.align
}

/// Sizes are limited by the layout, which fits the address space.
pub(super) fn to_usize(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}
