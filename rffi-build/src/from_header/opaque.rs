//! [`Opaque`]: a struct or union of which the header tells the name alone, or of which no more is needed.

use super::record::Record;

pub(super) struct Opaque {
    /// bindgen's.
    pub(super) name: String,
    pub(super) docs: Vec<String>,
    pub(super) is_union: bool,
}

impl Opaque {
    /// The record without its members.
    pub(super) fn of(record: Record) -> Self {
        Opaque {
            name: record.name,
            docs: record.docs,
            is_union: record.is_union,
        }
    }
}
