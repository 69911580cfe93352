//! The sections with debug information, as a linker would leave them.

use gimli::{DwarfSections, EndianSlice, RunTimeEndian, SectionId};
use object::{
    Object, ObjectSection, ObjectSymbol, RelocationKind, RelocationTarget, SectionKind, SymbolKind,
};

/// The bytes of the sections, and their order.
pub(super) struct Sections {
    bytes: DwarfSections<Vec<u8>>,
    endian: RunTimeEndian,
}

/// A place in a section.
pub(super) type Slice<'s> = EndianSlice<'s, RunTimeEndian>;

impl Sections {
    pub(super) fn dwarf(&self) -> gimli::Dwarf<Slice<'_>> {
        self.bytes
            .borrow(|section| EndianSlice::new(section, self.endian))
    }
}

/// Reads the sections of an object.
pub(super) fn read(file: &object::File<'_>) -> Result<Sections, String> {
    let endian = match file.is_little_endian() {
        true => RunTimeEndian::Little,
        false => RunTimeEndian::Big,
    };
    if file.section_by_name(SectionId::DebugInfo.name()).is_none() {
        return Err("the compiler wrote no debug information".to_owned());
    }
    let bytes = DwarfSections::load(|id| section(file, id, endian))?;
    Ok(Sections { bytes, endian })
}

/// One section, with its references to others filled in; empty if it is not there.
fn section(
    file: &object::File<'_>,
    id: SectionId,
    endian: RunTimeEndian,
) -> Result<Vec<u8>, String> {
    let Some(section) = file.section_by_name(id.name()) else {
        return Ok(Vec::new());
    };
    let data = section.data().map_err(|error| error.to_string())?;
    let mut bytes = data.to_vec();
    for (offset, relocation) in section.relocations() {
        let Some(value) = referred(file, &relocation) else {
            continue;
        };
        let size = match relocation.size() {
            64 => 8,
            _ => 4,
        };
        let place = usize::try_from(offset).ok();
        let place = place.and_then(|start| bytes.get_mut(start..)?.get_mut(..size));
        if let Some(place) = place {
            add(place, value, relocation.has_implicit_addend(), endian);
        }
    }
    Ok(bytes)
}

/// The offset in a section of debug information that a relocation refers to. Others are addresses in the
/// program, which nobody asks for.
fn referred(file: &object::File<'_>, relocation: &object::Relocation) -> Option<u64> {
    let RelocationTarget::Symbol(symbol) = relocation.target() else {
        return None;
    };
    let symbol = file.symbol_by_index(symbol).ok()?;
    let section = file.section_by_index(symbol.section_index()?).ok()?;
    // Kinds that `object` does not know are those of seldom machines: at a section's own symbol, they are
    // offsets in it.
    let is_offset = matches!(
        relocation.kind(),
        RelocationKind::Absolute | RelocationKind::SectionOffset
    ) || symbol.kind() == SymbolKind::Section;
    let is_debug = matches!(
        section.kind(),
        SectionKind::Debug | SectionKind::DebugString
    ) || section.name().is_ok_and(|name| name.starts_with(".debug"));
    if !is_offset || !is_debug {
        return None;
    }
    let start = symbol.address().wrapping_sub(section.address());
    Some(start.wrapping_add_signed(relocation.addend()))
}

/// Writes an offset; what stands there counts if the machine keeps the addend there.
fn add(place: &mut [u8], value: u64, has_addend: bool, endian: RunTimeEndian) {
    let is_little = endian == RunTimeEndian::Little;
    let mut number = [0; 8];
    let size = place.len();
    if has_addend {
        match is_little {
            true => number[..size].copy_from_slice(place),
            false => number[8 - size..].copy_from_slice(place),
        }
    }
    let old = match is_little {
        true => u64::from_le_bytes(number),
        false => u64::from_be_bytes(number),
    };
    let new = old.wrapping_add(value);
    match is_little {
        true => place.copy_from_slice(&new.to_le_bytes()[..size]),
        false => place.copy_from_slice(&new.to_be_bytes()[8 - size..]),
    }
}
