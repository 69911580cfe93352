//! [`Entries`]: what DWARF says, as a table.

use std::collections::HashMap;

use gimli::{AttributeValue, DwAt, DwTag, constants as dw};

use super::sections::{Sections, Slice};

/// The entries of an object's debug information, by number.
pub(super) struct Entries {
    all: Vec<Entry>,
    /// The type of each global variable.
    variables: HashMap<String, Option<usize>>,
}

/// An entry: only what describes types.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) tag: DwTag,
    pub(super) name: Option<String>,
    /// The type that it is made of; `None` is `void`.
    pub(super) ty: Option<usize>,
    pub(super) children: Vec<usize>,
    pub(super) byte_size: Option<u64>,
    pub(super) encoding: Option<gimli::DwAte>,
    pub(super) bit_size: Option<u64>,
    /// Where a bit-field begins, in bits from the start of the struct.
    pub(super) data_bit_offset: Option<u64>,
    /// The same as DWARF 3 says it: from the most significant bit of the storage.
    pub(super) bit_offset: Option<u64>,
    pub(super) location: Option<u64>,
    /// How many items an array has.
    pub(super) count: Option<u64>,
    pub(super) value: Option<i128>,
    pub(super) align: Option<u64>,
    pub(super) is_prototyped: bool,
    pub(super) is_declaration: bool,
    pub(super) is_vector: bool,
    pub(super) convention: Option<gimli::DwCc>,
}

impl Entry {
    const fn new(tag: DwTag) -> Self {
        Entry {
            tag,
            name: None,
            ty: None,
            children: Vec::new(),
            byte_size: None,
            encoding: None,
            bit_size: None,
            data_bit_offset: None,
            bit_offset: None,
            location: None,
            count: None,
            value: None,
            align: None,
            is_prototyped: false,
            is_declaration: false,
            is_vector: false,
            convention: None,
        }
    }
}

impl Entries {
    /// Reads all units of an object.
    pub(super) fn read(sections: &Sections) -> gimli::Result<Self> {
        let dwarf = sections.dwarf();
        let mut entries = Entries {
            all: Vec::new(),
            variables: HashMap::new(),
        };
        let mut units = dwarf.units();
        while let Some(header) = units.next()? {
            let unit = dwarf.unit(header)?;
            Unit::read(&dwarf, &unit, &mut entries)?;
        }
        Ok(entries)
    }

    pub(super) fn get(&self, index: usize) -> &Entry {
        &self.all[index]
    }

    /// All entries, with their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.all.iter().enumerate()
    }

    /// The type of a variable.
    pub(super) fn variable(&self, name: &str) -> Option<usize> {
        *self.variables.get(name)?
    }

    /// The children of an entry that have a tag.
    pub(super) fn children(&self, entry: &Entry, tag: DwTag) -> impl Iterator<Item = usize> {
        let children = entry.children.iter().copied();
        children.filter(move |child| self.get(*child).tag == tag)
    }
}

/// One unit on its way into the table.
struct Unit<'u, 's> {
    dwarf: &'u gimli::Dwarf<Slice<'s>>,
    unit: &'u gimli::Unit<Slice<'s>>,
    /// The number of the entry at an offset.
    numbers: HashMap<usize, usize>,
}

impl<'u, 's> Unit<'u, 's> {
    fn read(
        dwarf: &'u gimli::Dwarf<Slice<'s>>,
        unit: &'u gimli::Unit<Slice<'s>>,
        entries: &mut Entries,
    ) -> gimli::Result<()> {
        let mut reading = Unit {
            dwarf,
            unit,
            numbers: HashMap::new(),
        };
        reading.number(entries.all.len())?;
        let mut open: Vec<(isize, usize)> = Vec::new();
        let mut is_cpp = false;
        let mut cursor = unit.entries();
        while let Some(die) = cursor.next_dfs()? {
            let index = entries.all.len();
            is_cpp |= is_of_cpp(die);
            let mut entry = reading.entry(die)?;
            // There, every function has a prototype, which is not said.
            entry.is_prototyped |= is_cpp;
            let depth = die.depth();
            open.retain(|(level, _)| *level < depth);
            if let Some((_, parent)) = open.last() {
                entries.all[*parent].children.push(index);
            }
            open.push((depth, index));
            let name = entry
                .name
                .clone()
                .filter(|_| entry.tag == dw::DW_TAG_variable);
            if let Some(name) = name {
                entries.variables.insert(name, entry.ty);
            }
            entries.all.push(entry);
        }
        Ok(())
    }

    /// Numbers the entries: types may be named before they come.
    fn number(&mut self, first: usize) -> gimli::Result<()> {
        let mut cursor = self.unit.entries();
        let mut index = first;
        while let Some(die) = cursor.next_dfs()? {
            self.numbers.insert(die.offset().0, index);
            index += 1;
        }
        Ok(())
    }

    fn entry(&self, die: &gimli::DebuggingInformationEntry<Slice<'s>>) -> gimli::Result<Entry> {
        let mut entry = Entry::new(die.tag());
        for attribute in die.attrs() {
            self.attribute(&mut entry, attribute.name(), attribute)?;
        }
        Ok(entry)
    }

    fn attribute(
        &self,
        entry: &mut Entry,
        name: DwAt,
        attribute: &gimli::Attribute<Slice<'s>>,
    ) -> gimli::Result<()> {
        let value = attribute.value();
        match name {
            dw::DW_AT_name => entry.name = Some(self.text(value)?),
            dw::DW_AT_type => entry.ty = self.reference(&value),
            dw::DW_AT_byte_size => entry.byte_size = value.udata_value(),
            dw::DW_AT_bit_size => entry.bit_size = value.udata_value(),
            dw::DW_AT_data_bit_offset => entry.data_bit_offset = value.udata_value(),
            dw::DW_AT_bit_offset => entry.bit_offset = value.udata_value(),
            dw::DW_AT_data_member_location => entry.location = location(&value, self.unit),
            dw::DW_AT_count => entry.count = value.udata_value(),
            dw::DW_AT_upper_bound => entry.count = upper_bound(attribute),
            dw::DW_AT_const_value => entry.value = constant(&attribute.raw_value()),
            dw::DW_AT_alignment => entry.align = value.udata_value(),
            dw::DW_AT_encoding => {
                if let AttributeValue::Encoding(encoding) = value {
                    entry.encoding = Some(encoding);
                }
            }
            dw::DW_AT_prototyped => entry.is_prototyped = true,
            dw::DW_AT_declaration => entry.is_declaration = true,
            dw::DW_AT_GNU_vector => entry.is_vector = true,
            dw::DW_AT_calling_convention => {
                if let AttributeValue::CallingConvention(convention) = value {
                    entry.convention = Some(convention);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&self, value: AttributeValue<Slice<'s>>) -> gimli::Result<String> {
        let text = self.dwarf.attr_string(self.unit, value)?;
        Ok(text.to_string_lossy().into_owned())
    }

    fn reference(&self, value: &AttributeValue<Slice<'s>>) -> Option<usize> {
        let AttributeValue::UnitRef(offset) = value else {
            return None;
        };
        self.numbers.get(&offset.0).copied()
    }
}

/// Whether a unit is of C++.
fn is_of_cpp(die: &gimli::DebuggingInformationEntry<Slice<'_>>) -> bool {
    let language = die.attr_value(dw::DW_AT_language);
    matches!(
        language,
        Some(AttributeValue::Language(
            dw::DW_LANG_C_plus_plus
                | dw::DW_LANG_C_plus_plus_03
                | dw::DW_LANG_C_plus_plus_11
                | dw::DW_LANG_C_plus_plus_14
                | dw::DW_LANG_C_plus_plus_17
                | dw::DW_LANG_C_plus_plus_20
        ))
    )
}

/// The offset of a member, in bytes; old compilers write a little program.
fn location(value: &AttributeValue<Slice<'_>>, unit: &gimli::Unit<Slice<'_>>) -> Option<u64> {
    if let Some(bytes) = value.udata_value() {
        return Some(bytes);
    }
    let AttributeValue::Exprloc(expression) = value else {
        return None;
    };
    match expression.operations(unit.encoding()).next() {
        Ok(Some(gimli::Operation::PlusConstant { value })) => Some(value),
        _ => None,
    }
}

/// One more than the last index. Of an array without items, gcc writes -1.
fn upper_bound(attribute: &gimli::Attribute<Slice<'_>>) -> Option<u64> {
    let last = constant(&attribute.raw_value())?;
    let is_minus_one = match attribute.raw_value() {
        AttributeValue::Data4(value) => value == u32::MAX,
        AttributeValue::Data8(value) => value == u64::MAX,
        _ => last == -1,
    };
    match is_minus_one {
        true => Some(0),
        false => u64::try_from(last + 1).ok(),
    }
}

/// A number. Compilers write negative ones in the form for numbers with a sign.
fn constant(value: &AttributeValue<Slice<'_>>) -> Option<i128> {
    Some(match value {
        AttributeValue::Data1(value) => i128::from(*value),
        AttributeValue::Data2(value) => i128::from(*value),
        AttributeValue::Data4(value) => i128::from(*value),
        AttributeValue::Data8(value) | AttributeValue::Udata(value) => i128::from(*value),
        AttributeValue::Sdata(value) => i128::from(*value),
        _ => return None,
    })
}
